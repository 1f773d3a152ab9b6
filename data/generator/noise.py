"""What fingers, speech recognition and home dialects do to a text. Every function is `(text, rng) -> text`."""

from __future__ import annotations

import random
import re
from functools import cache

from . import world

_TYPOS = (
    ("账单", "帐单"), ("登录", "登陆"), ("已经", "以经"), ("以后", "已后"), ("一直", "一只"), ("套餐", "套参"), ("充值", "冲值"),
    ("充了", "冲了"), ("扣费", "扣废"), ("反映", "反应"), ("解决", "解绝"), ("退订", "退定"), ("好像", "好象"), ("信号", "新号"),
    ("流量", "流亮"), ("营业厅", "营业听"), ("客服", "客夫"), ("投诉", "投素"), ("在家", "再家"), ("现在", "现再"), ("怎么", "怎莫"),
    ("什么", "神马"), ("什么", "什莫"), ("根本", "跟本"), ("即使", "既使"), ("耽误", "担误"), ("推荐", "推建"), ("宽带", "款带"),
    ("不耐烦", "不奈烦"), ("老是", "老事"), ("断网", "段网"), ("师傅", "师付"), ("网速", "网素"), ("提示", "提事"), ("莫名其妙", "莫明其妙"),
    ("再说", "在说"), ("联系", "连系"), ("取消", "取肖"), ("合约", "和约"), ("优惠", "优会"), ("收费", "首费"),
    ("没有", "没又"), ("打电话", "打电打"), ("越来越", "越来月"), ("感觉", "赶脚"), ("态度", "太度"), ("的", "得"), ("得", "的"), ("了", "啦"),
)  # fmt: skip
_MISHEARD = (
    ("流量", "留量"), ("宽带", "宽待"), ("套餐", "套参"), ("携号", "协号"), ("光猫", "光毛"), ("停机", "停鸡"), ("账单", "张单"),
    ("工单", "公单"), ("违约金", "违约今"), ("合约", "和约"), ("基站", "机站"), ("资费", "自费"), ("话费", "花费"), ("积分", "几分"),
    ("副卡", "付卡"), ("千兆", "千赵"), ("回访", "回房"), ("信号", "信好"), ("销户", "消户"), ("竹桥", "朱桥"), ("竹悦", "逐月"),
    ("青笋", "轻损"), ("网速", "网数"), ("短信", "短讯"), ("月租", "越租"), ("漫游", "慢游"), ("投诉", "头诉"), ("师傅", "师父"),
    ("装机", "专机"), ("移机", "一机"), ("限速", "线速"), ("退订", "退定"), ("彩铃", "彩零"), ("验证码", "验证吗"), ("客服", "克服"),
    ("山雀", "山鹊"), ("小区", "校区"), ("营业厅", "营业亭"), ("账户", "账互"), ("补卡", "捕卡"),
)  # fmt: skip
_DIALECT = {
    "川江": (
        ("什么", "啥子"),
        ("怎么", "咋个"),
        ("没有", "莫得"),
        ("不知道", "晓不得"),
        ("干嘛", "爪子"),
        ("这个", "勒个"),
        ("特别", "硬是"),
    ),
    "关东": (("什么", "啥"), ("怎么", "咋"), ("特别", "贼"), ("干嘛", "嘎哈"), ("我", "俺"), ("很", "老"), ("一直", "一个劲儿")),
    "岭南": (
        ("没有", "冇"),
        ("什么", "乜嘢"),
        ("怎么", "点样"),
        ("不是", "唔系"),
        ("你们", "你哋"),
        ("这么", "咁"),
        ("现在", "而家"),
    ),
    "中原": (
        ("什么", "啥"),
        ("怎么", "咋"),
        ("干嘛", "弄啥"),
        ("没有", "木有"),
        ("我", "俺"),
        ("不知道", "知不道"),
        ("特别", "可"),
    ),
    "江浦": (
        ("我们", "阿拉"),
        ("什么", "啥"),
        ("不要", "勿要"),
        ("没有", "呒没"),
        ("怎么", "哪能"),
        ("特别", "老"),
        ("你们", "倷"),
    ),
    "荆湖": (
        ("什么", "么斯"),
        ("怎么", "么样"),
        ("没有", "冒得"),
        ("不知道", "晓不得"),
        ("特别", "几"),
        ("干嘛", "搞么事"),
        ("我们", "我俫"),
    ),
    "秦川": (
        ("什么", "啥"),
        ("怎么", "咋"),
        ("我", "额"),
        ("不知道", "知不道"),
        ("特别", "忒"),
        ("没有", "么有"),
        ("干嘛", "做啥"),
    ),
}
_SYNONYMS = (
    ("WiFi", ("wifi", "WIFI", "Wi-Fi", "无线")), ("APP", ("app", "App", "app")), ("5G", ("5g",)), ("4G", ("4g",)),
    ("现在", ("如今", "这会儿", "目前")), ("根本", ("压根", "压根儿")), ("什么", ("啥",)), ("为什么", ("为啥",)), ("凭什么", ("凭啥",)),
    ("怎么", ("咋",)), ("总是", ("老是", "一直")), ("老是", ("总是", "老")), ("动不动", ("时不时", "隔三差五")), ("经常", ("老", "总")),
    ("莫名其妙", ("无缘无故", "平白无故", "莫名")), ("突然", ("忽然", "一下子")), ("每个月", ("每月", "月月")), ("上个月", ("上月",)),
    ("而且", ("并且", "还")), ("但是", ("可是", "但")), ("昨天", ("昨儿",)), ("刚才", ("刚刚",)), ("马上", ("立马", "赶紧")),
    ("只能", ("只好", "就只能")), ("好几次", ("好几回", "好多次")), ("以前", ("之前", "原先")), ("早就", ("老早就",)), ("非常", ("特别", "太")),
    ("解决", ("处理",)), ("告诉", ("通知",)), ("多久", ("多长时间",)), ("不行", ("不成",)), ("一点用", ("半点用",)), ("都不", ("也不",)),
    ("天天", ("每天",)), ("一天到晚", ("成天", "整天")), ("耽误", ("误",)), ("搞得", ("弄得", "整得")), ("然后", ("后来", "接着")),
    ("居然", ("竟然", "竟")), ("到底", ("究竟",)), ("清楚", ("明白",)), ("很多", ("好多", "不少")), ("一个月", ("1个月",)), ("一下", ("下",)),
    ("差不多", ("差不离", "大概")), ("立刻", ("马上",)), ("东西", ("玩意",)),
)  # fmt: skip
_ASKING = re.compile(
    "[吗呢]$|^(凭什么|凭啥|为什么|为啥|谁|难道|怎么|咋|到底|哪来)[^！]{2,}$|(怎么办|怎么算|谁赔|谁管|谁负责|什么道理|什么意思|啥意思|是不是|合理吗|行不行|找谁|咋整|咋弄|为什么|为啥|有没有人管)$"
)
_NUMERALS = "零一二三四五六七八九"
_NUMBER = re.compile(r"(?<![\dA-Za-z.])\d{1,4}(?![\d.A-Za-z])")
_STOPS = "，。！？、,.!?；;：:"


