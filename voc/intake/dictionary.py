"""The operator's own names -> dictionary; entries that lead back to themselves are put out, doubtful ones are remarked on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import pyarrow as pa

from voc.intake.frame import Columns, Frame, build, chosen, days
from voc.intake.headers import normal
from voc.intake.verbatims import Memory, settle_repeats
from voc.privacy.keys import keyed_digest

MOST_ROWS = 100_000
"""A dictionary is read as a whole, since its entries name one another."""
MOST_REMARKS = 20
_COMPARED, _NAMED, _LONGEST_WAY = 500, 5, 120
_PARTS = re.compile(r"[|｜、;；，\n]|,(?!\d{3}(?!\d))")
_ABOVE = {
    "tier": ("brand",),
    "product": ("tier", "brand"),
    "touchpoint": ("channel",),
    "store": ("region",),
    "team": ("department",),
}
"""The kinds an entry belongs under; any other parent is looked for among its own kind, then among all."""


class Entry(NamedTuple):
    """What names an entry: the same name may stand under several parents."""

    kind: str
    name: str
    parent: str | None


def take(frame: Frame, memory: Memory) -> dict[str, pa.Table]:
    """One entry per row of a whole file; rows without kind or name, valid until before they are valid, or in a cycle become faults."""
    kinds, names = frame.coded("kind", "dictionary_kind"), frame.required("name", "no_name")
    parents = frame.words("parent") or [None] * len(frame)
    synonyms = [_split(cell, name) for cell, name in zip(frame.words("synonyms") or [None] * len(frame), names, strict=True)]
    since, until = (days(frame.moments(name))[1] or [None] * len(frame) for name in ("valid_from", "valid_until"))
    for place, (first, last) in enumerate(zip(since, until, strict=True)):
        if first is not None and last is not None and last < first:
            frame.fault(place, frame.column("valid_until"), "ends_before_start", f"{first} → {last}")
    entries = [Entry(kind or "", name or "", parent) for kind, name, parent in zip(kinds, names, parents, strict=True)]
    ids = [keyed_digest(frame.context.key, "entry", one.kind, one.name, one.parent or "") for one in entries]
    said = ["\x1f".join(map(str, row)) for row in zip(synonyms, since, until, strict=True)]
    settle_repeats(frame, memory, ids, said, "name", [one.name for one in entries])
    alive = frame.alive
    for at, way in cycles([entries[place] for place in alive]).items():
        place = alive[at]
        frame.fault(place, frame.column("parent"), "cycle", way)
    columns: Columns = {
        "entry_id": [*ids],
        "kind": [*kinds],
        "name": [*names],
        "parent": [*parents],
        "synonyms": [*synonyms],
        "valid_from": [*since],
        "valid_until": [*until],
    }
    alive = frame.alive
    given = chosen(columns, alive, len(frame))
    return {"dictionary": build("dictionary", given, [frame.numbers[place] for place in alive], frame.context.file)}


def _split(cell: str | None, name: str | None) -> str | None:
    """Synonyms in the order given, each once and without the name itself."""
    parts = (part.strip() for part in _PARTS.split(cell or ""))
    return "|".join(dict.fromkeys(part for part in parts if part and part != name)) or None


class _Tree:
    """Which entries may be meant by the name of a parent."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.by_name: dict[str, list[int]] = {}
        for place, entry in enumerate(entries):
            self.by_name.setdefault(entry.name, []).append(place)

    def above(self, entry: Entry) -> list[int]:
        """Places of the entries an entry stands under: those of the kinds that belong above it, else of its own, else of any."""
        named = self.by_name.get(entry.parent or "", [])
        for kinds in (_ABOVE.get(entry.kind, ()), (entry.kind,)):
            chosen_ = [place for place in named if self.entries[place].kind in kinds]
            if chosen_:
                return chosen_
        return named


def cycles(entries: Sequence[Entry]) -> dict[int, str]:
    """Place -> the cycle ("a → b → a"), for entries whose way upwards can only lead back to themselves."""
    found: dict[int, str] = {}
    while True:
        left = [place for place in range(len(entries)) if place not in found]
        more = _round([entries[place] for place in left])
        if not more:
            return found
        found |= {left[at]: way for at, way in more.items()}


