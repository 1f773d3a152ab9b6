"""Names and addresses in turns that answer a question for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voc.privacy.addresses import parts
from voc.privacy.names import answered
from voc.privacy.tokens import ADDRESS, NAME, Found
from voc.privacy.turns.topics import ASKS_NAME

_BEFORE_ANSWER = re.compile(
    r"(?:嗯+|呃+|额|哦|啊|好的?|对的?|行|[，,、。\s]|您好|你好)*(?:(?:免贵|我|本人)?姓(?=[^名]))?(?:我?叫|我是|我名字叫|名字是?|本人|是|我|写|填|留|记)?[ ,，:：]?"
)


def addressed(plains: Sequence[str], topics: Sequence[str | None], more: list[list[Found]], every: Sequence[list[Found]]) -> None:
    """Components of an address over turns, once one of them has a number."""
    spans = {turn: parts(plain) for turn, plain in enumerate(plains) if topics[turn] == ADDRESS}
    spans = {turn: kept for turn, found in spans.items() if (kept := [one for one in found if _believed(plains[turn], one)])}
    numbered = [
        turn
        for turn, found in spans.items()
        if any(re.search(r"[0-9零一二三四五六七八九十](?:号|栋|幢|单元|室|楼|层|组|座|弄)|[0-9]-[0-9]", one.value) for one in found)
    ]
    numbered += [turn for turn, found in enumerate(every) if any(one.token == ADDRESS for one in found)]
    for turn, found in spans.items():
        if any(abs(turn - other) <= 6 for other in numbered):
            more[turn] += found


def _believed(plain: str, one: Found) -> bool:
    """Whether components in a turn are an answer: the turn says little else, or they are several; no hotline."""
    if re.fullmatch(r"[0-9]+号|[0-9一二三四五六七八九十两]{1,4}(?:[号期区组队层楼社门户排F])", one.value):
        return len(plain) <= 8 and not re.match("1[0-9]{4}", one.value)
    return len(plain) <= len(one.value) + 14 or (len(one.value) > 8 and re.search("[0-9]", one.value) is not None)


def named(plains: Sequence[str], said: Sequence[str | None], more: list[list[Found]]) -> None:
    """A turn that answers 您贵姓."""
    asked = [topic == NAME or ASKS_NAME.search(plain) is not None for topic, plain in zip(said, plains, strict=True)]
    for turn in range(1, len(plains)):
        if any(asked[max(0, turn - 2) : turn]):
            lead = _BEFORE_ANSWER.match(plains[turn])
            more[turn] += answered(plains[turn], lead.end() if lead else 0)
