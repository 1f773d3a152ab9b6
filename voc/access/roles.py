"""The role table: pages, rights and needed limits of each role, and the names under which a login tells them."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from voc import resources
from voc.errors import VocError
from voc.settings import Settings
from voc.store.scope import RIGHTS

PAGES = (
    *("overview", "surveys", "survey-tables", "survey-planning", "coding", "causes", "channels", "service-quality"),
    *("word-of-mouth", "loyalty", "alerts", "verbatims", "closed-loop"),
    *("upload", "codeframe", "coefficients", "runs"),
)
LIMITS = ("brands", "regions", "departments")
TOLD = ("who", "name", "role", *LIMITS)
"""What a login tells of a person."""
_NUMBERS = {"small_groups": (0, 1000), "idle_minutes": (1, 24 * 60), "longest_hours": (1, 30 * 24)}
_TOP = (*_NUMBERS, "until_token_expires", "claims", "headers", "roles")
_ROLE = ("zh", "en", "pages", "rights", "needs", "also")


class RolesError(VocError):
    """A role table that cannot be used; names every mistake in it."""


@dataclass(frozen=True)
class Role:
    """A role: its names, what it may open and do, the limits its login must bring, and other names for it."""

    key: str
    zh: str
    en: str
    pages: frozenset[str]
    rights: frozenset[str]
    needs: tuple[str, ...] = ()
    also: frozenset[str] = frozenset()

    def said(self, lang: str) -> str:
        """Its name for the reader."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Access:
    """A role table that was checked. Times in seconds; `claims` and `headers` say under which name each of TOLD comes."""

    roles: Mapping[str, Role]
    claims: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    small: int = 5
    idle: float = 1800.0
    longest: float = 43200.0
    until_token_expires: bool = False
    source: str = ""

    def named(self, names: frozenset[str]) -> list[Role]:
        """The roles that a login means by these names."""
        return [role for role in self.roles.values() if role.key in names or role.also & names]


def roles_file(settings: Settings) -> Path:
    """VOC_ROLES, else roles.toml in the store's folder, else the one that is shipped."""
    named = os.environ.get("VOC_ROLES")
    if named:
        return Path(named).expanduser()
    own = settings.home / "roles.toml"
    return own if own.exists() else resources.path("lexicons", "roles.toml")


def load_access(settings: Settings) -> Access:
    """The role table in force; RolesError with every mistake in it."""
    path = roles_file(settings)
    try:
        text = path.read_text(encoding="utf-8")
        given = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RolesError(
            f"角色表 {path} 读不出来：{error}。请改正，或复制随附的 lexicons/roles.toml。",
            f"the role table {path} cannot be read: {error}. Mend it, or copy the shipped lexicons/roles.toml.",
        ) from error
    return read_access(given, str(path))


def read_access(given: Mapping[str, Any], source: str) -> Access:
    """The role table in `given`; RolesError with every mistake in it. Claims and headers that are left out keep the shipped names."""
    shipped = tomllib.loads(resources.path("lexicons", "roles.toml").read_text(encoding="utf-8"))
    wrong = _Mistakes()
    wrong.unknown("", given, _TOP)
    numbers = {name: _number(given.get(name, shipped[name]), name, bounds, wrong) for name, bounds in _NUMBERS.items()}
    ends = given.get("until_token_expires", False)
    if not isinstance(ends, bool):
        wrong.add("until_token_expires", f"应为 true 或 false，给的是 {ends!r}", f"must be true or false, not {ends!r}")
    names = {part: _names(given.get(part, {}), part, shipped[part], wrong) for part in ("claims", "headers")}
    tables = given.get("roles")
    if not isinstance(tables, Mapping) or not tables:
        wrong.add("roles", "至少要有一个角色", "there must be at least one role")
        tables = {}
    roles = {key: _role(str(key), table, wrong) for key, table in tables.items()}
    _told_apart(roles, wrong)
    wrong.raise_any(source)
    return Access(
        MappingProxyType(roles),
        MappingProxyType(names["claims"]),
        MappingProxyType(names["headers"]),
        small=int(numbers["small_groups"]),
        idle=numbers["idle_minutes"] * 60,
        longest=numbers["longest_hours"] * 3600,
        until_token_expires=bool(ends),
        source=source,
    )


