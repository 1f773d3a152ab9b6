"""What the agent does in a call, coded turn by turn: greeting, apology, explanation and so on, by a model learned from invented sentences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.dialogue.concepts import Concepts, Floats, load_concepts
from voc.dialogue.turns import Call, spoken_by
from voc.errors import VocError
from voc.schema import AGENT_CODES
from voc.text.hashing import BITS, BUCKETS, present
from voc.text.normalize import fold

CODES = tuple(AGENT_CODES)
PLACE = 4
"""Columns for where a turn stands: its length, whether it is the agent's first, whether the last, whether the customer asked before."""
_WEIGHT = {"concept": 0.5, "pair": 0.2, "place": 0.7}
_LONGEST = 30
_LAST_ASKED = 30
_READ = 1_000
"""Characters of a turn that are read: nobody says more in one breath, and a monologue would be everything at once."""


class AgentTurn(NamedTuple):
    """A turn of an agent: call (by place in the batch), turn (the first is 1), its folded text, and where it stands."""

    call: int
    turn: int
    text: str
    place: tuple[float, float, float, float]


class Code(NamedTuple):
    """A code on a turn (the first is 1), how sure (0.5 to 1), and the words it rests on (start, end within the turn)."""

    code: str
    turn: int
    sure: float
    start: int
    end: int


def agent_turns(calls: Sequence[Call]) -> list[AgentTurn]:
    """Every turn of every agent."""
    asks = load_concepts().customer
    number = asks.names.index("asks_on")
    found = []
    for place, call in enumerate(calls):
        turns = spoken_by(call, "agent")
        for nth, (turn, said) in enumerate(turns):
            text = fold(said.text[:_READ])
            before = call[turn - 2] if turn > 1 else None
            asked = before is not None and before.speaker == "customer" and number in asks.spans(fold(before.text[-_LAST_ASKED:]))
            stands = (min(len(text), 4 * _LONGEST) / _LONGEST, float(nth == 0), float(nth == len(turns) - 1), float(asked))
            found.append(AgentTurn(place, turn, text, stands))
    return found


class Table(NamedTuple):
    """A sparse matrix, entries in no order, and its shape."""

    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    values: Floats
    shape: tuple[int, int]

    def times(self, weights: Floats) -> Floats:
        """Matrix product with dense `weights`."""
        from scipy.sparse import csr_matrix

        return np.asarray(csr_matrix((self.values, (self.rows, self.columns)), shape=self.shape) @ weights)


def width(concepts: Concepts) -> int:
    """Columns: n-grams, concepts, pairs of concepts in one turn, place."""
    size = len(concepts.names)
    return BUCKETS + size + size * size + PLACE


def features(texts: Sequence[str], place: Floats, concepts: Concepts) -> Table:
    """`texts` are folded turns, `place` (texts x PLACE)."""
    rows, columns, values = present(texts)
    met = concepts.met(texts)
    row, concept = np.nonzero(met)
    first, second = _pairs(row)
    pair_row, left, right = row[first], concept[first], concept[second]
    size = len(concepts.names)
    at = BUCKETS + size + size * size
    every = np.arange(len(texts))
    parts = [
        (rows, columns, values),
        (row, BUCKETS + concept, np.full(len(row), _WEIGHT["concept"])),
        (pair_row, BUCKETS + size + left * size + right, np.full(len(pair_row), _WEIGHT["pair"])),
        (np.repeat(every, PLACE), np.tile(at + np.arange(PLACE), len(texts)), place.ravel() * _WEIGHT["place"]),
    ]
    joined = [np.concatenate([part[i] for part in parts]) for i in range(3)]
    return Table(joined[0], joined[1], joined[2], (len(texts), width(concepts)))


def _pairs(row: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Places of every pair of entries of one row; `row` is sorted."""
    places = np.arange(len(row))
    after = np.searchsorted(row, row, "right") - places - 1
    first = np.repeat(places, after)
    return first, first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(after) - after, after)


@dataclass(frozen=True)
class AgentModel:
    """`weights` (columns x codes) and `intercept`, moved so that a code stands from 0 on; `ending` belongs to voc.dialogue.ending."""

    version: str
    weights: Floats
    intercept: Floats
    ending: Floats

    def logits(self, turns: Sequence[AgentTurn]) -> Floats:
        """(turns x CODES)."""
        if not turns:
            return np.zeros((0, len(CODES)))
        texts, place = [one.text for one in turns], np.array([one.place for one in turns])
        found = np.vstack(
            [
                features(texts[low : low + _BATCH], place[low : low + _BATCH], load_concepts().agent).times(self.weights)
                for low in range(0, len(texts), _BATCH)
            ]
        )
        return np.asarray(found + self.intercept, np.float64)

    def coded(self, calls: Sequence[Call]) -> list[list[Code]]:
        """The codes of each call, by turn."""
        turns = agent_turns(calls)
        logits = self.logits(turns)
        found: list[list[Code]] = [[] for _ in calls]
        for row in np.flatnonzero((logits > 0).any(axis=1)):
            one = turns[row]
            spans = load_concepts().agent.spans(one.text)
            for code in np.flatnonzero(logits[row] > 0):
                sure = round(1 / (1 + float(np.exp(-logits[row, code]))), 3)
                found[one.call].append(Code(CODES[code], one.turn, sure, *self._words(one.text, spans, int(code))))
        return found

    def _words(self, text: str, spans: Mapping[int, tuple[int, int]], code: int) -> tuple[int, int]:
        """The concept that speaks most for the code; the whole turn where none does."""
        best = max(spans, key=lambda number: self.weights[BUCKETS + number, code], default=None)
        return spans[best] if best is not None and self.weights[BUCKETS + best, code] > 0 else (0, len(text))


_BATCH = 4_096
NAME = "calls"
KIND = "logistic regression per code on hashed characters, concepts, pairs of concepts and place"


@cache
def load_agent(folder: Path | None = None) -> AgentModel:
    """The model in `folder` (calls.npz, calls.json), by default the shipped one; VocError where it was made for other concepts."""
    folder = folder or resources.path("lexicons", "models")
    raw, text = (folder / f"{NAME}.npz").read_bytes(), (folder / f"{NAME}.json").read_text(encoding="utf-8")
    card: dict[str, Any] = json.loads(text)
    concepts = load_concepts()
    if (card["bits"], card["concepts"], tuple(card["codes"])) != (BITS, concepts.digest, CODES):
        raise VocError(
            f"{folder} 里的坐席行为模型与现用的概念表（call_concepts.toml）或程序版本不符，请重新训练：python -m voc.jobs.teach_calls。",
            f"the model of agent codes in {folder} was made with another call_concepts.toml or by another version; "
            "make it anew: python -m voc.jobs.teach_calls.",
        )
    with np.load(folder / f"{NAME}.npz", allow_pickle=False) as arrays:
        weights = np.zeros((width(concepts.agent), len(CODES)))
        weights[arrays["columns"]] = arrays["weights"].astype(np.float64) * card["step"]
        ending = np.asarray(arrays["ending"], np.float64)
    return AgentModel(hashlib.sha256(raw + text.encode()).hexdigest()[:8], weights, np.array(card["intercept"]), ending)
