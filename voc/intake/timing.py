"""Times of the turns of a call: one unit for the file, and no time rather than one that cannot be."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from voc.intake.turns import LONGEST_CALL, Turn


def timed_turns(turns: list[Turn], *, milliseconds: bool) -> tuple[list[Turn], int]:
    """Turns in their order with times in seconds, and how many times were put out.

    NULL become: times beyond a day, an end before its start, and the start and end of the fewest turns that have to go for the rest
    to begin one after the other. Turns may overlap.
    """
    scaled = [_scaled(turn, milliseconds=milliseconds) for turn in turns]
    placed = [place for place, turn in enumerate(scaled) if turn.start is not None]
    kept = {placed[at] for at in rising([scaled[place].start or 0.0 for place in placed])}
    against = set(placed) - kept
    found = [replace(turn, start=None, end=None) if place in against else turn for place, turn in enumerate(scaled)]
    lost = sum(
        (before.start is not None and after.start is None) or (before.end is not None and after.end is None)
        for before, after in zip(turns, found, strict=True)
    )
    return found, lost


def _scaled(turn: Turn, *, milliseconds: bool) -> Turn:
    unit = 1_000.0 if milliseconds and turn.counted else 1.0
    start, end = (None if time is None or time / unit > LONGEST_CALL else time / unit for time in (turn.start, turn.end))
    if start is not None and end is not None and end < start:
        end = None
    return turn if (start, end) == (turn.start, turn.end) else replace(turn, start=start, end=end)


def rising(numbers: Sequence[float]) -> list[int]:
    """Places of a longest run of numbers, not next to one another, of which none is below the one before."""
    tails: list[float] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_right(tails, number)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(number)
            ends.append(place)
        else:
            tails[at], ends[at] = number, place
    found = []
    place = ends[-1] if ends else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]
