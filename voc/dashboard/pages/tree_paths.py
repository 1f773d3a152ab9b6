"""Branches of the root-cause tree: brand, product, first level, code; their names, their verbatims, and the choice of one."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from voc.dashboard.filters import UNNAMED
from voc.dashboard.numbers import count
from voc.dashboard.reads.causes import cause_name, level_name
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.view import View

ROOT = "*"
Path = tuple[Any, ...]
"""Brand, product, first level, code: as many of them as are chosen, None for any, UNNAMED for one that was not given."""


def parts_of(row: dict[str, Any]) -> Path:
    """The branch of a row, all four parts."""
    return (row["brand"] or UNNAMED, row["product"] or UNNAMED, row["cause"].partition(".")[0], row["cause"])


def parent_of(path: Path) -> str:
    """The key of the tile above in the chart."""
    return "" if not path else "\x1f".join(path[:-1]) or ROOT


def label_of(view: View, path: Path) -> str:
    """The last part in the reader's words."""
    if not path:
        return view.say("causes.all")
    last = path[-1]
    if len(path) <= 2:
        return last or view.say("tree.unnamed")
    return level_name(last, view.lang) if len(path) == 3 else cause_name(last, view.lang)


def name_of(view: View, path: Path) -> str:
    """The whole path in the reader's words."""
    return " › ".join(label_of(view, path[: depth + 1]) for depth in range(len(path)) if path[depth] is not None) or view.say(
        "causes.all"
    )


def choose(view: View, rows: list[dict[str, Any]]) -> Path:
    """Four boxes, each offering what is left under those before it, by number of negative verbatims; works without the chart."""
    path: Path = ()
    columns = st.columns(4)
    for place, key in enumerate(("brand", "product", "level", "code")):
        offered: dict[str, int] = {}
        for row in rows:
            parts = parts_of(row)
            if all(a in (b, None) for a, b in zip(path, parts, strict=False)):
                offered[parts[place]] = offered.get(parts[place], 0) + row["k"]
        options = sorted(offered, key=lambda one: (-offered[one], one))
        if st.session_state.get(f"tree_{key}") not in options:
            st.session_state[f"tree_{key}"] = None
        with columns[place]:
            chosen = st.selectbox(
                view.say(f"tree.{key}"),
                options,
                index=None,
                format_func=partial(_counted, view, place, offered),
                key=f"tree_{key}",
                placeholder=view.say("tree.any"),
            )
        path = (*path, chosen)
    while path and path[-1] is None:
        path = path[:-1]
    return path


def _counted(view: View, place: int, offered: dict[str, int], value: str) -> str:
    return f"{option(view, place, value)} · {count(offered[value], view.lang)}"


def option(view: View, place: int, value: str) -> str:
    """A part in the reader's words by its place in the path."""
    if place < 2:
        return value or view.say("tree.unnamed")
    return level_name(value, view.lang) if place == 2 else cause_name(value, view.lang)


def within(path: Path, row: dict[str, Any]) -> bool:
    """Whether a row lies on the branch."""
    return all(a in (None, b) for a, b in zip(path, parts_of(row), strict=False))


def cause_of(path: Path) -> str | None:
    """The code, or the first level, at the end of the path."""
    return (path[3] if len(path) > 3 else None) or (path[2] if len(path) > 2 else None)


def pick_of(path: Path) -> Pick:
    """The negative verbatims of the branch."""
    brand, product, level, code = (*path, None, None, None, None)[:4]
    dimension = "product" if product else "brand" if brand is not None else None
    value = product or brand
    return Pick(negative=True, cause=code, level1=None if code else level, dimension=dimension, value=value)
