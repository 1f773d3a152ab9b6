"""Rules that listen to one side of a call only."""

from __future__ import annotations

import numpy as np

from voc.text.documents import Documents
from voc.text.rules import Flags, Ints, Matches, Rulebook


class Sides:
    """The rules of `book` by whom they listen to."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._customer, self.agent = (
            np.array([rule.speaker == side for rule in book.rules], np.bool_) for side in ("customer", "agent")
        )

    def match(self, docs: Documents) -> Matches:
        """Every rule met in `docs`; one for the customer in calls only, one for the agent in `docs.replies` only. What the agent says stands in no text
        of the customer: those matches are at its beginning and without words.
        """
        found = self._book.match(docs)
        if not self._customer.any() and not self.agent.any():
            return found
        calls = np.array(docs.calls or [False] * len(docs), np.bool_)
        found = _rows(found, ~self.agent[found.rule] & (~self._customer[found.rule] | calls[found.doc]))
        if docs.replies is None or not self.agent.any():
            return found
        said = self._book.match(docs.replies)
        said = _rows(said, self.agent[said.rule])
        none, clause = np.zeros_like(said.start), said.clause + len(docs.layout.doc)
        both = zip(found_of(found), (said.rule, said.doc, clause, none, none), strict=True)
        return Matches(*(np.concatenate(pair) for pair in both))


def found_of(found: Matches) -> tuple[Ints, ...]:
    """Its columns."""
    return found.rule, found.doc, found.clause, found.start, found.end


def _rows(found: Matches, kept: Flags) -> Matches:
    return Matches(*(column[kept] for column in found_of(found)))
