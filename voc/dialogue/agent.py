"""What the agent does in a call, coded turn by turn: greeting, apology, explanation and so on, by a model learned from invented sentences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.dialogue.around import around
from voc.dialogue.concepts import Concepts, Floats, Ints, Places, load_concepts
from voc.dialogue.turns import AgentTurn, Call, spoken_by
from voc.errors import VocError
from voc.schema import AGENT_CODES
from voc.text.documents import spoken_clauses
from voc.text.hashing import BITS, BUCKETS, present
from voc.text.trie import ranges

CODES = tuple(AGENT_CODES)
HEARD = (*CODES, "promise")
"""What the model hears: the codes, and that something will be done later, with a time or not."""
PLACE = 4
"""Columns for where a turn stands: its length, whether it is the agent's first, whether the last, whether the customer asked before."""
BOUNDS = (4, 8, 15, 40)
"""Lengths in characters up to which a turn is of one kind: a bare 关了 is read otherwise than the same word in a long turn."""
_APART = 12
"""Words between the two of such a pair that are looked over."""
NEAR = 8
"""Characters between two concepts said in one breath: then their order counts too (您去问 + 厅里, not 厅里 somewhere)."""
PARTING = (("customer", 1), ("customer", 2), ("agent", 1))
"""Whose last words are also heard letter by letter for the ending, and how many turns before the end."""
LETTERS = len(PARTING) * BUCKETS
PROMISES = frozenset({"promise", "promise_with_time"})
_WEIGHT = {"concept": 0.5, "near": 0.4, "place": 0.7, "length": 0.5}
_LONGEST = 30
_LAST_ASKED = 30
_READ = 1_000
"""Characters of a turn that are read: nobody says more in one breath, and a monologue would be everything at once."""


class Code(NamedTuple):
    """A code on a turn (the first is 1), how sure (0.5 to 1), and the words it rests on (start, end within the turn)."""

    code: str
    turn: int
    sure: float
    start: int
    end: int


def agent_turns(calls: Sequence[Call]) -> list[AgentTurn]:
    """Every turn of every agent; calls are read as meant (voc.dialogue.turns.as_meant), here and from here on."""
    found, before = [], []
    for place, call in enumerate(calls):
        turns = spoken_by(call, "agent")
        for nth, (turn, said) in enumerate(turns):
            text = said.text[:_READ]
            stands = (min(len(text), 4 * _LONGEST) / _LONGEST, float(nth == 0), float(nth == len(turns) - 1))
            found.append((place, turn, text, stands))
            before.append(call[turn - 2].text[-_LAST_ASKED:] if turn > 1 and call[turn - 2].speaker == "customer" else "")
    asks = load_concepts().customer
    asked = asks.met(before)[:, asks.names.index("asks_on")].tolist()
    return [AgentTurn(place, turn, text, (*stands, ask)) for (place, turn, text, stands), ask in zip(found, asked, strict=True)]


class Table(NamedTuple):
    """A sparse matrix, entries in no order, and its shape."""

    rows: Ints
    columns: Ints
    values: Floats
    shape: tuple[int, int]

    def times(self, weights: npt.NDArray[np.float32]) -> Floats:
        """Matrix product with dense `weights`, in single precision."""
        return np.asarray(self.sparse(np.float32) @ weights, np.float64)

    def sparse(self, kind: Any = np.float64) -> Any:
        """The same as scipy knows it."""
        from scipy.sparse import csr_matrix

        return csr_matrix((self.values.astype(kind, copy=False), (self.rows, self.columns)), shape=self.shape)


def tabled(parts: Sequence[tuple[Ints, Ints, Floats]], shape: tuple[int, int]) -> Table:
    """Entries (rows, columns, values) of several parts as one table."""
    rows, columns, values = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return Table(rows, columns, values, shape)


_ALONE = 200_000
"""Multiplications up to which BLAS keeps to one thread; a second one waits longer than it works on tables as narrow as these."""


