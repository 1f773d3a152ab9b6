"""A call as the scorers read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Turn(NamedTuple):
    """Who speaks (of `voc.schema.SPEAKERS`), what is said, cleaned and masked, and when in seconds, where that is known."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None


Call = Sequence[Turn]
"""The turns of one call, in order."""


def spoken_by(call: Call, speaker: str) -> list[tuple[int, Turn]]:
    """(number, turn) of the turns of `speaker`; the first turn of a call is number 1."""
    return [(number, turn) for number, turn in enumerate(call, 1) if turn.speaker == speaker]


def of_customer(text: str) -> list[Turn]:
    """A call of which only the customer's turns are known, one per line."""
    return [Turn("customer", line) for line in text.split("\n") if line]
