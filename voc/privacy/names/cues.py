"""Where a name may stand: words that one follows or precedes, found all at once by an automaton."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from voc.privacy.names.model import SPOKEN_OFTEN, acts_only_of_persons, known, lists


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
def automaton() -> tuple[AhoCorasick, tuple[str, ...]]:
    """Every word of a cue, with the kind of each."""
    told, model = lists(), known()
    surnames, first = sorted(model.surnames), sorted(heads())
    borne = sorted({name[0] for name, share in model.surnames.items() if share > _IN_BOOKS_ONLY})
    found: dict[tuple[str, str], None] = {}
    for kind, table in told["cues"].items():
        for word in (one.replace("+", " ") for one in table["words"].split()):
            # 找, 感谢: hardly a cue without the surname.
            found |= {(word + head, kind): None for head in borne} if kind == "ask" else {(word, kind): None}
    for actor in told["actors"].split():
        # 预约人, 复核人员: whoever does it.
        found |= {(act + actor, "field"): None for act in told["trades"].split()}
    for kind in ("title", "job"):
        found |= {(word, kind): None for word in told[f"{kind}s"].split()}
    for kind, words in told["verbs"].items():
        found |= {(word, kind): None for word in words.split()}
    for kind in ("short", "office"):
        found |= {(name + mark, kind): None for name in surnames for mark in told[kind].split() if _may_be(name + mark, name, kind)}
    found |= {
        (mark + head, "small"): None for mark in told["small"].split() for head in first if _may_be(mark + head, head, "small")
    }
    found |= {("姓", "surname"): None, ("：", "colon"): None, (":", "colon"): None, ("——", "dash"): None, ("--", "dash"): None}
    return AhoCorasick([word for word, _ in found]), tuple(kind for _, kind in found)


_IN_BOOKS_ONLY = -14.0  # share of a surname that is a word far more often: 我要 asks for nobody


def _may_be(form: str, surname: str, kind: str) -> bool:
    """Whether a form of address can ever be likelier than the word it looks like: 小时 cannot."""
    model = known()
    share = model.surnames.get(surname, max((share for name, share in model.surnames.items() if name[0] == surname), default=-99.0))
    return share + float(lists()["strength"][kind]) > model.words.get(form, model.unknown)


@cache
def heads() -> frozenset[str]:
    """First characters of surnames."""
    return frozenset(name[0] for name in known().surnames)


LINKS = frozenset(
    "\u3000ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz :：=|/-—>，,的姓名全大就应还却仍也是为叫系写填登显着改变成个什吧啊呢“‘\"'(（【[「《"
)


@cache
def transcribed() -> frozenset[str]:
    """Characters that names of other languages are written with."""
    return frozenset(lists()["transcribed"])


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
    return heads() | transcribed() | LINKS


TITLES, _FORMS = frozenset(("title", "job")), frozenset(("surname", "short", "office", "small", "colon", "dash"))


def cues(text: str) -> Iterator[Cue]:
    """Every cue in a text that the beginning of a name stands near enough to."""
    search, kinds = automaton()
    for place, start, end in search.find_matches_as_indexes(text, overlapping=True):
        kind = kinds[place]
        if stands(text, kind, start, end):
            yield Cue(start, end - 1 if kind == "ask" else end, kind)


def stands(text: str, kind: str, start: int, end: int) -> bool:
    """Whether a name may stand beside the word of a cue."""
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
            or (follows in transcribed() and sounds(text, end))
            or (follows.isdigit() and text[start:end] == STAFF)
        )
    if kind in TITLES:
        last = text[start - 1 : start]
        return last not in NEVER_LAST and (last.isascii() or _named_before(text, start))
    if kind in ("short", "office") and start and text[start - 1 : start + 1] in known().words:
        return False  # 师傅总是: the surname ends a word
    return kind == "ask" or kind in _FORMS or text[end : end + 1] in may_follow()


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
    return any(acts_only_of_persons().match(text, at + size) is not None for size in (2, 3))


def sounds(text: str, at: int) -> bool:
    """Whether four characters are all such as names of other languages are written with: 次旺拉姆."""
    told = transcribed()
    return len(text) >= at + _SOUNDS and text[at] not in SPOKEN_OFTEN and all(mark in told for mark in text[at : at + _SOUNDS])


_SOUNDS = 4
STAFF = "工号"  # its number stands between


def _word_at(text: str, at: int) -> bool:
    """Whether a word begins at a place that is commoner than names are: two characters, or any of four."""
    words = known().words
    return words.get(text[at : at + 2], -99.0) > _COMMON or text[at : at + 4] in words


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
_COMMON = -11.0
NEVER_LAST = frozenset(["", *"，。,.；;、：:！!？?)(（）“”【】的了我你您他她们\ue000\ue001"])
