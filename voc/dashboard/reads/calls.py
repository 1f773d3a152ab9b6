"""Calls by what happened in them: open endings, no recovery, repeated contacts, team by team; answers that contradict; good answers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import pyarrow as pa

from voc.access.cells import shown
from voc.dashboard.reads.base import At, cached, hits, query
from voc.service.answers import Said, Share, contradictions, load_subjects
from voc.service.funnel import Funnel, funnel
from voc.survey.intervals import Estimate, wilson

What = Literal["unresolved", "unrecovered", "repeated", "waiting", "passing_on", "blame"]
WHATS: tuple[What, ...] = ("unresolved", "unrecovered", "repeated", "waiting", "passing_on", "blame")
DAYS = 30
"""Days before a call in which an earlier contact of the same customer on the same cause, in whatever source, makes it a repeated one."""
MANY = 3
_HITS: dict[What, str] = {
    "unresolved": "d.unresolved = 1",
    "unrecovered": "CASE WHEN d.low_polarity < 0 THEN d.recovered = 0 END",
    "repeated": (
        "CASE WHEN v.customer_key IS NOT NULL AND c.cause IS NOT NULL THEN EXISTS (SELECT 1 FROM verbatims w JOIN cause_scores x USING"
        " (verbatim_id) WHERE w.customer_key = v.customer_key AND x.cause = c.cause AND w.verbatim_id <> v.verbatim_id AND w.day <= v.day"
        f" AND w.day >= v.day - {DAYS} AND (w.day < v.day OR w.occurred_at < v.occurred_at)) END"
    ),
    "waiting": "d.waiting = 1",
    "passing_on": "d.agent_passing_on = 1",
    "blame": "d.agent_blame = 1",
}
_CALLS = "verbatims v JOIN dialogue_scores d USING (verbatim_id) LEFT JOIN cause_scores c USING (verbatim_id)"


@cached
def judged(at: At, what: What) -> pa.Table:
    """verbatim_id, team, hit: calls with both sides for which `what` can be told."""
    where, values = at.filters.where()
    return query(
        at,
        f"SELECT verbatim_id, team, hit FROM (SELECT v.verbatim_id, v.team, v.day, {_HITS[what]} AS hit FROM {_CALLS}"
        f" WHERE d.resolution IS NOT NULL AND {where}) WHERE hit IS NOT NULL ORDER BY day DESC",
        values,
    )


@cached
def share_of(at: At, what: What) -> Estimate:
    """Share of the calls that count as `what`."""
    found = judged(at, what)["hit"].to_pylist()
    return wilson(sum(found), len(found))


@cached
def ids_of(at: At, what: What) -> tuple[str, ...]:
    """The calls behind it, newest first."""
    return tuple(row["verbatim_id"] for row in judged(at, what).to_pylist() if row["hit"])


@cached
def funnel_of(at: At, what: What) -> Funnel:
    """Teams around their common share."""
    counts: dict[str, list[int]] = {}
    for row in judged(at, what).to_pylist():
        if row["team"] is not None:
            one = counts.setdefault(row["team"], [0, 0])
            one[0] += row["hit"]
            one[1] += 1
    names = sorted(counts)
    found = funnel(names, [counts[name][0] for name in names], [counts[name][1] for name in names])
    return replace(found, units=tuple(shown(list(found.units), lambda unit: (unit.share.base, hits(unit.share)), at.scope.small)))


@cached
def repeaters(at: At) -> list[dict[str, Any]]:
    """Customers with MANY or more contacts on one cause within DAYS days, over all sources: cause, contacts, sources, ids; most first."""
    where, values = at.filters.where()
    found: list[dict[str, Any]] = query(
        at,
        "WITH said AS (SELECT v.customer_key, c.cause, v.day, v.source, v.verbatim_id FROM verbatims v JOIN cause_scores c USING"
        f" (verbatim_id) WHERE v.customer_key IS NOT NULL AND c.cause IS NOT NULL AND {where}),"
        " near AS (SELECT *, count(*) OVER (PARTITION BY customer_key, cause ORDER BY day"
        f" RANGE BETWEEN CURRENT ROW AND INTERVAL {DAYS} DAY FOLLOWING) AS n FROM said),"
        " most AS (SELECT customer_key, cause, max(n) AS contacts, arg_max(day, n) AS first FROM near GROUP BY 1, 2)"
        " SELECT m.cause, m.contacts, m.first, string_agg(DISTINCT s.source, ' ') AS sources, list(s.verbatim_id ORDER BY s.day) AS ids"
        " FROM most m JOIN said s ON s.customer_key = m.customer_key AND s.cause = m.cause AND s.day >= m.first"
        f" AND s.day <= m.first + INTERVAL {DAYS} DAY WHERE m.contacts >= {MANY} GROUP BY m.customer_key, 1, 2, 3"
        " ORDER BY m.contacts DESC, m.first DESC LIMIT 200",
        values,
    ).to_pylist()
    return found


@cached
def answers(at: At) -> list[Share]:
    """What teams answered on the subjects of lexicons/answers.toml, month by month; opposites first."""
    where, values = at.filters.where()
    about = "|".join(load_subjects().words)
    rows = query(
        at,
        "SELECT v.verbatim_id, coalesce(v.team, '') AS team, strftime(v.day, '%Y-%m') AS month, list(u.speaker ORDER BY u.turn) AS who,"
        " list(u.text ORDER BY u.turn) AS said FROM verbatims v JOIN utterances u USING (verbatim_id)"
        f" WHERE v.source = 'transcript' AND v.day IS NOT NULL AND regexp_matches(v.text, ?) AND {where} GROUP BY 1, 2, 3",
        (about, *values),
    ).to_pylist()
    calls = [
        (r["verbatim_id"], r["team"], r["month"], [Said(*turn) for turn in zip(r["who"], r["said"], strict=True)]) for r in rows
    ]
    found = contradictions(calls)
    return shown(found, lambda one: (one.no.base, hits(one.no)), at.scope.small)


class GoodAnswer(NamedTuple):
    """What an agent said after which the customer recovered: the call, its cause, the words, and how far the customer rose."""

    verbatim_id: str
    cause: str | None
    text: str
    rise: float


@cached
def good_answers(at: At, words: str, number: int = 100) -> list[GoodAnswer]:
    """Explanations and solutions said between the lowest point and the end of calls that recovered and are settled, the largest rise first."""
    where, values = at.filters.where()
    rows = query(
        at,
        "SELECT v.verbatim_id, c.cause, d.curve, d.codes, d.end_polarity - d.low_polarity AS rise,"
        " (SELECT list(u.text ORDER BY u.turn) FROM utterances u WHERE u.verbatim_id = v.verbatim_id) AS said"
        f" FROM {_CALLS} WHERE d.recovered = 1 AND d.unresolved = 0 AND d.end_polarity > d.low_polarity AND {where} ORDER BY rise DESC LIMIT 2000",
        values,
    ).to_pylist()
    found: list[GoodAnswer] = []
    for row in rows:
        low = min(json.loads(row["curve"]), key=lambda point: point[1])[0]
        turns = {
            one["turn"] for one in json.loads(row["codes"]) if one["code"] in ("solution", "explanation") and one["turn"] > low
        }
        for turn in sorted(turns)[:2]:
            text = row["said"][turn - 1]
            if all(word in text for word in words.split()):
                found.append(GoodAnswer(row["verbatim_id"], row["cause"], text, row["rise"]))
    return found[:number]
