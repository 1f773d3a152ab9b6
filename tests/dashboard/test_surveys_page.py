"""The page surveys and drivers as a reader meets it, and the reads behind it against sums by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from dashboard.survey_store import ALMOST, HEADER, MONTHS, fill_surveys
from streamlit.testing.v1 import AppTest

from voc.dashboard.filters import Filters
from voc.dashboard.reads import surveys as reads
from voc.dashboard.reads.base import At, open_store, query
from voc.settings import Settings
from voc.store import Scope

Page = Callable[..., AppTest]
Use = Callable[[Settings], None]
WHOLE = ["2026-01-01", "2026-06-27"]


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return fill_surveys(tmp_path_factory.mktemp("问卷"))


@pytest.fixture
def everything(surveyed: Settings) -> At:
    return At(surveyed, open_store(surveyed).publication().id, Scope.everything(), Filters())


def _said(tested: AppTest) -> str:
    kinds = (tested.title, tested.subheader, tested.caption, tested.info, tested.warning, tested.markdown, tested.text)
    return "\n".join([element.value for kind in kinds for element in kind] + [f"{one.label} {one.value}" for one in tested.metric])


def test_who_was_asked_whatever_the_file_calls_them(everything: At) -> None:
    assert reads.populations(everything) == {"customer": 900, "staff": 120}
    assert [wave.name for wave in reads.waves(everything, "customer")] == list(MONTHS)


def test_the_headline_is_what_sql_says(everything: At) -> None:
    found, asked = reads.summary(everything, reads.Chosen("customer"))
    by_hand = query(
        everything,
        "SELECT sum(r.weight * (a.value - 1) / 9 * 100) / sum(r.weight) AS place, sum(r.weight * (a.value >= 9)::int) / sum(r.weight) AS top,"
        " sum(r.weight) ** 2 / sum(r.weight ** 2) AS effective FROM answers a JOIN respondents r USING (respondent_id)"
        " WHERE a.question = '整体满意度' AND coalesce(r.population, '客户') = '客户'",
    ).to_pylist()[0]
    assert found.figures["satisfaction"].value == pytest.approx(by_hand["place"])
    assert found.figures["top"].value == pytest.approx(by_hand["top"])
    assert found.effective_base == pytest.approx(by_hand["effective"])
    assert asked.loyalty == (("repurchase", "继续使用意愿"), ("recommend", "推荐意愿"))
    assert asked.antecedents == (("needs", "期望满足程度"), ("past", "近半年是否遇到问题"))
    assert not {"继续使用意愿", "期望满足程度"} & set(asked.drivers)


def test_scales_that_differ_are_brought_to_one(everything: At) -> None:
    found, _ = reads.summary(everything, reads.Chosen("staff"))
    by_hand = query(
        everything,
        "SELECT avg((a.value - 1) / (a.scale_high - 1) * 100) AS place FROM answers a JOIN respondents r USING (respondent_id)"
        " WHERE r.population = '员工' AND a.role = 'csat'",
    ).to_pylist()[0]
    assert found.figures["satisfaction"].value == pytest.approx(by_hand["place"])
    assert found.figures["nps"].value is None
    assert found.figures["loyalty"].value is None


def test_waves_limit_the_answers(everything: At) -> None:
    some, _ = reads.summary(everything, reads.Chosen("customer", MONTHS[:2]))
    assert some.base == 300
    assert [wave.base for wave, _ in reads.by_wave(everything, "customer")] == [150] * 6


def test_the_planted_driver_comes_first_and_the_twins_are_pooled(everything: At) -> None:
    found, asymmetry = reads.ranked(everything, reads.Chosen("customer"), "整体满意度")
    assert found.groups[0].names == ("网络质量评分",)
    assert found.groups[0].ranks == (1, 1)
    assert {"资费评分", ALMOST} in [set(names) for names in found.pooled]
    assert (found.base, found.complete) == (900, 720)
    assert sum(one.share for one in found.groups) == pytest.approx(1)
    assert asymmetry["网络质量评分"].low_base > 30


def test_segments_are_lettered_and_small_ones_only_counted(everything: At) -> None:
    rows, more = reads.by_segment(everything, reads.Chosen("customer"), "region")
    known = {row.value: row for row in rows}
    assert more == 0
    assert known["西城"].above["satisfaction"] == ""
    assert known["西城"].letter in known["东城"].above["satisfaction"]
    assert known["北岭"].headline.base == 18
    assert known["北岭"].letter not in "".join(row.above["satisfaction"] for row in rows)


def test_speakers_are_those_with_an_open_answer(everything: At) -> None:
    assert len(reads.speakers(everything, reads.Chosen("customer"))) == 450
    assert set(reads.speakers(everything, reads.Chosen("customer"), "region", "北岭")) == set()


def test_teams_stand_beside_their_customers(everything: At) -> None:
    found = {one.name: one for one in reads.teams(everything, reads.Chosen("staff"))}
    assert set(found) == {"一班", "二班", "三班", "小班"}
    assert found["一班"].customers.value == pytest.approx(0.5)
    assert found["一班"].staff.base * 2 == found["一班"].customers.base
    assert found["一班"].column == "team"


def test_a_filter_on_sources_without_surveys_leaves_none(everything: At) -> None:
    assert reads.populations(At(everything.settings, everything.publication, everything.scope, Filters(source=("social",)))) == {}


def test_a_limited_scope_sees_its_own_only(everything: At) -> None:
    scope = Scope("manager", brands=frozenset({"远山"}))
    assert reads.populations(At(everything.settings, everything.publication, scope, Filters())) == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_in_both_languages(surveyed: Settings, use: Use, page: Page, lang: str) -> None:
    use(surveyed)
    tested = page("surveys", lang=lang, dates=WHOLE)
    assert not tested.exception
    assert not tested.error
    said = _said(tested)
    assert len(tested.metric) == 5
    assert "899" in tested.metric[0].value or "900" in tested.metric[0].value
    if lang == "zh":
        assert set(re.findall(r"[A-Za-z]{3,}", said)) <= {"NPS"}
        assert "方差膨胀因子大于 5" in said
        assert "单独看" in said
        assert "没用过的服务没有评分" in said
    else:
        left = re.sub(
            "|".join(
                (
                    "网络质量评分",
                    "资费评分",
                    "营业厅评分",
                    "账单评分",
                    re.escape(HEADER),
                    ALMOST,
                    "期望满足程度",
                    "近半年是否遇到问题",
                    "整体满意度",
                    "推荐意愿",
                )
            ),
            "",
            said,
        )
        assert not re.search(r"[\u4e00-\u9fff]{2,}", left)


def test_choosing_staff_changes_every_figure(surveyed: Settings, use: Use, page: Page) -> None:
    use(surveyed)
    tested = page("surveys", dates=WHOLE)
    tested.segmented_control(key="population").set_value("staff").run()
    assert not tested.exception
    assert tested.metric[0].value == "120"
    assert [one.value for one in tested.metric][2:] == ["—", "—", "—"]
    assert any("没有可以计算的驱动因素" in one.value for one in tested.info)
    teams = next(one.value for one in tested.dataframe if "staff_base" in one.value)
    small = teams[teams["team"] == "小班"].iloc[0]
    assert np.isnan(small["staff"])
    assert small["staff_range"] == "样本不足"


def test_choosing_a_wave_narrows_the_cards(surveyed: Settings, use: Use, page: Page) -> None:
    use(surveyed)
    tested = page("surveys", dates=WHOLE)
    tested.multiselect(key="waves_customer").set_value([MONTHS[2]]).run()
    assert not tested.exception
    assert tested.metric[0].value == "150"


def test_small_groups_are_suppressed_in_the_table(surveyed: Settings, use: Use, page: Page) -> None:
    use(surveyed)
    tested = page("surveys", dates=WHOLE)
    table = next(one.value for one in tested.dataframe if "letter" in one.value)
    small = table[table["group"] == "北岭"].iloc[0]
    assert small["satisfaction"] == "—"
    other = table[table["group"] != "北岭"]["satisfaction"]
    assert other.str.match(r"\d+\.\d \[\d+\.\d, \d+\.\d\]( [A-Z]+)?$").all()
    assert small["status"] == "样本不足"
    assert (table["status"] == "可用").sum() == 3


def test_every_figure_leads_to_the_open_answers(surveyed: Settings, use: Use, page: Page) -> None:
    use(surveyed)
    for key in ("open_survey_satisfaction", "open_survey_voices", "open_survey_segment"):
        tested = page("surveys", dates=WHOLE)
        tested.button(key=key).click().run()
        assert not tested.exception
        shown = next(one.value for one in tested.dataframe if "text" in one.value)
        assert len(shown)
        assert set(shown["source"]) == {"问卷"}


def test_outcome_can_be_the_recommendation(surveyed: Settings, use: Use, page: Page) -> None:
    use(surveyed)
    tested = page("surveys", dates=WHOLE)
    tested.selectbox(key="outcome_customer").select("推荐意愿").run()
    assert not tested.exception


def test_a_header_from_a_file_is_never_markup(tmp_path: Path, use: Use, page: Page) -> None:
    use(fill_surveys(tmp_path, 200, staff=0, hostile=True))
    tested = page("surveys", dates=WHOLE)
    assert not tested.exception
    assert not any("203.0.113.9" in one.value for one in (*tested.markdown, *tested.caption, *tested.subheader, *tested.info))
    assert any(HEADER in row for one in tested.dataframe if "driver" in one.value for row in one.value["driver"])


@pytest.mark.parametrize(("customers", "drivers"), [(20, True), (200, False)], ids=["under 30", "no drivers"])
def test_thin_surveys_say_so(tmp_path: Path, use: Use, page: Page, customers: int, drivers: bool) -> None:
    use(fill_surveys(tmp_path, customers, staff=0, drivers=drivers))
    tested = page("surveys", dates=WHOLE)
    assert not tested.exception
    assert any("没有可以计算的驱动因素" in one.value for one in tested.info)
    if customers < 30:
        assert tested.metric[1].value == "—"
        assert "不显示" in _said(tested)


def test_no_survey_says_what_to_do(tmp_path: Path, use: Use, page: Page) -> None:
    use(fill_surveys(tmp_path, 0, staff=0))
    assert "voc" in page("surveys").info[0].value


def test_filters_that_leave_no_survey_say_so(surveyed: Settings, use: Use, page: Page) -> None:
    use(surveyed)
    tested = page("surveys", dates=WHOLE, source=["投诉工单"])
    assert not tested.exception
    assert any("当前筛选条件下没有问卷" in one.value for one in tested.info)


def test_dates_bound_the_trend_by_both_periods(everything: At) -> None:
    june = At(everything.settings, everything.publication, everything.scope, Filters(date(2026, 6, 1), date(2026, 6, 30)))
    assert [wave.name for wave, _ in reads.by_wave(june, "customer")] == ["2026-05", "2026-06"]
