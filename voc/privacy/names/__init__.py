"""Names of persons, only where a cue says so: my name is, a form of address, a contact field, 姓.

`cues` finds the places, `candidates` the stretches beside them, `model` how likely a stretch is as a name and as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from voc.privacy.names.candidates import beside
from voc.privacy.names.cues import Seen, cues
from voc.privacy.names.cues import seen as words_of_cues
from voc.privacy.names.dotted import dotted
from voc.privacy.names.forms import Candidate, full_names
from voc.privacy.names.latin import english
from voc.privacy.names.margins import answer, beside_masked, signature
from voc.privacy.names.model import at_least, known, old_characters, simplified
from voc.privacy.names.told import lists
from voc.privacy.tokens import GONE, NAME, Found


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Letters, dots and traditional characters as one class, which is looked for fastest; and as they have to stand."""
    old = old_characters()
    return re.compile(f"[A-Za-z·•・‧．.{old}]"), re.compile(rf"[A-Za-z]{{2}}|[\u3400-\u9fff][·•・‧．.][\u3400-\u9fff]|[{old}]")


def _unusual(plain: str) -> bool:
    first, whole = _patterns()
    found = first.search(plain)
    return found is not None and whole.search(plain, max(0, found.start() - 1)) is not None


def names(plain: str, *, seen: Sequence[Seen] | None = None) -> list[Found]:
    """Names with a cue, in order and without overlaps; a whole name is found again wherever else it stands.

    `seen`: the words of cues in the text, where they are known.
    """
    unusual, written = _unusual(plain), plain
    plain = simplified(plain) if unusual else plain
    # A word in traditional characters was none yet.
    found = seen if seen is not None and plain is written else words_of_cues(plain)
    candidates = [one for cue in cues(plain, found) for one in beside(plain, cue) if one.gain > 0]
    candidates += [one for one in signature(plain) if one.gain > 0]
    if GONE in plain:
        candidates += [one for one in beside_masked(plain) if one.gain > 0]
    if unusual:
        candidates += [Candidate(start, end, 1.0) for start, end in english(plain)]
        candidates += [Candidate(start, end, 100.0) for start, end in dotted(plain)]
    return _again(plain, _best(plain, candidates)) if candidates else []


def answered(plain: str, at: int) -> list[Found]:
    """The name at the beginning of an answer to the question for it."""
    plain = simplified(plain)
    return _best(plain, [one for one in answer(plain, at) if one.gain > 0])


def said_again(name: str) -> bool:
    """Whether a name is masked wherever else it stands: a whole one, and no word."""
    return (len(name) > 2 or (len(name) == 2 and name not in known().words)) and known().surname(name) is None


def whole_name(text: str) -> bool:
    """Whether a text is, by its characters, a surname and a given name rather than a word."""
    best = max((share for size, share in full_names(text) if size == len(text)), default=None)
    return best is not None and best + _WHOLE > at_least(text)


_WHOLE = 3.0


def _best(plain: str, candidates: Iterable[Candidate]) -> list[Found]:
    """Of candidates that overlap the likelier one."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    candidates = list(candidates)
    if len(candidates) == 1:
        return [_found(plain, candidates[0].start, candidates[0].end)]
    for one in sorted(candidates, key=lambda each: (-each.gain, each.start)):
        if taken.isdisjoint(range(one.start, one.end)):
            kept.append(one)
            taken.update(range(one.start, one.end))
    return [_found(plain, one.start, one.end) for one in sorted(kept)]


def _found(plain: str, start: int, end: int) -> Found:
    return Found(start, end, NAME, "".join(plain[start:end].split()))


def _again(plain: str, found: list[Found]) -> list[Found]:
    """The names found, and whole ones wherever they are said again."""
    whole = {one.value for one in found if said_again(one.value)}
    written = [plain[one.start : one.end] for one in found]
    if all(plain.count(name) <= written.count(name) for name in whole):
        return found
    taken = {at for one in found for at in range(one.start, one.end)}
    names = "|".join(map(re.escape, sorted(whole, key=lambda name: (-len(name), name))))
    # 黄茅园镇 is not the person that 黄茅园 was taken for.
    pattern = re.compile(f"(?:{names})(?![{lists()['places'][:10]}])")
    more = [_found(plain, *match.span()) for match in pattern.finditer(plain) if taken.isdisjoint(range(*match.span()))]
    return sorted([*found, *more], key=lambda one: one.start) if more else found


__all__ = ["Seen", "answered", "names", "said_again", "whole_name"]
