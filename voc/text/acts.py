"""What a sentence does (complains, asks, asks for, praises, threatens): linear heads over hashed signs and characters, clause by clause.

Learned by voc.text.teach from data/sentences and, for the feeling, from reviews; lexicons/models/acts.npz.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.errors import VocError
from voc.text import hashing, signs
from voc.text.sign_grams import BUCKETS as SIGN_BUCKETS
from voc.text.sign_grams import grams as grams_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from voc.text.documents import Documents
    from voc.text.sign_grams import Grams

HEADS = ("neg", "neu", "pos", "complaint", "inquiry", "suggestion", "demand", "praise", "other", "churn", "public", "telecom")
TOPIC = ("telecom", "leave", "competitor")
"""Classes of signs that tell that a text is about telecommunications."""
_SOME, _SHORT = 1.5, 3.0
"""Words of telecommunications that are some, clauses that are short."""
Floats = npt.NDArray[np.float32]
Weights = npt.NDArray[np.int8]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Shares:
    """Sums of weights per clause and head, by signs and by characters, and how many features each clause has of both.

    `owner` is each clause's text; `topic` counts each text's words of telecommunications.
    """

    signs: Floats
    characters: Floats
    sign_count: Ints
    character_count: Ints
    owner: Ints
    topic: Ints
    intercept: Floats

    @cached_property
    def logits(self) -> Floats:
        """(texts, heads): each text's sum over the square root of its number of features, and the intercept."""
        texts = len(self.topic)
        parts = []
        for values, count in ((self.signs, self.sign_count), (self.characters, self.character_count)):
            number = np.maximum(np.bincount(self.owner, count, texts).astype(np.float32), 1)
            parts.append(_summed(values, self.owner, texts) / np.sqrt(number)[:, None])
        return np.asarray(parts[0] + parts[1] + self.intercept, np.float32)

    def clauses(self, heads: slice) -> npt.NDArray[np.float64]:
        """(clauses, heads): each clause's part in its text's logits."""
        parts = [
            values[:, heads] / np.sqrt(np.maximum(np.bincount(self.owner, count, len(self.topic)), 1))[self.owner, None]
            for values, count in ((self.signs, self.sign_count), (self.characters, self.character_count))
        ]
        return np.asarray(parts[0] + parts[1], np.float64)

    def windows(self) -> Floats:
        """(clauses, heads): the same for each clause together with the one before it in its text."""
        parts = []
        follows = np.diff(self.owner, prepend=-1) == 0
        for values, count in ((self.signs, self.sign_count), (self.characters, self.character_count)):
            both, number = values.copy(), count.astype(np.float64)
            both[1:] += values[:-1] * follows[1:, None]
            number[1:] += count[:-1] * follows[1:]
            parts.append(both / np.sqrt(np.maximum(number, 1))[:, None])
        return np.asarray(parts[0] + parts[1] + self.intercept, np.float32)


def gate(shares: Shares) -> npt.NDArray[np.float64]:
    """0..1: how far a text speaks like the sentences the acts were learned from, or is short and about telecommunications."""
    like = 0.5 + 0.5 * np.tanh(shares.logits[:, HEADS.index("telecom")].astype(np.float64) / 2.0)
    clauses = np.maximum(np.bincount(shares.owner, minlength=len(like)), 1)
    about = (1.0 - np.exp(-shares.topic / _SOME)) * np.minimum(1.0, _SHORT / clauses)
    return np.asarray(1.0 - (1.0 - like) * (1.0 - about))


