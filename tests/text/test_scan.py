from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.text.scan import Scanner

SMALL = st.text(st.sampled_from("宽带不好😀a"), min_size=1, max_size=4)


def test_find_takes_the_leftmost_and_of_those_the_longest() -> None:
    scanner = Scanner({"宽带": 1, "宽带费": 2, "带费": 3})
    assert scanner.find("😀宽带费贵，宽带慢") == [(1, 4, 2), (6, 8, 1)]


def test_find_all_gives_what_overlaps() -> None:
    scanner = Scanner({"宽带": 1, "宽带费": 2, "带费": 3})
    assert sorted(scanner.find_all("宽带费")) == [(0, 2, 1), (0, 3, 2), (1, 3, 3)]


def test_a_lone_surrogate_does_not_stop_the_scan() -> None:
    assert Scanner({"慢": "slow"}).find("\ud83d慢") == [(1, 2, "slow")]


def test_no_words_find_nothing_and_the_empty_word_is_refused() -> None:
    assert Scanner({}).find("宽带") == []
    with pytest.raises(ValueError, match="empty word"):
        Scanner({"": 1})


@given(st.sets(SMALL, max_size=6), st.lists(st.text(st.sampled_from("宽带不好😀a,"), max_size=12), max_size=4))
def test_find_in_each_is_find_of_each_without_what_stands_for_none(words: set[str], texts: list[str]) -> None:
    scanner = Scanner({word: None if "a" in word else word for word in words})
    assert list(scanner.find_in_each(texts)) == [[match for match in scanner.find(text) if match[2] is not None] for text in texts]


@given(st.sets(SMALL, max_size=6), st.text(st.sampled_from("宽带不好😀a,"), max_size=20))
def test_find_all_agrees_with_a_plain_search(words: set[str], text: str) -> None:
    found = Scanner({word: word for word in words}).find_all(text)
    wanted = {(at, at + len(word), word) for word in words for at in range(len(text)) if text.startswith(word, at)}
    assert len(found) == len(wanted)
    assert set(found) == wanted
