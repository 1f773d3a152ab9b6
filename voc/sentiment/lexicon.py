"""Polarity by rule: words with their degree, negation, contrast, question and wish, over a whole batch at once."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from voc.sentiment.entries import Entry, entries
from voc.text import signs
from voc.text.trie import Hits, apart

if TYPE_CHECKING:
    from voc.text.documents import Documents

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
VERSION = 2

# How far, in characters, a negator and a degree adverb reach, and what becomes of the word they reach.
_PRAISE_REACH, _BLAME_REACH, _DEGREE_REACH = 5, 2, 2
_NEGATED_PRAISE, _NEGATED_BLAME = -0.8, -0.4
# What is hoped for is missing now; what is asked about is not yet said.
_WISHED_PRAISE, _WISHED_BLAME = -0.2, 0.7
_ASKED_PRAISE, _ASKED_BLAME = 0.2, 0.6
# The rest of a sentence with a "but" counts less than what follows the "but".
_BEFORE_CONTRAST = 0.6
_AFTER_LONE = "\0了的啊呀呐哦得死到，。！；、,.!?;~～… \n"
_LONE = 0.6
_ASKING, _MARK = "?？吗呢么", "。！!，,、；;…~～.\n "
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
CUES = ("words", "irony", "emoticon", "rhetoric", "patience")
_RHETORIC, _PATIENT = CUES.index("rhetoric"), CUES.index("patience")


class Reading(NamedTuple):
    """What the lexicon finds in a batch: spans that speak for or against, ordered by text, as parallel arrays.

    `doc` is the text, `start` and `end` count over the joined texts (`Documents.layout`), `weight` is that after all rules, `cue` the
    place in CUES. `manner` holds for each clause the sum of ASKS, WISHES, TURNED and POLITE, as they apply.
    """

    doc: Ints
    start: Ints
    end: Ints
    weight: Floats
    cue: Ints
    manner: Ints


class _Words(NamedTuple):
    """The fields of `Entry` by the word's number in `voc.text.signs.classes`; `mine`: the lexicon has it, `told`: it says something."""

    mine: Flags
    told: Flags
    weight: Floats
    cue: Ints
    negator: Floats
    degree: Floats
    after: Floats
    clause: Floats
    wish: Flags
    question: Flags
    polite: Flags
    latin: Flags


@cache
def _words() -> _Words:
    known, nothing = entries(), Entry()
    held = [known.get(word, nothing) for word in signs.classes()]
    mine = np.array([word in known for word in signs.classes()])
    fields = [np.array([getattr(entry, name) for entry in held]) for name in _Words._fields[4:]]
    cue = np.array([CUES.index(entry.cue) for entry in held])
    return _Words(mine, np.array([entry != nothing for entry in held]), np.array([entry.weight for entry in held]), cue, *fields)


def read(docs: Documents) -> Reading:
    """The reading of a batch."""
    words, layout = _words(), docs.layout
    said = _said(docs, words)
    word, start, end = said
    clause = docs.clause_at.take(start).astype(np.int64)
    # A degree that is itself a word of feeling only strengthens where such a word follows at once.
    ahead = np.zeros(len(word), np.bool_)
    ahead[:-1] = (start[1:] == end[:-1]) & (words.weight[word[1:]] != 0)
    own = np.flatnonzero(~_inside_latin(layout.points, said, words))
    word, start, end, clause = word[own], start[own], end[own], clause[own]
    feels = (words.weight[word] != 0) & ~words.wish[word] & ~((words.degree[word] != 0) & ahead[own])
    stressed = _stressed(feels, words.after[word] != 0, start, end, clause)
    felt, turned = _felt(docs, words, Hits(word, start, end), clause, feels, stressed)
    asks, wishes, factor = _framed(docs, words, Hits(word, start, end), clause)
    praise = np.where(wishes, _WISHED_PRAISE, np.where(asks, _ASKED_PRAISE, 1.0)) * factor
    blame = np.where(wishes, _WISHED_BLAME, np.where(asks, _ASKED_BLAME, 1.0)) * factor
    held = felt.clause
    weight = felt.weight * np.where(felt.cue == _RHETORIC, 1.0, np.where(felt.weight > 0, praise[held], blame[held]))
    size = len(layout.first)
    manner = TURNED * turned.astype(np.int64)
    calm = np.bincount(held[weight < 0], minlength=size) == 0
    manner += calm * (asks * ASKS + wishes * WISHES)
    polite = np.bincount(clause, (end - start) * words.polite[word], size)
    manner += POLITE * ((polite > 0) & (polite >= _MOSTLY * (layout.last - layout.first)))
    weight *= _conceded(docs, factor)[held]
    return _with_patience(docs, felt._replace(weight=weight), manner)


