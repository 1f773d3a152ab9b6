"""Satisfaction with a call, -2 to 2, from the polarity of the customer's turns: the later the turn, the more it weighs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyarrow as pa

from voc.schema import MAKERS
from voc.text.documents import evidence_json

VERSION = "turns-2"
# From the first turn, 1 - _RAMP, straight up to the last, 1 + _RAMP: how a call ends is what stays. Set on one half of rated calls.
_RAMP = 0.8
_SPAN = 2.0


def score_dialogues(ids: Sequence[str], turn_polarity: Sequence[Sequence[float | None]], version: str = VERSION) -> pa.Table:
    """dialogue_scores, one row per id in order; polarities -1 to 1 of the customer's turns in order, None for a turn with nothing to score."""
    if len(ids) != len(turn_polarity):
        raise ValueError(f"{len(ids)} ids but {len(turn_polarity)} dialogues")
    scored = [_satisfaction(turns) for turns in turn_polarity]
    table = {
        "verbatim_id": pa.array(list(ids), pa.string()),
        "version": pa.array([version] * len(ids), pa.string()),
        "evidence": pa.array([evidence for _, evidence in scored], pa.string()),
        "satisfaction": pa.array([value for value, _ in scored], pa.float64()),
    }
    return MAKERS["dialogue"].conform(pa.table(table))


def _satisfaction(turns: Sequence[float | None]) -> tuple[float | None, str]:
    known = [(turn, value) for turn, value in enumerate(turns, 1) if value is not None and math.isfinite(value)]
    if not known:
        return None, "[]"
    size = len(known)
    ramp = [1 + _RAMP * ((2 * place + 1) / size - 1) for place in range(size)]
    # Divided by the root of the number of turns: between a mean, which forgets how often it was said, and a sum, which only counts.
    weights = [weight / math.sqrt(size) for weight in ramp]
    value = _SPAN * math.tanh(sum(weight * polarity for weight, (_, polarity) in zip(weights, known, strict=True)))
    spans = [
        {"turn": turn, "polarity": round(polarity, 4), "weight": round(weight, 4)}
        for weight, (turn, polarity) in zip(weights, known, strict=True)
    ]
    return value, evidence_json(spans)
