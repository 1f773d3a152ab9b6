"""Candidates beside a cue, each with how much likelier it is as a name than as words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from voc.privacy.names.cues import LINKS, PREPOSITIONS, STAFF, Cue, adverbs, brands, no_names, strengths
from voc.privacy.names.forms import (
    LEFT,
    RIGHT,
    Candidate,
    chinese_at,
    chinese_before,
    closed_after,
    full_names,
    is_place,
    of_a_way,
    other_at,
    run_at,
    spaced_at,
    titled,
    unlisted_at,
    whole_before,
)
from voc.privacy.names.latin import is_first_name
from voc.privacy.names.model import SELDOM_BORNE, at_least, beginnings, heads, known, read
from voc.privacy.names.told import acts_only_of_persons, barred, strength_of

_LINK = re.compile(
    r"[ \u3000]?(?:的)?(?:姓名|名字|名称|全名|大名)?"
    r"(?:(?P<linked>就是|应该是|[还却仍也]是|仍为|是|为|叫做?|系|写[的着]?是?|填的?是?|登记(?:[的为成]是?|是)|显示[是为]?|改成|变成了?|成|什么|[吧啊呢])"
    r"|[ ]?(?P<sure>[:：=|/—>-]))?"
    r"[ \u3000:：]{0,2}(?P<opened>[\"“'‘(（【\[「《])?(?:个)?"
)
# 工号8821的张伟
_STAFF_LINK = re.compile(r"[\s:：是为]{0,2}[A-Za-z]{0,3}[0-9]{2,8}号?的?")
_COMMA = re.compile("(?:的?(?:名字|姓名))? ?[，,] ?")
_BEFORE_COMMA = frozenset(("kin", "named", "field", "said"))


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


def _after(plain: str, cue: Cue) -> Iterator[Candidate]:
    """客户张伟, 联系人：张伟, 我叫张伟."""
    if _inside_word(plain, cue):
        return
    # Most cues have the name right behind them.
    link = _LINK.match(plain, cue.end) if plain[cue.end : cue.end + 1] in LINKS else None
    strength = strengths()[cue.kind]
    if plain[cue.start : cue.end] == STAFF:
        number = _STAFF_LINK.match(plain, cue.end)
        yield from _named_at(plain, cue, number.end(), "bare", strength) if number else ()
    if link and run_at(plain, link.end()) in no_names():
        return
    yield from _named_at(plain, cue, cue.end, "bare", strength)
    sure = link is not None and bool(link["sure"] or link["opened"] or "：" in link[0] or ":" in link[0])
    if cue.kind in ("field", "named") if sure else cue.kind in _STRONG and _OF_A_PERSON.search(plain[cue.start : cue.end]):
        yield from _whole_value(plain, cue, link.end() if sure and link else cue.end, sure=sure)
    # A link that eats the name's first character is none: 成 and 系 are surnames. 客户的钱 is what is the customer's: 的 alone links nothing.
    if link and link.end() > cue.end:
        yield from _named_at(plain, cue, link.end(), "owned" if link[0].strip() == "的" else _how(link), strength)
    # 写我爱人，张伟: behind a comma nothing but the name.
    comma = _COMMA.match(plain, cue.end) if cue.kind in _BEFORE_COMMA else None
    if comma:
        yield from (one for one in _named_at(plain, cue, comma.end(), "bare", strength) if closed_after(plain, one.end))


def _whole_value(plain: str, cue: Cue, at: int, *, sure: bool) -> Iterator[Candidate]:
    """联系人：方便，…, 我叫时间，…: a field that holds nothing but a surname and one or two characters holds a name, also where that is a word;

    and so does one that an act of persons follows: 投诉人支援对….
    """
    run = run_at(plain, at)
    size = next((size for size in (2, 1) if (share := known().surname(run[:size])) is not None and share > SELDOM_BORNE), 0)
    if not size or run[:2] in no_names() or run[:3] in no_names() or titled(run):
        return
    if len(run) - size in (1, 2):
        if sure or (run not in adverbs() and not is_place(run, len(run)) and run[-1] not in barred()):
            yield Candidate(at, at + len(run), _POSITION)
    elif cue.kind == "field" and run[:2] not in adverbs() and run[:3] not in adverbs():
        ends = (end for end in (at + size + 1, at + size + 2) if end <= at + len(run) and acts_only_of_persons().stand(plain, end))
        yield from (Candidate(at, end, 1.0) for end in islice(ends, 1))


_STRONG = frozenset(("field", "named", "said"))
_OF_A_PERSON = re.compile("[人主者员名字]$|^(?:我|本人|俺|咱|[他她]|.{1,3}[主户客员傅服理管子儿公婆方板导事长工居])就?叫$")
_POSITION = 30.0  # nothing else stands there


def _named_at(plain: str, cue: Cue, at: int, how: str, strength: Mapping[str, float]) -> Iterator[Candidate]:
    """Names that begin at a place behind a cue."""
    weight = strength["bare" if how in ("bare", "owned") else "linked"] + (strength_of("owned") if how == "owned" else 0.0)
    run = run_at(plain, at)
    if not run:
        yield from other_at(plain, at, weight)
        return
    opened = how == "sure" or cue.kind == "said" or (how == "linked" and cue.kind == "named")
    if opened or run[0] in beginnings() or "·" in plain[at : at + 8]:
        yield from other_at(plain, at, weight)
        yield from spaced_at(
            plain, at, weight, strength["open"] if how not in ("bare", "owned") or cue.kind in ("said", "named", "field") else -99.0
        )
        yield from chinese_at(plain, at, run, weight, followed=cue.kind in _OF_PERSONS)
        if opened:
            yield from unlisted_at(plain, at, run, strength["open"])
        elif cue.kind in ("field", "named") and how == "bare" and len(run) < _RUN and run not in known().words:
            # 姓名不详 holds no name.
            yield from (one for one in unlisted_at(plain, at, run, 0.5) if one.end == at + len(run))


_RUN = 6  # characters that are looked at
_OF_PERSONS = frozenset(("role", "kin", "field", "named", "am", "ask", "reach"))


def _how(link: re.Match[str]) -> str:
    return (
        "sure" if link["sure"] or ":" in link[0] or "：" in link[0] else "linked" if link["linked"] or len(link[0]) > 1 else "bare"
    )


def _inside_word(plain: str, cue: Cue) -> bool:
    """Whether a short cue is the end of another word: 呼叫, 不和."""
    return cue.end - cue.start == 1 and plain[max(0, cue.start - 1) : cue.end] in known().words and cue.start > 0


def _surname(plain: str, cue: Cue) -> Iterator[Candidate]:
    """免贵姓张, 他姓欧阳名静."""
    if plain[cue.start - 1 : cue.end] in ("百姓", "同姓"):
        return
    link = _LINK.match(plain, cue.end)
    for at in dict.fromkeys((cue.end, link.end() if link else cue.end)):
        run, left = run_at(plain, at), chinese_before(plain, at, 2)
        reading = None
        for size in (2, 1):
            share = known().surname(run[:size]) if len(run) >= size else None
            if share is None:
                continue
            reading = reading or read(left + run)
            weight = strength_of("surname")
            gain = reading.gain(len(left), len(left) + size, share) + weight
            if gain > 0:
                yield Candidate(at, at + size, gain)
        yield from chinese_at(plain, at, run, strength_of("surname") - 2)


def _before_title(plain: str, cue: Cue) -> Iterator[Candidate]:
    """张先生, 欧阳女士, 王建国老师."""
    # 张副组长, 张姓经理, 张 先生
    end = cue.start - 1 if plain[cue.start - 1 : cue.start] in ("副", "姓", " ") and cue.start > 1 else cue.start
    left = chinese_before(plain, end, LEFT)
    yield from whole_before(plain, end, 3.0 if cue.kind == "title" else -1.0)
    if not left:
        return
    if any(plain[at : cue.end] in brands() for at in range(max(0, end - 3), end)):
        return
    model, size, first = known(), len(left), heads()
    alone, full = ("title", "full_title") if cue.kind == "title" else ("job", "full_job")
    text = left + plain[cue.start : cue.end] + run_at(plain, cue.end)[:RIGHT]
    reading = None
    for length in (1, 2, 3, 4):
        if length > size:
            break
        if left[size - length] not in first:
            continue
        part = left[size - length :]
        share = model.surname(part)
        edge = strength_of("border") if length == size else strength_of("glued") if left[-length - 1 :][:2] in model.words else 0.0
        if share is not None and share + strength_of(alone) + edge > at_least(part):
            reading = reading or read(text)
            yield Candidate(end - length, end, reading.gain(size - length, size, share) + strength_of(alone) + edge)
        for whole, shared in full_names(part):
            if whole == length and shared + strength_of(full) + 2 * edge > at_least(part):
                reading = reading or read(text)
                yield Candidate(end - length, end, reading.gain(size - length, size, shared) + strength_of(full) + 2 * edge)


def _of_one(plain: str, cue: Cue) -> Iterator[Candidate]:
    """小张, 王总: the surname and one character that makes it a form of address."""
    model = known()
    left = chinese_before(plain, cue.start, RIGHT)
    spans = [(cue.start, cue.end - 1, cue.end)]
    if cue.kind == "small":
        spans = [(cue.start + 1, end, end) for end in (cue.start + 2, cue.start + 3) if end <= len(plain)]
    for start, end, stop in spans:
        share = model.surname(plain[start:end])
        if share is None or share + strength_of(cue.kind) + strength_of("acts") <= at_least(plain[cue.start : stop]):
            continue
        text = left + plain[cue.start : stop] + run_at(plain, stop)[:RIGHT]
        gain = read(text).gain(len(left), len(left) + stop - cue.start, share) + strength_of(cue.kind) + _acts(plain, cue, stop)
        yield Candidate(start, end, gain)


_ACTS = re.compile(
    r"您好|你好|来电|致电|反映|反馈|表示|说|称|跟进|处理|上门|联系|给我|态度|告知|承诺|本人|[，,]您"
    r"|的(?:服务|态度)|沟通|确认|来|到|过来|[，,] ?(?:您|你|麻烦)|给|帮|让|拍照|接单|修|装|人呢|在[吗不]|好|你|您|要|讲|未|没|也"
)


def _acts(plain: str, cue: Cue, stop: int) -> float:
    """What is said for 小项 as a person: that it does something, and that a border or a preposition stands before it."""
    if cue.kind == "office" or _ACTS.match(plain, stop) is None or _edge(plain, cue.start) < 0:
        return 0.0
    return strength_of("acts")


_BORDER = re.compile(r"[\s，。,.；;、：:！!？?（）()“”\"【】\[\]>—\-\ue000]|$")


def _before_verb(plain: str, cue: Cue) -> Iterator[Candidate]:
    """张伟来电反映, 由张伟跟进, 用张伟的身份证: a name between a border or a preposition and what a person does or has."""
    if cue.kind in ("receiver", "signed") and not _BORDER.match(plain[cue.end : cue.end + 1]):
        return
    end, weight = cue.start, strength_of(cue.kind)
    yield from whole_before(plain, end, weight)
    left = chinese_before(plain, end, LEFT)
    size = len(left)
    reading = None
    for length in range(2, min(4, size) + 1):
        edge = _edge(plain, end - length)
        if edge < 0:
            continue
        share = max((share for whole, share in full_names(left[size - length :]) if whole == length), default=None)
        if share is not None and share - at_least(left[size - length :]) + weight + edge > 0:
            reading = reading or read(left + plain[cue.start : cue.end] + run_at(plain, cue.end)[:RIGHT])
            gain = reading.gain(size - length, size, share) + weight + edge
            if gain > 0 and not is_place(left[size - length :], length):
                yield Candidate(end - length, end, gain)


def _edge(plain: str, start: int) -> float:
    """What stands before a name that no cue precedes."""
    before = plain[max(0, start - 1) : start]
    return strength_of("border" if _BORDER.match(before) else "preposition" if before in PREPOSITIONS else "inside")


def _alone(plain: str, cue: Cue) -> Iterator[Candidate]:
    """复核：张伟, ——张伟: nothing but a name between two borders."""
    weight = strength_of(cue.kind)
    run = run_at(plain, cue.end)
    yield from spaced_at(plain, cue.end, weight)
    # ——Six Sense is a song: only a known first name, or a name with a dot.
    yield from (
        one for one in other_at(plain, cue.end, weight) if not plain[cue.end].isascii() or is_first_name(plain[one.start : one.end])
    )
    for one in chinese_at(plain, cue.end, run, weight):
        if closed_after(plain, one.end) and not of_a_way(plain[one.start : one.end]):
            yield one
