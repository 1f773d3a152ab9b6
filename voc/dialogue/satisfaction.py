"""Satisfaction with a call and whether its matter was settled, -2 to 2, without anybody's ratings: from polarities of turns and signs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from voc.dialogue.signs import Heard, Weights
from voc.dialogue.turns import Call, spoken_by

LIMIT = 2.0


class Part(NamedTuple):
    """What one turn, one sign or the constant (turn 0) adds to the sum that 2·tanh makes a figure of."""

    what: str
    turn: int
    weight: float


def parts(call: Call, polarity: Sequence[float | None], heard: Sequence[Heard], weights: Weights) -> list[Part]:
    """The addends; `polarity` has one entry per turn of the call, None where there is nothing to score. [] without such a customer's turn."""
    said = [(number, polarity[number - 1]) for number, _ in spoken_by(call, "customer")]
    known = [(number, value) for number, value in said if value is not None and math.isfinite(value)]
    if not known:
        return []
    size = len(known)
    found = [Part("constant", 0, weights.constant * weights.scale)]
    if len(said) == 1:
        found.append(Part("one_turn", said[0][0], weights.one_turn * weights.scale))
    for place, (number, value) in enumerate(known):
        ramp = 1 + weights.ramp * ((2 * place + 1) / size - 1)
        # Over the root of the number of turns: between a mean, which forgets how often it was said, and a sum, which only counts.
        found.append(Part("polarity", number, weights.scale * ramp * value / math.sqrt(size)))
    return found + [Part(one.sign, one.turn, weights.scale * weights.signs[one.sign]) for one in heard if weights.signs[one.sign]]


def figure(addends: Sequence[Part]) -> float | None:
    """The figure, -2 to 2; None where nothing adds up to one."""
    return LIMIT * math.tanh(sum(part.weight for part in addends)) if addends else None
