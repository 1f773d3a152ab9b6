"""The headline figures of a survey and of its parts: base, satisfaction index, top-2-box, NPS, effort, loyalty; and its drivers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from voc.survey.crosstab import column_letters, letter
from voc.survey.drivers import Drivers, drivers
from voc.survey.importance import Asymmetry, penalty_reward
from voc.survey.intervals import Estimate, Floats, kish_deff, margin_of_error, mean_index, n_eff, share
from voc.survey.loyalty import Loyalty, Part, loyalty
from voc.survey.panel import Panel, groups
from voc.survey.questions import scored
from voc.survey.satisfaction import nps_of

MEASURES = ("satisfaction", "top", "nps", "ces", "loyalty", "secure")
COMPARED = ("satisfaction", "top", "nps")
MOST_GROUPS = 26


@dataclass(frozen=True)
class Headline:
    """Respondents with their effective base, and a figure for each of MEASURES (value None where nobody is asked).

    Satisfaction, effort and loyalty are indices of 0-100, top and secure shares of 1, NPS is -100 to 100.
    """

    base: int
    effective_base: float
    deff: float
    margin: float | None
    figures: Mapping[str, Estimate]
    incomplete_loyalty: int


@dataclass(frozen=True)
class Segment:
    """A group of respondents in a table: its letter, figures, and for each of COMPARED the letters of the groups it lies above."""

    value: str | None
    letter: str
    headline: Headline
    above: Mapping[str, str]


def headline(panel: Panel) -> Headline:
    """The figures of all respondents of `panel`; answers off their scale count as missing."""
    asked, w = panel.purposes, panel.weights
    effective = n_eff(w)
    known = _loyalty(panel)
    figures = {
        "satisfaction": _index(panel.of(panel.place, asked.outcome), w),
        "top": share(panel.of(panel.top, asked.outcome), w),
        "nps": nps_of(panel.of(panel.of_ten, asked.nps), w),
        "ces": _index(panel.of(panel.place, asked.ces), w),
        "loyalty": known.index if known else _index(panel.of(panel.place, None), w),
        "secure": known.secure if known else share(panel.of(panel.place, None), w),
    }
    margin = margin_of_error(0.5, effective) if effective else None
    return Headline(len(panel), effective, kish_deff(w) if len(w) else math.nan, margin, figures, known.left_out if known else 0)


def _index(place: Floats, w: Floats) -> Estimate:
    return mean_index(100 * np.clip(place, 0, 1), 0, 100, w)


def _loyalty(panel: Panel) -> Loyalty | None:
    """None where fewer than two of repurchase, recommendation and tolerance are asked: one question is no index."""
    parts = {part: Part(panel.of(panel.place, name), 0, 1) for part, name in panel.purposes.loyalty}
    if len(parts) < 2:
        return None
    found = loyalty(parts, panel.weights)
    tops = np.array([panel.of(panel.top, name) for _, name in panel.purposes.loyalty])
    secure = np.where(np.isfinite(tops).all(axis=0), (tops == 1).all(axis=0).astype(float), math.nan)
    return Loyalty(found.index, share(secure, panel.weights), found.parts, found.left_out)


def segments(panel: Panel, column: str) -> tuple[list[Segment], int]:
    """The figures of each value of a column, the largest first, with letters over the whole table; and how many more there are.

    Respondents without a value are shown last and not compared.
    """
    found = groups(panel.respondents[column].to_pylist())
    shown = found[:MOST_GROUPS]
    figures = [headline(panel.where(rows)) for _, rows in shown]
    named = [place for place, (value, _) in enumerate(shown) if value is not None]
    marks = column_letters([[figures[place].figures[measure] for place in named] for measure in COMPARED])
    rows = []
    for place, (value, _) in enumerate(shown):
        above = (
            {m: marks[at][named.index(place)] for at, m in enumerate(COMPARED)}
            if value is not None
            else dict.fromkeys(COMPARED, "")
        )
        rows.append(Segment(value, letter(named.index(place)) if value is not None else "", figures[place], above))
    return rows, len(found) - len(shown)


def key_drivers(panel: Panel, outcome: str, resamples: int = 300) -> tuple[Drivers, dict[str, Asymmetry]]:
    """What moves `outcome`, and whether each driver punishes or rewards (points of the outcome's 0-100 index)."""
    names = [name for name in panel.purposes.drivers if name != outcome]
    columns = {name: panel.of(panel.place, name) for name in names}
    target = panel.of(panel.place, outcome)
    found = drivers(target, columns, panel.weights, resamples=resamples)
    used = {name for one in found.single for name in one.names}
    asymmetry = penalty_reward(100 * target, {name: columns[name] for name in names if name in used}, panel.weights) if used else {}
    return found, asymmetry


def antecedents(panel: Panel, outcome: str) -> Drivers | None:
    """How satisfaction splits over needs, past experience and word of mouth of others; None where fewer than two are asked."""
    rated = {one.name for one in panel.questions}
    asked = {
        part: panel.of(panel.place, name) if name in rated else _floats(scored(name, panel.respondents[name].to_pylist()))
        for part, name in panel.purposes.antecedents
    }
    return drivers(panel.of(panel.place, outcome), asked, panel.weights) if asked else None


def _floats(values: list[float | None]) -> Floats:
    return np.array([math.nan if value is None else value for value in values], dtype=float)
