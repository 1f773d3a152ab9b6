"""The verbatims behind a number: every figure on a page names its `Pick`, and the same pick lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from voc.dashboard.filters import UNNAMED
from voc.dashboard.reads.base import At, cached, query, row

SCORED = (
    "verbatims v LEFT JOIN sentiment_scores s USING (verbatim_id) LEFT JOIN intent_scores i USING (verbatim_id)"
    " LEFT JOIN cause_scores c USING (verbatim_id) LEFT JOIN topic_scores t USING (verbatim_id)"
)
LEVEL1 = "split_part(c.cause, '.', 1)"
SHOWN = 200
DOWNLOADED = 20_000
UNCODED = "-"
LEAVING = "(i.escalation IN ('churn', 'both') OR c.cause = 'ordering.port_out')"
REASON = "CASE WHEN c.cause = 'ordering.port_out' THEN coalesce(c.cause2, c.cause) ELSE c.cause END"
"""Why somebody speaks of leaving: the cause, or the second one where the first is the leaving itself."""


@dataclass(frozen=True)
class Pick:
    """Which of the filtered verbatims: all conditions that are set hold. `cause` "-" means not coded; `rated` is csat or nps;
    `places` are dimensions and values that hold together.

    `ids`, `cases` and `respondents` name verbatims, cases or respondents one by one; `unasked` leaves survey answers out,
    `leaving` keeps who speaks of leaving, `reason` is why. All of
    the `words`, parted by blanks, must stand in the text.
    """

    negative: bool = False
    judged: bool = False
    escalated: bool = False
    rated: str | None = None
    cause: str | None = None
    level1: str | None = None
    topic: str | None = None
    words: str = ""
    dimension: str | None = None
    value: str | None = None
    places: tuple[tuple[str, str], ...] = ()
    first: date | None = None
    last: date | None = None
    label: str | None = None
    intent: str | None = None
    want: str | None = None
    want_class: str | None = None
    want_need: str | None = None
    ids: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    respondents: tuple[str, ...] = ()
    unasked: bool = False
    leaving: bool = False
    reason: str | None = None
    cluster: str | None = None

    def where(self) -> tuple[str, tuple[object, ...]]:
        """The pick as an SQL condition over `SCORED`, and its parameters."""
        parts = [
            ("s.label = 'neg'" if self.negative else "", None),
            ("s.label IS NOT NULL" if self.judged else "", None),
            ("i.escalation <> 'none'" if self.escalated else "", None),
            ("c.cause IS NULL" if self.cause == UNCODED else "", None),
            ("c.cause = ?", self.cause if self.cause != UNCODED else None),
            (f"{LEVEL1} = ?", self.level1),
            ("t.topic = ?", self.topic),
            *[("contains(lower(v.text), lower(?))", word) for word in self.words.split()],
            ("v.respondent_id IN (SELECT respondent_id FROM answers WHERE role = ? AND value IS NOT NULL)", self.rated),
            ("s.label = ?", self.label),
            ("i.intent = ?", self.intent),
            ("i.want = ?", self.want),
            ("i.want_class = ?", self.want_class),
            ("i.want_need = ?", self.want_need),
            ("v.verbatim_id IN (SELECT unnest(?))", list(self.ids) or None),
            ("v.case_id IN (SELECT unnest(?))", list(self.cases) or None),
            ("v.respondent_id IN (SELECT unnest(?))", list(self.respondents) or None),
            ("v.source <> 'survey'" if self.unasked else "", None),
            (LEAVING if self.leaving else "", None),
            (f"{REASON} IS NULL" if self.reason == UNCODED else "", None),
            (f"{REASON} = ?", self.reason if self.reason != UNCODED else None),
            ("v.cluster = ?", self.cluster),
            *[(f"v.{name} = ?", value) for name, value in self.places],
            ("v.day >= ?", self.first),
            ("v.day <= ?", self.last),
            (f"v.{self.dimension} = ?", self.value if self.dimension and self.value != UNNAMED else None),
            (f"v.{self.dimension} IS NULL" if self.dimension and self.value == UNNAMED else "", None),
        ]
        asked = [(condition, value) for condition, value in parts if condition and ("?" not in condition or value is not None)]
        return " AND ".join(condition for condition, _ in asked) or "TRUE", tuple(v for _, v in asked if v is not None)


@cached
def number_of(at: At, pick: Pick) -> int:
    """How many verbatims fit."""
    (filtered, values), (picked, given) = at.filters.where(), pick.where()
    return int(row(at, f"SELECT count(*) AS n FROM {SCORED} WHERE {filtered} AND {picked}", (*values, *given))["n"])


@cached
def verbatims(at: At, pick: Pick, limit: int = SHOWN) -> pa.Table:
    """At most `limit` of them: the most negative first for a pick of negatives, the most typical for a topic, else the latest first."""
    (filtered, values), (picked, given) = at.filters.where(), pick.where()
    order = "s.polarity, v.day DESC NULLS LAST" if pick.negative or pick.rated else "v.day DESC NULLS LAST"
    if pick.topic:
        order = f"round(t.topic_weight, 2) DESC, {order}"
    return query(
        at,
        "SELECT v.verbatim_id, v.day, v.text, s.label, s.polarity, c.cause, c.cause2, i.escalation, v.source, v.channel, v.brand, v.product, t.topic,"
        " s.evidence AS feeling, c.evidence AS grounds, v.source_file, v.source_row"
        f" FROM {SCORED} WHERE {filtered} AND {picked} ORDER BY {order}, v.verbatim_id LIMIT {int(limit)}",
        (*values, *given),
    )
