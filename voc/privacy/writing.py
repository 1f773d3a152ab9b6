"""How numbers are written: figures, full-width, spoken (幺三八), in groups, with blanks or fillers between; and which stay whatever stands beside them."""

from __future__ import annotations

import re
from typing import NamedTuple

from voc.privacy.tokens import Found

SPOKEN = "零〇○一二三四五六七八九幺两洞拐勾壹贰叁肆伍陆柒捌玖"
_AS_DIGIT = str.maketrans(SPOKEN, "00012345678912079123456789")
DIGIT = rf"[0-9{SPOKEN}]"
_TIMES = {"两": 2, "俩": 2, "2": 2, "二": 2, "三": 3, "仨": 3, "3": 3, "四": 4, "4": 4, "五": 5, "5": 5, "六": 6, "6": 6}
_FILLER = "(?:嗯+|呃+|额+|啊+|哦+|那个|这个|就是|然后是?|接着是?|再是|后面是?|后边是?|后头是?|前面是?|中间是?|最后是?|完了是?|横杠|横线|杠|减号?|空格|逗号|等一下|我看看?|对|呢|吧|哈|诶|唉|哎|是|转|加|再|嘛|不对|不是|错了|说错了|应该是|uh|um|er)"  # noqa: E501
_MARK = r"[ \t,，、。.…~·\-]"
LIGHT = r"[ \t\n\r\-.·_/()*]{1,3}"
GAP = rf"(?:{LIGHT}|{_MARK}{{1,3}}|{_MARK}{{0,2}}{_FILLER}{_MARK}{{0,3}}(?:{_FILLER}{_MARK}{{0,3}}){{0,2}})"
SAID = rf"(?:(?:[2-6二两三四五六俩仨]个){DIGIT}(?![0-9个元块月天小年]))"
_GROUP = re.compile(rf"(?:{SAID}|{DIGIT})+[Xx叉]?")
_REPEATED = re.compile(rf"([2-6二两三四五六俩仨])个({DIGIT})")
END_UNIT = re.compile(
    r" ?(?:元|块|万|亿|圆|[KMGTkmgt][Bb]?(?![A-Za-z])|兆|字节|积分|分钟|秒|个|条|次|天(?!天)|步|年|月|号线|人|分(?!机)|折|%|％|位|小时|度|米|公里|平|倍|档|期|账期|账单|回|遍|户|台|通|[Rr][Mm][Bb]|套餐|bps)"  # noqa: E501
)
END_BYTES = re.compile(r" ?(?:[KMGTkmgt][Bb](?![A-Za-z])|个?(?:字节|比特))")
STAYS_BEFORE = re.compile(
    r"(?:积分余额|剩余积分|积分|余额|工号|尾号|尾数|后[四4]位|末[四4]位|验证码|短信码|坐席|座席|端口|错误码?|代码|error|Error|版本|型号|颗|第|报错|报|编码员|员工号|工牌号?|字节|端口)[\s:：是为号]{0,3}$"
)
_STAYS_GATE = re.compile(r"[0-9][-./年,][0-9]|[48]00[- 0-9]|20[0-9]{4}[0-9账期]")
_STAYS = re.compile(
    r"20[0-9]{2}([-/.])[01]?[0-9]\1[0-3]?[0-9][ T][0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?![0-9])"
    r"|(?<![0-9.])[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,4}(?:\([0-9]{6,8}\))?(?![0-9.-])"
    r"|(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])"
    r"|(?<![0-9])(?:19|20)[0-9]{2}[-./年][01]?[0-9][-./月][0-3]?[0-9](?![0-9])"
    r"|(?<![0-9])(?<![0-9A-Za-z][- ])(?:(?<![A-Z])|(?<=TEL))[48]00[- ]?[0-9]{3,4}[- ]?[0-9]{3,4}(?![0-9])(?![- ][0-9])"
    r"|(?<![0-9])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])"
    r"|(?<![0-9.])[0-9]{1,5}\.[0-9]{1,2}(?![0-9.])|(?<![0-9.])[0-9]{2}\.[01][0-9]\.[0-3][0-9](?![0-9.])"
    r"|(?<![0-9])(?<![0-9][-, ])20[0-9]{2}[01][0-9][0-3][0-9] [0-2][0-9][0-5][0-9](?:[0-5][0-9])?(?![0-9])"
    r"|(?<![0-9])20[0-9]{2}(?:0[1-9]|1[0-2])(?=账期|账单|期)"
    r"|(?<![0-9])(?<![0-9A-Za-z][- ])(?:(?<![A-Z])|(?<=TEL))[48]00[0-9][- ][0-9]{3}[- ]?[0-9]{3}(?![0-9])(?![- ][0-9])"
)


def staying(plain: str) -> list[Found]:
    """Addresses of machines, dates, 400 numbers and sums: nothing personal, whatever stands beside them."""
    if _STAYS_GATE.search(plain) is None:
        return []
    return [Found(match.start(), match.end(), "", "") for match in _STAYS.finditer(plain) if _harmless(match[0])]


def _harmless(text: str) -> bool:
    return text.count(".") != 3 or "-" in text or text.index(".") < 3 or all(int(part) < 256 for part in text.split("."))


class Group(NamedTuple):
    """Digits that stand together; `gap` before them is 0 (marks), 1 (comma) or 2 (words)."""

    start: int
    end: int
    digits: str
    gap: int


_NO_DIGIT = re.compile("[^0-9]")
_WORDS, _MARKS = re.compile(r"[^\s,，、。.…~·/\-]"), " \t-.·_()*+"


def as_digits(text: str) -> str:
    """The digits of a chain in figures, 三个八 written out; a last X stays."""
    if text.isascii() and text.isdigit():
        return text
    if "个" in text:
        text = _REPEATED.sub(lambda match: match[2] * _TIMES[match[1]], text)
    plain = text if text.isascii() else text.translate(_AS_DIGIT)
    tail = "X" if plain[-1:] in "Xx叉斯" and len(plain) > 1 else ""
    return (plain if plain.isdigit() and plain.isascii() else _NO_DIGIT.sub("", plain)) + tail


def groups_of(chain: str, base: int) -> list[Group]:
    """The groups of a chain, in order."""
    groups: list[Group] = []
    last = 0
    for match in _GROUP.finditer(chain):
        between = chain[last : match.start()]
        gap = 0 if not between.strip(_MARKS) else 1 if not _WORDS.search(between) else 2
        start, end = match.span()
        groups.append(Group(base + start, base + end, as_digits(match[0]), gap))
        last = end
    return groups
