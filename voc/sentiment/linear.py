"""The linear model at work: one gather over a batch's hashed n-grams, no sklearn, no scipy."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.errors import VocError
from voc.text.hashing import BITS, BUCKETS, NOTHING, ORDERS, read

if TYPE_CHECKING:
    from voc.text.documents import Documents

Floats = npt.NDArray[np.float64]


class Parts(NamedTuple):
    """`logits[d]` of each document without the intercept, and `clauses[c]`, its share of every clause in order; they add up."""

    logits: Floats
    clauses: Floats


class LinearModel:
    """Weights as whole multiples of `step`, so that sums are exact and a text scores the same in every batch."""

    def __init__(self, weights: npt.NDArray[np.int16], step: float, intercept: float, digest: str) -> None:
        self._weights = np.zeros(BUCKETS + 1, np.int32)
        self._weights[:BUCKETS] = weights
        self._step = step
        self.intercept = intercept
        self.digest = digest

    def parts(self, docs: Documents) -> Parts:
        """Shares of the logit; a document without any n-gram has 0."""
        found = read(docs)
        value = self._weights.take(found.buckets[0])
        counted = (found.buckets[0] != NOTHING).astype(np.int32)
        for row in found.buckets[1:]:
            value += self._weights.take(row)
            counted += row != NOTHING
        total, count = _running(value), _running(counted)
        begins, ends = found.starts[:-1], found.starts[1:]
        scale = self._step / np.sqrt(np.maximum(count[ends] - count[begins], 1))
        laid = docs.layout
        return Parts((total[ends] - total[begins]) * scale, (total[laid.last] - total[laid.first]) * scale[laid.doc])


def _running(values: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def load_linear(folder: Path | None = None) -> LinearModel:
    """The model in `folder` (sentiment.npz, sentiment.json), by default the shipped one."""
    folder = folder or resources.path("lexicons", "models")
    raw = (folder / "sentiment.npz").read_bytes()
    text = (folder / "sentiment.json").read_text(encoding="utf-8")
    card = json.loads(text)
    if (card["bits"], card["orders"]) != (BITS, ORDERS):
        raise VocError(
            f"{folder} 里的模型是另一版程序训练的，请重新训练。",
            f"the model in {folder} was made by another version; train it again.",
        )
    with np.load(folder / "sentiment.npz", allow_pickle=False) as arrays:
        weights = arrays["weights"]
    return LinearModel(weights, card["step"], card["intercept"], hashlib.sha256(raw + text.encode()).hexdigest()[:12])
