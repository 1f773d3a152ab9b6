"""Cells of tables: a figure with interval and base, a star where the base is small, words where it is too small to be shown."""

from __future__ import annotations

from voc.dashboard import numbers
from voc.dashboard.view import View
from voc.survey.intervals import Estimate, quality


def figured(view: View, found: Estimate, digits: int = 1, factor: float = 1.0, unit: str = "") -> str:
    """A figure times `factor` with its interval and base; a dash where nothing was counted or the figure is not reached."""
    if not found.base:
        return numbers.MISSING
    if quality(found) == "suppressed":
        return view.say("service_quality.too_few", n=numbers.effective(found.effective_base))
    if found.value is None:
        return numbers.MISSING
    star = "*" if quality(found) == "low" else ""
    return f"{numbers.bounded(found.value, found.low, found.high, digits, scale=factor, unit=unit + star)} · {found.base:,}"


def shared(view: View, found: Estimate) -> str:
    """A share in per cent."""
    return figured(view, found, 1, 100.0, "%")
