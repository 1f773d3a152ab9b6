from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc import sentiment
from voc.errors import VocError
from voc.schema import MAKERS
from voc.sentiment.blend import PARTS, BlendScorer, load_coefficients, steepness
from voc.sentiment.linear import load_linear
from voc.text.acts import load_acts
from voc.text.blank import empty_answer, empty_in
from voc.text.documents import prepare
from voc.text.normalize import clean

SCORER = sentiment.load()
ANY = st.text(st.characters(exclude_categories=()), max_size=60)
SPOKEN = st.lists(
    st.sampled_from(
        ["信号", "很好", "不", "慢", "，", "但是", "\n", "？", "谢谢", '"', "\\", "😡", "客服", "没人管", "3天", "希望"]
    ),
    max_size=14,
).map("".join)


def _score(*texts: str | None) -> list[dict[str, object]]:
    table = SCORER.score([f"v{index}" for index in range(len(texts))], prepare(texts))
    return MAKERS["sentiment"].conform(table).to_pylist()


def _polarity(text: str) -> float:
    polarity = _score(text)[0]["polarity"]
    assert isinstance(polarity, float)
    return polarity


def test_rows_come_in_the_order_of_their_ids() -> None:
    rows = _score("客服很热情，问题马上解决了", None, "宽带天天掉线，太差了")
    assert [row["verbatim_id"] for row in rows] == ["v0", "v1", "v2"]
    assert [row["label"] for row in rows] == ["pos", None, "neg"]
    assert {row["version"] for row in rows} == {SCORER.version}


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ((None, "", "   ", "\n"), "blank"),
        (("。。。！", "🙈🙈", "~~"), "marks"),
        (("12345", "10086 10010", "3.5"), "digits"),
        (("hello", "Très bien", "ありがとう", "5G ok", "спасибо"), "other_script"),
        (("无", "没有。", "无意见"), "empty_answer"),
    ],
)
def test_nothing_to_score_is_null_with_its_reason(texts: tuple[str | None, ...], why: str) -> None:
    for row in _score(*texts):
        assert (row["polarity"], row["label"], row["confidence"], row["evidence"], row["unscored"]) == (None, None, None, "[]", why)


@pytest.mark.parametrize(
    "text", ["服务態度真係好差，等咗成個鐘", "信號好差", "网速 so slow 真的服了", "差" * 1000, "😡", "[怒]", "WiFi断了"]
)
def test_what_can_be_read_has_a_score_and_no_reason(text: str) -> None:
    (row,) = _score(text)
    assert row["unscored"] is None
    assert row["polarity"] is not None
    assert float(str(row["polarity"])) < 0


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("信号差", "neg"),
        ("服务態度很差", "neg"),
        ("客服热情，办事快，非常满意", "pos"),
        ("打了三次电话都没人管", "neg"),
        ("凭什么多扣我的话费", "neg"),
        ("态度好但是问题没解决", "neg"),
        ("虽然贵但是网速快", "pos"),
        ("一直没有不满意的地方", "pos"),
        ("请问怎么查流量", "neu"),
        ("没有信号的话应该打哪个电话报修？", "neu"),
        ("请帮我取消彩铃", "neu"),
        ("没有一天不掉线", "neg"),
        ("说好的优惠呢？", "neg"),
        ("营业厅几点开门", "neu"),
        ("您好，谢谢", "neu"),
        ("😡", "neg"),
        ("宽带断了三天了", "neg"),
    ],
)
def test_label(text: str, label: str) -> None:
    assert _score(text)[0]["label"] == label


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("网速快", "网速不快"),
        ("不是不满意", "不满意"),
        ("客服好，", "客服很不好"),
        ("信号不差", "信号差"),
        ("没有哪次报修是不及时的", "每次报修都不及时"),
    ],
)
def test_negation_moves_the_score(above: str, below: str) -> None:
    assert _polarity(above) > _polarity(below)


def test_traditional_characters_score_like_simplified_ones() -> None:
    assert _score("寬頻網路太慢，客服態度惡劣")[0]["polarity"] == _score("宽频网路太慢，客服态度恶劣")[0]["polarity"]


def test_a_polite_greeting_hardly_moves_the_score() -> None:
    assert abs(_polarity("您好，宽带坏了没人来修") - _polarity("宽带坏了没人来修")) < 0.1


def test_the_last_line_of_a_call_weighs_most() -> None:
    assert _polarity("网速太慢了\n解决了，很满意") > _polarity("解决了，很满意\n网速太慢了")


@settings(max_examples=300)
@given(ANY | SPOKEN)
def test_the_evidence_adds_up_to_the_score(text: str) -> None:
    (row,) = _score(text)
    spans = json.loads(str(row["evidence"]))
    if row["polarity"] is None:
        assert spans == []
        return
    polarity = float(str(row["polarity"]))
    assert math.isclose(math.tanh(sum(span["weight"] for span in spans) / 2), polarity, abs_tol=2e-3)
    assert -1 <= polarity <= 1
    assert 0 <= float(str(row["confidence"])) <= 1
    kept = prepare([text]).texts[0]
    assert all(kept[span["start"] : span["end"]] == span["text"] for span in spans)
    assert [span["cue"] for span in spans].count("rest") == 1


