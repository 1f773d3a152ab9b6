"""The word lists of addresses and of official accounts, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache

from voc import resources


@cache
def words(level: str) -> tuple[str, ...]:
    """The words of a level of addresses in `lexicons/masking.toml`, longest first; `places` are provinces and cities in all forms."""
    if level == "places":
        return _longest_first(_places())
    return _longest_first(_told()["addresses"][level].split())


@cache
def handles(place: str) -> tuple[str, ...]:
    """How official accounts behind @ begin or end (`official_begin`, `official_end`)."""
    return tuple(_told()["handles"][place].split())


@cache
def cue_words(kind: str) -> str:
    """The pattern of the words that an order or an account number follows (`order`, `account`)."""
    return "|".join(_told()["codes"][kind].split())


@cache
def _told() -> dict[str, dict[str, str]]:
    with resources.path("lexicons", "masking.toml").open("rb") as source:
        return tomllib.load(source)


@cache
def either(*levels: str) -> str:
    """A pattern for the words of some levels."""
    return "|".join(map(re.escape, _longest_first(word for level in levels for word in words(level))))


def _longest_first(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(given), key=lambda word: (-len(word), word)))


def _places() -> list[str]:
    text = resources.path("lexicons", "places.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    found = [word for line in lines for word in re.split(r"[\s(),:?!]+", line) if len(word) > 1]
    return [*found, *(word + "市" for word in found if word[-1] not in "省市区盟")]
