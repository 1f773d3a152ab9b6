"""The coefficients page on an invented store: who uses which, what if, the tornado, both settings, the ledger."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from dashboard.invented_store import fill
from streamlit.testing.v1 import AppTest

from voc.cli.demo_actions import state_risk_settings
from voc.dashboard.reads.codeframe import lexicon
from voc.dashboard.reads.coefficients import USED, bounds, changed, figures, over_priors, over_tenths
from voc.risk.ledger import NAMES, SHARES, Coefficient, load_ledger, measured
from voc.risk.moments import Shares
from voc.schema import MAKERS, TABLES
from voc.settings import Settings
from voc.store import Store

Page = Callable[..., AppTest]
Use = Callable[[Settings], None]
LAST = date(2026, 6, 28)
CELL = Shares.of_counts(700, 180, 120)
SURE = CELL.known()


def _rows(folder: Path, satisfied: int, neutral: int, dissatisfied: int, rated: tuple[float, ...]) -> Settings:
    """A store of customers' ratings on a scale of 1 to 5, one complaint per case, and the ratings after handling."""
    settings = Settings(home=folder / "系数 仓", key_file=folder / "identity.key")
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in ("respondents", "answers", "cases", "verbatims")}
    given = [5.0] * satisfied + [3.0] * neutral + [1.0] * dissatisfied
    for number, value in enumerate(given):
        origin = {"content": f"c{number}", "source_file": "编造.csv", "source_row": number + 1}
        day = LAST - timedelta(days=number % 50)
        tables["respondents"].append({"respondent_id": f"r{number}", "population": "customer", "day": day, **origin})
        scale = {"scale_low": 1.0, "scale_high": 5.0}
        tables["answers"].append(
            {"respondent_id": f"r{number}", "question": "总体满意度", "role": "csat", "value": value, **scale, **origin}
        )
    for number, rating in enumerate(rated):
        origin = {"content": f"k{number}", "source_file": "工单.csv", "source_row": number + 1}
        tables["cases"].append({"case_id": f"k{number}", "resolved": 1, "rating_after": rating, **origin})
        tables["verbatims"].append(
            {
                "verbatim_id": f"v{number}",
                "source": "complaint",
                "case_id": f"k{number}",
                "day": LAST,
                "text": f"第{number}件",
                "mask_version": 1,
                **origin,
            }
        )
    store = Store.open(settings)
    with store.writer() as writer:
        for name, rows in tables.items():
            if rows:
                writer.append(name, pa.Table.from_pylist(rows, schema=TABLES[name].arrow))
        writer.publish(makers=dict.fromkeys(MAKERS, "v1"), note="invented")
    store.close()
    return settings


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """700 satisfied, 180 neutral, 120 dissatisfied; 80 of 100 cases solved well."""
    return _rows(tmp_path_factory.mktemp("系数"), 700, 180, 120, (5.0,) * 80 + (1.0,) * 20)


def _frame(tested: AppTest, column: str) -> pd.DataFrame:
    """The table that has that column."""
    frames: list[pd.DataFrame] = [one.value for one in tested.dataframe]
    return next(frame for frame in frames if column in frame.columns)


def _by_hand(d: float, s: float, r: float, **other: float) -> tuple[float, float]:
    """NEG and POS per 1,000 by the formulas of the design, complainers."""
    k = {"a_S": 5, "a_D": 10, "a_H": 20, "h": 0.2, "c": 0.04, "lambda": 0.95} | other
    u = 1 - r * k["lambda"]
    told = k["a_D"] * (1 - k["c"] + k["c"] * u * (1 - k["h"])) + k["a_H"] * k["c"] * u * k["h"]
    return 1000 * d * told, 1000 * k["a_S"] * (s + d * k["c"] * r * k["lambda"])


def test_golden_values_and_a_changed_coefficient() -> None:
    book = load_ledger()
    now = figures(SURE, book, None, "complainers", "both")
    assert now.index.negative.mean == pytest.approx(1209.6)
    assert now.index.positive.mean == pytest.approx(3500)
    assert now.leaving.customers.mean == pytest.approx(97.2)
    assert now.repair == pytest.approx(0.7 / 1.44)
    assert figures(SURE, book, None, "dissatisfied", "both").index.negative.mean == pytest.approx(1440)
    other, r = changed(book, None, {"a_D": 12.0, "c": 0.1, "r": 0.8, "a_S": 5.0})
    then = figures(SURE, other, r, "complainers", "both").index
    assert (then.negative.mean, then.positive.mean) == pytest.approx(_by_hand(0.12, 0.7, 0.8, a_D=12.0, c=0.1))
    assert book["a_D"].value == 10


