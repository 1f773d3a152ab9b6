"""Latin names: Kevin Zhang, JASON WANG."""

from __future__ import annotations

import re
from functools import cache

from voc.privacy.names.told import lists

_WORD = r"[A-Z](?:[a-z'’]{1,15}|[A-Z'’]{1,15}|[a-z]{1,4}[A-Z][a-z]{1,12})"
LATIN = re.compile(rf"{_WORD}(?:[ ·.]{{1,2}}(?:{_WORD}|[A-Z]\.?)){{0,3}}(?![A-Za-z0-9])")
SMALL_LATIN = re.compile(r"[a-z]{2,12}(?: [a-z]{2,12})?(?![A-Za-z0-9@_.-])")
_ENGLISH = re.compile(
    r"\b(?:[Mm]y (?:full )?name(?: is|'s)|[Nn]ame ?(?:[:：]|is)|[Tt]his is|I am|I'm|[Cc]all me|[Cc]ontact(?: person)? ?[:：]|[Mm](?:r|rs|s|iss)\b\.?|[Dd]ear) ?"
)


# What a name in another language stands after without more ado: 派单给KEVIN, 表扬Nancy.
_LED = re.compile(rf"(?<=[给找叫让跟和与是派扬谢望系位傅服长理员告请由被客]){_WORD}(?: {_WORD}){{0,2}}(?![A-Za-z0-9]| ?[0-9])")
_LEAST = 4


@cache
def _none() -> frozenset[str]:
    return frozenset(lists()["not_english"].split())


def latin_at(plain: str, at: int, *, sure: bool) -> int:
    """Where a Latin name that begins at `at` ends; `at` where none does. `sure`: small letters will do, and one word in capitals."""
    found = LATIN.match(plain, at) or (SMALL_LATIN.match(plain, at) if sure else None)
    if found is None or any(word.lower() in _none() for word in re.findall("[A-Za-z]+", found[0])):
        return at
    if " " not in found[0] and found[0].isupper() and len(found[0]) < (3 if sure else 4):
        return at
    return found.end()


@cache
def _first_names() -> frozenset[str]:
    return frozenset(lists()["english"].lower().split())


def is_first_name(text: str) -> bool:
    """Whether a Latin name begins with a first name that is known."""
    return text.split()[0].lower() in _first_names()


def english(plain: str) -> list[tuple[int, int]]:
    """Names after English words that say one follows, and known first names after a Chinese one."""
    found = []
    for match in _ENGLISH.finditer(plain):
        end = latin_at(plain, match.end(), sure=False)
        if end > match.end():
            found.append((match.end(), end))
    found += [match.span() for match in _LED.finditer(plain) if is_first_name(match[0]) and _person(match[0])]
    return found


def _person(name: str) -> bool:
    words = name.lower().split()
    return len(name) >= _LEAST and _none().isdisjoint(words)
