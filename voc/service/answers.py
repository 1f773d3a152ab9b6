"""Whether the same question gets the same answer: what agents answer on a subject, by team and month, and who says the opposite."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from voc import resources
from voc.survey.intervals import Estimate, wilson
from voc.text.normalize import fold
from voc.text.scan import Scanner

FEWEST = 5
"""Answers of a team in a month under which nothing is said of it."""
_BACK = 6
"""Turns before an answer in which the question may have been asked."""


class Said(NamedTuple):
    """One turn of a call: who speaks and what."""

    speaker: str
    text: str


class Answer(NamedTuple):
    """An answer in a call: subject, "yes" or "no", and the number of its turn (the first is 1)."""

    subject: str
    stance: str
    turn: int


@dataclass(frozen=True)
class Subjects:
    """Subjects by id with their names (zh, en), and the words of subjects and stances ready for search."""

    names: Mapping[str, tuple[str, str]]
    words: tuple[str, ...]
    about: Scanner[str]
    stance: Scanner[str]


@dataclass(frozen=True)
class Share:
    """What a team answered on a subject in a month, against all others: the share of "no" with its interval, and a call of each answer."""

    subject: str
    team: str
    month: str
    no: Estimate
    others_no: Estimate
    opposite: bool
    calls: tuple[str, ...]


@cache
def load_subjects() -> Subjects:
    """The shipped lexicon."""
    given = tomllib.loads(resources.path("lexicons", "answers.toml").read_text(encoding="utf-8"))
    about = {fold(word): name for name, entry in given["subjects"].items() for word in entry["words"].split("|")}
    stance = {fold(word): side for side, words in given["stance"].items() for word in words.split("|")}
    return Subjects(
        {name: (entry["zh"], entry["en"]) for name, entry in given["subjects"].items()},
        tuple(about),
        Scanner(about),
        Scanner(stance),
    )


def answers_of(turns: Sequence[Said]) -> list[Answer]:
    """The first answer of an agent on each subject that the customer asked about in the turns before; a "no" in it outweighs a "yes"."""
    known, asked, found = load_subjects(), dict[str, int](), dict[str, Answer]()
    for number, turn in enumerate(turns, 1):
        text = fold(turn.text)
        if turn.speaker == "customer":
            asked |= {subject: number for *_, subject in known.about.find(text)}
            continue
        stances = {stance for *_, stance in known.stance.find(text)}
        if turn.speaker == "agent" and stances:
            for subject, when in asked.items():
                if number - when <= _BACK:
                    found.setdefault(subject, Answer(subject, "no" if "no" in stances else "yes", number))
    return list(found.values())


def contradictions(given: Iterable[tuple[str, str, str, Sequence[Said]]]) -> list[Share]:
    """Shares per subject, team and month of (call, team, month, turns), those that say the opposite of the others first.

    Opposite: the interval (Wilson, 95 %) of the team's share of "no" lies on one side of a half, that of all other teams on the other,
    who are more.
    """
    counted: dict[str, dict[tuple[str, str], list[tuple[str, bool]]]] = {}
    for call, team, month, turns in given:
        for answer in answers_of(turns):
            counted.setdefault(answer.subject, {}).setdefault((team, month), []).append((call, answer.stance == "no"))
    shares = []
    for subject, units in counted.items():
        for (team, month), said in units.items():
            rest = [no for (other, _), some in units.items() if other != team for _, no in some]
            if len(said) >= FEWEST and len(rest) >= FEWEST:
                own, others = wilson(sum(no for _, no in said), len(said)), wilson(sum(rest), len(rest))
                shares.append(Share(subject, team, month, own, others, _opposite(own, others), tuple(call for call, _ in said)))
    return sorted(shares, key=lambda one: (not one.opposite, one.subject, one.team, one.month))


def _opposite(own: Estimate, others: Estimate) -> bool:
    sides = [
        1 if (one.low or 0.0) > 0.5 else -1 if (one.high if one.high is not None else 1.0) < 0.5 else 0 for one in (own, others)
    ]
    return sides[0] * sides[1] == -1 and own.base < others.base
