"""What names a person and has letters in it: e-mail, WeChat, accounts after @, plates, passports, order and account numbers."""

from __future__ import annotations

import re

from voc.privacy.checks import mobile
from voc.privacy.digits import begins_word
from voc.privacy.handles import nicknames
from voc.privacy.tokens import ACCOUNT, EMAIL, MOBILE, ORDER, PASSPORT, PLATE, WECHAT, Found

_CJK = "\u3400-\u9fff"
_AT = r"(?: ?@ ?| ?[(\[]at[)\]] ?| at | ?艾特 ?| ?圈[aA] ?| ?小老鼠 ?|#)"
_DOT = r"(?: ?(?:\.|点) ?|[ (\[]dot[)\] ])"
_SPOKEN = "零〇一二三四五六七八九幺两洞拐勾"
_TOKEN = rf"[A-Za-z0-9{_SPOKEN}](?:[A-Za-z0-9_%+\-{_SPOKEN}]|下划线|杠){{0,40}}"
# Said or written: zhang点san艾特一六三点康姆. The last part is a domain of letters.
_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_%+-]*{_TOKEN}(?:{_DOT}{_TOKEN}){{0,3}}{_AT}{_TOKEN}(?:{_DOT}{_TOKEN}){{0,3}}{_DOT}(?:[A-Za-z]{{2,10}}|[康看抗]姆)(?:{_DOT}[cC][nN])?"
)
MAILED = re.compile(rf"{_TOKEN}(?:{_DOT}(?:{_TOKEN}|[康看抗]姆))*")
"""Part of an address for mail, said or written."""
_EMAIL_GATE = re.compile(r"@|[(\[]at[)\]]| at |艾特|圈[aA]|小老鼠|#[A-Za-z0-9-]+\.[a-z]")
_SPACED_USER = re.compile(
    r"(?:邮箱|邮件|[Ee]-?mail)[^A-Za-z0-9\ue000\ue001]{0,8}([A-Za-z0-9](?: ?[A-Za-z0-9._%+-]){1,63}) ?(?:@|艾特|圈[aA]|at) ?([A-Za-z0-9](?: ?[A-Za-z0-9-]){0,30} ?(?:\.|点|dot) ?(?:[A-Za-z] ?){2,3}(?:[.点] ?cn)?)"  # noqa: E501
)

