"""The pages of the survey desk as a researcher meets them: tables with typed weights, the report, planning, and the coding bench."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from dashboard.survey_store import fill_surveys
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from voc.dashboard.filters import Filters
from voc.dashboard.reads import coding, survey_desk
from voc.dashboard.reads.base import At, open_store
from voc.dashboard.reads.surveys import Chosen
from voc.errors import VocError
from voc.intake import Mapping, Target
from voc.jobs.driver_edits import drivers_in_force, drivers_of, set_drivers
from voc.jobs.remembered import remember, remembered
from voc.schema import TABLES
from voc.settings import Settings
from voc.store import Scope, Store
from voc.survey.targets import as_typed, typed

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


def test_typed_margins_come_back_as_they_were() -> None:
    given = {"地区": {"东城": 1200.0, "西城": 800.0}, "brand": {"甲, 乙": 5.0, "丙": 7.0}}
    assert typed(as_typed(given)) == {"地区": given["地区"], "brand": {"丙": 7.0}}


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


def test_the_sample_is_held_against_the_customers_of_the_store(tmp_path: Path, use: Use, page: Page) -> None:
    settings = fill_surveys(tmp_path)
    store = open_store(settings)
    sizes = {"东城": 500.0, "西城": 300.0, "南郊": 150.0, "北岭": 50.0}
    rows = [
        {"measure_id": f"m{month}{region}", "day": date(2026, month, 1), "grain": "month", "region": region, "measure": "客户数"}
        | {"value": size * month, "unit": "户", "content": region, "source_file": "客户数.csv", "source_row": month}
        for month in (4, 5)
        for region, size in sizes.items()
    ]
    with store.writer() as writer:
        writer.append("measures", pa.Table.from_pylist(rows, schema=TABLES["measures"].arrow))
        writer.publish(note="measures")
    at = At(settings, store.publication().id, Scope.everything(), Filters())
    found, day = survey_desk.customer_base(at)
    assert (found, day) == ({"region": {name: 5 * size for name, size in sizes.items()}}, date(2026, 5, 1))
    use(settings)
    tested = page("survey_planning", dates=WHOLE)
    assert not tested.exception
    assert tested.text_area(key="quota_population").value == as_typed({"地区": found["region"]})
    shown = next(one.value for one in tested.dataframe if "quota" in one.value).set_index("category")
    assert shown["quota"].to_dict() == {"东城": 500, "西城": 300, "南郊": 150, "北岭": 50}
    assert shown["population"].to_dict() == {"东城": "50.0%", "西城": "30.0%", "南郊": "15.0%", "北岭": "5.0%"}
    people = survey_desk.survey(at, ALL).respondents["region"].to_pylist()
    east = people.count("东城") / len([one for one in people if one is not None])
    assert shown["sample"]["东城"] == f"{100 * east:.1f}%"


def test_the_drivers_in_force_are_edited_beside_the_template(tmp_path: Path, use: Use, page: Page) -> None:
    settings = fill_surveys(tmp_path)
    use(settings)
    store = Store.open(settings)
    tested = page("survey_planning", dates=WHOLE)
    tested.selectbox(key="template").set_value("loyalty_drivers").run()
    packaged = drivers_in_force(store)
    assert len(packaged) == 16
    entries = [{**asdict(one), "department": "云业务部"} for one in packaged[:3]]
    entries.append({"id": "", "zh": "云盘", "en": "Cloud drive", "area": "product", "department": "云业务部"})
    set_drivers(store, entries, who="研究员", note="年度调整")
    tested.run()
    assert not tested.exception
    history = next(one.value for one in tested.dataframe if "note" in one.value)
    assert history["note"].tolist() == ["年度调整"]
    assert [one.id for one in drivers_in_force(store)][3] == "cloud_drive"
    tested.button(key="drivers_undo").click().run()
    assert not tested.exception
    assert drivers_in_force(store) == packaged
    assert any(row.act == "driver_set_changed" for row in store.ledger.audit.rows())


def test_a_saved_set_is_in_force_in_the_report_too(tmp_path: Path) -> None:
    settings = fill_surveys(tmp_path)
    entries = [{"id": "", "zh": "热线", "en": "Hotline", "area": "service", "department": "热线中心"}]
    with Store.open(settings) as store:
        set_drivers(store, entries, who="研究员")
        with pytest.raises(VocError, match="2"):
            set_drivers(store, [*entries, {**entries[0], "area": "moon", "zh": "月", "en": "Moon"}], who="研究员")
        with pytest.raises(VocError):
            set_drivers(store, [], who="研究员")
    assert [one.department for one in drivers_of(settings)] == ["热线中心"]


def test_a_file_of_drivers_with_mistakes_is_said(tmp_path: Path, use: Use, page: Page) -> None:
    settings = fill_surveys(tmp_path)
    (settings.home / "drivers.toml").write_text('[[drivers]]\nid = "x"\n', encoding="utf-8")
    use(settings)
    tested = page("survey_planning", dates=WHOLE)
    assert "drivers.toml" in tested.warning[0].value
    tables = page("survey_tables", dates=WHOLE)
    tables.button(key="make_report").click().run()
    assert not tables.exception
    assert any("drivers.toml" in one.value for one in tables.warning)


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
    store = open_store(surveyed)
    mapping = Mapping({"甲": Target("answer", "multi", of="组"), "乙": Target("ignore")}, "survey")
    assert remembered(store, "survey", ["甲", "乙"]) is None
    remember(store, "survey", mapping)
    assert remembered(store, "survey", ["乙", "甲"]) == mapping
    assert remembered(store, "survey", ["甲"]) is None
    remember(store, "survey", Mapping({"甲": Target("ignore"), "乙": Target("ignore")}, "survey"))
    found = remembered(store, "survey", ["甲", "乙"])
    assert found is not None
    assert found.columns["甲"] == Target("ignore")


def test_checkboxes_side_by_side_are_a_set(tmp_path: Path) -> None:
    from voc.intake.propose import propose

    rows = [["-1", "2", "-1", "9", "-1"], ["1", "-1", "3", "8", "5"]] * 20
    found = propose(["家", "办公室", "地铁", "满意度", "单选框"], rows, "survey").columns
    assert [target.of for target in found.values()] == ["家 … 地铁"] * 3 + [None, None]


def test_columns_of_small_groups_only_are_said_to_be_left_out(everything: At) -> None:
    few = At(everything.settings, everything.publication, everything.scope, Filters(region=("北岭",)))
    (stub, *_), _, _ = survey_desk.offered(few, ALL, "zh")
    left = survey_desk.crosstab(few, ALL, "", 5.0, (stub,), ("region",), "zh")
    assert left.notes[0] == "没有列出 地区：各组的有效基数都不足 30。"
    assert len(left.columns) == 2
    whole = survey_desk.crosstab(everything, ALL, "", 5.0, (stub,), ("region",), "zh")
    assert not any("没有列出" in note for note in whole.notes)
