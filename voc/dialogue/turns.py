"""A call as the scorers read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from voc.text.normalize import fold_each
from voc.text.spoken import load_hearing


class Turn(NamedTuple):
    """Who speaks (of `voc.schema.SPEAKERS`), what is said, cleaned and masked, and when in seconds, where that is known."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None


Call = Sequence[Turn]
"""The turns of one call, in order."""


class AgentTurn(NamedTuple):
    """A turn of an agent: call (by place in the batch), turn (the first is 1), its folded text, and where it stands."""

    call: int
    turn: int
    text: str
    place: tuple[float, float, float, float]


def as_meant(call: Call) -> list[Turn]:
    """The call with its turns folded and read as they were meant (voc.text.spoken); every turn keeps its length."""
    return each_as_meant([call])[0]


def each_as_meant(calls: Sequence[Call]) -> list[list[Turn]]:
    """The same of many calls."""
    meant = iter(load_hearing().read_each(fold_each([turn.text for call in calls for turn in call])))
    return [[Turn(turn.speaker, next(meant), turn.start, turn.end) for turn in call] for call in calls]


def spoken_by(call: Call, speaker: str) -> list[tuple[int, Turn]]:
    """(number, turn) of the turns of `speaker`; the first turn of a call is number 1."""
    return [(number, turn) for number, turn in enumerate(call, 1) if turn.speaker == speaker]


def of_customer(text: str) -> list[Turn]:
    """A call of which only the customer's turns are known, one per line."""
    return [Turn("customer", line) for line in text.split("\n") if line]
