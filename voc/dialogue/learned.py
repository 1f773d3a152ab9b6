"""A model learned from rated calls: hashed n-grams by section beside the figures without ratings; npz and JSON, no pickle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voc.dialogue.features import SECTIONS, Floats, counts, unit
from voc.dialogue.turns import Call
from voc.errors import VocError
from voc.text.hashing import BITS

TARGETS = ("satisfaction", "accomplishment")
KIND = "ridge on hashed n-grams of the sections of a call"


@dataclass(frozen=True)
class LearnedModel:
    """`weights` (WIDTH x 2) of n-grams scaled by `rarity`; `prior` (2 x 2) and `constant` (2) of the figures without ratings; `error` (2)."""

    version: str
    rarity: Floats
    weights: Floats
    prior: Floats
    constant: Floats
    error: Floats

    def predict(self, calls: Sequence[Call], without: Floats) -> Floats:
        """(calls x 2), -2 to 2; `without` are the two figures without ratings, NaN where there is none: then NaN."""
        found = counts(calls)
        value = unit(found, self.rarity, len(calls))
        texts = [
            np.bincount(found.row, value * self.weights[found.column, place], minlength=len(calls)) for place in range(len(TARGETS))
        ]
        return np.clip(self.constant + without @ self.prior + np.stack(texts, 1), -2.0, 2.0)


def write(folder: Path, model: LearnedModel) -> None:
    """Writes dialogue.npz and dialogue.json."""
    np.savez_compressed(
        folder / "dialogue.npz",
        rarity=model.rarity.astype(np.float32),
        weights=model.weights.astype(np.float32),
        prior=model.prior,
        constant=model.constant,
        error=model.error,
    )
    (folder / "dialogue.json").write_text(json.dumps({"kind": KIND, "bits": BITS, "sections": SECTIONS}) + "\n", encoding="utf-8")


def load_learned(folder: Path) -> LearnedModel:
    """The model in `folder`; VocError where another version of the program made it."""
    card, arrays = (folder / "dialogue.json").read_text(encoding="utf-8"), folder / "dialogue.npz"
    given = json.loads(card)
    if (given.get("kind"), given.get("bits"), tuple(given.get("sections", ()))) != (KIND, BITS, SECTIONS):
        raise VocError(
            f"{folder} 里的通话模型是另一版程序训练的，请重新运行 voc train dialogue。",
            f"the dialogue model in {folder} was made by another version; run voc train dialogue again.",
        )
    digest = hashlib.sha256(card.encode() + arrays.read_bytes()).hexdigest()[:12]
    with np.load(arrays, allow_pickle=False) as held:
        rarity, weights, prior, constant, error = (
            np.asarray(held[name], dtype=np.float64) for name in ("rarity", "weights", "prior", "constant", "error")
        )
    return LearnedModel(digest, rarity, weights, prior, constant, error)
