"""Service quality: every figure against a second count by hand, and the page as a reader meets it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any

import pyarrow as pa
import pytest
from dashboard.invented_service import DEPARTMENTS, EXPORTED, HOSTILE, LAST, TEAMS, fill
from store.store_rows import rows as contract_rows
from streamlit.testing.v1 import AppTest

from voc.dashboard.department_report import department_report
from voc.dashboard.filters import Filters
from voc.dashboard.pages import scorecard as report_page
from voc.dashboard.pages.service_cards import picked
from voc.dashboard.reads import measured, scorecard, service_cases, service_quality, service_way
from voc.dashboard.reads.base import At, hits, open_store, reader
from voc.dashboard.reads.verbatims import Pick, number_of
from voc.dashboard.view import View
from voc.export.report import Grid
from voc.schema import TABLES
from voc.service.rates import poisson_rate
from voc.settings import Settings
from voc.store import Scope, Store

HALF = Filters(LAST - timedelta(days=90), LAST)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The invented store; read only."""
    folder = tmp_path_factory.mktemp("服务 一")
    settings = Settings(home=folder / "仓库", key_file=folder / "identity.key")
    fill(settings).close()
    return settings


@pytest.fixture
def there(served: Settings) -> At:
    """Everything in it, no filter."""
    return At(served, open_store(served).publication().id, Scope.everything(), Filters())


def _by_hand(at: At) -> list[dict[str, Any]]:
    return reader(at).query("SELECT c.*, v.day FROM cases c JOIN verbatims v USING (case_id) ORDER BY c.opened").to_pylist()


def test_figures_are_those_counted_by_hand(there: At) -> None:
    rows, found = _by_hand(there), service_quality.handling(there)
    assert found.cases == len(rows) == 600
    kept = sum(r["resolved"] is not None and r["resolved"] <= r["promised_at"] for r in rows)
    late = sum(r["resolved"] is not None and r["resolved"] > r["promised_at"] for r in rows)
    now = service_cases.as_of(there)
    overdue = [r for r in rows if r["resolved"] is None and r["promised_at"] < now]
    assert (found.promise.kept, found.promise.late, found.promise.overdue) == (kept, late, len(overdue))
    assert found.promise.pending == sum(r["resolved"] is None for r in rows) - len(overdue)
    assert found.promise.share.value == pytest.approx(kept / (kept + late + len(overdue)))
    assert found.reopened.value == pytest.approx(fmean(r["reopened"] > 0 for r in rows))
    assert found.after.value == pytest.approx(fmean(r["rating_after"] for r in rows if r["rating_after"] is not None))
    assert found.steps.value == pytest.approx(1.2)
    assert found.repeated.base == sum(r["opened"] + timedelta(days=30) <= now for r in rows)
    listed = service_quality.overdue(there)
    assert listed["case_id"].to_pylist() == [r["case_id"] for r in sorted(overdue, key=lambda r: r["promised_at"])]


def test_open_cases_are_held_against_the_export_not_against_today(there: At) -> None:
    assert EXPORTED - timedelta(days=1) < service_cases.as_of(there) <= EXPORTED


def test_a_repeat_is_looked_for_beyond_the_filters(there: At) -> None:
    """The customer who comes again does so for the same cause three cases on, in the next days, maybe outside the dates chosen."""
    rows = _by_hand(there)
    twice = [r for r in rows if r["customer_key"] == "u590"]
    assert len(twice) == 10
    alone = replace(there, filters=Filters(twice[0]["day"], twice[0]["day"], undated=False))
    assert service_quality.chosen(alone, None, None, "repeated")
    assert set(service_quality.chosen(there, None, None, "repeated")) <= {r["case_id"] for r in twice}


@pytest.mark.parametrize(
    ("by", "groups"), [("department", set(DEPARTMENTS)), ("team", set(TEAMS)), ("staff", {"own", "outsourced"})]
)
def test_the_table_adds_up(there: At, by: service_quality.By, groups: set[str]) -> None:
    rows = service_quality.table(replace(there, filters=HALF), by)
    assert {row.group for row in rows} == groups
    assert sum(row.figures.cases for row in rows) == service_quality.handling(replace(there, filters=HALF)).cases
    assert all(row.eliminated is not None for row in rows)
    for row in rows:
        cases = service_quality.chosen(replace(there, filters=HALF), by, row.group, "all")
        assert len(cases) == row.figures.cases == number_of(replace(there, filters=HALF), picked(cases))


def test_no_case_is_no_verbatim_rather_than_all(there: At) -> None:
    assert number_of(there, picked(())) == 0
    assert number_of(there, Pick()) == 840