def _said(docs: Documents, words: _Words) -> Hits:
    """The lexicon's words that do not overlap and say something, over the joined texts."""
    found = signs.words_in(docs)
    mine = np.flatnonzero(words.mine[found.word])
    found = apart(Hits(found.word[mine], found.start[mine], found.end[mine]))
    told = np.flatnonzero(words.told[found.word])
    return Hits(found.word[told], found.start[told], found.end[told])


def _inside_latin(points: npt.NDArray[np.uint32], said: Hits, words: _Words) -> Flags:
    """Whether Latin letters go on before or after a Latin match: "tm" is no oath in "atm"."""
    inside = words.latin[said.word]
    at = np.flatnonzero(inside)
    inside[at] = _latin(points[said.start[at] - 1]) & (said.start[at] > 0) | _latin(points[said.end[at]])
    return inside


def _latin(points: npt.NDArray[np.uint32]) -> Flags:
    lower = points | 0x20
    return np.asarray((lower >= ord("a")) & (lower <= ord("z")))


def _stressed(feels: Flags, after: Flags, start: Ints, end: Ints, clause: Ints) -> Flags:
    """Which words stress the word of feeling before them (慢得要死), right behind it or behind another that stresses it."""
    at = np.flatnonzero(feels | after)
    near = np.zeros(len(at), np.bool_)
    near[1:] = (clause[at[1:]] == clause[at[:-1]]) & (start[at[1:]] - end[at[:-1]] <= 1)
    place = np.arange(len(at))
    # What feels, or stresses what feels, has no break between itself and the last word of feeling.
    spoken = np.maximum.accumulate(np.where(feels[at], place, -1))
    broken = np.maximum.accumulate(np.where(~feels[at] & ~near, place, -1))
    stressed = np.zeros(len(feels), np.bool_)
    stressed[at[1:]] = after[at[1:]] & near[1:] & (spoken > broken)[:-1]
    return stressed


class _Felt(NamedTuple):
    """Words of feeling with what strengthens or turns them: clause, start, end, weight, cue."""

    clause: Ints
    start: Ints
    end: Ints
    weight: Floats
    cue: Ints


