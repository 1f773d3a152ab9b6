"""Numbers in a text, however they are written: figures, full-width, spoken (幺三八), in groups, with blanks or fillers between."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voc.privacy.checks import fixed, is_bank, is_identity, is_public, is_stamp, mobile
from voc.privacy.lexicon import cue_words
from voc.privacy.names.model import known
from voc.privacy.tokens import ACCOUNT, BANK, FIXED, IDENTITY, MOBILE, ORDER, PASSPORT, QQ, WECHAT, Found

_SPOKEN = "零〇○一二三四五六七八九幺两洞拐勾壹贰叁肆伍陆柒捌玖"
_AS_DIGIT = str.maketrans(_SPOKEN, "00012345678912079123456789")
_D = rf"[0-9{_SPOKEN}]"
_TIMES = {"两": 2, "俩": 2, "2": 2, "二": 2, "三": 3, "仨": 3, "3": 3, "四": 4, "4": 4, "五": 5, "5": 5, "六": 6, "6": 6}
_FILLER = "(?:嗯+|呃+|额+|啊+|哦+|那个|这个|就是|然后是?|接着是?|再是|后面是?|后边是?|后头是?|前面是?|中间是?|最后是?|完了是?|横杠|横线|杠|减号?|空格|逗号|等一下|我看看?|对|呢|吧|哈|诶|唉|哎|是|转|加|再|嘛|不对|不是|错了|说错了|应该是|uh|um|er)"  # noqa: E501
_MARK = r"[ \t,，、。.…~·\-]"
_LIGHT = r"[ \t\n\r\-.·_/()*]{1,3}"
_GAP = rf"(?:{_LIGHT}|{_MARK}{{1,3}}|{_MARK}{{0,2}}{_FILLER}{_MARK}{{0,3}}(?:{_FILLER}{_MARK}{{0,3}}){{0,2}})"
_UNIT = rf"(?:(?:[2-6二两三四五六俩仨]个){_D}(?![0-9个元块月天小年]))"
_CHAIN = re.compile(
    rf"(?:\+|\()?(?:{_UNIT}|{_D})(?:{_GAP}?(?:{_UNIT}|{_D})){{3,}}+(?:(?:{_LIGHT})?(?:[Xx](?![A-Za-z0-9])|叉|[艾埃]克斯))?"
)
_GROUP = re.compile(rf"(?:{_UNIT}|{_D})+[Xx叉]?")
_WORTH = re.compile(rf"{_D}{_GAP}?{_D}{_GAP}?{_D}{_GAP}?{_D}")
_REPEATED = re.compile(rf"([2-6二两三四五六俩仨])个({_D})")

_END_UNIT = re.compile(
    r" ?(?:元|块|万|亿|圆|[KMGTkmgt][Bb]?(?![A-Za-z])|兆|字节|积分|分钟|秒|个|条|次|天(?!天)|步|年|月|号线|人|分(?!机)|折|%|％|位|小时|度|米|公里|平|倍|档|期|账期|账单|回|遍|户|台|通|[Rr][Mm][Bb]|套餐|bps)"  # noqa: E501
)
# What shows that the last figures of a chain are another number: a time, a day, an amount.
_END_OTHER = re.compile(r" ?(?:[:：点时月日百千万多几/]|号(?![码线])|[KMGTkmg][Bb]?ps|[Mm](?![A-Za-z]))")
_END_BYTES = re.compile(r" ?(?:[KMGTkmgt][Bb](?![A-Za-z])|个?(?:字节|比特))")
_EXTENSION = re.compile(rf" ?(?:转|-|分机号?|[Ee][Xx][Tt]\.?)[ :：]?{_D}{{1,6}}(?!{_D})")

_LINK = (
    r"(?:号码|编号|号|ID|id|No\.?)?[\s:：,，、。.是为叫写填的就在应该报一下您我你记给有这那个哈啊呢嗯呃额\-\"“'’‘(（【=#]{0,10}$"
)
_CUES = (
    (
        QQ,
        r"(?:[Qq][Qq]|扣扣|球球|企鹅|(?<![A-Za-z])[Qq](?=号|[:：])|(?<=[加我])[Qq](?![A-Za-z]))(?:群|邮箱)?(?:号码|号)?(?:加|上|找)?",
    ),
    (WECHAT, r"(?:微信|薇信|威信|徽信|[Vv][Xx信]|[Ww][Xx])(?:号码|号)?(?:加|上|找|搜)?"),
    (PASSPORT, r"(?:护照|通行证|台胞证|回乡证|军官证|港澳证)(?:号码|号)?"),
    (IDENTITY, r"(?:身份证|证件|身份|户口|二代证|一代证|ID ?[Cc]ard)(?:号码|号)?"),
    (
        BANK,
        r"(?:卡号|银行卡|信用卡|储蓄卡|借记卡|贷记卡|银行账[号户]|银行帐号|[工农建交招]行卡?|中行|邮储|扣款卡|退款卡|绑定的卡|银行的?卡?|卡片|打到卡|退到卡|bank card)(?:号码|号)?",  # noqa: E501
    ),
    (
        ORDER,
        rf"(?:{cue_words('order')})(?:的?(?:号码|编号|单号|流水号|序号|号))?",
    ),
    (
        ACCOUNT,
        rf"(?:{cue_words('account')})(?:的?(?:号码|编[号码]|账号|帐号|号))?",
    ),
    (
        MOBILE,
        r"(?:电话|手机|号码|联系方式|座机|固话|来电|主叫|被叫|拨打|拨|致电|联系|回电|打到|打给|打|传真|分机|本机|副卡|主卡|尾数|[Tt]el|[Pp]hone|电联|新号|老号|号)(?:号码|号)?",
    ),
)
# Where the word says what the number is, more may stand between: QQ你加一下, 单号给您念一遍.
_FAR = r"[^0-9A-Za-z。；;！？!?\ue000\ue001]{0,8}$"
_CUE = {token: re.compile(pattern + (_LINK if token in (WECHAT, MOBILE) else _FAR)) for token, pattern in _CUES}
_ANY_CUE = re.compile(
    r"[Qq球扣企微薇威徽VvWw护通台回港证身户卡行银邮单订定工受流快运物投交支服报故派退申预业小凭票发包登缴充取查案编账帐客合协宽光专会录设接家集电手号联座固来主被拨致打传分本副尾TtPp码IiOoAa产资军顺圆中申韵极德请携例头集]"
)
_AFTER = re.compile(
    r"[ ,，]?(?:这个|就|才)?(?:是|为)?(?:我|他|她|客户)?的?(?:(?P<qq>QQ|qq|扣扣)|(?P<order>(?:这个|这张|这)?(?:订单|工单|单号|单子|快递|运单))|(?P<account>(?:这个)?(?:账号|帐号|账户|户号|宽带账号)))"  # noqa: E501
)
_NEEDS = {
    QQ: (5, 12),
    WECHAT: (5, 20),
    PASSPORT: (6, 18),
    IDENTITY: (10, 19),
    BANK: (10, 22),
    ORDER: (5, 40),
    ACCOUNT: (5, 30),
    MOBILE: (7, 16),
}
_STAYS_BEFORE = re.compile(
    r"(?:工号|尾号|尾数|后[四4]位|末[四4]位|验证码|短信码|坐席|座席|端口|错误码?|代码|error|Error|版本|型号|颗|第|报错|报|编码员|员工号|工牌号?|字节|端口)[\s:：是为号]{0,3}$"
)
_STAYS_GATE = re.compile(r"[0-9][-./年,][0-9]|[48]00[- 0-9]|20[0-9]{4}[0-9账期]")
_STAYS = re.compile(
    r"20[0-9]{2}([-/.])[01]?[0-9]\1[0-3]?[0-9][ T][0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?![0-9])"
    r"|(?<![0-9.])[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,4}(?:\([0-9]{6,8}\))?(?![0-9.-])"
    r"|(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])"
    r"|(?<![0-9])(?:19|20)[0-9]{2}[-./年][01]?[0-9][-./月][0-3]?[0-9](?![0-9])"
    r"|(?<![0-9])(?<![0-9A-Za-z][- ])[48]00[- ]?[0-9]{3,4}[- ]?[0-9]{3,4}(?![0-9])(?![- ][0-9])"
    r"|(?<![0-9])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])"
    r"|(?<![0-9.])[0-9]{1,5}\.[0-9]{1,2}(?![0-9.])|(?<![0-9.])[0-9]{2}\.[01][0-9]\.[0-3][0-9](?![0-9.])"
    r"|(?<![0-9])(?<![0-9][-, ])20[0-9]{2}[01][0-9][0-3][0-9] [0-2][0-9][0-5][0-9](?:[0-5][0-9])?(?![0-9])"
    r"|(?<![0-9])20[0-9]{2}(?:0[1-9]|1[0-2])(?=账期|账单|期)"
    r"|(?<![0-9])(?<![0-9A-Za-z][- ])[48]00[0-9][- ][0-9]{3}[- ]?[0-9]{3}(?![0-9])(?![- ][0-9])"
)


def staying(plain: str) -> list[Found]:
    """Addresses of machines, dates, 400 numbers and sums: nothing personal, whatever stands beside them."""
    if _STAYS_GATE.search(plain) is None:
        return []
    return [Found(match.start(), match.end(), "", "") for match in _STAYS.finditer(plain) if _harmless(match[0])]


def _harmless(text: str) -> bool:
    return text.count(".") != 3 or "-" in text or text.index(".") < 3 or all(int(part) < 256 for part in text.split("."))


@dataclass(frozen=True)
class Group:
    """Digits that stand together; `gap` before them is 0 (marks), 1 (comma) or 2 (words)."""

    start: int
    end: int
    digits: str
    gap: int


def as_digits(text: str) -> str:
    """The digits of a chain in figures, 三个八 written out; a last X stays."""
    if "个" in text:
        text = _REPEATED.sub(lambda match: match[2] * _TIMES[match[1]], text)
    plain = text.translate(_AS_DIGIT)
    tail = "X" if plain[-1:] in "Xx叉斯" and len(plain) > 1 else ""
    return re.sub(r"[^0-9]", "", plain) + tail


def groups_of(chain: str, base: int) -> list[Group]:
    """The groups of a chain, in order."""
    groups: list[Group] = []
    last = 0
    for match in _GROUP.finditer(chain):
        between = chain[last : match.start()]
        gap = 0 if not re.search(r"[^ \t\-.·_()*+]", between) else 1 if not re.search(r"[^\s,，、。.…~·/\-]", between) else 2
        groups.append(Group(base + match.start(), base + match.end(), as_digits(match[0]), gap))
        last = match.end()
    return groups


def numbers(plain: str) -> list[Found]:
    """Every number that names a person or a contract, in order."""
    if _WORTH.search(plain) is None:
        return []
    found: list[Found] = []
    for match in _CHAIN.finditer(plain):
        found += _in_chain(plain, match.start(), match[0])
    return found


def _in_chain(plain: str, start: int, chain: str) -> list[Found]:
    day = _DAY.search(chain)
    if day:
        # 199，20260408: a day behind a comma is no part of the number before it.
        return [*_in_chain(plain, start, chain[: day.start()]), *_in_chain(plain, start + day.end(), chain[day.end() :])]
    chain = _trimmed(plain, start, chain)
    digits = as_digits(chain)
    if len(digits) < 5:
        return []
    end = start + len(chain)
    if _ROOM.fullmatch(chain) and _ESTATE.search(plain[max(0, start - 2) : start]):
        return []
    before = plain[max(0, start - 20) : start]
    if _STAYS_BEFORE.search(before) and len(digits) < 11:
        return []
    whole = _classed(digits, before, plain, start, end)
    groups = groups_of(chain, start)
    if whole is not None and (len(groups) == 1 or (whole in (ORDER, ACCOUNT) and _TIGHT.search(before)) or _even(groups, whole)):
        return _extended(plain, Found(start, end, whole, _value(digits)))
    found = _windows(plain, groups)
    if found:
        return found
    if whole is not None:
        return _extended(plain, Found(start, end, whole, _value(digits)))
    return []


_ROOM = re.compile(r"[0-9]{1,3}-[0-9]{1,2}-[0-9]{3,4}")
_ESTATE = re.compile(r"[区苑园城府庭湾居里村寓座庄岛郡邸院轩阁舍晓]$|[\u3400-\u9fff]{2}$")


_DAY = re.compile(r"[,，、] ?20[23][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])")
_DATED = re.compile(r"[,，、] ?(?:[0-9]{1,2}[-/][0-9]{1,2}|20[0-9]{2}[01][0-9][0-3][0-9])$")


def begins_word(plain: str, at: int) -> bool:
    """Whether the Chinese numeral at a place begins the next word and is no figure: 13800138000一直, …三四五两年."""
    follows = plain[at + 1 : at + 2]
    if (
        plain[at : at + 1] not in _NUMERALS
        or plain[at] in "幺洞拐勾"
        or not "\u3400" <= follows <= "\u9fff"
        or follows in _NUMERALS
    ):
        return False
    return plain[at - 1 : at].isdigit() or known().words.get(plain[at : at + 2], -99.0) > _COMMON


_NUMERALS = frozenset(_SPOKEN)  # 幺 and 洞 begin no word
_COMMON = -11.0


def _trimmed(plain: str, start: int, chain: str) -> str:
    """The chain without the time, day or amount that follows its number after a comma: 尾号 …8821，12:30."""
    if len(chain) > 5 and _of_itself(as_digits(chain), False) is None and begins_word(plain, start + len(chain) - 1):
        chain = chain[:-1]
    dated = _DATED.search(chain)
    if dated and len(re.sub("[^0-9]", "", chain[: dated.start()])) >= 5:
        chain = chain[: dated.start()]
    while True:
        end = start + len(chain)
        if not (_END_UNIT.match(plain, end) or _END_OTHER.match(plain, end)):
            return chain
        groups = groups_of(chain, start)
        if len(groups) < 2 or len(groups[-1].digits) > 6:
            return chain
        if not groups[-1].gap and not (plain[groups[-1].start] in _SPOKEN and plain[groups[-2].end - 1].isascii()):
            return chain
        chain = chain[: groups[-2].end - start]


def _even(groups: list[Group], token: str) -> bool:
    """Whether no single group is a number of its own (two mobiles side by side are two)."""
    lines = token not in (ORDER, ACCOUNT)
    return not any(mobile(group.digits) or (lines and fixed(group.digits)) or is_identity(group.digits) for group in groups)


def _value(digits: str) -> str:
    return mobile(digits) or fixed(digits) or digits


_LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_ ")
_LED = re.compile(r"(?<![A-Za-z])(?:[A-Z]{1,8}|[a-z]{1,5})(?:[-_ ][A-Z]{1,4})?[-_ ]?$")
_NO_LEAD = frozenset(
    ["qq", "q", "wx", "vx", "v", "tel", "id", "no", "is", "to", "at", "app", "phone", "call", "me", "my", "on", "in", "or"]
)


def _extended(plain: str, found: Found) -> list[Found]:
    """A landline with its extension."""
    if found.token in (ORDER, ACCOUNT, FIXED, QQ) and plain[found.start - 1 : found.start] in _LATIN:
        lead = _LED.search(plain, max(0, found.start - 10), found.start)
        if lead and lead[0].strip(" -_").lower() not in _NO_LEAD:
            return [Found(lead.start(), found.end, ORDER if found.token == FIXED else found.token, lead[0] + found.value)]
    more = _EXTENSION.match(plain, found.end) if found.token == FIXED else None
    return [Found(found.start, more.end(), found.token, found.value)] if more else [found]


def _classed(digits: str, before: str, plain: str, start: int, end: int) -> str | None:
    """The token for a whole chain; None where it may stay."""
    if _END_BYTES.match(plain, end):
        return None
    unit = _END_UNIT.match(plain, end) is not None
    token = _of_itself(digits, unit)
    if token is not None or digits.endswith("X"):
        return token or (IDENTITY if len(digits) >= 15 else None)
    cue = _cue(digits, before, plain, end)
    if (
        is_public(digits)
        and (cue in (None, MOBILE) or ((len(digits) <= 7 or digits.startswith("106")) and not _TIGHT.search(before)))
    ) or (unit and len(digits) < 12):
        return None
    if is_stamp(digits) and (cue == MOBILE or _DAY_BEFORE.search(before)):
        return None
    if cue == MOBILE:
        return _called(digits)
    if cue is not None:
        return None if is_stamp(digits) and not (cue in (ORDER, BANK, QQ) and (len(digits) > 8 or _TIGHT.search(before))) else cue
    if (
        len(digits) >= 12
        and len(plain.strip()) > end - start
        and not is_stamp(digits)
        and not unit
        and not _STAYS_BEFORE.search(before)
    ):
        return ORDER
    return None


def _of_itself(digits: str, unit: bool) -> str | None:
    """What a number is by its digits alone."""
    if is_identity(digits):
        return IDENTITY
    if mobile(digits):
        return MOBILE
    # No quantity begins with an area code.
    if fixed(digits) and (not unit or digits[0] == "0"):
        return FIXED
    return BANK if not unit and is_bank(digits) else None


def _cue(digits: str, before: str, plain: str, end: int) -> str | None:
    if _ANY_CUE.search(before):
        for token, pattern in _CUE.items():
            low, high = _NEEDS[token]
            if low <= len(digits) <= high and pattern.search(before):
                return token
    after = _AFTER.match(plain, end)
    if after is None:
        return None
    return QQ if after["qq"] else ORDER if after["order"] else ACCOUNT


def _called(digits: str) -> str | None:
    """A number to call that is none by its digits alone: a local one, or one with a slip."""
    if len(digits) in (7, 8):
        return FIXED if digits[0] in "2345678" and not is_stamp(digits) else None
    if len(digits) < 10:
        return None
    return FIXED if digits[0] == "0" else MOBILE


_DAY_BEFORE = re.compile("(?:时间|日期|期间|时刻)[\\s:：是为]{0,3}$")
_TIGHT = re.compile(r"(?:号码?|编号|[Qq]|扣|卡)[\s:：是为]{0,3}$")
_LONGEST = 19


def _windows(plain: str, groups: list[Group]) -> list[Found]:
    """Numbers made of neighbouring groups, where the gaps at their borders are no smaller than those inside."""
    found: list[Found] = []
    at = 0
    while at < len(groups):
        one = _from(plain, groups, at)
        if one is None:
            at += 1
            continue
        found += _extended(plain, one)
        while at < len(groups) and groups[at].start < one.end:
            at += 1
    return found


def _from(plain: str, groups: list[Group], at: int) -> Found | None:
    digits, inner, best = "", 0, None
    for last in range(at, min(at + _LONGEST, len(groups))):
        group = groups[last]
        digits += group.digits
        if last > at:
            inner = max(inner, group.gap)
        if len(digits) > _LONGEST + 4:
            break
        if len(digits) < 10:
            continue
        outer = groups[last + 1].gap if last + 1 < len(groups) else 9
        if outer < inner or (last > at and all(len(one.digits) == 1 for one in groups[at : last + 1]) and outer != 9):
            continue
        if _END_BYTES.match(plain, group.end):
            continue
        token = _of_itself(digits, _END_UNIT.match(plain, group.end) is not None)
        if token is not None:
            best = Found(groups[at].start, group.end, token, _value(digits))
            if last == at:
                break
    return best
