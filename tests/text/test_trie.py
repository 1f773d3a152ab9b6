"""The trie against every place tried by hand, and against the automaton that served before it."""

from __future__ import annotations

import numpy as np
import pytest
from ahocorasick_rs import AhoCorasick, MatchKind
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.text.documents import prepare
from voc.text.rules import neutral, neutral_points
from voc.text.trie import Trie

LETTERS = "ab好不👍"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=5), max_size=12, unique=True)
TEXT = st.text(LETTERS + "x\0😀\U0003ffff", max_size=40)


def points(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return np.frombuffer((text + "\0").encode("utf-32-le"), np.uint32)


@given(WORDS, TEXT)
@settings(max_examples=300)
def test_every_word_is_found_wherever_it_stands(words: list[str], text: str) -> None:
    found = [tuple(row) for row in zip(*(part.tolist() for part in Trie(words).find(points(text))), strict=True)]
    expected = [
        (words.index(text[start:end]), start, end)
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if text[start:end] in words
    ]
    assert found == expected


@given(WORDS, TEXT)
@settings(max_examples=300)
def test_the_leftmost_longest_are_those_of_an_automaton(words: list[str], text: str) -> None:
    found = [tuple(row) for row in zip(*(part.tolist() for part in Trie(words).longest(points(text))), strict=True)]
    assert found == AhoCorasick(words, matchkind=MatchKind.LeftmostLongest).find_matches_as_indexes(text, overlapping=False)


def test_words_that_would_match_everywhere_or_part_texts_are_refused() -> None:
    for word in ("", "a\0b"):
        with pytest.raises(ValueError, match="NUL"):
            Trie([word])


def test_a_long_run_of_words_across_one_another_takes_linear_time() -> None:
    found = Trie(["好好", "好好好"]).longest(points("好" * 300_000))
    assert (found.end - found.start == 3).all()
    assert len(found.word) == 100_000


@given(st.lists(st.text("移动联通电信广铁网讯好", max_size=12), max_size=5))
@settings(max_examples=200)
def test_operators_are_hidden_in_points_as_in_text(texts: list[str]) -> None:
    docs = prepare(texts)
    hidden = "\0".join([*map(neutral, docs.folded), ""])
    assert neutral_points(docs).tobytes() == hidden.encode("utf-32-le")
