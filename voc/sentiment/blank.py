"""What no scorer gives a number to: nothing to read, or an answer that says there is nothing to say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from voc.sentiment.entries import empty_answers
from voc.text.patterns import HAN

if TYPE_CHECKING:
    from voc.text.documents import Documents

_HAN = [ord(mark) for mark in HAN if mark != "-"]
_READABLE = re.compile(f"[{HAN}]")
_NOT_SPOKEN = re.compile(r"[\W_]+")
_LONGEST = 14


def readable(folded: str) -> bool:
    """Whether there is a Chinese character: the models know no other script."""
    return _READABLE.search(folded) is not None


def readable_each(docs: Documents) -> npt.NDArray[np.bool_]:
    """The same of each text of a batch."""
    points, starts = docs.layout.points, docs.layout.starts[:-1]
    if not len(starts):
        return np.zeros(0, np.bool_)
    known = ((points >= _HAN[0]) & (points <= _HAN[1])) | ((points >= _HAN[2]) & (points <= _HAN[3]))
    return np.asarray(np.logical_or.reduceat(known, starts))


def empty_answer(folded: str) -> bool:
    """Whether the whole text is an answer without content, such as "none" or "no comment" in a survey."""
    return len(folded) <= _LONGEST and _NOT_SPOKEN.sub("", folded) in empty_answers()
