"""What labels of causes are worth: held-back labels coded before and after learning, by hits and by proper scores of the chances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voc.causes import Coder
from voc.causes.coder import FLOOR
from voc.jobs.train import Compared
from voc.text.documents import Documents, prepare

_DRAWS, _SEED = 2_000, 20260101
HITS = ("exact", "level_1", "primary_or_secondary")
Floats = npt.NDArray[np.float64]


class Labels(NamedTuple):
    """Texts with their cause and, "" where there is none, their secondary cause."""

    texts: list[str]
    causes: list[str]
    seconds: list[str]

    def rows(self, kept: npt.NDArray[np.int64]) -> Labels:
        """Those of these numbers."""
        return Labels(*([column[row] for row in kept.tolist()] for column in self))


def told_by(coder: Coder, labels: Labels) -> dict[str, Floats]:
    """Of each text: hits (0 or 1), the log of the chance given to the true cause, and the Brier score, sum over codes (0 best, 2 worst)."""
    docs = prepare(labels.texts)
    table = coder.score([str(number) for number in range(len(labels.texts))], docs)
    pairs = zip(labels.causes, labels.seconds, table["cause"].to_pylist(), table["cause2"].to_pylist(), strict=True)
    found = [_hits(*pair) for pair in pairs]
    hits = np.array(found, np.float64).reshape(-1, len(HITS)).T
    return {**dict(zip(HITS, hits, strict=True)), **proper_scores(coder, docs, labels.causes)}


def proper_scores(coder: Coder, docs: Documents, causes: Sequence[str]) -> dict[str, Floats]:
    """Of each text: the log of the chance given to its cause (a finer code is asked for as the one it refines), and the Brier score over all codes."""
    refined, place, chances = coder.codeframe.by_id, {code: number for number, code in enumerate(coder.ids)}, coder.chances(docs)
    truth = np.array([place[refined[code].refines or code] for code in causes], np.int64)
    true = chances[np.arange(len(truth)), truth]
    return {"log_score": np.log(true + FLOOR), "brier": (chances**2).sum(axis=1) - 2 * true + 1}


def _hits(cause: str, second: str, given: str | None, given2: str | None) -> tuple[bool, bool, bool]:
    level = given is not None and cause.partition(".")[0] == given.partition(".")[0]
    return cause == given, level, bool(({cause, second} - {""}) & {given, given2})


def compared(before: dict[str, Floats], rounds: Sequence[dict[str, Floats]]) -> list[Compared]:
    """Means before and after; the interval of the difference by a bootstrap over texts, each the mean of its rounds."""
    size = len(before["exact"])
    rows = np.random.default_rng(_SEED).integers(0, size, (_DRAWS, size))
    figures = []
    for name, was in before.items():
        now = np.mean([one[name] for one in rounds], axis=0)
        low, high = np.quantile((now - was)[rows].mean(axis=1), [0.025, 0.975])
        figures.append(Compared(name, float(was.mean()), float(now.mean()), float(low), float(high), size))
    return figures


def better(figures: Sequence[Compared]) -> bool:
    """Whether more causes are right with the interval of the gain above 0; or more are right, not fewer first levels, and the chances better
    with their interval: hits alone need many labels to tell so.
    """
    exact, level, score = ({figure.name: figure for figure in figures}[name] for name in ("exact", "level_1", "log_score"))
    return exact.low > 0 or (score.low > 0 and exact.after > exact.before and level.after >= level.before)