_LINK = r"(?:号码|号|账号|帐号|ID|id|名)?[\s:：,，、.是为叫写填的就在加搜我您你给记这那个哈啊呢嗯呃额联系找上\-\"“'’‘(（【=~]{0,10}"
_LINK_WECHAT = _LINK + r"(?:(?:拼音|小写|大写|全拼|英文|字母|缩写|首字母)的?[\s:：,，是]{0,2})*"
_UNDER = "下划线|底横线|横杠|中划线|短横|杠"
_WECHAT = re.compile(
    rf"(?:微 ?信|薇信|威信|徽信|[薇微]❤|绿泡泡|(?<=加)卫星|(?<=[➕+])[微薇](?!信)|(?<![A-Za-z])(?:[Ww]信|[Ww][Ee][Ii] ?[Xx][Ii][Nn]|(?<=[➕+])[Vv](?![A-Za-z])|[Vv][Xx]|[Ww][Xx]|[Vv]信|[Ww]e[Cc]hat|WECHAT|weixin|(?<=[加+])[我他她]?[Vv](?![A-Za-z])|(?<=我)[Vv](?=[:： ])|(?<=[,，。 留])(?<![A-Za-z0-9_] )[Vv](?= [A-Za-z][A-Za-z0-9_-])|(?<=加)[我他她]?[微薇](?!信)|微我|微[xX]|[Vv](?= ?[:：])))(?:公众)?(?: ?(?:ID|id))?{_LINK_WECHAT}([_-]?[A-Za-z](?:[A-Za-z0-9_-]{{4,24}}(?:\.[A-Za-z0-9_-]+)?|(?: [A-Za-z0-9_-]{{1,12}}){{2,24}}|[A-Za-z0-9_-]{{0,20}}(?:(?:{_UNDER})[A-Za-z0-9]{{1,12}}){{1,3}}|[A-Za-z0-9_-]{{1,12}}\.[A-Za-z0-9_-]{{2,12}}))(?![A-Za-z0-9_-])"  # noqa: E501
)
# Further from the word only what has a figure or a mark in it.
_FAR_WECHAT = re.compile(
    r"(?:微信|薇信|威信|徽信|[Vv]信|(?<![A-Za-z])[VvWw][Xx])[^A-Za-z0-9。；！？\ue000\ue001]{1,10}((?=[A-Za-z_-]*[0-9_-]|[a-z]{8}|[A-Za-z]*[a-z][A-Z])[A-Za-z][A-Za-z0-9_-]{4,24})(?![A-Za-z0-9_.@-])"
)
# 微信联系吧，我的号是…
_NUMBER_WECHAT = re.compile(
    r"(?:微信|薇信|威信|[Vv]信)[^A-Za-z0-9。；！？\ue000\ue001]{1,10}(?:号码?|账号|ID|id)(?:就?是|为|[:：]) ?([A-Za-z][A-Za-z0-9_-]{5,24})(?![A-Za-z0-9_.@-])"
)
_WECHAT_GATE = re.compile(
    "[薇微威徽绿]|[VvWw][Xx]|[Vv]信|绿泡|[Ww][Ee][CcIi]|[加我+➕].?[Vv]|[Vv] ?[:：]|(?<![A-Za-z0-9])[Vv] |[Ww]信|加卫星"
)
_WECHAT_MARK = re.compile("[薇微威徽绿卫VvWw]")  # one of which it takes
_WXID = re.compile(r"(?<![A-Za-z0-9_])[Ww][Xx][Ii][Dd]_[A-Za-z0-9_]{4,24}")
_AFTER_WECHAT = re.compile(
    r"(?<![A-Za-z0-9_.@-])([A-Za-z][A-Za-z0-9_-]{4,19})(?![A-Za-z0-9_-])[ ,，]{0,2}(?:这个|这|就|才){0,2}(?:是|为)?"
    r"(?:加?(?:我|他|她|对方|师傅)?的?|[（(])(?:微信|[Vv][Xx]|[Ww][Xx])号?"
)
NOT_WECHAT = frozenset(
    [
        "iphone",
        "android",
        "windows",
        "wechat",
        "wifi",
        "volte",
        "harmonyos",
        "huawei",
        "xiaomi",
        "honor",
        "samsung",
        "oppo",
        "redmi",
        "alipay",
        "taobao",
        "douyin",
        "facetime",
        "apple",
        "google",
        "whatsapp",
        "facebook",
        "twitter",
        "weibo",
        "instagram",
    ]
)

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][ ·.\-]?(?:牌)?[A-HJ-Za-hj-z][ ·.,，•・\-_点]{0,2}(?:[A-HJ-NP-Za-hj-np-z0-9零〇一二三四五六七八九幺两洞拐勾][ ·\-.]?){4,5}[A-HJ-NP-Za-hj-np-z0-9零〇一二三四五六七八九幺两洞拐勾挂学警港澳](?![A-Za-z0-9])"  # noqa: E501
)
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9-])(?:[EeGgDdSsPpKkHhMmCcWw][ -]?[0-9]{4}[ -]?[0-9]{4}|[EeGgDdSsPp][A-HJ-NP-Za-hj-np-z][ -]?[0-9]{7}|[Ee][A-HJ-NP-Za-hj-np-z] ?[0-9]{3} ?[0-9]{4}|1[45][0-9]{7}(?=.{0,3}护照)|[Hh][0-9]{10}|(?:[EGDSP] )(?:[0-9] ){7}[0-9]|E [A-HJ-NP-Z] (?:[0-9] ){6}[0-9])(?![A-Za-z0-9])"  # noqa: E501
)
_PASSPORT_CUED = re.compile(
    r"(?:护照|通行证|台胞证|回乡证|军官证)[^A-Za-z0-9。；;\ue000\ue001]{0,8}([A-Za-z](?:[ -]?[A-Za-z]){0,2}(?:[ -]?[0-9零〇一二三四五六七八九幺两洞拐勾]){6,10})"
)
_CARRIER = "顺丰|[圆中申]通|韵达|极兔|德邦|京东物流|邮政"
_ORDER_WORD = (
    rf"(?:订单|定单|工单|受理单?|流水|快递|运单|物流|投诉单?|交易|支付|服务单?|报障单?|故障单?|派单|退款单?|申诉单?|预约单?|业务单?|单据|单子|小票|凭证|发票|包裹|回执|登记|缴费|充值|查询|案件|编号|单号|流水单|单|{_CARRIER}|[Oo]rder)"
    r"(?:的?(?:号码|编号|单号|流水号|序号|编码|号|码))?"
)
_MARK = "A-Za-z0-9零〇一二三四五六七八九幺两洞拐勾"
_CODE = rf"([{_MARK}](?:(?:[-_/ —]|\.(?=[0-9]{{2}}))?[{_MARK}]){{4,38}})(?![{_MARK}])"
_ORDER = re.compile(rf"{_ORDER_WORD}{_LINK}(?:[Nn][Oo]\.? ?|#)?{_CODE}")
_FAR_ORDER = re.compile(
    rf"(?:订单|工单|单号|流水号|受理号|编号|快递|运单)[^A-Za-z0-9。；！？\ue000\ue001]{{0,8}}([A-Za-z]{{1,6}}(?:[-_/ ]?[{_MARK}]){{6,36}})(?![{_MARK}])"
)
_PAUSE = (
    r"(?:[-_/ .]|[，,、…]+ ?|[ ，,、…]{0,3}(?:嗯+|呃+|额|啊|那个|就是|对|然后是?|再是?|后面是?|横杠|杠|下划线|空格)[ ，,、…]{0,3})"
)
# Said in pieces: GD，二零二六，零三幺七; after a pause no word goes on.
_SAID_CODE = rf"([{_MARK}](?:{_PAUSE}?(?:[0-9零〇一二三四五六七八九幺两洞拐勾]|[A-Za-z](?![a-z]{{3}}))){{5,40}}+)(?![A-Za-z0-9])"
_SAID_ORDER = re.compile(
    rf"(?:订单|工单|单号|流水号?|受理号?|编号|快递|运单|单子|(?<=[单理诉])号)[^A-Za-z0-9。；！？\ue000\ue001]{{0,8}}?{_SAID_CODE}"
)
_SAID_ACCOUNT = re.compile(
    rf"(?:账号|帐号|账户|帐户|户头|户号|客户(?:编[号码]|号)|合同(?:编?号)?|协议号|会员号|宽带号?|接入号|专线号?|用户(?:名|编号))[^A-Za-z0-9。；！？\ue000\ue001]{{0,8}}?{_SAID_CODE}"
)
_LAST_PIECE = re.compile(r"[，,、…](?: ?(?:嗯|呃|那个|然后)?[，,]?) ?[0-9A-Z零〇一二三四五六七八九幺两/-]{1,8}$")
_MORE = re.compile(r"[\s，,。.；;！!？?吧对您呢啊哈这)）】]|$|麻烦|没错|是吗|查|登|你|有|已|能|怎|也|被|从")
_THEN_CUE = (
    r"(?=[ ,，】\])）]{0,2}(?:这一?[个张]?|该|那[个张]|的|就?[是为]){0,2}"
    r"(?:我们?|他|她|客户|用户)?(?:家里?|单位|公司)?的?(?:宽带|缴费|登录|光纤)?的?"
    r"(?:快递|订单|工单|单子|单号|运单|流水|受理|包裹|账号|帐号|账户|帐户|户头|户号|合同|宽带))"
)
_BEFORE_CUE = re.compile(rf"(?<![A-Za-z0-9]){_CODE}{_THEN_CUE}")
_ANY_BEFORE_CUE = re.compile(f"[{_MARK}]{_THEN_CUE}")  # the same, seen quicker: how it ends
# Whatever is called the number of something, but for models, ports, staff and days.
_NUMBER_OF = re.compile(
    rf"(?<=[\u3400-\u9fff])(?<![型工口牌本款一二三四五六七八九十几日月])(?:号码?|编[号码]|编码|户头|实例号?){_LINK}(?:[Nn][Oo]\.? ?|#)?{_CODE}"
)
_CODE_CUE = re.compile(
    r"[单号户]|流水|受理|快递|物流|投诉|交易|支付|报障|故障|凭证|发票|小票|包裹|回执|登记|缴费|充值|查询|案件|编|合同|协议|宽带|光纤|专线|会员|登录|[Oo]rder|ccount|sername|[Ii][Dd]"
)
# Letters and six figures in one, five of them together or eight in all: no model, plan or version has as many.
_LONG_CODE = re.compile(
    r"(?:(?<![A-Za-z0-9_./@=&?%-])|(?<=[Nn]o\.))(?=[0-9_-]*[A-Za-z])(?=(?:[A-Za-z_-]*[0-9]){6})(?=[A-Za-z0-9_-]*[0-9]{5}|(?:[A-Za-z_-]*[0-9]){8})(?![Ee][Rr][Rr]|[vV][0-9]|0[xX]|[A-Za-z]{12})"
    r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+){0,5}(?![A-Za-z0-9_/@=&%]|[.-][A-Za-z0-9])"
)
_MEASURE = re.compile(r"[0-9]+(?:[KMGTkmgt]?[Bb](?:it|ps)?|[Mm]bps|[KMGTkmgt]|rmb|RMB|yuan|[hHsS]|[mM][sS]|[kK]?[mM]|[xX*][0-9]+)")
_SPOKEN_TWO = re.compile(f"[{_SPOKEN}]{{2}}")
_ACCOUNT = re.compile(
    rf"(?:账号|帐号|账户|帐户|账号名|客户(?:编[号码]|号|代码|[Ii][Dd])|合同|协议|用户(?:编[号码]|号|名|[Ii][Dd]|代码)|户号|宽带号?|光纤|专线|会员[号名]?|登录名|登录账号|设备号|接入号|[Aa]ccount|[Uu]sername|产品号|业务号|资产号|[Ii][Dd])(?:的?(?:号码|编[号码]|账号|帐号|号))?{_LINK}"
    rf"([A-Za-z]{{1,10}}(?:[- ]?[{_MARK}]){{4,30}}(?:@[A-Za-z0-9.]{{2,20}})?|[A-Za-z0-9](?:[A-Za-z0-9]|[-_.@/ ](?=[A-Za-z0-9])){{4,40}})(?![A-Za-z0-9])"
)
_WRITTEN = ((_ORDER, ORDER), (_ACCOUNT, ACCOUNT), (_FAR_ORDER, ORDER), (_BEFORE_CUE, ORDER), (_NUMBER_OF, ORDER))
_IN_PIECES = ((_SAID_ORDER, ORDER), (_SAID_ACCOUNT, ACCOUNT))
_STAYS_BEFORE = re.compile(
    r"(?:工号|型号|版本|代码|错误码?|尾号|报错|提示|固件|路由器?|光猫|猫|机顶盒|盒子|终端|手机(?!号)|款)[\s:：是为号码]{0,3}$"
)
_DIGITS = re.compile(r"[0-9零〇一二三四五六七八九幺两洞拐勾]")


