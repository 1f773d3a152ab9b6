"""Everything known of one verbatim: the row, its scores, its turns, its case, its ratings, what else the customer said."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from voc.dashboard.reads.base import At, cached, query
from voc.dashboard.reads.verbatims import SCORED

TURNS = 300
"""Turns shown at most."""


@cached
def one_verbatim(at: At, verbatim: str) -> dict[str, Any] | None:
    """The verbatim with its scores and their evidence; None where the scope does not see it."""
    rows = query(
        at,
        "SELECT v.*, s.label, s.polarity, s.confidence, s.unscored, i.intent, i.escalation, i.want, i.want_class, i.want_need,"
        " i.service_level, i.staff_facet, c.cause, c.cause2, c.cause_confidence, t.topic,"
        " d.satisfaction, d.satisfaction_low, d.satisfaction_high, d.curve, d.codes, d.resolution, d.unresolved_sure, d.recovered,"
        " d.nth_contact, d.agent_share, d.silence, s.evidence AS sentiment_evidence, i.evidence AS intent_evidence, c.evidence AS cause_evidence,"
        " d.evidence AS call_evidence,"
        " e.evidence AS entity_evidence"
        f" FROM {SCORED} LEFT JOIN dialogue_scores d USING (verbatim_id) LEFT JOIN entity_scores e USING (verbatim_id)"
        " WHERE v.verbatim_id = ?",
        (verbatim,),
    ).to_pylist()
    return rows[0] if rows else None


@cached
def turns(at: At, verbatim: str) -> pa.Table:
    """speaker, start, text: the turns of a call in order."""
    return query(at, "SELECT speaker, start, text FROM utterances WHERE verbatim_id = ? ORDER BY turn", (verbatim,))


@cached
def case(at: At, case_id: str) -> dict[str, Any] | None:
    """The case of a complaint: status, times, reply, ratings."""
    rows = query(at, "SELECT * FROM cases WHERE case_id = ?", (case_id,)).to_pylist()
    return rows[0] if rows else None


@cached
def case_steps(at: At, case_id: str) -> pa.Table:
    """The way of the case through departments."""
    return query(
        at, 'SELECT step, department, team, received, "left", outcome FROM case_steps WHERE case_id = ? ORDER BY step', (case_id,)
    )


@cached
def ratings(at: At, respondent: str) -> pa.Table:
    """question, value, label: what the same person rated."""
    return query(
        at,
        "SELECT question, value, label FROM answers WHERE respondent_id = ? AND role IN ('csat', 'nps', 'ces', 'driver')"
        " AND (value IS NOT NULL OR label IS NOT NULL) ORDER BY role, question",
        (respondent,),
    )


@cached
def others(at: At, verbatim: str, customer: str) -> tuple[str, ...]:
    """Ids of the same customer's other verbatims, latest first."""
    rows = query(
        at,
        "SELECT verbatim_id FROM verbatims WHERE customer_key = ? AND verbatim_id <> ? ORDER BY day DESC NULLS LAST LIMIT 200",
        (customer, verbatim),
    )
    return tuple(rows["verbatim_id"].to_pylist())
