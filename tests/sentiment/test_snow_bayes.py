"""The vectorised Bayes step against SnowNLP itself, text by text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snownlp import SnowNLP, normal, seg
from snownlp import sentiment as snownlp_sentiment

from voc import resources, sentiment
from voc.sentiment.snow_bayes import SnowBayes
from voc.text.documents import prepare
from voc.text.normalize import clean
from voc.text.segment import segmenter

ORIGINAL = snownlp_sentiment.classifier.classifier
BAYES = SnowBayes(ORIGINAL)
LETTERS = "这家营业厅服务很好网速太慢投诉不满意谢谢" + "abcXYZ 123 \n，。！？👍😡[微笑]\ud83d\U0002070e"


def original(words: list[str]) -> float:
    side, probability = ORIGINAL.classify(words)
    return float(probability if side == "pos" else 1 - probability)


@given(
    st.lists(
        st.lists(
            st.sampled_from([*list(ORIGINAL.d["pos"].d)[::400], *list(ORIGINAL.d["neg"].d)[::400], "从未见过的词", "x"]),
            max_size=60,
        )
    )
)
@settings(max_examples=80, deadline=None)
def test_it_is_snownlps_own_on_the_same_words(texts: list[list[str]]) -> None:
    assert BAYES.probabilities(texts) == pytest.approx([original(words) for words in texts], abs=1e-9)


@given(st.lists(st.text(LETTERS, max_size=25), max_size=4))
@settings(max_examples=25, deadline=None)
def test_whatever_is_written_is_cut_and_scored_as_by_snownlp(texts: list[str]) -> None:
    words = [normal.filter_stop(seg.seg(text)) for text in texts]
    expected = [SnowNLP(text).sentiments if text else original([]) for text in texts]
    assert BAYES.probabilities(words) == pytest.approx(expected, abs=1e-9)


def test_real_sentences_from_cleaning_to_polarity_are_snownlps() -> None:
    lines = resources.path("data", "sentences", "telecom.tsv").read_text(encoding="utf-8").splitlines()[1:400:10]
    texts = [clean(line.split("\t")[-1]) for line in lines]
    polarity = sentiment.load("snownlp").score([str(at) for at in range(len(texts))], prepare(texts))["polarity"].to_pylist()
    scored = [(text, one) for text, one in zip(texts, polarity, strict=True) if one is not None]
    assert len(scored) > 30
    assert [one for _, one in scored] == pytest.approx([2 * SnowNLP(text).sentiments - 1 for text, _ in scored], abs=1e-6)


def test_the_fast_one_is_the_same_classifier_on_the_words_of_the_segmenter() -> None:
    texts = ["这家营业厅服务很好，下次还来", "网速太慢，客服也不理人", "WiFi 连不上 差评！"]
    words = [normal.filter_stop([word for word in segmenter().cut(text) if word.strip()]) for text in texts]
    fast = sentiment.load("snownlp-fast")
    polarity = fast.score(["a", "b", "c"], prepare(texts))["polarity"].to_pylist()
    assert polarity == pytest.approx([2 * original(row) - 1 for row in words], abs=1e-6)
    assert fast.version.startswith("snownlp-fast-")
    assert fast.version != sentiment.load("snownlp").version


def test_a_very_long_text_does_not_overflow() -> None:
    assert np.isfinite(BAYES.probabilities([["失望"] * 100_000, ["满意"] * 100_000])).all()
