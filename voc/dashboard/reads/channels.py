"""Channels: satisfaction and negative share, self-service, hotline, users, contact mix; and whether the e-channel relieves the halls."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from voc.access.cells import shown
from voc.dashboard.reads.base import At, cached, hits, query, shielded
from voc.dashboard.reads.measured import aligned, everything, series
from voc.dashboard.reads.overview import answers_of, columns_of, weights_of
from voc.dashboard.reads.verbatims import LEVEL1, SCORED
from voc.errors import VocError
from voc.service.diversion import Campaign, Diversion, campaign, diversion
from voc.survey.intervals import Estimate, mean_index, wilson
from voc.survey.satisfaction import positions

SHOCKS = ("release", "outage", "fault")
"""Kinds of events that move halls and electronic channels at once without shifting demand for good."""


@dataclass(frozen=True)
class Channel:
    """One channel: mean satisfaction index (0-100) of its respondents, and the share negative of its verbatims."""

    name: str | None
    satisfaction: Estimate
    negative: Estimate


@dataclass(frozen=True)
class Ratio:
    """A ratio of two full counts over the filters, without an interval because nothing was sampled, and the one before; None: not given."""

    value: float | None
    base: float
    before: float | None


@dataclass(frozen=True)
class Event:
    """An event that may concern a region: its days and whether it is a campaign."""

    kind: str
    name: str
    first: date
    last: date | None
    brand: str | None
    region: str | None
    channel: str | None


@dataclass(frozen=True)
class Told:
    """A region's diversion and its campaigns; `refused` is (zh, en) where the figures cannot answer."""

    region: str | None
    found: Diversion | None
    refused: tuple[str, str] | None
    campaigns: tuple[tuple[Event, Campaign | None, tuple[str, str] | None], ...]


@cached
def satisfaction_by_channel(at: At) -> list[Channel]:
    """Channels by what their respondents say and what their verbatims sound like, largest first; those not given are left out."""
    where, values = at.filters.where()
    judged = query(
        at,
        f"SELECT v.channel, count(*) AS n, count(*) FILTER (s.label = 'neg') AS k FROM {SCORED}"
        f" WHERE s.label IS NOT NULL AND v.channel IS NOT NULL AND {where} GROUP BY 1",
        values,
    ).to_pylist()
    answers = answers_of(at, at.filters, "csat", ", r.channel")
    place = 100 * positions(*columns_of(answers))
    weights, names = weights_of(answers), answers["channel"].to_pylist()
    spoken = {row["channel"]: wilson(row["k"], row["n"]) for row in judged}
    known = {name for name in names if name is not None} | set(spoken)
    found = []
    for name in known:
        own = [at for at, one in enumerate(names) if one == name]
        index = mean_index(place[own], 0, 100, [weights[at] for at in own])
        found.append(Channel(name, index, spoken.get(name, wilson(0, 0))))
    found = shown(found, lambda one: (one.negative.base, hits(one.negative)), at.scope.small)
    found = shown(found, lambda one: (one.satisfaction.base,), at.scope.small)
    return sorted(found, key=lambda one: (-one.satisfaction.base - one.negative.base, one.name or ""))


@cached
def contact_mix(at: At) -> pa.Table:
    """Channel x level-1 cause: verbatims coded there (k), and the channel's coded verbatims in all (n)."""
    where, values = at.filters.where()
    found = query(
        at,
        f"SELECT v.channel, {LEVEL1} AS level1, count(*) AS k, sum(count(*)) OVER (PARTITION BY v.channel) AS n FROM {SCORED}"
        f" WHERE c.cause IS NOT NULL AND v.channel IS NOT NULL AND {where} GROUP BY 1, 2",
        values,
    )
    return shielded(at, found, ("k",), ("channel", "level1"))


@cached
def ratio(at: At, above: str, below: tuple[str, ...]) -> Ratio:
    """`above` over the sum of `below`, summed over the days that have all of them, now and in the period before."""
    value, base = _quotient(at, above, below)
    earlier = at.filters.previous()
    before = _quotient(replace(at, filters=earlier), above, below)[0] if earlier else None
    return Ratio(value, base, before)


def _quotient(at: At, above: str, below: tuple[str, ...]) -> tuple[float | None, float]:
    _, rows = aligned([series(at, name) for name in (above, *below)])
    whole = [[v for v in week if v is not None] for week in zip(*rows, strict=True) if None not in week]
    top, bottom = sum(week[0] for week in whole), sum(sum(week[1:]) for week in whole)
    return (top / bottom if bottom else None), bottom


@cached
def ratio_over_time(at: At, above: str, below: tuple[str, ...], by: str) -> pa.Table:
    """Rows day, group, value and base of the ratio in each period of the measures, over the filters and the period before."""
    wide = replace(at, filters=at.filters.with_previous())
    parts = [{(r["group"], r["day"]): r["value"] for r in series(wide, name, f"m.{by}").to_pylist()} for name in (above, *below)]
    rows = []
    for key in sorted(parts[0], key=lambda one: (one[0] or "", one[1])):
        values = [part.get(key) for part in parts]
        bases = [value for value in values[1:] if value is not None]
        if len(bases) == len(below) and sum(bases) > 0:
            rows.append({"day": key[1], "group": key[0], "value": parts[0][key] / sum(bases), "base": sum(bases)})
    schema = pa.schema([("day", pa.date32()), ("group", pa.string()), ("value", pa.float64()), ("base", pa.float64())])
    return pa.Table.from_pylist(rows, schema=schema)


