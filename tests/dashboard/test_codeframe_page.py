"""The codeframe page on an invented store: its table, one code, what no code explains, and the trial."""

from __future__ import annotations

import io
import json
import re
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from math import log, sqrt
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from voc.causes.codeframe import load_codeframe
from voc.dashboard.filters import Filters
from voc.dashboard.pages.one_code import rules_of
from voc.dashboard.reads.base import At, open_store
from voc.dashboard.reads.codeframe import beside, counted, evidence_words, lexicon, telling, together, tried, unexplained, unknown
from voc.dashboard.words import WORDS
from voc.dashboard.words.codeframe_codes import WORDS as CODES
from voc.schema import MAKERS, TABLES
from voc.settings import Settings
from voc.store import Scope, Store
from voc.store.models import Label

Page = Callable[..., AppTest]
Use = Callable[[Settings], None]
LAST = date(2026, 6, 28)
# cause, second cause, sentiment, confidence, text, what spoke for it, how many
ROWS = (
    ("network.coverage", None, "neg", 0.8, "地窖里没信号", ("没信号",), 40),
    ("network.coverage", "service.resolution", "neg", 0.6, "村口没信号，催了也没人管", ("没信号",), 12),
    ("service.resolution", "network.coverage", "neg", 0.5, "没人管，信号还是差", ("没人管",), 6),
    ("billing.charges", None, "neg", 0.9, "多扣了十块", ("多扣",), 30),
    ("billing.charges", None, "pos", 0.7, "退费很快，多扣的都回来了", ("多扣", "退费"), 10),
    (None, None, "neg", None, "智能灯泡配对总是失灵", (), 34),
    (None, None, "neu", None, "没什么好说的", (), 8),
)


def _settings(folder: Path) -> Settings:
    return Settings(home=folder / "编码 仓", key_file=folder / "identity.key")


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """140 invented verbatims; every fifth word of the texts is numbered so that no two are the same."""
    settings = _settings(tmp_path_factory.mktemp("编码"))
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in ("verbatims", "cause_scores", "sentiment_scores")}
    number = 0
    for cause, second, label, sure, text, spoke, times in ROWS:
        for _ in range(times):
            key = {"verbatim_id": f"v{number:03d}", "version": "v1"}
            words = f"{text}（{number}）"
            spans = [
                {"start": words.index(one), "end": words.index(one) + len(one), "text": one, "weight": 3.0, "cause": cause}
                for one in spoke
            ]
            tables["verbatims"].append(
                {
                    "verbatim_id": key["verbatim_id"],
                    "source": "complaint",
                    "day": LAST - timedelta(days=number % 80),
                    "text": words,
                    "mask_version": 1,
                    "content": f"c{number}",
                    "source_file": "编造.csv",
                    "source_row": number + 1,
                }
            )
            tables["cause_scores"].append(
                {
                    **key,
                    "evidence": json.dumps(spans, ensure_ascii=False),
                    "cause": cause,
                    "cause_confidence": sure,
                    "cause2": second,
                }
            )
            tables["sentiment_scores"].append({**key, "evidence": "[]", "polarity": -0.5, "label": label, "confidence": 0.8})
            number += 1
    store = Store.open(settings)
    with store.writer() as writer:
        for name, rows in tables.items():
            writer.append(name, pa.Table.from_pylist(rows, schema=TABLES[name].arrow))
        writer.publish(makers=dict.fromkeys(MAKERS, "v1"), note="invented")
    store.close()
    return settings


@pytest.fixture
def here(coded: Settings) -> At:
    return At(coded, open_store(coded).publication().id, Scope.everything(), Filters())


def _table(tested: AppTest) -> pd.DataFrame:
    frame: pd.DataFrame = tested.dataframe[0].value
    return frame


def test_the_counts_are_those_of_the_rows(here: At) -> None:
    found = {row["cause"]: row for row in counted(here).to_pylist()}
    for cause in {row[0] for row in ROWS}:
        own = [row for row in ROWS if row[0] == cause]
        assert found[cause]["n"] == sum(row[6] for row in own)
        assert found[cause]["k"] == sum(row[6] for row in own if row[2] == "neg")
        assert found[cause]["m"] == (sum(row[6] for row in ROWS if row[1] == cause) if cause else 0)
    assert found["network.coverage"]["confidence"] == pytest.approx(0.8)
    assert found[None]["confidence"] is None


def test_the_table_says_shares_of_all_and_hides_small_bases(coded: Settings, use: Use, page: Page) -> None:
    use(coded)
    tested = page("codeframe")
    assert not tested.exception
    frame = _table(tested).set_index("id")
    coverage, resolution = frame.loc["network.coverage"], frame.loc["service.resolution"]
    assert (coverage["n"], coverage["k"], coverage["second"]) == (52, 52, 6)
    assert coverage["share"] == pytest.approx(100 * 52 / 140)
    assert coverage["low"] < 100 * 52 / 140 < coverage["high"]
    assert frame.loc["billing.charges", "negative"] == pytest.approx(100 * 30 / 40)
    assert pd.isna(resolution["negative"])  # 6 verbatims are too few
    assert pd.isna(resolution["confidence"])
    assert any("已判定根因的原声 140 条，未编码 42 条（30.0%）" in one.value for one in tested.caption)


