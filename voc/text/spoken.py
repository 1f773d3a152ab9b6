"""Speech as it was meant: words of telecom operators that were misheard, and stuttering. The reading keeps the length of what is stored."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.text.lanes import LexiconError
from voc.text.normalize import rows_of
from voc.text.scan import Scanner
from voc.text.signs import among

_KNOWN = 16_384
_LONGEST = 6
"""Characters of the longest piece that is said twice while searching for the next."""
_MARKS = "，。,、 "


class _Term(NamedTuple):
    word: str
    near: tuple[str, ...]
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]

    def meant(self, text: str, start: int, end: int, reach: int) -> bool:
        """Whether what stands at start:end is this word: not where it means itself, and beside one of `near` where there are any."""
        before, after = text[max(0, start - reach) : start], text[end : end + reach]
        if before.endswith(self.not_after) or after.startswith(self.not_before):
            return False
        return not self.near or any(cue in before or cue in after for cue in self.near)


@dataclass(frozen=True)
class Hearing:
    """The lexicon, ready for search."""

    version: str
    reach: int
    scanner: Scanner[_Term]
    stutter: re.Pattern[str]
    stuttered: str
    sounding: str
    """Small words that are said twice, and the first letters of sounds without meaning."""
    known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Readings of late: a turn is read for its feeling and for its codes."""

    def read_each(self, folded: Sequence[str]) -> list[str]:
        """`read` of each turn; those with nothing to mend, as most are, are told in one pass over all of them."""
        run = "\0".join([*folded, ""])
        marks = [start for start, *_ in self.scanner.find(run)] + self._doubtful(run)
        turns = list(folded)
        for row in rows_of(marks, folded, 0):
            turns[row] = self.read(folded[row])
        return turns

    def _doubtful(self, run: str) -> list[int]:
        """Every place where `stutter` may be found, and few others."""
        points = np.frombuffer(run.encode("utf-32-le", "surrogatepass"), np.uint32)
        found = np.zeros(len(points), np.bool_)
        found[:-1] = (points[1:] == points[:-1]) & among(self.stuttered, points[:-1])
        found[1:] |= among(f"\0{_MARKS}", points[:-1]) & among(self.sounding, points[1:])
        found[:1] |= among(self.sounding, points[:1])
        # A piece, perhaps a mark, and the piece again: that far apart, and as many equal characters but for the mark.
        for apart in range(2, _LONGEST + 2):
            again: npt.NDArray[np.bool_] = points[apart:] == points[:-apart]
            for _ in range(max(apart - 2, 1)):
                again = again[1:] & again[:-1]
            found[: len(again)] |= again
        return np.flatnonzero(found).tolist()

    def read(self, folded: str) -> str:
        """A reading of a folded turn, of the same length: misheard words mended, the first of two equal pieces blanked."""
        found = self.known.get(folded)
        if found is None:
            if len(self.known) >= _KNOWN:
                self.known.clear()
            found = self.known[folded] = self._read(folded)
        return found

    def _read(self, folded: str) -> str:
        for start, end, term in self.scanner.find(folded):
            if term.meant(folded, start, end, self.reach):
                folded = folded[:start] + term.word + folded[end:]
        return self.stutter.sub(_blank, folded)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


@cache
def load_hearing() -> Hearing:
    """The shipped lexicon; LexiconError naming every reading that is longer or shorter than its word or stands under two."""
    file = resources.path("lexicons", "homophones.toml")
    content = file.read_bytes()
    given = tomllib.loads(content.decode("utf-8"))
    failures: list[tuple[str, str]] = []
    words: dict[str, _Term] = {}
    known = {one["word"] for one in given["term"]}
    for one in given["term"]:
        term = _Term(one["word"], *(_words(one, name) for name in ("near", "not_after", "not_before")))
        for heard in one["heard"].split("|"):
            if len(heard) != len(term.word):
                failures.append((term.word, f"{heard} is not of its length"))
            if heard in words or heard in known:
                failures.append((term.word, f"{heard} stands twice, or is a word of the list itself"))
            words[heard] = term
    if failures:
        raise LexiconError(file.name, failures)
    fillers = given["fillers"]
    # A piece of two to six characters said twice, and single small words: 我我我想, 这个这个. Figures may well be said twice.
    piece = rf"(?:[^\W\d_零一二三四五六七八九十百千幺两]){{2,{_LONGEST}}}"
    stutter = rf"(?P<one>[{fillers['stuttered']}])(?=(?P=one))|(?P<piece>{piece})[，,、 ]?(?=(?P=piece))"
    sounds = rf"(?:(?<=^)|(?<=[{_MARKS}]))(?:{fillers['sounds']})(?=[，,、 ])"
    return Hearing(
        hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:8],
        given["reach"],
        Scanner(words),
        re.compile(f"{stutter}|{sounds}"),
        fillers["stuttered"],
        "".join(sorted({sound[0] for sound in fillers["sounds"].split("|")})),
    )


def _words(entry: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(entry[name].split("|")) if name in entry else ()