def product(table: Floats, weights: Floats) -> Floats:
    """Dense product, some rows at a time."""
    step = max(_ALONE // weights.size, 1)
    found = np.empty((len(table), weights.shape[1]))
    for low in range(0, len(table), step):
        np.matmul(table[low : low + step], weights, out=found[low : low + step])
    return found


def width(concepts: Concepts) -> int:
    """Columns: n-grams, concepts, pairs of concepts one after the other, place, length."""
    size = len(concepts.names)
    return BUCKETS + size + size * size + PLACE + len(BOUNDS) + 1


def features(texts: Sequence[str], place: Floats, concepts: Concepts, met: Places | None = None) -> Table:
    """`texts` are folded turns, `place` (texts x PLACE), `met` the concepts in them where they were looked for already."""
    rows, columns, values = present([f"^{text}$" for text in texts])  # where a word stands first or last it says more
    met, size = concepts.places(texts) if met is None else met, len(concepts.names)
    said = np.zeros((len(texts), size), np.bool_)
    said[met.row, met.concept] = True
    row, concept = np.nonzero(said)
    near, left, right = _near(met, size)
    every, after = np.arange(len(texts)), BUCKETS + size + size * size
    lengths = np.searchsorted(BOUNDS, np.fromiter(map(len, texts), np.int64, len(texts)))
    parts = [
        (rows, columns, values),
        _said(row, BUCKETS + concept, "concept"),
        _said(near, BUCKETS + size + left * size + right, "near"),
        (np.repeat(every, PLACE), np.tile(after + np.arange(PLACE), len(texts)), place.ravel() * _WEIGHT["place"]),
        _said(every, after + PLACE + lengths, "length"),
    ]
    return tabled(parts, (len(texts), width(concepts)))


def _said(rows: Ints, columns: Ints, kind: str) -> tuple[Ints, Ints, Floats]:
    return rows, columns, np.full(len(rows), _WEIGHT[kind])


def _once(keys: Ints) -> Ints:
    """Ascending, each once; several times as fast as numpy's own, which hashes."""
    keys.sort(kind="stable")  # made of runs in order
    return np.asarray(keys[np.diff(keys, prepend=-1) != 0])


def _near(met: Places, size: int) -> tuple[Ints, Ints, Ints]:
    """(row, concept, concept): each pair once per row of which the second begins at most NEAR characters after the first ends."""
    found = [np.zeros(0, np.int64)]
    for step in range(1, _APART + 1):
        same = met.row[step:] == met.row[:-step]
        gap = met.start[step:] - met.end[:-step]
        kept = np.flatnonzero(same & (gap >= 0) & (gap <= NEAR))
        found.append((met.row[kept] * size + met.concept[kept]) * size + met.concept[kept + step])
    rest, right = np.divmod(_once(np.concatenate(found)), size)
    row, left = np.divmod(rest, size)
    return row, left, right


@dataclass(frozen=True)
class AgentModel:
    """A turn by itself: `weights` (columns x HEARD and hidden units), `intercept`, and `outer` (units x HEARD) for what the units add; in its
    place: `beside` (columns of voc.dialogue.around, then a constant), moved so that a code stands from 0 on. `ending` and
    `letters` belong to voc.dialogue.ending.
    """

    version: str
    weights: npt.NDArray[np.float32]
    intercept: Floats
    outer: Floats
    beside: Floats
    ending: Floats
    letters: npt.NDArray[np.float32]

    def logits(self, turns: Sequence[AgentTurn]) -> tuple[Floats, Places]:
        """(turns x HEARD), of each turn by itself; and the concepts met in the turns."""
        concepts, found, places = load_concepts().agent, [np.zeros((0, len(HEARD)))], [Places(*np.zeros((4, 0), np.int64))]
        for low in range(0, len(turns), _BATCH):
            some = turns[low : low + _BATCH]
            texts, met = [one.text for one in some], concepts.places([one.text for one in some])
            sums = features(texts, np.array([one.place for one in some]), concepts, met).times(self.weights) + self.intercept
            found.append(sums[:, : len(HEARD)] + product(np.maximum(sums[:, len(HEARD) :], 0), self.outer))
            places.append(met._replace(row=met.row + low))
        return np.vstack(found), Places(*(np.concatenate(part) for part in zip(*places, strict=True)))

    def coded(self, calls: Sequence[Call]) -> list[list[Code]]:
        """The codes of each call, by turn."""
        return self.heard(calls)[0]

    def heard(self, calls: Sequence[Call]) -> tuple[list[list[Code]], Floats]:
        """The codes of each call; and how sure each of HEARD is on each turn of the agents (turns x HEARD, 0 to 1)."""
        turns = agent_turns(calls)
        if not turns:
            return [[] for _ in calls], np.zeros((0, len(HEARD)))
        alone, met = self.logits(turns)
        logits = product(around(calls, turns, alone), self.beside[:-1]) + self.beside[-1]
        heard = logits > 0
        for bare in _WITHOUT_TIME:
            heard[:, HEARD.index(bare)] &= ~heard[:, _TIMED]
        rows, codes = np.nonzero(heard)
        sure = 1 / (1 + np.exp(-logits))
        found: list[list[Code]] = [[] for _ in calls]
        for row, code, share, *span in zip(
            *(some.tolist() for some in (rows, codes, sure[rows, codes], *self._words(turns, met, rows, codes))), strict=True
        ):
            one = turns[row]
            found[one.call].append(Code(HEARD[code], one.turn, round(share, 3), *span))
        return found, sure

    def _words(self, turns: Sequence[AgentTurn], met: Places, rows: Ints, codes: Ints) -> tuple[Ints, Ints]:
        """(starts, ends): of each row with a code the concept that speaks most for it, where it is first met; the whole turn where none does.

        A single character tells nobody why: a longer word goes before it, and where there is none its clause is shown.
        """
        low, high = (np.searchsorted(met.row, rows, side) for side in ("left", "right"))
        owner, at = np.repeat(np.arange(len(rows)), high - low), ranges(low, high - low)
        worth = self.weights[BUCKETS + met.concept[at], codes[owner]]
        bare = (met.end[at] - met.start[at] == 1) | (worth <= 0)
        # The heaviest, of equals the first.
        order = np.lexsort((-worth, bare, owner))
        best = order[np.diff(owner[order], prepend=-1) != 0]
        best = best[worth[best] > 0]
        start, end = np.zeros(len(rows), np.int64), np.array([len(turns[row].text) for row in rows.tolist()], np.int64)
        start[owner[best]], end[owner[best]] = met.start[at[best]], met.end[at[best]]
        for place in owner[best[bare[best]]].tolist():
            spans = spoken_clauses(turns[rows[place]].text)
            start[place], end[place] = next(span for span in spans if span[0] <= start[place] < span[1])
        return start, end


_TIMED = HEARD.index("promise_with_time")
_WITHOUT_TIME = ("promise",)
"""Not told of a turn that has a promise with a time."""
_BATCH = 4_096
NAME = "calls"
KIND = (
    "mean of logistic regression per code and a hidden layer, on hashed characters, concepts, concepts one after the other, place and length; "
    "then logistic regression on what stands around a turn"
)


@cache
def load_agent(folder: Path | None = None) -> AgentModel:
    """The model in `folder` (calls.npz, calls.json), by default the shipped one; VocError where it was made for other concepts."""
    folder = folder or resources.path("lexicons", "models")
    raw, text = (folder / f"{NAME}.npz").read_bytes(), (folder / f"{NAME}.json").read_text(encoding="utf-8")
    card: dict[str, Any] = json.loads(text)
    concepts = load_concepts()
    if (card["bits"], card["kind"], card["concepts"], tuple(card["codes"])) != (BITS, KIND, concepts.digest, HEARD):
        raise VocError(
            f"{folder} 里的坐席行为模型与现用的概念表（call_concepts.toml）或程序版本不符，请重新训练：python -m voc.jobs.teach_calls。",
            f"the model of agent codes in {folder} was made with another call_concepts.toml or by another version; "
            "make it anew: python -m voc.jobs.teach_calls.",
        )
    with np.load(folder / f"{NAME}.npz", allow_pickle=False) as arrays:
        weights = _whole(arrays["columns"], arrays["weights"], arrays["step"], width(concepts.agent))
        letters = _whole(arrays["letter_columns"], arrays["letters"], arrays["letter_step"], LETTERS)
        intercept, outer, beside, ending = (
            np.asarray(arrays[name], np.float64) for name in ("intercept", "outer", "beside", "ending")
        )
    return AgentModel(hashlib.sha256(raw + text.encode()).hexdigest()[:8], weights, intercept, outer, beside, ending, letters)


def _whole(columns: Ints, small: npt.NDArray[np.int8], step: npt.NDArray[np.float32], size: int) -> npt.NDArray[np.float32]:
    """Weights of all columns from those that have some, in multiples of their outputs' steps."""
    found = np.zeros((size, small.shape[1]), np.float32)
    found[columns] = small * step
    return found