@given(st.lists(SPOKEN, max_size=5))
def test_a_text_scores_the_same_in_every_batch(texts: list[str]) -> None:
    together = [(row["polarity"], row["evidence"]) for row in _score(*texts)]
    assert together == [(row["polarity"], row["evidence"]) for text in texts for row in _score(text)]


def test_the_polarity_alone_is_that_of_the_score() -> None:
    texts = ["客服很热情，问题马上解决了", "", "请问怎么查流量", "没有一天不掉线"]
    alone = SCORER.polarity(prepare(texts)).tolist()  # type: ignore[attr-defined]
    scored = [row["polarity"] for row in _score(*texts)]
    assert [None if math.isnan(value) else round(value, 6) for value in alone] == scored


@pytest.mark.parametrize("pair", [("移动", "联通"), ("中国电信", "中国联通")])
def test_another_operators_name_does_not_change_the_label(pair: tuple[str, str]) -> None:
    for text in ("{}的宽带天天掉线，没人管", "请问{}怎么查流量", "{}的师傅准时又细致，点赞"):
        one, other = (_score(text.format(name))[0] for name in pair)
        assert one["label"] == other["label"]
        assert abs(float(str(one["polarity"])) - float(str(other["polarity"]))) < 0.25


def test_no_texts_make_an_empty_table_of_the_contract() -> None:
    table = SCORER.score([], prepare([]))
    assert table.num_rows == 0
    assert table.schema == MAKERS["sentiment"].arrow
    assert isinstance(table, pa.Table)


def test_a_megabyte_in_one_text_is_scored_in_seconds() -> None:
    text = clean("宽带又断了，打了五次电话没人管！客服说\n" * 50_000)
    start = time.process_time()
    assert _score(text)[0]["label"] == "neg"
    assert time.process_time() - start < 30


def test_an_unknown_scorer_or_segmenter_is_refused_with_what_is_known() -> None:
    with pytest.raises(VocError, match="linear, snownlp"):
        sentiment.load("bert")
    with pytest.raises(VocError, match="rjieba, jieba"):
        sentiment.load("linear", "pkuseg")


def test_scoring_imports_nothing_heavy() -> None:
    # pandas is not among them: pyarrow itself imports it with the first array.
    code = (
        "import sys; from voc import sentiment; from voc.text.documents import prepare;"
        "sentiment.load().score(['a'], prepare(['信号好']));"
        "print([name for name in ('sklearn', 'scipy', 'jieba', 'rjieba', 'snownlp', 'gensim', 'opencc') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_half_a_character_takes_nothing_from_the_rest() -> None:
    broken, alone, invisible = _score(clean("信号太差了\ud83d"), clean("\ud83d"), clean("\u200b"))
    assert (broken["label"], broken["unscored"]) == ("neg", None)
    assert alone["unscored"] == invisible["unscored"] == "blank"


@given(st.lists(ANY | st.sampled_from(["无", "。没有！", "没 有意见", "_无", "\U0001f600无", "", "无所谓", "网速无"]), max_size=5))
def test_no_empty_answer_is_overlooked(texts: list[str]) -> None:
    documents = prepare(texts)
    assert empty_in(documents) == [place for place, folded in enumerate(documents.folded) if empty_answer(folded)]


@given(st.lists(st.floats(-6, 6), min_size=PARTS, max_size=PARTS), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_surer_chances_leave_every_label_as_it_was(parts: list[float], like: float, full: float, sure: float) -> None:
    """For a text like own sentences they move away from even, for others not at all."""
    coefficients, digest = load_coefficients()
    plain, steeper = (BlendScorer(load_linear(), replace(coefficients, sure=value), digest, load_acts()) for value in (0.0, sure))
    mixed = np.array([parts])
    mixed[0, 4], mixed[0, 7] = like, full
    before, after = plain.probabilities(mixed)[0], steeper.probabilities(mixed)[0]
    assert steepness(mixed, sure)[0] == pytest.approx(1 + sure * full * like**4)
    assert after[before.argmax()] >= before.max() - 1e-12
    assert after.max() == pytest.approx(after[before.argmax()])
    mixed[0, 4] = 0.0
    assert (plain.probabilities(mixed) == steeper.probabilities(mixed)).all()


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("收费合理", "pos"),
        ("收费不合理", "neg"),
        ("👎", "neg"),
        ("挺好的，没什么意见", "pos"),
        ("没用过", "neu"),
        ("从没断过", "pos"),
        ("👍", "pos"),
        ("特别好", "pos"),
        ("不怎么卡", "pos"),
        ("很不满意", "neg"),
        ("不大满意", "neg"),
        ("已经好了谢谢啊", "pos"),
        ("现在好了", "pos"),
    ],
)
def test_a_short_answer_is_read(said: str, label: str) -> None:
    assert _score(said)[0]["label"] == label
