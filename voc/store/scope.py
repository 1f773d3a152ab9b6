"""Who may see what. Every read takes a Scope, and the limit is part of the SQL, never a filter afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voc.schema import MAKERS, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RIGHTS = ("verbatims", "export", "quarantine", "upload", "act", "settings", "audit", "erase", "runs")
"""What a role may do beyond seeing figures: read customers' words, take them away, see refused rows, add files, work the closed loop,
change codeframe, coefficients and dictionary, read the audit log, erase, see runs."""

OWN = frozenset({"verbatims", "respondents", "cases", "measures"})
PARENT = {
    "answers": ("respondents", "respondent_id"),
    "utterances": ("verbatims", "verbatim_id"),
    "case_steps": ("cases", "case_id"),
} | {scores.name: ("verbatims", "verbatim_id") for scores in MAKERS.values()}
"""Tables limited through their parent: the table, the column both share."""

SHARED = frozenset({"events"})
"""Tables in which a row without a value concerns everybody: an outage that names no brand is an outage for each of them. Events belong
to no department, so that a limit on departments hides none."""

WORDS = {
    "verbatims": {"text": "", "external_id": ""},
    "utterances": {"text": ""},
    "cases": {"reply": "", "external_id": ""},
    "respondents": {"external_id": ""},
    "answers": {"label": "role IN ('open', 'other')"},
} | {scores.name: {"evidence": ""} for scores in MAKERS.values()}
"""Columns that hold customers' words or lead to them outside: NULL without the right to verbatims, where the condition holds ("": always)."""


@dataclass(frozen=True)
class Scope:
    """A role, what it may do, and the brands, regions and departments it may see. None means no limit; a row without a value is never inside one.

    `who` names the person for the audit log; scopes that differ in nothing else are equal, so that they share readers and caches.
    Groups of fewer than `small` are not shown (see voc/access/cells.py); 0 shows all.
    """

    role: str
    brands: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    departments: frozenset[str] | None = None
    rights: frozenset[str] | None = None
    small: int = 0
    who: str = field(default="local", compare=False)

    def __post_init__(self) -> None:
        for name in ("brands", "regions", "departments", "rights"):
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

    def may(self, right: str) -> bool:
        """Whether the role has `right`, one of RIGHTS."""
        if right not in RIGHTS:
            raise ValueError(f"no right {right!r}; known: {', '.join(RIGHTS)}")
        return self.rights is None or right in self.rights

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

    def holds(self, **values: str | None) -> bool:
        """Whether something of that brand, region and department lies inside; what is not named lies inside no limit."""
        return all(values.get(column) in names for column, names in self._limits())

    def restrict(self, table: str, relation: Callable[[str], str]) -> str:
        """SELECT of what this scope sees of `table`; `relation(name)` is the SQL of a whole table."""
        inside = self._rows(table, relation)
        hidden = {} if self.may("verbatims") else WORDS.get(table, {})
        if not hidden:
            return inside
        parts = [
            f"CASE WHEN {when} THEN NULL ELSE {name} END AS {name}" if when else f"NULL::VARCHAR AS {name}"
            for name, when in hidden.items()
        ]
        return f"SELECT * REPLACE ({', '.join(parts)}) FROM ({inside})"

    def _rows(self, table: str, relation: Callable[[str], str]) -> str:
        whole = relation(table)
        if table == "quarantine":
            allowed = self.may("quarantine") and not self.limited
            return f"SELECT * FROM ({whole}) WHERE {'TRUE' if allowed else 'FALSE'}"
        if table in OWN | SHARED:
            return f"SELECT * FROM ({whole}) WHERE {self.condition(table)}"
        if not self.limited:
            return whole
        if table in PARENT:
            parent, key = PARENT[table]
            own = f"SELECT {key} FROM ({relation(parent)}) WHERE {self.condition(parent)}"
            return f"SELECT * FROM ({whole}) WHERE {key} IN ({own})"
        if table == "topics":
            # The topics of a model are made of everybody's words: those that some verbatim inside falls to, without the count of all.
            own = f"SELECT topic FROM ({self._rows('topic_scores', relation)})"
            return f"SELECT * REPLACE (NULL::DOUBLE AS documents) FROM ({whole}) WHERE topic IN ({own})"
        if table == "dictionary":
            return f"SELECT * FROM ({whole}) WHERE {self._entries(whole)}"
        raise ValueError(f"no limit is known for the table {table}")

    def _entries(self, whole: str) -> str:
        """Entries of the dictionary that stand under a limited brand, region or department; kinds without a limit are seen whole."""
        parts = ["TRUE"]
        for top, names in (("brand", self.brands), ("region", self.regions), ("department", self.departments)):
            if names is not None:
                kinds = f"({', '.join(map(quote, _BELOW[top]))})"
                parts.append(f"(kind NOT IN {kinds} OR entry_id IN ({_under(whole, top, kinds, names)}))")
        return " AND ".join(parts)


_BELOW = {"brand": ("brand", "tier", "product"), "region": ("region", "store"), "department": ("department", "team")}
"""Kinds of the dictionary that fall under each limit."""


def _under(whole: str, top: str, kinds: str, names: frozenset[str]) -> str:
    """Ids of the entries of `kinds` that are one of `names` or, at any depth, stand under one."""
    return (
        f"WITH RECURSIVE own AS (SELECT entry_id, name FROM ({whole}) WHERE kind = '{top}' AND {_among('name', names)}"
        f" UNION SELECT d.entry_id, d.name FROM ({whole}) d JOIN own ON d.parent = own.name WHERE d.kind IN {kinds})"
        " SELECT entry_id FROM own"
    )


def _among(column: str, names: frozenset[str]) -> str:
    return f"{column} IN ({', '.join(map(quote, sorted(names)))})" if names else "FALSE"


def quote(text: str) -> str:
    """`text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