class Acts:
    """The heads at work."""

    def __init__(self, by_sign: Weights, by_character: Weights, step: Floats, intercept: Floats, digest: str) -> None:
        self._heads = len(step)
        # The bucket of what is no n-gram adds nothing.
        self._signs, self._characters = (
            _packed(by_sign),
            np.concatenate([_packed(by_character), _NONE.repeat(_lanes(len(step)), 1)]),
        )
        self._step, self._intercept, self.digest = step, intercept, digest

    def shares(self, docs: Documents) -> Shares:
        """Every clause's part in what its text does; read once per batch, whoever asks."""
        found = docs.memo.get(self.digest)
        if found is None:
            found = docs.memo[self.digest] = self._read(docs)
        return found

    def _read(self, docs: Documents) -> Shares:
        # Whole multiples of a step, so that sums are exact and a text reads the same in every batch; `take` is far faster than an index.
        said, grams = read_signs(docs)
        clauses = len(said.first)
        spelt = hashing.read(docs)
        counted = (spelt.buckets != hashing.NOTHING).sum(axis=0)
        weights = self._characters.take(spelt.buckets[0], axis=0)
        for row in spelt.buckets[1:]:
            weights += self._characters.take(row, axis=0)
        by_sign, sign_count = self._signs_of(grams, clauses)
        # What lies between two clauses is blank, and a blank is in no n-gram.
        by_character, number = self._sums(weights, counted, said.first)
        about = np.isin(said.kind, [signs.kinds()[name] for name in TOPIC])
        topic = np.bincount(said.doc[said.clause[about]], minlength=len(docs))
        return Shares(by_sign, by_character, sign_count, number, said.doc, topic, self._intercept)

    def _signs_of(self, grams: Grams, clauses: int) -> tuple[Floats, Ints]:
        """Every clause's weights by head, and how many signs it shows."""
        number = np.zeros(clauses, np.int64)
        for buckets, clause in grams.families:
            number += len(buckets) * np.bincount(clause, minlength=clauses)
        if number.max(initial=0) > _PIECE * _NGRAMS:  # more than fit into one sum
            bucket, clause = grams.flat()
            order = np.argsort(clause, kind="stable")
            return self._sums(self._signs.take(bucket[order], axis=0), np.ones(len(order), np.int64), np.cumsum(number) - number)
        sums = np.zeros((clauses, self._signs.shape[1]), np.int64)
        for buckets, clause in grams.families:
            values = self._signs.take(buckets[0], axis=0)
            for bucket in buckets[1:]:
                values += self._signs.take(bucket, axis=0)
            runs = np.flatnonzero(np.diff(clause, prepend=-1))
            if len(runs) == len(clause) == clauses:
                sums += values
            elif len(runs):
                sums[clause.take(runs)] += np.add.reduceat(values, runs, axis=0)
        return _unpacked(sums, number, self._heads).astype(np.float32) * self._step, number

    def _sums(self, values: Ints, count: Ints, first: Ints) -> tuple[Floats, Ints]:
        """Rows of packed `values` added up from each `first` to the next, as weights by head; and how many features those were.

        Every clause has a row at least: its mark, or its first character. Very long ones are added up in pieces.
        """
        if not len(first):
            return np.zeros((0, self._heads), np.float32), np.zeros(0, np.int64)
        long = np.diff(first, append=len(values)).max() > _PIECE
        pieces = np.union1d(first, np.arange(first[0], len(values), _PIECE)) if long else first
        number = np.add.reduceat(count, pieces)
        sums = _unpacked(np.add.reduceat(values, pieces, axis=0), number, self._heads)
        if long:
            begins = np.searchsorted(pieces, first)
            sums, number = np.add.reduceat(sums, begins, axis=0), np.add.reduceat(number, begins)
        return sums.astype(np.float32) * self._step, number


def read_signs(docs: Documents) -> tuple[signs.Signs, Grams]:
    """The batch's signs and their features, read once."""
    found = docs.memo.get("signs")
    if found is None:
        said = signs.read(docs)
        found = docs.memo["signs"] = (said, grams_of(said))
    return found


_LANE, _IN_ONE, _OFFSET, _PIECE, _NGRAMS = 21, 3, 128, 2_500, 3
"""Three weights of one byte, each above 0 by an offset, share a number of 64 bits: sums of three n-grams at each of 2,500 places do not spill over."""
_NONE = np.zeros((1, 1), np.int64)


def _lanes(heads: int) -> int:
    return -(-heads // _IN_ONE)


def _packed(weights: Weights) -> Ints:
    """(buckets, heads) of bytes as (buckets, heads / 3) numbers: a third to add up."""
    packed = np.zeros((len(weights), _lanes(weights.shape[1])), np.int64)
    for head in range(weights.shape[1]):
        packed[:, head // _IN_ONE] += (weights[:, head].astype(np.int64) + _OFFSET) << (_LANE * (head % _IN_ONE))
    return packed


def _unpacked(sums: Ints, count: Ints, heads: int) -> Ints:
    """The sums of each head, from sums of packed numbers of which there were `count`."""
    found = np.empty((len(sums), heads), np.int64)
    for head in range(heads):
        found[:, head] = ((sums[:, head // _IN_ONE] >> (_LANE * (head % _IN_ONE))) & ((1 << _LANE) - 1)) - _OFFSET * count
    return found


def _summed(values: npt.NDArray[np.generic], owner: Ints, size: int) -> Floats:
    """Rows of clauses added up by text, in order."""
    sums = np.zeros((size, values.shape[1]), np.float32)
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    if len(starts):
        sums[owner[starts]] = np.add.reduceat(values.astype(np.float32, copy=False), starts, axis=0)
    return sums


@cache
def load_acts(folder: Path | None = None) -> Acts:
    """The heads in `folder`, by default the shipped ones."""
    return load_heads(folder or resources.path("lexicons", "models"), "acts", HEADS)


def load_heads(folder: Path, name: str, heads: Sequence[str]) -> Acts:
    """The heads in NAME.npz and NAME.json of `folder`; VocError where they are not `heads`."""
    raw, text = (folder / f"{name}.npz").read_bytes(), (folder / f"{name}.json").read_text(encoding="utf-8")
    card = json.loads(text)
    if card["heads"] != list(heads):
        raise VocError(
            f"{folder} 里的模型是另一版程序训练的，请重新训练。",
            f"the model in {folder} was made by another version; train it again.",
        )
    with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
        step, rows = np.array(card["step"], np.float32), {part: arrays[part] for part in arrays.files}
    tables = []
    for part, buckets in (("signs", SIGN_BUCKETS), ("characters", hashing.BUCKETS)):
        table = np.zeros((buckets, len(heads)), np.int8)
        table[np.cumsum(rows[f"{part}_at"].astype(np.int64))] = rows[part]
        tables.append(table)
    identity = hashlib.sha256(raw + text.encode() + signs.digest().encode()).hexdigest()[:12]
    return Acts(tables[0], tables[1], step, np.array(card["intercept"], np.float32), identity)
