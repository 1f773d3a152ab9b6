"""Names that no cue precedes: beside something masked, at the end of a text, at the beginning of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voc.privacy.names.cues import adverbs, no_names
from voc.privacy.names.forms import (
    CJK,
    Candidate,
    chinese_at,
    closed_after,
    dot_near,
    may_be_foreign,
    of_a_way,
    other_at,
    run_at,
    spaced_at,
    titled,
    unlisted_at,
)
from voc.privacy.names.model import SELDOM_BORNE, beginnings, known, read
from voc.privacy.names.told import strength_of
from voc.privacy.tokens import GONE

_BEFORE_MASKED = re.compile(
    rf"(?:^|[；;，,。\n（(、\ue001]) ?(?P<name>[{CJK}A-Z][{CJK}A-Za-z .·•・‧．]{{1,24}}?)"
    r"[ ，,、:：（(\-/|｜]{0,2}(?:(?:联系)?电话|手机号?码?|号码|[Tt]el)?[:：]? ?[+(]{0,2}$"
)
_RIGHT_BEFORE = re.compile(rf"(?:^|[；;，,。\n（(、\ue001]) ?(?P<name>[{CJK}A-Z][{CJK}A-Za-z .·•・‧．]{{1,24}})$")
_LAST_OF_CUES = "话机号码"
_AFTER_MASKED = re.compile(rf"[）)]?[ ，,、:：（(\-/|｜]{{0,2}}(?=[{CJK}A-Z])")


def beside_masked(plain: str) -> Iterator[Candidate]:
    """张伟，138… and 138…（张伟）: a name between a border and something that was masked."""
    stop = 0
    while (begin := plain.find(GONE, stop)) >= 0:
        stop = len(plain) - len(plain[begin:].lstrip(GONE))
        low, last = max(0, begin - 36), plain[begin - 1 : begin]
        # Behind most characters the name has to end at once: then no reading of it is shorter than another.
        pattern = _RIGHT_BEFORE if "\u3400" <= last <= "\u9fff" and last not in _LAST_OF_CUES else _BEFORE_MASKED
        before, after = pattern.search(plain[low:begin]), _AFTER_MASKED.match(plain, stop)
        if before:
            start, end = low + before.start("name"), low + before.end("name")
            yield from _whole(plain, start, end, "beside")
        # A sentence goes on: no name ends in time.
        if (
            after
            and _may_begin(plain, after.end())
            and not (
                _SENTENCE.match(plain, after.end())
                and not _DOTTED.search(plain, after.end(), after.end() + _NEAR)
                and not may_be_foreign(plain, after.end())
            )
        ):
            yield from (one for one in _some(plain, after.end(), "after") if closed_after(plain, one.end))


def _may_begin(plain: str, at: int) -> bool:
    """Whether a name of any form may begin at a place: most characters begin none."""
    mark = plain[at : at + 1]
    return mark in beginnings() or mark.isascii() or dot_near(plain, at)


def _whole(plain: str, start: int, end: int, kind: str) -> Iterator[Candidate]:
    """Names that reach from one place to another; a sentence of Chinese characters is none, which is seen at once."""
    if _may_begin(plain, start) and (_SENTENCE.fullmatch(plain, start, end) is None or may_be_foreign(plain, start)):
        yield from (one for one in _some(plain, start, kind) if one.end == end)


_DOTTED, _NEAR = re.compile("[·•・‧．.]"), 12
_SENTENCE = re.compile(f"[{CJK}]{{5,}}")


def _some(plain: str, at: int, kind: str) -> Iterator[Candidate]:
    weight, run = strength_of(kind), run_at(plain, at)
    yield from other_at(plain, at, weight)
    yield from spaced_at(plain, at, weight)
    yield from chinese_at(plain, at, run, weight)


_LAST = re.compile(
    rf"[。！!？?；;~～\n）)](?:此致|敬礼|谢谢)?[ \n—-]{{0,3}}(?P<name>[{CJK}A-Z][{CJK}A-Za-z .·•・‧．]{{1,24}}?)[ ，,]{{0,2}}(?:[0-9\ue001./年月日号-]{{0,20}})$"
)


def signature(plain: str) -> Iterator[Candidate]:
    """……请尽快处理。张伟 3月5日: a name between the last sentence and the end."""
    match = _LAST.search(plain, max(0, len(plain) - 50))
    if match:
        named = _whole(plain, match.start("name"), match.end("name"), "signature")
        yield from (one for one in named if not of_a_way(plain[one.start : one.end]))


def answer(plain: str, at: int) -> Iterator[Candidate]:
    """What a turn says that answers 您贵姓."""
    weight = strength_of("answer")
    run = run_at(plain, at)
    yield from other_at(plain, at, weight)
    yield from spaced_at(plain, at, weight)
    yield from chinese_at(plain, at, run, weight)
    for size in (2, 1):
        share = known().surname(run[:size])
        if share is not None and len(run) >= size:
            yield Candidate(
                at,
                at + size,
                read(run).gain(0, size, share)
                + weight
                - (6.0 if size < len(run) < size + 3 and closed_after(plain, at + len(run)) else 2.0 if len(run) > size else 0.0),
            )
    if closed_after(plain, at + len(run)) and run not in no_names() and run not in adverbs():
        # The turn says nothing else: a surname and one or two characters are a name, also where they are a word.
        sizes = (size for size in (2, 1) if known().surnames.get(run[:size], -99.0) > SELDOM_BORNE)
        yield from (Candidate(at, at + len(run), 30.0) for size in sizes if len(run) - size in (1, 2) and not titled(run))
    if 2 <= len(run) <= 4:
        yield from unlisted_at(plain, at, run, strength_of("unlisted_answer"))
