"""Learns the heads of voc.text.acts from labelled sentences: one binary logistic regression per head, the same bytes every time."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.text import hashing, sign_grams, signs
from voc.text.acts import HEADS
from voc.text.documents import prepare
from voc.text.normalize import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.float64]

SPLIT = "voc-sentences-1"
INVERSE_REGULARISATION = 3.0
CHARACTERS = 3.0
_REVIEWS = 0.6
_WRITTEN = 8.0
_LEVELS = 127
_SMALLEST = 0.5


@dataclass(frozen=True)
class Sentence:
    """A labelled sentence: `kind` is the difficulty, or where it comes from; `hand` says whether it was written by itself, not from parts."""

    kind: str
    polarity: str
    intent: str
    escalation: str
    text: str
    hand: bool

    @property
    def worth(self) -> float:
        """What it counts beside a sentence put together from parts."""
        return _WRITTEN if self.hand else 1.0

    @property
    def held(self) -> bool:
        """Whether it is kept out of training: a third of the development sentences and of the short answers, by a hash."""
        return self.kind.startswith(("dev.", "short.")) and hashlib.sha256(f"{SPLIT}:{self.text}".encode()).digest()[0] % 3 == 0


FILES = ("telecom.tsv", "registers.tsv", "answers.tsv")
_BY_HAND = ("dev", "own", "third", "fourth", "short")


def sentences() -> list[Sentence]:
    """The project's own labelled sentences, FILES of data/sentences."""
    return [_sentence(row) for name in FILES for row in _rows(name)]


def _sentence(row: dict[str, str]) -> Sentence:
    by_hand = row["kind"].split(".")[0] in _BY_HAND
    return Sentence(row["kind"], row["polarity"], row["intent"], row["escalation"], row["text"], by_hand)


def _rows(name: str) -> list[dict[str, str]]:
    with resources.path("data", "sentences", name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def features(texts: Sequence[str]) -> Any:
    """(texts, signs then characters) as a sparse matrix, each half over the square root of its number of features."""
    from scipy.sparse import csr_matrix, diags, hstack

    docs = prepare([clean(text) for text in texts])
    said = signs.read(docs)
    halves = (
        (*sign_grams.rows(said, sign_grams.grams(said)), sign_grams.BUCKETS, 1.0),
        (*hashing.sparse(hashing.grams(docs.folded)), hashing.BUCKETS, CHARACTERS),
    )
    made = []
    for indptr, indices, buckets, scale in halves:
        counts = csr_matrix((np.full(len(indices), scale), indices, indptr), shape=(len(texts), buckets))
        counts.sum_duplicates()
        made.append(diags(1.0 / np.sqrt(np.maximum(np.diff(indptr), 1))) @ counts)
    return hstack(made).tocsr()


def learn(
    given: Sequence[Sentence], praise: Sequence[str], blame: Sequence[str], heads: Sequence[str] = HEADS
) -> tuple[Floats, Floats]:
    """(weights by feature and head, intercepts), 0 for all but `heads`; reviews teach the three heads of feeling only, and little."""
    from scipy.sparse import vstack
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    own = features([one.text for one in given])
    every = vstack([own, features([*praise, *blame])]).tocsr()
    worth = np.array([one.worth for one in given])
    felt = np.array([one.polarity for one in given] + ["pos"] * len(praise) + ["neg"] * len(blame))
    weights, intercepts = np.zeros((own.shape[1], len(HEADS))), np.zeros(len(HEADS))
    for head, name in enumerate(HEADS):
        if name not in heads:
            continue
        if head < 3:
            truth = felt == name
            sides = _balanced(np.array([one.polarity for one in given]), worth)
            weight = np.concatenate([sides, np.full(len(praise) + len(blame), _REVIEWS)])
            matrix = every
        elif name == "telecom":
            truth = np.arange(every.shape[0]) < len(given)
            weight, matrix = np.where(truth, every.shape[0] / len(given), 1.0), every
        else:
            truth = np.array([name in (one.intent, one.escalation) or (one.escalation == "both" and head > 8) for one in given])
            weight, matrix = _balanced(truth if head > 8 else np.array([one.intent for one in given]), worth, 0.7), own
        model = LogisticRegression(C=INVERSE_REGULARISATION, solver="liblinear", tol=1e-3)
        with threadpool_limits(1):  # so that the last digit does not depend on how many cores there are
            model.fit(matrix, truth, sample_weight=weight)
        weights[:, head], intercepts[head] = model.coef_.ravel(), model.intercept_[0]
    weights[sign_grams.BUCKETS :] *= CHARACTERS
    return weights, intercepts


def _balanced(labels: npt.NDArray[Any], worth: Floats, power: float = 1.0) -> Floats:
    """Weights under which the classes count alike (power 1), on average 1."""
    weight = worth.copy()
    for label in np.unique(labels):
        weight[labels == label] *= (worth.sum() / worth[labels == label].sum()) ** power
    return np.asarray(weight / weight.mean())


def write(
    weights: Floats, intercepts: Floats, folder: Path, card: dict[str, Any], name: str = "acts", heads: Sequence[str] = HEADS
) -> tuple[Path, Path]:
    """Writes NAME.npz and NAME.json: whole multiples of a step per head, of the features that count."""
    # To few digits, because the last ones depend on how the memory happens to be aligned.
    step = np.array([float(f"{(largest or 1.0) / _LEVELS:.4e}") for largest in np.abs(weights).max(axis=0)])
    whole = np.round(weights / step).astype(np.int8)
    arrays: dict[str, Any] = {}
    for half, part in (("signs", whole[: sign_grams.BUCKETS]), ("characters", whole[sign_grams.BUCKETS :])):
        kept = np.flatnonzero(np.abs(part).max(axis=1) > _SMALLEST)
        arrays[half], arrays[f"{half}_at"] = part[kept], np.diff(kept, prepend=0).astype(np.int32)
    folder.mkdir(parents=True, exist_ok=True)
    made, described = folder / f"{name}.npz", folder / f"{name}.json"
    np.savez_compressed(made, **arrays)
    values = {**card, "heads": list(heads), "step": step.tolist(), "intercept": np.round(intercepts, 5).tolist()}
    described.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    return made, described
