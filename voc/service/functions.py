"""Functions of the hall: what customers come for, told by names and words, and how much of it could be done without a hall."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from voc import resources
from voc.errors import VocError
from voc.text.normalize import fold
from voc.text.scan import Scanner

Electronic = Literal["whole", "part", "no"]
ELECTRONIC: tuple[Electronic, ...] = ("whole", "part", "no")


@dataclass(frozen=True)
class Functions:
    """Functions by id: names (zh, en), whether each could be done electronically, the words, and which channels are halls."""

    names: Mapping[str, tuple[str, str]]
    electronic: Mapping[str, Electronic]
    words: Scanner[str]
    halls: Scanner[str]

    def told(self, text: str | None) -> str | None:
        """The function a name or a text speaks of: the one with most characters of its words in it, the earlier named of two; None of none."""
        found: dict[str, int] = {}
        for start, end, name in self.words.find(fold(text or "")):
            found[name] = found.get(name, 0) + end - start
        return max(found, key=found.__getitem__) if found else None

    def is_hall(self, channel: str | None) -> bool:
        """Whether a channel is a hall by its name. An electronic hall is none."""
        name = fold(channel or "")
        return bool(self.halls.find(name)) and not any(word in name for word in ("网上", "掌上", "电子", "线上", "online"))


@cache
def load_functions(path: Path | None = None) -> Functions:
    """The functions in `path`, or the packaged ones; VocError where the file cannot be used."""
    path = path or resources.path("lexicons", "hall_functions.toml")
    try:
        given = tomllib.loads(path.read_text("utf-8"))
        entries = given["function"]
        wrong = [name for name, one in entries.items() if one["electronic"] not in ELECTRONIC]
        if wrong:
            raise ValueError(f"function.{wrong[0]}.electronic: {entries[wrong[0]]['electronic']!r}; {', '.join(ELECTRONIC)}")
        return Functions(
            {name: (str(one["zh"]), str(one["en"])) for name, one in entries.items()},
            {name: one["electronic"] for name, one in entries.items()},
            Scanner({fold(word): name for name, one in entries.items() for word in one["words"].split("|")}),
            Scanner({fold(word): "hall" for word in given["halls"].split("|")}),
        )
    except (OSError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise VocError(
            f"厅台功能表 {path.name} 不能用：{error}。请对照随附的 lexicons/hall_functions.toml 改正。",
            f"the functions of the hall in {path.name} cannot be used: {error}. Mend them by the shipped lexicons/hall_functions.toml.",
        ) from error
