"""The pages of the survey desk as a researcher meets them: tables with typed weights, the report, planning, and the coding bench."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from dashboard.survey_store import fill_surveys
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from voc.dashboard.filters import Filters
from voc.dashboard.reads import coding, survey_desk
from voc.dashboard.reads.base import At, open_store
from voc.dashboard.reads.surveys import Chosen
from voc.dashboard.remembered import remember, remembered
from voc.intake import Mapping, Target
from voc.settings import Settings
from voc.store import Scope

Page = Callable[..., AppTest]
Use = Callable[[Settings], None]
WHOLE = ["2026-01-01", "2026-06-27"]
ALL = Chosen("customer")


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return fill_surveys(tmp_path_factory.mktemp("问卷"))


@pytest.fixture
def everything(surveyed: Settings) -> At:
    return At(surveyed, open_store(surveyed).publication().id, Scope.everything(), Filters())


def test_a_table_with_weights_typed_in(surveyed: Settings, use: Use, page: Page, everything: At) -> None:
    use(surveyed)
    tested = page("survey_tables", dates=WHOLE)
    assert not tested.exception
    assert tested.multiselect(key="banner_customer").value
    region = next(name for name in survey_desk.offered(everything, ALL, "zh")[1] if name == "region")
    values = sorted(set(survey_desk.survey(everything, ALL).respondents[region].to_pylist()) - {None})
    even = ", ".join(f"{value} {100 / len(values):.4f}%" for value in values)
    tested.text_area(key="targets_customer").set_value(f"地区: {even}").run()
    assert not tested.exception
    assert not tested.warning
    tested.text_area(key="targets_customer").set_value("鞋码: 大 50%, 小 50%").run()
    assert "鞋码" in tested.warning[0].value


def test_segments_are_computed_when_asked_for(surveyed: Settings, use: Use, page: Page) -> None:
    use(surveyed)
    tested = page("survey_tables", dates=WHOLE)
    before = len(tested.dataframe)
    tested.toggle(key="show_segments").set_value(True).run()
    assert not tested.exception
    assert len(tested.dataframe) > before


def test_the_report_is_the_one_of_the_command_line(everything: At) -> None:
    made = survey_desk.report(everything, ALL, "", 5.0, ("region",), "zh")
    titles = [section.title for section in made.sections]
    assert titles[0] == "总体结果"
    assert {"驱动因素", "交叉表", "方法说明"} <= set(titles)
    slides = Presentation(io.BytesIO(survey_desk.report_file(made, ".pptx"))).slides
    assert len(slides) > 10
    assert survey_desk.report_file(made, ".xlsx")[:2] == b"PK"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_planning_says_a_size_and_quotas(surveyed: Settings, use: Use, page: Page, lang: str) -> None:
    use(surveyed)
    tested = page("survey_planning", lang=lang, dates=WHOLE)
    assert not tested.exception
    assert [one.value for one in tested.metric][:2] == ["1,068", "5,340"]
    tested.text_area(key="quota_population").set_value("x: a 60%, b 40%").run()
    quotas = next(one.value for one in tested.dataframe if "quota" in one.value)
    assert quotas["quota"].tolist() == [600, 400]


def test_two_coders_at_the_bench(surveyed: Settings, use: Use, page: Page, everything: At) -> None:
    use(surveyed)
    first = coding.queue(everything, "audit")
    assert first == coding.queue(everything, "audit")
    assert set(first) == set(coding.queue(everything, "margin"))
    for who in ("甲", "乙"):
        tested = page("coding", dates=WHOLE)
        tested.text_input(key="coder").set_value(who).run()
        tested.segmented_control(key="drawn").set_value("audit" if who == "甲" else "other").run()
        assert not tested.exception
        box = next(one for one in tested.selectbox if str(one.key).startswith("code_"))
        box.set_value("network.coverage" if who == "甲" else "network.voice").run()
        tested.button(key="save_code").click().run()
        assert not tested.exception
    given = coding.labels(everything)
    assert {(label.who, label.value, label.drawn) for label in given} == {
        ("甲", "network.coverage", "audit"),
        ("乙", "network.voice", "audit"),
    }
    found = coding.agreed(given)
    assert len(found.differ) == 1
    assert found.overall.units == 1
    assert coding.left(everything, "other", "乙", given) == []


def test_a_mapping_is_remembered_for_the_same_headers(surveyed: Settings) -> None:
    mapping = Mapping({"甲": Target("answer", "multi", of="组"), "乙": Target("ignore")}, "survey")
    assert remembered(surveyed, "survey", ["甲", "乙"]) is None
    remember(surveyed, "survey", mapping)
    assert remembered(surveyed, "survey", ["乙", "甲"]) == mapping
    assert remembered(surveyed, "survey", ["甲"]) is None
    remember(surveyed, "survey", Mapping({"甲": Target("ignore"), "乙": Target("ignore")}, "survey"))
    found = remembered(surveyed, "survey", ["甲", "乙"])
    assert found is not None
    assert found.columns["甲"] == Target("ignore")


def test_checkboxes_side_by_side_are_a_set(tmp_path: Path) -> None:
    from voc.intake.propose import propose

    rows = [["-1", "2", "-1", "9", "-1"], ["1", "-1", "3", "8", "5"]] * 20
    found = propose(["家", "办公室", "地铁", "满意度", "单选框"], rows, "survey").columns
    assert [target.of for target in found.values()] == ["家 … 地铁"] * 3 + [None, None]
