"""What the store holds and how it came there: whole publication, whatever the filters."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from voc.dashboard.reads.base import At, cached, open_store, query, shielded
from voc.schema import MAKERS, TABLES
from voc.store.ledger import Publication

LONG, LEAST, ALIKE = 20, 5, 60
"""Texts of at least LONG characters that begin with the same ALIKE characters at least LEAST times are shown as repeated."""
SHOWN = 20


def publication(at: At) -> Publication:
    """The publication that is shown."""
    return open_store(at.settings).ledger.publication(at.publication)


def runs(at: At, limit: int = 50) -> list[dict[str, Any]]:
    """Latest runs from the ledger, newest first; read anew each time."""
    return open_store(at.settings).ledger.runs(limit)


@cached
def by_source(at: At) -> pa.Table:
    """Per source: n, first and last day, undated, shares with customer, brand, product, region, channel (and read ones), negative uncoded."""
    found = query(
        at,
        "SELECT v.source, count(*) AS n, min(v.day) AS first, max(v.day) AS last, count(*) - count(v.day) AS undated,"
        " avg((v.customer_key IS NOT NULL)::INT) AS customer, avg((v.brand IS NOT NULL)::INT) AS brand,"
        " avg((v.brand_from = 'read')::INT) AS brand_read, avg((v.product IS NOT NULL)::INT) AS product,"
        " avg((v.product_from = 'read')::INT) AS product_read, avg((v.region IS NOT NULL)::INT) AS region,"
        " avg((v.channel IS NOT NULL)::INT) AS channel,"
        " avg((c.cause IS NULL)::INT) FILTER (s.label = 'neg') AS uncoded"
        " FROM verbatims v LEFT JOIN sentiment_scores s USING (verbatim_id) LEFT JOIN cause_scores c USING (verbatim_id)"
        " GROUP BY 1 ORDER BY 2 DESC",
    )
    return shielded(at, found, ("n",))


@cached
def table_rows(at: At) -> pa.Table:
    """name, rows: of every contract table but the scores."""
    scores = {table.name for table in MAKERS.values()}
    parts = [f"SELECT '{name}' AS name, count(*) AS rows FROM {name}" for name in TABLES if name not in scores]
    return query(at, " UNION ALL ".join(parts))


@cached
def progress(at: At) -> pa.Table:
    """maker, version, scored and not scored: of the makers the publication shows."""
    shown = publication(at).makers
    rows = [
        {
            "maker": maker,
            "version": version,
            **query(
                at,
                f"SELECT (SELECT count(*) FROM {MAKERS[maker].name}) AS scored,"
                f" (SELECT count(*) FROM verbatims ANTI JOIN {MAKERS[maker].name} USING (verbatim_id)) AS left",
            ).to_pylist()[0],
        }
        for maker, version in shown.items()
    ]
    schema = pa.schema([("maker", pa.string()), ("version", pa.string()), ("scored", pa.int64()), ("left", pa.int64())])
    return pa.Table.from_pylist(rows, schema=schema)


@cached
def copies(at: At) -> pa.Table:
    """Text (its beginning), times, people, first, last: texts that stand in the store again and again, the most frequent first."""
    return query(
        at,
        f"SELECT left(text, {ALIKE}) AS text, count(*) AS times, nullif(count(DISTINCT customer_key), 0) AS people, min(day) AS first,"
        f" max(day) AS last FROM verbatims WHERE length(text) >= {LONG} GROUP BY 1 HAVING count(*) >= {LEAST}"
        f" ORDER BY 2 DESC, 1 LIMIT {SHOWN}",
    )


@cached
def quarantine(at: At) -> pa.Table:
    """Rows in quarantine that the scope may see."""
    return query(at, 'SELECT source_file, source_row, "column", reason, given FROM quarantine ORDER BY source_file, source_row')