@pytest.mark.parametrize("net", ["level1", "split", "department"])
def test_every_net_gathers_every_code_once(coded: Settings, use: Use, page: Page, net: str) -> None:
    use(coded)
    tested = page("codeframe")
    tested.segmented_control(key="cf_net").set_value(net).run()
    frame = _table(tested)
    codes = load_codeframe().codes
    assert sorted(frame["id"].dropna()) == sorted(code.id for code in codes)
    groups = frame[frame["id"].isna()]
    assert len(groups) == len({getattr(code, net) for code in codes})
    assert groups["n"].sum() == frame["n"].sum() - groups["n"].sum() == 98
    assert groups["patterns"].sum() == sum(len(rules_of(code)[1]) for code in codes)


def test_rules_are_words_and_constructions() -> None:
    raw = tomllib.loads(lexicon("codeframe").decode())
    for code, given_code in zip(load_codeframe().codes, raw["codes"], strict=True):
        words, patterns = rules_of(code)
        assert words == len(code.anchors) + len(code.words)
        assert len(patterns) == len(given_code.get("rules", []))


def test_evidence_counts_verbatims(here: At) -> None:
    assert evidence_words(here, "billing.charges") == [("多扣", 40, 3.0), ("退费", 10, 3.0)]
    assert evidence_words(here, "digital.app") == []


def test_pairs_are_counted_both_ways(here: At) -> None:
    assert beside(here, "network.coverage").to_pylist() == [{"other": "service.resolution", "first": 12, "second": 6, "n": 18}]
    assert beside(here, "service.resolution").to_pylist() == [{"other": "network.coverage", "first": 6, "second": 12, "n": 18}]
    both = together(here, "network.coverage", "service.resolution")
    assert len(both) == 18
    assert set(both) == set(together(here, "service.resolution", "network.coverage"))


def test_one_code_in_detail(coded: Settings, use: Use, page: Page) -> None:
    use(coded)
    tested = page("codeframe")
    assert tested.selectbox(key="cf_code").value == "network.coverage"  # the one with most
    tested.selectbox(key="cf_code").set_value("billing.charges").run()
    assert [one.value for one in tested.metric] == ["40", "75.0%", "90%"]
    said = [one.value for one in tested.text]
    assert any(one.startswith("含：不明扣费") for one in said)
    assert "不含：公布的价格太高 → 资费套餐" in said
    anchors = load_codeframe().by_id["billing.charges"].anchors
    assert "、".join(anchors) in said
    tested.selectbox(key="cf_code").set_value("service.resolution").run()
    assert tested.metric[1].value == "—"
    tested.button(key="cf_all").click().run()
    assert not tested.exception
    assert any("共 6 条" in one.value for one in tested.caption)


def test_words_of_what_is_not_coded(here: At, coded: Settings, use: Use, page: Page) -> None:
    found = unexplained(here)
    assert (found.here, found.there) == (34, 88)
    assert {"灯泡", "失灵"} & {one.word for one in found.words}
    assert not any("信号" in one.word for one in found.words)
    assert all(one.here == 34 and one.there == 0 for one in found.words)
    use(coded)
    said = [one.value for one in page("codeframe").caption]
    assert any("负面原声 122 条，其中 34 条没有根因：27.9%" in one for one in said)


def test_words_that_no_rule_holds_rise_against_the_period_before(here: At) -> None:
    all_at_once = unknown(here)
    assert (all_at_once.words, all_at_once.there) == ((), 0)  # no dates, nothing before
    fortnight = At(here.settings, here.publication, here.scope, Filters(LAST - timedelta(days=20), LAST))
    found = unknown(fortnight)
    assert found.here
    assert found.there
    rules = {word for rule in load_codeframe().rules for lane in rule.lanes for word in lane}
    assert not {one.word for one in found.words} & rules


VERBATIMS = st.lists(st.sets(st.sampled_from("甲乙丙丁戊己")), max_size=60)


@given(VERBATIMS, VERBATIMS)
def test_telling_words_are_commoner_here(here: list[set[str]], there: list[set[str]]) -> None:
    found = telling(here, there)
    assert all(word.here >= 3 for word in found)
    if there:
        assert all(word.here / len(here) > word.there / len(there) for word in found)
        assert [word.z for word in found] == sorted((word.z or 0 for word in found), reverse=True)


