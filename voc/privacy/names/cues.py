"""Where a name may stand: words that one follows or precedes, found all at once by an automaton."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from voc.privacy.names.model import SPOKEN_OFTEN, beginnings, heads, known
from voc.privacy.names.told import acts_only_of_persons, lists, transcribing


class Cue(NamedTuple):
    """A cue in a text; `kind` names its table in `lexicons/masking.toml` or one of the built-in ones."""

    start: int
    end: int
    kind: str


@cache
def strengths() -> dict[str, dict[str, float]]:
    """bare, linked and open strength of each kind of cue that a name follows."""
    return {kind: {key: float(table[key]) for key in ("bare", "linked", "open")} for kind, table in lists()["cues"].items()}


@cache
def words() -> tuple[tuple[str, str], ...]:
    """Every word of a cue with its kind; of what is a cue with a surname beside it only, the word alone."""
    told = lists()
    found: dict[tuple[str, str], None] = {}
    for kind, table in told["cues"].items():
        found |= {(word.replace("+", " "), kind): None for word in table["words"].split()}
    for actor in told["actors"].split():
        # 预约人, 复核人员: whoever does it.
        found |= {(act + actor, "field"): None for act in told["trades"].split()}
    for kind in ("title", "job"):
        found |= {(word, kind): None for word in told[f"{kind}s"].split()}
    for kind, told_words in told["verbs"].items():
        found |= {(word, kind): None for word in told_words.split()}
    for kind in ("short", "office", "small"):
        found |= {(mark, kind): None for mark in told[kind].split()}
    found |= {("姓", "surname"): None, ("：", "colon"): None, (":", "colon"): None, ("——", "dash"): None, ("--", "dash"): None}
    return tuple(found)


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick([word for word, _ in words()])


@cache
def borne() -> frozenset[str]:
    """First characters of surnames that are more than words in the books of surnames: 我要 asks for nobody."""
    return frozenset(name[0] for name, share in known().surnames.items() if share > _IN_BOOKS_ONLY)


_IN_BOOKS_ONLY = -14.0


@cache
def forms(kind: str) -> frozenset[str]:
    """The forms of address (王总, 张局, 小李) that can ever be likelier than the word they look like: 小时 cannot."""
    model, marks, strength = known(), lists()[kind].split(), float(lists()["strength"][kind])
    shares: Mapping[str, float] = model.surnames
    if kind == "small":
        shares = {}
        for name, share in model.surnames.items():
            shares[name[0]] = model.surnames.get(name[0], max(share, shares.get(name[0], share)))
    made = ((mark + name if kind == "small" else name + mark, share) for name, share in shares.items() for mark in marks)
    return frozenset(form for form, share in made if share + strength > model.words.get(form, model.unknown))


LINKS = frozenset(
    "\u3000ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz :：=|/-—>，,的姓名全大就应还却仍也是为叫系写填登显着改变成个什吧啊呢“‘\"'(（【[「《"
)


@cache
def no_names() -> frozenset[str]:
    """What a field holds instead of a name: 本人, 保密."""
    return frozenset(lists()["no_names"].split())


@cache
def adverbs() -> frozenset[str]:
    """What stands between a word for a person and what that person does, and begins like a surname: 强烈, 经常."""
    return frozenset(lists()["adverbs"].split())


@cache
def brands() -> frozenset[str]:
    """Brands and works that sound like a person: 康师傅."""
    return frozenset(lists()["famous"].split())


@cache
def may_follow() -> frozenset[str]:
    """What may stand behind a cue: the beginning of a name, or of 是, 叫, a colon or a bracket before it."""
    return beginnings() | LINKS


TITLES, _MARKS = frozenset(("title", "job")), frozenset(("surname", "colon", "dash"))


class Seen(NamedTuple):
    """The word of a cue in a text: its number among `words`, where it begins and ends."""

    word: int
    start: int
    end: int


def seen(text: str) -> list[Seen]:
    """The words of cues in a text, whatever stands beside them."""
    found: list[Seen] = _automaton().find_matches_as_indexes(text, overlapping=True)  # plain tuples, which is faster
    return found


def cues(text: str, words: Iterable[Seen]) -> list[Cue]:
    """Of the words of cues those that the beginning of a name stands near enough to, by where they end."""
    found: list[tuple[int, int, int, Cue]] = []
    after, before = _needs()
    for word, start, end in words:
        # Most words have nothing beside them that a name begins or ends with.
        behind, ahead = after[word], before[word]
        if (behind is None or text[end : end + 1] in behind) and (ahead is None or text[start - 1 : start] in ahead):
            found += [(reach, one.start, word, one) for reach, one in _cues_at(text, word, start, end)]
    found.sort()
    return [one for _, _, _, one in found]


def is_cue(text: str, word: int, start: int, end: int) -> bool:
    """Whether a name may stand beside the word of a cue, told by its number."""
    return bool(_cues_at(text, word, start, end))


def _cues_at(text: str, word: int, start: int, end: int) -> Sequence[tuple[int, Cue]]:
    """The cues that a word is, with the surname beside it where it needs one; before each where it ends."""
    kind = words()[word][1]
    if kind == "ask":
        # 找, 感谢: hardly a cue without the surname.
        return ((end + 1, Cue(start, end, kind)),) if text[end : end + 1] in borne() else ()
    if kind == "small":
        return ((end + 1, Cue(start, end + 1, kind)),) if text[start : end + 1] in forms(kind) else ()
    if kind not in ("short", "office"):
        return ((end, Cue(start, end, kind)),) if stands(text, kind, start, end) else ()
    told, known_words = forms(kind), known().words
    # 师傅总是: the surname ends a word.
    return [
        (end, Cue(first, end, kind))
        for first in range(max(0, start - _LONGEST), start)
        if text[first:end] in told and (not first or text[first - 1 : first + 1] not in known_words)
    ]


_LONGEST = 4  # characters of a surname
Needs = tuple[frozenset[str] | None, ...]


@cache
def _needs() -> tuple[Needs, Needs]:
    """The characters of which each word needs one behind it, and before it; None where any will do at first sight."""
    after = {"ask": borne(), "small": heads(), **dict.fromkeys((*WEAK, "named", "said", "field"), may_follow())}
    before = {kind: frozenset(form[-2] for form in forms(kind)) for kind in ("short", "office")}
    return (
        tuple(None if word == STAFF else after.get(kind) for word, kind in words()),
        tuple(before.get(kind) for _, kind in words()),
    )


def stands(text: str, kind: str, start: int, end: int) -> bool:
    """Whether a name may stand beside the word of a cue that needs no surname."""
    if kind in VERBS:
        last = text[start - 1 : start]
        if last in NEVER_LAST or (kind in _LAST and "\u3400" <= text[end : end + 1] <= "\u9fff"):
            return False
        return last.isascii() or _begins(text, start, heads())
    if kind in WEAK:
        follows = text[end : end + 1]
        if follows not in may_follow() and not follows.isdigit():
            return False  # as most are
        return (
            (follows in LINKS and (kind == "kin" or follows not in "，,"))
            or (follows in heads() and _surname_at(text, end) and (not _word_at(text, end) or person_behind(text, end)))
            or (follows in transcribing() and sounds(text, end))
            or (follows.isdigit() and text[start:end] == STAFF)
        )
    if kind in TITLES:
        last = text[start - 1 : start]
        return last not in NEVER_LAST and (last.isascii() or _named_before(text, start))
    return kind in _MARKS or text[end : end + 1] in may_follow()


def _named_before(text: str, end: int) -> bool:
    """Whether a surname begins one to four characters before a place, or a name with a dot may end there."""
    surnames = known().surnames
    for at in range(end - 1, max(-1, end - 5), -1):  # noqa: SIM110 (a generator costs more than it tests)
        if text[at] in surnames or text[at] in DOTS or (at < end - 1 and text[at : at + 2] in surnames):
            return True
    return False


DOTS = frozenset(" ·•・‧．.")


def _surname_at(text: str, at: int) -> bool:
    surnames = known().surnames
    return text[at] in surnames or text[at : at + 2] in surnames or text[at + 1 : at + 2] == " "


def person_behind(text: str, at: int) -> bool:
    """Whether what only a person does or has stands two or three characters behind a place: 客户安静来电."""
    return any(acts_only_of_persons().stand(text, at + size) for size in (2, 3))


def sounds(text: str, at: int) -> bool:
    """Whether four characters are all such as names of other languages are written with: 次旺拉姆."""
    told = transcribing()
    return len(text) >= at + _SOUNDS and text[at] not in SPOKEN_OFTEN and all(mark in told for mark in text[at : at + _SOUNDS])


_SOUNDS = 4
STAFF = "工号"  # its number stands between


def _word_at(text: str, at: int) -> bool:
    """Whether a word begins at a place that is commoner than names are: two characters, or any of four."""
    words = known().words
    return words.get(text[at : at + 2], -99.0) > COMMON or text[at : at + 4] in words


_LAST = frozenset(("receiver", "signed"))  # nothing is said behind them
VERBS = frozenset(("subject", "holder", "receiver", "signed"))


def _begins(text: str, end: int, first: frozenset[str]) -> bool:
    """Whether two to four characters before a place stand a surname, and before it a border or a preposition."""
    for length in (2, 3, 4):
        at = end - length
        if at >= 0 and text[at] in first and (at == 0 or text[at - 1] in PREPOSITIONS or not "\u3400" <= text[at - 1] <= "\u9fff"):
            return True
    return False


PREPOSITIONS = frozenset("接据应收从用由给让替帮在到以跟被叫请把是为和与经找托于日天午")
WEAK = frozenset(("role", "kin", "am", "reach"))
COMMON = -11.0
NEVER_LAST = frozenset(["", *"，。,.；;、：:！!？?)(（）“”【】的了我你您他她们\ue000\ue001"])
