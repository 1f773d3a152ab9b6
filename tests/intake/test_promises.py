"""Promises told as a length of time, and the department asked first where no steps are given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.intake.durations import duration
from voc.jobs.ingest import ingest
from voc.settings import Settings
from voc.store import Scope, Store


@pytest.mark.parametrize(
    ("told", "hours"),
    [("48", 48), ("24小时", 24), ("2天", 48), ("1.5 小时", 1.5), ("30分钟", 0.5), ("72 hours", 72), ("3个小时内", 3)],
)
def test_lengths(told: str, hours: float) -> None:
    assert duration(told) == timedelta(hours=hours)


@pytest.mark.parametrize("told", ["", "2026-06-01", "46174", "尽快", "-3", "3个工作日", "10:30", "1e3"])
def test_what_is_no_length(told: str) -> None:
    assert duration(told) is None


@given(st.text(max_size=30))
def test_any_text_is_a_length_or_none(text: str) -> None:
    found = duration(text)
    assert found is None or timedelta(0) <= found <= timedelta(days=9999)


def _cases(folder: Path, head: str, *lines: str) -> list[dict[str, object]]:
    (folder / "工单.csv").write_text("\n".join((head, *lines)), "utf-8")
    settings = Settings(home=folder / "仓", key_file=folder / "key")
    with Store.open(settings, create=True) as store:
        report = ingest(store, folder / "工单.csv", "complaint", settings=settings)
        assert (report.taken, report.quarantined) == (len(lines), 0)
        found: list[dict[str, object]] = (
            store.reader(Scope.everything()).query("SELECT * FROM cases ORDER BY external_id").to_pylist()
        )
    return found


def test_a_length_counts_from_the_opening(tmp_path: Path) -> None:
    head = "工单号,投诉内容,受理时间,承诺时限,首问部门,处理部门"
    one, two, three = _cases(
        tmp_path,
        head,
        "A1,宽带断了三天没人管,2026-06-01 10:00,48,客服部,网络部",
        "A2,话费多扣了,2026-06-01 11:00,24小时,客服部,客服部",
        "A3,没信号,2026-06-02 11:00,,客服部,网络部",
    )
    assert one["promised_at"] == datetime(2026, 6, 3, 2, tzinfo=UTC)
    assert two["promised_at"] == datetime(2026, 6, 2, 3, tzinfo=UTC)
    assert three["promised_at"] is None
    assert (one["first_department"], one["department"]) == ("客服部", "网络部")


def test_a_moment_stays_a_moment(tmp_path: Path) -> None:
    (one,) = _cases(tmp_path, "工单号,投诉内容,受理时间,承诺时限", "A1,宽带断了三天没人管,2026-06-01 10:00,2026-06-02 10:00")
    assert one["promised_at"] == datetime(2026, 6, 2, 2, tzinfo=UTC)
