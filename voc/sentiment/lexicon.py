"""Polarity by rule: words with their degree, negation, contrast, question and wish, in one scan of the text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from voc.sentiment.entries import Entry, entries
from voc.text.scan import Scanner

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voc.text.documents import Documents

VERSION = 1

# How far, in characters, a negator and a degree adverb reach, and what becomes of the word they reach.
_PRAISE_REACH, _BLAME_REACH, _DEGREE_REACH = 5, 2, 2
_NEGATED_PRAISE, _NEGATED_BLAME = -0.8, -0.4
# What is hoped for is missing now; what is asked about is not yet said.
_WISHED_PRAISE, _WISHED_BLAME = -0.2, 0.7
_ASKED_PRAISE, _ASKED_BLAME = 0.2, 0.6
# The rest of a sentence with a "but" counts less than what follows the "but".
_BEFORE_CONTRAST = 0.6
_NOWHERE = (0, -9)
_AFTER_LONE = ("", *"了的啊呀呐哦得死到，。！；、,.!?;~～… \n")
_LONE = 0.6
_ASKING = "?？吗呢么"
_SENTENCE_END = "。！？!?\n"

_COUNT = "[0-9两几三四五六七八九十百好多无数n]+"
_PATIENCE = re.compile(
    "[第打催问跑反映馈报修投诉等拖找试](?:"
    f"(?<=第){_COUNT}次"
    f"|(?<=打)了?(?:你们)?(?:客服)?(?:电话)?{_COUNT}(?:次|遍|个|通|天)"
    f"|(?<=[催问跑映馈修诉找试])了?{_COUNT}(?:次|遍|趟|回|天)"
    f"|(?<=[等拖])了?(?:快|将近)?(?:一|半|{_COUNT})个?多?(?:天|小时|月|周|星期|礼拜|钟头|年)"
    ")"
)
"""The third call, the fourth day of waiting: patience at its end, said without a word of feeling."""
_PATIENCE_WEIGHT = -1.2


ASKS, WISHES, TURNED, POLITE = 1, 2, 4, 8
"""A clause asks, hopes or requests (without a word of blame), turns a word by a negator, consists of a greeting or thanks."""
_MOSTLY = 0.6


Hit = tuple[int, int, float, str]
"""(start, end, weight after all rules, cue) of a span that speaks for or against; a plain tuple, because millions are made."""
_Match = tuple[int, int, Entry]
_END: _Match = (1 << 62, 0, Entry())


class Reading(NamedTuple):
    """What the lexicon finds in one text; `manners` holds for each clause the sum of ASKS, WISHES, TURNED and POLITE, as they apply."""

    hits: list[Hit]
    manners: list[int]


@cache
def scanner() -> Scanner[Entry | None]:
    """The lexicon as one automaton; words that only keep their place stand for None."""
    return Scanner({word: entry if entry != Entry() else None for word, entry in entries().items()})


def readings(documents: Documents) -> Iterator[Reading]:
    """The reading of each document."""
    for folded, clauses, matches in zip(documents.folded, documents.clauses, scanner().find_in_each(documents.folded), strict=True):
        yield _read(folded, clauses, matches)


def _read(folded: str, clauses: Sequence[tuple[int, int]], matches: list[_Match]) -> Reading:
    hits: list[Hit] = []
    manners: list[int] = []
    sentence = index = 0
    matches.append(_END)
    for start, end in clauses:
        mark = folded[end - 1]
        asked = mark in _ASKING or (end - start > 1 and folded[end - 2] in _ASKING)
        match = matches[index]
        if match[0] >= end:
            manners.append(ASKS if asked else 0)
        elif match[2].alone and matches[index + 1][0] >= end and not asked:
            # Most clauses hold one word that only feels or only modifies: no rule applies.
            index += 1
            manners.append(0)
            if match[2].weight:
                hits.append((match[0], match[1], match[2].weight, match[2].cue))
        else:
            clause = _Clause(folded, start)
            while matches[index][0] < end:
                clause.take(matches[index], matches[index + 1])
                index += 1
            found = clause.settled(asked=asked or clause.question)
            manners.append(clause.manner(end, found, asked=asked or clause.question))
            if clause.factor > 1.0:
                hits[sentence:] = [(at, stop, weight * _BEFORE_CONTRAST, cue) for at, stop, weight, cue in hits[sentence:]]
                sentence = len(hits)
            hits += found
        if mark in _SENTENCE_END:
            sentence = len(hits)
    hits += [(found.start(), found.end(), _PATIENCE_WEIGHT, "patience") for found in _PATIENCE.finditer(folded)]
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
        if start - self.degree_at[1] <= _DEGREE_REACH:
            weight *= self.degree
            begin = self.degree_at[0]
        elif end - start == 1 and not self._stands_alone(start, end):
            weight *= _LONE
        self.degree_at = _NOWHERE
        if self.negators:
            reach = _PRAISE_REACH if weight > 0 else _BLAME_REACH
            reaching = [negator for negator in self.negators if begin - negator[1] <= reach]
            self.negators.clear()
            if reaching:
                begin = min(begin, reaching[0][0])
            # Two negators take each other back.
            self.turned = self.turned or bool(reaching)
            if len(reaching) % 2:
                weight *= (_NEGATED_PRAISE if weight > 0 else _NEGATED_BLAME) * reaching[-1][2]
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
        if self.polite and self.polite >= _MOSTLY * (end - self.start):
            manner += POLITE
        return manner

    def settled(self, *, asked: bool) -> list[Hit]:
        """The clause's hits once it is known whether it hopes, asks, concedes or objects."""
        if self.wish:
            praise, blame = _WISHED_PRAISE, _WISHED_BLAME
        elif asked:
            praise, blame = _ASKED_PRAISE, _ASKED_BLAME
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
