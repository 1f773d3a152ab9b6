"""How often a rule is right: of the audited texts in which it speaks, those that people gave its code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voc.causes.codeframe import Code, Codeframe
from voc.causes.speakers import Sides
from voc.text.documents import Documents
from voc.text.rules import Rulebook


def rule_hits(frame: Codeframe, code: Code, docs: Documents, causes: Sequence[str]) -> list[tuple[int, int]]:
    """(right, texts it speaks in) for each rule of `code`, in its order; a text with the finer code of `code` is right, too. A rule for one side of a
    call hears that side only.
    """
    found = Sides(Rulebook(code.rules, frame.shadows)).match(docs)
    same = {code.id, *(one.id for one in frame.codes if one.refines == code.id)}
    right = np.array([cause in same for cause in causes], np.bool_)
    pairs = np.unique(np.stack([found.rule, found.doc]), axis=1)
    size = len(code.rules)
    spoken = np.bincount(pairs[0], minlength=size)
    hits = np.bincount(pairs[0], right[pairs[1]] if len(right) else None, minlength=size)
    return [(int(hit), int(all_)) for hit, all_ in zip(hits, spoken, strict=True)]
