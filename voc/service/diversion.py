"""Does the electronic channel relieve the halls? Log volumes with trend, season and autocorrelated errors; new demand is not shifted demand.

A correlation of the two volumes themselves finds a relief in nearly every pair of series that merely trend, so it is not offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from voc.errors import VocError
from voc.service.gls import Fit, glsar
from voc.survey.intervals import Estimate, Floats, Numbers

FEWEST_WEEKS = 60
"""Whole weeks in a row under which trend, season and diversion cannot be told apart."""
LAGS = 2
YEAR = 365.2425 / 7
MATTERS = 0.1
"""Elasticity that is a relief worth the name: a tenth more electronic volume takes a hundredth off the halls."""
METHOD = "gls"

Verdict = Literal["relieves", "none", "grows", "unclear"]


class Refused(VocError):
    """A question the figures given cannot answer."""


@dataclass(frozen=True)
class Diversion:
    """Percent by which hall and total volume change per percent of electronic volume, over lags 0 to 2 together and one by one."""

    hall: Estimate
    total: Estimate
    lags: tuple[Estimate, ...]
    rho: float
    weeks: int
    verdict: Verdict


@dataclass(frozen=True)
class Campaign:
    """What a campaign moved, as log ratios (0.1 is some 10 %) against the trend, season and other events: each with its interval."""

    electronic: Estimate
    hall: Estimate
    total: Estimate
    weeks: int
    verdict: Verdict


def diversion(
    hall: Numbers, electronic: Numbers, controls: Sequence[Numbers] = (), *, method: str = METHOD, level: float = 0.95
) -> Diversion:
    """The elasticity of weekly hall volume to electronic volume; `controls` are columns of what else moved them, such as an outage.

    Weeks are consecutive; where one is missing the longest run of whole weeks is used. Refused where that is under 60 weeks, or
    where electronic volume does not vary beyond trend and season.
    """
    if method != METHOD:
        raise Refused(
            f"不提供“{method}”：两个都有趋势的序列，直接求相关几乎总会“看到”分流，即使并不存在；只提供 {METHOD}。",
            f"{method!r} is not offered: two series that both trend nearly always correlate, relief or not; only {METHOD!r} is.",
        )
    h, e, extra, weeks = _run(hall, electronic, controls)
    log_e = np.log(e)
    rows = np.arange(LAGS, len(h))
    shifted = np.column_stack([log_e[rows - lag] for lag in range(LAGS + 1)])
    base = np.column_stack([_season(weeks)[rows], _varied(extra[rows])])
    _check_variation(shifted[:, 0], base)
    x = np.column_stack([base, shifted])
    at = np.zeros(x.shape[1])
    at[-(LAGS + 1) :] = 1
    fit = glsar(np.log(h)[rows], x)
    total = glsar(np.log(h + e)[rows], x)
    singles = []
    for lag in range(LAGS + 1):
        one = np.zeros_like(at)
        one[base.shape[1] + lag] = 1
        singles.append(_estimate(fit, one, level))
    found = _estimate(fit, at, level)
    return Diversion(found, _estimate(total, at, level), tuple(singles), fit.rho, len(rows), verdict_of(found, MATTERS))


def campaign(
    hall: Numbers, electronic: Numbers, during: Sequence[bool], controls: Sequence[Numbers] = (), *, level: float = 0.95
) -> Campaign:
    """By how much the weeks marked in `during` lie above or below trend and season: electronic, hall and total volume."""
    step = np.array(during, dtype=float)
    h, e, extra, weeks = _run(hall, electronic, [step, *controls])
    if not 0 < extra[:, 0].sum() < len(h):
        raise Refused(
            "活动期以外没有可比较的周，或活动不在数据期内。", "no week outside the campaign to compare with, or none inside it."
        )
    x = np.column_stack([_season(weeks), _varied(extra[:, 1:]), extra[:, 0]])
    at = np.zeros(x.shape[1])
    at[-1] = 1
    lifted, halls, total = (_estimate(glsar(np.log(y), x), at, level) for y in (e, h, h + e))
    return Campaign(lifted, halls, total, int(extra[:, 0].sum()), _relief(lifted, halls))


def verdict_of(elasticity: Estimate, matters: float) -> Verdict:
    """What an elasticity says: relieves (surely below 0), none (surely no relief of `matters`), grows (surely above 0), unclear."""
    if elasticity.value is None or elasticity.low is None or elasticity.high is None:
        return "unclear"
    if elasticity.high < 0:
        return "relieves"
    if elasticity.low > 0:
        return "grows"
    return "none" if elasticity.low > -matters else "unclear"


def _relief(electronic: Estimate, hall: Estimate) -> Verdict:
    """Halls against what the campaign brought: a campaign that moved no electronic volume cannot be judged by the halls."""
    if electronic.low is None or electronic.low <= 0 or electronic.value is None:
        return "unclear"
    return verdict_of(hall, MATTERS * electronic.value)


def _run(hall: Numbers, electronic: Numbers, controls: Sequence[Numbers]) -> tuple[Floats, Floats, Floats, Floats]:
    """The longest run of weeks in which all is given: both volumes, the controls, and the numbers of the weeks."""
    h, e = _floats(hall), _floats(electronic)
    extra = np.column_stack([_floats(column) for column in controls]) if controls else np.zeros((len(h), 0))
    if not len(h) == len(e) == len(extra):
        raise Refused(f"周数不一致：{len(h)} 与 {len(e)}。", f"numbers of weeks differ: {len(h)} and {len(e)}.")
    first, last = _longest((h > 0) & (e > 0) & np.isfinite(extra).all(axis=1))
    if last - first < FEWEST_WEEKS:
        raise Refused(
            f"连续完整的周只有 {last - first} 个，少于 {FEWEST_WEEKS} 周：趋势、季节与分流分不开，不作判断。",
            f"only {last - first} whole weeks in a row, fewer than {FEWEST_WEEKS}: trend, season and diversion cannot be told apart.",
        )
    return h[first:last], e[first:last], extra[first:last], np.arange(first, last, dtype=float)


def _varied(columns: Floats) -> Floats:
    """The columns that are not the same all along: a control that never happened in the run says nothing."""
    return columns[:, np.ptp(columns, axis=0) > 0]


def _floats(values: Numbers) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _longest(whole: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[int, int]:
    best, first = (0, 0), None
    for place, fine in enumerate([*whole.tolist(), False]):
        if fine and first is None:
            first = place
        elif not fine and first is not None:
            best, first = max(best, (first, place), key=lambda run: run[1] - run[0]), None
    return best


def _season(weeks: Floats) -> Floats:
    """Constant, trend, and two harmonics of the year."""
    turn = 2 * np.pi * weeks / YEAR
    middle = (weeks - weeks.mean()) / len(weeks)
    waves = [wave(order * turn) for order in (1, 2) for wave in (np.sin, np.cos)]
    return np.column_stack([np.ones_like(weeks), middle, *waves])


def _check_variation(log_e: Floats, base: Floats) -> None:
    left = log_e - base @ np.linalg.lstsq(base, log_e, rcond=None)[0]
    if float(left.std()) < 1e-6:
        raise Refused(
            "电子渠道业务量除趋势与季节外没有变化，看不出它对厅台的影响。",
            "electronic volume does not vary beyond trend and season, so nothing can be said of its effect.",
        )


def _estimate(fit: Fit, at: Floats, level: float) -> Estimate:
    value, low, high, se = fit.combined(at, level)
    return Estimate(value, low, high, fit.rows, float(fit.rows), "glsar", se)
