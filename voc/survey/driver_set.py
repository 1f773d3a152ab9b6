"""The set of loyalty drivers: the one of the packaged questionnaires, or the operator's own in `drivers.toml` in the store's folder."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from voc import resources
from voc.errors import VocError

FILE = "drivers.toml"
"""In the folder of the store; the same form as [[drivers]] in lexicons/questionnaires.toml."""
FIELDS = ("id", "zh", "en", "area", "department")
MOST = 60


@dataclass(frozen=True)
class LoyaltyDriver:
    """A loyalty driver: id, names, its survey area and the department that owns it."""

    id: str
    zh: str
    en: str
    area: str
    department: str


def load_drivers(home: Path | None = None) -> tuple[LoyaltyDriver, ...]:
    """The drivers of `home`/drivers.toml where there is one, else the packaged ones; VocError names the entry that is wrong."""
    own = home / FILE if home is not None else None
    if own is None or not own.is_file():
        return checked("questionnaires.toml", _packaged()["drivers"])
    try:
        found = tomllib.loads(own.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise VocError(f"{own} 不是可读的 TOML 文件（{error}）。", f"{own} is no readable TOML file ({error}).") from error
    drivers = found.get("drivers")
    if set(found) != {"drivers"} or not isinstance(drivers, list):
        raise VocError(
            f"{own} 里应当只有 [[drivers]] 条目，现有：{sorted(found)}。",
            f"{own} must hold entries [[drivers]] and nothing else; it has {sorted(found)}.",
        )
    return checked(str(own), drivers)


def areas() -> dict[str, dict[str, str]]:
    """The survey areas a driver can belong to, each with its names (zh, en)."""
    return dict(_packaged()["areas"])


@cache
def _packaged() -> dict[str, Any]:
    with resources.path("lexicons", "questionnaires.toml").open("rb") as given:
        return tomllib.load(given)


def owner_of(question: str, drivers: Sequence[LoyaltyDriver]) -> str | None:
    """The department that owns the driver a header names, None where it names none of the set."""
    return next((one.department for one in drivers if one.zh in question or one.en.lower() in question.lower()), None)


def checked(source: str, entries: Sequence[Any]) -> tuple[LoyaltyDriver, ...]:
    """Entries of the five fields as a set of drivers; VocError names `source` and the entry that is wrong."""
    if not 0 < len(entries) <= MOST:
        raise VocError(
            f"{source}：驱动因素应有 1 到 {MOST} 项，现有 {len(entries)} 项。",
            f"{source}: a set holds 1 to {MOST} drivers; this has {len(entries)}.",
        )
    found: list[LoyaltyDriver] = []
    for number, entry in enumerate(entries, 1):
        told = entry if isinstance(entry, dict) else {}
        wrong = [name for name in FIELDS if not isinstance(told.get(name), str) or not told[name].strip()]
        wrong += [str(name) for name in told if name not in FIELDS]
        if wrong:
            raise VocError(
                f"{source} 的第 {number} 项驱动因素：这些字段缺失、为空或不认识：{wrong}；应有 {list(FIELDS)}。",
                f"{source}, driver {number}: missing, blank or unknown: {wrong}; it takes {list(FIELDS)}.",
            )
        if told["area"] not in areas():
            raise VocError(
                f"{source} 的第 {number} 项驱动因素：方面 {told['area']!r} 不认识，可选：{list(areas())}。",
                f"{source}, driver {number}: area {told['area']!r} is unknown; known: {list(areas())}.",
            )
        one = LoyaltyDriver(*(told[name].strip() for name in FIELDS))
        if any(getattr(one, name) == getattr(other, name) for other in found for name in ("id", "zh", "en")):
            raise VocError(
                f"{source} 的第 {number} 项驱动因素（{one.id}）：编号或名称与前面的重复。",
                f"{source}, driver {number} ({one.id}): its id or a name was there before.",
            )
        found.append(one)
    return tuple(found)
