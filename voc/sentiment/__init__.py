"""Polarity of what customers say, with the spans that speak for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from voc.errors import VocError
from voc.settings import SCORERS, SEGMENTERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from voc.text.documents import Documents


class Scorer(Protocol):
    """Scores texts: one row per id, in order, by contract "sentiment_scores"; nothing to score is NULL."""

    @property
    def name(self) -> str:
        """The key of voc.schema.MAKERS."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever a score may change."""
        ...

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """The scores of `docs`."""
        ...

    def polarity(self, docs: Documents) -> npt.NDArray[np.float64]:
        """The polarity alone, NaN where there is nothing to score."""
        ...


def load(scorer: str = "linear", segmenter: str = "rjieba", trained: Path | None = None) -> Scorer:
    """The scorer called `scorer`: "linear" (n-grams and lexicon, shipped or trained here), "snownlp" (SnowNLP itself) or "snownlp-fast".

    The last is SnowNLP's classifier on the words of `segmenter`; to the others it makes no difference: n-grams need no words, and SnowNLP cuts its own.
    """
    for name, value, known in (("scorer", scorer, SCORERS), ("segmenter", segmenter, SEGMENTERS)):
        if value not in known:
            choices = ", ".join(known)
            raise VocError(f"{name} 给的是 {value!r}，可选：{choices}。", f"{name} is {value!r}; known: {choices}.")
    if scorer != "linear":
        from voc.sentiment.snownlp_scorer import SnowScorer

        return SnowScorer(segmenter if scorer == "snownlp-fast" else None)
    from voc.sentiment.blend import load_blend

    return load_blend(trained)
