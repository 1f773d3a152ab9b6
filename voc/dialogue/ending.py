"""How a call ends: solved, promised or neither, and whether the matter is open as the customer sees it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from voc.dialogue.agent import CODES, Code
from voc.dialogue.concepts import Floats, load_concepts
from voc.dialogue.turns import Call, spoken_by

RESOLUTIONS = ("solved", "promised", "unresolved")
OUTPUTS = (*RESOLUTIONS, "unresolved_ending", "recovered")
_LATE = 3
"""Turns of the agent that count as the end of a call."""
_AGENT = ("done", "brush", "record", "wait", "not_ours", "watch", "clock")
_READ = 500


def ending_features(calls: Sequence[Call], codes: Sequence[Sequence[Code]], polarity: Sequence[Sequence[float | None]]) -> Floats:
    """(calls x n): what the customer says last and before, what the agent did at all and late, and the course of the polarity."""
    rows = [_row(call, found, values) for call, found, values in zip(calls, codes, polarity, strict=True)]
    return np.array(rows, np.float64).reshape(len(calls), -1) if rows else np.zeros((0, 0))


def _row(call: Call, codes: Sequence[Code], polarity: Sequence[float | None]) -> list[float]:
    concepts = load_concepts()
    customer, agent = spoken_by(call, "customer"), spoken_by(call, "agent")
    said = concepts.customer.met([turn.text[-_READ:] for _, turn in customer[-3:]])
    before = said[:-1].mean(axis=0) if len(said) > 1 else np.zeros(len(concepts.customer.names))
    last = said[-1] if len(said) else np.zeros(len(concepts.customer.names))
    late = {number for number, _ in agent[-_LATE:]}
    heard = concepts.agent.met([turn.text[-_READ:] for _, turn in agent[-_LATE:]])
    places = _places()
    words = heard[:, places].max(axis=0) if len(heard) else np.zeros(len(places))
    said_ever = {one.code for one in codes}
    said_late = {one.code for one in codes if one.turn in late}
    ever = [float(code in said_ever) for code in CODES]
    lately = [float(code in said_late) for code in CODES]
    values = [value for number, _ in customer if (value := polarity[number - 1]) is not None]
    course = [float(np.mean(values)), values[-1], min(values)] if values else [0.0] * 3
    return [*last, *before, *words, *ever, *lately, *course]


@cache
def _places() -> list[int]:
    """Where the concepts of _AGENT stand."""
    names = load_concepts().agent.names
    return [names.index(name) for name in _AGENT]


def endings(table: Floats, weights: Floats) -> Floats:
    """(calls x OUTPUTS): log odds; `weights` has a row per feature and one for the constant."""
    return np.asarray(table @ weights[:-1] + weights[-1]) if len(table) else np.zeros((0, len(OUTPUTS)))
