"""Questionnaires that map themselves: a file collected with a template is known by its headers."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

from voc.errors import VocError
from voc.intake.headers import normal, unnumbered
from voc.intake.mapping import ANSWER, Mapping, Target
from voc.resources import path

Names: TypeAlias = Sequence[tuple[str, str]]
_MOSTLY = 0.6
"""The share of a template's questions whose headers a file must bear to count as collected with it."""


@cache
def _file() -> MappingProxyType[str, Any]:
    with path("lexicons", "questionnaires.toml").open("rb") as given:
        return MappingProxyType(tomllib.load(given))


def names() -> tuple[str, ...]:
    """Templates by name."""
    return tuple(_file()["templates"])


def title(name: str, lang: str) -> str:
    """What a template is for, in `lang`."""
    return str(_one(name)[lang])


def _one(name: str) -> dict[str, Any]:
    found = _file()["templates"].get(name)
    if found is None:
        raise VocError(
            f"没有模板 {name}，可选：{', '.join(names())}。", f"there is no template {name}; known: {', '.join(names())}."
        )
    return dict(found)


def _questions(name: str, drivers: Names | None = None) -> list[dict[str, Any]]:
    """The columns of a template in order: the frame's first, the drivers where it has them, its own, the frame's last."""
    own, frame = _one(name), _file()["frame"]
    rated = [
        {"zh": f"{zh}评分", "en": f"{en} rating", "role": "driver", "scale": [1, 10], "missing": [98, 99]}
        for zh, en in (drivers if drivers is not None else [(one["zh"], one["en"]) for one in _file()["drivers"]])
    ]
    return [*frame["first"], *(rated if own.get("drivers") else []), *own["questions"], *frame["last"]]


def rates_drivers(name: str) -> bool:
    """Whether a template asks a rating of every loyalty driver."""
    return bool(_one(name).get("drivers"))


def headers(name: str, lang: str, drivers: Names | None = None) -> list[str]:
    """The headers of a template in `lang`; `drivers` (Chinese and English names) take the place of the packaged ones."""
    return [str(one[lang]) for one in _questions(name, drivers)]


def mapping(name: str, lang: str, drivers: Names | None = None) -> Mapping:
    """What each column of a template means."""
    return Mapping({str(one[lang]): _target(one) for one in _questions(name, drivers)}, "survey")


def _target(one: dict[str, Any]) -> Target:
    if "field" in one:
        return Target(str(one["field"]))
    low_high = one.get("scale")
    scale = (float(low_high[0]), float(low_high[1])) if low_high else None
    return Target(ANSWER, str(one["role"]), scale, tuple(float(value) for value in one.get("missing", ())))


def known(columns: Sequence[str]) -> dict[str, Target]:
    """What columns mean by the template the file was collected with: {} where it bears too few of any template's questions."""
    bare = {normal(unnumbered(column)): column for column in columns}
    best: dict[str, Target] = {}
    for name in names():
        for lang in ("zh", "en"):
            own = {normal(header): target for header, target in mapping(name, lang).columns.items()}
            asked = [header for header, target in own.items() if target.field == ANSWER]
            held = {bare[header]: target for header, target in own.items() if header in bare}
            if sum(header in bare for header in asked) >= _MOSTLY * len(asked) and len(held) > len(best):
                best = held
    return best
