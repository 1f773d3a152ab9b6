"""A topic model as it is kept and used: words, weights, labels. Assigning needs numpy and the segmenter, nothing else."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from voc.errors import VocError
from voc.schema import MAKERS, TABLES
from voc.text.documents import Documents
from voc.text.segment import segmenter
from voc.text.spans import evidence_lists, heaviest
from voc.topics.words import Floats

_TOP = 10
_BATCH = 20_000
_SPANS = 2
_FORMAT = 1
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class TopicModel:
    """Maker of topic_scores. `weights` (topics x words, float32) is what a word adds to a topic; a document goes to its heaviest topic."""

    method: str
    cutter: str
    words: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    labels: tuple[str, ...]
    top: tuple[tuple[str, ...], ...]
    documents: tuple[int, ...]
    coherence: float
    floor: float

    name = "topics"

    @cached_property
    def version(self) -> str:
        """Method and a digest over words and weights: equal models have equal versions."""
        digest = hashlib.sha256("\n".join((self.cutter, f"{self.floor:.6f}", *self.words, *self.labels)).encode())
        digest.update(np.ascontiguousarray(self.weights, "<f4").tobytes())
        return f"{self.method}-{digest.hexdigest()[:12]}"

    @property
    def ids(self) -> list[str]:
        """Topic ids in order: t01, t02 ..."""
        return [f"t{number:02d}" for number in range(1, len(self.labels) + 1)]

    @property
    def topics(self) -> pa.Table:
        """The contract table `topics`."""
        rows = {
            "version": [self.version] * len(self.labels),
            "topic": self.ids,
            "label": list(self.labels),
            "words": [" ".join(words) for words in self.top],
            "documents": [float(number) for number in self.documents],
        }
        return TABLES["topics"].conform(pa.table(rows))

    @cached_property
    def _lengths(self) -> Ints:
        return np.fromiter(map(len, self.words), np.int64, len(self.words))

    @cached_property
    def _number(self) -> dict[str, int]:
        return {word: at for at, word in enumerate(self.words)}

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """topic_scores, one row per id in order; NULL where no word of the model occurs or no topic has at least `floor` of the weight."""
        tables = [self._batch(ids[i : i + _BATCH], docs, i) for i in range(0, max(len(ids), 1), _BATCH)]
        return MAKERS[self.name].conform(pa.concat_tables(tables))

    def _batch(self, ids: Sequence[str], docs: Documents, first: int) -> pa.Table:
        rows, words, starts, ends = self._find(docs.folded[first : first + len(ids)])
        best, share, known = self._assign(rows, words, len(ids))
        evidence = self._evidence(docs, first, best, (rows, words, starts, ends), len(ids))
        names = np.array([*self.ids, None], dtype=object)
        return pa.table(
            {
                "verbatim_id": pa.array(list(ids), pa.string()),
                "version": pa.array([self.version] * len(ids), pa.string()),
                "evidence": pa.array(evidence, pa.string()),
                "topic": pa.array(names[best], pa.string()),
                "topic_weight": pa.array(share, pa.float64(), mask=~known),
            }
        )

    def _find(self, folded: Sequence[str]) -> tuple[Ints, Ints, Ints, Ints]:
        """Every known word of every text: text number, word number, start, end."""
        tool, number = segmenter(self.cutter), self._number
        # Cut as one text: no word reaches over a line break, and a call for each text would cost as much again.
        flat = tool.cut("\n".join(folded))
        words = np.fromiter(map(number.get, flat, repeat(-1)), np.int64, len(flat))
        ends = np.cumsum(np.fromiter(map(len, flat), np.int64, len(flat)))
        hit = np.flatnonzero(words >= 0)
        words, ends = words[hit], ends[hit]
        firsts = np.cumsum(np.fromiter(map(len, folded), np.int64, len(folded)) + 1)
        rows = np.searchsorted(firsts, ends, "right")
        before = np.concatenate([[0], firsts])[rows]
        lengths = self._lengths[words]
        return rows, words, ends - lengths - before, ends - before

    def _assign(self, rows: Ints, words: Ints, size: int) -> tuple[Ints, Floats, npt.NDArray[np.bool_]]:
        """Heaviest topic (-1 for none), its share of the text's weight, and where there is one. A repeated word counts once."""
        width = max(len(self.words), 1)
        pairs = np.unique(rows * width + words)
        rows, words = pairs // width, pairs % width
        weight = np.zeros((size, len(self.labels)), np.float64)
        for topic in range(len(self.labels)):
            weight[:, topic] = np.bincount(rows, self.weights[topic, words].astype(np.float64), size)
        total = weight.sum(axis=1)
        best = weight.argmax(axis=1)
        share = weight[np.arange(size), best] / np.where(total > 0, total, 1.0)
        known = (total > 0) & (share >= self.floor)
        return np.where(known, best, -1), np.minimum(share, 1.0), known

    def _evidence(self, docs: Documents, first: int, best: Ints, hits: tuple[Ints, Ints, Ints, Ints], size: int) -> list[str]:
        rows, words, starts, ends = hits
        gain = np.where(best[rows] >= 0, self.weights[best[rows], words], 0.0).astype(np.float64)
        keep = np.flatnonzero(gain > 0)
        keep = keep[heaviest(rows[keep], starts[keep], gain[keep], _SPANS)]
        meaning = [f'"topic":"{topic}"' for topic in self.ids]
        means = [meaning[topic] for topic in best[rows[keep]].tolist()]
        return evidence_lists(docs.texts[first : first + size], rows[keep], starts[keep], ends[keep], gain[keep], means)

    def save(self, path: Path) -> None:
        """One file at `path`: an uncompressed zip of `weights.npy` and `model.json`; equal models are equal byte for byte."""
        about = {
            "format": _FORMAT,
            "method": self.method,
            "cutter": self.cutter,
            "words": self.words,
            "labels": self.labels,
            "top": self.top,
            "documents": self.documents,
            "coherence": self.coherence,
            "floor": self.floor,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + ".partial")
        with zipfile.ZipFile(partial, "w") as archive:
            with archive.open(zipfile.ZipInfo("weights.npy"), "w") as member:
                np.lib.format.write_array(member, np.ascontiguousarray(self.weights), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo("model.json"), json.dumps(about, ensure_ascii=False, sort_keys=True))
        partial.replace(path)


def load_model(path: Path) -> TopicModel:
    """The model kept at `path`; VocError where it is missing or not one."""
    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read("model.json"))
            with archive.open("weights.npy") as member:
                weights = np.lib.format.read_array(member, allow_pickle=False)
        if about.pop("format") != _FORMAT or weights.shape != (len(about["labels"]), len(about["words"])):
            raise ValueError("another format")
        lists: dict[str, Any] = {key: tuple(about[key]) for key in ("words", "labels", "documents")}
        rest = {key: about[key] for key in ("method", "cutter", "coherence", "floor")}
        return TopicModel(weights=weights, top=tuple(map(tuple, about["top"])), **lists, **rest)
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise VocError(
            f"主题模型 {path} 读不出来（{error}）；请用 voc topics 重新训练。",
            f"topic model {path} cannot be read ({error}); fit it again with voc topics.",
        ) from error