class _Mistakes:
    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    def add(self, place: str, zh: str, en: str) -> None:
        self.found.append((place, zh, en))

    def unknown(self, place: str, given: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in given:
            if key not in known:
                self.add(f"{place}{key}", f"没有这一项，可用：{'、'.join(known)}", f"is not known; known: {', '.join(known)}")

    def raise_any(self, source: str) -> None:
        if self.found:
            zh = "；".join(f"{place} {text}" for place, text, _ in self.found)
            en = "; ".join(f"{place} {text}" for place, _, text in self.found)
            raise RolesError(f"角色表 {source} 有 {len(self.found)} 处要改：{zh}。", f"the role table {source} has mistakes: {en}.")


def _number(value: Any, name: str, bounds: tuple[int, int], wrong: _Mistakes) -> float:
    low, high = bounds
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        wrong.add(name, f"应在 {low} 到 {high} 之间，给的是 {value!r}", f"must lie between {low} and {high}, not {value!r}")
        return float(low)
    return float(value)


def _names(given: Any, part: str, shipped: Mapping[str, str], wrong: _Mistakes) -> dict[str, str]:
    if not isinstance(given, Mapping):
        wrong.add(part, "应为一节", "must be a table")
        return dict(shipped)
    wrong.unknown(f"{part}.", given, TOLD)
    for name, value in given.items():
        if not isinstance(value, str) or not value.strip():
            wrong.add(f"{part}.{name}", f"应为名称，给的是 {value!r}", f"must be a name, not {value!r}")
    return {**shipped, **{name: str(value) for name, value in given.items()}}


def _role(key: str, table: Any, wrong: _Mistakes) -> Role:
    place = f"roles.{key}"
    if not isinstance(table, Mapping):
        wrong.add(place, "应为一节", "must be a table")
        return Role(key, key, key, frozenset(), frozenset())
    wrong.unknown(f"{place}.", table, _ROLE)
    for name in ("zh", "en"):
        if not isinstance(table.get(name, key), str):
            wrong.add(f"{place}.{name}", "应为文字", "must be words")
    pages = _listed(table, place, "pages", PAGES, wrong)
    rights = _listed(table, place, "rights", RIGHTS, wrong)
    needs = _listed(table, place, "needs", LIMITS, wrong)
    also = _listed(table, place, "also", None, wrong)
    for name in ("pages", "rights"):
        if name not in table:
            wrong.add(f"{place}.{name}", "没有写；没有就写 []", "is missing; write [] for none")
    if "export" in rights and "verbatims" not in rights:
        wrong.add(f"{place}.rights", "有 export 就要有 verbatims", "has export without verbatims")
    return Role(key, str(table.get("zh", key)), str(table.get("en", key)), pages, rights, tuple(sorted(needs)), also)


def _listed(table: Mapping[str, Any], place: str, name: str, known: tuple[str, ...] | None, wrong: _Mistakes) -> frozenset[str]:
    given = table.get(name, [])
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        wrong.add(f"{place}.{name}", "应为名称的列表", "must be a list of names")
        return frozenset()
    for one in given:
        if known is not None and one not in known:
            wrong.add(f"{place}.{name}", f"没有“{one}”，可用：{'、'.join(known)}", f'has no "{one}"; known: {", ".join(known)}')
    return frozenset(given)


def _told_apart(roles: Mapping[str, Role], wrong: _Mistakes) -> None:
    """No name may mean two roles."""
    meant: dict[str, str] = {}
    for role in roles.values():
        for name in sorted({role.key, *role.also}):
            if name in meant:
                wrong.add(f"roles.{role.key}.also", f"“{name}”已指 {meant[name]}", f'"{name}" already means {meant[name]}')
            meant.setdefault(name, role.key)
