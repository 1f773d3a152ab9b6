"""A topic model as it is kept and used: words, odds, names. Assigning needs numpy and the segmenter, nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from voc.schema import MAKERS, TABLES
from voc.text.blank import empty_in
from voc.text.documents import Documents
from voc.text.spans import chosen, evidence_lists, heaviest, named, rounded
from voc.topics.finding import Finder, Found
from voc.topics.mixture import responsible
from voc.topics.words import Floats, Ints

_BATCH = 20_000
_SPANS = 2


@dataclass(frozen=True)
class Topic:
    """What is told of one topic. `kin` are ids of the version before that it came from, or that it went to."""

    id: str
    label: str
    top: tuple[str, ...]
    apart: tuple[str, ...]
    documents: int
    lineage: str = "new"
    kin: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicModel:
    """Maker of topic_scores.

    `weights` (topics x words, float32) are the log odds that a word's being there adds to a topic against all documents, `prior` the
    log share of each topic. A document goes to its likeliest topic, to none where the background explains its words as well.
    `coherence` (NPMI), `stability` (ARI over subsamples, NaN where it was not measured) and `left` (share without a topic) are those
    of the documents it was fitted on; `last` is the highest number an id was ever given, `gone` are topics that ended here.
    """

    method: str
    cutter: str
    words: tuple[str, ...]
    phrases: tuple[tuple[str, str], ...]
    weights: npt.NDArray[np.float32]
    prior: tuple[float, ...]
    about: tuple[Topic, ...]
    coherence: float
    stability: float
    left: float
    last: int
    gone: tuple[Topic, ...] = ()

    name = "topics"

    @cached_property
    def version(self) -> str:
        """Method and a digest over words, odds and names: equal models have equal versions."""
        phrases = [a + b for a, b in self.phrases]
        told = repr((self.about, self.gone, self.prior))
        digest = hashlib.sha256("\n".join((self.cutter, told, *self.words, "", *phrases)).encode())
        digest.update(np.ascontiguousarray(self.weights, "<f4").tobytes())
        return f"{self.method}-{digest.hexdigest()[:12]}"

    @property
    def ids(self) -> list[str]:
        """Topic ids in the order of `weights`."""
        return [topic.id for topic in self.about]

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels in the order of `weights`."""
        return tuple(topic.label for topic in self.about)

    @property
    def topics(self) -> pa.Table:
        """The contract table `topics`: those in force, then those that ended with this version."""
        told = [*self.about, *self.gone]
        stable = None if np.isnan(self.stability) else self.stability
        rows = {
            "version": [self.version] * len(told),
            "topic": [topic.id for topic in told],
            "label": [topic.label for topic in told],
            "words": [" ".join(topic.top) for topic in told],
            "apart": [" ".join(topic.apart) for topic in told],
            "documents": [float(topic.documents) for topic in told],
            "lineage": [topic.lineage for topic in told],
            "kin": [" ".join(topic.kin) or None for topic in told],
            "coherence": [self.coherence] * len(told),
            "stability": [stable] * len(told),
            "left_over": [self.left] * len(told),
        }
        return TABLES["topics"].conform(pa.table(rows))

    @property
    def vocabulary(self) -> set[str]:
        """Every word the model knows, parts of phrases too."""
        return {*self.words, *(part for pair in self.phrases for part in pair)}

    @cached_property
    def finder(self) -> Finder:
        """What finds the model's words in texts."""
        return Finder(self.words, self.phrases, self.cutter)

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """topic_scores, one row per id in order; NULL where nothing is said, no word of the model occurs, or the background explains the words as well."""
        tables = [self._batch(ids[i : i + _BATCH], docs, i) for i in range(0, max(len(ids), 1), _BATCH)]
        return pa.concat_tables(tables)

    def _batch(self, ids: Sequence[str], docs: Documents, first: int) -> pa.Table:
        part = docs.part(first, first + len(ids))
        found = self.finder.find(part.folded).without(empty_in(part))
        best, share, _ = self.assign(*found.once(len(self.words)), len(ids))
        evidence = self._evidence(part, best, found)
        columns = {
            "verbatim_id": pa.array(ids, pa.string()),
            "version": pa.repeat(pa.scalar(self.version, pa.string()), len(ids)),
            "evidence": evidence,
            "topic": named(self.ids, best),
            "topic_weight": pa.array(share, pa.float64(), mask=best < 0),
        }
        schema = MAKERS[self.name].arrow
        return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)

    def assign(self, rows: Ints, words: Ints, size: int) -> tuple[Ints, Floats, Floats]:
        """Likeliest topic of `size` documents (-1 for none), its probability, and the probabilities of all topics.

        `rows` and `words` are document and word numbers, each pair once.
        """
        added: Floats = np.stack(
            [np.bincount(rows, topic[words].astype(np.float64), size) for topic in self.weights], axis=1
        ).astype(np.float64)
        likely = responsible(added, np.array(self.prior), np.bincount(rows, minlength=size))
        best = likely.argmax(axis=1)
        at = np.arange(size)
        known = added[at, best] > 0
        return np.where(known, best, -1), likely[at, best], likely

    def _evidence(self, docs: Documents, best: Ints, found: Found) -> pa.Array:
        rows = found.rows
        gain = np.where(best[rows] >= 0, self.weights[best[rows], found.words], 0.0).astype(np.float64)
        keep = np.flatnonzero(gain > 0)
        keep = keep[heaviest(rows[keep], found.starts[keep], gain[keep], _SPANS)]
        means = chosen([f'"topic":"{topic}"' for topic in self.ids], best[rows[keep]])
        return evidence_lists(docs, rows[keep], found.starts[keep], found.ends[keep], rounded(gain[keep]), means)
