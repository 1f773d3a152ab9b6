"""Declared sets of a question with several answers (records 7/7 and 7/19), read here: pyreadstat crashes on some of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass

_KIND = re.compile(rb"\$?([^=\0]+)=(?:(C) |D(?=\d)|E (?:1|11) (?=\d))")


@dataclass(frozen=True)
class MultiSet:
    """`name` is its label where that is its own; `counted` the value that says "chosen", None where each variable holds a category."""

    key: str
    name: str
    variables: tuple[str, ...]
    counted: float | str | None


def read_sets(raw: bytes, encoding: str, names: Dictionary[str, str], strings: Collection[str]) -> tuple[list[MultiSet], list[str]]:
    """Sets of the record, and the names of those that cannot be read; `names`: short name in small letters -> variable, `strings`: variables."""
    found, unread = [], []
    for line in raw.rstrip(b"\0").split(b"\n"):
        if not line.strip(b" \0\r"):
            continue
        one = _set(line, encoding, names, strings)
        if one is None:
            unread.append(line.partition(b"=")[0].decode(encoding, "replace").lstrip("$")[:64])
        else:
            found.append(one)
    return _named(found), unread


def _set(line: bytes, encoding: str, names: Dictionary[str, str], strings: Collection[str]) -> MultiSet | None:
    head = _KIND.match(line)
    if head is None:
        return None
    rest, counted = line[head.end() :], None
    if head[2] is None:
        value = _counted(rest)
        if value is None:
            return None
        counted, rest = value
    label = _counted(rest + b" ")
    if label is None:
        return None
    words = [word.decode(encoding, "replace").lower() for word in label[1].split()]
    variables = tuple(dict.fromkeys(names[word] for word in words if word in names))
    if not variables:
        return None
    said = (
        None if counted is None else _value(counted.decode(encoding, "replace").strip(), any(one in strings for one in variables))
    )
    key = head[1].decode(encoding, "replace").strip()
    return MultiSet(key, label[0].decode(encoding, "replace").strip(), variables, said)


def _counted(rest: bytes) -> tuple[bytes, bytes] | None:
    """A length, a blank and that many bytes, and what follows after another blank; None where it is not so."""
    size, blank, words = rest.partition(b" ")
    if not blank or not size.isdigit() or len(size) > 6 or words[int(size) : int(size) + 1] != b" ":
        return None
    return words[: int(size)], words[int(size) + 1 :]


def _value(text: str, string: bool) -> float | str:
    try:
        return text if string else float(text)
    except ValueError:
        return text


def _named(sets: Sequence[MultiSet]) -> list[MultiSet]:
    labels = [one.name for one in sets]
    return [
        MultiSet(one.key, one.name if one.name and labels.count(one.name) == 1 else one.key, one.variables, one.counted)
        for one in sets
    ]
