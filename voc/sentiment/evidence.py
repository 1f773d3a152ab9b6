"""Scores and their evidence as the table of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from voc.schema import LABELS, MAKERS
from voc.text.blank import why_unscored
from voc.text.spans import chosen, evidence_lists, fixed, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voc.text.documents import Documents

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Spans(NamedTuple):
    """What adds up to the polarity of each text, ordered by text, as parallel arrays; `start` and `end` lie within it, `cue` counts in `cues`."""

    doc: Ints
    start: Ints
    end: Ints
    weight: Floats
    cue: Ints


def written(docs: Documents, spans: Spans, cues: Sequence[str], rest: Floats) -> pa.Array:
    """The spans of each text as JSON with what none of them holds at the end: one empty span of weight `rest`, so that all add up to the logit.

    A text whose `rest` is NaN has no evidence.
    """
    held = np.flatnonzero(~np.isnan(rest))
    doc, none = np.concatenate([spans.doc, held]), np.zeros(len(held), np.int64)
    order = np.argsort(doc, kind="stable")
    meaning = [f'"cue":"{cue}"' for cue in (*cues, "rest")]
    cue = np.concatenate([spans.cue, np.full(len(held), len(cues))])[order]
    return evidence_lists(
        docs,
        doc[order],
        np.concatenate([spans.start, none])[order],
        np.concatenate([spans.end, none])[order],
        fixed(np.concatenate([spans.weight, rest[held]])[order], 4),
        chosen(meaning, cue),
    )


def labelled(polarity: Floats, neutral: float) -> npt.NDArray[np.int64]:
    """0, 1 or 2 for neg, neu or pos; neutral is what lies nearer to zero than `neutral`."""
    return np.where(np.abs(polarity) < neutral, 1, np.where(polarity > 0, 2, 0))


def table(
    ids: Sequence[str],
    version: str,
    folded: Sequence[str],
    evidence: pa.Array,
    polarity: Floats,
    labels: npt.NDArray[np.int64],
    confidence: Floats,
) -> pa.Table:
    """Contract "sentiment_scores"; a polarity of NaN becomes NULL in polarity, label and confidence, and why is told of the folded text."""
    missing = np.isnan(polarity)
    why: list[str | None] = [None] * len(folded)
    for place in np.flatnonzero(missing).tolist():
        why[place] = why_unscored(folded[place])
    # Types and order are right by construction; ids need not be unique here (the turns of a call are scored without).
    return pa.Table.from_arrays(
        [
            pa.array(ids, pa.string()),
            pa.repeat(pa.scalar(version, pa.string()), len(polarity)),
            evidence,
            pa.array(np.round(polarity, 6), pa.float64(), mask=missing),
            named(LABELS, labels, missing),
            pa.array(np.round(confidence, 6), pa.float64(), mask=missing),
            pa.array(why, pa.string()),
        ],
        schema=MAKERS["sentiment"].arrow,
    )
