"""Addresses: from the first component to the last, where a number of a house, building, floor or room stands among them."""

from __future__ import annotations

import re
from functools import cache

from voc.privacy.lexicon import words
from voc.privacy.tokens import ADDRESS, Found

_FIGURE = r"(?:(?=[A-Za-z]{0,3}[0-9])[0-9A-Za-z]{1,5}(?:[-之][0-9A-Za-z]{1,4}){0,3}|[零〇一二三四五六七八九十百幺两]{1,7}|[甲乙丙丁]|[A-Z](?=单元|座|栋|区|幢|门))"
_STRONG_UNIT = r"(?:栋|幢|单元|号楼|号院|弄|村民小组|门栋|座|斋)"
_UNIT = r"(?:栋|幢|单元|号楼|号院|号门面|号铺面|号铺|号门|号|弄|村民小组|组|队|社|室|房|层|楼|座|门|户|铺|#|支弄|期|区|排|舍|F|f)"
_STOPS = "的了我你您他她们在住把被说没很请给让这那是到送寄找址要想哪吗呢吧啊也已还会能修断坏装"
_WORD = rf"(?:[^\W0-9A-Za-z_{_STOPS}]|(?<=[华新节])能|(?<=理)想)"
_GAP = r"[ ,，、]?"
_SIDE = r"(?:东|西|南|北|左|右|中)(?:户|门|侧|手边?|单元|区|院)"
_NOT_NUMBER = (
    r"(?!线|段|卡|文|码|套餐|令|称|召|外|百|脉|角|丧|机|晚|早|上午|下午|前|后|开始|到期|到账|扣|凌晨|中午|那天|当天|之前|之后|就)"
)
_CHECK = re.compile(
    r"[0-9A-Za-z零〇一二三四五六七八九十百幺两甲乙] ?(?:号|栋|幢|单元|室|房|弄|层|楼|座|组|队|社|门|户|铺|#|期|斋|排|舍|F)|(?:苑|园|区|府|城|湾|庭|居|轩|阁|院|里|村|庄|公寓|大厦|广场|厦)[0-9A-Z]|[\u3400-\u9fff][0-9]{1,3}-[0-9]{1,2}-[0-9]{3}"  # noqa: E501
)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    known = words()
    roads, estates, premises, places = (
        "|".join(map(re.escape, one)) for one in (known.roads, known.estates, known.premises, known.places)
    )
    # 知道24号, 线路3号 and 家里2楼 are no addresses.
    roads = (
        roads.replace("|道|", "|(?<![知频通渠报味])道|")
        .replace("|路|", "|(?<![线网电短])路|")
        .replace("|里|", "|(?<![这那家哪心月年夜嘴手])里|")
    )
    estates = estates.replace("|里|", "|(?<![这那家哪心月年夜嘴手])里|")
    estates = estates.replace("|期|", "|(?<=[一二三四五六七八九十0-9])期|")
    anchor = re.compile(
        rf"(?:{roads}|{estates}|镇|乡|村)[东西南北中]?{_GAP}[附甲乙丙丁]?{_FIGURE}{_GAP}号(?![楼院]){_NOT_NUMBER}"
        rf"|(?<![0-9A-Za-z第]){_FIGURE}{_GAP}(?:{_STRONG_UNIT}|号楼)(?![0-9]*[厅卫])"
        rf"|(?:{estates}|{roads}|栋|幢|座|单元|楼|号)[ ,，]?[0-9A-Z]{{3,5}}(?:室|房)"
        rf"|(?<![0-9]){_FIGURE}室(?![一二三四两0-9]*[厅卫内外])(?<=[0-9][0-9][0-9]室|[0-9零一二三四五六七八九幺][0零一二三四五六七八九幺0-9][0-9零一二三四五六七八九幺]室)"
        rf"|(?:{estates}){_GAP}[0-9A-Z]{{1,4}}[-—#][0-9]{{1,4}}(?:[-—][0-9]{{1,5}}){{0,2}}(?:室|号)?"
        rf"|(?:{estates}){_GAP}[0-9A-Z]{{1,3}}(?:栋|幢|座|号楼|期|区)"
        rf"|(?:{premises})[A-Z]?座?{_GAP}{_FIGURE}(?:层|楼|F)"
        rf"|{_FIGURE}(?:排|段|巷|弄|里|组|社|队|小组){_FIGURE}号{_NOT_NUMBER}|(?:联排|别墅|门面|商铺|铺面|摊位){_FIGURE}号{_NOT_NUMBER}"
        rf"|(?<=[省市区县旗])[\u3400-\u9fff]{{1,4}}(?:镇|乡|街道)[\u3400-\u9fff]{{1,6}}?{_FIGURE}(?:号|组|社|队){_NOT_NUMBER}|(?:镇|乡|街道)[\u3400-\u9fff]{{2,4}}?{_FIGURE}(?:号|组|社|队){_NOT_NUMBER}"
        rf"|[\u3400-\u9fff]{{2}}(?<![0-9])[0-9]{{1,3}}-[0-9]{{1,2}}-[0-9]{{3,4}}(?![0-9-])"
        rf"|(?:村|屯|寨|庄|乡|镇|社区|大队){_GAP}{_FIGURE}{_GAP}(?:村民小组|组|队|社|号)"
    )
    more = re.compile(
        rf"(?: ?|[,，、](?={_WORD}{{0,8}}{_FIGURE} ?(?:栋|幢|单元|号楼|室|座|弄|院)))(?:{_WORD}{{0,12}}?{_FIGURE} ?{_UNIT}(?![一二三四五六七八九十]?[厅卫])|{_WORD}{{1,12}}?(?:大厦|公寓|小区|花园|广场|大楼|写字楼|有限公司|公司|家园|新村|园区|学校|医院|商务楼|苑|酒店|宿舍|商场|城|中心|超市|店)(?!的)|{_WORD}{{1,12}}?(?:大厦|公寓|小区|花园|广场|大楼|写字楼|家园|新村|苑)|之[一二三四五六七八九1-9]|附{_FIGURE}号|[A-Z] ?座|{_SIDE}|[-—#][0-9]{{1,5}}|(?<=[号楼栋幢座元区苑园城室门厦寓阁]) ?[0-9A-Z]{{3,5}}(?![0-9A-Za-z.元GMKgmk个天月年])|(?<=[号楼栋幢座元门]) ?[零〇一二三四五六七八九幺两]{{3,4}}(?![一二三四五六七八九十个块])|{_WORD}{{0,6}}(?:收|隔壁|对面|旁边|门面|楼下)(?=[，。,;； ]|$))"  # noqa: E501
    )
    place = re.compile(rf"(?:{places})|{_WORD}{{2,6}}?(?:省|自治区|自治州)|{_WORD}{{2,4}}?(?:市|县)(?!场)")
    before = re.compile(rf"(?:{'|'.join(map(re.escape, known.before))})+[:：]?")
    part = re.compile(
        rf"(?:{places})|{_WORD}{{1,8}}?(?:省|自治区|市|区|县|旗|镇|乡|街道|社区|{roads}|{estates}|村)(?<![这家心手哪这那务]里)(?!由|面|边|头)(?:市|区|县|镇|乡|街道|小区|社区|村|路|街|苑|园)?|{_FIGURE}{_UNIT}|(?<![0-9])[0-9]{{1,3}}(?:-[0-9]{{1,4}}){{1,2}}(?![0-9-])|楼?[0-9]{{3,4}}室?$"
    )
    return anchor, more, place, before, part


