"""What each column of a file means: proposed from headers and values, overridden by a TOML file."""

from __future__ import annotations

import difflib
import json
import math
import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voc.errors import InputError, MappingError
from voc.intake.headers import normal
from voc.schema import ROLES, SOURCES, SPEAKERS

_ENDS = ("[低, 高]（两个数字）", "[low, high], two numbers")
IGNORE, ANSWER, TEXT = "ignore", "answer", "text"
SHARED = [
    "id",
    "customer",
    "occurred_at",
    "mode",
    "channel",
    "touchpoint",
    "brand",
    "tier",
    "product",
    "region",
    "competitor",
    "store",
    "staff",
    "team",
    "outsourced",
    "department",
    "age",
    "occupation",
    "education",
    "spend",
    "customer_type",
    "reach",
    "likes",
]
FIELDS: dict[str, tuple[str, ...]] = {
    "social": (*SHARED, "text", "title"),
    "complaint": (
        *SHARED,
        *[
            "text",
            "title",
            "case",
            "opened",
            "promised_at",
            "first_response",
            "resolved",
            "status",
            "reopened",
            "rating_before",
            "rating_after",
            "noted_cause",
            "first_department",
            "reply",
        ],
    ),
    "transcript": (*SHARED, "turns", "speaker", "start", "end"),
    "survey": (
        *[
            "id",
            "customer",
            "occurred_at",
            "mode",
            "channel",
            "touchpoint",
            "brand",
            "tier",
            "product",
            "region",
            "store",
            "age",
            "occupation",
            "education",
            "spend",
            "customer_type",
        ],
        *("weight", "wave", "population", ANSWER),
    ),
    "measures": (*["period", "measure", "value", "unit", "brand", "tier", "product", "channel", "region", "competitor", "item"],),
    "steps": ("case", "step", "department", "team", "staff", "received", "left", "outcome"),
    "events": (*["id", "kind", "name", "start", "end", "brand", "tier", "product", "channel", "region", "store", "cause", "note"],),
    "dictionary": ("kind", "name", "parent", "synonyms", "valid_from", "valid_until"),
}
"""Fields of each source, as mapping files name them."""
REPEATABLE = {source: {TEXT} if TEXT in fields else {ANSWER} if ANSWER in fields else set() for source, fields in FIELDS.items()}
"""Fields that several columns may give."""
REQUIRED = {
    "social": (TEXT,),
    "complaint": (TEXT,),
    "transcript": ("turns",),
    "survey": (ANSWER,),
    "measures": ("period", "measure", "value"),
    "steps": ("case",),
    "events": ("kind", "name", "start"),
    "dictionary": ("kind", "name"),
}
"""Fields without which a file cannot be read as that source."""


@dataclass(frozen=True)
class Target:
    """What a column means: a field; for survey answers the role, the scale, the values that stand for no answer, and the set that a
    checkbox belongs to (`of`; "set" in mapping files).
    """

    field: str
    role: str | None = None
    scale: tuple[float, float] | None = None
    missing: tuple[float, ...] = ()
    of: str | None = None

    def plain(self) -> str | dict[str, Any]:
        """As it stands in a mapping file."""
        if self.role is None and self.scale is None and not self.missing:
            return self.field
        options: dict[str, Any] = {
            "field": self.field,
            "role": self.role,
            "scale": self.scale,
            "missing": self.missing,
            "set": self.of,
        }
        return {name: list(value) if isinstance(value, tuple) else value for name, value in options.items() if value}


@dataclass(frozen=True)
class Mapping:
    """Column -> Target, values that hold for the whole file (`constants`: wave = "2026Q1"), and the sheet of a workbook."""

    columns: Dictionary[str, Target] = field(default_factory=dict)
    source: str | None = None
    constants: Dictionary[str, str] = field(default_factory=dict)
    sheet: str | None = None
    speakers: Dictionary[str, str] = field(default_factory=dict)
    """What calls name their speakers (a channel, A, SPEAKER_01) -> agent, customer, other or unknown."""

    def fields(self) -> dict[str, str]:
        """Column -> field, or role for answers, of the columns that are used."""
        return {name: target.role or target.field for name, target in self.columns.items() if target.field != IGNORE}

    def to_toml(self) -> str:
        """As a mapping file; `load_mapping` reads it back unchanged."""
        lines = [
            f"{name} = {_quoted(value)}" for name, value in (("source", self.source), ("sheet", self.sheet)) if value is not None
        ]
        if self.constants:
            lines += ["", "[constants]", *(f"{name} = {_quoted(value)}" for name, value in self.constants.items())]
        if self.speakers:
            lines += ["", "[speakers]", *(f"{_quoted(label)} = {_quoted(role)}" for label, role in self.speakers.items())]
        lines += ["", "[columns]"]
        lines += [f"{_quoted(name)} = {_toml(target.plain())}" for name, target in self.columns.items()]
        return "\n".join(lines).lstrip("\n") + "\n"


