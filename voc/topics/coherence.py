"""How well the top words of topics go together: normalised pointwise mutual information over the documents (Bouma 2009)."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from voc.topics.words import Counts, Floats


def npmi(weights: Floats, counts: Counts, top: int = 10) -> float:
    """Mean NPMI (-1 to 1) of the pairs among the `top` words of each row of `weights` (topics x words); -1 for a pair never met."""
    size = max(counts.documents, 1)
    best = top_words(weights, top)
    wanted = np.array(sorted({word for words in best for word in words}), np.int64)
    place = {int(word): at for at, word in enumerate(wanted)}
    present = np.zeros((len(wanted), size), np.bool_)
    rows = np.repeat(np.arange(counts.documents), np.diff(counts.indptr))
    mask = np.isin(counts.indices, wanted)
    present[np.searchsorted(wanted, counts.indices[mask]), rows[mask]] = True
    single = present.sum(axis=1)
    values = []
    for topic in best:
        for one, other in combinations([place[int(word)] for word in topic], 2):
            both = int(np.count_nonzero(present[one] & present[other]))
            if not both:
                values.append(-1.0)
            elif both == size:
                values.append(1.0)
            else:
                pmi = np.log(both * size / (single[one] * single[other]))
                values.append(float(pmi / -np.log(both / size)))
    return float(np.mean(values)) if values else -1.0


def top_words(weights: Floats, top: int) -> list[list[int]]:
    """Word numbers of the heaviest words of each topic, heaviest first, ties by number, none without weight."""
    order = np.argsort(-weights, axis=1, kind="stable")[:, :top]
    return [[int(word) for word in row if weights[topic, word] > 0] for topic, row in enumerate(order)]
