"""What a newcomer asks first: what got worse, what customers say of it, whom it hits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, cached
from voc.dashboard.reads.causes import causes
from voc.dashboard.reads.root_causes import whom
from voc.service.root_causes import Hit
from voc.survey.intervals import Estimate, benjamini_hochberg, two_proportions_z, wilson
from voc.survey.trend import Change, change

PLACES = ("region", "store", "brand", "product", "channel")
"""Segments by which verbatims can be listed, so that a finding has its verbatims."""


@dataclass(frozen=True)
class Finding:
    """A cause: how many negative verbatims name it, and its share of all judged verbatims now and before; `risen` beyond chance."""

    cause: str
    negative: int
    shown: Estimate
    change: Change
    risen: bool


@cached
def first_finding(at: At) -> Finding | None:
    """The cause whose share of negative verbatims rose most beyond chance (q < .05 over all causes), else the largest; None without any.

    Praise, questions and what is off topic are nobody's to mend: they are named only where there is nothing else.
    """
    shares = _shares(at, at.filters)
    now = {cause: one for cause, one in shares.items() if not cause.startswith("other.")} or shares
    if not now:
        return None
    previous = at.filters.previous()
    dated, before = _shares(at, at.filters.dated()), _shares(at, previous) if previous else {}
    base = next(iter(before.values())).base if before else 0
    moved = {cause: change(dated[cause], before.get(cause, wilson(0, base))) for cause in now if cause in dated}
    tests = [_rise(one) for one in moved.values()]
    known = dict(zip(moved, benjamini_hochberg(tests).tolist(), strict=True))
    risen = [cause for cause in moved if known[cause] < 0.05 and not moved[cause].holds]
    cause = max(risen, key=lambda one: moved[one].delta or 0.0) if risen else max(now, key=lambda one: now[one].value or 0.0)
    shown = now[cause]
    nothing = Change(shown, wilson(0, 0), None, None, None, holds=True)
    return Finding(cause, round((shown.value or 0.0) * shown.base), shown, moved.get(cause, nothing), bool(risen))


def _shares(at: At, filters: Filters) -> dict[str, Estimate]:
    """Per cause the share of its negative verbatims among all judged ones."""
    rows = causes(replace(at, filters=filters)).to_pylist()
    base = sum(row["n"] for row in rows)
    return {row["cause"]: wilson(row["k"], base) for row in rows if row["cause"] is not None and row["k"]}


def _rise(moved: Change) -> float:
    """How likely a rise as large is by chance, one-sided."""
    now, before = moved.now, moved.before
    if not before.base or now.value is None or before.value is None:
        return 1.0
    test = two_proportions_z(now.value, now.base, before.value, before.base)
    return test.p / 2 if test.z > 0 else 1.0


@cached
def hit_most(at: At, cause: str) -> Hit | None:
    """The segment that names the cause most often against all others, of those that can be listed; None where none stands out."""
    return next((one for one in whom(at, "c.cause = ?", (cause,)) if one.dimension in PLACES), None)