@cached
def users(at: At) -> dict[str, tuple[date, float, float | None]]:
    """Registered and active users of the newest period under the filters: its day, the number, and that at the end of the span before."""
    found = {}
    earlier = at.filters.previous()
    for name in ("registered", "active"):
        rows = series(at, name).to_pylist()
        before = series(replace(at, filters=earlier), name).to_pylist() if earlier else []
        if rows:
            found[name] = (rows[-1]["day"], rows[-1]["value"], before[-1]["value"] if before else None)
    return found


@cached
def volumes(at: At, region: str | None) -> pa.Table:
    """All weeks there are, whatever the dates: day, hall and electronic volume of a region (NULL: all under the filters together)."""
    asked = (region,) if region else at.filters.region
    whole = everything(replace(at, filters=replace(at.filters, region=())))
    days, (hall, electronic) = aligned([_summed(series(whole, name, "m.region"), asked) for name in ("hall", "electronic")])
    return pa.table(
        {"day": pa.array(days, pa.date32()), "hall": pa.array(hall, pa.float64()), "electronic": pa.array(electronic, pa.float64())}
    )


def _summed(parts: pa.Table, groups: tuple[str, ...]) -> pa.Table:
    """day, value: summed over `groups`, or over all of them where there are none."""
    if groups:
        parts = parts.filter(pc.is_in(parts["group"], value_set=pa.array(groups, pa.string())))
    return parts.group_by("day").aggregate([("value", "sum")]).rename_columns({"value_sum": "value"})


@cached
def grain(at: At) -> str | None:
    """Length of the periods in which hall volumes are given; None where there are none."""
    rows = series(everything(at), "hall").slice(0, 1).to_pylist()
    return rows[0]["grain"] if rows else None


@cached
def regions(at: At) -> tuple[str, ...]:
    """Regions with hall volumes, largest first."""
    sums: dict[str, float] = {}
    for row in series(everything(at), "hall", "m.region").to_pylist():
        if row["group"] is not None:
            sums[row["group"]] = sums.get(row["group"], 0.0) + row["value"]
    return tuple(sorted(sums, key=lambda name: -sums[name]))


@cached
def events(at: At) -> list[Event]:
    """All events, whatever the dates, in order."""
    rows = query(at, 'SELECT kind, name, day, "end", brand, region, channel FROM events ORDER BY day, event_id').to_pylist()
    return [_event(at, row) for row in rows]


def _event(at: At, row: dict[str, object]) -> Event:
    end, day = row["end"], row["day"]
    last = (end - timedelta(microseconds=1)).astimezone(at.settings.zone).date() if isinstance(end, datetime) else None
    known = [None if row[name] is None else str(row[name]) for name in ("brand", "region", "channel")]
    first = day if isinstance(day, date) else date.min
    return Event(str(row["kind"]), str(row["name"]), first, last, *known)


def campaigns(at: At, region: str | None) -> list[Event]:
    """Campaigns of one region by name, and of no other brand than those chosen."""
    brands = at.filters.brand
    return [
        e for e in events(at) if e.kind == "campaign" and e.region == region and (not e.brand or not brands or e.brand in brands)
    ]


@cached
def told(at: At, region: str | None) -> Told:
    """What all weeks of a region say (NULL: all regions together).

    What moves halls everywhere (holidays above all) is taken out by the volumes of the other regions, outages and faulty releases by
    a column each.
    """
    table = volumes(at, region)
    days = table["day"].to_pylist()
    hall, electronic = table["hall"].to_pylist(), table["electronic"].to_pylist()
    shocks = [_touched(days, event) for event in events(at) if event.kind in SHOCKS and event.region in (None, region)]
    shocks += _elsewhere(at, region, days)
    judged: list[tuple[Event, Campaign | None, tuple[str, str] | None]] = []
    for one in campaigns(at, region) if region else []:
        after = [float(one.last is not None and day > one.last) for day in days]
        try:
            judged.append((one, campaign(hall, electronic, _weeks(days, one), [after, *shocks]), None))
        except VocError as error:
            judged.append((one, None, (error.zh, error.en)))
    try:
        found, refused = diversion(hall, electronic, shocks), None
    except VocError as error:
        found, refused = None, (error.zh, error.en)
    return Told(region, found, refused, tuple(judged))


def _elsewhere(at: At, region: str | None, days: list[date]) -> list[list[float]]:
    """Log hall and log electronic volume of the other regions in each week; nothing where there are none or a week is missing.

    Regions with a campaign of their own are no control, as long as another is left.
    """
    known = tuple(name for name in regions(replace(at, filters=replace(at.filters, region=()))) if name != region)
    busy = {event.region for event in events(at) if event.kind == "campaign"}
    others = tuple(name for name in known if name not in busy) or known
    if region is None or not others:
        return []
    wide = everything(at)
    table = volumes(replace(wide, filters=replace(wide.filters, region=others)), None)
    columns = []
    for name in ("hall", "electronic"):
        by_day = dict(zip(table["day"].to_pylist(), table[name].to_pylist(), strict=True))
        values = [by_day.get(day) or 0.0 for day in days]
        if min(values, default=0.0) <= 0:
            return []
        columns.append([math.log(value) for value in values])
    return columns


def _touched(days: list[date], event: Event) -> list[float]:
    return [float(touched) for touched in _weeks(days, event)]


def _weeks(days: list[date], event: Event) -> list[bool]:
    """Which weeks an event touches; one that is not said to have ended touches the week it began in (a campaign: all from then on)."""
    last = event.last or (date.max if event.kind == "campaign" else event.first)
    return [day + timedelta(days=6) >= event.first and day <= last for day in days]
