"""Who is the agent and who the customer, where a file names neither: decided by what they say, or left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate
from math import exp, sqrt

from voc.intake.headers import normal
from voc.intake.prefixes import speaker_of
from voc.intake.turns import Turn
from voc.text.speaking import load_speaking

MARGIN = 0.35
"""How far the leanings of two speakers must lie apart, and how far from 0 that of a single one."""
_STEEP = 1.6
"""From a distance of leanings to a confidence: about how often such a distance is right on the tuning half of real dialogues."""
_SWAPPED = 6.0
"""Sum of leanings on either side of a turn from which the speakers of a file are taken to be swapped there."""
_NOBODY = ("", "未知", "未识别", "unknown")
_OTHER = {"agent": "customer", "customer": "agent"}


def leaning(texts: list[str]) -> float:
    """Of all turns of a speaker, their sum over the root of their number: above 0 like an agent, below 0 like a customer."""
    return float(load_speaking().leaning(texts).sum()) / sqrt(len(texts)) if texts else 0.0


def confidence(distance: float) -> float:
    """0.5 to 1: how sure it is which of two speakers is the agent, from the distance of their leanings."""
    return 1 / (1 + exp(-_STEEP * abs(distance)))


def named(turns: list[Turn], given: Mapping[str, str]) -> tuple[list[Turn], bool]:
    """Turns with the speakers that `given` (label -> role) says or their labels mean, else that their words show; whether words did.

    Of two speakers without a role the one who talks more like an agent, by MARGIN, is the agent and the other the customer; of more, each
    by his own words, but not who opens the talk of two others with one turn and is never heard again: a recording. Beside a known agent one
    other speaker is the customer unless he talks like an agent; beside a known customer he is the agent if he does.
    """
    told = {normal(label): role for label, role in given.items()}
    labels = {turn.label for turn in turns}
    roles = {label: told.get(normal(label)) or speaker_of(label) for label in labels}
    open_ = [
        label for label in dict.fromkeys(turn.label for turn in turns) if roles[label] == "unknown" and normal(label) not in _NOBODY
    ]
    times = Counter(turn.label for turn in turns)
    if open_ and times[open_[0]] == 1 and sum(times[label] > 1 for label in open_) > 1:
        open_ = open_[1:]
    leans = {label: leaning([turn.text for turn in turns if turn.label == label]) for label in open_}
    guessed = _guessed(leans, set(roles.values())) if open_ else {}
    roles |= guessed
    sure = _sure(leans, guessed)
    return [
        turn if not turn.label else replace(turn, speaker=roles[turn.label], sure=sure.get(turn.label)) for turn in turns
    ], bool(guessed)


def _sure(leans: Mapping[str, float], guessed: Mapping[str, str]) -> dict[str, float]:
    """Of two speakers the distance tells how sure it is, of others how far each leans."""
    distance = max(leans.values()) - min(leans.values()) if len(leans) == 2 else None
    return {label: round(confidence(leans[label] if distance is None else distance), 3) for label in guessed}


def _guessed(leans: Mapping[str, float], known: set[str]) -> dict[str, str]:
    labels = list(leans)
    if not known & {"agent", "customer"}:
        if len(labels) == 2:
            low, high = sorted(labels, key=lambda label: leans[label])
            return {high: "agent", low: "customer"} if leans[high] - leans[low] >= MARGIN else {}
        sides = {label: "agent" if lean > 0 else "customer" for label, lean in leans.items() if abs(lean) >= MARGIN}
        return sides if set(sides.values()) == {"agent", "customer"} else {}
    if len(labels) == 1 and "agent" in known and "customer" not in known:
        return {labels[0]: "customer"} if leans[labels[0]] < MARGIN else {}
    if len(labels) == 1 and "customer" in known and "agent" not in known:
        return {labels[0]: "agent"} if leans[labels[0]] >= MARGIN else {}
    return {}


def unswapped(turns: list[Turn]) -> tuple[list[Turn], int | None]:
    """Turns with agent and customer exchanged from where a recorder mixed them up, and that place; None where nothing speaks for it.

    Both what is said before and what is said from there on must speak for it by _SWAPPED.
    """
    sides = [{"agent": 1, "customer": -1}.get(turn.speaker, 0) for turn in turns]
    if not {1, -1} <= set(sides):
        return turns, None
    heard = load_speaking().leaning([turn.text for turn in turns])
    sums = list(accumulate((float(side * value) for side, value in zip(sides, heard, strict=True)), initial=0.0))
    at = max(range(1, len(turns)), key=lambda place: sums[place] - (sums[-1] - sums[place]), default=0)
    if not at or sums[at] < _SWAPPED or sums[-1] - sums[at] > -_SWAPPED:
        return turns, None
    return [
        turn if place < at else replace(turn, speaker=_OTHER.get(turn.speaker, turn.speaker)) for place, turn in enumerate(turns)
    ], at
