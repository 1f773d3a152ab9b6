"""Near-duplicates: copies with changed tails are one group, what merely speaks of the same is not; against a check of all pairs."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from voc.text.duplicates import ALIKE, SHORTEST, alike, near_duplicates

PASTED = "老用户每月交一百二十九新用户同款只要一半在网越久交得越多请给几百万老用户一个说法"
OTHER = "昨天下午宽带又断了师傅说端口坏了要等三天才能换可我明天就要在家里开会"


def test_copies_with_changed_tails_are_one_group() -> None:
    texts = [PASTED, OTHER, PASTED + "，我也是受害者！", "转发！" + PASTED.replace("，", " "), "没有", "没有"]
    assert near_duplicates(texts) == [[0, 2, 3]]


def test_short_texts_say_nothing() -> None:
    assert near_duplicates(["挺好的"] * 50) == []
    assert near_duplicates([]) == []
    assert near_duplicates(["", "，。！", "12345678901234567890123"]) == []


def test_marks_and_numbers_do_not_make_another_text() -> None:
    assert near_duplicates([PASTED, "《" + "，".join(PASTED) + "》2026"]) == [[0, 1]]


def test_the_largest_group_comes_first() -> None:
    assert near_duplicates([OTHER, OTHER, PASTED, PASTED, PASTED]) == [[2, 3, 4], [0, 1]]


@settings(max_examples=30)
@given(st.lists(st.lists(st.sampled_from("甲乙丙丁戊己庚辛壬癸"), min_size=4, max_size=60).map("".join), max_size=8))
def test_the_same_pairs_as_by_comparing_all_of_them(texts: list[str]) -> None:
    together = {pair for group in near_duplicates(texts) for pair in combinations(sorted(group), 2)}
    long = [at for at, text in enumerate(texts) if len(text) >= SHORTEST]
    surely = {(a, b) for a, b in combinations(long, 2) if alike(texts[a], texts[b]) >= 0.85}
    assert surely <= together
    # A group holds together by pairs that are alike: each member has at least one.
    for group in near_duplicates(texts):
        assert all(any(alike(texts[a], texts[b]) >= ALIKE for b in group if b != a) for a in group)
