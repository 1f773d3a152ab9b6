"""The codeframe file: read, and every mistake in it named at once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from voc import resources
from voc.text.lanes import LexiconError, Rule, read_lists, read_rule, words_rule, wrong_word
from voc.text.normalize import fold

SPLITS = ("network", "charging", "service", "-")
_ANCHOR, _WORD = 3.0, 1.0
_TEXTS = ("id", "zh", "en", "split", "department", "description")
_LISTS = ("anchors", "words", "exclusions", "rules")
_GIVEN_ID = re.compile(r"""\s*id\s*=\s*["']([^"']+)["']""")
_ID = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")

Failures = list[tuple[str, str]]
Fail = Callable[[str], None]


@dataclass(frozen=True)
class Code:
    """One code: stable id `level1.code`, names, the regulator's split, the department that owns it, and the rules that find it."""

    id: str
    name_zh: str
    name_en: str
    split: str
    department: str
    description: str
    anchors: tuple[str, ...]
    words: tuple[str, ...]
    exclusions: tuple[str, ...]
    rules: tuple[Rule, ...]
    refines: str = ""
    """The code whose verbatims this one tells apart; it is given to no other."""

    @property
    def level1(self) -> str:
        """The first level of the id."""
        return self.id.partition(".")[0]

    def name(self, lang: str = "zh") -> str:
        """The display name in `lang` ("zh" or "en")."""
        return self.name_zh if lang == "zh" else self.name_en


@dataclass(frozen=True)
class Coding:
    """How scores become causes; see the comments in the file."""

    threshold: float
    second_threshold: float
    second_share: float
    rules_floor: float
    model_floor: float
    unsure: float
    named: float
    handling: tuple[str, ...]
    handling_factor: tuple[float, ...]
    fallback: tuple[str, ...]
    fallback_margin: tuple[float, ...]
    opening: float
    repeat: float
    certainty: tuple[float, ...]
    opinions: tuple[float, ...] = (1.0, 0.5, 0.3, 1.05)
    fallback_after: float = -0.35
    common: Mapping[str, float] = field(default_factory=dict)
    trade: tuple[str, ...] = ()
    trade_sure: tuple[float, float] = (0.8, 0.5)


@dataclass(frozen=True)
class Codeframe:
    """All codes in the file's order. `version` is the editor's, `digest` changes with every change of the file."""

    version: str
    digest: str
    levels: Mapping[str, str]
    departments: tuple[str, ...]
    codes: tuple[Code, ...]
    shadows: tuple[str, ...]
    coding: Coding
    nets: Mapping[str, Mapping[str, str]]
    """The codes gathered another way: net -> code -> group; the regulator's split and the departments are fields of a code."""
    left_out: tuple[str, ...] = ()
    """Settings of packaged codes that this file has no more, "table: code": a code is taken out by taking out its entry alone."""

    @cached_property
    def by_id(self) -> Mapping[str, Code]:
        """Codes by id."""
        return MappingProxyType({code.id: code for code in self.codes})

    @property
    def rules(self) -> list[Rule]:
        """Every rule of every code: anchors, words, constructions."""
        return [rule for code in self.codes for rule in code.rules]


def load_codeframe(path: Path | None = None) -> Codeframe:
    """The codeframe at `path`, or the packaged one; LexiconError naming every mistake."""
    file = path or resources.path("lexicons", "codeframe.toml")
    content = file.read_bytes()
    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(file.name, [("file", f"not valid TOML in UTF-8: {error}")]) from error
    lists, failures = read_lists(raw.get("lists", {}))
    levels = dict(raw.get("levels", {}))
    departments = tuple(raw.get("departments", []))
    codes = [_code(item, lists, levels, departments, failures) for item in raw.get("codes", [])]
    ids = [code.id for code in codes]
    failures += [(code, "duplicate id") for code in sorted({i for i in ids if ids.count(i) > 1})]
    plain = {code.id for code in codes if not code.refines}
    failures += [
        (c.id, f"refines the unknown or refining code {c.refines!r}") for c in codes if c.refines and c.refines not in plain
    ]
    if not codes:
        failures.append(("codes", "no code at all"))
    left_out = _take_out_gone(raw, ids) if path is not None else ()
    coding = _coding(raw.get("coding", {}), set(ids), failures)
    nets = _nets(raw.get("nets", {}), ids, failures)
    if failures or coding is None:
        raise LexiconError(file.name, _with_lines(failures, content.decode("utf-8")))
    digest = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:12]
    shadows = tuple(map(fold, raw.get("shadows", [])))
    return Codeframe(
        str(raw.get("version", "")), digest, MappingProxyType(levels), departments, tuple(codes), shadows, coding, nets, left_out
    )


def _take_out_gone(raw: Mapping[str, Any], ids: list[str]) -> tuple[str, ...]:
    """Takes what settings and nets of `raw` say of packaged codes that it holds no more, and says what: other unknown codes are mistakes."""
    gone = {code.id for code in load_codeframe().codes} - set(ids)
    levels = {code.partition(".")[0] for code in gone} - {code.partition(".")[0] for code in ids}
    found = []
    coding = raw.get("coding", {})
    for code in gone & set(coding.get("common", {})):
        del coding["common"][code]
        found.append(f"coding.common: {code}")
    for key, beside in (("handling", "handling_factor"), ("fallback", "fallback_margin")):
        for code in gone & set(coding.get(key, [])):
            place = coding[key].index(code)
            del coding[key][place], coding.get(beside, [])[place : place + 1]
            found.append(f"coding.{key}: {code}")
    for net, groups in raw.get("nets", {}).items():
        for group, members in groups.items():
            found += [f"nets.{net}.{group}: {member}" for member in members if member in gone | levels]
            members[:] = [member for member in members if member not in gone | levels]
    return tuple(sorted(found))


