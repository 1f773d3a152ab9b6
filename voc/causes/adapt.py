"""Learns from few labels on top of a coder: its own chances are the offset, and weights are added only where labels speak against them.

Multinomial logistic regression with the log of the coder's chances as offset and a normal prior at 0 on what is added, so that without
labels, or with labels that the coder gets right, nothing changes. It hears two things: the words of the text, and the coder itself, its own
chances and the opinions they are made of (where it says this, these labellers mean that), of which a few labels learn a house's habits long
before they learn its words. The result is the same model with what is added beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from voc.causes.coder import FLOOR
from voc.causes.features import Floats, features, width
from voc.causes.learn import Example
from voc.causes.linear import Added, opinions_on
from voc.text.documents import prepare
from voc.text.normalize import clean

if TYPE_CHECKING:
    from voc.causes.coder import Coder

WORDS, SWAPS = 0.2, 1.0
"""Variance of an added weight of a feature and of an opinion of the coder, chosen on labelled messages of twelve hands."""
FEWEST = 2
"""A feature is heard from so many texts on."""
FEW = 3_000
"""Texts up to which the fit is done in as many dimensions as there are texts instead of features."""
_STEPS = 60


def adapted(coder: Coder, examples: Sequence[Example]) -> Added:
    """What `examples`, and labels heard before, add to the log of the coder's chances; a label of a finer code speaks for the one it refines."""
    docs = prepare([clean(example.text) for example in examples])
    place, refined = {code: number for number, code in enumerate(coder.ids)}, coder.codeframe.by_id
    truth = np.array([place[refined[example.code].refines or example.code] for example in examples])
    words, scale = _table(docs, coder.model.concepts_in(docs), len(coder.model.concepts.names))
    before, heard = coder.model.learned.added, coder.opinions(docs)
    weight = np.array([example.weight for example in examples])
    offset = np.log((heard[:, : len(coder.ids)] if before is None else coder.chances(docs)) + FLOOR)
    found, swaps = _fitted(words, heard, offset, truth, weight)
    used = np.flatnonzero(scale)
    weights = np.zeros((len(scale), len(coder.ids)), np.float32)
    weights[used] = found * scale[used, None]
    if before is not None:
        kept = np.array([number for number, code in enumerate(before.classes) if code in place], np.int64)
        at = np.array([place[before.classes[number]] for number in kept.tolist()], np.int64)
        weights[np.ix_(before.columns, at)] += before.weights[:, kept]
        rows, known = opinions_on(at, len(coder.ids)), opinions_on(kept, len(before.classes))
        swaps[np.ix_(rows, at)] += before.swaps[np.ix_(known, kept)]
    columns = np.flatnonzero(weights.any(axis=1))
    return Added(coder.ids, columns.astype(np.int32), weights[columns], swaps.astype(np.float32))


def _table(docs: Any, said: Any, concepts: int) -> tuple[Any, Floats]:
    """Texts x heard features, each by its rarity, and that rarity for every feature (0: not heard)."""
    from scipy.sparse import csr_matrix, diags

    rows, columns, values = features(docs, said, concepts)
    table = csr_matrix((values, (rows, columns)), shape=(len(docs), width(concepts)))
    texts = np.asarray((table > 0).sum(axis=0)).ravel()
    scale = np.where(texts >= FEWEST, np.log(len(docs) / np.maximum(texts, 1)), 0.0)
    used = np.flatnonzero(scale)
    return (table[:, used] @ diags(scale[used])).tocsr(), scale


def _fitted(words: Any, heard: Floats, offset: Floats, truth: Any, weight: Floats) -> tuple[Floats, Floats]:
    """Weights of words and of what is heard of the coder (each x codes): the mode of their posterior."""
    from scipy.sparse import csr_matrix, hstack

    # Scaled by their spreads, so that one prior of variance 1 serves both.
    table = hstack([words * WORDS**0.5, csr_matrix(heard * SWAPS**0.5)]).tocsr()
    if table.shape[0] > FEW:
        found = _mode(table, offset, truth, weight)
    else:
        # The mode lies among what the texts span: the same problem, texts x texts.
        root = np.linalg.cholesky((table @ table.T).toarray() + 1e-6 * np.eye(table.shape[0]))
        found = table.T @ np.linalg.solve(root.T, _mode(root, offset, truth, weight))
    return found[: words.shape[1]] * WORDS**0.5, found[words.shape[1] :] * SWAPS**0.5


def _mode(table: Any, offset: Floats, truth: Any, weight: Floats) -> Floats:
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
        return lost + float(flat @ flat) / 2, (table.T @ (slope * weight[:, None])).ravel() + flat

    with threadpool_limits(1):
        found = minimize(cost, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(found.x.reshape(shape), np.float64)
