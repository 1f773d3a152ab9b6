"""Numbers as the reader writes them: "2.9 万", "31.4%", "+1.2 个百分点". None is a dash, never 0."""

from __future__ import annotations

from datetime import date

from voc.dashboard.words import say
from voc.survey.intervals import SUPPRESS_UNDER

MISSING = "—"


def count(n: float | None, lang: str) -> str:
    """A count; from 10,000 on in 万 and 亿 in Chinese, with separators in English."""
    if n is None:
        return MISSING
    if lang == "zh":
        for least, digits, unit in ((100_000_000, 2, "unit.hundred_million"), (10_000, 1, "unit.ten_thousand")):
            if round(abs(n)) >= least:
                return say(lang, unit, n=f"{n / least:,.{digits}f}")
    return f"{n:,.0f}"


def effective(base: float) -> str:
    """An effective base in whole answers; 29.8 is not the 30 that are asked for."""
    shown = round(base) if base >= SUPPRESS_UNDER - 1e-9 else min(round(base), int(SUPPRESS_UNDER) - 1)
    return f"{shown:,}"


def share(p: float | None, digits: int = 1) -> str:
    """A share of 1 as percent."""
    return MISSING if p is None else f"{p * 100:.{digits}f}%"


def share_range(low: float | None, high: float | None) -> str:
    """An interval of shares, one percent sign at the end of each bound."""
    return MISSING if low is None or high is None else f"{low * 100:.1f}%–{high * 100:.1f}%"


def number(x: float | None, digits: int = 1) -> str:
    """A plain number with separators; what rounds to nothing has no sign."""
    return MISSING if x is None else f"{x:z,.{digits}f}"


def number_range(low: float | None, high: float | None, digits: int = 1) -> str:
    """An interval of plain numbers."""
    if low is None or high is None:
        return MISSING
    return f"{low:z,.{digits}f}{' ~ ' if low < 0 else '–'}{high:z,.{digits}f}"


def bounded(
    value: float | None,
    low: float | None,
    high: float | None,
    digits: int = 1,
    *,
    scale: float = 1.0,
    unit: str = "",
    sign: bool = False,
) -> str:
    """A figure with its interval as cells of tables show it, `41.2% [38.6, 43.8]`: all times `scale`, the unit once, signs where asked for."""
    if value is None:
        return MISSING
    shape = f"{'+' if sign else ''}z,.{digits}f"
    ends = ", ".join(MISSING if one is None else format(one * scale, shape) for one in (low, high))
    return f"{format(value * scale, shape)}{unit} [{ends}]"


def share_bounded(value: float | None, low: float | None, high: float | None) -> str:
    """A share of 1 in percent with its interval, as cells of tables show it."""
    return bounded(value, low, high, scale=100.0, unit="%")


def points(difference: float, lang: str) -> str:
    """A difference of two shares in percentage points, with its sign."""
    return f"{difference * 100:+.1f} {say(lang, 'unit.points')}"


def is_level(text: str) -> bool:
    """Whether a signed number, as shown, rounds to nothing."""
    return not any(digit in text for digit in "123456789")


def day(given: date | None) -> str:
    """A day as 2026-01-31."""
    return MISSING if given is None else given.isoformat()
