"""Small groups stay unknown: shown figures and totals are compatible with another count for every small one that is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.access.cells import hidden, hidden_block, shown, shown_crossed


@pytest.mark.parametrize(
    ("counts", "small", "out"),
    [
        ([40, 30, 20], 5, []),
        ([40, 30, 2], 5, [1, 2]),  # one small group alone is the rest of the total
        ([40, 30, 0], 5, []),  # nobody is no group
        ([40, 3, 2], 5, [0, 1, 2]),  # 5 in two groups: too few to blur, so the next goes too
        ([40, 9, 3, 2], 5, [1, 2, 3]),
        ([40, 30, 5, 4], 5, [1, 2, 3]),
        ([40, 5, 5], 5, []),
        ([3], 5, [0]),
        ([30], 5, []),
        ([], 5, []),
        ([40, 2, 1], 0, []),
        ([40, 30, 30, 1], 5, [1, 3]),
    ],
)
def test_which_groups_of_one_way_are_left_out(counts: list[int], small: int, out: list[int]) -> None:
    assert [at for at, gone in enumerate(hidden([[n] for n in counts], small)) if gone] == out


def test_a_small_part_of_a_large_group_counts_as_small() -> None:
    assert hidden([[100, 50], [80, 2], [60, 30]], 5) == [False, True, True]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(3, 5))
def test_no_table_of_one_way_can_be_told_from_what_is_shown(table: list[int], small: int) -> None:
    """One who knows threshold, total and shown groups, that somebody is in each of the others and that one is small, counts all ways."""
    out = hidden([[n] for n in table], small)
    gone = [n for n, left in zip(table, out, strict=True) if left and n]
    assert all(not 0 < n < small for n, left in zip(table, out, strict=True) if not left)
    if len(gone) == len([n for n in table if n]) and sum(gone) < 2 * small:
        return  # nothing is shown, and of so few not even the total
    ways = [way for way in _ways(sum(gone), len(gone)) if not gone or min(way) < small]
    for at, count in enumerate(gone):
        if count < small:
            assert len({way[at] for way in ways}) >= 2, (table, out)


def _ways(total: int, parts: int) -> list[tuple[int, ...]]:
    """All ways to spread a total over so many groups with somebody in each."""
    if parts < 2:
        return [(total,)] if parts else []
    return [(n, *rest) for n in range(1, total) for rest in _ways(total - n, parts - 1)]


CELLS = st.integers(2, 4).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 12), min_size=columns, max_size=columns), min_size=2, max_size=4)
)


@given(CELLS, st.integers(2, 6))
def test_no_cell_of_two_ways_can_be_computed_from_cells_and_totals(table: list[list[int]], small: int) -> None:
    """Bounds by linear programming: a small cell that is left out has at least two values with the same totals."""
    import numpy as np
    from scipy.optimize import linprog

    rows, columns = hidden_block([[[n] for n in row] for row in table], small)
    if sum(map(sum, table)) < 2 * small or (rows == set(range(len(table))) and columns == set(range(len(table[0])))):
        return  # nothing of the table is shown
    gone = [(r, c) for r in sorted(rows) for c in sorted(columns)]
    for r, row in enumerate(table):
        for c, n in enumerate(row):
            assert not 0 < n < small or (r, c) in gone
    sums = [[float(r == line) for r, _ in gone] for line in rows] + [[float(c == line) for _, c in gone] for line in columns]
    known = [float(sum(table[r][c] for c in columns)) for r in rows] + [float(sum(table[r][c] for r in rows)) for c in columns]
    for at, (r, c) in enumerate(gone):
        if 0 < table[r][c] < small:
            aim = np.eye(len(gone))[at]
            low, high = (sign * linprog(sign * aim, A_eq=sums, b_eq=known, bounds=(0, None)).fun for sign in (1, -1))
            assert high - low > 0.5, (table, rows, columns)


@given(CELLS, st.data())
def test_parts_of_cells_stay_unknown_too(table: list[list[int]], data: st.DataObject) -> None:
    """With a part k of each n, both totals known and k <= n: integers are moved, not only reals."""
    small = 4
    cells = [[[n, data.draw(st.integers(0, n))] for n in row] for row in table]
    rows, columns = hidden_block(cells, small)
    if rows == set(range(len(cells))) and columns == set(range(len(cells[0]))):
        return
    for r in rows:
        for c in columns:
            for kind in (0, 1):
                if 0 < cells[r][c][kind] < small:
                    assert _movable(cells, rows, columns, r, c, kind), (cells, rows, columns)


def _movable(cells: list[list[list[int]]], rows: set[int], columns: set[int], r: int, c: int, kind: int) -> bool:
    """Whether one can be taken from a count, with its totals kept and no part larger than its whole."""
    for other in rows - {r}:
        for across in columns - {c}:
            for moved in ([1, 1], [1, 0], [0, 1]):
                if moved[kind] and all(
                    n - moved[0] * sign >= k - moved[1] * sign >= 0
                    for (n, k), sign in (
                        (cells[r][c], 1),
                        (cells[other][across], 1),
                        (cells[r][across], -1),
                        (cells[other][c], -1),
                    )
                ):
                    return True
    return False


def test_shown_keeps_order_and_everything_without_a_threshold() -> None:
    named = [("甲", 40), ("乙", 2), ("丙", 30)]
    assert shown(named, lambda one: [one[1]], 5) == [("甲", 40)]
    assert shown(named, lambda one: [one[1]], 0) == named
    crossed = [("甲", "x", 40), ("甲", "y", 20), ("乙", "x", 2), ("乙", "y", 30), ("丙", "x", 50), ("丙", "y", 60)]
    kept = shown_crossed(crossed, lambda one: one[:2], lambda one: [one[2]], 5)
    assert ("乙", "x", 2) not in kept
    assert ("丙", "x", 50) in kept
    assert len(kept) == 2
    assert shown_crossed(crossed, lambda one: one[:2], lambda one: [one[2]], 0) == crossed
    line = [("甲", "", 40), ("乙", "", 2), ("丙", "", 30)]
    assert shown_crossed(line, lambda one: one[:2], lambda one: [one[2]], 5) == [("甲", "", 40)]
