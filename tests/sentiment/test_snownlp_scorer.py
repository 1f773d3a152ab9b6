from __future__ import annotations

import json
import math

import pytest

from voc import sentiment
from voc.schema import MAKERS
from voc.text.documents import prepare

TEXTS = ["这家营业厅服务很好，下次还来", "网速太慢，客服也不理人", "宽带 100M 还可以", "WiFi连不上，差评！"]


@pytest.fixture(scope="module")
def snow() -> sentiment.Scorer:
    return sentiment.load("snownlp", "jieba")


def test_it_is_snownlp_to_the_sixth_digit(snow: sentiment.Scorer) -> None:
    from snownlp import SnowNLP

    table = snow.score([str(index) for index in range(len(TEXTS))], prepare(TEXTS))
    polarity = MAKERS["sentiment"].conform(table)["polarity"].to_pylist()
    assert polarity == pytest.approx([2 * SnowNLP(text).sentiments - 1 for text in TEXTS], abs=1e-6)


def test_blank_is_null_and_a_very_long_text_is_scored(snow: sentiment.Scorer) -> None:
    rows = snow.score(["a", "b", "c", "d"], prepare(["", "。。123", "无", "很失望，" * 700])).to_pylist()
    assert [row["polarity"] for row in rows[:3]] == [None, None, None]
    assert [row["evidence"] for row in rows[:3]] == ["[]"] * 3
    assert (rows[3]["polarity"], rows[3]["label"]) == (-1.0, "neg")


def test_the_evidence_is_words_that_add_up(snow: sentiment.Scorer) -> None:
    text = TEXTS[1]
    (row,) = snow.score(["a"], prepare([text])).to_pylist()
    spans = json.loads(row["evidence"])
    assert all(text[span["start"] : span["end"]] == span["text"] for span in spans)
    assert "太慢" in text
    assert math.tanh(sum(span["weight"] for span in spans) / 2) == pytest.approx(row["polarity"], abs=1e-3)


def test_its_version_is_its_own(snow: sentiment.Scorer) -> None:
    assert snow.version.startswith("snownlp-")
    assert sentiment.load("snownlp").version == snow.version != sentiment.load().version
