"""Whether a text is of the trade at all: a long one that names no operator and hardly ever what operators sell is another industry's."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voc.text.documents import Documents
from voc.text.rules import Flags, Matches, names_operator

LONG = 60
"""Characters from which on a text is expected to name the matter: short answers need not."""
EVERY = 80
"""At least one clause that does in so many characters."""
TURNS = 2
"""Turns, after the first, from which on a text is a talk: who speaks with the operator's own people need not say what it sells."""
TURN = ("\n", " / ")
"""What stands between two of them."""


def strange(docs: Documents, said: Matches, trade: npt.NDArray[np.bool_]) -> tuple[Flags, Flags]:
    """(texts that name nothing of the trade, texts that do so hardly ever); `trade` tells of each concept whether it is what operators sell."""
    doc = docs.layout.doc
    of_trade = np.zeros(len(doc), np.bool_)
    of_trade[said.clause[trade[said.rule]]] = True
    named = np.bincount(doc[of_trade], minlength=len(docs))
    found: Flags = (docs.lengths >= LONG) & (named * EVERY < docs.lengths)
    for row in np.flatnonzero(found).tolist():
        text = docs.texts[row] or ""
        found[row] = sum(map(text.count, TURN)) < TURNS and not names_operator(text)
    return found & (named == 0), found & (named > 0)
