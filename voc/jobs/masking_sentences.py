"""Labelled sentences and calls made from templates, values and forms of writing: what must vanish and what must stay, with its place.

A part (TOML) holds lists of names and values, templates with slots such as {MOBILE} or {MOBILE#1/2}, and for every slot forms of
writing, each by a name that has a rule (masking_named) or by an example: 138-0013-8000 says how any mobile number is written. A form
that neither explains is counted, not guessed.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voc.errors import InputError
from voc.jobs.masking_forms import NUMBERS, Form, read_form, written
from voc.jobs.masking_named import known
from voc.jobs.masking_parts import parts_of
from voc.jobs.masking_values import Values

SLOT = re.compile(r"\{([A-Z0-9_]+)(?:#([0-9]+)/([0-9]+))?\}")


@dataclass(frozen=True)
class Label:
    """A stretch of a turn that must vanish (`mask`) or stay; `whole` names the value that its parts belong to."""

    kind: str
    mask: bool
    turn: int
    start: int
    end: int
    whole: int


@dataclass(frozen=True)
class Sentence:
    """A text (one turn) or a call, with its labels."""

    template: str
    negative: bool
    turns: tuple[str, ...]
    speakers: tuple[str, ...]
    labels: tuple[Label, ...]


@dataclass
class Part:
    """A part as read: its lists, slots, forms and templates; `unread` counts the forms that no rule could follow."""

    path: Path
    lists: dict[str, Any]
    forms: dict[str, list[Form]] = field(default_factory=dict)
    templates: list[dict[str, Any]] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    names: dict[str, set[str]] = field(default_factory=dict)


def read_part(path: Path) -> Part:
    """The part in a file; InputError where it is none."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        templates = given["template"]
        part = Part(path, given, {}, templates)
        for slot, table in given["forms"].items():
            rows = next(iter(table.values())) if isinstance(table, dict) else table
            part.forms[slot] = []
            for row in rows:
                part.names.setdefault(slot, set()).add(row.get("name", ""))
                form = _form(slot, row)
                if form is not None:
                    part.forms[slot].append(form)
                elif row.get("name") != "turns":
                    part.unread[slot] += 1
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        raise InputError(
            f"{path.name} 不是脱敏评测文件（需要 template、slots、forms、names、addresses、accounts、values）：{error}。",
            f"{path.name} is no part for masking (it needs template, slots, forms, names, addresses, accounts, values): {error}.",
        ) from error
    return part


def _form(slot: str, row: dict[str, str]) -> Form | None:
    """The form of a row, by its name or else by its example; None where neither is known."""
    name, example = row.get("name", ""), row.get("example", "")
    if known(slot, name):
        return Form(slot, "", name)
    if name == "turns":
        return None  # parts over turns are written in the template
    # A slot whose values need no form of writing (a name, an address) is written as it stands.
    return read_form(slot, example) if example else Form(slot, "") if slot not in NUMBERS else None


def sentences(part: Part, rows: int = 20_000, seed: int = 7) -> list[Sentence]:
    """At least `rows` sentences, each template equally often, from a fixed seed."""
    made: list[Sentence] = []
    rng = random.Random(seed)
    times = -(-rows // len(part.templates))
    for template in part.templates:
        made += [_filled(part, template, rng) for _ in range(times)]
    return made


def _filled(part: Part, template: dict[str, Any], rng: random.Random) -> Sentence:
    turns = template.get("turns") or [{"speaker": "customer", "text": template["text"]}]
    wholes: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}
    texts, labels, whole = [], [], 0
    for place, turn in enumerate(turns):
        said, last = "", 0
        source = turn["text"]
        for match in SLOT.finditer(source):
            said += source[last : match.start()]
            slot, part_at, part_of = match.groups()
            mask = bool(part.lists["slots"][slot].get("mask"))
            if part_of:
                if slot not in wholes:
                    whole += 1
                    wholes[slot], numbers[slot] = (
                        parts_of(slot, Values(part.lists, rng), int(part_of), part.names.get(slot, ())),
                        whole,
                    )
                value, number, lead, tail = wholes[slot][int(part_at) - 1], numbers[slot], 0, 0
            else:
                whole += 1
                number = whole
                value, lead, tail = _value(part, slot, mask, said.endswith(("@", "＠")), rng)
            labels.append(Label(slot, mask, place, len(said) + lead, len(said) + len(value) - tail, number))
            said += value
            last = match.end()
        texts.append(said + source[last:])
    return Sentence(
        str(template.get("id", "")),
        bool(template.get("negative")),
        tuple(texts),
        tuple(turn["speaker"] for turn in turns),
        tuple(labels),
    )


def _value(part: Part, slot: str, mask: bool, after_at: bool, rng: random.Random) -> tuple[str, int, int]:
    """A value in some form, and how many characters at its ends need not vanish (the title of an address, the @)."""
    if not mask:
        return rng.choice(part.lists["slots"][slot]["values"]), 0, 0
    forms = part.forms.get(slot) or [Form(slot, "")]
    return written(slot, rng.choice(forms), Values(part.lists, rng), after_at=after_at)


__all__ = ["NUMBERS", "Label", "Part", "Sentence", "Values", "read_part", "sentences"]
