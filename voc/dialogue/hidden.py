"""A layer of hidden units between the features of a turn and its codes: what words mean together that they do not mean one by one.

Learned with Adam on one thread, in double precision and in a drawn but fixed order: the same digits every time.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from voc.dialogue.concepts import Floats

UNITS, ROUNDS, BATCH = 32, 10, 128
RATE, PENALTY, STEADY, SQUARED, TINY = 3e-3, 3e-5, 0.9, 0.999, 1e-8
"""Of Adam: step (falls to 0 over the rounds), L2, memories of the gradient and of its square (Kingma and Ba, 2015)."""
DROPPED = 0.3
"""Share of features and of units left out of each step (Srivastava and others, 2014): nothing may rest on one of them alone."""
_OPENS, _SPREAD, _RARE = 0.1, 0.1, -2.0


class Hidden(NamedTuple):
    """Log odds are max(0, x @ `inner` + `bias`) @ `outer` + `constant`; shapes (columns x UNITS), (UNITS), (UNITS x outputs), (outputs)."""

    inner: Floats
    bias: Floats
    outer: Floats
    constant: Floats

    def logits(self, table: Any) -> Floats:
        """(rows x outputs)."""
        return np.asarray(np.maximum(table @ self.inner + self.bias, 0) @ self.outer + self.constant)


def learn_hidden(table: Any, truth: Floats, weight: Floats, seed: int) -> Hidden:
    """`table` is sparse (rows x columns), `truth` and `weight` (rows x outputs)."""
    from threadpoolctl import threadpool_limits

    rng = np.random.default_rng(seed)
    rows, columns = table.shape
    outputs = truth.shape[1]
    layers = [
        np.zeros((columns, UNITS)),
        _OPENS * rng.random(UNITS),
        _SPREAD * rng.standard_normal((UNITS, outputs)),
        np.full(outputs, _RARE),
    ]
    adam = _Adam(layers, ROUNDS * -(-rows // BATCH))
    with threadpool_limits(1):
        for _ in range(ROUNDS):
            order = rng.permutation(rows)
            for low in range(0, rows, BATCH):
                some = order[low : low + BATCH]
                seen = table[some]
                seen.data = seen.data * _kept(rng, seen.data.shape)
                _step(adam, layers, seen, truth[some], weight[some] / len(some), _kept(rng, (len(some), UNITS)))
    return Hidden(*layers)


def _kept(rng: Any, shape: tuple[int, ...]) -> Floats:
    """1 for what stays, made up for what is left out."""
    return np.asarray((rng.random(shape) >= DROPPED) / (1 - DROPPED))


def _step(adam: _Adam, layers: list[Floats], seen: Any, truth: Floats, weight: Floats, kept: Floats) -> None:
    """One step down the log loss; only columns that are met are touched."""
    inner, bias, outer, constant = layers
    units = seen @ inner + bias
    lit = np.maximum(units, 0) * kept
    wrong = (1 / (1 + np.exp(-(lit @ outer + constant))) - truth) * weight
    back = (wrong @ outer.T) * kept * (units > 0)
    across = seen.T.tocsr()
    met = np.flatnonzero(np.diff(across.indptr))
    adam.move([across[met] @ back + PENALTY * inner[met], back.sum(0), lit.T @ wrong, wrong.sum(0)], [met, ..., ..., ...])


class _Adam:
    """Moves `layers` in place."""

    def __init__(self, layers: list[Floats], steps: int) -> None:
        self._layers, self._steps, self._done = layers, steps, 0
        self._mean, self._square = ([np.zeros_like(one) for one in layers] for _ in range(2))

    def move(self, gradients: list[Floats], places: list[Any]) -> None:
        """One step: each gradient stands for the rows `places` of its layer."""
        self._done += 1
        rate = RATE * (1 - self._done / (self._steps + 1)) * np.sqrt(1 - SQUARED**self._done) / (1 - STEADY**self._done)
        for layer, mean, square, gradient, at in zip(self._layers, self._mean, self._square, gradients, places, strict=True):
            mean[at] = STEADY * mean[at] + (1 - STEADY) * gradient
            square[at] = SQUARED * square[at] + (1 - SQUARED) * gradient**2
            layer[at] -= rate * mean[at] / (np.sqrt(square[at]) + TINY)
