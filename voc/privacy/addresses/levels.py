"""The grammar of addresses: names of levels (province to estate), numbers of houses, and how one follows another."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from voc.privacy.lexicon import either

_CN = "零〇一二三四五六七八九十百幺两"
FIGURE = (
    rf"(?:第?(?:(?=[A-Za-z]{{0,3}}[0-9])[0-9A-Za-z]{{1,5}}(?:[-之][0-9A-Za-z]{{1,4}}){{0,3}}|[{_CN}]{{1,7}}(?:[-之][{_CN}]{{1,4}})?"
    r"|[甲乙丙丁][0-9]{0,4}|[A-Z](?=单元|座|栋|区|幢|门|馆|室|户)))"
)
# What cannot be inside the name of a level: 我在, 到了, 住的.
STOPS = "的了我你您他她们在住把被说没很请给让这那是到送寄找址要想哪吗呢吧啊也已还会能修断坏装"
# But for 新能大厦, 理想城, 禹会区, 居委会, 那大镇, 修水县, 让胡路.
INSIDE = "(?<=[华新节储智阳])能|(?<=理)想|(?<=[禹委])会|会(?=[东理宁昌同泽稽展])|那(?=[大坡曲拉])|修(?=[水文武])|让(?=胡路)|到(?=[滘])|还(?=地桥)"
WORD = rf"(?:[^\W0-9A-Za-z_{STOPS}]|{INSIDE})"
GAP = r"[ ,，、]?"
# After 24号: 线, 套餐; after 3楼: 上午. Then it is no house.
_NOT_NUMBER = (
    r"(?!线|段|公交|巴士|地铁|车厢|窗口|柜台|台席|航站|高速|出口|入口|检票|候车|登机|站台|隧道"
    r"|卡|文|码|套餐|令|称|召|外|百|脉|角|丧|机|晚|早|上午|下午|开始|到期|到账|扣|凌晨|中午|那天|当天|之前|之后|工单|公告|[厅卫])"
)
# 知道24号, 线路3号, 家里2楼 name no road; 第3期 no estate.
_NO_ROAD = r"(?<![知频通渠报味]道)(?<![线网电短]路)(?<![这那家哪心月年夜嘴手]里)(?<![0-9一二三四五六七八九十这那上下本后前]条)"


class Grammar(NamedTuple):
    """The patterns of an address: where one is certain, how it goes on, where it begins, and one component alone."""

    anchor: re.Pattern[str]
    wide_anchor: re.Pattern[str]
    more: re.Pattern[str]
    place: re.Pattern[str]
    before: re.Pattern[str]
    part: re.Pattern[str]
    village: re.Pattern[str]
    generic: re.Pattern[str]
    number: re.Pattern[str]
    named: re.Pattern[str]
    public: re.Pattern[str]


@cache
def grammar() -> Grammar:
    """The patterns, compiled once."""
    named = rf"(?:{either('roads', 'estates', 'towns', 'villages')}){_NO_ROAD}(?<![^0-9{_CN}]期)"
    return Grammar(
        re.compile(_anchor(named)),
        re.compile(f"{_village()}|{_anchor(named)}"),
        _more(),
        _place(),
        re.compile(rf"(?:{either('before')})+[:：]?"),
        _part(),
        re.compile(_village()),
        _generic(),
        _number(),
        re.compile(
            rf"^[^\W0-9{STOPS}](?:街|巷|弄|胡同)(?=[0-9{_CN}])|[^\W0-9]{{2}}(?:{either('roads', 'estates', 'towns', 'villages', 'premises')})"
            rf"{_NO_ROAD}(?:(?<![楼栋幢座期])|(?<=大楼)|(?<=字楼)|(?<=务楼))"
        ),
        re.compile(
            rf"[市县区]?[^0-9路街道巷村镇乡区县]{{0,12}}(?:{either('public')}){GAP}{FIGURE}(?:楼|层|号楼|号门|号口|F)(?:{WORD}{{0,4}}|{either('public')})"
        ),
    )


def _anchor(named: str) -> str:
    houses, units, premises = either("houses"), either("units"), either("premises")
    towns = either("towns")
    building = "写字楼|大厦|公寓|宿舍|商务楼|大楼|花园|家园|新村|苑|公馆|国际|广场"
    rooms = rf"(?:[0-9]{{1,4}}|[{_CN}]{{1,5}}|[A-Z][0-9]{{0,4}})"
    return (
        # a number behind a name: 中山路5号, 石桥村6组, 锦绣花园8栋, 银座大厦12层
        rf"{named}[东西南北中]?(?:{either('sides')})?{GAP}[附甲乙丙丁]?{FIGURE}{GAP}(?:{houses}|号楼|号|组|社|队|小队|区|期|座|门|委|连|舍|寝室|工段|#(?![0-9])){_NOT_NUMBER}"
        rf"|(?:{premises})[A-Z]?座?{GAP}{FIGURE}(?:层|楼|F|室|房){_NOT_NUMBER}"
        # a house wherever it stands: 3栋, 2单元
        rf"|(?<![0-9A-Za-z第]){FIGURE}{GAP}(?:{houses})(?![0-9]*[厅卫])"
        # a room: 1203室, 12楼1203
        rf"|(?<![0-9]){FIGURE}[室房](?![一二三四两0-9]*[厅卫内外间])(?<=[0-9{_CN}][0-9{_CN}][0-9{_CN}].)"
        rf"|(?:{named}|楼|层|号)[ ,，]?[0-9A-Z]{{3,5}}(?:室|房)"
        rf"|(?<=[\u3400-\u9fff][\u3400-\u9fff])(?:{building}){GAP}[A-Z]?[0-9]{{3,4}}(?![0-9A-Za-z.:：元块年月日个人户多余平米兆%次名万家条份号])"
        # 8#1203, 27#2单元, 5-2-301, 六-三-五零三 behind a name
        rf"|(?<=[\u3400-\u9fff])[A-Z]?{rooms}#(?={rooms}|[东西南北中甲乙丙丁]单元)"
        rf"|(?:{either('estates')}){GAP}{rooms}[-—#](?:{rooms}[-—]{rooms}(?:[-—]{rooms})?|[0-9]{{3,4}}|[{_CN}]{{3,5}})(?:室|号)?(?![0-9A-Za-z.-]|{houses}|{units})"
        rf"|(?<=[\u3400-\u9fff][\u3400-\u9fff])(?:[0-9]{{1,3}}-[0-9]{{1,2}}|[{_CN}]{{1,3}}-[{_CN}]{{1,2}})-(?:[0-9]{{3,4}}|[{_CN}]{{2,5}})(?![0-9-])"
        # counted from the end: 村东头第三家, 巷子里第二排
        rf"|(?:{either('villages')}|路|街|巷|巷子|桥|坡|头|边){GAP}{WORD}{{0,6}}?(?:第[{_CN}0-9]{{1,2}}|[东西南北左右]数第?[{_CN}0-9]{{1,2}})(?:排|个门|家|户|间|幢|栋)(?!人)(?:{WORD}{{0,4}}?第?[{_CN}0-9]{{1,2}}(?:家|户|间|排|幢|栋))?"
        # two numbers on end: 3排12号, 联排26号
        rf"|{FIGURE}(?:排|段|巷|弄|里|组|社|队|小组){FIGURE}(?:号|户){_NOT_NUMBER}|(?:联排|别墅|门面|商铺|铺面|摊位){FIGURE}号{_NOT_NUMBER}"
        rf"|(?:{towns}){GAP}{WORD}{{1,6}}?{FIGURE}(?:号|组|社|队|排)(?:{FIGURE}(?:户|号(?![楼院门]))|{either('sides')})?{_NOT_NUMBER}"
        rf"|[^\W0-9]{{2}}(?:村|屯|寨|庄){GAP}{WORD}{{1,4}}?{FIGURE}(?:号|组|队){_NOT_NUMBER}"
        rf"|(?:村|屯|寨|庄|乡|镇|社区|大队|北街|南街|东街|西街){GAP}(?:{either('sides')})?{FIGURE}{GAP}(?:村民小组|组|队|社|号|排)(?:{FIGURE}(?:户|号(?![楼院门]))|{either('sides')})?{_NOT_NUMBER}"
    )


def _village() -> str:
    """Four levels down to a village or an estate, or three and a group, row or end of it."""
    regions, towns, villages = either("regions"), either("towns"), either("villages")
    village = rf"{WORD}{{2,5}}?(?:{towns}){GAP}{WORD}{{1,6}}?(?:{villages})"
    inside = rf"{GAP}{WORD}{{1,4}}?(?:{either('units', 'sides', 'villages')})|{GAP}{FIGURE}(?:{either('units')})"
    region = rf"{WORD}{{2,6}}?(?:{regions}){GAP}"
    building = "小区|花园|家园|公寓|新村|苑|大厦|广场|庄园|大楼|写字楼|公馆|[一二三四五六]期"
    estate = rf"{region}{region}(?:{WORD}{{2,5}}?(?:{towns}){GAP})?{WORD}{{2,6}}?(?:路|街|大道|大街|巷){WORD}{{0,8}}?(?:{building})"
    # A village or an estate alone is where something happened; behind 家住, 地址 or 寄到 it is where somebody lives.
    # A group with a name, in a village of a town or of a village committee: 石鼓村委会上石鼓村小组.
    group = rf"{WORD}{{2,4}}(?:镇|乡|村委会|村)(?:{GAP}{WORD}{{1,5}}(?:村|社区))?{GAP}{WORD}{{1,4}}(?:村小组|小组|村民组|组)(?![织长员建合成装别])"
    return rf"(?:{group}|{region}{village}(?:{inside})|(?<=[住址寄到往牌籍置是为：:])(?:{region}{region}{village}|{estate}))"


def _more() -> re.Pattern[str]:
    """What may follow: a number, a named house with a number, a side, a room behind the house."""
    unit = rf"(?:{either('houses', 'units')})(?![一二三四五六七八九十0-9]?[厅卫])"
    house = rf"(?:{either('houses')}|室|座|号)"
    building = either("buildings")
    # Behind a comma the address goes on only where a number of it follows.
    inside = rf"{WORD}{{0,10}}{FIGURE} ?(?:{house}|楼|层|组|门)|{WORD}{{0,4}}(?:{either('sides')})|{WORD}{{1,8}}?(?:{building})[0-9]{{3,4}}(?![0-9])"
    return re.compile(
        rf"(?: ?|[,，、](?![上本下当]月|[0-9{_CN}]{{1,3}}[月日])(?={inside}|之[一二三四五六七八九1-9]|[东西南北中]单元))"
        rf"(?:{WORD}{{0,12}}?{FIGURE} ?{unit}|{WORD}{{0,10}}?{FIGURE}#(?=[0-9A-Z{_CN}东西南北中甲乙丙丁])"
        rf"|(?<=[组队社]){WORD}{{2,5}}(?:湾|塆|屯|院子|坪|寨|垸|畈|湾组)"
        rf"|{WORD}{{0,12}}?(?:{building})(?!的|宽带)|之[一二三四五六七八九1-9]|附{FIGURE}(?:[-—]{FIGURE})?号|[A-Z] ?座"
        rf"|(?:下|旁|边)?第?{FIGURE}(?:个|间)(?:店面|门面|铺子?|门)|(?:{either('sides')})|[东西南北中](?:户|单元)|{WORD}{{0,4}}?[A-Z][0-9]{{0,2}}[-—][0-9]{{1,4}}"
        rf"|(?<=[号楼])[甲乙丙丁](?!方|醛|级|类)|(?<=[层楼元栋])[东西南北](?![\u3400-\u9fff])|(?<=[层楼元栋])[东西南北](?=网|断|没|信|宽|的)"
        rf"|[-—#](?:[0-9]{{1,5}}|[{_CN}]{{1,5}})(?:[-—](?:[0-9]{{1,5}}|[{_CN}]{{1,5}}))?|(?:[0-9]{{1,3}}|[{_CN}]{{1,3}})(?:[-—](?:[0-9]{{1,4}}|[{_CN}]{{1,5}})){{1,2}}(?![0-9-])"
        rf"|(?<=[号楼栋幢座元区苑园城室门厦寓阁期#院层弄舍际心场F]) ?[0-9A-Z]{{3,5}}(?![0-9A-Za-z.元GMKgmk个天月年次])"
        rf"|(?<=[号楼栋幢座元门#]) ?(?:[{_CN}]{{1,3}}[A-Z](?![A-Za-z])|[{_CN}]{{3,5}})(?![一二三四五六七八九十个块]))"
    )


def _place() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('places')})(?!大?[路街道巷]|[东西南北中]路)")


def _part() -> re.Pattern[str]:
    levels = either("regions", "towns", "villages", "roads", "estates")
    return re.compile(
        rf"(?:{either('places')})|{WORD}{{1,8}}?(?:{levels}){_NO_ROAD}(?!由|面|边|头)(?:市|区|县|镇|乡|街道|小区|社区|村|路|街|苑|园)?"
        rf"|(?:{WORD}{{2,8}})?{FIGURE}(?:{either('houses')})|{FIGURE}(?:{either('units')}){_NOT_NUMBER}|{WORD}{{0,3}}?(?:{either('sides')})|(?<![0-9])[0-9]{{1,3}}(?:-[0-9]{{1,4}}){{1,2}}(?![0-9-])|楼?[0-9]{{3,4}}室?$"
    )


def _number() -> re.Pattern[str]:
    """A number that tells a house or what is in it; a phase or a zone does not."""
    return re.compile(
        rf"第?{FIGURE}(?:家|户|间|排|幢)|数第?{FIGURE}|{FIGURE}{GAP}(?:{either('houses')}|连|委|寝室|工段|小队|小组|号门|号|支弄|组|队|社|室|房|层|楼|座|门|户|铺|#|排|舍|F|f|巷|工位|库)"
        rf"|[-—#](?:[0-9]+|[{_CN}]+)|(?<=[栋幢元楼号座#门舍厦寓场心苑园际馆]) ?[0-9A-Z]{{3,5}}|(?<=[栋幢元座#]) ?[{_CN}]{{3,5}}"
    )


def _generic() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('generic')}){GAP}{FIGURE}")