def test_kept_by_the_first_department_by_hand(there: At) -> None:
    steps = reader(there).query("SELECT case_id, count(DISTINCT department) AS n FROM case_steps GROUP BY 1").to_pylist()
    several = {r["case_id"] for r in steps if r["n"] > 1}
    assert set(service_quality.chosen(there, None, None, "passed")) == several
    done = [r for r in _by_hand(there) if r["resolved"] is not None]
    assert service_quality.handling(there).kept.value == pytest.approx(fmean(r["case_id"] not in several for r in done))


def test_the_rate_has_the_customers_as_its_base(there: At, tmp_path: Path) -> None:
    at = replace(there, filters=HALF)
    rate = service_quality.complaint_rate(at)
    months = 600_000 * 91 / (365.25 / 12)
    assert measured.exposure(at) == pytest.approx(months)
    assert rate.estimate == poisson_rate(service_quality.handling(at).cases, measured.exposure(at))
    assert service_quality.complaint_rate(replace(at, filters=replace(HALF, product=("青禾畅享",)))).estimate.value is None
    bare = Settings(home=tmp_path / "无", key_file=tmp_path / "identity.key")
    fill(bare, measures=False, cases=60).close()
    empty = At(bare, open_store(bare).publication().id, Scope.everything(), HALF)
    assert service_quality.complaint_rate(empty).estimate.value is None
    assert measured.exposure(empty) is None


def test_recovery_is_less_than_the_plain_difference(there: At) -> None:
    """Ratings rise by 3 in every case; most of that would have come without any handling."""
    held, assumed = service_quality.control(there)
    found = service_quality.handling(there).recovered
    assert held is not None
    assert assumed
    assert found.value is not None
    assert found.value < 3
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high


def test_a_limited_scope_sees_its_own_cases_only(there: At) -> None:
    limited = replace(there, scope=Scope("manager", regions=frozenset({"西城"})))
    rows = service_cases.cases(limited)
    assert set(rows["region"].to_pylist()) == {"西城"}
    assert service_quality.handling(limited).cases == 200


def _said(tested: AppTest) -> str:
    kinds = (tested.title, tested.subheader, tested.caption, tested.info, tested.markdown, tested.text)
    return "\n".join([element.value for kind in kinds for element in kind] + [f"{one.label} {one.value}" for one in tested.metric])


@pytest.mark.parametrize("by", service_quality.BYS)
def test_no_share_of_a_few_cases_is_told_where_small_groups_are_hidden(there: At, by: service_quality.By) -> None:
    whole = service_quality.table(there, by)
    small = 1 + max(hits(row.figures.repeated) for row in whole) if len(whole) < 3 else 12
    hiding = replace(there, scope=replace(there.scope, small=small))
    for row in service_quality.table(hiding, by):
        found = row.figures
        for one in (found.promise.share, found.reopened, found.repeated, found.resolved_first, found.kept):
            assert not 0 < hits(one) < small
    seen = service_quality.handling(there)
    above = replace(there, scope=replace(there.scope, small=hits(seen.reopened) + 1))
    assert service_quality.handling(above).reopened.value is None
    assert seen.reopened.value is not None


@pytest.mark.parametrize("name", ["service_quality", "channels"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_pages_in_both_languages(
    served: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest], name: str, lang: str
) -> None:
    use(served)
    tested = page(name, lang=lang)
    assert not tested.exception
    assert not tested.error
    said = _said(tested).replace(HOSTILE, "")
    if lang == "zh":
        assert set(re.findall(r"[A-Za-z]{3,}", re.sub(r":material/\w+:", "", said))) <= {"CSV"}
    else:
        names = "|".join(("青禾", "远山", "西城", "东城", "南郊", "少跑腿", *DEPARTMENTS, "[①-⑨]"))
        assert not re.search(r"[\u4e00-\u9fff]{2,}", re.sub(names, "", said))


def test_every_card_and_the_drawers(served: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest]) -> None:
    use(served)
    tested = page("service_quality")
    labels = [one.label for one in tested.metric]
    assert labels == [
        "投诉工单",
        "万户投诉率",
        "首次回复中位时长",
        "办结中位时长",
        "承诺内办结",
        "30 天重复来诉",
        "问题消除率",
        "热线接通率",
    ]
    tested.segmented_control(key="service_by").set_value("team").run()
    tested.segmented_control(key="service_measure").set_value("promise").run()
    assert not tested.exception
    tested.button(key="open_service_table").click().run()
    assert not tested.exception
    tested.selectbox(key="service_which").set_value("late").run()
    assert not tested.exception
    keys = {"open_overdue": "handling", "open_dialogues": "calls", "open_service_trend": "handling", "open_promise": "handling"}
    for key, part in keys.items():
        again = page("service_quality")
        again.segmented_control(key="service_part").set_value(part).run()
        again.button(key=key).click().run()
        assert not again.exception, key