_LETTER = re.compile("[A-Za-z@]|艾特|小老鼠")
GATE = re.compile(
    rf"@|艾特|圈[aA]|小老鼠|[A-Za-z0-9](?:[-_. ·,，•・点横杠/嗯呃]{{0,3}}[{_MARK}]){{3}}|[零〇一二三四五六七八九幺两洞拐勾][A-Za-z]"
)


def codes(plain: str) -> list[Found]:
    """Everything with letters in it that names a person or a contract; may overlap, the first listed counts."""
    if _LETTER.search(plain) is None or GATE.search(plain) is None:
        return []
    found: list[Found] = []
    if _EMAIL_GATE.search(plain):
        found += [Found(match.start(), match.end(), EMAIL, re.sub(r"\s", "", match[0]).lower()) for match in _EMAIL.finditer(plain)]
        found += [Found(match.start(1), match.end(2), EMAIL, match[0]) for match in _SPACED_USER.finditer(plain)]
        found += nicknames(plain)
    found += [Found(match.start(), match.end(), PLATE, _plain(match[0])) for match in _PLATE.finditer(plain) if _is_plate(match[0])]
    figures = _SIX.search(plain) is not None
    for pattern, group in ((_PASSPORT_CUED, 1), (_PASSPORT, 0)) if figures else ():
        found += [Found(match.start(group), match.end(group), PASSPORT, _plain(match[group])) for match in pattern.finditer(plain)]
    if _WECHAT_MARK.search(plain) and _WECHAT_GATE.search(plain):
        found += _wechat(plain)
    cued = _CODE_CUE.search(plain) is not None
    behind = cued and _ANY_BEFORE_CUE.search(plain) is not None
    for pattern, token in _WRITTEN if cued else ():
        if pattern is _BEFORE_CUE and not behind:
            continue
        for match in pattern.finditer(plain):
            one = _coded(plain, match, token)
            if one is not None:
                found.append(one)
    spoken = _SPOKEN_TWO.search(plain) is not None
    for pattern, token in _IN_PIECES if cued else ():
        found += [one for match in pattern.finditer(plain) if (one := _said(plain, match, token)) is not None]
    if (spoken or figures) and not _alone(plain):
        found += [one for one in (spoken_codes(plain, ORDER) if spoken else ()) if _all_said(plain[one.start : one.end])]
        found += [
            Found(match.start(), match.end(), ORDER, match[0])
            for match in (_LONG_CODE.finditer(plain) if figures else ())
            if _is_code(plain, match)
        ]
    return found


