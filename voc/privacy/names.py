"""Names of persons, only where a cue says so: my name is, a form of address, a contact field, 姓."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from voc.privacy.lexicon import words
from voc.privacy.tokens import NAME, Found

_CJK = "\u3400-\u9fff"
_FIELDS = (
    "联系人|联络人|机主|户主|业主|收件人|收货人|寄件人|开户人|经办人|申请人|投诉人|举报人|办理人|持卡人|代办人|报修人|装机人|受理人|接线员|处理人|责任人|负责人|签收人|使用人|被投诉人|当事人|本人姓名"
    "|委托人|登记人|实名人|缴费人|付款人|收款人|订购人|来电人|联系人员|接待人|主叫人|反馈人|客户经理|装维人员|维修人员|装维|施工人员|营业员|店员|客服代表|坐席|座席|话务员|监护人|法定代表人|法人|当事客户|用户|客户|师傅|投诉对象|对接人|紧急联系人|家属|户名|开户名|开户姓名|代理人|签名|落款|签字|抬头|收件姓名|紧急联络人|产权人|使用者"
)
_MY = re.compile(
    r"(?:我的?(?:全|真|大)?名字?(?:是|叫做?)|(?:我|本人|俺|他|她|机主|户主|孩子|老公|老婆|爱人|父亲|母亲|爸爸?|妈妈?|名字|师傅|客服|客户|用户|对方|人|主人|孩|儿子|女儿|员|朋友)(?:名字|大名)?(?:就)?叫(?:做|作)?|名字?(?:就)?(?:是|叫做?)|名叫|叫做|姓名(?:就)?(?:是|为|叫)|大名(?:是)?|实名(?:是|的是)|登记(?:的)?(?:是|在)|署名|自称|自报)[ ,，:：]?(?:个)?"  # noqa: E501
)
_AM = re.compile(
    r"(?:我是|我就是|本人是?|这里是|这边是|您好我是|机主系|户主系|用户系|机主是|户主是|联系人是|客户是|用户是|用户叫|找|名下是|(?:客服|坐席|座席|代表|专员|工号[0-9]{1,8}的?|话务员|营业员|装维员|师傅|工程师)(?:叫|是)?)[ ,，:：]?"  # noqa: E501
)
_FIELD = re.compile(
    rf"(?:(?:{_FIELDS})(?:的)?(?:姓名|名字|名称|大名)?|姓名|名字)(?P<link>[ ]?[:：=是为叫写/|]{{1,2}}[ ]?|写的是?|[ ]|[(（\"“【\[])"
)
_BARE_FIELD = re.compile(
    r"(?:联系人|联络人|机主|户主|业主|收件人|收货人|寄件人|经办人|代办人|办理人|代理人|监护人|委托人|法人|申请人|投诉人|开户人|持卡人|报修人|使用人|负责人|接待人|签收人|对接人|客户经理|装维人员|装维工程师|投诉对象|自称|署名|签名|落款|客服专员|客服|维修人员|施工人员|营业员|客服代表|话务员|姓名|户名|客户|用户|师傅|装维师傅)"
)
_FOLLOWS = re.compile(
    r"[\s，。,.；;、：:！!？?)）】\]\"”/|\ue000-]|$|来电|反映|反应|表示|称|要求|投诉|致电|办理|的|说|提出|申请|咨询|在|于|本人|先生|女士|名下|电话|手机|联系|号码|身份证|证件|住|家|因|希望|不满|认为|告知|至今|已|请求|再次|多次|收|\[|报|今|昨|对|从|到|想|质疑|诉|需|您|你|和|跟|打|手|去|给|帮|接|没|也|就|是|持|前来|前往|未|解释|拒|写|按|被|坑|代|提|查|现|当|因|及|由|以|将|会|能|应|所|等|为|该|过|把|又|与|及|回|发|让|拒|不|很|非|特|态|服|真|太"
)
_SURNAME = re.compile(r"(?:免贵|贵)?姓(?:是)?[ :：]?[小老]?")
_SURNAME_STOPS = re.compile(r"名|氏|什么|啥|氏|甚|不|都|没|很|谁|的|和|有|也|在")
_LATIN = r"[A-Z][a-z]{1,15}(?: [A-Z][a-z]{1,15}){0,2}|[a-z]{2,12}(?= |$|[，。,.])"
_ENGLISH = re.compile(
    rf"(?:[Mm]y (?:full )?name is|[Nn]ame ?[:：]|[Mm]y name's|[Tt]his is|I am|I'm|[Cc]all me|[Cc]ontact ?[:：]|\b[Mm](?:r|rs|s|iss)\b\.?) ?({_LATIN})"
)
_ENGLISH_CUE = re.compile(rf"(?:[Nn]ame is|[Nn]ame ?[:：]|[Tt]his is|I am|I'm|[Cc]all me) ?(?=[{_CJK}])")
_ENGLISH_AFTER = re.compile(r"([A-Z][A-Za-z]{1,15}(?: [A-Z][a-z]{1,15}){0,2}) ?(?=先生|女士|小姐|老师|太太)")
_ENGLISH_NAME = re.compile(r"[A-Z][a-z]{1,15}(?:[ .][A-Z][a-z]{1,15}){0,2}(?![A-Za-z0-9])")
_NOT_ENGLISH = frozenset(
    [
        "sorry",
        "from",
        "not",
        "very",
        "so",
        "in",
        "a",
        "an",
        "the",
        "calling",
        "fine",
        "your",
        "ok",
        "using",
        "still",
        "on",
        "at",
        "here",
        "to",
        "my",
        "sure",
        "afraid",
        "app",
        "vip",
        "wifi",
        "iphone",
    ]
)
_DOTTED = re.compile(rf"[{_CJK}]{{2,8}}[·•・‧][{_CJK}]{{2,10}}")
_BEFORE_SMALL = re.compile(
    r"(?:^|[\s，。,.；;、：:！!？?(（“\"]|找|叫|是|给|让|客服|员|师傅|师|同事|邻居|代表|谢|请|问|跟|和|向|对|联系|服务|专员|电|访|厅的|经理|的|你好|您好|到|由|被|家|店|厅|听|与|个|按|见|说|夸|感|辛苦|[0-9]|客户|用户|维|转|转告|告|扬|与|已|一下|访时?|希望|希|盼|至|经|任|处|为|叫我|我|姓|厅|的号|核实|厂|班|站|组|队|主管|求|催|同|替|帮|陪|麻烦|有个|位|领导|所|司)$"
)
_AFTER_SMALL = re.compile(
    r"$|[\s，。,.；;、：:！!？?)）”\"\ue000~]|说|跟|给|的(?!网|卡|套)|你|您|帮|让|啊|来[了过电修]|在[电吗线]|回[复电]|告|是[你我他个]|也|就|和|态|服|很|为|特|非|真|打|答|处|接|解|当|上[门次]|人[很真]|师|同志|吗|呢|吧|一|已|承|表|声|讲|明|说|去|联|耐|主|没|不|负|联|把|办|做|工号|先|后|这|那|又|称|表示|情绪|关机|能|未|跟进|本人|点赞|技术|忽悠|办的|的号|停机|同意|拒|不再|不同|没接|指导|登门|留|反|投诉|要求|咨询|现场|到[场达家]|将|催|关[注心]|先|装|修|安|推|骗|挂|介|再|姐|哥|妹|对|到|想|要|确|今|昨|有|找|可|未|吧"
)
_SMALL = re.compile(rf"([小老阿大])([{_CJK}])")
_SURE_BEFORE = re.compile(
    r"(?:客服|师傅|经理|专员|坐席|座席|代表|回访时?|致电|联系|找|叫|感谢|表扬|同事|营业员|工程师|装维|你们的|服务员|厅的?|员|^|请|(?<!我)是|客户|用户|户|维|转|转告|告|扬|给|跟|听|被|让|与|和|好的|您好|你好|为|希望|那个|个|姓|的|核实|，|一下|叫我)$"
)
_SURE_AFTER = re.compile(
    r"说|态度|服务|帮我|给我|很(?!多|少|贵|便)|您?好|告诉|师傅|来电|真|特别|非常|处理|接待|耐心|打电话|联系|未接|吧|表示|称|情绪|关机|的号|能|忽悠|办的|点赞|技术|跟进|未|指导|来[了过电修]|打|告|负责|上门|耐|真|同意|让|您|在吗|来电|的来电|本人|你好|就[行好]|服务"
)
_SMALL_NOT = frozenset(
    [
        "小米",
        "小区",
        "小时",
        "小心",
        "小学",
        "小店",
        "小车",
        "小包",
        "小白",
        "小康",
        "小金",
        "小程",
        "小方",
        "小毛",
        "小路",
        "小江",
        "小时",
        "小于",
        "小家",
        "小号",
        "小程",
        "小红",
        "小钱",
        "小单",
        "小平",
        "小强",
        "小班",
        "小叶",
        "小黄",
        "小龙",
        "小鱼",
        "小古",
        "小司",
        "小容",
        "小山",
        "小贺",
        "小卡",
        "小广",
        "小游",
        "小费",
        "小安",
        "小云",
        "小习",
        "小都",
        "小城",
        "小能",
        "小商",
        "小蓝",
        "小水",
        "小段",
        "小满",
        "小薄",
        "小别",
        "小乐",
        "小国",
        "小文",
        "小党",
        "小通",
        "小金",
        "小凡",
        "小曲",
        "小石",
        "小雨",
        "小雪",
        "小牛",
        "小马",
        "小温",
        "小寒",
        "小明",
        "小朱",
        "小东",
        "小年",
        "小幸",
        "老师",
        "老是",
        "老板",
        "老家",
        "老年",
        "老公",
        "老高",
        "老路",
        "老毛",
        "老方",
        "老房",
        "老金",
        "老卡",
        "老车",
        "老单",
        "老和",
        "老干",
        "老党",
        "老农",
        "老司",
        "老区",
        "老城",
        "老有",
        "老何",
        "老相",
        "老于",
        "老乐",
        "老费",
        "老宿",
        "老东",
        "老山",
        "老时",
        "老乡",
        "老常",
        "老白",
        "老都",
        "老爱",
        "老是",
        "老从",
        "老查",
        "老应",
        "老计",
        "老通",
        "老管",
        "老能",
        "老经",
        "老麻",
        "老牛",
        "老马",
        "老广",
        "老挂",
        "老友",
        "老全",
        "老封",
        "老强",
        "老冷",
        "老温",
        "老连",
        "老包",
        "老段",
        "老皮",
        "老茅",
        "老关",
        "老万",
        "老文",
        "老化",
        "老古",
        "老窦",
        "老国",
        "老百",
        "老卫",
        "老安",
        "老成",
        "老习",
        "老鼠",
        "老钱",
        "老外",
        "老向",
        "老须",
        "老容",
        "老须",
        "老别",
        "大家",
        "大米",
        "大爷",
        "大平",
        "大卫",
        "大方",
        "大路",
        "大连",
        "大全",
        "大安",
        "大江",
        "大山",
        "大水",
        "大车",
        "大班",
        "大国",
        "大能",
        "大幸",
        "大满",
        "大石",
        "大广",
        "大于",
        "大成",
        "大都",
        "大量",
        "大容",
        "大项",
        "大单",
        "大包",
        "大段",
        "大区",
        "大雷",
        "大白",
        "大黄",
        "大年",
        "大华",
        "大唐",
        "大陆",
        "大金",
        "大马",
        "大牛",
        "大应",
        "大应",
        "大多",
        "大利",
        "大凡",
        "大空",
        "大管",
        "大宋",
        "大海",
        "大秦",
        "大元",
        "大明",
        "大关",
        "大麦",
        "大万",
        "大红",
        "大鱼",
        "大乐",
        "大通",
        "大强",
        "大胡",
        "大门",
        "大姜",
        "大蒜",
        "大赖",
        "大葛",
        "大汉",
        "大夏",
        "大庆",
        "大和",
        "大安",
        "大厦",
        "大同",
        "大冶",
        "大丰",
        "大余",
        "大邱",
        "大邑",
        "大田",
        "大宁",
        "大方",
        "大英",
        "大竹",
        "大新",
        "大武",
        "大梁",
        "大周",
        "阿里",
        "阿胡",
        "阿云",
        "阿拉",
    ]
)
_NEVER_SMALL = frozenset(
    [
        "小区",
        "小时",
        "小米",
        "小店",
        "小车",
        "小学",
        "小费",
        "小心",
        "小包",
        "小号",
        "小路",
        "小程",
        "小红",
        "小家",
        "小单",
        "小卡",
        "小班",
        "小山",
        "小能",
        "小别",
        "小满",
        "小党",
        "小国",
        "小广",
        "小游",
        "小幸",
        "小年",
        "小寒",
        "小习",
        "小都",
        "小古",
        "小司",
        "小容",
        "小商",
        "老师",
        "老板",
        "老是",
        "老人",
        "老公",
        "老家",
        "老年",
        "老卡",
        "老车",
        "老单",
        "老和",
        "老有",
        "老都",
        "老从",
        "老通",
        "老经",
        "老鼠",
        "老外",
        "老乡",
        "老友",
        "老化",
        "老百",
        "老区",
        "老城",
        "老房",
        "老挂",
        "老能",
        "老爱",
        "老相",
        "老司",
        "老路",
        "老国",
        "老党",
        "老干",
        "老农",
    ]
)
_KEEP_SHORT = re.compile(r"[是共计算部量额体司会裁监台数结之值经有]|想|觉|要|得|在|不|让|能|说什")
_GONG_NOT = re.compile(r"[作程资厂具单人会号期业地商信艺种伤龄]")


class _Patterns(NamedTuple):
    surname: str
    titled: re.Pattern[str]
    short: re.Pattern[str]
    double_short: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    known = words()
    single = "".join(sorted(known.surnames))
    surname = rf"(?:{'|'.join(known.double)}|[{single}])"
    return _Patterns(
        surname,
        re.compile(rf"(?:{'|'.join(known.titles)})"),
        re.compile(rf"([{single}])([{''.join(known.titles_short)}])"),
        re.compile(rf"(?:{'|'.join(known.double)})[{''.join(known.titles_short)}]"),
    )


def _is_place(dotted: str) -> bool:
    """北京·望京 is where somebody writes from, no name."""
    return re.split("[·•・‧]", dotted)[0] in words().places


_SPACED = re.compile(rf"[{_CJK}](?: [{_CJK}]){{1,4}}")


_CUES = (
    "姓 叫 名字 名是 名为 名: 名： 户名 大名 实名 署名 我是 我就是 本人 这里是 这边是 机主 户主 业主 名下 工号 代表 专员"
    " 自称 自报 签名 落款 name Name Mr Ms Mrs Miss miss This+is this+is I+am I'm all+me Contact contact"
)


@cache
def _cues() -> AhoCorasick:
    known = words()
    double = {name[0] for name in known.double}
    short = [name + title for name in known.surnames - _FUNCTION for title in known.titles_short]
    small = [mark + name for mark in "小老阿大" for name in known.surnames | double if mark + name not in _COMMON]
    found = [word.replace("+", " ") for word in _CUES.split()]
    found += [name + title for name in known.double for title in known.titles_short]
    return AhoCorasick(
        [
            *found,
            *_FIELDS.split("|"),
            *known.titles,
            *short,
            *small,
            "登记的",
            *(lead + name for lead in ("找", "客服") for name in known.surnames | double),
        ]
    )


_COMMON = frozenset(
    [
        "小区",
        "小时",
        "小米",
        "小心",
        "小学",
        "小店",
        "小费",
        "老是",
        "老师",
        "老家",
        "老年",
        "大家",
        "大方",
        "大路",
        "大量",
        "大都",
        "大多",
    ]
)


def has_cue(text: str) -> bool:
    """A quick look before the rules: whether anything stands in a text that a name may stand beside."""
    return bool(_cues().find_matches_as_indexes(text))


def _is_surname(text: str, at: int) -> int:
    """Length of the surname at `at`; 0 where there is none."""
    known = words()
    two = text[at : at + 2]
    return 2 if two in known.double else 1 if text[at : at + 1] in known.surnames else 0


def _cjk(text: str) -> bool:
    return all("\u3400" <= mark <= "\u9fff" for mark in text)


_LETTERS = re.compile("[A-Za-z]{2}")


def names(plain: str) -> list[Found]:
    """Names with a cue, in no particular order; may overlap."""
    found: list[Found] = []
    _after_my_name(plain, found)
    _in_fields(plain, found)
    if "姓" in plain:
        _after_surname(plain, found)
    _beside_masked(plain, found)
    _titled(plain, found)
    _small(plain, found)
    if _LETTERS.search(plain):
        _english(plain, found)
    return found


def _add(found: list[Found], plain: str, start: int, end: int) -> None:
    if end > start:
        found.append(Found(start, end, NAME, re.sub(r"\s", "", plain[start:end])))


def _name_at(plain: str, at: int, *, strict: bool, ends: bool = False) -> int:
    """Where the name that begins at `at` ends; `at` where none does.

    `strict`: it has to begin with a surname and stop at a border; `ends`: an unknown surname will do before a border.
    """
    latin = _ENGLISH_NAME.match(plain, at)
    if latin:
        return latin.end() if not strict or latin[0].lower() not in _NOT_ENGLISH else at
    dotted = _DOTTED.match(plain, at)
    if dotted and not _is_place(dotted[0]):
        return dotted.end()
    spaced = _SPACED.match(plain, at)
    if spaced and (ends or _is_surname(plain, at) or spaced[0][0] + spaced[0][2] in words().double):
        return spaced.end()
    length = _is_surname(plain, at)
    known = words()
    if (
        ends
        and (whole := _unknown(plain, at, _run(plain, at))) - at in (2, 3, 4)
        and not _patterns().titled.search(plain, at, whole)
    ):
        return whole
    run = re.compile(rf"[{_CJK}]{{1,8}}").match(plain, at)
    if run is None:
        return at
    if not length:
        return _unknown(plain, at, run[0]) if ends else at
    rest = run[0][length:]
    if any(run[0].startswith(word) for word in (run[0][:2], run[0][:3], run[0][:4]) if word in known.words):
        return at
    given = _given(rest, plain, at + length, strict=strict)
    if given == 0:
        return at
    return at + length + given


_RUN = re.compile(rf"[{_CJK}]{{0,4}}")
_CLOSED = re.compile(r"[，。,.；;！!？?)）(（\s\ue000]|$")


def _run(plain: str, at: int) -> str:
    """The Chinese characters that stand at a place, four at most."""
    match = _RUN.match(plain, at)
    return match[0] if match else ""


_NEVER_GIVEN = frozenset("我你您他她它们的了是在吗呢吧啊没不就这那么个")


def _given(rest: str, plain: str, at: int, *, strict: bool) -> int:
    """Length of the given name at the beginning of `rest`; 0 for none."""
    known = words()
    spaced = re.compile(rf" [{_CJK}]{{1,2}}(?![{_CJK}])").match(plain, at)
    if not rest:
        return spaced.end() - at if spaced else 0
    if len(rest) >= 2 and _CLOSED.match(plain, at + 2) and not any(mark in _NEVER_GIVEN for mark in rest[:2]):
        return 2
    barred = _NEVER_GIVEN if plain[at - 2 : at] in known.double else known.not_given
    sizes = [size for size in (2, 1) if len(rest) >= size and not any(mark in barred for mark in rest[:size])]
    for size in sizes:
        if _FOLLOWS.match(plain, at + size) or _patterns().titled.match(plain, at + size):
            return size
    if strict or not sizes:
        return 0
    return sizes[0]


def _unknown(plain: str, at: int, run: str) -> int:
    """A name that begins with no surname: two to four characters up to a border, none of them a function word."""
    known = words()
    border = re.compile(r"[\s，。,.；;、！!？?)）】\]\"”/|\ue000]|$|电话|手机|来电|反映").search(plain, at)
    size = (border.start() if border else len(plain)) - at
    if (
        not 2 <= size <= 5
        or not _cjk(plain[at : at + size])
        or run[:2] in known.words
        or any(mark in known.not_given for mark in plain[at : at + size])
    ):
        return at
    return at + size


def _after_my_name(plain: str, found: list[Found]) -> None:
    for match in _MY.finditer(plain):
        at = match.end()
        lead = match[0]
        mine = re.match(r"我|本人|俺|姓名|名|大名|实名", lead) is not None and "登记" not in lead
        _add(found, plain, at, _name_at(plain, at, strict=not mine, ends=mine and plain[at : at + 1] not in "不你您他人全家大整"))
    for match in _AM.finditer(plain):
        at = match.end()
        own = match[0][0] in "我本"
        if not own and (match[0][-1] == " " or _DOTTED.match(plain, at)):
            continue
        end = _name_at(plain, at, strict=True)
        if (
            end - at >= 2
            and plain[end - 1] not in "路街市区镇县"
            and (
                plain[at : at + 1] not in words().uncommon
                or " " in plain[at:end]
                or (own and end - at == 3 and _CLOSED.match(plain, end))
                or (own and plain[end : end + 1] in "，。,. ")
            )
        ):
            _add(found, plain, at, end)


def _in_fields(plain: str, found: list[Found]) -> None:
    for match in _FIELD.finditer(plain):
        at = match.end()
        if plain[at : at + 1] in _NOT_AFTER_FIELD and not match["link"].strip():
            continue
        named = "名" in match[0]
        sure = (named or not re.match(r"客户|用户|师傅|家属|坐席|座席|装维$", match[0])) and match["link"].strip(" ") != ""
        end = _name_at(plain, at, strict=True, ends=sure and ":" in match["link"].replace("：", ":"))
        if end == at and sure:
            end = _name_at(plain, at, strict=False) if _is_surname(plain, at) and ":" in match["link"].replace("：", ":") else at
        _add(found, plain, at, end)
    for match in _BARE_FIELD.finditer(plain):
        at = match.end()
        if plain[at : at + 1] in _NOT_AFTER_FIELD:
            continue
        latin = _ENGLISH_NAME.match(plain, at)
        if (
            latin
            and (_CLOSED.match(plain, latin.end()) or (" " in latin[0] and _FOLLOWS.match(plain, latin.end())))
            and latin[0].split()[0].lower() not in _NOT_ENGLISH
            and not latin[0].isupper()
        ):
            _add(found, plain, at, latin.end())
        sure = _SPACED.match(plain, at) or _DOTTED.match(plain, at)
        if (
            sure
            and match[0] in ("客户", "用户", "师傅", "客服")
            and "·" not in sure[0]
            and not _is_surname(sure[0].replace(" ", ""), 0)
        ):
            continue
        if sure and not (_DOTTED.match(plain, at) and _is_place(sure[0])):
            _add(found, plain, at, sure.end())
            continue
        if match[0] in ("收件人", "收货人", "户名", "投诉人", "联系人", "使用人") and not _is_surname(plain, at):
            _add(found, plain, at, _unknown(plain, at, _run(plain, at)))
            continue
        if not _is_surname(plain, at):
            continue
        end = _name_at(plain, at, strict=True)
        weak = match[0] in ("客户", "用户", "师傅", "客服", "法人")
        sure_end = end - at == 3 and _STRONG_VERB.match(plain, end) is not None
        if end - at >= 2 and not (weak and not sure_end and (plain[at] in words().uncommon or plain[end : end + 1] == "的")):
            _add(found, plain, at, end)


_NOT_AFTER_FIELD = frozenset("端名数量群和都等来未无不没待已从")
_STRONG_VERB = re.compile(r"来电|反映|反应|表示|称|致电|[，,]持|[（(]\ue000|本人")


def _after_surname(plain: str, found: list[Found]) -> None:
    for match in _SURNAME.finditer(plain):
        at = match.end()
        if _SURNAME_STOPS.match(plain, at) or plain[match.start() - 1 : match.start()] == "百":
            continue
        length = _is_surname(plain, at)
        if not length:
            continue
        after = plain[at + length : at + length + 1]
        end = at + length
        if after and _cjk(after) and after == "名":
            full = re.compile(r"名(?:字)?(?:叫|是)?").match(plain, end)
            if full:
                stop = full.end()
                while stop < len(plain) and stop - full.end() < 2 and _cjk(plain[stop]) and plain[stop] not in words().not_given:
                    stop += 1
                _add(found, plain, full.end(), stop)
        else:
            given = _given(_run(plain, end), plain, end, strict=True) if not _patterns().titled.match(plain, end) else 0
            end += given
        _add(found, plain, at, end)


_EDGE = re.compile(r"[师员理服是找叫给跟和向请问系户您你好的让由被，。,.；;、：:！!？?\s(（“\"0-9\ue000]$|联系人$|^$")
_TITLE_NOT_AFTER = re.compile(r"客服|位|那|这|有|个|的|男|女|名|些")


_HEAD = re.compile(rf"(?:^|[；;\n]) ?(?=[{_CJK}A-Z])")
_THEN_MASKED = re.compile(r"[ ，,、:：（(]{1,2}(?:电话|手机|联系电话|手机号|号码|tel|Tel)?[:：]? ?[+(]?\ue000")


def _beside_masked(plain: str, found: list[Found]) -> None:
    """张伟，138…: a text that begins with a name, before something that was masked."""
    for match in _HEAD.finditer(plain) if "\ue000" in plain else ():
        end = _name_at(plain, match.end(), strict=False)
        if end - match.end() >= 2 and _THEN_MASKED.match(plain, end):
            _add(found, plain, match.end(), end)


def _titled(plain: str, found: list[Found]) -> None:
    """李先生, 欧阳女士, 王建国老师: the surname, or the whole name where one stands there."""
    known = words()
    for match in _patterns().titled.finditer(plain):
        _add(found, plain, *_before_title(plain, match.start(), match[0]))
    for match in _patterns().double_short.finditer(plain):
        _add(found, plain, match.start(), match.end() - 1)
    for match in _patterns().short.finditer(plain):
        after = plain[match.end() : match.end() + 2]
        before = plain[max(0, match.start() - 2) : match.start()]
        if _KEEP_SHORT.match(after) or (match[2] == "工" and _GONG_NOT.match(after)) or match[0] in known.words:
            continue
        if match[2] in "处科局队董" and not (after == "" or after[0] in "，。,. 说您你长来表称态能吧关服联未忽就"):
            continue
        if match[1] in known.uncommon and not _sure_short(plain, match, before):
            continue
        if not (before == "" or _BEFORE_SMALL.search(before)):
            continue
        if after and _cjk(after[0]) and not _AFTER_SMALL.match(plain, match.end()):
            continue
        if plain[match.end() - 2 : match.end() + 1] in known.words or plain[match.start() : match.end() + 1] in known.words:
            continue
        _add(found, plain, match.start(), match.end() - 1)


_NO_SHORT = frozenset(
    [
        "高工",
        "高处",
        "车工",
        "水工",
        "常工",
        "全科",
        "安全",
        "包工",
        "单工",
        "万总",
        "都总",
        "全总",
        "强哥",
        "高导",
        "班导",
        "车队",
        "班队",
        "经总",
        "关总",
        "国哥",
        "官局",
        "公局",
        "包总",
        "员工",
    ]
)


def _sure_short(plain: str, match: re.Match[str], before: str) -> bool:
    """Whether 时工 or 钱总 is a person: nothing but a border or a role before it, a verb or a border after it."""
    if match[1] in _FUNCTION or plain[match.start() - 1 : match.start() + 1] in _ENDS:
        return False
    follows = _SURE_AFTER.match(plain, match.end()) is not None
    closed = _CLOSED.match(plain, match.end()) is not None or follows
    led = not before or (_SURE_BEFORE.search(plain[max(0, match.start() - 4) : match.start()]) is not None)
    return closed and led and (match[0] not in _NO_SHORT or (follows and before != "" and match[2] != "工"))


_POLITE = re.compile("先生|先森|女士|小姐|太太|阿姨|叔叔|大[爷妈哥姐叔娘伯嫂]|爷爷|奶奶|同志|夫人|女仕|男士|姑娘")


_FUNCTION = frozenset("有那都和从向应与满通连管经查修信印解到没在能付费全别习容须相")
_ENDS = frozenset(
    [
        "提高",
        "升高",
        "最高",
        "太高",
        "很高",
        "更高",
        "资金",
        "现金",
        "黄金",
        "基金",
        "押金",
        "约金",
        "租金",
        "佣金",
        "奖金",
        "明白",
        "空白",
        "平时",
        "及时",
        "随时",
        "临时",
        "小时",
        "有时",
        "当时",
        "到时",
        "同时",
        "按时",
        "准时",
        "超时",
        "那时",
        "这时",
        "几时",
        "关于",
        "由于",
        "对于",
        "属于",
        "至于",
        "等于",
        "低于",
        "终于",
        "位于",
        "不安",
        "平安",
        "西安",
        "公安",
        "保安",
        "经常",
        "正常",
        "异常",
        "非常",
        "平常",
        "时常",
        "千万",
        "几万",
        "百万",
        "浪费",
        "收费",
        "免费",
        "扣费",
        "话费",
        "资费",
        "有关",
        "相关",
        "海关",
        "机关",
        "开关",
        "担任",
        "信任",
        "主任",
        "南方",
        "地方",
        "对方",
        "官方",
        "双方",
        "多方",
        "四方",
        "北方",
        "东方",
        "西方",
        "快乐",
        "音乐",
        "光明",
        "说明",
        "证明",
        "花钱",
        "少钱",
        "要钱",
        "退钱",
        "的钱",
        "给钱",
        "交钱",
        "扣钱",
        "收钱",
        "道路",
        "网路",
        "走路",
        "停车",
        "开车",
        "公交",
        "货车",
        "开水",
        "缴费",
        "下班",
        "上班",
        "领班",
        "一班",
        "值班",
        "公司",
        "路由",
        "理由",
        "自由",
        "万元",
        "首付",
        "支付",
        "现成",
        "完成",
        "变成",
        "中国",
        "全国",
        "上海",
        "云南",
        "江西",
        "山水",
        "流水",
        "薪水",
        "水平",
        "公平",
        "和平",
        "一时",
        "一向",
        "内容",
        "宽容",
        "通信",
        "短信",
        "微信",
        "电信",
        "相信",
        "手机",
        "打通",
        "联通",
        "开通",
        "接通",
        "沟通",
        "移动",
        "大江",
        "珠江",
        "长江",
        "中华",
        "才华",
        "荣华",
        "套房",
        "住房",
        "机房",
        "库房",
        "老房",
        "楼房",
        "一定",
        "中央",
        "祖国",
        "大学",
        "上古",
        "一经",
        "已经",
        "曾经",
        "网易",
        "容易",
        "交易",
        "不易",
        "简易",
        "贸易",
        "上石",
        "钻石",
        "岩石",
        "大石",
        "汽车",
        "火车",
        "单车",
        "一车",
        "上游",
        "旅游",
        "网游",
        "手游",
        "导游",
        "黄牛",
        "蜗牛",
        "吹牛",
        "皮毛",
        "羊毛",
        "一毛",
        "几毛",
        "五毛",
        "两毛",
        "三毛",
        "眉毛",
        "保管",
        "监管",
        "主管",
        "高管",
        "不管",
        "只管",
        "尽管",
        "城管",
        "宽带",
        "网管",
        "血管",
        "水管",
        "温度",
    ]
)


def _polite(plain: str, start: int, title: str, surname: str) -> bool:
    """Whether a surname alone is believed before a title: 有女士 and 联通师傅 name nobody."""
    before = plain[max(0, start - 3) : start]
    if surname in _FUNCTION:
        return bool(_POLITE.match(title)) and _EDGE.search(before or "，") is not None
    if plain[start - 1 : start + 1] in _ENDS and start:
        return False
    if surname in words().uncommon:
        return not before or _EDGE.search(before) is not None or _BEFORE_SMALL.search(before) is not None
    return bool(_POLITE.match(title)) or not before or _BEFORE_SMALL.search(before) is not None


def _before_title(plain: str, at: int, title: str) -> tuple[int, int]:
    known = words()
    end = at - 1 if plain[at - 1 : at] == " " else at
    if plain[end - 1 : at + len(title)] in known.words:
        return at, at
    best = (at, at)
    dotted = re.search(rf"[{_CJK}]{{2,8}}[·•・‧][{_CJK}]{{2,10}}$", plain[max(0, end - 20) : end])
    if dotted and not _is_place(dotted[0]):
        return end - len(dotted[0]), end
    for size in (1, 2, 3, 4):
        start = end - size
        if start < 0 or not _cjk(plain[start:end]):
            break
        length = _is_surname(plain, start)
        word = plain[start:end]
        if (
            not length
            or length > size
            or plain[max(0, start - 1) : end] in known.words
            or any(word[:cut] in known.words for cut in (2, 3, 4) if cut <= size)
        ):
            continue
        given = word[length:]
        word_before = given and word[0] in _FUNCTION and start and plain[start - 1] not in "，。：: ,；！？"
        if (
            len(given) > 2
            or word_before
            or any(mark in _NEVER_GIVEN or (mark in known.not_given and word[0] in known.uncommon) for mark in given)
        ):
            continue
        if given and not (_EDGE.search(plain[max(0, start - 3) : start]) or (best == (at, at))):
            continue
        if not given and size == 1 and (plain[start - 1 : start + 1] in known.words or plain[start : end + 1] in known.words):
            continue
        if given and best == (at, at) and word[-2:] in known.words:
            continue
        if not given and not _polite(plain, start, title, word):
            continue
        if (
            given
            and best == (at, at)
            and title
            in (
                "客服",
                "工程师",
                "秘书",
                "总经理",
                "姐姐",
                "妹妹",
                "老板",
                "美女",
                "帅哥",
                "会计",
                "助理",
                "专员",
                "司机",
                "同学",
                "医生",
                "律师",
                "顾问",
                "女生",
                "班长",
                "组长",
                "店长",
                "师傅",
                "老师",
                "经理",
                "主管",
                "主任",
            )
            and not _EDGE.search(plain[max(0, start - 3) : start])
        ):
            continue
        best = (start, end)
    return best


def _small(plain: str, found: list[Found]) -> None:
    """小陈, 老王, 阿强: never without a border or a verb on both sides."""
    known = words()
    for match in _SMALL.finditer(plain):
        mark = match[2]
        double = plain[match.start(2) : match.start(2) + 2]
        if double in known.double and match[1] in "小老" and _BEFORE_SMALL.search(plain[max(0, match.start() - 2) : match.start()]):
            _add(found, plain, match.start(2), match.start(2) + 2)
            continue
        if mark not in known.surnames or plain[match.start() : match.end() + 1] in known.words:
            continue
        if plain[match.start() + 1 : match.end() + 1] in known.words:
            continue
        sure = _SURE_BEFORE.search(plain[max(0, match.start() - 4) : match.start()]) and (
            _SURE_AFTER.match(plain, match.end()) or _CLOSED.match(plain, match.end())
        )
        if match[0] in _SMALL_NOT and not (
            sure
            and match[0][0] in "小老"
            and match[0] not in _NEVER_SMALL
            and (_SURE_AFTER.match(plain, match.end()) or _CLOSED.match(plain, match.end()))
        ):
            continue
        if not _BEFORE_SMALL.search(plain[max(0, match.start() - 2) : match.start()]):
            continue
        if _AFTER_SMALL.match(plain, match.end()) or _patterns().titled.match(plain, match.end()):
            if match[1] in "大阿" and plain[match.end() : match.end() + 1] not in ("", "，", "。", ",", " "):
                continue
            _add(found, plain, match.start(2), match.end(2))


def _english(plain: str, found: list[Found]) -> None:
    for match in _ENGLISH.finditer(plain):
        if match[1].split()[0].lower() not in _NOT_ENGLISH:
            _add(found, plain, match.start(1), match.end(1))
    for match in _ENGLISH_CUE.finditer(plain):
        at = match.end()
        _add(found, plain, at, _name_at(plain, at, strict=True))
    for match in _ENGLISH_AFTER.finditer(plain):
        _add(found, plain, match.start(1), match.end(1))
