"""What no scorer gives a number to: nothing to read, or an answer that says there is nothing to say."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.text.patterns import HAN

if TYPE_CHECKING:
    from voc.text.documents import Documents

_LETTER = re.compile(r"[^\W\d_]")
_READABLE = re.compile(f"[{HAN}]")
_NOT_SPOKEN = re.compile(r"[\W_]+")
_LONGEST = 14
"""Characters of the longest answer that can be empty of content."""


def readable(folded: str) -> bool:
    """Whether there is a Chinese character: the models know no other script."""
    return _READABLE.search(folded) is not None


def why_unscored(folded: str) -> str:
    """The reason why a text has no score, one of voc.schema.UNSCORED."""
    if not folded.strip():
        return "blank"
    if empty_answer(folded):
        return "empty_answer"
    if _LETTER.search(folded):
        return "other_script"
    return "digits" if any(map(str.isdigit, folded)) else "marks"


@cache
def empty_answers() -> frozenset[str]:
    """Whole answers that say there is nothing to say, folded and without punctuation."""
    groups = tomllib.loads(resources.path("lexicons", "modifiers.toml").read_text(encoding="utf-8"))["group"]
    return frozenset(word for group in groups if group["kind"] == "empty" for word in group["words"].split())


def empty_in(docs: Documents) -> list[int]:
    """The places of empty answers in a batch; only short texts that begin as such an answer does, or with what is not spoken, are looked at."""
    first = docs.layout.points[docs.layout.starts[:-1]]
    may_be = (docs.lengths <= _LONGEST) & _may_begin().take(first, mode="clip")
    return [at for at in np.flatnonzero(may_be).tolist() if empty_answer(docs.folded[at])]


@cache
def _may_begin() -> npt.NDArray[np.bool_]:
    """By code point; the last stands for all beyond."""
    begins = {answer[0] for answer in empty_answers()}
    spoken = (not _NOT_SPOKEN.match(chr(point)) and chr(point) not in begins for point in range(0x10000))
    return ~np.array([*spoken, False])


def empty_answer(folded: str) -> bool:
    """Whether the whole text is an answer without content, such as "none" or "no comment" in a survey."""
    return len(folded) <= _LONGEST and _NOT_SPOKEN.sub("", folded) in empty_answers()
