"""What `lexicons/masking.toml` says of names, each list read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any

from voc import resources


@cache
def lists() -> dict[str, Any]:
    """The part of `lexicons/masking.toml` on names."""
    with resources.path("lexicons", "masking.toml").open("rb") as source:
        names: dict[str, Any] = tomllib.load(source)["names"]
    return names


@cache
def strength_of(name: str) -> float:
    """A strength of `lexicons/masking.toml`."""
    return float(lists()["strength"][name])


@cache
def transcribing() -> frozenset[str]:
    """Characters that names of other languages are written with."""
    return frozenset(lists()["transcribed"])


@cache
def syllables() -> frozenset[str]:
    """First syllables of two characters of Tibetan, Mongolian and Uyghur names."""
    return frozenset(lists()["minority"].split())


@cache
def barred() -> frozenset[str]:
    """Characters that begin the next word rather than end a given name."""
    return frozenset(lists()["not_given"])


class Words:
    """Words by their first character: whether one stands at a place is told without trying them all."""

    def __init__(self, words: Iterable[str]) -> None:
        first: dict[str, tuple[str, ...]] = {}
        for word in words:
            first[word[0]] = (*first.get(word[0], ()), word)
        self._first = first

    def stand(self, text: str, at: int) -> bool:
        """Whether one of the words begins at a place of a text."""
        words = self._first.get(text[at : at + 1])
        return words is not None and text.startswith(words, at)


@cache
def forms_of_address() -> Words:
    """先生, 师傅: forms of address and jobs."""
    told = lists()
    return Words([*told["titles"].split(), *told["jobs"].split()])


@cache
def acts_only_of_persons() -> Words:
    """What nobody but a person does: 来电, 反映."""
    return Words(lists()["acts_only"].split())


@cache
def acts_of_persons() -> Words:
    """What a person does or has, behind a name: 来电, 说, 的号, 名下."""
    told = lists()
    return Words({*told["verbs"]["subject"].split(), *told["verbs"]["holder"].split(), *told["acts"].split()})