def _wechat(plain: str) -> list[Found]:
    found = [Found(match.start(), match.end(), WECHAT, match[0].lower()) for match in _WXID.finditer(plain)]
    for pattern in (_WECHAT, _AFTER_WECHAT, _FAR_WECHAT, _NUMBER_WECHAT):
        found += [
            Found(match.start(1), match.end(1), WECHAT, match[1].lower())
            for match in pattern.finditer(plain)
            if _NUMBERED.sub("", match[1].lower()) not in NOT_WECHAT
            and (match[0][0] not in "vV" or match[0][1] in "信:： " or _FIGURE.search(match[1]) or match[0][:2].lower() == "vx")
        ]
    return found


_NUMBERED, _FIGURE = re.compile("[0-9]+[a-z]?$"), re.compile("[0-9_-]")


def _all_said(code: str) -> bool:
    """Whether a code is said in words, with six figures or more."""
    return _WRITTEN_OUT.search(code) is None and len(_DIGITS.findall(code)) >= _FIGURES


_WRITTEN_OUT = re.compile("[0-9]|[A-Za-z][ ，,、.…]")
# Passports and long codes have six figures in a row, but for blanks, marks and letters.
_SIX = re.compile(r"[0-9零〇一二三四五六七八九幺两洞拐勾](?:[A-Za-z_ -]*[0-9零〇一二三四五六七八九幺两洞拐勾]){5}")
_FIGURES = 6
_SHORT = 4


