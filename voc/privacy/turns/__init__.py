"""Masks the turns of a call: numbers, codes, names and addresses that are asked for in one turn and said in pieces in the next ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voc.privacy.kinds import of_itself
from voc.privacy.mask import _ROUNDS, findings, plain_of
from voc.privacy.names import said_again
from voc.privacy.tokens import BANK, FIXED, KEPT, NAME, Found, Numbering, hidden, put_in, tokens_of
from voc.privacy.turns.answers import addressed, named
from voc.privacy.turns.pieces import numbered
from voc.privacy.turns.spelt import coded, spelt
from voc.privacy.turns.topics import lasting_topics, topic_of
from voc.privacy.writing import staying


def mask_turns(turns: Sequence[str], speakers: Sequence[str] = ()) -> list[str]:
    """The turns with what names a person masked, also where it is said in pieces; tokens are numbered through the whole call."""
    texts = list(turns)
    numbering = Numbering()
    for text in texts:
        if "[" in text:
            numbering.seen(text)
    for _ in range(_ROUNDS):
        every = turn_findings(texts, speakers)
        if not any(every):
            break
        texts = [
            put_in(text, found, tokens_of(found, numbering)) if found else text for text, found in zip(texts, every, strict=True)
        ]
    return texts


def turn_findings(texts: Sequence[str], speakers: Sequence[str] = ()) -> list[list[Found]]:
    """What has to go from each turn, in order and without overlaps."""
    every = [findings(text) for text in texts]
    # A long number that no rule knows may be half of one that is known.
    known = [[one for one in found if not one.value.rstrip("X").isdigit() or _whole(one) or _long_line(one)] for found in every]
    plains = [
        hidden(plain, staying(plain), KEPT)
        for text, found in zip(texts, known, strict=True)
        for plain in [hidden(plain_of(text), found)]
    ]
    said = [topic_of(plain) for plain in plains]
    topics = lasting_topics(said)
    more: list[list[Found]] = [[] for _ in texts]
    named(plains, said, more)
    plains = [hidden(plain, found) for plain, found in zip(plains, more, strict=True)]
    numbered(plains, topics, more, every)
    coded(plains, topics, more)
    spelt(plains, topics, more, every)
    addressed(plains, topics, more, every)
    found = [_merged(one, two) for one, two in zip(every, more, strict=True)]
    return [_merged(one, again) for one, again in zip(found, _repeated(plains, found), strict=True)]


def _whole(one: Found) -> bool:
    """Whether a number is certainly whole: fourteen places that pass for a bank card may be the beginning of an identity card."""
    token = of_itself(one.value, False)
    return token is not None and not (token == BANK and len(one.value) < 16)


def _long_line(one: Found) -> bool:
    """Whether a landline has its area code: a local number may be half of one, whose area code was said in a turn before."""
    return one.token == FIXED and len(one.value) > _LOCAL


_LOCAL = 8


def _repeated(plains: Sequence[str], found: Sequence[list[Found]]) -> list[list[Found]]:
    """A whole name of the call wherever it is said again: 好的，是张伟对吗."""
    known = {one.value for each in found for one in each if one.token == NAME and said_again(one.value)}
    if not known:
        return [[] for _ in plains]
    pattern = re.compile("|".join(" ?".join(map(re.escape, name)) for name in sorted(known, key=lambda name: (-len(name), name))))
    return [
        [Found(match.start(), match.end(), NAME, match[0].replace(" ", "")) for match in pattern.finditer(plain)]
        for plain in plains
    ]


def _merged(found: list[Found], more: list[Found]) -> list[Found]:
    if not more:
        return found
    kept: list[Found] = []
    for one in sorted([*found, *more], key=lambda each: (each.start, -each.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end > kept[-1].end:
            kept[-1] = Found(kept[-1].start, one.end, kept[-1].token, kept[-1].value)
    return kept