@pytest.mark.parametrize("name", ["service_quality", "channels"])
def test_nothing_in_the_store_says_what_to_do(
    tmp_path: Path, use: Callable[[Settings], None], page: Callable[..., AppTest], name: str
) -> None:
    use(Settings(home=tmp_path / "空", key_file=tmp_path / "identity.key"))
    tested = page(name)
    assert not tested.exception
    assert "voc ingest" in "\n".join(one.value for one in tested.info)


def test_without_cases_it_says_how_to_take_them_in(
    tmp_path: Path, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    bare = Settings(home=tmp_path / "无", key_file=tmp_path / "identity.key")
    fill(bare, cases=0, measures=False).close()
    use(bare)
    tested = page("service_quality")
    assert not tested.exception
    assert any("工单流转" in one.value for one in tested.info)


def test_units_outside_and_the_way_are_those_counted_by_hand(there: At) -> None:
    rows = [row | {"late": row["resolved"] is None or row["resolved"] > row["promised_at"]} for row in _by_hand(there)]
    now = service_cases.as_of(there)
    decided = [row for row in rows if row["resolved"] is not None or row["promised_at"] < now]
    found = service_way.funnel_of(there, "department", "late")
    assert found.centre == pytest.approx(fmean(row["late"] for row in decided))
    for unit in found.units:
        own = [row["late"] for row in decided if row["department"] == unit.name]
        assert (unit.share.value, unit.share.base) == (pytest.approx(fmean(own)), len(own))
        late = {row["case_id"] for row in decided if row["late"] and row["department"] == unit.name}
        assert set(service_way.behind(there, "department", unit.name or "", "late")) == late
    assert sum(stop.steps for stop in service_way.stops(there).stops) == 720
    # In the invented store nothing was noted, so nothing can be compared.
    assert service_way.noted(there).share.value is None
    assert service_way.doubtful(there) == {"response": 0, "resolution": 0}


def test_a_unit_outside_its_funnel_leads_to_its_verbatims(
    served: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    use(served)
    tested = page("service_quality")
    tested.segmented_control(key="way_by").set_value("department").run()
    tested.selectbox(key="way_what").set_value("attitude").run()
    tested.selectbox(key="way_unit").set_value("服务部").run()
    assert not tested.exception
    # Every case of that department is about attitude, none of the others: it lies outside its funnel.
    assert any("服务部" in str(frame.value.to_dict()) for frame in tested.dataframe)
    tested.button(key="open_way_unit").click().run()
    assert not tested.exception


def test_the_scorecard_holds_what_the_table_of_cases_holds(there: At) -> None:
    cards = {card.unit: card for card in scorecard.scorecard(there, "department")}
    for row in service_quality.table(there, "department"):
        lines = {line.indicator: line.estimate for line in cards[row.group].lines}
        found = row.figures
        for name, one in (
            ("promise", found.promise.share),
            ("reopened", found.reopened),
            ("first_unit", found.kept),
            ("repeated", found.repeated),
        ):
            assert (lines[name].value, lines[name].low, lines[name].base) == (
                pytest.approx(one.value),
                pytest.approx(one.low),
                one.base,
            )
        assert (lines["after"].value, lines["after"].high) == (pytest.approx(found.after.value), pytest.approx(found.after.high))
        assert lines["resolution"].value == pytest.approx(found.resolution.value, rel=0.12)
        assert lines["first_contact"].base == found.resolved_first.base


def test_targets_and_notes_are_changed_with_history(
    tmp_path: Path, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    own = Settings(home=tmp_path / "自", key_file=tmp_path / "identity.key")
    store = fill(own, cases=200)
    use(own)
    tested = page("service_quality")
    tested.segmented_control(key="service_part").set_value("scorecard").run()
    tested.segmented_control(key="card_by").set_value("department").run()
    assert not tested.exception
    assert any("≈" in str(frame.value.to_dict()) or "✓" in str(frame.value.to_dict()) for frame in tested.dataframe)
    next(one for one in tested.text_input if one.label == "写一条意见").set_value("夜班人手不足")
    next(button for button in tested.button if button.label == "保存").click().run()
    assert not tested.exception
    assert any("夜班人手不足" in one.value for one in tested.text)
    next(one for one in tested.number_input if one.label == "目标").set_value(0.0)
    next(one for one in tested.text_input if one.label == "为什么改").set_value("今年不许超时")
    next(button for button in tested.button if button.key and "card_target" in button.key).click().run()
    assert not tested.exception
    assert [one.value for one in store.ledger.revisions.history("target")] == [{"value": 0.0, "weight": 1.0}]
    assert any("今年不许超时" in one.value for one in tested.text)


@pytest.mark.parametrize("suffix", [".xlsx", ".pptx"])
def test_departments_get_a_section_each_and_only_who_may_export_gets_the_file(there: At, suffix: str, tmp_path: Path) -> None:
    view = View("zh", dark=False, at=there)
    made = department_report(view)
    assert {section.owner for section in made.sections} == set(DEPARTMENTS)
    for section in made.sections:
        grid = section.blocks[0]
        assert isinstance(grid, Grid)
        own = [row for row in _by_hand(there) if row["department"] == section.owner]
        assert sum(int(row[1] or 0) for row in grid.rows) == len(own)
        assert {block.title for block in section.blocks} >= {"工单都为了什么", "指标与目标"}
    path = tmp_path / f"r{suffix}"
    path.write_bytes(report_page._made(view, suffix))
    with zipfile.ZipFile(path) as file:
        text = "".join(file.read(name).decode("utf-8", "replace") for name in file.namelist() if name.endswith(".xml"))
    assert all(name in text for name in DEPARTMENTS)
    with pytest.raises(PermissionError):
        report_page._made(View("zh", dark=False, at=replace(there, scope=Scope("m", rights=frozenset({"act"})))), suffix)


def test_odd_cases_are_counted_said_and_in_no_figure(
    tmp_path: Path, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    """Closed before it was opened, two steps at once, a team renamed in March."""
    own = Settings(home=tmp_path / "怪", key_file=tmp_path / "identity.key")
    store = fill(own, cases=60)
    opened = EXPORTED - timedelta(days=5)
    with store.writer() as writer:
        one = {
            "case_id": ["x1", "x2"],
            "opened": [opened] * 2,
            "resolved": [opened - timedelta(hours=3), opened + timedelta(hours=9)],
        }
        writer.append("cases", contract_rows("cases", **one, department=["网络部"] * 2))
        steps = {"case_id": ["x2", "x2"], "step": [1, 2], "received": [opened, opened], "department": ["网络部", "账务部"]}
        done = [opened + timedelta(hours=5), opened + timedelta(hours=9)]
        writer.append("case_steps", contract_rows("case_steps", **steps, left=done, team=[None, "外呼二班旧名"]))
        writer.append(
            "dictionary",
            contract_rows("dictionary", entry_id=["d"], kind=["team"], name=["外呼二班"], synonyms=["外呼二班旧名|二班"]),
        )
        writer.publish(note="odd")
    at = At(own, open_store(own).publication().id, Scope.everything(), Filters())
    assert service_way.doubtful(at)["resolution"] == 1
    known = {row["case_id"]: row for row in service_cases.every_case(at).to_pylist()}
    assert known["x2"]["team"] == "外呼二班"
    assert service_quality.handling(at).resolution.base == service_quality.handling(at).cases - 1
    assert service_way.stops(at).overlapping == 12 + 1  # every fifth invented case has two steps that never ended
    use(own)
    tested = page("service_quality")
    assert not tested.exception
    assert any("1 件办结早于受理" in one.value for one in tested.caption)


def test_without_steps_who_was_asked_first_and_who_holds_it_tell_whether_it_was_kept(tmp_path: Path) -> None:
    own = Settings(home=tmp_path / "无步骤", key_file=tmp_path / "identity.key")
    first, holds = ["客服部", "客服部", None, "客服部"] * 10, ["客服部", "网络部", "网络部", None] * 10
    done = [EXPORTED - timedelta(days=2)] * 40
    given = {"case_id": [f"k{n}" for n in range(40)], "opened": [EXPORTED - timedelta(days=3)] * 40, "resolved": done}
    store = open_store(own)
    with store.writer() as writer:
        writer.append("cases", contract_rows("cases", **given, first_department=first, department=holds))
        writer.publish(note="cases")
    at = At(own, store.publication().id, Scope.everything(), Filters())
    found = service_quality.handling(at)
    assert (found.kept.value, found.kept.base) == (0.5, 20)
    assert found.steps.base == 0


def test_a_response_that_no_file_gives_is_not_awaited(tmp_path: Path) -> None:
    home = Settings(home=tmp_path / "store", key_file=tmp_path / "identity.key")
    opened = datetime(2026, 5, 4, 1, tzinfo=UTC)
    cases = [
        {
            "case_id": f"c{n}",
            "opened": opened + timedelta(hours=n),
            "resolved": opened + timedelta(hours=n + 9),
            "content": f"c{n}",
            "source_file": "编造.csv",
            "source_row": n + 1,
        }
        for n in range(40)
    ]
    with Store.open(home).writer() as writer:
        writer.append("cases", pa.Table.from_pylist(cases, schema=TABLES["cases"].arrow))
        writer.publish(makers={}, note="invented")
    at = At(home, open_store(home).publication().id, Scope.everything(), Filters())
    found = service_quality.figures_of(at, service_cases.every_case(at))
    assert (found.response.base, found.response.value) == (0, None)
    assert (found.resolution.base, found.resolution.value) == (40, 9.0)
