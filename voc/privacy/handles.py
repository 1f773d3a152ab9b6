"""Accounts after @: those of persons go, those of firms, authorities and media stay."""

from __future__ import annotations

import re
from functools import cache

from voc.privacy.lexicon import handles
from voc.privacy.names import whole_name
from voc.privacy.tokens import NICKNAME, Found

_CJK = "\u3400-\u9fff"
_NICKNAME = re.compile(rf"(?<![A-Za-z0-9])@ ?([A-Za-z0-9_{_CJK}·\-]{{2,20}})")
_SAID = re.compile("[您你我的了到后在已就请吗呢和]")
_TALK = re.compile("[也没不]|想要")  # @今天也没网 is no news site
_LIKES = re.compile("[也没不爱去想要吃喝加玩写的]")  # 爱旅行, 不加咖啡: a person who likes it
_SOMEBODY = re.compile("[的哥姐妹粉猫狗粥]|受害|用户|锦鲤|[人民女男者]$")  # 苹果味的夏天, 电信受害者 are no firms
_PERSONAL = re.compile("[老阿我](?!乡鸡|里)|小(?!米|秘|助|二|天|红书|客|灵)")
_OFFICIAL = re.compile(rf"@ ?[A-Za-z0-9_{_CJK}·\-]{{1,14}}?(?:客服中心|客服|官方微博|官方|官微|营业厅|服务中心)")
_STEM = re.compile(rf"@ ?([A-Za-z0-9_{_CJK}·\-]{{2,12}}?)(?:客服|官方|官微|官博|技术支持|售后|服务中心)")


def nicknames(plain: str) -> list[Found]:
    """Accounts of persons."""
    stems = tuple(dict.fromkeys(match[1] for match in _STEM.finditer(plain)))
    return [
        Found(match.start(1), match.end(1), NICKNAME, match[1])
        for match in _NICKNAME.finditer(plain)
        if not (
            match[1].isdigit()
            or (match[0][1] == " " and (len(match[1]) > 8 or _SAID.search(match[1])))
            or _firm(match[1])
            or _beside_official(match[1], stems)
        )
    ]


def official(plain: str) -> list[Found]:
    """Accounts of firms behind @, which hold no name or place of a person: @安徽某店客服."""
    return [Found(match.start(), match.end(), "", "") for match in _OFFICIAL.finditer(plain)]


def _firm(name: str) -> bool:
    """Whether an account is known by its brand, or by how it begins or ends, as that of a firm, an authority or a medium."""
    brands, begins, certain, likely = _patterns()
    if brands.match(name) or (begins.match(name) and not _PERSONAL.match(name) and not _SOMEBODY.search(name)):
        return True
    if certain.search(name) and not _PERSONAL.match(name) and not (_TALK.search(name) and name[-1] in "网报部"):
        return True
    ends = likely.search(name)
    return ends is not None and not (_PERSONAL.match(name) or _LIKES.search(name) or _holds_name(name[: ends.start()]))


def _beside_official(name: str, stems: tuple[str, ...]) -> bool:
    """Whether the text names the firm's own account beside it: @友宝售货机 beside @友宝客服, but for 友宝周品, who works there."""
    rests = (name[len(stem) :].lstrip("_-") for stem in stems if name.startswith(stem))
    return any(not (_PERSONAL.match(rest) or _holds_name(rest)) for rest in rests)


def _holds_name(text: str) -> bool:
    """Whether a stretch of Chinese in an account ends in the name of a person: 友宝电子应向阳."""
    return any(whole_name(piece[-size:]) for piece in _CHINESE.findall(text) for size in (2, 3, 4) if len(piece) >= size)


_CHINESE = re.compile(f"[{_CJK}]{{2,}}")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Brands with nothing behind them but letters or a country; how accounts of firms begin, how they end for certain and in most cases."""
    brands, begin, end, likely = (
        "|".join(map(re.escape, sorted(handles(place), key=len, reverse=True)))
        for place in ("brands", "official_begin", "official_end", "likely_end")
    )
    tail = r"[A-Za-z0-9_\-]{0,8}$"
    return (
        re.compile(rf"(?:{brands})(?:中国|大陆|手机|汽车|电器|微博|社区|官网)?[A-Za-z0-9_\-]{{0,12}}$"),
        re.compile(f"(?:{begin})"),
        re.compile(rf"(?:{end}){tail}"),
        re.compile(rf"(?:{likely}){tail}"),
    )
