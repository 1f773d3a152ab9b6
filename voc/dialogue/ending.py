"""How a call ends: solved, promised or neither, and whether the matter is open as the customer sees it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voc.dialogue.agent import CODES, LETTERS, PARTING, AgentModel, Code, Table, product, tabled
from voc.dialogue.concepts import Concepts, Floats, Ints, load_concepts
from voc.dialogue.turns import Call, Turn, spoken_by
from voc.text.hashing import BUCKETS, present
from voc.text.trie import ranges

RESOLUTIONS = ("solved", "promised", "unresolved")
OUTPUTS = (*RESOLUTIONS, "unresolved_ending", "recovered")
_LATE = 3
"""Turns of either side that count as the end of a call."""
_COLUMN = {code: number for number, code in enumerate(CODES)}
_READ = 500
_LONG, _CURT = 20, 6
"""Characters of a last word, and turns of a call, that count as one; a last word of fewer characters is curt."""
_SPELT = 60
"""Characters of a last word that are heard letter by letter."""
_SAID = 0.5
"""Weight of a concept of the agent's last turns."""


def ending_features(
    calls: Sequence[Call], codes: Sequence[Sequence[Code]], sure: Floats, polarity: Sequence[Sequence[float | None]]
) -> Floats:
    """(calls x n): what the customer says last and before, what the agent says last, did at all and late, and the course of the polarity.

    `sure` has a row for each turn of the agents (AgentModel.heard).
    """
    if not calls:
        return np.zeros((0, 0))
    concepts = load_concepts()
    customer, agent = ([spoken_by(call, side) for call in calls] for side in ("customer", "agent"))
    said, spoken = _met(concepts.customer, customer)
    ends, some = np.cumsum(spoken), spoken > 0
    last = np.zeros((len(calls), said.shape[1]))
    last[some] = said[ends[some] - 1]
    before = (_over(np.add, said, spoken) - last) / np.maximum(spoken - 1, 1)[:, None]
    heard, answered = _met(concepts.agent, agent)
    words = _SAID * _over(np.maximum, heard, answered)
    course = [_course(turns, values) for turns, values in zip(customer, polarity, strict=True)]
    parting = [_parting(call, turns) for call, turns in zip(calls, customer, strict=True)]
    return np.hstack([last, before, words, _done(agent, codes), _sure(agent, sure), course, parting])


def parting_words(calls: Sequence[Call]) -> Table:
    """(calls x LETTERS): the n-grams of the words of PARTING."""
    parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    for place, (side, back) in enumerate(PARTING if calls else ()):
        spoken = [spoken_by(call, side) for call in calls]
        rows, columns, values = present([f"^{turns[-back][1].text[-_SPELT:]}$" if len(turns) >= back else "" for turns in spoken])
        parts.append((rows, columns + place * BUCKETS, values))
    return tabled(parts, (len(calls), LETTERS))


def _met(concepts: Concepts, turns: Sequence[Sequence[tuple[int, Turn]]]) -> tuple[Floats, Ints]:
    """The concepts met in the last turns of each call, a row a turn, and how many turns those are."""
    late = [one[-_LATE:] for one in turns]
    return concepts.met([turn.text[-_READ:] for one in late for _, turn in one]), np.array([len(one) for one in late], np.int64)


def _over(ufunc: np.ufunc, table: Floats, counts: Ints) -> Floats:
    """Rows of turns put together by call; 0 where there is none."""
    found, some = np.zeros((len(counts), table.shape[1])), counts > 0
    if some.any():
        found[some] = ufunc.reduceat(table, (np.cumsum(counts) - counts)[some], axis=0)
    return found


def _done(agent: Sequence[Sequence[tuple[int, Turn]]], codes: Sequence[Sequence[Code]]) -> Floats:
    """What the agent does at all, and what in the last turns."""
    found = np.zeros((len(codes), 2 * len(CODES)))
    for row, (turns, coded) in enumerate(zip(agent, codes, strict=True)):
        late = {number for number, _ in turns[-_LATE:]}
        for one in coded:
            if one.code in _COLUMN:
                found[row, _COLUMN[one.code]] = 1.0
                if one.turn in late:
                    found[row, len(CODES) + _COLUMN[one.code]] = 1.0
    return found


def _sure(agent: Sequence[Sequence[tuple[int, Turn]]], sure: Floats) -> Floats:
    """How sure each code is at most: in the whole call, in the last turns, in the very last."""
    counts = np.array([len(turns) for turns in agent], np.int64)
    late, some = np.minimum(counts, _LATE), counts > 0
    ends = np.cumsum(counts)
    last = np.zeros((len(agent), sure.shape[1]))
    last[some] = sure[ends[some] - 1]
    return np.hstack([_over(np.maximum, sure, counts), _over(np.maximum, sure[ranges(ends - late, late)], late), last])


def _parting(call: Call, customer: Sequence[tuple[int, Turn]]) -> tuple[float, float, float, float]:
    """Length of the customer's last words, whether they are curt, length of the call, whether the agent has the last word."""
    size = len(customer[-1][1].text) if customer else 0
    return (
        size / _LONG,
        float(bool(customer) and size < _CURT),
        len(call) / _LONG,
        float(call[-1].speaker == "agent" if call else False),
    )


def _course(customer: Sequence[tuple[int, Turn]], polarity: Sequence[float | None]) -> tuple[float, float, float]:
    """Mean, last and lowest polarity."""
    values = [value for number, _ in customer if (value := polarity[number - 1]) is not None]
    return (float(np.mean(values)), values[-1], min(values)) if values else (0.0, 0.0, 0.0)


def endings(table: Floats, spelt: Table, model: AgentModel) -> Floats:
    """(calls x OUTPUTS): log odds, from ending_features and parting_words; `model.ending` has a row per feature and one for the constant."""
    if not len(table):
        return np.zeros((0, len(OUTPUTS)))
    return np.asarray(product(table, model.ending[:-1]) + model.ending[-1] + spelt.times(model.letters))
