"""How well causes are coded: level 1, exact, with the secondary cause, what is left uncoded, and each code that is frequent enough."""

from __future__ import annotations

from collections.abc import Sequence

from voc.jobs.evaluation import Figure, share

LEAST = 10
"""Labels, or verbatims given a code, under which no figure of a code is told."""
COVERED = 0.85


def cause_figures(
    truth: Sequence[str], second: Sequence[str], given: Sequence[str], given2: Sequence[str], confidence: Sequence[float]
) -> list[Figure]:
    """Figures of labels (cause, secondary cause) against what the coder gave; "" is none. `confidence` is that in the primary cause."""
    level = [one.partition(".")[0] == other.partition(".")[0] for one, other in zip(truth, given, strict=True)]
    exact = [one == other for one, other in zip(truth, given, strict=True)]
    either = [bool({t, t2} & {g, g2} - {""}) for t, t2, g, g2 in zip(truth, second, given, given2, strict=True)]
    coded = [place for place, code in enumerate(given) if code]
    surest = sorted(coded, key=lambda place: -confidence[place])[: round(COVERED * len(truth))]
    return [
        share("level_1", level),
        share("exact", exact),
        share("primary_or_secondary", either),
        share("not_coded", [not code for code in given]),
        share("level_1_of_coded", [level[place] for place in coded]),
        share("exact_of_coded", [exact[place] for place in coded]),
        share("level_1_of_surest_85", [level[place] for place in surest]),
        share("exact_of_surest_85", [exact[place] for place in surest]),
        *_by_code(truth, given, exact),
    ]


def _by_code(truth: Sequence[str], given: Sequence[str], exact: Sequence[bool]) -> list[Figure]:
    figures = []
    for name, side in (("recall", truth), ("precision", given)):
        for code in sorted(set(side) - {""}):
            rows = [place for place, one in enumerate(side) if one == code]
            if len(rows) >= LEAST:
                figures.append(share(f"{name} {code}", [exact[place] for place in rows]))
    return figures
