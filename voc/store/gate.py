"""What a query may name: contract tables and its own common table expressions, in one SELECT. No files, no catalog, no settings."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from voc.errors import StoreError
from voc.schema import TABLES
from voc.store.scan import shared

if TYPE_CHECKING:
    from collections.abc import Iterator

_FUNCTIONS = frozenset({"range", "generate_series", "unnest", "json_each"})


@lru_cache(maxsize=1024)
def named(sql: str) -> frozenset[str]:
    """The contract tables `sql` reads; StoreError where it reads anything else or is not one SELECT."""
    cursor = shared().cursor()
    try:
        rows = cursor.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()
    finally:
        cursor.close()
    tree = json.loads(rows[0][0])
    if tree.get("error"):
        raise _refused(str(tree.get("error_message")))
    if len(tree["statements"]) != 1:
        raise _refused("one SELECT at a time")
    nodes = list(_nodes(tree))
    own = {str(entry["key"]).lower() for node in nodes for entry in node.get("cte_map", {}).get("map", [])}
    found = set()
    for node in nodes:
        if node.get("type") == "TABLE_FUNCTION" and node["function"]["function_name"].lower() not in _FUNCTIONS:
            raise _refused(f"{node['function']['function_name']}() is not allowed")
        if node.get("type") == "BASE_TABLE":
            name = ".".join(node["qualified_name"]["path"]).lower()
            if name in TABLES:
                found.add(name)
            elif name not in own:
                raise _refused(f"no table {name}")
    return frozenset(found)


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)


def _refused(why: str) -> StoreError:
    known = ", ".join(TABLES)
    return StoreError(
        f"这条查询不能执行：{why}。只能用一条 SELECT 查询这些表：{known}。",
        f"This query cannot run: {why}. It must be one SELECT over these tables: {known}.",
    )
