"""What an installation learns from its own ratings: a ridge regression on the features of the acts, of the whole text and of its last line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voc.text.acts import Acts, load_heads
from voc.text.documents import Documents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEADS = ("whole", "last line")
PENALTY = 10.0
Floats = npt.NDArray[np.float64]


class Own:
    """The two heads at work."""

    def __init__(self, heads: Acts) -> None:
        self._heads = heads
        self.digest = heads.digest

    def read(self, docs: Documents) -> tuple[Floats, Floats]:
        """(the rating that each text makes us expect, each clause's share of it); the intercept belongs to no clause."""
        shares = self._heads.shares(docs)
        texts = len(docs)
        told = shares.logits[:, 0].astype(np.float64)
        by_clause = shares.clauses(slice(1))[:, 0]
        several = [place for place, text in enumerate(docs.texts) if "\n" in text]
        last = last_lines(docs, several)
        ends = np.searchsorted(shares.owner, np.arange(1, texts + 1))
        found = self._heads.shares(last)
        told[several] += found.logits[:, 1] - found.intercept[1]
        parts, begins = found.clauses(slice(1, 2))[:, 0], np.searchsorted(found.owner, np.arange(len(last) + 1))
        for number, place in enumerate(several):
            # The clauses of the last line are the text's last ones.
            mine = parts[begins[number] : begins[number + 1]]
            by_clause[ends[place] - len(mine) : ends[place]] += mine
        return told, by_clause


def last_lines(docs: Documents, places: Sequence[int]) -> Documents:
    """The last lines of those texts as documents, in the clauses they have there."""
    begins = [docs.folded[place].rindex("\n") + 1 for place in places]
    return Documents(
        [docs.texts[place][begin:] for place, begin in zip(places, begins, strict=True)],
        [docs.folded[place][begin:] for place, begin in zip(places, begins, strict=True)],
        [
            [(start - begin, end - begin) for start, end in docs.clauses[place] if start >= begin]
            for place, begin in zip(places, begins, strict=True)
        ],
    )


def last_line(text: str) -> str:
    """The last line of a text that has several; nothing for others."""
    return text.rsplit("\n", 1)[1] if "\n" in text else ""


def features(texts: Sequence[str]) -> Any:
    """(texts, features) as a sparse matrix: the whole text's, then the last line's."""
    from scipy.sparse import hstack

    from voc.text.teach import features as of

    return hstack([of(texts), of([last_line(text) for text in texts])]).tocsr()


def learn(matrix: Any, target: Floats, weight: Floats | None = None) -> tuple[Floats, float]:
    """(weights, intercept) of the ridge regression of `target` (-1..1) on `features`."""
    from sklearn.linear_model import Ridge

    model = Ridge(alpha=PENALTY, solver="lsqr", tol=1e-4).fit(matrix, target, sample_weight=weight)
    return np.asarray(model.coef_, np.float64).ravel(), float(model.intercept_)


def write(weights: Floats, intercept: float, folder: Path, card: dict[str, Any]) -> None:
    """Writes own.npz and own.json into `folder`."""
    from voc.text.sign_grams import BUCKETS
    from voc.text.teach import CHARACTERS
    from voc.text.teach import write as write_heads

    half = len(weights) // 2
    columns = np.stack([weights[:half], weights[half:]], axis=1)
    columns[BUCKETS:] *= CHARACTERS
    write_heads(columns, np.array([intercept, 0.0]), folder, card, "own", HEADS)


def load_own(folder: Path) -> Own:
    """The heads in `folder`."""
    return Own(load_heads(folder, "own", HEADS))