@pytest.mark.parametrize("name", list(USED))
def test_each_coefficient_moves_just_what_it_is_said_to_move(name: str) -> None:
    book, r = load_ledger(), Coefficient("r", 0.5)
    value = r.value if name == "r" else book[name].value
    other, solved = changed(book, r, {name: value * 0.9})
    now, then = (figures(CELL, one, r_, "complainers", "both") for one, r_ in ((book, r), (other, solved)))
    pairs = {
        "negative": (now.index.negative.mean, then.index.negative.mean),
        "positive": (now.index.positive.mean, then.index.positive.mean),
        "balance": (now.index.balance, then.index.balance),
        "at_risk": (now.leaving.customers.mean, then.leaving.customers.mean),
        "repair": (now.repair, then.repair),
    }
    assert {figure for figure, (a, b) in pairs.items() if a != pytest.approx(b, rel=1e-9)} == set(USED[name])


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(USED)))
def test_the_other_coefficients_move_nothing(name: str) -> None:
    book = load_ledger()
    other = book.edited(name, book[name].value * 0.9)
    one, two = (figures(CELL, ledger, None, "complainers", "both") for ledger in (book, other))
    assert (one.index.negative, one.index.positive, one.leaving, one.repair) == (
        two.index.negative,
        two.index.positive,
        two.leaving,
        two.repair,
    )


@pytest.mark.parametrize("name", list(USED))
def test_whatever_a_box_takes_can_be_computed(name: str) -> None:
    book, r = load_ledger(), measured("r", 8, 10)
    for value in bounds(name)[:2]:
        other, solved = changed(book, r, {name: value})
        found = figures(CELL, other, solved, "complainers", "both").index
        assert found.negative.full.low <= found.negative.mean <= found.negative.full.high


def test_a_tenth_up_and_down_against_a_hand_computation() -> None:
    r = Coefficient("r", 0.8)
    bars = {bar.name: bar for bar in over_tenths(SURE, load_ledger(), r, "complainers")}
    assert set(bars) == {name for name, used in USED.items() if "negative" in used}
    assert bars["a_D"].low == pytest.approx(_by_hand(0.12, 0.7, 0.8, a_D=9)[0])
    assert bars["a_D"].high == pytest.approx(_by_hand(0.12, 0.7, 0.8, a_D=11)[0])
    assert bars["c"].high == pytest.approx(_by_hand(0.12, 0.7, 0.8, c=0.044)[0])
    assert bars["lambda"].high_value == 1.0  # 0.95 and a tenth would be no share
    assert bars["lambda"].high == pytest.approx(_by_hand(0.12, 0.7, 0.8, **{"lambda": 1.0})[0])
    assert bars["r"].low == pytest.approx(_by_hand(0.12, 0.7, 0.72)[0])
    widths = [abs(bar.high - bar.low) for bar in over_tenths(SURE, load_ledger(), r, "complainers")]
    assert widths == sorted(widths, reverse=True)


def test_over_priors_holds_the_share_of_the_dissatisfied() -> None:
    bars = {bar.name: bar for bar in over_priors(CELL, load_ledger(), measured("r", 80, 100), "complainers")}
    assert set(bars) == {"a_D", "a_H", "h", "c", "lambda", "r", "D"}
    assert bars["a_D"].low_value == pytest.approx(load_ledger()["a_D"].quantile(0.025))
    assert bars["D"].low_value < 0.12 < bars["D"].high_value


def test_the_page_shows_both_sides_with_base_and_interval(golden: Settings, use: Use, page: Page) -> None:
    use(golden)
    tested = page("coefficients")
    assert not tested.exception
    side = _frame(tested, "given_range").set_index("figure")
    d, s = 120.5 / 1001.5, 700.5 / 1001.5
    negative, positive = _by_hand(d, s, 80.5 / 101)
    assert side.loc["负面口碑 NEG", "given"] == side.loc["负面口碑 NEG", "then"] == f"{negative:,.0f}"
    assert side.loc["正面口碑 POS", "given"] == f"{positive:,.0f}"
    assert "–" in side.loc["负面口碑 NEG", "given_range"]
    assert any("基数 1,000（有效 1,000）" in one.value for one in tested.caption)
    assert any("尚未改动" in one.value for one in tested.caption)
    tested.number_input(key="co_a_D").set_value(15.0).run()
    side = _frame(tested, "given_range").set_index("figure")
    other = _by_hand(d, s, 80.5 / 101, a_D=15)[0]
    assert side.loc["负面口碑 NEG", "then"] == f"{other:,.0f}"
    assert side.loc["负面口碑 NEG", "change"] == f"{other / negative - 1:+.1%}"
    assert side.loc["正面口碑 POS", "change"] == "+0.0%"
    assert any("已改动：a_D" in one.value for one in tested.caption)
    tested.button(key="co_reset").click().run()
    assert tested.number_input(key="co_a_D").value == 10
    assert load_ledger()["a_D"].value == 10


def test_both_settings_are_shown_with_every_result(golden: Settings, use: Use, page: Page) -> None:
    use(golden)
    tested = page("coefficients")
    told = _frame(tested, "told").set_index("base")["told"]
    assert told["投诉者"] < told["全部不满者"]
    lost = _frame(tested, "lost").set_index("base")["lost"]
    assert lost["两者"] == pytest.approx(lost["沉默者"] + lost["投诉者"], abs=0.11)
    tested.segmented_control(key="wom_amplification").set_value("dissatisfied").run()
    side = _frame(tested, "given_range").set_index("figure")
    assert float(side.loc["每个不满意客户传播人次", "given"]) == pytest.approx(told["全部不满者"], abs=0.01)


