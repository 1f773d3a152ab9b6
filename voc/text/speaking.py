"""Whether a turn sounds like an agent or like a customer: n-grams learned from invented sentences (voc.dialogue.teach_roles)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.errors import VocError
from voc.text.hashing import BITS, BUCKETS, present
from voc.text.normalize import fold

Floats = npt.NDArray[np.float64]
NAME = "roles"
_READ = 1_000
"""Characters of a turn that are read."""
_SHORTEST = 3
"""Characters of a turn under which it tells nothing: either side says yes."""


class SpeakingModel:
    """Log odds that a turn is the agent's."""

    def __init__(self, weights: Floats, intercept: float) -> None:
        self._weights, self._intercept = weights, intercept

    def leaning(self, texts: Sequence[str]) -> Floats:
        """One number per turn: above 0 like an agent, below 0 like a customer; 0 where no n-gram is known or next to nothing is said."""
        rows, columns, values = present([fold(text[:_READ]) for text in texts])
        weights = self._weights[columns]
        known = np.bincount(rows, weights != 0, len(texts)) > 0
        known &= np.fromiter(map(len, texts), np.int64, len(texts)) >= _SHORTEST
        return np.where(known, np.bincount(rows, values * weights, len(texts)) + self._intercept, 0.0)


@cache
def load_speaking(folder: Path | None = None) -> SpeakingModel:
    """The model in `folder` (roles.npz, roles.json), by default the shipped one; VocError where another version made it."""
    folder = folder or resources.path("lexicons", "models")
    card = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
    if card["bits"] != BITS:
        raise VocError(
            f"{folder} 里的说话人模型是另一版程序训练的，请重新训练：python -m voc.dialogue.teach_roles。",
            f"the model of speakers in {folder} was made by another version; make it anew: python -m voc.dialogue.teach_roles.",
        )
    weights = np.zeros(BUCKETS)
    with np.load(folder / f"{NAME}.npz", allow_pickle=False) as arrays:
        weights[arrays["columns"]] = arrays["weights"].astype(np.float64) * card["step"]
    return SpeakingModel(weights, card["intercept"])
