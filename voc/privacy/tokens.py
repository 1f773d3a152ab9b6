"""The typed tokens that stand for what was masked, and how findings are put into a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

MOBILE, FIXED, IDENTITY, BANK, EMAIL = "[手机号]", "[固话]", "[身份证]", "[银行卡]", "[邮箱]"
PASSPORT, QQ, WECHAT, PLATE = "[护照]", "[QQ号]", "[微信号]", "[车牌]"
NAME, ADDRESS, ACCOUNT, ORDER, NICKNAME = "[姓名]", "[地址]", "[账号]", "[单号]", "[用户名]"
TOKENS = (MOBILE, FIXED, IDENTITY, BANK, EMAIL, PASSPORT, QQ, WECHAT, PLATE, NAME, ADDRESS, ACCOUNT, ORDER, NICKNAME)
GONE = "\ue000"
"""What stands in the plain text, character by character, for what is masked: no rule reads it."""
KEPT = "\ue001"
"""The same for what must stay."""

_TOKEN = re.compile("(" + "|".join(re.escape(token[:-1]) for token in TOKENS) + r")([0-9]{0,4})\]")


class Found(NamedTuple):
    """A stretch of a text that has to go; `value` in one spelling, so that the same value gets the same token."""

    start: int
    end: int
    token: str
    value: str


@dataclass
class Numbering:
    """Which token stands for which value: the first of a kind is [手机号], another one [手机号2], and so on."""

    known: dict[tuple[str, str], int] = field(default_factory=dict)
    highest: dict[str, int] = field(default_factory=dict)

    def seen(self, text: str) -> None:
        """Counts the tokens that a text holds already, whose values nobody knows any more."""
        for match in _TOKEN.finditer(text):
            token = match[1] + "]"
            self.highest[token] = max(self.highest.get(token, 0), int(match[2] or 1))

    def token(self, token: str, value: str) -> str:
        """The token with its number."""
        number = self.known.get((token, value)) or (self._surname(value) if token == NAME else None)
        if number is None:
            number = self.highest[token] = self.highest.get(token, 0) + 1
        self.known[token, value] = number
        return token if number == 1 else f"{token[:-1]}{number}]"

    def _surname(self, value: str) -> int | None:
        """张伟 and 张先生 in one text are taken to be the same person."""
        return next(
            (
                number
                for (token, known), number in self.known.items()
                if token == NAME and (known.startswith(value) or value.startswith(known))
            ),
            None,
        )


def hidden(text: str, found: Sequence[Found], mark: str = GONE) -> str:
    """`text` of the same length with the findings blanked."""
    pieces, last = [], 0
    for one in found:
        pieces += [text[last : one.start], mark * (one.end - one.start)]
        last = one.end
    return "".join([*pieces, text[last:]])


def without_tokens(text: str) -> str:
    """`text` of the same length with its tokens blanked."""
    return _TOKEN.sub(lambda match: GONE * len(match[0]), text) if "[" in text else text


def tokens_of(found: Sequence[Found], numbering: Numbering) -> list[str]:
    """The token of each finding."""
    return [numbering.token(one.token, one.value) for one in found]


def put_in(text: str, found: Sequence[Found], tokens: Sequence[str]) -> str:
    """`text` with its token for every finding; findings are in order and do not overlap."""
    pieces, last = [], 0
    for one, token in zip(found, tokens, strict=True):
        pieces += [text[last : one.start], token]
        last = one.end
    return "".join([*pieces, text[last:]])
