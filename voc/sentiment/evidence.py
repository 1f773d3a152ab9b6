"""Scores and their evidence as the table of the contract."""

from __future__ import annotations

import re
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from voc.schema import LABELS, MAKERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voc.sentiment.lexicon import Hit

_ESCAPED = re.compile(r'["\\\x00-\x1f]')
Floats = npt.NDArray[np.float64]


def written(text: str, spans: Sequence[Hit], weights: Sequence[float], rest: float, cue: str) -> str:
    """The spans, weighed by `weights`, as JSON with what no span holds at the end: one empty span of weight `rest`, so that all add up to the logit."""
    # Several times as fast as json.dumps of dictionaries; a property test holds it to valid JSON.
    quoted = encode_basestring if _ESCAPED.search(text) else '"{}"'.format
    parts = [
        f'{{"start":{start},"end":{end},"text":{quoted(text[start:end])},"weight":{weight:.4f},"cue":"{kind}"}},'
        for (start, end, _, kind), weight in zip(spans, weights, strict=True)
    ]
    return f'[{"".join(parts)}{{"start":0,"end":0,"text":"","weight":{rest:.4f},"cue":"{cue}"}}]'


def labelled(polarity: Floats, neutral: float) -> npt.NDArray[np.int64]:
    """0, 1 or 2 for neg, neu or pos; neutral is what lies nearer to zero than `neutral`."""
    return np.where(np.abs(polarity) < neutral, 1, np.where(polarity > 0, 2, 0))


def table(
    ids: Sequence[str], version: str, evidence: list[str], polarity: Floats, labels: npt.NDArray[np.int64], confidence: Floats
) -> pa.Table:
    """Contract "sentiment_scores"; a polarity of NaN becomes NULL in polarity, label and confidence."""
    missing = np.isnan(polarity)
    known = pa.array(labels.astype(np.int8), pa.int8(), mask=missing)
    # Types and order are right by construction; ids need not be unique here (the turns of a call are scored without).
    return pa.Table.from_arrays(
        [
            pa.array(ids, pa.string()),
            pa.repeat(pa.scalar(version, pa.string()), len(polarity)),
            pa.array(evidence, pa.string()),
            pa.array(np.round(polarity, 6), pa.float64(), mask=missing),
            pa.DictionaryArray.from_arrays(known, pa.array(LABELS, pa.string())).cast(pa.string()),
            pa.array(np.round(confidence, 6), pa.float64(), mask=missing),
        ],
        schema=MAKERS["sentiment"].arrow,
    )
