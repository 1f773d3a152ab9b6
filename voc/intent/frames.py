"""The smaller frames beside the causes: what is asked for, the service level met, the facet of staff (lexicons/wants.toml)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voc.intent.lexicon import read
from voc.schema import FRAMES, INTENTS
from voc.text.documents import Documents
from voc.text.lanes import LexiconError, Rule, read_lists, read_rule
from voc.text.rules import Rulebook

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_PRAISE, _INQUIRY, _SUGGESTION, _DEMAND = map(INTENTS.index, ("praise", "inquiry", "suggestion", "demand"))
_ASKING = (_SUGGESTION, _DEMAND)
_AGAINST = 2.0
"""How far a text may lean to the other side: words that stand for a level count for more than a doubtful leaning."""
_SIDES = {"praise": 1, "blame": -1, "either": 0}


class Coded(NamedTuple):
    """What one frame says of a batch: the place in `names` of each text's code (-1: the words do not say), and the span that speaks for it (-1: none)."""

    frame: str
    names: tuple[str, ...]
    code: Ints
    start: Ints
    end: Ints


class Frames:
    """All frames as one rule book. A code of a side is not given where the text clearly leans to the other."""

    def __init__(self, path: Path | None = None) -> None:
        raw, self.digest = read(path, "wants.toml")
        lists, failures = read_lists(raw.get("lists", {}))
        rules: list[Rule] = []
        self._codes: list[tuple[str, str, int]] = []
        for frame, known in FRAMES.items():
            for entry in raw.get(frame, []):
                name, side = str(entry.get("id", "?")), str(entry.get("side", "either"))
                if name not in known or side not in _SIDES:
                    failures.append((f"{frame}.{name}", f"unknown id or side; known: {', '.join(known)}; {', '.join(_SIDES)}"))
                    continue
                self._codes.append((frame, name, _SIDES[side]))
                for number, item in enumerate(entry.get("rules", []), 1):
                    rule, reasons = read_rule(f"{frame}.{name}", item, lists)
                    failures += [(f"{frame}.{name}", f"rule {number}: {reason}") for reason in reasons]
                    rules += [rule] if rule is not None else []
        if failures:
            raise LexiconError("wants.toml", failures)
        places = {f"{frame}.{name}": place for place, (frame, name, _) in enumerate(self._codes)}
        self._book = Rulebook(rules)
        self._code = np.array([places[rule.label] for rule in rules], np.int64)
        self._weight = np.array([rule.weight for rule in rules], np.float64)

    def read(self, docs: Documents, intent: Ints, lean: npt.NDArray[np.float64]) -> list[Coded]:
        """Each frame's codes; wants only of texts that ask for something by their intent (places in INTENTS); `lean` is above 0 for praise, below for blame."""
        asks = np.isin(intent, _ASKING)
        found = self._book.match(docs)
        code = self._code[found.rule]
        size, width = len(docs), len(self._codes)
        worth = np.bincount(found.doc * width + code, self._weight[found.rule], size * width).reshape(size, width)
        sides = np.array([side for *_, side in self._codes])
        worth[lean[:, None] * sides[None, :] < -_AGAINST] = 0.0
        # Who asks or suggests speaks of what is to come.
        worth[np.isin(intent, (_INQUIRY, _SUGGESTION))[:, None] & (sides < 0)] = 0.0
        coded = []
        for frame in FRAMES:
            columns = np.array([place for place, (one, *_) in enumerate(self._codes) if one == frame])
            mine = worth[:, columns]
            best = mine.argmax(axis=1)
            said = mine[np.arange(size), best] > 0
            if frame.startswith("want"):
                said &= asks
            names = FRAMES[frame]
            place = np.array([names.index(self._codes[column][1]) for column in columns])
            given = np.where(said, place[best], -1)
            _unsaid(frame, given, intent, lean)
            start, end = np.full(size, -1), np.full(size, -1)
            shown = (code == columns[best][found.doc]) & said[found.doc]
            order = np.lexsort((-found.start[shown], self._weight[found.rule[shown]]))
            rows = np.flatnonzero(shown)[order]
            start[found.doc[rows]], end[found.doc[rows]] = found.start[rows], found.end[rows]
            coded.append(Coded(frame, names, given, start, end))
        return coded


def _unsaid(frame: str, code: Ints, intent: Ints, lean: npt.NDArray[np.float64]) -> None:
    """Fills in what the intent tells where no word does.

    A request that names no thing of its own asks for a service, of the basic kind; who suggests, thinks of what is not there yet; who only
    praises has met what was hoped for.
    """
    untold = code < 0
    if frame == "service_level":
        code[untold & (intent == _PRAISE) & (lean > 0)] = FRAMES[frame].index("satisfying")
    elif frame.startswith("want"):
        code[untold & np.isin(intent, _ASKING)] = 0
        if frame == "want_need":
            code[untold & (intent == _SUGGESTION)] = FRAMES[frame].index("latent")
