"""What drives the predicted satisfaction of a call: each turn and sign with its share of the figure, signed; the shares add up to it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

LEARNED = "learned"
"""What a model trained on rated calls adds beyond turns and signs."""


class Driver(NamedTuple):
    """`what` adds `effect` to the figure (-2 to 2): in `turn` (0: the call as a whole), by `text` ("" where the whole turn counts)."""

    what: str
    turn: int
    text: str
    effect: float


def drivers(evidence: str | None, satisfaction: float | None) -> list[Driver]:
    """From the evidence of dialogue_scores, the strongest first; [] where nothing is predicted.

    The addends sum up to s and the figure without ratings is 2·tanh(s); each gets the part of the figure that it has of s.
    """
    from math import tanh

    spans: list[dict[str, Any]] = json.loads(evidence or "[]")
    if satisfaction is None or not spans:
        return []
    total = sum(span["weight"] for span in spans)
    without = 2 * tanh(total)
    scale = without / total if abs(total) > 1e-9 else 2.0
    found = [Driver(span["what"], span["turn"], span.get("text", ""), span["weight"] * scale) for span in spans]
    rest = satisfaction - sum(one.effect for one in found)
    if abs(rest) > 0.005:
        found.append(Driver(LEARNED, 0, "", rest))
    return sorted(found, key=lambda one: -abs(one.effect))
