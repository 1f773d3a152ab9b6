"""Words that are said more than before: log-odds with an informative Dirichlet prior on document frequency (Monroe et al. 2008).

A window of two weeks is held against the half year before it. A word is flagged where Benjamini-Hochberg over all words said in at
least five documents of the window gives less than .05; words of the same documents are one flag. What its count alone does not prove
of a word that was always said is asked of its count and its use together (voc/risk/usage.py). Over documents shuffled in time the
sample shows well under one flag a quarter (tests/risk/test_emerging.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voc.risk.usage import uses

WINDOW = 2
BASELINE = 26
WARM = 8
"""Weeks: of the window, of the past it is held against, and the least past without which nothing is said."""
LEAST = 5
RATE = 0.05
WATCH = 3.0
PRIOR = 0.1
"""Weight of the prior, in shares of all documents: a word seen for the first time has to be said several times to count."""
_SAME, _FEW = 0.5, 2.0
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Word:
    """A word of a window: documents that say it, how many its past leads one to expect, z and the adjusted p-value.

    `used` is the p-value of being said beside other words than before, where that was needed to flag it; None elsewhere.
    """

    word: str
    seen: int
    expected: float
    z: float
    q: float
    used: float | None = None

    @property
    def flagged(self) -> bool:
        """Whether it is an alert; with z above 3 alone it is to be watched."""
        return self.q < RATE


@dataclass(frozen=True)
class Flag:
    """Words that came up together: `week` is the last week of the window (its number), `until` that of the last window that shows them.

    `documents` are those of the window that say one of the words; expected is what the past of the leading word leads one to expect.
    """

    week: int
    until: int
    words: tuple[Word, ...]
    documents: tuple[int, ...]

    @property
    def lead(self) -> Word:
        """The word that stands out most."""
        return self.words[0]


def log_odds(now: Floats, before: Floats, prior: Floats, sizes: tuple[float, float, float] | None = None) -> Floats:
    """Z of each word's log-odds now against before; `prior` counts are added to both sides.

    `sizes` are the documents of now, before and prior where counts are documents that hold a word: the rest, documents without it, then
    has a variance of its own. Without `sizes` the counts are all words there are. NaN where a word stands in every document.
    """
    here, there, added = (float(one.sum()) for one in (now, before, prior)) if sizes is None else sizes
    odds, variance = [], np.zeros(len(now))
    with np.errstate(divide="ignore", invalid="ignore"):
        for counts, size in ((now, here), (before, there)):
            own = counts + prior
            rest = size + added - own
            odds.append(np.where(rest > 0, np.log(np.maximum(own, 1e-12)) - np.log(rest), np.nan))
            variance = variance + 1 / np.maximum(own, 1e-12) + (0.0 if sizes is None else 1 / rest)
        z: Floats = (odds[0] - odds[1]) / np.sqrt(variance)
    return z


def rising_words(now: Sequence[Set[str]], before: Sequence[Set[str]]) -> list[Word]:
    """Words in at least five documents of `now` that stand out against `before` (flagged, or z above 3), strongest first."""
    if not now or not before:
        return []
    here, there = (Counter(word for words in side for word in words) for side in (now, before))
    names = sorted(word for word, seen in here.items() if seen >= LEAST)
    counts = np.array([[here[word], there[word]] for word in names], float).reshape(-1, 2)
    return _rising(names, counts[:, 0], counts[:, 1], len(now), len(before))


def _rising(names: Sequence[str], now: Floats, before: Floats, documents: int, past: int) -> list[Word]:
    return [word for word in _judged(names, now, before, documents, past) if word.z > 0 and (word.flagged or word.z > WATCH)]


def _judged(names: Sequence[str], now: Floats, before: Floats, documents: int, past: int) -> list[Word]:
    """Every word by its count, strongest first."""
    from scipy.stats import false_discovery_control, norm

    if not len(names):
        return []
    prior = PRIOR * (now + before)
    z = np.nan_to_num(log_odds(now, before, prior, (documents, past, PRIOR * (documents + past))))
    q = false_discovery_control(norm.sf(z))
    expected = before * documents / past
    return [Word(names[at], int(now[at]), float(expected[at]), float(z[at]), float(q[at])) for at in np.argsort(-z, kind="stable")]


def _used_anew(judged: Sequence[Word], now: Sequence[Set[str]], past: Sequence[Set[str]]) -> list[Word]:
    """Words that count and use together flag; those looked at are adjusted among all words of the window."""
    from scipy.stats import false_discovery_control

    known = {word.word for word in judged if word.flagged}
    found = uses([word.word for word in judged], np.array([word.z for word in judged]), now, past, known)
    if not found:
        return []
    both = np.ones(len(judged))
    both[[use.word for use in found]] = [use.both for use in found]
    q = false_discovery_control(both)
    words = [replace(judged[use.word], q=float(q[use.word]), used=use.used) for use in found]
    return [word for word in words if word.flagged]


def flags(weeks: Ints, documents: Sequence[Set[str]]) -> list[Flag]:
    """Flags of every window of the weeks covered, the newest first; a flag that goes on is one. `weeks` is the week of each document."""
    if not len(weeks):
        return []
    names, table = _by_week(weeks, documents)
    sizes = np.bincount(weeks)
    members: dict[int, list[int]] = {}
    for at, week in enumerate(weeks.tolist()):
        members.setdefault(week, []).append(at)
    found: list[Flag] = []
    for week in range(WARM + WINDOW - 1, len(sizes)):
        now, past = slice(week - WINDOW + 1, week + 1), slice(max(0, week - WINDOW + 1 - BASELINE), week - WINDOW + 1)
        counts, base = table[:, now].sum(axis=1), table[:, past].sum(axis=1)
        asked = np.flatnonzero(counts >= LEAST)
        if not sizes[past].sum():
            continue
        judged = _judged([names[at] for at in asked], counts[asked], base[asked], int(sizes[now].sum()), int(sizes[past].sum()))
        inside, earlier = ([at for one in range(span.start, span.stop) for at in members.get(one, [])] for span in (now, past))
        rising = [word for word in judged if word.z > 0 and word.flagged]
        anew = _used_anew(judged, [documents[at] for at in inside], [documents[at] for at in earlier])
        # Apart from the others: a word that came to be used anew shares many documents with whatever else is loud in its window.
        fresh = [*_gathered(week, rising, inside, documents), *_gathered(week, anew, inside, documents)]
        found = _continued(found, fresh)
    return sorted(found, key=lambda flag: (-flag.week, -flag.lead.z))


def _by_week(weeks: Ints, documents: Sequence[Set[str]]) -> tuple[list[str], Floats]:
    """Words said in at least five documents, and in how many of each week."""
    seen = Counter(word for words in documents for word in words)
    names = sorted(word for word, times in seen.items() if times >= LEAST)
    number = {word: at for at, word in enumerate(names)}
    table = np.zeros((len(names), int(weeks.max()) + 1))
    pairs = [
        (number[word], week) for words, week in zip(documents, weeks.tolist(), strict=True) for word in words if word in number
    ]
    if pairs:
        np.add.at(table, tuple(np.array(pairs).T), 1)
    return names, table


def _gathered(week: int, words: Sequence[Word], inside: Sequence[int], documents: Sequence[Set[str]]) -> list[Flag]:
    """Words as flags: a word joins the flag that holds most of its documents, unless it is said more outside of all flags as well."""
    saying = {word.word: {at for at in inside if word.word in documents[at]} for word in words}
    groups: list[tuple[list[Word], set[int]]] = []
    for one in words:
        groups = _placed(groups, [one], saying, len(inside))
    # Once more, the smallest first: what stood alone while the others were still narrow may be part of them now.
    for lead in [names[0] for names, held in sorted(groups, key=lambda group: (len(group[1]), group[0][0].word))]:
        again = [names for names, _ in groups if names[0] is lead]
        if again:
            groups = _placed([group for group in groups if group[0][0] is not lead], again[0], saying, len(inside))
    ordered = sorted(groups, key=lambda group: (-group[0][0].z, group[0][0].word))
    return [Flag(week, week, tuple(sorted(names, key=lambda word: -word.z)), tuple(sorted(held))) for names, held in ordered]


def _placed(
    groups: list[tuple[list[Word], set[int]]], words: list[Word], saying: dict[str, set[int]], size: int
) -> list[tuple[list[Word], set[int]]]:
    """`groups` with `words`, the first of which leads them, in the group they belong to or in one of their own."""
    own = saying[words[0].word]
    held = set().union(*(documents for _, documents in groups))
    mine = set().union(*(saying[word.word] for word in words))
    best = max(range(len(groups)), key=lambda at: len(own & groups[at][1]), default=None)
    if best is None or not _belongs(words[0], len(own), len(own & held), 1 - len(held) / size):
        return [*groups, (words, mine)]
    joined = ([*groups[best][0], *words], groups[best][1] | mine)
    return [*groups[:best], joined, *groups[best + 1 :]]


def _belongs(word: Word, own: int, shared: int, outside: float) -> bool:
    """Whether half of the word's documents are the flag's, or what is left of them is what its past leads one to expect anyway."""
    expected = max(word.expected * outside, 0.5)
    return shared >= _SAME * own or own - shared < expected + _FEW * expected**0.5


def _continued(found: list[Flag], fresh: list[Flag]) -> list[Flag]:
    """`found` with what `fresh` adds: a flag goes on where its words lead again within a window's time."""
    going = list(found)
    for flag in fresh:
        old_words = ({word.word for word in old.words} if flag.week - old.until <= WINDOW else set() for old in going)
        same = next((at for at, words in enumerate(old_words) if flag.lead.word in words), None)
        if same is None:
            going.append(flag)
        else:
            old = going[same]
            more = tuple(word for word in flag.words if word.word not in {one.word for one in old.words})
            both = tuple(sorted({*old.documents, *flag.documents}))
            going[same] = replace(old, until=flag.week, words=(*old.words, *more), documents=both)
    return going