def _felt(docs: Documents, words: _Words, said: Hits, clause: Ints, feels: Flags, stressed: Flags) -> tuple[_Felt, Flags]:
    """The words of feeling, and in which clauses a negator turns one."""
    (word, start, end), points = said, docs.layout.points
    turns = ~feels & ~stressed & (words.negator[word] != 0)
    raises = np.flatnonzero(~feels & ~stressed & ~turns & (words.degree[word] != 0))
    at, turns = np.flatnonzero(feels & ~stressed), np.flatnonzero(turns)
    # A word of feeling takes up all that modifies between the one before it in the clause and itself.
    since = np.searchsorted(clause, clause[at])
    since[1:] = np.maximum(since[1:], at[:-1] + 1)
    begin, stop, weight = start[at], end[at], words.weight[word[at]]
    last = np.searchsorted(raises, at) - 1
    degree = raises[np.maximum(last, 0)] if len(raises) else np.zeros(len(at), np.int64)
    raised = (last >= 0) & (degree >= since) & (begin - end[degree] <= _DEGREE_REACH)
    low, high = np.searchsorted(turns, since), np.searchsorted(turns, at)
    negator = turns[np.maximum(high - 1, 0)] if len(turns) else np.zeros(len(at), np.int64)
    # A lone character is a word rather than a piece of a longer one behind a negator or where the clause goes no further.
    whole = ((high > low) & (end[negator] == begin)) | signs.among(_AFTER_LONE, points[stop])
    lone = ~raised & (stop - begin == 1) & ~whole
    weight = weight * np.where(raised, words.degree[word[degree]], np.where(lone, _LONE, 1.0))
    begin = np.where(raised, start[degree], begin)
    reach = np.where(weight > 0, _PRAISE_REACH, _BLAME_REACH)
    nearest = np.maximum(low, np.searchsorted(end[turns], begin - reach))
    number = np.maximum(high - nearest, 0)
    reached = np.flatnonzero(number)
    begin[reached] = np.minimum(begin[reached], start[turns[nearest[reached]]])
    # Two negators take each other back.
    odd = number % 2 == 1
    share = np.where(weight > 0, _NEGATED_PRAISE, _NEGATED_BLAME) * words.negator[word[negator]]
    weight = np.where(odd, weight * share, weight)
    stressing = np.flatnonzero(stressed)
    owner = np.searchsorted(at, stressing) - 1
    np.multiply.at(weight, owner, words.after[word[stressing]])
    np.maximum.at(stop, owner, end[stressing])
    turned = np.zeros(len(docs.layout.first), np.bool_)
    turned[clause[at[reached]]] = True
    return _Felt(clause[at], begin, stop, weight, words.cue[word[at]]), turned


def _framed(docs: Documents, words: _Words, said: Hits, clause: Ints) -> tuple[Flags, Flags, Floats]:
    """Which clauses ask, which hope, and how much each counts: one that concedes less, one that objects more."""
    points, _, first, last, _ = docs.layout
    word, size = said.word, len(first)
    final, before = points[last - 1], points[np.maximum(last - 2, first)]
    asks = signs.among(_ASKING, final) | (signs.among(_MARK, final) & signs.among(_ASKING, before))
    asks[clause[words.question[word]]] = True
    wishes = np.zeros(size, np.bool_)
    wishes[clause[words.wish[word]]] = True
    factor = np.ones(size)
    opens = np.flatnonzero((words.clause[word] != 0) & (said.start - first[clause] <= 2))
    factor[clause[opens]] = words.clause[word[opens]]
    return asks, wishes, factor


def _conceded(docs: Documents, factor: Floats) -> Floats:
    """For each clause what is left of it: the part of a sentence before a clause that objects counts less."""
    points, _, _, last, of = docs.layout
    opens = np.diff(of, prepend=-1) != 0
    opens[1:] |= signs.among(_SENTENCE_END, points[last[:-1] - 1])
    objects = factor > 1.0
    part = np.cumsum(opens | objects)
    before = np.flatnonzero(objects & ~opens) - 1
    share = np.ones(len(of) + 2)
    share[part[before]] = _BEFORE_CONTRAST
    return np.asarray(share[part])


def _with_patience(docs: Documents, felt: _Felt, manner: Ints) -> Reading:
    """The reading, with the signs of lost patience behind the words of each text."""
    starts, of = docs.layout.starts, docs.layout.doc
    spans = [found.span() for found in _PATIENCE.finditer("\0".join(docs.folded))]
    begin, stop = np.array(spans, np.int64).reshape(-1, 2).T
    doc = np.concatenate([of[felt.clause], np.searchsorted(starts, begin, "right") - 1])
    order = np.argsort(doc, kind="stable")
    start, end = np.concatenate([felt.start, begin]), np.concatenate([felt.end, stop])
    weight = np.concatenate([felt.weight, np.full(len(begin), _PATIENCE_WEIGHT)])
    cue = np.concatenate([felt.cue, np.full(len(begin), _PATIENT)])
    return Reading(doc[order], start[order], end[order], weight[order], cue[order], manner)