_HARD = re.compile(rf"[@#<>{_STOPS}。！？；：:\n,，、;!?“”\"'（）(){'{}'}\[\]【】<>《》\ue000\ue001~…]|位于|坐落|搬家|[0-9]{{4,}}")
_JOINS = "省市区县镇乡道街路村号里园苑州 "
_LEFT = 42
_RIGHT = 6
_OPERATOR = re.compile(r"(?:附近的?)?(?:[^\s，。]{0,6}?)(?:营业厅|营业所|专营店|合作厅|自营厅|旗舰店|手机店|厅店|客服中心)")


def addresses(plain: str) -> list[Found]:
    """Addresses with a number in them, whole or partial; a place or a street alone stays, and so does the address of a store."""
    if _CHECK.search(plain) is None:
        return []
    anchor, more, *_ = _patterns()
    found: list[Found] = []
    at = 0
    while match := anchor.search(plain, at):
        start, end = _start(plain, match.start(), at), match.end()
        for _ in range(_RIGHT):
            further = more.match(plain, end)
            if further is None:
                break
            end = further.end()
        at = end
        if _OPERATOR.match(plain, end) is None and end - start > 2:
            found.append(Found(start, end, ADDRESS, re.sub(r"\W", "", plain[start:end])))
    return found


def _start(plain: str, anchor: int, floor: int) -> int:
    """Where the address begins: after the last word that cannot be part of one, at the first province or city where there is one."""
    *_, place, before, _ = _patterns()
    low = max(floor, anchor - _LEFT)
    start = anchor
    while start > low:
        mark = plain[start - 1]
        if _HARD.match(mark) and not (mark in ",，、" and start - 2 >= low and plain[start - 2] in _JOINS):
            break
        start -= 1
    section = plain[start:anchor]
    named = place.search(section)
    if named and named.start() <= 12 and not re.search("[区县市镇乡省]", section[: named.start()]):
        return start + named.start()
    for name in ("位于", "坐落于", "坐落"):
        if name in section:
            start += section.rindex(name) + len(name)
    led = before.match(plain, start, anchor)
    start = led.end() if led else start
    while start < anchor and plain[start] in " ,，、:：":
        start += 1
    return start


def parts(plain: str) -> list[Found]:
    """Components of an address without the need of a number: for a turn that answers 您的地址是哪里."""
    *_, part = _patterns()
    found: list[Found] = []
    for match in part.finditer(plain):
        if found and match.start() - found[-1].end <= 1:
            found[-1] = Found(found[-1].start, match.end(), ADDRESS, plain[found[-1].start : match.end()])
        else:
            found.append(Found(match.start(), match.end(), ADDRESS, match[0]))
    return found
