"""A questionnaire file with everything wrong that files have: each is set aside or refused with the reason, and the rest goes on."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from voc.errors import VocError
from voc.intake import read
from voc.intake import wide as wide_files
from voc.intake.reading import open_file
from voc.jobs.survey_report import figures, read_survey
from voc.settings import Settings
from voc.survey.panel import Panel

HEADER = "问卷编号,答题时间,地市,权重,总体满意度评分,网络评分,资费评分,常数评分,网络评分二,推荐意愿,遇到问题1,当月ARPU,意见"


def _rows(count: int = 300) -> list[list[str]]:
    chance = random.Random(5)
    rows = []
    for number in range(count):
        network, price = chance.randint(1, 10), chance.randint(1, 10)
        overall = min(10, max(1, round(0.7 * network + 0.3 * price)))
        rows.append(
            [
                *(f"Q{number}", f"2026-05-{number % 28 + 1:02d}", "东城" if number % 3 else "西城", "1.5" if number % 4 else "0.5"),
                *(str(overall), str(network), "99" if number % 10 == 0 else str(price), "5", str(network)),
                *(
                    str(max(0, overall - 1)),
                    "-1" if number % 5 else "1",
                    str(100 + number),
                    f"第{number}号楼地下室信号差，打不通电话" if number % 7 == 0 else "",
                ),
            ]
        )
    return rows


def _file(folder: Path, rows: list[list[str]], encoding: str = "utf-8") -> Path:
    path = folder / "问卷.csv"
    path.write_text("\n".join([HEADER, *(",".join(row) for row in rows)]), encoding=encoding)
    return path


def _spoilt() -> list[list[str]]:
    """Rows 0-5: a rating of 11, a negative weight, a word for a weight, an id again, no answer at all, a zero weight."""
    rows = _rows()
    rows[0][9], rows[1][3], rows[2][3], rows[3][0] = "11", "-1", "很重", "Q7"
    rows[4][4:] = [""] * 9
    rows[5][3], rows[6][3] = "0", ""
    return rows


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Panel]:
    """The same file by the long way and by the short one."""
    path = _file(tmp_path, _spoilt())
    long = read_survey(path, None, settings=Settings())[0]
    monkeypatch.setattr(wide_files, "LEAST_BYTES", 0)
    return [long, read_survey(path, None, settings=Settings())[0]]


def test_the_short_way_reads_what_the_long_way_reads(both: list[Panel]) -> None:
    long, short = both
    assert len(long) == len(short) == 295
    for name in ("place", "top", "of_ten", "chosen", "amounts"):
        assert np.array_equal(getattr(long, name), getattr(short, name), equal_nan=True), name
    assert (long.questions, long.choices, long.operational) == (short.questions, short.choices, short.operational)
    assert long.purposes == short.purposes
    assert long.weights == pytest.approx(short.weights)
    for name in ("region", "day"):
        assert long.respondents[name].to_pylist() == short.respondents[name].to_pylist()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_short_way_reads_other_encodings(encoding: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = _file(tmp_path, _rows(), encoding)
    long = read_survey(path, None, settings=Settings())
    monkeypatch.setattr(wide_files, "LEAST_BYTES", 0)
    short = read_survey(path, None, settings=Settings())
    assert np.array_equal(long[0].place, short[0].place, equal_nan=True)
    assert sorted(zip(*long[1:], strict=True)) == sorted(zip(*short[1:], strict=True))
    assert len(short[2]) == 43


def test_a_ragged_file_goes_the_long_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = _rows()
    rows[10] = rows[10][:5]
    path = _file(tmp_path, rows)
    monkeypatch.setattr(wide_files, "LEAST_BYTES", 0)
    assert wide_files.read_wide(open_file(path, "survey", settings=Settings()), settings=Settings()) is None
    assert len(read_survey(path, None, settings=Settings())[0]) >= 299


def test_each_bad_row_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    path = _file(tmp_path, _spoilt())
    batches = list(read(path, "survey", key=b"k" * 32, settings=Settings()))
    reasons = {row["source_row"]: row["reason"] for batch in batches for row in batch.quarantine.to_pylist()}
    assert {row: reason for row, reason in reasons.items() if row <= 8} == {
        1: "out_of_scale",
        2: "bad_number",
        3: "bad_number",
        5: "no_answers",
        8: "repeated_id",
    }
    short = wide_files.read_wide(open_file(path, "survey", settings=Settings()), settings=Settings())
    assert short is not None
    assert short.aside == {"out_of_scale": 1, "bad_number": 2, "repeated_id": 1, "no_answers": 1}


def test_codes_for_no_answer_constant_and_twin_drivers_do_no_harm(both: list[Panel]) -> None:
    panel = both[0]
    price = panel.of(panel.place, "资费评分")
    assert int(np.isnan(price).sum()) == 29
    assert np.nanmax(price) <= 1
    assert set(np.unique(panel.chosen)) == {0.0, 1.0}
    rows = figures(panel)["rows"]
    drivers = {row["group"]: row for row in rows if row["section"] == "drivers"}
    assert drivers["常数评分"]["note"] == "left out: constant"
    twins = next(name for name in drivers if "网络评分" in name)
    assert "网络评分二" in twins
    assert "+" in twins


def test_a_column_that_changes_type_half_way_is_no_rating(tmp_path: Path) -> None:
    rows = _rows()
    for row in rows[150:]:
        row[6] = "便宜"
    panel = read_survey(_file(tmp_path, rows), None, settings=Settings())[0]
    assert len(panel) == 300
    assert "资费评分" not in panel.purposes.drivers
    assert "网络评分" in panel.purposes.drivers


def test_weights_of_nothing_are_refused(tmp_path: Path) -> None:
    rows = [[*row[:3], "0", *row[4:]] for row in _rows()]
    targets = tmp_path / "t.csv"
    targets.write_text("维度,类别,占比\nregion,东城,50%\nregion,西城,50%\n", encoding="utf-8")
    from voc.jobs.survey_report import survey_report

    with pytest.raises(VocError, match="add up to nothing"):
        survey_report(_file(tmp_path, rows), tmp_path / "o.json", settings=Settings(), targets=targets)


def test_under_thirty_answers_show_nothing(tmp_path: Path) -> None:
    rows = figures(read_survey(_file(tmp_path, _rows(20)), None, settings=Settings())[0])["rows"]
    assert all(row["value"] is None for row in rows)