@pytest.mark.parametrize(("span", "has_d"), [("prior", True), ("tenth", False)])
def test_the_tornado_switches_its_span(golden: Settings, use: Use, page: Page, span: str, has_d: bool) -> None:
    use(golden)
    tested = page("coefficients")
    tested.segmented_control(key="co_span").set_value(span).run()
    rows = _frame(tested, "ends")
    assert ("D" in set(rows["name"])) is has_d
    assert rows["name"].iloc[0] == "a_D"
    assert rows["width"].is_monotonic_decreasing


def test_the_ledger_says_who_uses_what_and_r_is_measured(golden: Settings, use: Use, page: Page) -> None:
    use(golden)
    tested = page("coefficients")
    ledger = _frame(tested, "used").set_index("name")
    assert set(ledger.index) == {*NAMES, "r"}
    assert ledger.loc["c_money", "used"] == "冰山核对"
    assert ledger.loc["leave", "used"] == "可能流失"
    assert (ledger.loc["r", "status"], ledger.loc["r", "source"]) == ("实测", "80 / 100")
    assert any("满意 80 / 100" in one.value for one in tested.caption)
    tested.button(key="co_open_cases").click().run()
    assert not tested.exception
    assert any("共 100 条" in one.value for one in tested.caption)


def test_the_file_to_download_is_the_ledger() -> None:
    rows = tomllib.loads(lexicon("coefficients").decode())["coefficient"]
    assert {row["name"] for row in rows} == set(NAMES)
    assert all(0 <= row["value"] <= 1 for row in rows if row["name"] in SHARES)


def test_few_answers_are_not_computed_but_the_ledger_is_shown(tmp_path: Path, use: Use, page: Page) -> None:
    use(_rows(tmp_path, 12, 5, 6, ()))
    tested = page("coefficients")
    assert "有效基数不足 30" in tested.warning[0].value
    assert not [one for one in tested.number_input if str(one.key).startswith("co_")]
    assert _frame(tested, "used").set_index("name").loc["r", "status"] == "未测得"


def test_an_empty_store_says_what_to_do_and_shows_the_ledger(tmp_path: Path, use: Use, page: Page) -> None:
    use(Settings(home=tmp_path / "空 库", key_file=tmp_path / "identity.key"))
    tested = page("coefficients")
    assert not tested.exception
    assert any("voc ingest" in one.value for one in tested.info)
    assert len(_frame(tested, "used")) == len(NAMES) + 1


def test_english_and_the_way_from_word_of_mouth(tmp_path: Path, use: Use, page: Page, app_file: Path) -> None:
    settings = Settings(home=tmp_path / "全 库", key_file=tmp_path / "identity.key")
    fill(settings).close()
    use(settings)
    tested = page("coefficients", lang="en")
    assert not tested.exception
    labels = [one.label for kind in (tested.number_input, tested.metric, tested.button, tested.segmented_control) for one in kind]
    said = [one.value for kind in (tested.caption, tested.subheader, tested.title) for one in kind]
    assert not any("\u4e00" <= letter <= "\u9fff" for words in [*labels, *said] for letter in words)
    assert page("word_of_mouth").expander[-1].label == "所用系数"
    assert not AppTest.from_file(str(app_file), default_timeout=60).run().exception


def test_a_coefficient_is_changed_with_a_source_followed_and_undone(golden: Settings, use: Use, page: Page) -> None:
    use(golden)
    tested = page("coefficients")
    tested.selectbox(key="edit_name").select("c").run()
    tested.number_input(key="edit_value_c").set_value(0.08)
    save = next(one for one in tested.button if one.label == "保存")
    save.click().run()
    assert "来源" in tested.error[0].value, "without a source nothing is changed"
    tested.text_input(key="edit_source").set_value("自有研究 2026")
    next(one for one in tested.button if one.label == "保存").click().run()
    assert not tested.exception
    line = _frame(tested, "used").set_index("name").loc["c"]
    assert (line["value"], line["source"]) == ("0.08", "自有研究 2026")
    assert _frame(tested, "who")["value"].tolist() == ["0.08"]
    tested.button(key="edit_undo").click().run()
    assert _frame(tested, "used").set_index("name").loc["c", "value"] == "0.04"
    store = Store.open(golden, create=False)
    assert len(store.ledger.audit.rows(act="risk_settings_changed")) == 3


def test_what_the_sample_states_is_shown_to_be_edited(tmp_path: Path, use: Use, page: Page) -> None:
    settings = Settings(home=tmp_path / "示例 库", key_file=tmp_path / "identity.key")
    with fill(settings) as store:
        state_risk_settings(store)
    use(settings)
    tested = page("coefficients")
    assert not tested.exception
    assert tested.number_input(key="edit_c").value == 2_600_000
    assert tested.number_input(key="edit_margin").value == 0.4
