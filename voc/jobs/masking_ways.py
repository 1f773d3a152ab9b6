"""Ways of writing a plain value: in groups, in words, with pauses, in brackets, parted into components."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
YI, YAO, DONG = "零一二三四五六七八九", "零幺二三四五六七八九", "洞幺两三四五六拐八勾"
FORMAL, _CIRCLED = "零壹贰叁肆伍陆柒捌玖", "⓪①②③④⑤⑥⑦⑧⑨"
_FILLERS = ("嗯", "呃", "啊", "那个", "然后", "就是", "对")
_SIMPLE = "陈张刘杨赵黄吴孙马罗郑谢韩冯萧邓许叶卢苏蒋贾阎钱骆聂费应郦驷东云远国庆兰丽贵龙凤宝飞华玉静梦军杰伟强刚银铁锦绣绮婵娟学兴荣业东庄顾贺龚严齐谭邹"
_TRADITIONAL = "陳張劉楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許葉盧蘇蔣賈閻錢駱聶費應酈駟東雲遠國慶蘭麗貴龍鳳寶飛華玉靜夢軍傑偉強剛銀鐵錦繡綺嬋娟學興榮業東莊顧賀龔嚴齊譚鄒"
OLD = {plain: old for plain, old in zip(_SIMPLE, _TRADITIONAL, strict=True) if plain != old}
_BORDER = re.compile(
    r"(?:自治区|省|(?:市|(?<=[\u3400-\u9fff]{2})区|县|州|镇|乡|街道|村)(?![省市口委])|[0-9]号(?![楼院库店仓附])|[0-9]弄|栋|幢|号楼|单元)(?=.{2})"
)


def spoken(value: str, words: str = YAO) -> str:
    """Figures as words, everything else as it stands."""
    return "".join(words[int(mark)] if mark.isascii() and mark.isdigit() else mark for mark in value)


def grouped(value: str, sizes: Sequence[int], between: Callable[[], str]) -> str:
    """A value in groups of these sizes; the last size goes on to the end."""
    pieces, at, place = [], 0, 0
    while at < len(value):
        size = sizes[min(place, len(sizes) - 1)]
        pieces.append(value[at : at + size])
        at, place = at + size, place + 1
    made = pieces[0]
    for piece in pieces[1:]:
        made += between() + piece
    return made


def borders(address: str) -> list[int]:
    """Places between two components of an address."""
    return [match.end() for match in _BORDER.finditer(address)]


def parted(*sizes: Sequence[int], between: Sequence[str] = (" ", "-")) -> Callable[[str, random.Random], str]:
    """Groups of one of these sizes, with one of these marks between all of them."""

    def write(raw: str, rng: random.Random) -> str:
        mark = rng.choice(between)
        return grouped(raw, rng.choice(sizes), lambda: mark)

    return write


def paused(raw: str, sizes: Sequence[int], rng: random.Random) -> str:
    """Groups with a filler between them, each time another one."""
    shape = rng.choice((" {} ", "，{}，", "{}", " {}"))
    return grouped(raw, sizes, lambda: shape.format(rng.choice(_FILLERS)))


def both(raw: str, rng: random.Random, one: Callable[[str], str], sizes: Sequence[int]) -> str:
    """Some groups written one way, the rest in plain figures; at least one of each."""
    pieces = grouped(raw, sizes, lambda: " ").split(" ")
    chosen = set(rng.sample(range(len(pieces)), rng.randint(1, len(pieces) - 1)))
    return "".join(one(piece) if place in chosen else piece for place, piece in enumerate(pieces))


def joined(raw: str, mark: str = "") -> str:
    """A landline without its hyphen, or with another mark."""
    return raw.replace("-", mark)


def around(raw: str, rng: random.Random) -> str:
    """The first or the second group of a mobile number in brackets."""
    left, right = rng.choice(("()", "（）"))
    return rng.choice((f"{left}{raw[:3]}{right}{raw[3:]}", f"{raw[:3]}{left}{raw[3:7]}{right}{raw[7:]}"))


def circled(raw: str, rng: random.Random) -> str:
    """Circled figures, or keycaps."""
    return spoken(raw, _CIRCLED) if rng.random() < 0.7 else "".join(f"{mark}\ufe0f\u20e3" for mark in raw)


def landline_in_brackets(raw: str, rng: random.Random) -> str:
    """The area code in brackets."""
    area, number = raw.split("-")
    left, right = rng.choice(("()", "（）"))
    return f"{left}{area}{right}{number}"


def landline_in_blanks(raw: str, rng: random.Random) -> str:
    """A blank after the area code, and often one more."""
    area, number = raw.split("-")
    cut = len(number) - 4
    return f"{area} {number[:cut]} {number[cut:]}" if rng.random() < 0.5 else f"{area} {number}"


def extended(raw: str, rng: random.Random) -> str:
    """A landline with an extension."""
    number = rng.choice((raw, landline_in_blanks(raw, rng)))
    return number + rng.choice((" 转 ", "转", "-", " ext ", "ext.")) + str(rng.randint(200, 8999))


def abroad(raw: str, rng: random.Random) -> str:
    """A landline as dialled from abroad: +86 and no leading 0."""
    mark = rng.choice("- ")
    return f"+86{mark}{raw.removeprefix('0').replace('-', mark)}"


def said_landline(raw: str, rng: random.Random, pause: bool, extended: bool) -> str:
    """A landline as said, with a pause after the area code or an extension."""
    area, number = raw.split("-")
    between = rng.choice((" 然后 ", "，嗯，", " 呃 ", "，")) if pause else (" " if extended else "")
    return spoken(area + between + number) + (f" 转{spoken(str(rng.randint(200, 899)))}" if extended else "")


def said_id(raw: str, rng: random.Random, words: str = "") -> str:
    """An identity card as said; X as a letter or one of its words."""
    figures = words or rng.choice((YAO, YI))
    return spoken(raw, figures).replace("X", rng.choice(("X", "叉", "艾克斯")))


def dated_id(raw: str, rng: random.Random) -> str:
    """An identity card of which the year is said in full; month and day in figures or words."""
    day = raw[10:14] if rng.random() < 0.5 else spoken(raw[10:14], YAO)
    return said_id(raw[:6], rng) + spoken(raw[6:10], YI) + day + said_id(raw[14:], rng)


def repeats(raw: str, rng: random.Random) -> str:
    """Figures that follow each other said as 两个零, 三个八."""
    return re.sub(
        r"([0-9])\1{1,3}",
        lambda match: f"{' 两三四'[len(match[0]) - 1]}个{spoken(match[1])}",
        raw,
    ).translate(str.maketrans("0123456789", rng.choice((YAO, YI))))


def odd(raw: str, rng: random.Random) -> str:
    """Groups of six, of five or of uneven sizes."""
    sizes = rng.choice(((6,), (5,), (6, 13), tuple(rng.randint(3, 7) for _ in range(6))))
    mark = rng.choice(" -")
    return grouped(raw, sizes, lambda: mark)


def email_at(raw: str, rng: random.Random) -> str:
    """Full-width at and dots in the domain."""
    user, domain = raw.split("@")
    return f"{user}＠{domain.replace('.', '．')}"


def email_blanks(raw: str, rng: random.Random) -> str:
    """Blanks round the at or the dots."""
    user, domain = raw.split("@")
    return rng.choice((f"{user} @ {domain}", f"{user}@ {domain}", f"{user} @{domain}", f"{user}@{domain.replace('.', ' . ')}"))


def said_domain(domain: str, rng: random.Random, dot: str = "点") -> str:
    """126.cn as 幺二六点cn, and the like."""
    figures = spoken(domain) if rng.random() < 0.5 else domain
    return (figures.replace("com", "康姆") if rng.random() < 0.3 else figures).replace(".", dot)


def email_words(raw: str, rng: random.Random) -> str:
    """At and dots as words."""
    user, domain = raw.split("@")
    dot = rng.choice(("点", "点", " dot "))
    return user.replace(".", dot) + rng.choice((" at ", "艾特", "圈a")) + said_domain(domain, rng, dot)


def capitals(raw: str, rng: random.Random) -> str:
    """An identifier with capitals, or with hyphen and underscore."""
    return raw if re.search("[A-Z]", raw) or rng.random() < 0.5 else raw.upper()


def spaced_address(mark: Sequence[str]) -> Callable[[str, random.Random], str]:
    """A mark between the larger components of an address."""

    def write(raw: str, rng: random.Random) -> str:
        between, made, last = rng.choice(mark), "", 0
        for cut in borders(raw):
            # Buildings, units and rooms are written together.
            if re.match(rf"(?![{YI}幺]{{2}})[\u3400-\u9fff]{{2}}", raw[cut:]) or raw[cut - 1] in "市区":
                made, last = made + raw[last:cut] + between, cut
        return made + raw[last:]

    return write


def counted(figures: str) -> str:
    """12 as 十二; 120 and longer figure by figure."""
    number = int(figures)
    if number < 10 or len(figures) > 2:
        return spoken(figures, YI)
    tens, ones = divmod(number, 10)
    return (YI[tens] if tens > 1 else "") + "十" + (YI[ones] if ones else "")


def any_two(raw: str) -> bool:
    """Whether a figure follows itself."""
    return re.search(r"([0-9])\1", raw) is not None


def pauses_of_id(said: str, rng: random.Random) -> list[str]:
    """An identity card in its three groups with a pause between."""
    pause = rng.choice((" ", "，", " 嗯 ", "，呃，"))
    return [said[:6], pause, said[6:14], pause, said[14:]]
