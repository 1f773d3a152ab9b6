"""Signs and acts: what a sentence does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.text import acts, sign_grams, signs
from voc.text.acts import HEADS, gate, load_acts
from voc.text.documents import prepare
from voc.text.teach import sentences

SPOKEN = st.lists(
    st.sampled_from(["信号", "很好", "没有", "一天", "不", "断", "，", "但是", "\n", "？", "谢谢", "3天", "atm", "tm", "请问"]),
    max_size=12,
).map("".join)


def read(text: str) -> list[str]:
    names = {number: name for name, number in signs.kinds().items()}
    return [names[kind] for kind in signs.read(prepare([text])).kind.tolist()]


def test_signs_are_read_in_order_with_numbers_and_without_pieces_of_latin_words() -> None:
    found = read("请问宽带断了3天")
    assert [name for name in found if "." not in name] == ["ask_frame", "telecom", "number", "span"]
    assert "polarity.7" not in read("atm坏了")
    assert read("") == []
    assert read("三天没人来").count("number") == 1


def test_held_back_sentences_are_told_apart() -> None:
    held = [one for one in sentences() if one.held]
    logits = load_acts().shares(prepare([one.text for one in held])).logits
    right = [HEADS[int(row[:3].argmax())] == one.polarity for row, one in zip(logits, held, strict=True)]
    kinds = [HEADS[3 + int(row[3:9].argmax())] == one.intent for row, one in zip(logits, held, strict=True)]
    assert len(held) > 200
    assert np.mean(right) > 0.8
    assert np.mean(kinds) > 0.8


@settings(max_examples=100)
@given(SPOKEN)
def test_clauses_add_up_to_the_text(text: str) -> None:
    docs = prepare([text])
    shares = load_acts().shares(docs)
    column = HEADS.index("neg")
    assert shares.clauses(slice(column, column + 1)).sum() + shares.intercept[column] == pytest.approx(
        shares.logits[0, column], abs=1e-3
    )
    assert 0 <= gate(shares)[0] <= 1


@settings(max_examples=50)
@given(st.lists(SPOKEN, max_size=4))
def test_a_text_is_read_the_same_in_every_batch(texts: list[str]) -> None:
    together = load_acts().shares(prepare(texts)).logits
    apart = [load_acts().shares(prepare([text])).logits[0] for text in texts]
    assert np.allclose(together, np.array(apart).reshape(len(texts), len(HEADS)), atol=1e-4)


def test_signs_of_very_long_clauses_add_up_as_those_of_short_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["我家宽带太慢了，打了三次电话都没人来，能不能快点修！", "", "谢谢，师傅很专业。但是就是收费有点贵吗？"]
    short = load_acts().shares(prepare(texts))
    monkeypatch.setattr(acts, "_NGRAMS", 0)  # now any number of signs is too many for one sum
    long = load_acts().shares(prepare(texts))
    assert np.array_equal(short.signs, long.signs)
    assert np.array_equal(short.sign_count, long.sign_count)


def shown(text: str) -> set[int]:
    """The features of a text that name its words for or against, whichever they are."""
    found = signs.read(prepare([text]))
    (alone, *_), _ = sign_grams._turned(found, sign_grams._places(found), np.zeros(len(found.first), np.int64))
    return set(alone.tolist())


def test_a_word_for_or_against_is_one_feature_whichever_it_is_with_what_turns_and_raises_it() -> None:
    assert shown("方便") == shown("划算") != shown("失望") == shown("难用")
    assert shown("不太方便") == shown("不怎么划算") == shown("不是很贴心") != shown("方便")
    assert shown("非常方便") == shown("特别划算") != shown("方便")
    assert shown("不难用") not in (shown("难用"), shown("不太方便"))
    assert shown("方便，难用") == shown("方便") | shown("难用")
    assert shown("不太划算，难用") == shown("不太方便") | shown("难用")
    assert shown("") == shown("今天周三") == set()
