"""What the model of calls learns from: sentences and whole calls invented for the project, and the tuning half of the gold calls."""

from __future__ import annotations

import hashlib
import random
import re
import tomllib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from voc import resources
from voc.dialogue.agent import CODES, HEARD
from voc.dialogue.concepts import Floats
from voc.dialogue.ending import OUTPUTS
from voc.dialogue.turns import Call, Turn, as_meant
from voc.text.normalize import clean

VARIANTS, COMPOSED, SEED = 8, 1500, 20261129
"""Readings of a sentence with choices; turns put together of two to five."""
APART = "apart"
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_PROMISES = frozenset({"promise", "promise_with_time"})
# Lines of these tables may hold a promise or not: they tell nothing of it.
_UNTOLD = frozenset({"none", "owning", "passing_on"})


class Labelled(NamedTuple):
    """Calls with the codes of their turns ((turn, code), the first turn is 1), whether all turns are coded for "promise", and OUTPUTS (0 or 1)."""

    calls: list[Call]
    codes: list[set[tuple[int, str]]]
    told: list[bool]
    endings: Floats

    def __add__(self, other: Labelled) -> Labelled:  # type: ignore[override]
        """Both, these first."""
        return Labelled(
            self.calls + other.calls, self.codes + other.codes, self.told + other.told, np.vstack([self.endings, other.endings])
        )


def tuning(row: dict[str, Any]) -> bool:
    """Whether a gold call is for tuning; the others are for reporting only."""
    return hashlib.sha256(f"voc-calls-1:{row['id']}".encode()).digest()[0] < 128


def labelled(rows: Sequence[dict[str, Any]]) -> Labelled:
    """Gold rows as calls and labels. They name promises with a time only, so that a call with another promise tells nothing of its turns."""
    calls: list[Call] = [
        as_meant([Turn(t["speaker"], clean(t["text"]), t.get("start"), t.get("end")) for t in row["turns"]]) for row in rows
    ]
    codes = [{(one["turn"] + 1, one["code"]) for one in row["agent_codes"]} for row in rows]
    for some in codes:
        some |= {(turn, "promise") for turn, code in some if code == "promise_with_time"}
    ends = [_ending(row["resolution"], unresolved=row["unresolved_ending"], recovered=row["recovered"]) for row in rows]
    return Labelled(calls, codes, [not row["promise_received"] for row in rows], np.array(ends, np.float64))


def invented_calls(*, apart: bool = False) -> Labelled:
    """data/calls: what is learned from, or the files that are kept apart."""
    calls: list[Call] = []
    codes: list[set[tuple[int, str]]] = []
    ends = []
    for file in sorted(file for file in resources.path("data", "calls").glob("*.toml") if file.stem.startswith(APART) is apart):
        for one in tomllib.loads(file.read_text(encoding="utf-8"))["call"]:
            lines = [line.split(": ", 1) for line in one["turns"].strip().split("\n")]
            calls.append(as_meant([Turn(head.split()[0], clean(text)) for head, text in lines]))
            some = {(turn, code) for turn, (head, _) in enumerate(lines, 1) for code in head.split()[1:]}
            codes.append(some | {(turn, "promise") for turn, code in some if code in _PROMISES})
            ends.append(_ending(one["ending"], unresolved="unresolved_ending" in one["is"], recovered="recovered" in one["is"]))
    return Labelled(calls, codes, [True] * len(calls), np.array(ends, np.float64))


def _ending(resolution: str, *, unresolved: bool, recovered: bool) -> list[bool]:
    held = {resolution, *(["unresolved_ending"] if unresolved else []), *(["recovered"] if recovered else [])}
    return [name in held for name in OUTPUTS]


class Sentence(NamedTuple):
    """A turn, its codes, and whether it tells of promises."""

    text: str
    codes: frozenset[str]
    told: bool


def invented() -> list[Sentence]:
    """Sentences of data/dialogue/agent*.toml, and turns put together of them."""
    rng = random.Random(SEED)
    found: list[Sentence] = []
    files = sorted(resources.path("data", "dialogue").glob("agent*.toml"))
    for name, table in (entry for file in files for entry in tomllib.loads(file.read_text(encoding="utf-8")).items()):
        codes = frozenset(name.split("+")) - {"none"}
        codes |= {"promise"} if codes & _PROMISES else set()
        for line in table["lines"].strip().split("\n"):
            drawn = [_CHOICE.sub(lambda choice: rng.choice(choice[1].split("|")), line) for _ in range(VARIANTS)]
            found += [Sentence(text, codes, "promise" in codes or not _UNTOLD & {name, *codes}) for text in dict.fromkeys(drawn)]
    parts = [[rng.choice(found) for _ in range(rng.choice((2, 2, 2, 3, 4, 5)))] for _ in range(COMPOSED)]
    return found + [
        Sentence(
            rng.choice(("，", "", "。")).join(one.text for one in some),
            frozenset[str]().union(*(one.codes for one in some)),
            all(one.told for one in some) or any("promise" in one.codes for one in some),
        )
        for some in parts
    ]


def truth_of(codes: Sequence[frozenset[str]], told: Sequence[bool]) -> tuple[Floats, Floats]:
    """(turns x HEARD): whether each is there, and whether that is known."""
    truth = np.array([[code in some for code in HEARD] for some in codes], np.float64).reshape(-1, len(HEARD))
    known = np.ones_like(truth)
    known[:, len(CODES) :] = np.maximum(truth[:, len(CODES) :], np.array(told, np.float64)[:, None])
    return truth, known