def test_telling_against_a_hand_computation() -> None:
    # 100 and 300 verbatims: the prior weighs 100, of which "新" has 100 * (40 + 10) / 400.
    here, there = [{"新"}] * 40 + [{"旧"}] * 60, [{"新"}] * 10 + [{"旧"}] * 290
    found = {one.word: one for one in telling(here, there)}
    a, b = 40 + 12.5, 10 + 12.5
    z = (log(a / (200 - a)) - log(b / (400 - b))) / sqrt(1 / a + 1 / (200 - a) + 1 / b + 1 / (400 - b))
    assert set(found) == {"新"}
    assert found["新"].z == pytest.approx(z)


def _try(tested: AppTest, sentence: str) -> None:
    tested.text_area(key="cf_try").set_value(sentence)
    next(one for one in tested.button if one.label == "判定").click().run()


def test_a_sentence_is_masked_judged_and_marked(coded: Settings, use: Use, page: Page) -> None:
    use(coded)
    tested = page("codeframe")
    _try(tested, "**地下车库**一直没信号，13912345678 打不进来")
    assert not tested.exception
    said = [one.value for one in tested.text if "车库" in one.value]
    assert any("【" in one and "139" not in one for one in said)
    judged = tested.dataframe[-1].value
    assert judged.loc[judged["of"] == "根因", "result"].item() == "移动信号覆盖"
    assert judged.loc[judged["of"] == "情感", "result"].item() == "负面"
    assert not any("车库" in one.value for one in tested.markdown)


def test_a_sentence_without_words_has_nothing_to_judge(coded: Settings, use: Use, page: Page) -> None:
    assert tried(coded, " \u200b\n ") is None
    use(coded)
    tested = page("codeframe")
    _try(tested, " \u200b ")
    assert any("没有可判定的文字" in one.value for one in tested.info)
    _try(tested, "春眠不觉晓")
    assert any("没有匹配到根因" in one.value for one in tested.info)


def test_the_table_can_be_downloaded(coded: Settings, use: Use, page: Page) -> None:
    use(coded)
    tested = page("codeframe")
    assert {one.label for one in tested.get("download_button")} >= {"下载编码表文件", "下载本表"}
    from voc.dashboard.pages.codeframe import COLUMNS, csv_of
    from voc.dashboard.view import View

    rows = _table(tested).to_dict("records")
    at = At(coded, 1, Scope.everything(), Filters())
    csv = pd.read_csv(io.BytesIO(csv_of(View("en", False, at), rows)))
    assert len(csv) == 30
    assert list(csv.columns) == [WORDS[f"codeframe.c_{name}"][1] for name in COLUMNS]
    assert csv.set_index("Id").loc["network.coverage", "Verbatims"] == 52


def test_an_empty_store_still_shows_the_codes(tmp_path: Path, use: Use, page: Page) -> None:
    use(_settings(tmp_path))
    tested = page("codeframe")
    assert not tested.exception
    assert any("voc ingest" in one.value for one in tested.info)
    frame = _table(tested)
    assert frame["id"].notna().sum() == 30
    assert frame["n"].isna().all()
    assert frame.loc[frame["id"].notna(), "definition"].notna().all()


def test_another_codeframe_in_the_store_is_said(coded: Settings, use: Use, page: Page) -> None:
    use(coded)
    assert any("另一份编码表" in one.value for one in page("codeframe").warning)


def test_english_throughout(coded: Settings, use: Use, page: Page) -> None:
    use(coded)
    tested = page("codeframe", lang="en")
    frame = _table(tested)
    for name in ("name", "department", "split", "definition", "left"):
        assert not frame[name].dropna().str.contains(r"[\u4e00-\u9fff]").any(), name
    said = [one.value for kind in (tested.caption, tested.subheader, tested.title) for one in kind]
    assert not any(re.search(r"[\u4e00-\u9fff]", one) for one in said)


def test_every_packaged_code_and_owner_has_words() -> None:
    frame = load_codeframe()
    assert {f"defined.{code.description}" for code in frame.codes} == {key for key in CODES if key.startswith("defined.")}
    assert {f"owner.{owner}" for owner in frame.departments} <= set(CODES)
    assert {f"regulator.{code.split}" for code in frame.codes} <= set(CODES)
    assert {key.removeprefix("left.") for key in CODES if key.startswith("left.")} <= set(frame.by_id)


def test_rules_tell_how_often_they_were_right_in_an_audit(coded: Settings, use: Use, page: Page) -> None:
    use(coded)
    labels = open_store(coded).ledger.labels
    assert any(WORDS["codeframe.audited_none"][0] in one.value for one in page("codeframe").caption)
    given = [Label("causes", f"v{n:03d}", "network.coverage" if n < 9 else "network.voice", "audit", "tester") for n in range(12)]
    labels.add([*given, Label("causes", "v013", "network.voice", "margin", "tester")])
    try:
        said = [one.value for one in page("codeframe").caption]
        assert any("抽检 12 条" in one and "75.0%" in one for one in said)  # 9 of 12; the label drawn by margin does not count
    finally:
        labels.remove([f"v{n:03d}" for n in range(14)])
