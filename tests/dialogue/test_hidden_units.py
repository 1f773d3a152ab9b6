"""Hidden units hear what words mean together; the same digits come out every time."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from voc.dialogue.hidden import UNITS, Hidden, learn_hidden

COPIES, ROWS = 12, 6_000


def _either(seed: int) -> tuple[csr_matrix, np.ndarray]:
    """Two bits, each spoken by COPIES columns; the first output is one of them but not both, the second is the first bit."""
    bits = np.random.default_rng(seed).integers(0, 2, (ROWS, 2))
    truth = np.stack([bits[:, 0] ^ bits[:, 1], bits[:, 0]], axis=1).astype(np.float64)
    return csr_matrix(np.repeat(bits, COPIES, axis=1).astype(np.float64)), truth


@cache
def _learned() -> Hidden:
    table, truth = _either(1)
    return learn_hidden(table, truth, np.ones_like(truth), 7)


def test_what_no_sum_of_words_tells_is_learned() -> None:
    table, truth = _either(2)
    assert ((_learned().logits(table) > 0) == (truth > 0)).mean(axis=0).min() > 0.98


def test_the_same_is_learned_again() -> None:
    table, truth = _either(1)
    again = learn_hidden(table, truth, np.ones_like(truth), 7)
    assert all(np.array_equal(one, other) for one, other in zip(_learned(), again, strict=True))
    assert _learned().inner.shape == (2 * COPIES, UNITS)


def test_what_is_not_known_teaches_nothing() -> None:
    table, truth = _either(1)
    weight = np.ones_like(truth)
    weight[:, 0] = 0.0
    wrong = truth.copy()
    wrong[:, 0] = 1 - wrong[:, 0]
    one, other = (learn_hidden(table[:500], some[:500], weight[:500], 7) for some in (truth, wrong))
    assert np.array_equal(one.inner, other.inner)


def test_log_odds_are_those_of_the_layers() -> None:
    small = Hidden(np.array([[1.0, -1.0]]), np.array([0.5, 0.5]), np.array([[2.0], [3.0]]), np.array([-1.0]))
    assert small.logits(csr_matrix([[2.0], [-1.0]])).ravel() == pytest.approx([4.0, 3.5])
