"""Learns from few labels on top of a coder: its own chances are the offset, and weights are added only where labels speak against them.

Multinomial logistic regression with the coder's log odds as offset and a normal prior at 0 on what is added, so that without labels, or
with labels that the coder gets right, nothing changes. The result is the same model with what is added beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from voc.causes.features import Floats, features, width
from voc.causes.learn import Example
from voc.causes.linear import Added, Learned
from voc.text.documents import prepare
from voc.text.normalize import clean

if TYPE_CHECKING:
    from voc.causes.coder import Coder

PRIOR = 1.0
"""Variance of an added weight, chosen on development texts."""
FEWEST = 2
"""A feature is heard from so many texts on."""
_FLOOR = 1e-6
_STEPS = 60


def adapted(coder: Coder, examples: Sequence[Example]) -> Learned:
    """The coder's model with what `examples` add to the log of the coder's chances."""
    docs = prepare([clean(example.text) for example in examples])
    said = coder.model.concepts_in(docs)
    place = {code: number for number, code in enumerate(coder.ids)}
    truth = np.array([place[example.code] for example in examples])
    table, scale = _table(docs, said, len(coder.model.concepts.names))
    weight = np.array([example.weight for example in examples])
    found = _fitted(table, np.log(coder.chances(docs) + _FLOOR), truth, weight)
    used = np.flatnonzero(scale)
    weights = np.zeros((len(scale), len(coder.ids)), np.float32)
    weights[used] = found * scale[used, None]
    if (before := coder.model.learned.added) is not None:
        at = {code: number for number, code in enumerate(coder.ids)}
        kept = [number for number, code in enumerate(before.classes) if code in at]
        places = np.array([at[before.classes[number]] for number in kept], np.int64)
        weights[np.ix_(before.columns, places)] += before.weights[:, kept]
    columns = np.flatnonzero(weights.any(axis=1))
    return coder.model.learned._replace(added=Added(coder.ids, columns.astype(np.int32), weights[columns]))


def _table(docs: Any, said: Any, concepts: int) -> tuple[Any, Floats]:
    """Texts x heard features, each by its rarity, and that rarity for every feature (0: not heard)."""
    from scipy.sparse import csr_matrix, diags

    rows, columns, values = features(docs, said, concepts)
    table = csr_matrix((values, (rows, columns)), shape=(len(docs), width(concepts)))
    texts = np.asarray((table > 0).sum(axis=0)).ravel()
    scale = np.where(texts >= FEWEST, np.log(len(docs) / np.maximum(texts, 1)), 0.0)
    used = np.flatnonzero(scale)
    return (table[:, used] @ diags(scale[used])).tocsr(), scale


def _fitted(table: Any, offset: Floats, truth: Any, weight: Floats) -> Floats:
    """Weights to add (features x classes): the mode of their posterior."""
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    rows, shape = np.arange(len(truth)), (table.shape[1], offset.shape[1])

    def cost(flat: Floats) -> tuple[float, Floats]:
        logits = offset + table @ flat.reshape(shape)
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        sums = odds.sum(axis=1, keepdims=True)
        slope = odds / sums
        lost = float(weight @ (np.log(sums[:, 0]) - logits[rows, truth]))
        slope[rows, truth] -= 1
        return lost + float(flat @ flat) / (2 * PRIOR), (table.T @ (slope * weight[:, None])).ravel() + flat / PRIOR

    with threadpool_limits(1):
        found = minimize(cost, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(found.x.reshape(shape), np.float64)
