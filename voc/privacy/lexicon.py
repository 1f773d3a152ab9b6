"""The word lists of the masker, read once: names, forms of address, components of addresses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from voc import resources


class Words(NamedTuple):
    """What `lexicons/masking.toml` says."""

    roads: tuple[str, ...]
    estates: tuple[str, ...]
    premises: tuple[str, ...]
    before: tuple[str, ...]
    places: tuple[str, ...]


@cache
def words() -> Words:
    """The lists, longest words first where they become a pattern."""
    with resources.path("lexicons", "masking.toml").open("rb") as source:
        given = tomllib.load(source)
    addresses = given["addresses"]
    return Words(
        _longest_first(addresses["roads"].split()),
        _longest_first(addresses["estates"].split()),
        _longest_first(addresses["premises"].split()),
        _longest_first(addresses["before"].split()),
        _longest_first(_places()),
    )


def _longest_first(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(given), key=lambda word: (-len(word), word)))


def _places() -> list[str]:
    """Provinces and cities in all their forms."""
    text = resources.path("lexicons", "places.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    found = [word for line in lines for word in re.split(r"[\s(),:?!]+", line) if len(word) > 1]
    return [*found, *(word + "市" for word in found if word[-1] not in "省市区盟")]
