"""Proposes what columns mean: by synonyms of headers for every source, by values too where headers leave it open."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from voc.intake import templates
from voc.intake.answers import RATED
from voc.intake.cells import Cell, as_text, is_blank, number, rating
from voc.intake.headers import bare, enumeration, field_of, normal, rank, unnumbered
from voc.intake.mapping import ANSWER, FIELDS, IGNORE, REQUIRED, TEXT, Mapping, Target
from voc.intake.steps import NUMBERED

_CSAT = re.compile(
    r"(?:整体|总体|总的|综合|全面|overall|总).{0,12}(?:满意|satisf|评价|评分|打分)|(?:满意|satisf).{0,6}(?:整体|总体|overall)|^满意度$|^csat$"
)
_NPS = re.compile(r"推荐|\bnps\b|^nps|净推荐|recommend")
_CES = re.compile(r"费力|省力|容易程度|轻松|便捷程度|\bces\b|^ces|effort")
_OPEN = re.compile(
    r"描述|原因|建议|意见|请注明|请说明|其他说明|其它说明|想说|为什么|开放|备注|留言|反馈|具体|吐槽|期望|comment|reason|why|feedback|suggest|describe|verbatim|text"
)
_OPERATIONAL = re.compile(
    r"arpu|mou|dou|次数|时长|时延|流量|金额|费用|费$|费[^a-z]{0,4}元|余额|话费|资费|欠费|占比|天数|月数|个数|数量|网龄|在网|收入|套外|投诉|usage|duration|minutes|count|amount|balance"
)
_SEGMENT = re.compile(
    r"星级|等级|品牌|机型|型号|终端|年龄|性别|学历|职业|收入水平|套餐|地市|地区|区域|城市|省份|客户类型|用户类型|类型|类别|制式|方式|网络客户|\d+g用户|会员|gender|sex|age|tier|segment|type"
)
# Said of a column in so many words, whatever it is a rating of: 资费合理评分 is a rating, 资费 is an amount.
_RATING = re.compile(r"(评分|打分|得分|评价|满意度|rating|score)$")
# Who a person is and where to find them: kept out unless what is asked is a rating, an amount or a kind (手机品牌, 电话次数).
_PERSON = re.compile(
    r"姓名|联系方式|联系人|身份证|证件号|银行卡|邮箱|邮件地址|地址|(?:手机|电话|微信|qq)(?:号|账号|昵称|名|是多少|是什么|\d*$)"
    r"|e?mail(?:address)?$|phone(?:number)?$|mobile(?:number)?$|^(?:full|customer|user)?name$|address$|wechat|idcard"
)
_TIME = re.compile(r"[\d\s:/.\-+年月日号时点分秒TZ]+")
_YES_NO = frozenset({"是", "否", "有", "无", "没有", "y", "n", "yes", "no", "true", "false"})
_WHETHER = ("是否", "有无", "有没有")
_CODES_OF_WHETHER = 4
"""Yes, no, do not know, no answer."""
_NO_ANSWER = frozenset({-9.0, -1.0, 77.0, 88.0, 97.0, 98.0, 99.0, 998.0, 999.0})
MOST_GROUPS = 40
_NOT_ASKED = Target(IGNORE)
_LEAST_IN_SET = 3
_SLIPS = 0.02
"""The share of ratings that may lie off every scale."""
_MOSTLY = 0.8
"""The share of cells that must read as ratings where a header says that they are."""


@dataclass(frozen=True)
class _Column:
    """A sampled column: filled cells as text, and as numbers where all of them are."""

    texts: list[str]
    numbers: list[float] | None

    @property
    def distinct(self) -> int:
        return len(set(self.texts))


def propose(columns: Sequence[str], sample: Sequence[Sequence[Cell]], source: str) -> Mapping:
    """A mapping of every column for `source`; columns whose meaning stays open are mapped to "ignore"."""
    found: dict[str, Target] = templates.known(columns) if source == "survey" else {}
    taken = {target.field: header for header, target in found.items()}
    order = rank(source)
    for header in sorted(columns, key=lambda name: min(order.get(normal(name), 10**6), order.get(bare(name), 10**6))):
        field = field_of(unnumbered(header), source)
        if field is None or field not in FIELDS[source] or header in found:
            continue
        # A second column of text is not taken unasked: it would make two verbatims of every row.
        if field not in taken:
            taken[field] = header
            found[header] = Target(field)
    sampled = {header: _column([row[place] for row in sample if place < len(row)]) for place, header in enumerate(columns)}
    if source == "steps":
        # 步骤 may say what was done instead of counting.
        found = {name: target for name, target in found.items() if target.field != "step" or _counts(sampled[name])}
    if source == "survey":
        rest = [header for header in columns if header not in found]
        found |= _in_sets(columns, {header: _answer(header, sampled[header]) for header in rest})
    elif source in ("social", "complaint") and TEXT not in taken:
        best = _likely_text(sampled, [header for header in columns if header not in found])
        if best is not None:
            found[best] = Target(TEXT)
    return Mapping({header: found.get(header, Target(IGNORE)) for header in columns}, source)


def _in_sets(columns: Sequence[str], found: dict[str, Target]) -> dict[str, Target]:
    """Checkboxes that stand side by side, three or more, belong to one set, named by its first and last answer."""
    done = dict(found)
    run: list[str] = []
    for header in (*columns, ""):
        if header and found.get(header, _NOT_ASKED).role == "multi":
            run.append(header)
            continue
        if len(run) >= _LEAST_IN_SET:
            group = run[0].rpartition(" / ")[0]
            name = group if group and all(one.startswith(f"{group} / ") for one in run) else f"{run[0]} … {run[-1]}"
            done |= {one: replace(found[one], of=name) for one in run}
        run = []
    return done


def guess(columns: Sequence[str], sample: Sequence[Sequence[Cell]]) -> str | None:
    """The source a file most likely is, None where nothing speaks for one."""
    fields = {source: {field_of(header, source) for header in columns} - {None} for source in FIELDS}
    if "turns" in columns or (fields["transcript"] >= {"turns", "speaker"}):
        return "transcript"
    if fields["measures"] >= set(REQUIRED["measures"]):
        return "measures"
    operational = _operational(fields, columns, sample)
    if operational is not None:
        return operational
    if (
        "case" in fields["complaint"]
        or len(fields["complaint"] & {"opened", "resolved", "reply", "status", "noted_cause", "promised_at"}) >= 2
    ):
        return "complaint"
    sampled = [_column([row[place] for row in sample if place < len(row)]) for place in range(len(columns))]
    rated = sum(
        1 for header, cells in zip(columns, sampled, strict=True) if _answer(header, cells).role in ("csat", "nps", "ces", "driver")
    )
    if rated >= 2 or any(_answer(header, cells).role in ("csat", "nps") for header, cells in zip(columns, sampled, strict=True)):
        return "survey"
    if fields["transcript"] & {"turns"} and any(
        normal(h) not in ("text", "文本", "内容") and field_of(h, "transcript") == "turns" for h in columns
    ):
        return "transcript"
    return "social" if TEXT in propose(columns, sample, "social").fields().values() else None


def _operational(fields: dict[str, set[str | None]], columns: Sequence[str], sample: Sequence[Sequence[Cell]]) -> str | None:
    """Steps by their headers; events and dictionaries by their headers and by the kinds that their cells name."""
    if "case" in fields["steps"] and len(fields["steps"] & {"step", "received", "left"}) >= 2 and TEXT not in fields["complaint"]:
        return "steps"
    for source, needed in (("events", {"kind", "name", "start"}), ("dictionary", {"kind", "name"})):
        if not fields[source] >= needed:
            continue
        known = enumeration("event_kind" if source == "events" else "dictionary_kind")
        place = next(place for place, header in enumerate(columns) if field_of(header, source) == "kind")
        kinds = [text for row in sample if place < len(row) and (text := as_text(row[place]))]
        if kinds and 2 * sum(normal(kind) in known for kind in kinds) >= len(kinds):
            return source
    return None


def _counts(column: _Column) -> bool:
    """Whether the cells of a column number the steps, but for some that do not."""
    return not column.texts or 2 * sum(bool(NUMBERED.fullmatch(text)) for text in column.texts) > len(column.texts)


def _column(cells: Sequence[Cell]) -> _Column:
    texts, numbers = [], []
    for cell in cells:
        text = as_text(cell)
        if not text:
            continue
        texts.append(text)
        try:
            value = number(cell)
        except ValueError:
            numbers.append(math.nan)
        else:
            numbers += [] if value is None else [value]
    usable = bool(numbers) and not any(math.isnan(value) for value in numbers)
    return _Column(texts, numbers if usable else None)


def _answer(header: str, column: _Column) -> Target:
    """What a survey column that is no field measures; columns that say who somebody is are ignored."""
    name = bare(unnumbered(header)) or normal(header)
    target = _measured(name, column)
    kept = target.role in (*RATED, "multi") or name.startswith(_WHETHER)
    person = None if kept else _PERSON.search(name)
    if person is None:
        return target
    # 手机号码类型, 身份证地区, 地址变更次数: what is asked stands behind the person.
    asked = name[person.end() :]
    return target if _OPERATIONAL.search(asked) or _SEGMENT.search(asked) or _OPEN.search(asked) else Target(IGNORE)


def _asks_rating(name: str) -> bool:
    return any(pattern.search(name) for pattern in (_CSAT, _NPS, _CES, _RATING))


def _ratings(name: str, column: _Column) -> list[float] | None:
    """Cells as ratings, words of a five-point scale among them, where the header asks for ratings and nearly all cells are one."""
    if not _asks_rating(name):
        return None
    found = []
    for text in column.texts:
        try:
            value = rating(text)
        except (ValueError, OverflowError):
            continue
        found += [] if value is None else [value]
    return found if found and len(found) >= _MOSTLY * len(column.texts) else None


def _measured(name: str, column: _Column) -> Target:
    if column.numbers is None:
        ratings = _ratings(name, column)
        if ratings is not None and _scale(ratings, low=True)[0] is not None:
            return _numeric_answer(name, ratings)
    if column.numbers is not None and not _YES_NO & {text.lower() for text in column.texts}:
        return _numeric_answer(name, column.numbers)
    if not column.texts:
        return Target(ANSWER, "open" if _OPEN.search(name) else "other")
    length = sum(map(len, column.texts)) / len(column.texts)
    wordy = column.distinct > 0.5 * len(column.texts) and length >= 6
    if _OPEN.search(name) and (wordy or column.distinct > min(MOST_GROUPS, 0.3 * len(column.texts)) or length >= 6):
        return Target(ANSWER, "open")
    if _SEGMENT.search(name):
        return Target(ANSWER, "segment")
    if wordy and length >= 10:
        return Target(ANSWER, "open")
    return Target(ANSWER, "segment" if column.distinct <= MOST_GROUPS else "other")


def _numeric_answer(name: str, numbers: Sequence[float]) -> Target:
    values = set(numbers)
    # A checkbox among several: -1 where it was not chosen, its own number (or 98, 99) where it was.
    if -1.0 in values and len(values) <= 4 and all(value.is_integer() for value in values):
        return Target(ANSWER, "multi")
    asked = _asks_rating(name) and not name.startswith(_WHETHER)
    scale, missing = _scale(_without_slips(numbers) if asked else numbers, low=asked)
    if _NPS.search(name) and scale is not None:
        return Target(ANSWER, "nps", (0.0, 10.0) if scale[1] <= 10 else scale, missing)
    rated = scale is not None and _RATING.search(name)
    if _OPERATIONAL.search(name) and not rated:
        return Target(ANSWER, "operational")
    if _SEGMENT.search(name) and not rated:
        return Target(ANSWER, "segment")
    if name.startswith(_WHETHER) and len(values) <= _CODES_OF_WHETHER:
        return Target(ANSWER, "segment")  # codes for yes and no, as the words would be
    if scale is None or name.startswith(_WHETHER):
        return Target(ANSWER, "other" if len(values) <= MOST_GROUPS else "operational")
    if _CSAT.search(name):
        return Target(ANSWER, "csat", scale, missing)
    if _CES.search(name):
        return Target(ANSWER, "ces", scale, missing)
    return Target(ANSWER, "driver", scale, missing)


def _without_slips(numbers: Sequence[float]) -> Sequence[float]:
    """Numbers without the few that no scale holds (an 11 among 0-10), where the header asks for ratings: their rows are set aside."""
    slips = sum(1 for value in numbers if not 0 <= value <= 10 and value not in _NO_ANSWER)
    return (
        [value for value in numbers if 0 <= value <= 10 or value in _NO_ANSWER] if 0 < slips <= _SLIPS * len(numbers) else numbers
    )


def _scale(numbers: Sequence[float], *, low: bool = False) -> tuple[tuple[float, float] | None, tuple[float, ...]]:
    """The rating scale whole numbers lie on, and the numbers beside it that stand for no answer.

    With `low`, numbers up to 2 are ratings too, unless they are just 0 and 1: everybody may be dissatisfied.
    """
    values = set(numbers)
    inside = {value for value in values if value not in _NO_ANSWER or 0 <= value <= 10}
    if not inside or not all(value.is_integer() for value in values) or max(inside) > 10 or min(inside) < 0:
        return None, ()
    least, most = min(inside), max(inside)
    if most < 3 and (not low or (inside <= {0.0, 1.0} and 0.0 in inside)):
        return None, ()
    top = 10.0 if most > 7 or (least == 0 and most > 5) else 7.0 if most > 5 else 5.0
    return (min(least, 1.0), top), tuple(sorted(values - inside))


def _likely_text(sampled: dict[str, _Column], headers: Sequence[str]) -> str | None:
    """The column whose cells are longest, where they are long, mostly different and neither numbers nor times."""
    best, longest = None, 6.0
    for header in headers:
        column = sampled[header]
        if column.numbers is not None or not column.texts or column.distinct < 0.5 * len(column.texts):
            continue
        if all(_TIME.fullmatch(text) for text in column.texts):
            continue
        length = sum(map(len, column.texts)) / len(column.texts)
        if length > longest and not all(is_blank(text) for text in column.texts):
            best, longest = header, length
    return best
