"""What the frame shows: the values the filters offer, and the health line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from voc.dashboard.filters import DIMENSIONS, UNNAMED
from voc.dashboard.reads.base import At, cached, query, row


@dataclass(frozen=True)
class Choices:
    """What there is to choose: days covered, verbatims without a day, values by dimension (most frequent first), products by brand."""

    first: date | None
    last: date | None
    undated: int
    values: dict[str, tuple[str, ...]]
    products: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Health:
    """Rows in the publication: verbatims, those not scored yet, respondents, measures, quarantined rows."""

    verbatims: int
    unscored: int
    respondents: int
    measures: int
    quarantined: int
    last: date | None


@cached
def choices(at: At) -> Choices:
    """The values of every dimension over verbatims and respondents."""
    span = row(
        at,
        "SELECT min(day) AS first, max(day) AS last, count(*) FILTER (kind = 'v' AND day IS NULL) AS undated FROM"
        " (SELECT day, 'v' AS kind FROM verbatims UNION ALL SELECT day, 'r' FROM respondents)",
    )
    values = {dimension: _values(at, dimension) for dimension in DIMENSIONS}
    pairs = query(at, "SELECT DISTINCT brand, product FROM verbatims WHERE product IS NOT NULL ORDER BY ALL").to_pylist()
    products: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        brand = pair["brand"] or UNNAMED
        products[brand] = (*products.get(brand, ()), pair["product"])
    return Choices(span["first"], span["last"], span["undated"], values, products)


def _values(at: At, dimension: str) -> tuple[str, ...]:
    sides = f"SELECT {dimension} AS value FROM verbatims"
    if dimension != "source":
        sides += f" UNION ALL SELECT {dimension} FROM respondents"
    found = query(at, f"SELECT value, count(*) AS n FROM ({sides}) GROUP BY 1 ORDER BY 1 IS NULL, 2 DESC, 1").to_pylist()
    named = tuple(one["value"] for one in found if one["value"] is not None)
    return (*named, UNNAMED) if named and len(named) < len(found) else named


@cached
def health(at: At) -> Health:
    """Counts over the whole publication, whatever the filters."""
    counts = row(
        at,
        "SELECT (SELECT count(*) FROM verbatims) AS verbatims, (SELECT count(*) FROM respondents) AS respondents,"
        " (SELECT count(*) FROM measures) AS measures, (SELECT count(*) FROM quarantine) AS quarantined,"
        " (SELECT count(*) FROM verbatims ANTI JOIN sentiment_scores USING (verbatim_id)) AS unscored,"
        " (SELECT max(day) FROM (SELECT day FROM verbatims UNION ALL SELECT day FROM respondents)) AS last",
    )
    return Health(**counts)