def _with_lines(failures: Failures, text: str) -> Failures:
    """Failures with the line of the code they are about; of a duplicate id the line of the last one."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if found := _GIVEN_ID.match(line):
            lines[found[1]] = number
    return [(where, f"line {lines[where]}: {reason}" if where in lines else reason) for where, reason in failures]


def _nets(raw: Mapping[str, Mapping[str, list[str]]], ids: list[str], failures: Failures) -> Mapping[str, Mapping[str, str]]:
    """Net -> code -> group. A group lists codes or whole first levels; each code is in one group of a net, in "-" where none names it."""
    nets = {}
    for net, groups in raw.items():
        held: dict[str, str] = {}
        for group, members in groups.items():
            for member in members:
                codes = [code for code in ids if member in (code, code.partition(".")[0])]
                if not codes:
                    failures.append((f"nets.{net}", f"{group} names the unknown code or level {member!r}"))
                # A code named itself outranks its level.
                held.update({code: group for code in codes if member == code or code not in held})
        nets[net] = MappingProxyType({code: held.get(code, "-") for code in ids})
    return MappingProxyType(nets)


def _code(
    raw: Mapping[str, Any],
    lists: Mapping[str, tuple[str, ...]],
    levels: Mapping[str, str],
    departments: tuple[str, ...],
    failures: Failures,
) -> Code:
    name = str(raw.get("id", "?"))

    def fail(reason: str) -> None:
        failures.append((name, reason))

    _check(raw, name, levels, departments, fail)
    anchors, words, exclusions = (_words(raw.get(key, []), 2 if key != "exclusions" else 1, fail) for key in _LISTS[:3])
    rules = [words_rule(name, found, weight, exclusions) for found, weight in ((anchors, _ANCHOR), (words, _WORD)) if found]
    for number, item in enumerate(raw.get("rules", []), 1):
        rule, reasons = read_rule(name, item, lists, of_calls=True)
        for reason in reasons:
            fail(f"rule {number}: {reason}")
        if rule is not None:
            rules.append(Rule(name, rule.weight, rule.lanes, rule.none | set(exclusions), *_rest(rule)))
    if not rules:
        fail("no anchors, words or rules: the code can never be given")
    zh, en, split, department, description = (str(raw.get(key, "")) for key in _TEXTS[1:])
    return Code(name, zh, en, split, department, description, anchors, words, exclusions, tuple(rules), str(raw.get("refines", "")))


def _check(raw: Mapping[str, Any], name: str, levels: Mapping[str, str], departments: tuple[str, ...], fail: Fail) -> None:
    for key in raw:
        if key not in (*_TEXTS, *_LISTS, "refines"):
            fail(f"unknown key {key!r}")
    for key in _TEXTS:
        if not isinstance(raw.get(key), str) or not raw[key].strip():
            fail(f"{key} is missing")
    if not _ID.fullmatch(name):
        fail("id is not of the form level1.code in lower case")
    elif name.partition(".")[0] not in levels:
        fail(f"unknown level {name.partition('.')[0]!r}; known: {', '.join(levels)}")
    if raw.get("split") not in SPLITS:
        fail(f"unknown split {raw.get('split')!r}; known: {', '.join(SPLITS)}")
    if raw.get("department") not in departments:
        fail(f"unknown department {raw.get('department')!r}; known: {', '.join(departments)}")


def _rest(rule: Rule) -> tuple[frozenset[str], int, bool, str | None, str | None]:
    return rule.unless, rule.near, rule.ordered, rule.regex, rule.speaker


def _words(raw: list[str], shortest: int, fail: Fail) -> tuple[str, ...]:
    kept = []
    for word in raw:
        # One character is enough for a hint, never to settle a code: the list of hints checks for that itself.
        reason = wrong_word(word, shortest) if shortest > 1 and len(word) != 1 else wrong_word(word, 1)
        if reason:
            fail(reason)
        kept.append(fold(word))
    return tuple(dict.fromkeys(kept))


def _coding(raw: Mapping[str, Any], ids: set[str], failures: Failures) -> Coding | None:
    fields = Coding.__dataclass_fields__
    failures += [("coding", f"unknown key {key!r}") for key in raw if key not in fields]
    missing = [key for key, one in fields.items() if key not in raw and one.default is MISSING and one.default_factory is MISSING]
    failures += [("coding", f"{key} is missing") for key in missing]
    failures += [
        ("coding", f"{key} names the unknown code {code!r}")
        for key in ("handling", "fallback")
        for code in raw.get(key, [])
        if code not in ids
    ]
    for key, other in (("handling", "handling_factor"), ("fallback", "fallback_margin")):
        if len(raw.get(key, [])) != len(raw.get(other, [])):
            failures.append(("coding", f"{key} and {other} differ in length"))
    failures += [("coding", f"common names the unknown code {code!r}") for code in raw.get("common", {}) if code not in ids]
    if len(raw.get("opinions", [0] * 4)) != 4:
        failures.append(("coding", "opinions needs four numbers: rules, regression, counts, counts by clause"))
    if len(raw.get("certainty", [0, 0])) not in (2, 3):
        failures.append(("coding", "certainty needs two or three numbers: constant, slope, and what each opinion that agrees adds"))
    if missing:
        return None
    values: dict[str, Any] = {key: tuple(raw[key]) if isinstance(raw[key], list) else raw[key] for key in fields if key in raw}
    return Coding(**values)
