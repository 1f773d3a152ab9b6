from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.intake.cells import as_text, number, rating
from voc.intake.identity import Canonical, Occurrences, Repeats, Seen, customer_key

KEY = bytes(range(32))


@pytest.mark.parametrize(
    "written",
    ["13800138000", "+86 138 0013 8000", "0086-138-0013-8000", "8613800138000", "１３８００１３８０００", " 138-0013-8000 "],
)
def test_one_phone_one_key(written: str) -> None:
    assert customer_key(KEY, written) == customer_key(KEY, "13800138000")


@pytest.mark.parametrize("other", ["13800138001", "010-62345678", "张三", "86138001380"])
def test_other_customers_other_keys(other: str) -> None:
    assert customer_key(KEY, other) != customer_key(KEY, "13800138000")


def test_canonical_rows() -> None:
    one, other = Canonical(["a", "b", "c"]), Canonical(["b", "a"])
    assert one.of([1.0, " x ", ""]) == other.of(["x", "1"])
    assert one.of(["1", "", "x"]) != one.of(["1", "x", ""])


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=12), max_size=6))
def test_occurrences_count_over_blocks(blocks: list[list[str]]) -> None:
    counter, before = Occurrences(), dict[str, int]()
    for block in blocks:
        wanted = []
        for text in block:
            wanted.append(before.get(text, 0))
            before[text] = wanted[-1] + 1
        assert counter.number(block) == wanted


@given(st.lists(st.lists(st.tuples(st.sampled_from(["a", "b", "c", None]), st.sampled_from("xy")), max_size=8), max_size=6))
def test_repeats_name_the_first_row(blocks: list[list[tuple[str | None, str]]]) -> None:
    repeats, first, row = Repeats(), dict[str, tuple[str, int]](), 0
    for block in blocks:
        numbers = list(range(row + 1, row + 1 + len(block)))
        row += len(block)
        wanted = {}
        for place, ((name, content), number_) in enumerate(zip(block, numbers, strict=True)):
            if name is not None and first.setdefault(name, (content, number_))[0] != content:
                wanted[place] = first[name][1]
        assert repeats.judge([name for name, _ in block], [content for _, content in block], numbers) == wanted


@given(st.lists(st.sets(st.integers(-(2**63), 2**63 - 1), max_size=20), max_size=20))
def test_seen(blocks: list[set[int]]) -> None:
    seen, held = Seen(), dict[int, int]()
    for place, block in enumerate(blocks):
        fresh = np.array(sorted(block - held.keys()), dtype=np.int64)
        seen.add(fresh, np.full((len(fresh), 2), place, dtype=np.int64))
        held.update(dict.fromkeys(fresh.tolist(), place))
        asked = np.array(sorted({*held, 5, -5}), dtype=np.int64)
        found, kept = seen.find(asked)
        assert [bool(hit) for hit in found] == [value in held for value in asked.tolist()]
        assert all(kept[at, 0] == held[value] for at, value in enumerate(asked.tolist()) if value in held)
    assert len(seen._runs) <= 8


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12),
        ("1.2万", 12000),
        ("10万+", 100000),
        ("1,234,567.5", 1234567.5),
        ("85%", 0.85),
        ("￥99.50", 99.5),
        ("3次", 3),
        ("１２", 12),
        ("3.2k", 3200),
        ("-1", -1),
        (7, 7),
        (2.5, 2.5),
        ("", None),
        ("无", None),
        ("NaN", None),
        (float("nan"), None),
        (None, None),
        ("1e3", 1000),
    ],
)
def test_numbers(cell: str | float | None, value: float | None) -> None:
    assert number(cell) == value


@pytest.mark.parametrize("cell", ["赞", "1-2次", "inf", "1_000", "12abc", "1,23", "五", "1e999", 10**400])
def test_no_numbers(cell: str | int) -> None:
    with pytest.raises((ValueError, OverflowError)):
        number(cell)


def test_ratings_in_words() -> None:
    assert [rating(word) for word in ("非常满意", "一般", "非常不满意", "3", "")] == [5, 3, 1, 3, None]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_as_text_keep_their_value(value: float) -> None:
    assert float(as_text(value)) == value
