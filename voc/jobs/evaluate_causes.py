"""How well causes are coded: level 1, exact, with the secondary cause, what is left uncoded, and each code that is frequent enough."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voc.jobs.evaluation import Figure, share

LEAST = 10
"""Labels, or verbatims given a code, under which no figure of a code is told."""
SUREST = (0.95, 0.9, 0.85, 0.8, 0.7)
"""Shares of all verbatims, the surest first, that the risk-coverage curve is told at."""
PRECISE = 0.8
"""Precision for which the share left uncoded is told."""
_DRAWS, _SEED = 500, 20260101


def cause_figures(
    truth: Sequence[str], second: Sequence[str], given: Sequence[str], given2: Sequence[str], confidence: Sequence[float]
) -> list[Figure]:
    """Figures of labels (cause, secondary cause) against what the coder gave; "" is none. `confidence` is that in the primary cause."""
    level = [one.partition(".")[0] == other.partition(".")[0] for one, other in zip(truth, given, strict=True)]
    exact = [one == other for one, other in zip(truth, given, strict=True)]
    either = [bool({t, t2} & {g, g2} - {""}) for t, t2, g, g2 in zip(truth, second, given, given2, strict=True)]
    coded = [place for place, code in enumerate(given) if code]
    order = sorted(coded, key=lambda place: -confidence[place])
    return [
        share("level_1", level),
        share("exact", exact),
        share("primary_or_secondary", either),
        share("not_coded", [not code for code in given]),
        share("level_1_of_coded", [level[place] for place in coded]),
        share("exact_of_coded", [exact[place] for place in coded]),
        *(
            share(f"{name}_of_surest_{part:.0%}"[:-1], [hits[place] for place in order[: round(part * len(truth))]])
            for name, hits in (("level_1", level), ("exact", exact))
            for part in SUREST
        ),
        _left("level_1", [level[place] for place in order], len(truth)),
        _left("exact", [exact[place] for place in order], len(truth)),
        *_by_code(truth, given, exact),
    ]


def _left(name: str, hits: Sequence[bool], total: int) -> Figure:
    """The least share of `total` left uncoded so that the surest rest is right in PRECISE of all cases; `hits` the surest first."""
    told = f"left_uncoded_at_{PRECISE:.0%}_{name}".replace("%", "")
    if not hits:
        return Figure(told, None, total)
    # Rows are drawn again with their place in the order of confidence, and stay in it.
    places = np.random.default_rng(_SEED).integers(0, total, (_DRAWS, total))
    values = np.array([_least(np.asarray(hits)[np.sort(drawn[drawn < len(hits)])], total) for drawn in places])
    low, high = np.quantile(values, [0.025, 0.975])
    return Figure(told, _least(np.asarray(hits), total), total, float(low), float(high))


def _least(hits: np.typing.NDArray[np.bool_], total: int) -> float:
    right = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    enough = np.flatnonzero(right >= PRECISE)
    return 1 - (int(enough[-1]) + 1 if len(enough) else 0) / total


def _by_code(truth: Sequence[str], given: Sequence[str], exact: Sequence[bool]) -> list[Figure]:
    figures = []
    for name, side in (("recall", truth), ("precision", given)):
        for code in sorted(set(side) - {""}):
            rows = [place for place, one in enumerate(side) if one == code]
            if len(rows) >= LEAST:
                figures.append(share(f"{name} {code}", [exact[place] for place in rows]))
    return figures
