"""Candidates beside a cue, each with how much likelier it is as a name than as words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from voc.privacy.names.cues import PREPOSITIONS, Cue, heads, strengths
from voc.privacy.names.dotted import before_dots, from_dots
from voc.privacy.names.latin import is_first_name, latin_at
from voc.privacy.names.model import apart, at_least, known, lists, read, transcribed

_CJK = "\u3400-\u9fff"
_RUN = re.compile(f"[{_CJK}]{{0,6}}")
_LINK = re.compile(
    r"[ \u3000]?(?:的)?(?:姓名|名字|名称|全名|大名)?"
    r"(?:(?P<linked>就是|应该是|是|为|叫做?|系|写的?是?|填的?是?|登记(?:[的为成]是?|是)|改成|变成了?|成)|[ ]?(?P<sure>[:：=|/]))?"
    r"[ \u3000:：]{0,2}[\"“'‘(（【\[「《]?(?:个)?"
)
_SPACED = re.compile(rf"[{_CJK}]{{1,2}} [{_CJK}]{{1,2}}(?! ?[{_CJK}])|[{_CJK}](?: [{_CJK}]){{1,3}}")
_SPACED_BEFORE = re.compile(rf"(?<![{_CJK}])[{_CJK}](?: [{_CJK}]){{1,3}}$|[{_CJK}]{{1,2}} [{_CJK}]{{1,2}}$")
_DOT_WITHIN = 9
_COMMA = re.compile("(?:的?(?:名字|姓名))? ?[，,] ?")
_BEFORE_COMMA = frozenset(("kin", "named", "field", "said"))
_WHOLE = 50.0  # a form that is whole by itself goes before parts of it
_LEFT, _RIGHT = 5, 3


class Candidate(NamedTuple):
    """A stretch that may be a name; believed where `gain` is above 0."""

    start: int
    end: int
    gain: float


def beside(plain: str, cue: Cue) -> Iterator[Candidate]:
    """Candidates of a cue."""
    if cue.kind in strengths():
        yield from _after(plain, cue)
    elif cue.kind == "surname":
        yield from _surname(plain, cue)
    elif cue.kind in ("title", "job"):
        yield from _before_title(plain, cue)
    elif cue.kind in ("short", "office", "small"):
        yield from _of_one(plain, cue)
    elif cue.kind in ("colon", "dash"):
        yield from _alone(plain, cue)
    else:
        yield from _before_verb(plain, cue)


@cache
def _strength(name: str) -> float:
    return float(lists()["strength"][name])


def _run(plain: str, at: int) -> str:
    match = _RUN.match(plain, at)
    return match[0] if match else ""


def _before(plain: str, end: int, size: int) -> str:
    """The Chinese characters before a place, `size` at most."""
    start = end
    while start > max(0, end - size) and "\u3400" <= plain[start - 1] <= "\u9fff":
        start -= 1
    return plain[start:end]


def _full(run: str) -> Iterator[tuple[int, float]]:
    """Length and share of each surname with given name that a stretch may begin with."""
    model = known()
    for size in (2, 1):
        surname = model.surname(run[:size]) if len(run) > size else None
        if surname is not None:
            for given in (1, 2):
                if len(run) >= size + given:
                    yield size + given, surname + model.given_name(run[size : size + given])


def _titled(run: str) -> int:
    """Length of the surname that a stretch begins with, where a form of address follows it."""
    model = known()
    for size in (2, 1):
        if len(run) > size and model.surname(run[:size]) is not None and _titles().match(run, size):
            return size
    return 0


@cache
def _titles() -> re.Pattern[str]:
    told = lists()
    return re.compile("|".join(sorted([*told["titles"].split(), *told["jobs"].split()], key=len, reverse=True)))


def _after(plain: str, cue: Cue) -> Iterator[Candidate]:
    """客户张伟, 联系人：张伟, 我叫张伟."""
    if _inside_word(plain, cue):
        return
    link = _LINK.match(plain, cue.end)
    # A link that eats the name's first character is none: 成 and 系 are surnames.
    strength = strengths()[cue.kind]
    yield from _named_at(plain, cue, cue.end, "bare", strength)
    # A link that eats the name's first character is none: 成 and 系 are surnames.
    if link and link.end() > cue.end:
        yield from _named_at(plain, cue, link.end(), _how(link), strength)
    # 写我爱人，张伟: behind a comma nothing but the name.
    comma = _COMMA.match(plain, cue.end) if cue.kind in _BEFORE_COMMA else None
    if comma:
        yield from (one for one in _named_at(plain, cue, comma.end(), "bare", strength) if _closed(plain, one.end))


def _named_at(plain: str, cue: Cue, at: int, how: str, strength: Mapping[str, float]) -> Iterator[Candidate]:
    """Names that begin at a place behind a cue."""
    weight = strength["bare" if how == "bare" else "linked"]
    run = _run(plain, at)
    if not run:
        yield from _other(plain, at, weight)
        return
    opened = how == "sure" or cue.kind == "said" or (how == "linked" and cue.kind == "named")
    if run[0] in heads() or opened or run[0] in lists()["transcribed"]:
        yield from _other(plain, at, weight)
        yield from _spaced(
            plain, at, weight, strength["open"] if how != "bare" or cue.kind in ("said", "named", "field") else -99.0
        )
        yield from _chinese(plain, at, run, weight)
        if opened:
            yield from _unknown(plain, at, run, strength["open"])
        elif cue.kind in ("field", "named") and how == "bare":
            # 姓名不详 holds no name.
            yield from (
                one for one in _unknown(plain, at, run, 0.5) if _closed(plain, one.end) and plain[at : one.end] not in known().words
            )


def _how(link: re.Match[str]) -> str:
    return (
        "sure" if link["sure"] or ":" in link[0] or "：" in link[0] else "linked" if link["linked"] or len(link[0]) > 1 else "bare"
    )


def _inside_word(plain: str, cue: Cue) -> bool:
    """Whether a short cue is the end of another word: 呼叫, 不和."""
    return cue.end - cue.start == 1 and plain[max(0, cue.start - 1) : cue.end] in known().words and cue.start > 0


def _chinese(plain: str, at: int, run: str, weight: float) -> Iterator[Candidate]:
    titled = _titled(run)
    if titled:
        # 联系人张先生: the form of address is a cue of its own, and no part of the name.
        yield Candidate(at, at + titled, weight + 1)
        return
    left = _before(plain, at, 2)
    reading = None
    for size, share in _full(run):
        # No reading makes a name likelier than its characters one by one allow.
        if share - at_least(run[:size]) + weight + _strength("border") <= 0:
            continue
        reading = reading or read(left + run)
        gain = reading.gain(len(left), len(left) + size, share) + weight + _closed(plain, at + size)
        if gain > (_strength("place") if _is_place(run, size) else 0):
            yield Candidate(at, at + size, gain)


def _is_place(run: str, size: int) -> bool:
    """文星镇, 白兔潭镇: the last character, or the next one, is that of a place."""
    told = lists()["places"]
    return run[size - 1] in told or (len(run) > size and run[size] in told[:10])


def _closed(plain: str, end: int) -> float:
    return 0.0 if "\u3400" <= plain[end : end + 1] <= "\u9fff" else _strength("border")


def _spaced(plain: str, at: int, weight: float, unlisted: float = -99.0) -> Iterator[Candidate]:
    """张 三, 欧 阳 琪: blanks between all characters, or behind the surname."""
    if " " not in plain[at + 1 : at + 3]:
        return
    yield from _behind_blank(plain, at, weight)
    match = _SPACED.match(plain, at)
    if match is None:
        return
    name = match[0].replace(" ", "")
    if match[0].count(" ") < len(name) - 1 and known().surname(match[0].split()[0]) is None:
        return
    behind = _run(plain, match.end())[:_RIGHT]
    for size, share in _full(name):
        # 汤 圆 本月: the last of the characters may begin the next word.
        rest = read(name[size:] + behind).before[-1] - apart(name[size:] + behind)
        end = match.end() if size == len(name) else match.start() + 2 * size - 1
        if (size == len(name) or match[0].count(" ") == len(name) - 1) and share - apart(name[:size]) + weight + _strength(
            "gap"
        ) > 0:
            yield Candidate(at, end, weight + _WHOLE + share - apart(name[:size]) + rest)
    if match[0].count(" ") == len(name) - 1 and unlisted > 0:
        yield Candidate(at, match.end(), unlisted + _WHOLE / 2)


def _behind_blank(plain: str, at: int, weight: float) -> Iterator[Candidate]:
    """林 语嫣未到场: a blank behind the surname only."""
    for size in (2, 1):
        surname = known().surname(plain[at : at + size])
        if surname is None or plain[at + size : at + size + 1] != " " or plain[at + size + 2 : at + size + 3] == " ":
            continue
        run = _run(plain, at + size + 1)
        for given in range(1, min(2, len(run)) + 1):
            share, name = surname + known().given_name(run[:given]), plain[at : at + size] + run[:given]
            rest = read(run[given:]).before[-1] - apart(run[given:])
            gain = share - apart(name) + weight + _strength("gap")
            if gain > 0:
                yield Candidate(at, at + size + 1 + given, gain + rest + _WHOLE)


def _unknown(plain: str, at: int, run: str, weight: float) -> Iterator[Candidate]:
    """A name of a surname nobody listed, or of none."""
    left = _before(plain, at, 2)
    reading = read(left + run)
    barred = frozenset(lists()["not_given"])
    for size in range(2, min(5, len(run)) + 1):
        if run[size - 1] in barred:
            break
        gain = reading.gain(len(left), len(left) + size, transcribed(run[:size])) + weight + 3 * _closed(plain, at + size)
        if gain > 0 and (size < 5 or _closed(plain, at + size)):
            yield Candidate(at, at + size, gain)


def _other(plain: str, at: int, weight: float) -> Iterator[Candidate]:
    """Latin and dotted names."""
    end = latin_at(plain, at, sure=weight >= 4) if plain[at : at + 1].isascii() else at
    name = plain[at:end]
    if name and ((weight >= -2 and not name.isupper()) or weight >= 2 or " " in name or is_first_name(name)):
        yield Candidate(at, end, weight + _WHOLE)
    end = from_dots(plain, at, weight) if _ANY_DOT.search(plain, at, at + _DOT_WITHIN) else at
    if end > at:
        yield Candidate(at, end, weight + 2 * _WHOLE)


def _surname(plain: str, cue: Cue) -> Iterator[Candidate]:
    """免贵姓张, 他姓欧阳名静."""
    if plain[cue.start - 1 : cue.end] in ("百姓", "同姓"):
        return
    link = _LINK.match(plain, cue.end)
    for at in dict.fromkeys((cue.end, link.end() if link else cue.end)):
        run, left = _run(plain, at), _before(plain, at, 2)
        reading = None
        for size in (2, 1):
            share = known().surname(run[:size]) if len(run) >= size else None
            if share is None:
                continue
            reading = reading or read(left + run)
            weight = _strength("surname")
            gain = reading.gain(len(left), len(left) + size, share) + weight
            if gain > 0:
                yield Candidate(at, at + size, gain)
        yield from _chinese(plain, at, run, _strength("surname") - 2)


def _before_title(plain: str, cue: Cue) -> Iterator[Candidate]:
    """张先生, 欧阳女士, 王建国老师."""
    # 张副组长, 张姓经理, 张 先生
    end = cue.start - 1 if plain[cue.start - 1 : cue.start] in ("副", "姓", " ") and cue.start > 1 else cue.start
    left = _before(plain, end, _LEFT)
    yield from _whole_before(plain, end, 3.0 if cue.kind == "title" else -1.0)
    if not left:
        return
    model, size = known(), len(left)
    alone, full = ("title", "full_title") if cue.kind == "title" else ("job", "full_job")
    text = left + plain[cue.start : cue.end] + _run(plain, cue.end)[:_RIGHT]
    reading = None
    for length in (1, 2, 3, 4):
        if length > size:
            break
        part = left[size - length :]
        share = model.surname(part)
        edge = _strength("border") if length == size else _strength("glued") if left[-length - 1 :][:2] in model.words else 0.0
        if share is not None and share + _strength(alone) + edge > at_least(part):
            reading = reading or read(text)
            yield Candidate(end - length, end, reading.gain(size - length, size, share) + _strength(alone) + edge)
        for whole, shared in _full(part):
            if whole == length and shared + _strength(full) + 2 * edge > at_least(part):
                reading = reading or read(text)
                yield Candidate(end - length, end, reading.gain(size - length, size, shared) + _strength(full) + 2 * edge)


def _of_one(plain: str, cue: Cue) -> Iterator[Candidate]:
    """小张, 王总: the surname and one character that makes it a form of address."""
    model = known()
    left = _before(plain, cue.start, _RIGHT)
    spans = [(cue.start, cue.end - 1, cue.end)]
    if cue.kind == "small":
        spans = [(cue.start + 1, end, end) for end in (cue.start + 2, cue.start + 3) if end <= len(plain)]
    for start, end, stop in spans:
        share = model.surname(plain[start:end])
        if share is None or share + _strength(cue.kind) + _strength("acts") <= at_least(plain[cue.start : stop]):
            continue
        text = left + plain[cue.start : stop] + _run(plain, stop)[:_RIGHT]
        gain = read(text).gain(len(left), len(left) + stop - cue.start, share) + _strength(cue.kind) + _acts(plain, cue, stop)
        yield Candidate(start, end, gain)


_ACTS = re.compile(r"您好|你好|来电|致电|反映|反馈|表示|说|称|跟进|处理|上门|联系|给我|态度|告知|承诺|本人|[，,]您|的(?:服务|态度)")


def _acts(plain: str, cue: Cue, stop: int) -> float:
    """What is said for 小项 as a person: that it does something, and that a border or a preposition stands before it."""
    if cue.kind != "small" or _ACTS.match(plain, stop) is None or _edge(plain, cue.start) < 0:
        return 0.0
    return _strength("acts")


_BORDER = re.compile(r"[\s，。,.；;、：:！!？?（）()“”\"【】\[\]>—\-\ue000]|$")


def _before_verb(plain: str, cue: Cue) -> Iterator[Candidate]:
    """张伟来电反映, 由张伟跟进, 用张伟的身份证: a name between a border or a preposition and what a person does or has."""
    if cue.kind in ("receiver", "signed") and not _BORDER.match(plain[cue.end : cue.end + 1]):
        return
    end, weight = cue.start, _strength(cue.kind)
    yield from _whole_before(plain, end, weight)
    left = _before(plain, end, _LEFT)
    size = len(left)
    reading = None
    for length in range(2, min(4, size) + 1):
        edge = _edge(plain, end - length)
        if edge < 0:
            continue
        share = max((share for whole, share in _full(left[size - length :]) if whole == length), default=None)
        if share is not None and share - at_least(left[size - length :]) + weight + edge > 0:
            reading = reading or read(left + plain[cue.start : cue.end] + _run(plain, cue.end)[:_RIGHT])
            gain = reading.gain(size - length, size, share) + weight + edge
            if gain > 0 and not _is_place(left[size - length :], length):
                yield Candidate(end - length, end, gain)


def _edge(plain: str, start: int) -> float:
    """What stands before a name that no cue precedes."""
    before = plain[max(0, start - 1) : start]
    return _strength("border" if _BORDER.match(before) else "preposition" if before in PREPOSITIONS else "inside")


_LATIN_BEFORE = re.compile(r"(?<![A-Za-z@#])[A-Z][A-Za-z]{1,15}(?: [A-Z][A-Za-z]{1,15}){0,2}$")
_ANY_DOT = re.compile("[·•・‧．.]")


def _whole_before(plain: str, end: int, weight: float) -> Iterator[Candidate]:
    """Spaced, dotted and Latin names that end at a place."""
    tail = plain[max(0, end - 40) : end]
    latin = re.search(r"(?<![A-Za-z@#])[A-Z][A-Za-z]{1,15}(?: [A-Z][A-Za-z]{1,15}){0,2}$", tail)
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


_TWO = 2
_STRONG = 2.0  # a form of address makes a name of any Latin word


def _spaced_out(readings: Sequence[str], end: int, weight: float) -> Iterator[Candidate]:
    """The first of some readings of a name with blanks that begins with a surname."""
    for written in readings:
        name = written.replace(" ", "")
        if written.count(" ") < len(name) - 1 and known().surname(written.split()[0]) is None:
            continue
        best = max((share for whole, share in _full(name) if whole == len(name)), default=None)
        if best is not None and best - apart(name) + weight + _strength("gap") > 0:
            yield Candidate(end - len(written), end, _WHOLE)
        return


def _alone(plain: str, cue: Cue) -> Iterator[Candidate]:
    """复核：张伟, ——张伟: nothing but a name between two borders."""
    weight = _strength(cue.kind)
    run = _run(plain, cue.end)
    yield from _spaced(plain, cue.end, weight)
    # ——Six Sense is a song: only a known first name, or a name with a dot.
    yield from (
        one for one in _other(plain, cue.end, weight) if not plain[cue.end].isascii() or is_first_name(plain[one.start : one.end])
    )
    for one in _chinese(plain, cue.end, run, weight):
        if _closed(plain, one.end):
            yield one


_MASKED = re.compile("\ue000+")
_BEFORE_MASKED = re.compile(
    rf"(?:^|[；;，,。\n（(、]) ?(?P<name>[{_CJK}A-Z][{_CJK}A-Za-z .·•・‧．]{{1,24}}?)"
    r"[ ，,、:：（(\-/]{0,2}(?:(?:联系)?电话|手机号?码?|号码|[Tt]el)?[:：]? ?[+(]{0,2}$"
)
_AFTER_MASKED = re.compile(rf"[）)]?[ ，,、:：（(\-/]{{0,2}}(?=[{_CJK}A-Z])")


def beside_masked(plain: str) -> Iterator[Candidate]:
    """张伟，138… and 138…（张伟）: a name between a border and something that was masked."""
    for masked in _MASKED.finditer(plain):
        low = max(0, masked.start() - 36)
        before, after = _BEFORE_MASKED.search(plain[low : masked.start()]), _AFTER_MASKED.match(plain, masked.end())
        if before:
            start, end = low + before.start("name"), low + before.end("name")
            yield from (one for one in _some(plain, start, "beside") if one.end == end)
        if after:
            yield from (one for one in _some(plain, after.end(), "after") if _closed(plain, one.end))


def _some(plain: str, at: int, kind: str) -> Iterator[Candidate]:
    weight, run = _strength(kind), _run(plain, at)
    yield from _other(plain, at, weight)
    yield from _spaced(plain, at, weight)
    yield from _chinese(plain, at, run, weight)


_LAST = re.compile(
    rf"[。！!？?；;~～\n）)](?:此致|敬礼|谢谢)?[ \n—-]{{0,3}}(?P<name>[{_CJK}A-Z][{_CJK}A-Za-z .·•・‧．]{{1,24}}?)[ ，,]{{0,2}}(?:[0-9\ue001./年月日号-]{{0,20}})$"
)


def signature(plain: str) -> Iterator[Candidate]:
    """……请尽快处理。张伟 3月5日: a name between the last sentence and the end."""
    match = _LAST.search(plain, max(0, len(plain) - 50))
    if match:
        yield from (one for one in _some(plain, match.start("name"), "signature") if one.end == match.end("name"))


def answer(plain: str, at: int) -> Iterator[Candidate]:
    """What a turn says that answers 您贵姓."""
    weight = _strength("answer")
    run = _run(plain, at)
    yield from _other(plain, at, weight)
    yield from _spaced(plain, at, weight)
    yield from _chinese(plain, at, run, weight)
    for size in (2, 1):
        share = known().surname(run[:size])
        if share is not None and len(run) >= size:
            yield Candidate(at, at + size, read(run).gain(0, size, share) + weight - (2.0 if len(run) > size else 0.0))
    if 2 <= len(run) <= 4:
        yield from _unknown(plain, at, run, _strength("unlisted_answer"))
