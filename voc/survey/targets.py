"""Known margins of the population, typed or from rows of a file, and a panel weighted to them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from voc.errors import VocError
from voc.survey.panel import Panel
from voc.survey.weights import Margin, Raked, rake

Targets = dict[str, dict[str, float]]
TRIM = 5.0
"""Weights above this many times their mean are cut, unless told otherwise."""
_NUMBER = re.compile(r"^\s*(?P<name>.+?)\s*[=:：\s]\s*(?P<value>[\d.,]+)\s*(?P<unit>[%％]?)\s*$")
_SEPARATES = re.compile(r"[,，;；、:：\n]")


@dataclass(frozen=True)
class Weighted:
    """A panel with its new weights, how they came about, and the targets as shares."""

    panel: Panel
    raked: Raked
    targets: Targets


def typed(text: str) -> Targets:
    """Targets as typed: one margin a line, "性别: 男 48%, 女 52%" or "region: north=40, south=60"; VocError names the line that cannot be read."""
    found: Targets = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, colon, rest = re.split(r"([:：])", line, maxsplit=1) if re.search(r"[:：]", line) else (line, "", "")
        parts = [part for part in re.split(r"[,，;；、]", rest) if part.strip()]
        read = [_NUMBER.match(part) for part in parts]
        if not colon or not parts or not all(read):
            raise VocError(
                f"第 {number} 行看不懂：{line.strip()}。写法：性别: 男 48%, 女 52%。",
                f"line {number} cannot be read: {line.strip()}. Write: gender: male 48%, female 52%.",
            )
        pairs = [(one["name"], _share(one["value"], one["unit"], number)) for one in read if one is not None]
        found[name.strip()] = _once(pairs, name.strip())
    if not found:
        raise VocError("没有给出目标分布。", "no targets were given.")
    return found


def _share(value: str, unit: str, number: int) -> float:
    try:
        share = float(value.replace(",", ""))
    except ValueError as error:
        raise VocError(f"第 {number} 行的 {value} 不是数字。", f"{value} in line {number} is no number.") from error
    return share / 100 if unit else share


def _once(pairs: Iterable[tuple[str, float]], margin: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, share in pairs:
        if name in found:
            raise VocError(f"目标“{margin}”的类别“{name}”给了两次。", f"margin {margin} names the category {name} twice.")
        found[name] = share
    return found


def of_rows(rows: Sequence[Sequence[object]]) -> Targets:
    """Targets from rows of (margin, category, share or count), the first row a header where its third cell is no number.

    Counts (a margin that adds up to neither 1 nor 100) become shares. VocError names the row that cannot be read.
    """
    found: dict[str, list[tuple[str, float]]] = {}
    counted = False
    for number, row in enumerate(rows, 1):
        cells = [str(cell).strip() if cell is not None else "" for cell in row]
        if not any(cells):
            continue
        value = _figure(cells[2]) if len(cells) > 2 else None
        if value is None and number == 1:
            counted = (
                any(word in cells[2].lower() for word in ("人数", "户数", "数量", "count", "customers"))
                if len(cells) > 2
                else False
            )
            continue
        if value is None or not cells[0] or not cells[1]:
            raise VocError(
                f"目标文件第 {number} 行看不懂：{cells}。每行三格：维度、类别、占比（或人数）。",
                f"row {number} of the targets cannot be read: {cells}. Three cells a row: margin, category, share (or count).",
            )
        found.setdefault(cells[0], []).append((cells[1], value))
    if not found:
        raise VocError("目标文件是空的。", "the file of targets is empty.")
    margins = {name: _once(pairs, name) for name, pairs in found.items()}
    return {name: _shares(margin) if counted else margin for name, margin in margins.items()}


def _figure(cell: str) -> float | None:
    try:
        value = float(cell.rstrip("%％").replace(",", ""))
    except ValueError:
        return None
    return value / 100 if cell.endswith(("%", "％")) else value


def _shares(counts: Mapping[str, float]) -> dict[str, float]:
    total = math.fsum(counts.values())
    return {name: count / total for name, count in counts.items()} if total > 0 else dict(counts)


def as_typed(targets: Mapping[str, Mapping[str, float]]) -> str:
    """Margins as `typed` reads them, without categories whose names it could not tell apart."""
    lines = []
    for margin, sizes in targets.items():
        parts = [f"{name} {size:.0f}" for name, size in sizes.items() if not _SEPARATES.search(name)]
        lines += [f"{margin}: {', '.join(parts)}"] if parts else []
    return "\n".join(lines)


def column_of(name: str, known: Sequence[str]) -> str:
    """The column that a margin names, by its own name or as people say it; the name itself where it is none."""
    return name if name in known else _ALIASES.get(name.strip().lower(), name)


def weighted(panel: Panel, targets: Mapping[str, Mapping[str, float]], trim: float | None = TRIM) -> Weighted:
    """`panel` raked to the targets from the weights it has; VocError for a margin that is no column of the respondents."""
    known = [name for name in panel.respondents.column_names if pa.types.is_string(panel.respondents[name].type)]
    targets = {column_of(name, known): shares for name, shares in targets.items()}
    unknown = [name for name in targets if name not in known]
    if unknown:
        offered = [name for name in known if name in panel.segments or name in _MARGINS]
        raise VocError(
            f"问卷里没有这些维度：{unknown}；可用的有：{offered}。", f"the survey has no {unknown}; there are {offered}."
        )
    margins = [Margin(name, panel.respondents[name].to_pylist(), shares) for name, shares in targets.items()]
    raked = rake(margins, panel.weights.tolist(), trim=trim)
    place = panel.respondents.column_names.index("weight")
    table = panel.respondents.set_column(place, "weight", pa.array(raked.weights))
    return Weighted(replace(panel, respondents=table), raked, {name: dict(shares) for name, shares in targets.items()})


_MARGINS = (
    *("wave", "population", "mode", "brand", "tier", "product", "channel", "region", "store"),
    *("age", "occupation", "education", "spend", "customer_type"),
)
_ALIASES = {
    alias: name
    for name, aliases in {
        "region": "地区 地市 城市 省份 city",
        "age": "年龄 年龄段 年龄组",
        "wave": "期次 月份",
        "mode": "采集方式 调查方式 方式",
        "brand": "品牌",
        "tier": "档次",
        "product": "产品 套餐",
        "channel": "渠道",
        "customer_type": "客户类型 用户类型",
        "education": "学历",
        "occupation": "职业",
        "spend": "消费 月消费 消费档次",
        "population": "调查对象",
        "store": "营业厅",
    }.items()
    for alias in (*aliases.split(), name.replace("_", " "))
}
"""Other names of fields, as people type them."""
