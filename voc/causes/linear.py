"""The learned part of the coder at work: sparse products over a batch, no scikit-learn.

Two models read the same features: a regression, which weighs what tells causes apart, and counts (naive Bayes), which know less of
the sentences they were learned from and therefore carry further. Single clauses are heard by the counts.
"""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.causes.concepts import Concepts, load_concepts
from voc.causes.features import Features, Floats, characters_of_units, concepts_of_units, features, units_of, width
from voc.errors import VocError
from voc.text.hashing import BITS, BUCKETS, NOTHING, ORDERS, Grams, distinct
from voc.text.rules import Rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voc.text.documents import Documents
    from voc.text.rules import Matches

NAME = "causes"
LATER = 0.9
"""What is left of a clause's weight when another was said before it; chosen on development texts."""
BLOCK = 100_000
Ints32 = npt.NDArray[np.int32]


OPINIONS = 5
"""How often labels hear the coder on a code: its own chance, and the rules', the regression's, the counts' and the clauses' by themselves."""


class Added(NamedTuple):
    """What labels add to the log of a code's chance: weights (features x classes) for some columns, and `swaps`, what every one of the
    coder's opinions on each code, and a constant at the end, speak for another (OPINIONS classes + 1 x classes): "where it says this,
    these labellers mean that".
    """

    classes: list[str]
    columns: Ints32
    weights: npt.NDArray[np.float32]
    swaps: npt.NDArray[np.float32]


def opinions_on(codes: npt.NDArray[np.int64], classes: int) -> npt.NDArray[np.int64]:
    """Rows of `Added.swaps` that are about `codes`, and the constant's."""
    blocks = (np.arange(OPINIONS)[:, None] * classes + codes).ravel()
    return np.append(blocks, OPINIONS * classes)


class Learned(NamedTuple):
    """Weights (features x classes) of the regression and of the counts for the same columns (ascending), and what they stand for."""

    classes: list[str]
    columns: Ints32
    weights: Any
    intercept: Floats
    counts: Any
    added: Added | None = None


class Views(NamedTuple):
    """Documents x classes each, each row adds up to 1: the regression and the counts on the whole text, and the counts over its clauses."""

    whole: Floats
    counts: Floats
    clauses: Floats


class LinearModel:
    """How likely each of `classes` is the cause of a text."""

    def __init__(self, learned: Learned, concepts: Concepts, digest: str) -> None:
        self.learned, self.concepts, self.digest = learned, concepts, digest
        self.classes, columns = list(learned.classes), learned.columns
        self._weights = np.asarray(learned.weights, np.float32)
        self._counts = np.asarray(learned.counts, np.float32)
        self._place = _places(columns, len(concepts.names))
        # N-grams that have weights by their place, the others behind them; what is no n-gram stays that.
        self._grams = int(np.searchsorted(columns, BUCKETS))
        unknown = np.flatnonzero(self._place[:BUCKETS] < 0)
        self._rank = np.append(self._place[:BUCKETS], NOTHING).astype(np.uint32)
        self._rank[unknown] = np.arange(self._grams, BUCKETS)
        self._book = Rulebook(concepts.rules)

    def hearing(self, added: Added) -> LinearModel:
        """The same model with `added` in place of what labels added so far."""
        other = copy.copy(self)
        other.learned, other.digest = self.learned._replace(added=added), "unsaved"
        return other

    def concepts_in(self, docs: Documents) -> Matches:
        """The concepts met in `docs`, at most once a clause."""
        return self._book.match(docs)

    def views(self, docs: Documents, found: Matches) -> Views:
        """Of the text as a whole twice, and as a mean over its clauses heard one by one: each counts by its length, and the less the later it is said."""
        from scipy.sparse import csr_matrix

        layout, units = docs.layout, units_of(docs)
        table = self._characters(characters_of_units(docs, units)) + self._table(
            len(units), concepts_of_units(docs, units, found, len(self.concepts.names))
        )
        bounds = np.searchsorted(layout.doc, np.arange(len(docs) + 1))
        worth = (layout.last - layout.first) * LATER ** (np.arange(len(layout.doc)) - bounds[layout.doc])
        counts, means = np.full((2, len(docs), len(self.classes)), 1 / len(self.classes))
        for begin, end in _blocks(bounds):
            first, rows = units.text[begin], slice(bounds[begin], bounds[end])
            shares = _shares(table[first : end + bounds[end]] @ self._counts)
            counts[begin:end] = shares[units.text[begin:end] - first]
            held = (worth[rows], units.clause[rows] - first, bounds[begin : end + 1] - bounds[begin])
            sums = csr_matrix(held, shape=(end - begin, len(shares))) @ shares
            said = sums.any(axis=1)
            means[begin:end][said] = sums[said] / sums[said].sum(axis=1, keepdims=True)
        return Views(_shares(table[units.text] @ self._weights + self.learned.intercept), counts, means)

    def added(self, docs: Documents, found: Matches) -> Floats | None:
        """What labels add to the log of each chance, documents x `learned.added.classes`; None where nothing was learned from labels."""
        if self.learned.added is None:
            return None
        place = _places(self.learned.added.columns, len(self.concepts.names))
        table = _sparse(len(docs), features(docs, found, len(self.concepts.names)), place, len(self.learned.added.columns))
        return np.asarray(table @ self.learned.added.weights, np.float64)

    def _characters(self, found: Grams) -> Any:
        """The n-grams that have weights, each once a row."""
        from scipy.sparse import csr_matrix

        order, counts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        places, values = [np.zeros(0, np.int32)], [np.zeros(0, np.float32)]
        for rows, cells, new in distinct(Grams(self._rank.take(found.buckets), found.starts)):
            known = new & (cells < self._grams)
            number = np.count_nonzero(known, axis=1)
            order.append(rows)
            counts.append(number)
            places.append(cells.ravel().take(np.flatnonzero(known)).astype(np.int32))
            values.append(np.repeat((1.0 / np.sqrt(np.maximum(np.count_nonzero(new, axis=1), 1))).astype(np.float32), number))
        bounds = np.concatenate([[0], np.cumsum(np.concatenate(counts))])
        held = csr_matrix((np.concatenate(values), np.concatenate(places), bounds), shape=(len(bounds) - 1, len(self._weights)))
        return held[np.argsort(np.concatenate(order), kind="stable")]

    def _table(self, size: int, found: Features) -> Any:
        return _sparse(size, found, self._place, len(self._weights))

    def leaning(self, concept: npt.NDArray[np.int64], code: npt.NDArray[np.int64]) -> Floats:
        """What a concept alone adds for a class, both by number; 0 where it has no weight."""
        places = self._place[BUCKETS + concept]
        return np.where(places >= 0, self._weights[places, code], 0.0).astype(np.float64)