def _replace_once(text: str, old: str, new: str, rng: random.Random) -> str:
    at = rng.choice([found.start() for found in re.finditer(re.escape(old), text)])
    return text[:at] + new + text[at + len(old) :]


def _swap(text: str, pairs: tuple[tuple[str, str], ...], count: int, rng: random.Random) -> str:
    for _ in range(count):
        present = [pair for pair in pairs if pair[0] in text]
        if not present:
            break
        text = _replace_once(text, *rng.choice(present), rng)
    return text


def misspell(text: str, rng: random.Random) -> str:
    """One or two typing errors, where the text gives an occasion."""
    return _swap(text, _TYPOS, 1 + (rng.random() < 0.25), rng)


def vary(text: str, rng: random.Random) -> str:
    """Some common words replaced by what others say for the same: no two people put it alike."""
    for word, others in _SYNONYMS:
        if word in text and rng.random() < 0.3:
            text = text.replace(word, rng.choice(others), 1)
    return text


def asks(clause: str) -> bool:
    """Whether a clause is put as a question."""
    return bool(_ASKING.search(clause.rsplit("，", 1)[-1]))


def mishear(text: str, rng: random.Random) -> str:
    """One to three homophones of speech recognition."""
    return _swap(text, _MISHEARD, rng.randint(1, 3), rng)


