from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.risk.moments import Shares
from voc.risk.pooling import DEFAULT_STRENGTH, STRENGTHS, pool, pooling_strength

CELL = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300)).filter(any)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.one_of(st.none(), CELL), max_size=8))
def test_cells_move_towards_their_parent_and_keep_their_base(given_cells: dict[str, tuple[int, int, int] | None]) -> None:
    cells = {name: None if counts is None else Shares.of_counts(*counts) for name, counts in given_cells.items()}
    found = pool(cells)
    known = [cell for cell in cells.values() if cell is not None]
    assert list(found) == list(cells)
    for name, own in cells.items():
        pooled = found[name]
        if own is None or pooled is None:
            assert own is pooled is None
            continue
        total = sum(c.effective_base for c in known)
        parent = sum(c.effective_base * c.dissatisfied for c in known) / total
        low, high = sorted((own.dissatisfied, parent))
        assert low - 1e-9 <= pooled.shares.dissatisfied <= high + 1e-9
        assert (pooled.shares.base, pooled.own) == (own.base, own)
        assert 0 < pooled.degree < 1
        assert pooled.degree == pytest.approx(1 - own.effective_base / pooled.shares.effective_base)


def test_small_cells_borrow_more() -> None:
    found = pool({"small": Shares.of_counts(7, 2, 1), "large": Shares.of_counts(700, 180, 120)}, strength=50)
    small, large = found["small"], found["large"]
    assert small is not None
    assert large is not None
    assert (small.degree, large.degree) == pytest.approx((50 / 60, 50 / 1050))


@pytest.mark.parametrize("strength", [20.0, 100.0])
def test_strength_is_found_again_in_simulated_cells(strength: float) -> None:
    rng = np.random.default_rng(6)
    truths = rng.dirichlet(strength * np.array([0.7, 0.18, 0.12]), 600)
    cells = [
        Shares.of_counts(*(float(k) for k in rng.multinomial(size, truth)))
        for truth, size in zip(truths, rng.integers(20, 400, 600), strict=False)
    ]
    assert pooling_strength(cells) == pytest.approx(strength, rel=0.2)


def test_pooled_cells_are_nearer_the_truth() -> None:
    """Mean squared error over 500 small cells, against leaving each cell alone and against the parent's share for all."""
    rng = np.random.default_rng(8)
    truths = rng.dirichlet(40 * np.array([0.7, 0.18, 0.12]), 500)
    cells = {str(i): Shares.of_counts(*(float(k) for k in rng.multinomial(25, truth))) for i, truth in enumerate(truths)}
    pooled = np.array([cell.shares.dissatisfied for cell in pool(dict(cells)).values() if cell is not None])
    alone = np.array([cell.dissatisfied for cell in cells.values()])
    error = {name: np.mean((x - truths[:, 2]) ** 2) for name, x in (("pooled", pooled), ("alone", alone), ("parent", alone.mean()))}
    assert error["pooled"] < 0.8 * min(error["alone"], error["parent"])


def test_cells_that_are_alike_pool_fully_and_few_cells_by_default() -> None:
    assert pooling_strength([Shares.of_counts(70, 20, 10)] * 5) == STRENGTHS[1]
    assert pooling_strength([Shares.of_counts(10, 0, 0)] * 5) == STRENGTHS[1]
    assert pooling_strength([Shares.of_counts(70, 20, 10)] * 2) == DEFAULT_STRENGTH
    assert pooling_strength([Shares.of_counts(1, 0, 0), Shares.of_counts(0, 1, 0), Shares.of_counts(0, 0, 100)]) >= STRENGTHS[0]


def test_nobody_asked_anywhere() -> None:
    assert pool({}) == {}
    assert pool({"a": None}) == {"a": None}
    with pytest.raises(VocError, match="above 0"):
        pool({"a": Shares.of_counts(1, 1, 1)}, strength=0)