def _places(columns: Ints32, concepts: int) -> Ints32:
    """Where each feature stands among `columns`; -1 where it does not."""
    place = np.full(width(concepts), -1, np.int32)
    place[columns] = np.arange(len(columns))
    return place


def _sparse(size: int, found: Features, place: Ints32, columns: int) -> Any:
    from scipy.sparse import csr_matrix

    places = place.take(found.columns)
    known = np.flatnonzero(places >= 0)
    held = (found.values.take(known).astype(np.float32), (found.rows.take(known), places.take(known)))
    return csr_matrix(held, shape=(size, columns))


def _shares(logits: Any) -> Floats:
    """Softmax of each row."""
    logits = np.asarray(logits, np.float64)
    odds = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def _blocks(bounds: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Runs of whole texts (first, end) of some BLOCK clauses each: a batch of long calls would not fit the memory at once."""
    begin, last = 0, len(bounds) - 1
    while begin < last:
        end = max(begin + 1, int(np.searchsorted(bounds, bounds[begin] + BLOCK, "right")) - 1)
        yield begin, min(end, last)
        begin = min(end, last)


_STEPS = (("weights", "step"), ("counts", "count_step"))


def load_linear(folder: Path | None = None) -> LinearModel:
    """The model in `folder` (causes.npz, causes.json), by default the shipped one; VocError where it was made for other concepts."""
    folder = folder or resources.path("lexicons", "models")
    raw = (folder / f"{NAME}.npz").read_bytes()
    text = (folder / f"{NAME}.json").read_text(encoding="utf-8")
    card, concepts = json.loads(text), load_concepts()
    if (card["bits"], card["orders"], card["concepts"], "count_step" in card) != (BITS, ORDERS, concepts.digest, True):
        raise VocError(
            f"{folder} 里的原因模型与现用的概念表（concepts.toml）或程序版本不符，请重新训练：voc train causes。",
            f"the causes model in {folder} was made with another concepts.toml or by another version; train it again: voc train causes.",
        )
    with np.load(folder / f"{NAME}.npz", allow_pickle=False) as arrays:
        weights, counts = (arrays[name].astype(np.float32) * np.float32(card[step]) for name, step in _STEPS)
        added = _read_added(card["added"], arrays) if "added" in card else None
        learned = Learned(card["classes"], arrays["columns"], weights, np.array(card["intercept"]), counts, added)
    digest = hashlib.sha256(raw + text.encode()).hexdigest()[:12]
    return LinearModel(learned, concepts, digest)


def _read_added(classes: list[str], arrays: Any) -> Added:
    # Models of older versions know no swaps, or those of the coder's own chances only.
    swaps = np.zeros((OPINIONS * len(classes) + 1, len(classes)), np.float32)
    if "added_swaps" in arrays:
        swaps[: len(arrays["added_swaps"])] = arrays["added_swaps"]
    return Added(classes, arrays["added_columns"], arrays["added_weights"], swaps)