def _is_code(plain: str, match: re.Match[str]) -> bool:
    """Whether letters with six figures are the number of a contract or an order: no measure, and not said to be a version or a model."""
    return _MEASURE.fullmatch(match[0]) is None and _STAYS_BEFORE.search(plain, max(0, match.start() - 12), match.start()) is None


_IN_A_ROW = re.compile(rf"(?<![A-Za-z0-9]){_SAID_CODE}")


def spoken_codes(plain: str, token: str) -> list[Found]:
    """Codes with letters said in pieces, in a turn where one is asked for."""
    found = (_said(plain, match, token) for match in _IN_A_ROW.finditer(plain))
    return [one for one in found if one is not None and len(_DIGITS.findall(one.value)) > _SHORT]


def _alone(plain: str) -> bool:
    """Whether a text is nothing but one code: then it is the number of a record, by which the operator finds it again."""
    return _ONE_CODE.fullmatch(plain) is not None


_ONE_CODE = re.compile(r"[\s\ue000\ue001]*+[A-Za-z0-9_-]*+[\s\ue000\ue001]*+")


def _plain(text: str) -> str:
    return _NO_MARK.sub("", text).upper()


_NO_MARK = re.compile(r"[^A-Za-z0-9\u3400-\u9fff]")


def _is_plate(text: str) -> bool:
    code = _plain(text).replace("点", "").replace("牌", "")
    return len(code) in (7, 8) and len(_DIGITS.findall(code)) >= 2


