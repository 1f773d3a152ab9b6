"""Signs heard in the turns of a call: thanks, a question left open, an agent who defers; the words are in lexicons/dialogue.toml."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from voc import resources
from voc.dialogue.turns import Call, spoken_by
from voc.text.lanes import LexiconError
from voc.text.normalize import fold
from voc.text.scan import Scanner

SIDES = ("customer", "agent")
WHERE = ("every", "last", "closing")


class Heard(NamedTuple):
    """A sign in a turn (the first is 1): which one, and its span within the turn."""

    sign: str
    turn: int
    start: int
    end: int


@dataclass(frozen=True)
class Weights:
    """How polarities and signs become a figure from -2 to 2; see lexicons/dialogue.toml."""

    constant: float
    scale: float
    ramp: float
    one_turn: float
    error: float
    signs: Mapping[str, float]


@dataclass(frozen=True)
class Signs:
    """The lexicon, ready for search: a scanner per side, where a sign counts, and the weights of each figure."""

    version: str
    scanners: Mapping[str, Scanner[str]]
    counted: Mapping[str, str]
    satisfaction: Weights
    accomplishment: Weights

    def heard(self, calls: Sequence[Call]) -> list[list[Heard]]:
        """Of each call every sign once per turn, in order; calls are read as meant."""
        found: list[list[Heard]] = [[] for _ in calls]
        for side in SIDES:
            spoken = [spoken_by(call, side) for call in calls]
            hits = self.scanners[side].find_in_each([turn.text for turns in spoken for _, turn in turns])
            for mine, turns in zip(found, spoken, strict=True):
                for place, (number, _) in enumerate(turns):
                    spans: dict[str, tuple[int, int]] = {}
                    for start, end, sign in next(hits):
                        if _counts(self.counted[sign], place, last=place == len(turns) - 1):
                            spans.setdefault(sign, (start, end))
                    mine += [Heard(sign, number, *span) for sign, span in spans.items()]
        return [sorted(one, key=lambda each: (each.turn, each.start)) for one in found]


def _counts(where: str, place: int, *, last: bool) -> bool:
    """Whether a sign that counts `where` (every, last, closing) counts in the turn at `place` of its speaker's turns."""
    return where == "every" or (last and (where == "last" or place > 0))


@cache
def load_signs() -> Signs:
    """The shipped lexicon; LexiconError naming what is wrong in it."""
    file = resources.path("lexicons", "dialogue.toml")
    content = file.read_bytes()
    given = tomllib.loads(content.decode("utf-8"))
    failures: list[tuple[str, str]] = []
    words: dict[str, dict[str, str]] = {side: {} for side in SIDES}
    counted: dict[str, str] = {}
    weights: dict[str, dict[str, float]] = {"weight": {}, "done": {}}
    for side in SIDES:
        for entry in given.get(side, []):
            sign = str(entry.get("id", "?"))
            if sign in counted:
                failures.append((sign, "duplicate id"))
            if not entry.get("words"):
                failures.append((sign, "no words: it can never be heard"))
            counted[sign] = str(entry.get("in", "every"))
            if counted[sign] not in WHERE:
                failures.append((sign, f'"in" is {counted[sign]}; known: {", ".join(WHERE)}'))
            for name, by_sign in weights.items():
                by_sign[sign] = float(entry.get(name, 0.0))
            words[side] |= {fold(word): sign for word in entry.get("words", [])}
    if failures:
        raise LexiconError(file.name, failures)
    return Signs(
        hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:8],
        {side: Scanner(words[side]) for side in SIDES},
        counted,
        Weights(**given["satisfaction"], signs=weights["weight"]),
        Weights(**given["accomplishment"], signs=weights["done"]),
    )
