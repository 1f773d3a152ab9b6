"""Who may see what. Every read takes a Scope, and the limit is part of the SQL, never a filter afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voc.schema import MAKERS, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

QUARANTINE_ROLES = frozenset({"researcher", "administrator", "scheduler"})
"""Roles that may see rows as they were given; these rows carry no brand, so a limited scope sees none of them."""

OWN = frozenset({"verbatims", "respondents", "cases", "measures"})
PARENT = {
    "answers": ("respondents", "respondent_id"),
    "utterances": ("verbatims", "verbatim_id"),
    "case_steps": ("cases", "case_id"),
} | {scores.name: ("verbatims", "verbatim_id") for scores in MAKERS.values()}
"""Tables limited through their parent: the table, the column both share."""

SHARED = frozenset({"events"})
"""Tables in which a row without a value concerns everybody: an outage that names no brand is an outage for each of them. Events belong
to no department, so that a limit on departments hides none. The dictionary holds names only and is never limited."""


@dataclass(frozen=True)
class Scope:
    """A role and the brands, regions and departments it may see. None means no limit; a row without a value is never inside one."""

    role: str
    brands: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    departments: frozenset[str] | None = None

    def __post_init__(self) -> None:
        for name in ("brands", "regions", "departments"):
            given: Iterable[str] | None = getattr(self, name)
            if isinstance(given, str):
                raise TypeError(f"{name} is a set of names, not one name: {given!r}")
            object.__setattr__(self, name, None if given is None else frozenset(given))

    @classmethod
    def everything(cls, role: str = "administrator") -> Scope:
        """No limit."""
        return cls(role)

    @property
    def limited(self) -> bool:
        """Whether any of brand, region and department is limited."""
        return any(True for _ in self._limits())

    def _limits(self) -> Iterable[tuple[str, frozenset[str]]]:
        for column, names in (("brand", self.brands), ("region", self.regions), ("department", self.departments)):
            if names is not None:
                yield column, names

    def condition(self, table: str) -> str:
        """SQL over the table's own columns. A limit on a column the table lacks leaves no row: none is known to be inside."""
        present = {column.name for column in TABLES[table].columns}
        if table in SHARED:
            limits = [(column, names) for column, names in self._limits() if column in present]
            return " AND ".join(f"({column} IS NULL OR {_among(column, names)})" for column, names in limits) or "TRUE"
        parts = [_among(column, names) if column in present else "FALSE" for column, names in self._limits()]
        return " AND ".join(parts) or "TRUE"

    def restrict(self, table: str, relation: Callable[[str], str]) -> str:
        """SELECT of what this scope sees of `table`; `relation(name)` is the SQL of a whole table."""
        if table == "quarantine":
            allowed = self.role in QUARANTINE_ROLES and not self.limited
            return f"SELECT * FROM ({relation(table)}) WHERE {'TRUE' if allowed else 'FALSE'}"
        if table in OWN | SHARED:
            return f"SELECT * FROM ({relation(table)}) WHERE {self.condition(table)}"
        if table in PARENT and self.limited:
            parent, key = PARENT[table]
            inside = f"SELECT {key} FROM ({relation(parent)}) WHERE {self.condition(parent)}"
            return f"SELECT * FROM ({relation(table)}) WHERE {key} IN ({inside})"
        return relation(table)


def _among(column: str, names: frozenset[str]) -> str:
    return f"{column} IN ({', '.join(map(quote, sorted(names)))})" if names else "FALSE"


def quote(text: str) -> str:
    """`text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
