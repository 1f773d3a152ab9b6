"""The forms a name is written in at a place: Chinese, with blanks, with dots, Latin, of a surname nobody listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from voc.privacy.names.dotted import before_dots, from_dots
from voc.privacy.names.latin import is_first_name, latin_at
from voc.privacy.names.model import SELDOM_BORNE, SPOKEN_OFTEN, STRETCHES, apart, at_least, beginnings, known, read, transcribed
from voc.privacy.names.told import acts_of_persons, barred, forms_of_address, lists, strength_of, syllables, transcribing

CJK = "\u3400-\u9fff"
_RUN = re.compile(f"[{CJK}]{{0,6}}")
_SPACED = re.compile(rf"[{CJK}]{{1,2}} [{CJK}]{{1,2}}(?! ?[{CJK}])|[{CJK}](?: [{CJK}]){{1,3}}")
_SPACED_BEFORE = re.compile(rf"(?<![{CJK}])[{CJK}](?: [{CJK}]){{1,3}}$|[{CJK}]{{1,2}} [{CJK}]{{1,2}}$")
_DOT_WITHIN = 9
_WHOLE = 50.0  # a form that is whole by itself goes before parts of it
LEFT, RIGHT = 5, 3


class Candidate(NamedTuple):
    """A stretch that may be a name; believed where `gain` is above 0."""

    start: int
    end: int
    gain: float


def run_at(plain: str, at: int) -> str:
    """The Chinese characters at a place, six at most."""
    match = _RUN.match(plain, at)
    return match[0] if match else ""


def chinese_before(plain: str, end: int, size: int) -> str:
    """The Chinese characters before a place, `size` at most."""
    start = end
    while start > max(0, end - size) and "\u3400" <= plain[start - 1] <= "\u9fff":
        start -= 1
    return plain[start:end]


@lru_cache(maxsize=STRETCHES)
def full_names(run: str) -> tuple[tuple[int, float], ...]:
    """Length and share of each surname with given name that a stretch may begin with."""
    return tuple(_full_names(run))


def _full_names(run: str) -> Iterator[tuple[int, float]]:
    model = known()
    for size in (2, 1):
        surname = model.surname(run[:size]) if len(run) > size else None
        if surname is not None:
            for given in (1, 2):
                if len(run) >= size + given:
                    share = model.given_name(run[size : size + given])
                    # Behind 司徒 or 诸葛 anything may be a given name.
                    rare = size == _TWO and surname > SELDOM_BORNE and model.words.get(run[:size], -99.0) < _SELDOM_SAID
                    yield size + given, surname + (max(share, _ANY_GIVEN) if rare else share)


_SELDOM_SAID, _ANY_GIVEN = -10.5, -11.0
_HARDLY = -2.5  # a cue so weak that sounds alone make no name


def titled(run: str) -> int:
    """Length of the surname that a stretch begins with, where a form of address follows it."""
    model = known()
    for size in (2, 1):
        if len(run) > size and model.surname(run[:size]) is not None and forms_of_address().stand(run, size):
            return size
    return 0


def _of_syllables(plain: str, at: int, alone: bool) -> Iterator[tuple[int, float]]:
    """Length and share of each name of more than four characters that begins like a Tibetan or Mongolian one: 宝音德力格尔."""
    match = _foreign_at(plain, at, alone)
    if match is None:
        return
    pairs, place, share = syllables(), 0, 0.0
    while place < len(match[0]):
        step = 2 if match[0][place : place + 2] in pairs else 1
        share += _PAIR if step > 1 else transcribed(match[0][place])
        place += step
        if place >= _TWO + _TWO:
            yield place, share


_PAIR = -7.0  # one of some hundred syllables of two characters


def may_be_foreign(plain: str, at: int) -> bool:
    """Whether a name of more than four characters may begin at a place."""
    return _foreign_at(plain, at, True) is not None


def _foreign_at(plain: str, at: int, alone: bool) -> re.Match[str] | None:
    """Syllables of a name of another language; `alone`: or characters that sound like them."""
    found = _syllables().match(plain, at) if plain[at : at + 2] in syllables() else None
    return found or (_sounding().match(plain, at) if alone and plain[at : at + 1] in transcribing() else None)


@cache
def _sounding() -> re.Pattern[str]:
    return re.compile(f"(?![{SPOKEN_OFTEN}])[{lists()['transcribed']}]{{4,8}}")


@cache
def _syllables() -> re.Pattern[str]:
    told = lists()
    return re.compile(
        f"(?:{'|'.join(told['minority'].split())})(?:{'|'.join(told['minority'].split())}|[{told['transcribed']}]){{1,4}}"
    )


def chinese_at(plain: str, at: int, run: str, weight: float, *, followed: bool = False) -> Iterator[Candidate]:
    """Chinese names of a listed surname that a stretch begins with; `followed`: what a person does behind one counts for it."""
    if not run or run[0] not in beginnings():
        return
    title = titled(run)
    if title:
        # 联系人张先生: the form of address is a cue of its own, and no part of the name.
        yield Candidate(at, at + title, weight + 1)
        return
    left = chinese_before(plain, at, 2)
    reading = None
    foreign = list(_of_syllables(plain, at, weight > _HARDLY))
    # A name of many syllables may be longer than the stretch that was looked at.
    run = plain[at : at + max([len(run), *(size for size, _ in foreign)])]
    for size, share in [*full_names(run), *foreign]:
        # No reading makes a name likelier than its characters one by one allow.
        done = strength_of("followed") if followed and acts_of_persons().stand(plain, at + size) else 0.0
        if share - at_least(run[:size]) + weight + max(done, strength_of("border")) <= 0:
            continue
        reading = reading or read(left + run)
        gain = reading.gain(len(left), len(left) + size, share) + weight + max(done, closed_after(plain, at + size))
        if gain > (strength_of("place") if is_place(run, size) else 0):
            yield Candidate(at, at + size, gain)


def is_place(run: str, size: int) -> bool:
    """文星镇, 白兔潭镇, 王家湾: the last character, or the next one, is that of a place."""
    told = lists()["places"]
    following = run[size : size + 1]
    return run[size - 1] in told or (
        following != "" and (following in told[:10] or (run[1:size] == "家" and following in told + _FARMS))
    )


_FARMS = "沱坪沟堡营坝嘴渡铺埠集浜宅角汇港坎冲坡岗河井"


def of_a_way(name: str) -> bool:
    """莘松路, 邓府巷: three characters or more that end as roads and villages do; alone behind a colon or a sentence it is none of a person."""
    return len(name) > _TWO and name[-1] in lists()["places"][:10]


def closed_after(plain: str, end: int) -> float:
    """What it counts that no Chinese character follows."""
    return 0.0 if "\u3400" <= plain[end : end + 1] <= "\u9fff" else strength_of("border")


def spaced_at(plain: str, at: int, weight: float, unlisted: float = -99.0) -> Iterable[Candidate]:
    """张 三, 欧 阳 琪: blanks between all characters, or behind the surname."""
    return _spaced(plain, at, weight, unlisted) if " " in plain[at + 1 : at + 3] else ()


def _spaced(plain: str, at: int, weight: float, unlisted: float) -> Iterator[Candidate]:
    yield from _behind_blank(plain, at, weight)
    match = _SPACED.match(plain, at)
    if match is None:
        return
    name = match[0].replace(" ", "")
    if match[0].count(" ") < len(name) - 1 and known().surname(match[0].split()[0]) is None:
        return
    behind = run_at(plain, match.end())[:RIGHT]
    for size, share in full_names(name):
        # 汤 圆 本月: the last of the characters may begin the next word.
        rest = read(name[size:] + behind).before[-1] - apart(name[size:] + behind)
        end = match.end() if size == len(name) else match.start() + 2 * size - 1
        if (size == len(name) or match[0].count(" ") == len(name) - 1) and share - apart(name[:size]) + weight + strength_of(
            "gap"
        ) > 0:
            all_of_it = strength_of("all_apart") if size == len(name) else 0.0
            yield Candidate(at, end, weight + _WHOLE + share - apart(name[:size]) + rest + all_of_it)
    if match[0].count(" ") == len(name) - 1 and unlisted > 0:
        yield Candidate(at, match.end(), unlisted + _WHOLE / 2)


def _behind_blank(plain: str, at: int, weight: float) -> Iterator[Candidate]:
    """林 语嫣未到场: a blank behind the surname only."""
    for size in (2, 1):
        surname = known().surname(plain[at : at + size])
        if surname is None or plain[at + size : at + size + 1] != " " or plain[at + size + 2 : at + size + 3] == " ":
            continue
        run = run_at(plain, at + size + 1)
        for given in range(1, min(2, len(run)) + 1):
            share, name = surname + known().given_name(run[:given]), plain[at : at + size] + run[:given]
            rest = read(run[given:]).before[-1] - apart(run[given:])
            gain = share - apart(name) + weight + strength_of("gap")
            if gain > 0:
                yield Candidate(at, at + size + 1 + given, gain + rest + _WHOLE)


def unlisted_at(plain: str, at: int, run: str, weight: float) -> Iterator[Candidate]:
    """A name of a surname nobody listed, or of none."""
    left = chinese_before(plain, at, 2)
    reading = read(left + run)
    for size in range(2, min(5, len(run)) + 1):
        if run[size - 1] in barred():
            break
        gain = reading.gain(len(left), len(left) + size, transcribed(run[:size])) + weight + 3 * closed_after(plain, at + size)
        if gain > 0 and (size < 5 or closed_after(plain, at + size)):
            yield Candidate(at, at + size, gain)


def other_at(plain: str, at: int, weight: float) -> Iterable[Candidate]:
    """Latin and dotted names."""
    return _other(plain, at, weight) if plain[at : at + 1].isascii() or dot_near(plain, at) else ()


def _other(plain: str, at: int, weight: float) -> Iterator[Candidate]:
    end = latin_at(plain, at, sure=weight >= 4) if plain[at : at + 1].isascii() else at
    name = plain[at:end]
    if name and ((weight >= -2 and not name.isupper()) or weight >= 2 or " " in name or is_first_name(name)):
        yield Candidate(at, end, weight + _WHOLE)
    end = from_dots(plain, at, weight) if dot_near(plain, at) else at
    if end > at:
        yield Candidate(at, end, weight + 2 * _WHOLE)


def dot_near(plain: str, at: int) -> bool:
    """Whether a dot stands within what the first part of a name may be long."""
    return _ANY_DOT.search(plain, at, at + _DOT_WITHIN) is not None


_LATIN_BEFORE = re.compile(r"(?<![A-Za-z@#])[A-Z][A-Za-z]{1,15}(?: [A-Z][A-Za-z]{1,15}){0,2}$")
_ANY_DOT = re.compile("[·•・‧．.]")


def whole_before(plain: str, end: int, weight: float) -> Iterator[Candidate]:
    """Spaced, dotted and Latin names that end at a place."""
    tail = plain[max(0, end - 40) : end]
    if _WHOLE_SIGN.search(tail) is None:
        return
    latin = _LATIN_BEFORE.search(tail) if tail[-1:].isascii() else None
    if (
        latin
        and latin_at(latin[0], 0, sure=weight >= 4) == len(latin[0])
        and (weight >= _STRONG or " " in latin[0] or is_first_name(latin[0]))
    ):
        yield Candidate(end - len(latin[0]), end, _WHOLE)
    start = before_dots(plain, end, weight) if _ANY_DOT.search(tail) else end
    if start < end:
        yield Candidate(start, end, 2 * _WHOLE)
    spaced = _SPACED_BEFORE.search(tail[-8:]) if " " in tail[-3:] else None
    if spaced:
        # 由路 遥师傅: the first character before the blank may be no part of the name.
        yield from _spaced_out([spaced[0], spaced[0][1:]] if spaced[0].find(" ") == _TWO else [spaced[0]], end, weight)


_WHOLE_SIGN = re.compile("[A-Za-z ·•・‧．.]")
_TWO = 2
_STRONG = 2.0  # a form of address makes a name of any Latin word


def _spaced_out(readings: Sequence[str], end: int, weight: float) -> Iterator[Candidate]:
    """The first of some readings of a name with blanks that begins with a surname."""
    for written in readings:
        name = written.replace(" ", "")
        if written.count(" ") < len(name) - 1 and known().surname(written.split()[0]) is None:
            continue
        best = max((share for whole, share in full_names(name) if whole == len(name)), default=None)
        if best is not None and best - apart(name) + weight + strength_of("gap") > 0:
            yield Candidate(end - len(written), end, _WHOLE)
        return