def _coded(plain: str, match: re.Match[str], token: str) -> Found | None:
    """An order or account number with letters: at least four figures, or three and a letter; no volume, plan, model or version."""
    code = match[1]
    if begins_word(plain, match.end(1) - 1):
        code = code[:-1]
    if _LATIN.search(code) is None:
        figures = _NO_FIGURE.sub("", code)
        return Found(match.start(1), match.end(1), MOBILE, figures[-11:]) if mobile(figures) else None
    digits = len(_DIGITS.findall(code))
    if (
        digits < 2
        or len(code) < 5
        or _ERROR.match(code)
        or _AMOUNT.fullmatch(code)
        or _STAYS_BEFORE.search(match.string, max(0, match.start(1) - 12), match.start(1))
    ):
        return None
    if plain[match.end(1) : match.end(1) + 1] in ("元", "块", "兆"):
        return None
    if token == ACCOUNT and _NO_ACCOUNT.match(code):
        return None
    if (token == ORDER and digits < 4) or (" " in code and (digits < 6 or _WORDS.search(code))):
        return None
    return Found(match.start(1), match.start(1) + len(code), token, code)


_LATIN, _NO_FIGURE, _WORDS = re.compile("[A-Za-z]"), re.compile("[^0-9]"), re.compile(r" [A-Z]?[a-z]{2,}")
_AMOUNT = re.compile(r"[0-9]+(?:[KMGTkmgt][Bb]?|[Mm]bps|[Gg]|[Kk]|rmb|RMB|yuan|h|km)(?:/s)?|(?:RMB|rmb|CNY)[0-9.]+")
_NO_ACCOUNT = re.compile(r"(?i)www\.|wap\.|https?|[a-z]?[0-9]+(?:\.[0-9]+)+$|[0-9.]+$")
_ERROR = re.compile("0[xX]|(?i:err)")
_HOST = re.compile(r"[A-Za-z]\.[A-Za-z0-9]|[0-9]\.[A-Za-z]|^[0-9.]+[A-Za-z]{1,4}$")


def _said(plain: str, match: re.Match[str], token: str) -> Found | None:
    """A code said in pieces, without a last piece that belongs to the next words: …，一共三百."""
    code = match[1]
    if begins_word(plain, match.end(1) - 1):
        code = code[:-1]
    while (last := _LAST_PIECE.search(code)) and not _MORE.match(plain, match.start(1) + len(code)):
        code = code[: last.start()]
    if len(_DIGITS.findall(code)) < 4 or _LATIN.search(code) is None or _HOST.search(code) or _ERROR.match(code):
        return None
    if _STAYS_BEFORE.search(plain, max(0, match.start(1) - 12), match.start(1)):
        return None
    return Found(match.start(1), match.start(1) + len(code), token, _plain(code))