def _round(entries: Sequence[Entry]) -> dict[int, str]:
    """The cycles there are when of several entries a parent may mean the first is taken; none where every entry has a way out."""
    tree = _Tree(entries)
    above = [tree.above(entry) if entry.parent else [] for entry in entries]
    below: dict[int, list[int]] = {}
    for place, parents in enumerate(above):
        for parent in parents:
            below.setdefault(parent, []).append(place)
    free = {place for place, parents in enumerate(above) if not parents}
    waiting = list(free)
    while waiting:
        fresh = [place for place in below.get(waiting.pop(), []) if place not in free]
        free.update(fresh)
        waiting += fresh
    found: dict[int, str] = {}
    seen: set[int] = set()
    for start in range(len(entries)):
        way: dict[int, None] = {}
        place = start
        while place not in free and place not in seen and place not in way:
            way[place] = None
            place = above[place][0]
        if place in way:
            ring = list(way)[list(way).index(place) :]
            named = " → ".join(entries[one].name for one in [*ring, ring[0]])
            found |= dict.fromkeys(ring, named)
        seen.update(way)
    return found


def remarks(whole: pa.Table, mine: set[str]) -> tuple[tuple[str, str], ...]:
    """What to tell the user of the entries with an id in `mine`, given the whole dictionary: unknown parents, cycles with entries of
    other files, and synonyms that several names of a kind share while both are valid. Chinese and English.
    """
    rows = whole.select(["entry_id", "kind", "name", "parent", "synonyms", "valid_from", "valid_until"]).to_pylist()
    notes = [*_orphans(rows, mine), *_shared(rows, mine)]
    more = len(notes) - MOST_REMARKS
    if more > 0:
        notes[MOST_REMARKS:] = [(f"另有 {more} 处同类问题", f"{more} more of these")]
    return tuple(notes)


_Row = dict[str, object]


def _orphans(rows: Sequence[_Row], mine: set[str]) -> Iterator[tuple[str, str]]:
    entries = [Entry(str(row["kind"]), str(row["name"]), None if row["parent"] is None else str(row["parent"])) for row in rows]
    known = {entry.name for entry in entries}
    for row, entry in zip(rows, entries, strict=True):
        if entry.parent is not None and entry.parent not in known and row["entry_id"] in mine:
            yield (
                f"“{entry.name}”的上级“{entry.parent}”不在词典里：请补上这一条，或改正名称",
                f'the parent "{entry.parent}" of "{entry.name}" is not in the dictionary: add it or mend its name',
            )
    for way in dict.fromkeys(way for place, way in cycles(entries).items() if rows[place]["entry_id"] in mine):
        shown = way if len(way) <= _LONGEST_WAY else f"{way[:_LONGEST_WAY]} …"
        yield (f"与已入库的词条成环：{shown}", f"a cycle with entries stored before: {shown}")


def _shared(rows: Sequence[_Row], mine: set[str]) -> Iterator[tuple[str, str]]:
    users: dict[tuple[str, str], list[tuple[_Row, str, bool]]] = {}
    for row in rows:
        terms = [(str(row["name"]), False), *((term, True) for term in str(row["synonyms"] or "").split("|") if term)]
        for term, is_synonym in terms:
            users.setdefault((str(row["kind"]), normal(term)), []).append((row, term, is_synonym))
    for found in users.values():
        if len({row["name"] for row, *_ in found}) < 2 or not any(is_synonym for *_, is_synonym in found):
            continue
        near = found[:_COMPARED]
        names = list(dict.fromkeys(str(row["name"]) for row, *_ in near if any(_meet(row, other) for other, *_ in near)))
        if not names or not any(row["entry_id"] in mine for row, *_ in found):
            continue
        term = next(term for _, term, is_synonym in found if is_synonym)
        zh, en = "、".join(f"“{name}”" for name in names[:_NAMED]), " and ".join(f'"{name}"' for name in names[:_NAMED])
        if len(names) > _NAMED:
            zh, en = f"{zh}等 {len(names)} 个名称", f"{en} and others"
        yield (
            f"同义词“{term}”同时指{zh}：文本里出现时分不清是哪一个，请只留一处",
            f'the synonym "{term}" stands for {en}: a text that says it cannot be told apart; keep it with one of them',
        )


def _meet(row: _Row, other: _Row) -> bool:
    """Whether two entries of different names are valid on one day."""
    if row["name"] == other["name"]:
        return False
    first, last = (row["valid_from"], other["valid_from"]), (row["valid_until"], other["valid_until"])
    begin = max((day for day in first if isinstance(day, date)), default=date.min)
    end = min((day for day in last if isinstance(day, date)), default=date.max)
    return begin <= end
