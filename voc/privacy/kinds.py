"""Which kind of number one is: by its digits, or by the word before or after it."""

from __future__ import annotations

import re

from voc.privacy.checks import fixed, is_bank, is_identity, is_public, is_stamp, mobile
from voc.privacy.lexicon import cue_words
from voc.privacy.tokens import ACCOUNT, BANK, FIXED, IDENTITY, MOBILE, ORDER, PASSPORT, QQ, WECHAT
from voc.privacy.writing import END_BYTES, END_UNIT, STAYS_BEFORE

_LINK = (
    r"(?:号码|编号|号|ID|id|No\.?)?[\s:：,，、。.是为叫写填的就在应该报一下您我你记给有这那个哈啊呢嗯呃额\-\"“'’‘(（【=#]{0,10}$"
)
_CUES = (
    (
        QQ,
        r"(?:[Qq][Qq]|扣扣|抠抠|球球|企鹅|(?<![A-Za-z])[Qq](?=号|[:：]|[0-9]{6})|(?<=[加我])[Qq](?![A-Za-z]))(?:群|邮箱)?(?:号码|号)?(?:加|上|找)?",
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
_FAR = r"[^0-9A-Za-z。；;！？!?\ue000\ue001]{0,8}(?:[Nn][Oo]\.? ?)?#?$"
_CUE = {token: re.compile(pattern + (_LINK if token in (WECHAT, MOBILE) else _FAR)) for token, pattern in _CUES}
_ANY_CUE = re.compile(
    r"[抠Qq球扣企微薇威徽VvWw护通台回港证身户卡行银邮单订定工受流快运物投交支服报故派退申预业小凭票发包登缴充取查案编账帐客合协宽光专会录设接家集电手号联座固来主被拨致打传分本副尾TtPp码IiOoAa产资军顺圆中申韵极德请携例头集]"
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


def classed(digits: str, before: str, plain: str, start: int, end: int) -> str | None:
    """The token for a whole chain; None where it may stay."""
    if END_BYTES.match(plain, end):
        return None
    unit = END_UNIT.match(plain, end) is not None
    token = of_itself(digits, unit)
    if token is not None or digits.endswith("X"):
        return token or (IDENTITY if len(digits) >= 15 else None)
    cue = _cue(digits, before, plain, end)
    if (
        is_public(digits)
        and (
            cue in (None, MOBILE)
            or ((len(digits) <= 7 or (digits.startswith("106") and not _ORDERED.search(before))) and not TIGHT.search(before))
        )
    ) or (unit and len(digits) < 12):
        return None
    if is_stamp(digits) and (cue == MOBILE or _DAY_BEFORE.search(before)):
        return None
    if cue == MOBILE:
        return _called(digits)
    if cue is not None:
        return None if is_stamp(digits) and not (cue in (ORDER, BANK, QQ) and (len(digits) > 8 or TIGHT.search(before))) else cue
    if (
        len(digits) >= 12
        and len(plain.strip()) > end - start
        and not is_stamp(digits)
        and not unit
        and not STAYS_BEFORE.search(before)
    ):
        return ORDER
    return None


def of_itself(digits: str, unit: bool) -> str | None:
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
TIGHT = re.compile(r"(?:号码?|编号|[Qq]|扣|卡)[\s:：是为]{0,3}$")
# Behind these even what looks like a message port is a number of an order.
_ORDERED = re.compile(r"(?:[订定工运]单|单号|[Oo]rder|[Nn][Oo]\.?)[\s:：是为#]{0,3}$")
