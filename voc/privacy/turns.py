"""Masks the turns of a call: numbers, codes, names and addresses that are asked for in one turn and said in pieces in the next ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voc.privacy.addresses import parts
from voc.privacy.checks import is_public, is_stamp
from voc.privacy.codes import MAILED, spoken_codes
from voc.privacy.digits import _D, _END_UNIT, _GAP, _STAYS_BEFORE, _UNIT, _of_itself, as_digits, staying
from voc.privacy.mask import _ROUNDS, findings, plain_of
from voc.privacy.names import answered, said_again
from voc.privacy.tokens import (
    ACCOUNT,
    ADDRESS,
    BANK,
    EMAIL,
    FIXED,
    GONE,
    IDENTITY,
    KEPT,
    MOBILE,
    NAME,
    ORDER,
    PASSPORT,
    PLATE,
    QQ,
    WECHAT,
    Found,
    Numbering,
    hidden,
    put_in,
)  # fmt: skip

_TOPICS = (
    (QQ, "[Qq][Qq](?![.点邮])|扣扣|企鹅号"),
    (WECHAT, "微信|薇信|[Vv]信|(?<![A-Za-z])[Vv][Xx]|[Ww]e[Cc]hat"),
    (EMAIL, "邮箱|电子邮件|[Ee]-?mail"),
    (PASSPORT, "护照|通行证|台胞证"),
    (PLATE, "车牌|车号"),
    (IDENTITY, "身份证|证件号|证件号码|身份号"),
    (BANK, "银行卡|卡号|信用卡|储蓄卡|退款.{0,4}卡|账户信息|银行账"),
    (ORDER, "订单|工单|单号|受理号|受理编号|流水号|快递|运单|投诉编号|查询号|受理单|业务号码"),
    (ACCOUNT, "账号|帐号|账户|户号|合同号|客户编号|合同编号|协议号|用户编号|客户号|用户名|登录名"),
    (
        ADDRESS,
        "地址|住哪|住在|哪个小区|什么小区|哪里人|位置|门牌|几号楼|几单元|哪条路|什么路|哪个区|具体.{0,3}哪|送到哪|寄到哪|哪儿",
    ),
    (NAME, "贵姓|怎么称呼|如何称呼|全名|收件人|收货人|姓名|名字|叫什么|称呼您|哪位|尊姓|机主是谁"),
    (MOBILE, "电话|手机|号码|联系方式|座机|固话|怎么联系|回电|区号|打给|本机|打哪个|拨打|哪个号|来电"),
)
_ASKS_NAME = re.compile(dict(_TOPICS)[NAME])
_TOPIC = re.compile("|".join(f"(?P<t{place}>{pattern})" for place, (_, pattern) in enumerate(_TOPICS)))
_LASTS = 8
_PIECE = re.compile(rf"(?:{_UNIT}|{_D})(?:{_GAP}?(?:{_UNIT}|{_D}))++[Xx叉]?|{_D}+[Xx叉]")
_CHATTER = re.compile(
    r"[\W_]|嗯|呃|额|啊|哦|好的?|对的?|是的?|然后|后面|接着|应该|记得|翻翻|查(?:一下)?|找(?:一下)?|看(?:一下)?|念|有|再|您?请?(?:继续|说|讲)|您|我|你|这个|那个|就|还有|没错|不是|前面?|开头|中间|最后|后边|几位|四位|三位|两位|位|呢|吧|哈|完了|记(?:下|一下|好)了?|稍等|等一下|区号|号码|电话|手机|吗|的|了|来|下|确认|重复|核对|一遍|尾号|尾数|收到|明白|行|可以|也|给|读|报|数字|字母|大写|小写|横杠|转|分机"
)
_TAIL = re.compile(r"(?:尾号|尾数|后[四4]位|末[四4]位|最后[四4]位|后[六6]位)")
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9._@-]*(?<![.@-])")
_SAID_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[零〇一二三四五六七八九幺两洞拐勾]*[A-Za-z])[A-Za-z0-9零〇一二三四五六七八九幺两洞拐勾_-]{2,}"
)
_PLATE_HEAD = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[A-Za-z](?![A-Za-z])")
_NO_CODE = frozenset(
    [
        "ok",
        "app",
        "vip",
        "wifi",
        "5g",
        "4g",
        "3g",
        "2g",
        "at",
        "dot",
        "com",
        "yes",
        "no",
        "hi",
        "hello",
        "sim",
        "id",
        "qq",
        "wx",
        "vx",
        "pdf",
        "excel",
        "word",
        "email",
        "e-mail",
        "volte",
    ]
)
_BEFORE_ANSWER = re.compile(
    r"(?:嗯+|呃+|额|哦|啊|好的?|对的?|行|[，,、。\s]|您好|你好)*(?:(?:免贵|我|本人)?姓(?=[^名]))?(?:我?叫|我是|我名字叫|名字是?|本人|是|我|写|填|留|记)?[ ,，:：]?"
)


@dataclass(frozen=True)
class Piece:
    """Part of a number in a turn."""

    turn: int
    start: int
    end: int
    digits: str
    free: bool


def mask_turns(turns: Sequence[str], speakers: Sequence[str] = ()) -> list[str]:
    """The turns with what names a person masked, also where it is said in pieces; tokens are numbered through the whole call."""
    texts = list(turns)
    numbering = Numbering()
    for text in texts:
        if "[" in text:
            numbering.seen(text)
    for _ in range(_ROUNDS):
        every = turn_findings(texts, speakers)
        if not any(every):
            break
        texts = [put_in(text, found, numbering) if found else text for text, found in zip(texts, every, strict=True)]
    return texts


def turn_findings(texts: Sequence[str], speakers: Sequence[str] = ()) -> list[list[Found]]:
    """What has to go from each turn, in order and without overlaps."""
    every = [findings(text) for text in texts]
    # A long number that no rule knows may be half of one that is known.
    known = [[one for one in found if not one.value.rstrip("X").isdigit() or _whole(one) or _long_line(one)] for found in every]
    plains = [
        hidden(plain, staying(plain), KEPT)
        for text, found in zip(texts, known, strict=True)
        for plain in [hidden(plain_of(text), found)]
    ]
    said = [_topic(plain) for plain in plains]
    topics = _lasting(said)
    more: list[list[Found]] = [[] for _ in texts]
    _named(plains, said, more)
    plains = [hidden(plain, found) for plain, found in zip(plains, more, strict=True)]
    _numbers(plains, topics, more, every)
    _coded(plains, topics, more)
    _spelt(plains, topics, more, every)
    _addressed(plains, topics, more, every)
    found = [_merged(one, two) for one, two in zip(every, more, strict=True)]
    return [_merged(one, again) for one, again in zip(found, _repeated(plains, found), strict=True)]


def _whole(one: Found) -> bool:
    """Whether a number is certainly whole: fourteen places that pass for a bank card may be the beginning of an identity card."""
    token = _of_itself(one.value, False)
    return token is not None and not (token == BANK and len(one.value) < 16)


def _long_line(one: Found) -> bool:
    """Whether a landline has its area code: a local number may be half of one, whose area code was said in a turn before."""
    return one.token == FIXED and len(one.value) > _LOCAL


_LOCAL = 8


def _repeated(plains: Sequence[str], found: Sequence[list[Found]]) -> list[list[Found]]:
    """A whole name of the call wherever it is said again: 好的，是张伟对吗."""
    known = {one.value for each in found for one in each if one.token == NAME and said_again(one.value)}
    if not known:
        return [[] for _ in plains]
    pattern = re.compile("|".join(" ?".join(map(re.escape, name)) for name in sorted(known, key=lambda name: (-len(name), name))))
    return [
        [Found(match.start(), match.end(), NAME, match[0].replace(" ", "")) for match in pattern.finditer(plain)]
        for plain in plains
    ]


def _merged(found: list[Found], more: list[Found]) -> list[Found]:
    if not more:
        return found
    kept: list[Found] = []
    for one in sorted([*found, *more], key=lambda each: (each.start, -each.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end > kept[-1].end:
            kept[-1] = Found(kept[-1].start, one.end, kept[-1].token, kept[-1].value)
    return kept


_SAME = re.compile(
    r"是?(?:本机|手机号码?|电话号码?|这个号码?)吗|(?:什么|哪款|哪个牌子的?)手机|手机(?:型号|品牌|系统|版本)|打(?:过|了)?电话"
)


def _topic(plain: str) -> str | None:
    """What a turn asks for or announces: the last one named."""
    plain = _SAME.sub("", plain).replace("邮箱地址", "邮箱").replace("邮件地址", "邮箱")
    named = [(_TOPICS[int(str(match.lastgroup)[1:])][0], match[0]) for match in _TOPIC.finditer(plain)]
    # 护照号码 asks for a passport: 号码 alone says little.
    clear = [topic for topic, word in named if word != "号码"] or [topic for topic, _ in named]
    return clear[-1] if clear else None


def _lasting(said: Sequence[str | None]) -> list[str | None]:
    """The topic of each turn: its own, or the one last named some turns before."""
    topics: list[str | None] = []
    current, age = None, 0
    for topic in said:
        # 您说一下号码 in the middle of an identity card goes on with it.
        if topic is not None and not (topic == MOBILE and current in (IDENTITY, BANK, QQ, ORDER, ACCOUNT, PASSPORT) and age < 4):
            current, age = topic, 0
        elif current is not None:
            age += 1
            if age > _LASTS:
                current = None
        topics.append(current)
    return topics


_FIGURES_ONLY = frozenset([None, MOBILE, IDENTITY, BANK, QQ, NAME, ADDRESS])
_BESIDE_LATIN = re.compile(r"[A-Za-z][- ]?$|[0-9]\.$")
_LATIN_NEXT = re.compile(r"[A-WYZa-wyz]|\.[0-9]| ?(?:Pro|Ultra|Max)")


def _pieces(plains: Sequence[str], topics: Sequence[str | None]) -> list[Piece]:
    found = []
    for turn, plain in enumerate(plains):
        for match in _PIECE.finditer(plain):
            if _END_UNIT.match(plain, match.end()) or re.match(
                r"(?:套餐|的套餐|[:：点年月日号楼栋])", plain[match.end() : match.end() + 3]
            ):
                continue
            before = plain[max(0, match.start() - 12) : match.start()]
            if topics[turn] in _FIGURES_ONLY and (_BESIDE_LATIN.search(before) or _LATIN_NEXT.match(plain, match.end())):
                continue
            if before[-1:] in ("*", ":") or plain[match.end() : match.end() + 1] in ("*", ":"):
                continue
            if _STAYS_BEFORE.search(before) and not _TAIL.search(before):
                continue
            digits = as_digits(match[0])
            ahead = _CHATTER.sub("", plain[: match.start()].replace(GONE, ""))
            rest = ahead + _CHATTER.sub("", plain[match.end() :].replace(GONE, ""))
            # An answer begins with the piece, whatever the turn says after it.
            free = len(rest) <= 6 or _leads(before) or (not ahead and topics[turn] in _LEAST)
            if len(digits) >= 2:
                found.append(Piece(turn, match.start(), match.end(), digits, free))
    return found


_LEAD = re.compile(
    r"(?:号码?|电话|手机|座机|身份证|卡号|开头|前面|前[三四七六]位|QQ|qq|订单|单号|账号|编号|护照|后面|后[四4]位|[是:：])[\s,，:：是为]{0,4}$"
)


def _leads(before: str) -> bool:
    return _LEAD.search(before) is not None


def _numbers(plains: Sequence[str], topics: Sequence[str | None], more: list[list[Found]], every: Sequence[list[Found]]) -> None:
    pieces = [piece for piece in _pieces(plains, topics) if piece.free]
    taken: dict[int, tuple[str, str]] = {}
    at = 0
    while at < len(pieces):
        run = _complete(pieces, at, topics) or _asked(pieces, at, topics)
        if run is None:
            at += 1
            continue
        token, value, used = run
        for place in used:
            taken[place] = (token, value)
        at = max(used) + 1
    digits_known = [(pieces[place].turn, pieces[place].digits, taken[place]) for place in taken if len(pieces[place].digits) >= 2]
    for place, piece in enumerate(pieces):
        if place not in taken:
            # The agent says a piece again.
            again = next(
                (what for turn, digits, what in digits_known if digits == piece.digits and abs(turn - piece.turn) <= 6), None
            )
            again = again or next(
                (
                    what
                    for turn, digits, what in digits_known
                    if len(piece.digits) >= 4 and piece.digits in what[1] and abs(turn - piece.turn) <= 6
                ),
                None,
            )
            if again is None:
                continue
            taken[place] = again
    for place, (token, value) in taken.items():
        piece = pieces[place]
        start = _lettered(plains[piece.turn], piece.start) if token in (ORDER, ACCOUNT) else piece.start
        more[piece.turn].append(Found(start, piece.end, token, value))


_LETTERS_BEFORE = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,6}[-_ ，,、.]{0,2}(?:(?:嗯|呃|啊|那个|就是|然后|对)[ ，,、]{0,2})?$")


def _lettered(plain: str, start: int) -> int:
    """Where a number begins whose letters are said before it: JT二零二五, fttb 就是 三三零."""
    lead = _LETTERS_BEFORE.search(plain, max(0, start - 14), start)
    return lead.start() if lead and re.sub("[^A-Za-z]", "", lead[0]).lower() not in _NO_CODE else start


def _complete(pieces: Sequence[Piece], at: int, topics: Sequence[str | None]) -> tuple[str, str, list[int]] | None:
    """Pieces of two turns or more that make a whole number, the longest of them; what is said twice counts once."""
    joined, used, parts_said = pieces[at].digits, [at], [pieces[at].digits]
    best = None
    for place in range(at + 1, min(at + 12, len(pieces))):
        piece = pieces[place]
        if piece.turn - pieces[used[-1]].turn > 4:
            break
        if piece.turn != pieces[place - 1].turn and (piece.digits == parts_said[-1] or piece.digits == joined):
            used.append(place)
            continue
        joined += piece.digits
        used.append(place)
        parts_said.append(piece.digits)
        token = _of_itself(joined, False)
        # Part of an identity card may pass for a bank card.
        if token is not None and pieces[used[0]].turn != piece.turn and not (token == BANK and topics[piece.turn] == IDENTITY):
            best = token, joined, list(used)
            if token != BANK:
                break
        if len(joined) > 19:
            break
    return best


_LEAST = {QQ: 5, PASSPORT: 6, IDENTITY: 6, BANK: 8, ORDER: 5, ACCOUNT: 5, MOBILE: 7, WECHAT: 5}
_MOST = {QQ: 12, PASSPORT: 10, IDENTITY: 18, BANK: 19, ORDER: 30, ACCOUNT: 30, MOBILE: 13, WECHAT: 11}


def _asked(pieces: Sequence[Piece], at: int, topics: Sequence[str | None]) -> tuple[str, str, list[int]] | None:
    """Pieces said while a number of that kind is being asked for."""
    topic = topics[pieces[at].turn]
    if topic not in _LEAST:
        return None
    joined = ""
    used: list[int] = []
    for place in range(at, min(at + 12, len(pieces))):
        piece = pieces[place]
        if topics[piece.turn] != topic or (used and piece.turn - pieces[used[-1]].turn > 4):
            break
        if used and piece.digits == pieces[used[-1]].digits:
            used.append(place)
            continue
        if len(joined) + len(piece.digits) > _MOST[topic]:
            break
        joined += piece.digits
        used.append(place)
    if len(joined) < _LEAST[topic] or (is_stamp(joined) and topic in (ORDER, ACCOUNT) and len(joined) <= 8):
        return None
    if is_public(joined) and topic not in (QQ, BANK, IDENTITY):
        return None
    if topic == MOBILE and re.match(r"(?:[48]00|100|95|12|106)", joined):
        return None
    return (FIXED if topic == MOBILE and len(joined) < 11 else topic), joined, used


def _coded(plains: Sequence[str], topics: Sequence[str | None], more: list[list[Found]]) -> None:
    """Letters and figures in a turn that says little else, while an address, account or plate is asked for."""
    known: dict[str, str] = {}
    for turn, plain in enumerate(plains):
        topic = topics[turn]
        if topic not in (WECHAT, EMAIL, PASSPORT, ORDER, ACCOUNT, PLATE, QQ):
            known = {} if topic is None else known
            continue
        found = list(_PLATE_HEAD.finditer(plain)) if topic == PLATE else []
        pattern = MAILED if topic == EMAIL else _SAID_CODE if topic in (ORDER, ACCOUNT) and _SAID_DIGIT.search(plain) else _CODE
        if topic in (ORDER, ACCOUNT):
            more[turn] += spoken_codes(plain, topic)
        found += [match for match in pattern.finditer(plain) if len(match[0]) >= 2 and match[0].lower() not in _NO_CODE]
        rest = _CHATTER.sub("", plain)
        for match in found:
            rest = rest.replace(match[0], "")
        rest = _TOPIC.sub("", re.sub(r"[A-Za-z0-9._@-]", "", rest))
        for match in found:
            if _END_UNIT.match(plain, match.end()) or (
                match[0].isdigit() and (len(match[0]) < 2 or topic not in (PLATE, PASSPORT))
            ):
                continue
            if match[0].isalpha() and match[0].isascii() and topic in (ORDER, ACCOUNT) and rest:
                continue
            if _STAYS_BEFORE.search(plain[max(0, match.start() - 12) : match.start()]):
                continue
            if not _code_of(topic, match[0]) or plain[match.start() - 1 : match.start()] in (":", "*", "<"):
                continue
            if match[0].lower() in known or len(rest) <= 4 or _leads(plain[max(0, match.start() - 12) : match.start()]):
                known[match[0].lower()] = topic
                more[turn].append(Found(match.start(), match.end(), topic, match[0].lower()))


_SPELT = re.compile(r"(?<![A-Za-z0-9@.])[A-Za-z][A-Za-z_-]{1,14}(?![A-Za-z0-9@.])")
_TAIL_PIECE = re.compile(rf"(?<![A-Za-z0-9:.*-]){_D}{{2,12}}[A-Za-z]?(?![A-Za-z0-9:.*-])")


def _spelt(plains: Sequence[str], topics: Sequence[str | None], more: list[list[Found]], every: Sequence[list[Found]]) -> None:
    """Letters or figures alone that go before or after a piece of the same code in a turn near by: sh / 嗯 / 13guodong."""
    found = {
        turn for turn in range(len(plains)) if any(one.token not in (NAME, ADDRESS, EMAIL) for one in (*more[turn], *every[turn]))
    }
    for turn, plain in enumerate(plains):
        topic = topics[turn]
        if topic not in (WECHAT, ORDER, ACCOUNT) or turn in found:
            continue
        patterns = (_SPELT, _TAIL_PIECE) if found & {turn - 2, turn - 1, turn + 1, turn + 2} else ()
        for match in (match for pattern in patterns for match in pattern.finditer(plain)):
            rest = _TOPIC.sub("", _CHATTER.sub("", plain[: match.start()] + plain[match.end() :]))
            if len(rest) <= _BESIDE and match[0].lower() not in _NO_CODE and not _END_UNIT.match(plain, match.end()):
                more[turn].append(Found(match.start(), match.end(), topic, match[0].lower()))


_BESIDE = 4


_SAID_DIGIT = re.compile("[零〇一二三四五六七八九幺两洞拐勾]")


def _code_of(topic: str, code: str) -> bool:
    """Whether a code can be part of what was asked for: an account has figures, a host is no account, a version neither."""
    if topic in (PLATE, PASSPORT):
        return True
    if re.match(r"(?i)www\.|wap\.|https?|[0-9]+(?:[kmg]b?|bps)$", code) or re.fullmatch(r"[0-9]+(?:[.-][0-9]+)+", code):
        return False
    if topic == EMAIL:
        return True
    if topic == QQ:
        return False
    if re.fullmatch(r"(?i)[0-9.]+(?:rmb|yuan|mbps|[a-z]b|个|h|min|s)", code):
        return False
    if topic in (ORDER, ACCOUNT) and _SAID_DIGIT.search(code) and re.search("[A-Za-z]", code):
        return True
    return (
        re.search("[0-9_]", code) is not None
        or (topic in (ORDER, ACCOUNT) and re.fullmatch("[A-Z]{2,6}|[a-z]{2,4}", code) is not None)
        or (topic == WECHAT and len(code) >= 5 and (code.islower() or code.isupper()))
    )


def _addressed(plains: Sequence[str], topics: Sequence[str | None], more: list[list[Found]], every: Sequence[list[Found]]) -> None:
    """Components of an address over turns, once one of them has a number."""
    spans = {turn: parts(plain) for turn, plain in enumerate(plains) if topics[turn] == ADDRESS}
    spans = {turn: kept for turn, found in spans.items() if (kept := [one for one in found if _believed(plains[turn], one)])}
    numbered = [
        turn
        for turn, found in spans.items()
        if any(re.search(r"[0-9零一二三四五六七八九十](?:号|栋|幢|单元|室|楼|层|组|座|弄)|[0-9]-[0-9]", one.value) for one in found)
    ]
    numbered += [turn for turn, found in enumerate(every) if any(one.token == ADDRESS for one in found)]
    for turn, found in spans.items():
        if any(abs(turn - other) <= 6 for other in numbered):
            more[turn] += found


def _believed(plain: str, one: Found) -> bool:
    """Whether components in a turn are an answer: the turn says little else, or they are several; no hotline."""
    if re.fullmatch(r"[0-9]+号|[0-9一二三四五六七八九十两]{1,4}(?:[号期区组队层楼社门户排F])", one.value):
        return len(plain) <= 8 and not re.match("1[0-9]{4}", one.value)
    return len(plain) <= len(one.value) + 14 or (len(one.value) > 8 and re.search("[0-9]", one.value) is not None)


def _named(plains: Sequence[str], said: Sequence[str | None], more: list[list[Found]]) -> None:
    """A turn that answers 您贵姓."""
    asked = [topic == NAME or _ASKS_NAME.search(plain) is not None for topic, plain in zip(said, plains, strict=True)]
    for turn in range(1, len(plains)):
        if any(asked[max(0, turn - 2) : turn]):
            lead = _BEFORE_ANSWER.match(plains[turn])
            more[turn] += answered(plains[turn], lead.end() if lead else 0)
