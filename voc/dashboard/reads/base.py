"""The store behind the pages: one open store per process, one reader per publication and scope, cached reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import pyarrow as pa
import streamlit as st

from voc.dashboard.filters import Filters
from voc.settings import Settings
from voc.store import Reader, Scope, Store

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class At:
    """Everything a read depends on; the key of every cache."""

    settings: Settings
    publication: int
    scope: Scope
    filters: Filters


@st.cache_resource(show_spinner=False)
def open_store(settings: Settings) -> Store:
    """The store of `settings`, opened once and made where there is none; VocError where it does not open."""
    return Store.open(settings, create=True)


def reader(at: At) -> Reader:
    """The reader of the publication and scope of `at`."""
    return open_store(at.settings).reader(at.scope, at.publication)


def query(at: At, sql: str, params: tuple[object, ...] = ()) -> pa.Table:
    """Rows of `sql` in the publication and scope of `at`."""
    return reader(at).query(sql, params)


def row(at: At, sql: str, params: tuple[object, ...] = ()) -> dict[str, Any]:
    """The first row of `sql`."""
    found: dict[str, Any] = query(at, sql, params).slice(0, 1).to_pylist()[0]
    return found


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Keeps the tables and figures that `function` reads, an hour at most."""
    keep: Any = st.cache_data(ttl="1h", max_entries=400, show_spinner=False)
    kept: Callable[P, R] = keep(function)
    return kept


def cached_figure(function: Callable[P, R]) -> Callable[P, R]:
    """Keeps the chart that `function` draws and shares it between sessions: read only."""
    keep: Any = st.cache_resource(ttl="1h", max_entries=200, show_spinner=False)
    kept: Callable[P, R] = keep(function)
    return kept
