"""Accounts after @: those of persons go, those of firms, authorities and media stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from voc.privacy.lexicon import handles, words
from voc.privacy.names import whole_name
from voc.privacy.names.model import cut
from voc.privacy.tokens import NICKNAME, Found

_CJK = "\u3400-\u9fff"
_NICKNAME = re.compile(rf"(?<![A-Za-z0-9])@ ?([A-Za-z0-9_{_CJK}·\-]{{2,20}})")
_SAID = re.compile("[您你我的了到后在已就请吗呢和]")
_TALK = re.compile("[也没不]|想要")  # @今天也没网 is no news site
_LIKES = re.compile("[也没不爱去想要吃喝加玩写的]")  # 爱旅行, 不加咖啡: a person who likes it
_SOMEBODY = re.compile("[的哥姐妹粉猫狗粥]|受害|用户|锦鲤|[人民女男者]$")  # 苹果味的夏天, 电信受害者 are no firms
_PERSONAL = re.compile("[老阿我](?!乡鸡|里)|小(?!米|秘|助|二|天|红书|客|灵)")
_WORD = 2  # characters of what is no nickname
_OFFICIAL = re.compile(rf"@ ?[A-Za-z0-9_{_CJK}·\-]{{1,14}}?(?:客服中心|客服|官方微博|官方|官微|营业厅|服务中心)")
_PARTED = re.compile(rf"(?<![A-Za-z0-9])@([{_CJK}]{{2,10}})(?=[ ,，。:：!！]|$)")
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
    """Accounts of firms behind @, which hold no name or place of a person: @安徽某店客服, and any that a blank parts from the text."""
    if "@" not in plain:
        return []
    found = [Found(match.start(), match.end(), "", "") for match in _OFFICIAL.finditer(plain)]
    return found + [Found(match.start(), match.end(), "", "") for match in _PARTED.finditer(plain) if _firm(match[1])]


def _firm(name: str) -> bool:
    """Whether an account is known by its brand, or by how it begins or ends, as that of a firm, an authority or a medium."""
    known = _patterns()
    begins = known.begins.match(name)
    if known.brands.match(name) or (
        begins and not (_PERSONAL.match(name) or _SOMEBODY.search(name) or _holds_name(name[begins.end() :], least=_WHOLE_NAME))
    ):
        return True
    if known.certain.search(name) and not _PERSONAL.match(name) and not (_TALK.search(name) and name[-1] in "网报部"):
        return True
    if _PERSONAL.match(name):
        return False
    ends = known.of_place.match(name) or (None if _LIKES.search(name) else known.likely.search(name))
    if ends is not None:
        return not _holds_name(name[: ends.start("end")])
    return known.at_place.match(name) is not None or _of_brand(name)


def _of_brand(name: str) -> bool:
    """Whether an account is a brand with words of what it deals in behind it (…动漫, …珠宝): no person, and no nickname of single characters."""
    brand = _patterns().branded.match(name)
    if brand is None or _SOMEBODY.search(name):
        return False
    rest = brand["rest"]
    return (
        len(rest) >= _WORD and all(len(word) >= _WORD for word in cut(rest)) and not (_persons().search(rest) or _holds_name(rest))
    )


def _beside_official(name: str, stems: tuple[str, ...]) -> bool:
    """Whether the text names the firm's own account beside it: @友宝售货机 beside @友宝客服, but for 友宝周品, who works there."""
    rests = (name[len(stem) :].lstrip("_-") for stem in stems if name.startswith(stem))
    return any(not (_PERSONAL.match(rest) or _holds_name(rest)) for rest in rests)


def _holds_name(text: str, least: int = 2) -> bool:
    """Whether a stretch of Chinese in an account ends in the name of a person (友宝电子应向阳), and not in a word or a place (沈阳)."""
    return any(len(name) >= least and whole_name(name) for piece in _CHINESE.findall(text) for name in _ends_of(cut(piece)))


def _ends_of(words_of: list[str]) -> Iterator[str]:
    """The last words of a stretch put together, two at least: a name is read as its surname and what follows."""
    for count in range(2, len(words_of) + 1):
        joined = "".join(words_of[-count:])
        if len(joined) > _NAME:
            return
        yield joined


_NAME, _WHOLE_NAME = 4, 3  # characters of a name at most; of one that no word is taken for
_CHINESE = re.compile(f"[{_CJK}]{{2,}}")


class _Patterns(NamedTuple):
    """`brands`: with nothing behind them but letters or a country; `branded`: with words behind them; how accounts of firms begin, how they end

    for certain and in most cases; `of_place`, `at_place`: with the name of a province or a city before their end, or behind their beginning.
    """

    brands: re.Pattern[str]
    branded: re.Pattern[str]
    begins: re.Pattern[str]
    certain: re.Pattern[str]
    likely: re.Pattern[str]
    of_place: re.Pattern[str]
    at_place: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    brands, begin, end, likely, place_end, place_begin = (
        _either(handles(list_of))
        for list_of in ("brands", "official_begin", "official_end", "likely_end", "place_end", "place_begin")
    )
    tail, places = r"[A-Za-z0-9_\-]{0,8}$", _either(words("places"))
    return _Patterns(
        re.compile(rf"(?:{brands})(?:中国|大陆|手机|汽车|电器|微博|社区|官网)?[A-Za-z0-9_\-]{{0,12}}$"),
        re.compile(rf"(?:{brands})(?P<rest>[{_CJK}]{{2,6}}){tail}"),
        re.compile(f"(?:{begin})"),
        re.compile(rf"(?:{end}){tail}"),
        re.compile(rf"(?P<end>{likely}){tail}"),
        re.compile(rf"(?:{places})[{_CJK}]{{0,8}}?(?P<end>{place_end}){tail}"),
        re.compile(rf"(?:{place_begin})(?:{places}){tail}"),
    )


@cache
def _persons() -> re.Pattern[str]:
    return re.compile(f"(?:{_either(handles('persons'))})$")


def _either(told: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(told, key=lambda word: (-len(word), word))))