def speak_dialect(text: str, region: str, rng: random.Random) -> str:
    """Some common words in the words of the region; an unknown region changes nothing."""
    for old, new in rng.sample(_DIALECT.get(region, ()), k=min(4, len(_DIALECT.get(region, ())))):
        if old in text:
            text = re.sub(rf"(?<!再){old}", new, text)
    return text


@cache
def _to_traditional() -> object:
    from opencc import OpenCC

    return OpenCC("s2t")


def traditional(text: str) -> str:
    """The text in traditional characters."""
    return str(_to_traditional().convert(text))  # type: ignore[attr-defined]


def read_number(number: int) -> str:
    """A number from 0 to 9999 as it is said: 129 -> 一百二十九."""
    if number < 10:
        return _NUMERALS[number]
    said, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += ("零" if zero and said else "") + _NUMERALS[digit] + name
        zero = digit == 0
    return said.removeprefix("一") if 10 <= number < 20 else said


def read_numbers(text: str) -> str:
    """Short numbers in the words in which they are said; longer ones, such as telephone numbers, stay."""
    return _NUMBER.sub(lambda found: found[0] if found[0].startswith("0") else read_number(int(found[0])), text)


def hesitate(text: str, filler: str, link: str, rng: random.Random) -> str:
    """A filler at the head, a link word before a later clause, a stutter, a final particle: some of them, in longer turns."""
    clauses = text.split("，")
    if len(text) > 14 and text[0] not in "喂哎你您呃那嗯终可啊美不姑小师同还又这就" and rng.random() < 0.28:
        clauses[0] = filler + (rng.choice(("", "，")) if len(filler) < 3 else "，") + clauses[0]
    for n, clause in enumerate(clauses):
        dice = rng.random()
        if len(clause) < 5:
            continue
        if dice < 0.1 and n > 1:
            clauses[n] = link + clause
        elif dice < 0.125 and clause[:2] not in ("那个", "那我", "我我", "不好", "没有") and clause[0] in "我你那他没不":
            clauses[n] = clause[0] + clause
        elif dice < 0.22 and clause[-1] not in "啊呢吗吧嘛呀了啦哦嗯么？！。不0123456789":
            clauses[n] = clause + rng.choice("啊啊呀嘛呢")
    return "，".join(clauses)


def punctuate(text: str, habit: str, rng: random.Random) -> str:
    """The writer's habit: full, light (no final stop), spaces, none, bang, dots, wave."""
    bare = text.rstrip("，。")
    if habit == "light":
        return bare
    if habit == "spaces":
        return re.sub("[，。]", " ", bare)
    if habit == "semicolons":
        return re.sub("。", "；", bare) + "。"
    if habit == "none":
        return re.sub("[，。、“”]", "", bare)
    if habit == "bang":
        return re.sub("。", lambda _: rng.choice(("！", "！！", "!!!")), bare) + rng.choice(("！", "！！", "！！！", "!!"))
    if habit == "dots":
        return re.sub("[。]", rng.choice(("...", "。。", "……")), bare) + rng.choice(("...", "。。。", "……"))
    if habit == "wave":
        return bare + rng.choice(("~", "～", "~~"))
    return bare if bare.endswith(("！", "？", "?", "!", "~")) else bare + "。"


def _branches(words: list[str]) -> str:
    """A pattern for any of the words, longest first, that shares what they begin with: far faster than a flat choice of hundreds."""
    heads: dict[str, list[str]] = {}
    for word in words:
        heads.setdefault(word[:1], []).append(word[1:])
    options = [re.escape(head) + (_branches(tails) if any(tails) else "") for head, tails in heads.items() if head]
    return f"(?:{'|'.join(options)}){'?' if '' in heads else ''}"


@cache
def _names() -> re.Pattern[str]:
    return re.compile(_branches(sorted({*world.place_names(), *world.own_names()})))


_INCIDENTAL = re.compile(rf"[\d{_NUMERALS}十百千万两半几\s{_STOPS}…~～“”]+")


def plain_skeleton(text: str) -> str:
    """The text without slots: names, places, digits and numerals, punctuation. Texts with one skeleton say the same words."""
    return _INCIDENTAL.sub("", _names().sub("", text))