def load_mapping(path: Path) -> Mapping:
    """A mapping file: [columns] "header" = "field" or {field, role, scale, missing}; MappingError where it cannot be read."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(
            f"无法打开映射文件 {path}（{error.strerror}）。", f"mapping file {path} cannot be opened ({error.strerror})."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MappingError(
            f"映射文件 {path.name} 不是有效的 UTF-8 TOML：{error}。中文列名要加双引号。",
            f"mapping file {path.name} is not valid UTF-8 TOML: {error}. Quote headers that are not plain ASCII.",
        ) from error
    return read_mapping(given, path.name)


def read_mapping(given: dict[str, Any], name: str) -> Mapping:
    """A mapping from the contents of a mapping file; MappingError names what is wrong."""
    _refuse_unknown(name, "", given, ("source", "sheet", "columns", "constants", "speakers"))
    source, sheet = _text(name, "source", given.get("source")), _text(name, "sheet", given.get("sheet"))
    if source is not None:
        _refuse_unknown(name, "source", [source], SOURCES)
    columns, constants = given.get("columns", {}), given.get("constants", {})
    if not isinstance(columns, dict) or not isinstance(constants, dict):
        raise MappingError(
            f"映射文件 {name} 的 columns 和 constants 应为表。", f"columns and constants of the mapping file {name} must be tables."
        )
    for field_, value in constants.items():
        if isinstance(value, (list, dict)):
            raise _mistyped(name, field_, value, "一个值", "one value")
    return Mapping(
        {str(header): _target(name, str(header), value) for header, value in columns.items()},
        source,
        {str(field_): str(value) for field_, value in constants.items()},
        sheet,
        _speakers(name, given.get("speakers", {})),
    )


def _speakers(name: str, given: object) -> dict[str, str]:
    if not isinstance(given, dict) or not all(isinstance(role, str) for role in given.values()):
        raise _mistyped(name, "speakers", given, '表，例如 "0" = "agent"', 'a table, such as "0" = "agent"')
    _refuse_unknown(name, "speakers", given.values(), SPEAKERS)
    return {str(label): role for label, role in given.items()}


def check(mapping: Mapping, columns: Iterable[str], source: str, *, complete: bool = True) -> None:
    """MappingError where a mapping names columns or fields that do not exist, one field twice, or lacks what the source needs."""
    headers = list(columns)
    _refuse_unknown("", "columns", mapping.columns, headers)
    fields = (*FIELDS[source], IGNORE)
    _refuse_unknown("", "fields", [target.field for target in mapping.columns.values()], fields)
    _refuse_unknown("", "constants", mapping.constants, [name for name in FIELDS[source] if name not in (ANSWER, TEXT, "turns")])
    _refuse_unknown("", "role", [target.role for target in mapping.columns.values() if target.role], ROLES)
    by_field: dict[str, list[str]] = {}
    for header, target in mapping.columns.items():
        by_field.setdefault(target.field, []).append(header)
    for name, named in by_field.items():
        if len(named) > 1 and name not in REPEATABLE[source] | {IGNORE}:
            both = ", ".join(named)
            raise MappingError(
                f"字段 {name} 对应了多列：{both}。请只留一列，其余写 ignore。",
                f"field {name} is given by several columns: {both}. Keep one and set the others to ignore.",
            )
    if complete:
        _check_required(by_field, mapping, headers, source)


def _check_required(by_field: dict[str, list[str]], mapping: Mapping, headers: list[str], source: str) -> None:
    if "speaker" in by_field and "id" not in by_field and source == "transcript":
        raise MappingError(
            "每行一句话的通话文件需要通话编号列，才能把同一通话的各句合在一起。请用映射文件把该列标为 id。",
            'a file with one row per turn needs a column with the number of the call. Mark it as "id" in a mapping file.',
        )
    needed = [name for name in REQUIRED[source] if name not in by_field and name not in mapping.constants]
    if source == "complaint" and needed == [TEXT] and by_field.keys() & {"case", "title"}:
        needed = []
    if not needed:
        return
    wanted, given = ", ".join(needed), ", ".join(headers[:60])
    raise MappingError(
        f"作为 {source} 读取缺少 {wanted} 列。文件中的列：{given}。请检查 --source，或用映射文件说明，例如 [columns] {_quoted(headers[0])} = {_quoted(needed[0])}。",
        f"reading this as {source} needs a column for {wanted}. Columns of the file: {given}. Check --source, or name it in a mapping "
        f"file, such as [columns] {_quoted(headers[0])} = {_quoted(needed[0])}.",
    )


def _refuse_unknown(file: str, what: str, given: Iterable[str], known: Iterable[str]) -> None:
    choices = list(known)
    unknown = [name for name in given if name not in choices]
    if not unknown:
        return
    close = {normal(choice): choice for choice in choices}
    near = [close[found] for name in unknown for found in difflib.get_close_matches(normal(name), close, n=3, cutoff=0.5)]
    where = f"映射文件 {file} 的 {what}".strip() if file else f"映射中的 {what}"
    names, listed = ", ".join(unknown[:20]), ", ".join(choices[:60])
    hint_zh, hint_en = (f"相近的有：{', '.join(near)}。", f" Close to it: {', '.join(near)}.") if near else ("", "")
    raise MappingError(
        f"{where} 里没有这些名称：{names}。{hint_zh}可用的有：{listed}。",
        f"unknown names in {what or 'the mapping file'} of the mapping: {names}.{hint_en} Known: {listed}.",
    )


def _target(file: str, header: str, value: object) -> Target:
    if isinstance(value, str):
        # A role alone is enough for an answer; "other" and the rest of ROLES are not names of fields.
        return Target(ANSWER, value) if value in ROLES else Target(value)
    if not isinstance(value, dict):
        raise MappingError(
            f"映射文件 {file} 中 {header!r} 的值应为字段名或表。",
            f"the value of {header!r} in mapping file {file} must be a field or a table.",
        )
    _refuse_unknown(file, header, value, ("field", "role", "scale", "missing", "set"))
    low_high, scale = None, value.get("scale")
    if scale is not None:
        ends = _numbers(file, f"{header}.scale", scale, *_ENDS)
        if len(ends) != 2 or not ends[0] < ends[1]:
            raise _mistyped(file, f"{header}.scale", scale, *_ENDS)
        low_high = (ends[0], ends[1])
    role, field_ = (_text(file, f"{header}.{name}", value.get(name)) for name in ("role", "field"))
    missing = _numbers(file, f"{header}.missing", value.get("missing", []), "数字列表，如 [99]", "a list of numbers, such as [99]")
    of = _text(file, f"{header}.set", value.get("set"))
    return Target((ANSWER if role else IGNORE) if field_ is None else field_, role, low_high, missing, of)


def _text(file: str, key: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise _mistyped(file, key, value, "加双引号的文字", "text in double quotes")


def _numbers(file: str, key: str, value: object, zh: str, en: str) -> tuple[float, ...]:
    if isinstance(value, list) and all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in value):
        try:
            found = tuple(float(one) for one in value)
        except OverflowError:
            found = (math.inf,)
        if all(math.isfinite(one) for one in found):
            return found
    raise _mistyped(file, key, value, zh, en)


def _mistyped(file: str, key: str, value: object, zh: str, en: str) -> MappingError:
    given = repr(value)[:80]
    return MappingError(
        f"映射文件 {file} 中 {key} 的值应为{zh}，而不是 {given}。",
        f"the value of {key} in mapping file {file} must be {en}, not {given}.",
    )


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for U+007F, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(f"{item:g}" if isinstance(item, float) and item.is_integer() else repr(item) for item in value) + "]"
    return _quoted(str(value))
