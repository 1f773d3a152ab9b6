"""The store behind the pages: one open store per process, one reader per publication and scope, cached reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

import pyarrow as pa
import streamlit as st

from voc.access.cells import shown_crossed
from voc.dashboard.filters import Filters
from voc.settings import Settings
from voc.store import Reader, Scope, Store
from voc.survey.intervals import Estimate

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class At:
    """Everything a read depends on; the key of every cache."""

    settings: Settings
    publication: int
    scope: Scope
    filters: Filters


@st.cache_resource(show_spinner=False, hash_funcs={Settings: repr})
def open_store(settings: Settings) -> Store:
    """The store of `settings`, opened once and made where there is none; VocError where it does not open."""
    return Store.open(settings, create=True)


_closed: dict[Settings, int] = {}


def newest(settings: Settings) -> int:
    """The newest publication. After an erasure everything read before is forgotten, so that no session goes on showing it."""
    store = open_store(settings)
    number, floor = store.publication().id, store.ledger.floor
    if _closed.setdefault(settings, floor) != floor:
        _closed[settings] = floor
        st.cache_data.clear()
    return number


def reader(at: At) -> Reader:
    """The reader of the publication and scope of `at`."""
    return open_store(at.settings).reader(at.scope, at.publication)


def query(at: At, sql: str, params: tuple[object, ...] = ()) -> pa.Table:
    """Rows of `sql` in the publication and scope of `at`."""
    return reader(at).query(sql, params)


def shielded(at: At, rows: pa.Table, counts: tuple[str, ...], by: tuple[str, str] | None = None) -> pa.Table:
    """Rows of groups without those too small for the scope; `counts` are the counts shown, whole before part, `by` both ways of a crosstab."""
    if not at.scope.small or not rows.num_rows:
        return rows
    records = rows.select([*counts, *(by or ())]).to_pylist()
    numbered = list(enumerate(records))

    def given(one: tuple[int, dict[str, Any]]) -> list[int]:
        return [int(one[1][name] or 0) for name in counts]

    def place(one: tuple[int, dict[str, Any]]) -> tuple[object, object]:
        return (one[1][by[0]], one[1][by[1]]) if by else (one[0], "")

    kept = shown_crossed(numbered, place, given, at.scope.small)
    return rows.take(pa.array([number for number, _ in kept], pa.int64()))


def hits(share: Estimate) -> int:
    """How many of its base a share counts; 0 where it has no value."""
    return round((share.value or 0.0) * share.base)


def row(at: At, sql: str, params: tuple[object, ...] = ()) -> dict[str, Any]:
    """The first row of `sql`."""
    found: dict[str, Any] = query(at, sql, params).slice(0, 1).to_pylist()[0]
    return found


@lru_cache(maxsize=4096)
def _depends(at: At) -> str:
    """What a read depends on, said once for all who may see the same; as one text, since Streamlit walks through anything else each time."""
    scope = replace(at.scope, who="")
    limits = tuple(
        None if names is None else tuple(sorted(names)) for names in (scope.brands, scope.regions, scope.departments, scope.rights)
    )
    return repr((at.settings, at.publication, scope.role, limits, scope.small, at.filters))


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Keeps the tables and figures that `function` reads, an hour at most."""
    keep: Any = st.cache_data(ttl="1h", max_entries=400, show_spinner=False, hash_funcs={At: _depends})
    kept: Callable[P, R] = keep(function)
    return kept


def cached_figure(function: Callable[P, R]) -> Callable[P, R]:
    """Keeps the chart that `function` draws, its words made harmless, and shares it between sessions: read only."""
    from voc.dashboard.plain import harmless

    @wraps(function)
    def drawn(*args: P.args, **options: P.kwargs) -> Any:
        made: Any = function(*args, **options)
        return made if made is None else harmless(made)

    keep: Any = st.cache_resource(ttl="1h", max_entries=200, show_spinner=False, hash_funcs={At: _depends})
    kept: Callable[P, R] = keep(drawn)
    return kept
