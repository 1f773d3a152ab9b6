"""Who talks how much, silence, overlap and pace of a call, where its turns have times."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from voc.dialogue.turns import Call, spoken_by

_FEWEST = 0.6
"""Share of turns that must have both times: with fewer nothing is said of silence, overlap and pace."""


class Talk(NamedTuple):
    """`agent_share` of the characters said by both sides, 0 to 1; seconds of the longest silence and of overlap; characters a second."""

    agent_share: float | None
    silence: float | None
    overlap: float | None
    agent_pace: float | None
    customer_pace: float | None


def talk_of(call: Call) -> Talk:
    """The figures of a call; None where a side is silent or the times are missing or run backwards."""
    sizes = {side: sum(len(turn.text) for _, turn in spoken_by(call, side)) for side in ("agent", "customer")}
    both = min(sizes.values()) > 0
    share = sizes["agent"] / sum(sizes.values()) if both else None
    timed = [(turn.start, turn.end) for turn in call if turn.start is not None and turn.end is not None and turn.end >= turn.start]
    ordered = all(one[0] <= other[0] for one, other in pairwise(timed))
    if len(timed) < 2 or len(timed) < _FEWEST * len(call) or not ordered:
        return Talk(share, None, None, None, None)
    silence = overlap = 0.0
    reached = timed[0][1]
    for start, end in timed[1:]:
        silence = max(silence, start - reached)
        overlap += max(0.0, min(reached, end) - start)
        reached = max(reached, end)
    return Talk(share, round(silence, 2), round(overlap, 2), _pace(call, "agent"), _pace(call, "customer"))


def _pace(call: Call, side: str) -> float | None:
    said = [
        (len(turn.text), turn.end - turn.start)
        for _, turn in spoken_by(call, side)
        if turn.start is not None and turn.end is not None
    ]
    seconds = sum(length for _, length in said)
    return round(sum(size for size, _ in said) / seconds, 2) if seconds > 0 else None
