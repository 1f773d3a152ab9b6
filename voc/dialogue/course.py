"""What a customer went through in a call: polarity turn by turn, where it began, its lowest point, where it ended, whether it recovered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from voc.dialogue.turns import Call, spoken_by

RISE = 0.4
"""How far above its lowest point a call must end, and above 0, to count as recovered; the lowest point lies below 0."""


class Course(NamedTuple):
    """Polarities, -1 to 1, of the customer's turns that have one, as (turn, polarity); the rest is None where there is none."""

    curve: list[tuple[int, float]]
    start: float | None
    low: float | None
    end: float | None
    recovered: bool | None


def course_of(call: Call, polarity: Sequence[float | None]) -> Course:
    """The course of a call; `polarity` has one entry per turn of the call. Recovery needs two turns of the customer."""
    curve = [(number, value) for number, _ in spoken_by(call, "customer") if (value := polarity[number - 1]) is not None]
    if not curve:
        return Course([], None, None, None, None)
    values = [value for _, value in curve]
    low, end = min(values), values[-1]
    recovered = None if len(values) < 2 else low < 0 < end and end - low >= RISE
    return Course(curve, values[0], low, end, recovered)
