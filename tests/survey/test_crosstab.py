from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from voc.errors import VocError
from voc.survey.crosstab import column_letters, crosstab, letter, letters
from voc.survey.intervals import mean, wilson


def test_letters_as_designed() -> None:
    assert letters([0.60, 0.45, 0.44, 0.9], [400, 400, 400, 20]) == ["BC", "", "", ""]


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_names(place: int, name: str) -> None:
    assert letter(place) == name


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.integers(0, 200), min_size=3, max_size=3), min_size=1, max_size=4))
def test_letters_agree_with_chi_square_and_scipys_adjustment(rows: list[list[int]]) -> None:
    found = column_letters([[wilson(k, 200) for k in row] for row in rows])
    pairs = [(r, i, j) for r in range(len(rows)) for i, j in combinations(range(3), 2)]
    p = []
    for r, i, j in pairs:
        table = np.array([[rows[r][i], 200 - rows[r][i]], [rows[r][j], 200 - rows[r][j]]])
        p.append(1.0 if (table.sum(axis=0) == 0).any() else stats.chi2_contingency(table, correction=False).pvalue)
    for (r, i, j), adjusted in zip(pairs, stats.false_discovery_control(p), strict=True):
        if abs(adjusted - 0.05) < 1e-9:
            continue
        high, low = (i, j) if rows[r][i] >= rows[r][j] else (j, i)
        assert (letter(low) in found[r][high]) == (adjusted < 0.05)
        assert letter(high) not in found[r][low]


def test_means_are_told_apart_by_their_own_errors() -> None:
    chance = np.random.default_rng(4)
    cells = [mean(chance.normal(m, 1, 200)) for m in (5, 5.05, 6)]
    assert column_letters([cells]) == [["", "", "AB"]]


def test_whole_and_part_are_not_compared() -> None:
    cells = [wilson(300, 400), wilson(150, 400), wilson(450, 800)]
    assert column_letters([cells], overlapping={(0, 2), (2, 1)}) == [["B", "", ""]]


def test_adjusting_over_the_whole_table_takes_letters_away() -> None:
    close = [wilson(200, 400), wilson(170, 400)]
    assert column_letters([close]) == [["B", ""]]
    nothing = [[wilson(200, 400), wilson(200, 400)]] * 9
    assert column_letters([close, *nothing])[0] == ["", ""]


def test_letters_of_many_columns_are_apart() -> None:
    cells = [wilson(20, 400)] * 27 + [wilson(300, 400)]
    found = column_letters([cells])[0]
    assert found[27].split(" ")[-1] == "AA"
    assert len(found[27].split(" ")) == 27


def test_crosstab_counted_by_hand() -> None:
    stub = ["yes", "no", "yes", None, "no", "yes"]
    banner = ["n", "n", "s", "s", "s", None]
    found = crosstab(stub, banner, [1, 3, 1, 1, 1, 1])
    assert (found.rows, found.columns, found.left_out) == (("no", "yes"), ("n", "s"), 2)
    assert [cell.value for row in found.cells for cell in row] == pytest.approx([0.75, 0.5, 0.25, 0.5])
    assert [cell.base for cell in found.cells[0]] == [2, 2]
    assert found.cells[0][0].effective_base == pytest.approx(16 / 10)
    assert found.letters == (("", ""), ("", ""))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.floats(0.1, 5)), min_size=1, max_size=60))
def test_columns_of_a_crosstab_add_up(rows: list[tuple[str, str, float]]) -> None:
    found = crosstab([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows])
    for column in zip(*found.cells, strict=True):
        assert sum(cell.value or 0 for cell in column) == pytest.approx(1)


def test_lengths_that_differ_are_refused() -> None:
    with pytest.raises(VocError, match="2 stub values"):
        crosstab(["a", "b"], ["x"])


def test_nothing_crosses_to_nothing() -> None:
    found = crosstab([None], ["x"])
    assert (found.rows, found.cells, found.left_out) == ((), (), 1)
