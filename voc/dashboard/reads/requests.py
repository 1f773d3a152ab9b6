"""What customers ask for: suggestions and demands by product, thing asked for, class of service and need."""

from __future__ import annotations

import pyarrow as pa

from voc.dashboard.reads.base import At, cached, query, shielded
from voc.dashboard.reads.verbatims import SCORED


@cached
def requests(at: At) -> pa.Table:
    """Product (NULL: none named), want, want_class, want_need, n verbatims, of these `negative`, and `base`: all requests on that product."""
    where, values = at.filters.where()
    found = query(
        at,
        "SELECT v.product, i.want, i.want_class, i.want_need, count(*) AS n, count(*) FILTER (s.label = 'neg') AS negative,"
        " sum(count(*)) OVER (PARTITION BY v.product)::BIGINT AS base"
        f" FROM {SCORED} WHERE {where} AND i.want IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY n DESC, 1, 2, 3, 4",
        values,
    )
    return shielded(at, found, ("n", "negative", "base"))


@cached
def facets(at: At) -> pa.Table:
    """Facets of staff in verbatims coded to a service cause: staff_facet, n, of these negative."""
    where, values = at.filters.where()
    found = query(
        at,
        "SELECT i.staff_facet, count(*) AS n, count(*) FILTER (s.label = 'neg') AS negative"
        f" FROM {SCORED} WHERE {where} AND i.staff_facet IS NOT NULL AND (c.cause LIKE 'service.%' OR c.cause2 LIKE 'service.%')"
        " GROUP BY 1 ORDER BY n DESC, 1",
        values,
    )
    return shielded(at, found, ("n", "negative"))


@cached
def levels(at: At) -> pa.Table:
    """Service level met, of the verbatims whose words say it: service_level, n."""
    where, values = at.filters.where()
    found = query(
        at,
        f"SELECT i.service_level, count(*) AS n FROM {SCORED} WHERE {where} AND i.service_level IS NOT NULL GROUP BY 1 ORDER BY 1",
        values,
    )
    return shielded(at, found, ("n",))
