"""Small groups: which to leave out so that neither the figures shown nor their totals give one away.

A group is small where one of its counts lies above 0 and below the threshold. Beside the small ones, others are left out until what
is missing cannot be told from a total: a table of one dimension loses its smallest other groups, a table of two loses whole blocks
(the same columns in each of the rows concerned). This holds for one view: two views under different filters can still be subtracted,
and who knows that the smallest others go first may sometimes tell a count of `small` - 1 from a lower one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

T = TypeVar("T")


def hidden(groups: Sequence[Sequence[int]], small: int) -> list[bool]:
    """Which groups of a one-way table to leave out; each has one or more counts, whole before part, whose totals may be known.

    At least two are left out, with enough in them that each may hold anything from 1 to `small` - 1.
    """
    if small < 1:
        return [False] * len(groups)
    out = [any(0 < count < small for count in group) for group in groups]
    if not any(out):
        return out
    order = sorted(range(len(groups)), key=lambda at: (max(groups[at], default=0), at))
    rest = [at for at in order if not out[at] and any(groups[at])]
    while rest and not _blurred(groups, out, small):
        out[rest.pop(0)] = True
    # What is left would be the rest of a total: without enough to blur it, nothing of the table is shown.
    return out if _blurred(groups, out, small) else [True] * len(groups)


def _blurred(groups: Sequence[Sequence[int]], out: Sequence[bool], small: int) -> bool:
    gone = [group for group, left in zip(groups, out, strict=True) if left]
    sums = [sum(counts) for counts in zip(*gone, strict=True)]
    return len(gone) > 1 and all(total == 0 or total >= len(gone) + 2 * (small - 1) for total in sums)


def hidden_block(cells: Sequence[Sequence[Sequence[int]]], small: int) -> tuple[set[int], set[int]]:
    """Rows and columns of a two-way table whose common cells to leave out; cells[row][column] are counts as for `hidden`.

    Every small count keeps another one above 0 in another of the rows and another of the columns left out: moving one from each into
    the two cells across changes no total, so that no small count can be told from them.
    """
    if small < 1:
        return set(), set()
    places = [(r, c) for r, row in enumerate(cells) for c, cell in enumerate(row) if any(0 < count < small for count in cell)]
    rows, columns = {r for r, _ in places}, {c for _, c in places}
    while rows and not _crossed(cells, rows, columns, small):
        wider = _wider(cells, rows, columns)
        if wider is None:
            return set(range(len(cells))), set(range(len(cells[0])))
        rows, columns = wider
    return rows, columns


def _crossed(cells: Sequence[Sequence[Sequence[int]]], rows: set[int], columns: set[int], small: int) -> bool:
    # Of 30 with 4 of them negative, 26 and 4 can be moved apart from each other: a count moves with any part of it.
    parts = {(r, c): _parts(cells[r][c]) for r in rows for c in columns}
    filled = [[place for place, own in parts.items() if own[at] > 0] for at in range(len(cells[0][0]))]
    for r, c in parts:
        for at, count in enumerate(cells[r][c]):
            if 0 < count < small and not any(
                (r, c) in filled[part] and any(r != other and c != across for other, across in filled[part])
                for part in range(at, len(filled))
            ):
                return False
    return True


def _parts(counts: Sequence[int]) -> list[int]:
    return [count - inner for count, inner in zip(counts, [*counts[1:], 0], strict=True)]


def _wider(cells: Sequence[Sequence[Sequence[int]]], rows: set[int], columns: set[int]) -> tuple[set[int], set[int]] | None:
    """The block with the row or column added that holds least; both where there is only one of either."""
    more_rows = sorted((r for r in range(len(cells)) if r not in rows), key=lambda r: sum(sum(cell) for cell in cells[r]))
    more_columns = sorted((c for c in range(len(cells[0])) if c not in columns), key=lambda c: sum(sum(row[c]) for row in cells))
    if not more_rows and not more_columns:
        return None
    add_row = bool(more_rows) and (len(rows) <= len(columns) or not more_columns)
    return (rows | {more_rows[0]}, columns) if add_row else (rows, columns | {more_columns[0]})


def shown(items: Sequence[T], counts: Callable[[T], Sequence[int]], small: int) -> list[T]:
    """The groups of a one-way table that may be shown."""
    out = hidden([counts(item) for item in items], small)
    return [item for item, left in zip(items, out, strict=True) if not left]


def shown_crossed(
    items: Sequence[T], place: Callable[[T], tuple[Hashable, Hashable]], counts: Callable[[T], Sequence[int]], small: int
) -> list[T]:
    """The cells of a two-way table that may be shown; a cell that is not there holds nothing. One row or column is a one-way table."""
    if small < 1 or not items:
        return list(items)
    places = [place(item) for item in items]
    rows, columns = list(dict.fromkeys(r for r, _ in places)), list(dict.fromkeys(c for _, c in places))
    if len(rows) == 1 or len(columns) == 1:
        return shown(items, counts, small)
    nothing = [0] * len(counts(items[0]))
    cells: list[list[Sequence[int]]] = [[nothing for _ in columns] for _ in rows]
    for (row, column), item in zip(places, items, strict=True):
        cells[rows.index(row)][columns.index(column)] = counts(item)
    gone_rows, gone_columns = hidden_block(cells, small)
    return [
        item
        for (row, column), item in zip(places, items, strict=True)
        if rows.index(row) not in gone_rows or columns.index(column) not in gone_columns
    ]
