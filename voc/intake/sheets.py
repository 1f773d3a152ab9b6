"""Which sheets of a workbook are read: those with one header as one table; of several tables the one that fits the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voc.intake.cells import Cell, as_text
from voc.intake.dates import DateReader
from voc.intake.headers import field_of, normal, unnumbered
from voc.intake.mapping import ANSWER, FIELDS, IGNORE, REQUIRED, TEXT
from voc.intake.periods import read_period
from voc.intake.propose import guess, propose
from voc.intake.sheet import Sheet
from voc.intake.variables import Variable

_SAMPLED = 200
_UNNAMED = re.compile(r"列\d+")
_ALIKE = 2 / 3
"""Share of the columns of the wider sheet that a narrower one must have to be the same table."""
_ASIDE = re.compile(
    r"示例|样例|例子|模板|模版|说明|字典|填写须知|目录|备注|readme|example|template|codebook|instruction|notes?$", re.IGNORECASE
)
_PERIOD = re.compile(
    r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?|q[1-4]|第.{1,3}[期波轮次季]度?|wave ?\d{1,3}|[wW]\d{1,3}",
    re.IGNORECASE,
)
_CODEBOOK = (
    frozenset({"变量", "变量名", "变量名称", "字段", "字段名", "题号", "题目", "问题", "列名", "variable", "field", "question"}),
    frozenset({"取值", "值", "编码", "代码", "选项值", "选项编码", "value", "code"}),
    frozenset({"含义", "标签", "取值说明", "值标签", "选项", "选项内容", "释义", "说明", "label", "meaning", "description"}),
)


@dataclass
class Joined:
    """Sheets read one after another as one table, and the columns they have together."""

    sheets: list[Sheet]
    columns: list[str]

    def takes(self, sheet: Sheet) -> bool:
        """Whether a sheet is of the same table: the same columns in any order, or nearly all of them."""
        mine, other = ({name for name in names if not _UNNAMED.fullmatch(name)} for names in (self.columns, sheet.columns))
        less, more = sorted((mine, other), key=len)
        return mine == other or (less <= more and len(less) >= _ALIKE * len(more) and len(less) > 1)

    def add(self, sheet: Sheet) -> None:
        """One more sheet; columns that the others lack come last."""
        self.sheets.append(sheet)
        self.columns += [column for column in sheet.columns if column not in self.columns]


def joined(sheets: Sequence[Sheet]) -> list[Joined]:
    """The tables of a workbook, in order; sheets that by their names are examples or notes stand alone."""
    tables: list[Joined] = []
    for sheet in sheets:
        same = None if aside(sheet) else next((one for one in tables if one.takes(sheet) and not aside(one.sheets[0])), None)
        if same is None:
            tables.append(Joined([sheet], list(sheet.columns)))
        else:
            same.add(sheet)
    return tables


def aside(sheet: Sheet) -> bool:
    """Whether a sheet by its name only explains the others."""
    return _ASIDE.search(sheet.name) is not None


def chosen(tables: Sequence[Joined], source: str | None) -> Joined:
    """The table that fits the source best, the first of those that fit alike; `source` None: any of what is known."""
    if len(tables) == 1:
        return tables[0]
    return max(tables, key=lambda one: _fit(one, source))


def _fit(table: Joined, source: str | None) -> tuple[bool, bool, bool, int]:
    sheet = table.sheets[0]
    columns, sample = sheet.columns, sheet.sample(_SAMPLED)
    guessed = guess(columns, sample) if sample else None
    if source is None or source not in FIELDS:
        return bool(sample), not aside(sheet), guessed is not None, 0
    targets = propose(columns, sample, source).columns
    fields = {field_of(unnumbered(column), source) for column in columns} & set(FIELDS[source])
    if source == "survey":
        answers = sum(target.role in ("csat", "nps", "ces", "driver", "multi", "open") for target in targets.values())
        return bool(sample) and answers > 0, not aside(sheet), guessed == source, len(fields) + answers
    given = {target.field for target in targets.values()} - {IGNORE}
    complete = all(name in given for name in REQUIRED[source] if name != ANSWER) or (source == "complaint" and "case" in given)
    # Long words alone make a column of text: a sheet of notes has them too.
    own = fields - ({TEXT} if len(fields) == 1 else set())
    return bool(sample) and complete, not aside(sheet), guessed == source, len(own)


def wave_of(sheet: Sheet, dates: DateReader) -> str | None:
    """The period a sheet's name says, 2026-03 or as written; None where it says none."""
    name = sheet.name.strip()
    try:
        period = read_period(name, dates)
    except (ValueError, OverflowError):
        period = None
    if period is not None:
        day = period.day
        shown = {"month": f"{day:%Y-%m}", "quarter": f"{day.year}Q{(day.month + 2) // 3}", "year": f"{day.year}"}
        return shown.get(period.grain, name)
    return name if _PERIOD.fullmatch(name) else None


def labels_in(sheet: Sheet, columns: Sequence[str]) -> dict[str, Variable]:
    """Labels of values from a sheet of variable, value and meaning, for columns of the table; nothing from other sheets."""
    places = [next((place for place, name in enumerate(sheet.columns) if normal(name) in words), None) for words in _CODEBOOK]
    if None in places or len(set(places)) < len(places):
        return {}
    by_name = {normal(column): column for column in columns}
    labels: dict[str, dict[float | str, str]] = {}
    last = ""
    for _, row in sheet.rows():
        variable, value, meaning = (as_text(row[place]) if place is not None and place < len(row) else "" for place in places)
        last = normal(variable) or last
        if last in by_name and value and meaning:
            labels.setdefault(by_name[last], {})[_value(value)] = meaning
    return {column: Variable(column, mine) for column, mine in labels.items()}


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def arranged(row: list[Cell], order: Sequence[int | None] | None) -> list[Cell]:
    """A row in the order of the joined columns, None: it is so already; what stands beyond the header stays beyond it."""
    if order is None:
        return row
    width = sum(place is not None for place in order)
    return [*(row[place] if place is not None and place < len(row) else "" for place in order), *row[width:]]
