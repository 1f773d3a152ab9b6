"""The rules of the lexicon once more, read word by word as one would by hand: what the arrays of voc.sentiment.lexicon are held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from voc.sentiment import lexicon
from voc.sentiment.entries import Entry, entries
from voc.sentiment.lexicon import ASKS, POLITE, TURNED, WISHES
from voc.text.documents import prepare
from voc.text.scan import Scanner

_ASKING, _SENTENCE_END, _AFTER_LONE = lexicon._ASKING, lexicon._SENTENCE_END, ("", *lexicon._AFTER_LONE)
_NOWHERE = (0, -9)

Hit = tuple[int, int, float, str]
_Match = tuple[int, int, Entry]
_END: _Match = (1 << 62, 0, Entry())
_SCANNER = Scanner({word: entry if entry != Entry() else None for word, entry in entries().items()})


class Reading(NamedTuple):
    hits: list[Hit]
    manners: list[int]


def by_hand(text: str) -> Reading:
    documents = prepare([text])
    (matches,) = _SCANNER.find_in_each(documents.folded)
    return _read(documents.folded[0], documents.clauses[0], matches)


def _read(folded: str, clauses: Sequence[tuple[int, int]], matches: list[_Match]) -> Reading:
    hits: list[Hit] = []
    manners: list[int] = []
    sentence = index = 0
    matches.append(_END)
    for start, end in clauses:
        mark = folded[end - 1]
        asked = mark in _ASKING or (end - start > 1 and mark in lexicon._MARK and folded[end - 2] in _ASKING)
        clause = _Clause(folded, start)
        while matches[index][0] < end:
            clause.take(matches[index], matches[index + 1])
            index += 1
        asked = asked or clause.question
        found = clause.settled(asked=asked)
        manners.append(clause.manner(end, found, asked=asked))
        if clause.factor > 1.0:
            hits[sentence:] = [(at, stop, weight * lexicon._BEFORE_CONTRAST, cue) for at, stop, weight, cue in hits[sentence:]]
            sentence = len(hits)
        hits += found
        if mark in _SENTENCE_END:
            sentence = len(hits)
    hits += [(found.start(), found.end(), lexicon._PATIENCE_WEIGHT, "patience") for found in lexicon._PATIENCE.finditer(folded)]
    return Reading(hits, manners)


def _inside_latin(folded: str, start: int, end: int) -> bool:
    """Whether Latin letters go on before or after a Latin match: "tm" is no oath in "atm"."""
    return any(letter.isascii() and letter.isalpha() for letter in folded[start - 1 : start] + folded[end : end + 1])


class _Clause:
    """The words of one clause, taken from left to right."""

    __slots__ = ("degree", "degree_at", "factor", "folded", "hits", "negators", "polite", "question", "start", "turned", "wish")

    def __init__(self, folded: str, start: int) -> None:
        self.folded = folded
        self.start = start
        self.hits: list[Hit] = []
        self.negators: list[tuple[int, int, float]] = []
        self.degree, self.degree_at = 1.0, _NOWHERE
        self.factor = 1.0
        self.wish = self.question = self.turned = False
        self.polite = 0

    def take(self, match: _Match, following: _Match) -> None:
        """One word; `following` is the next, which may begin where this one ends."""
        start, end, entry = match
        if entry.latin and _inside_latin(self.folded, start, end):
            return
        if entry.wish:
            self.wish = True
        if entry.question:
            self.question = True
        if entry.polite:
            self.polite += end - start
        if entry.clause and start - self.start <= 2:
            self.factor = entry.clause
        if entry.after and self.hits and start - self.hits[-1][1] <= 1:
            begin, _, weight, cue = self.hits[-1]
            self.hits[-1] = (begin, end, weight * entry.after, cue)
        elif entry.weight and not entry.wish and not (entry.degree and _feels_at(following, end)):
            self.hits.append(self._felt(start, end, entry))
        elif entry.negator:
            self.negators.append((start, end, entry.negator))
        elif entry.degree:
            self.degree, self.degree_at = entry.degree, (start, end)

    def _felt(self, start: int, end: int, entry: Entry) -> Hit:
        weight, begin = entry.weight, start
        if start - self.degree_at[1] <= lexicon._DEGREE_REACH:
            weight *= self.degree
            begin = self.degree_at[0]
        elif end - start == 1 and not self._stands_alone(start, end):
            weight *= lexicon._LONE
        self.degree_at = _NOWHERE
        if self.negators:
            reach = lexicon._PRAISE_REACH if weight > 0 else lexicon._BLAME_REACH
            reaching = [negator for negator in self.negators if begin - negator[1] <= reach]
            self.negators.clear()
            if reaching:
                begin = min(begin, reaching[0][0])
            # Two negators take each other back.
            self.turned = self.turned or bool(reaching)
            if len(reaching) % 2:
                weight *= (lexicon._NEGATED_PRAISE if weight > 0 else lexicon._NEGATED_BLAME) * reaching[-1][2]
        return (begin, end, weight, entry.cue)

    def _stands_alone(self, start: int, end: int) -> bool:
        """Whether a lone character is a word here rather than a piece of a longer one."""
        negated = bool(self.negators) and self.negators[-1][1] == start
        return negated or self.folded[end : end + 1] in _AFTER_LONE

    def manner(self, end: int, found: list[Hit], *, asked: bool) -> int:
        """How the clause, which ends at `end`, is said: the sum of what applies."""
        manner = self.turned * TURNED
        if (asked or self.wish) and not any(hit[2] < 0 for hit in found):
            manner += asked * ASKS + self.wish * WISHES
        if self.polite and self.polite >= lexicon._MOSTLY * (end - self.start):
            manner += POLITE
        return manner

    def settled(self, *, asked: bool) -> list[Hit]:
        """The clause's hits once it is known whether it hopes, asks, concedes or objects."""
        if self.wish:
            praise, blame = lexicon._WISHED_PRAISE, lexicon._WISHED_BLAME
        elif asked:
            praise, blame = lexicon._ASKED_PRAISE, lexicon._ASKED_BLAME
        else:
            praise = blame = 1.0
        praise, blame = praise * self.factor, blame * self.factor
        if praise == blame == 1.0:
            return self.hits
        return [
            (start, end, weight if cue == "rhetoric" else weight * (praise if weight > 0 else blame), cue)
            for start, end, weight, cue in self.hits
        ]


def _feels_at(match: _Match, at: int) -> bool:
    return match[0] == at and match[2].weight != 0.0
