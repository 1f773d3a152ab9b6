"""The header of a sheet: below titles, of one line or several, with question texts, units and import marks under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from voc.intake.cells import Cell, as_text, is_blank, number
from voc.intake.headers import TITLE_ROWS, header_row

HEADER_DEPTH = 3
LOOKED_AT = 24
"""Rows below the header that tell whether a row under it belongs to it."""
JOINT = " / "
Span = tuple[tuple[int, int], tuple[int, int]]
_MOST_LABEL_ROWS = 3
_FEWEST_BELOW = 2
_MOSTLY, _NEARLY = 0.8, 0.9
_DATE = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}(?:\D|$)")
_CODE = re.compile(r"[A-Za-z]{1,4}[\d_.\-]*\w{0,6}", re.ASCII)
_IMPORT = re.compile(r"\{\s*\"ImportId\"")
_UNIT_MARKS = re.compile(r"^(?:单位)?[:：]?\s*[(（\[]?|[)）\]]$")
_UNITS = frozenset(
    (
        *(
            "元",
            "万元",
            "亿元",
            "元/月",
            "分",
            "分钟",
            "小时",
            "秒",
            "天",
            "月",
            "年",
            "岁",
            "次",
            "户",
            "万户",
            "人",
            "万人",
            "个",
            "条",
        ),
        *("件", "单", "笔", "张", "台", "部", "gb", "mb", "kb", "m", "g", "%", "％", "‰", "百分比", "1-10分", "1-5分", "0-10分"),
    )
)


def head_of(rows: Sequence[Sequence[Cell]], merged: Sequence[Span], known: Callable[[str], bool]) -> tuple[int, list[str]]:
    """The place of the first data row, and the name of each column; `rows` are the first of the sheet, from its very top."""
    first = _with_groups(rows, _below_titles(rows, header_row(rows, known), known), merged)
    lines = _lines(rows, first, merged)
    width = max((len(line) for line in lines), default=0)
    names = [
        JOINT.join(dict.fromkeys(text for line in lines if i < len(line) and (text := as_text(line[i])))) for i in range(width)
    ]
    place = first + len(lines)
    for _ in range(_MOST_LABEL_ROWS):
        if place >= len(rows):
            break
        row, below = [as_text(cell) for cell in rows[place]], _filled(rows[place + 1 :])
        if _marks_import(row):
            pass
        elif _holds_units(row, below):
            names = [f"{name}({unit})" if unit else name for name, unit in _paired(names, [_unit(text) for text in row])]
        elif _holds_labels(rows[place], below, names):
            names = _labelled(names, row, known)
        else:
            break
        place += 1
    return place, names


def _below_titles(rows: Sequence[Sequence[Cell]], first: int, known: Callable[[str], bool]) -> int:
    """Passes rows of one or two words above a row of many words: titles, dates of export, units of a whole sheet."""
    for _ in range(TITLE_ROWS):
        if first >= len(rows):
            return first
        said = {as_text(cell) for cell in rows[first]} - {""}
        following = next((place for place in range(first + 1, len(rows)) if any(map(as_text, rows[place]))), None)
        if (
            following is None
            or len(said) > 2
            or any(isinstance(cell, str) and cell.strip() and known(cell) for cell in rows[first])
        ):
            return first
        words = {cell.strip() for cell in rows[following] if isinstance(cell, str) and cell.strip()}
        deeper = max((len({as_text(cell) for cell in row} - {""}) for row in rows[following : following + TITLE_ROWS]), default=0)
        lone = len(said) == 1 and len(words) <= 2 and deeper > 2
        if not lone and len(words) < max(3, 2 * len(said)):
            return first
        if not lone and len(words) < len({as_text(cell) for cell in rows[following]} - {""}):
            # Numbers stand there: this row is the header and that one data.
            return first
        first = following
    return first


def _with_groups(rows: Sequence[Sequence[Cell]], first: int, merged: Sequence[Span]) -> int:
    """The row above the header where it names groups of columns: cells merged across, none of them over the whole width."""
    if first < 1 or first >= len(rows):
        return first
    width = sum(1 for cell in rows[first] if as_text(cell))
    spans = [end[1] - begin[1] + 1 for begin, end in merged if begin[0] == end[0] == first - 1 and end[1] > begin[1]]
    return first - 1 if spans and max(spans) < width else first


def _filled(rows: Sequence[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """Rows with something in them, import marks of survey platforms left out."""
    return [row for row in rows if any(map(as_text, row)) and not _marks_import([as_text(cell) for cell in row])]


def _marks_import(row: Sequence[str]) -> bool:
    return any(row) and all(_IMPORT.match(text) for text in row if text)


def _lines(rows: Sequence[Sequence[Cell]], first: int, merged: Sequence[Span]) -> list[list[Cell]]:
    """The lines of the header: merged cells say how many; a cell merged across stands in each of its columns."""
    depth = max((end[0] - first + 1 for begin, end in merged if begin[0] == first and end[0] > first), default=1)
    across = [(begin, end) for begin, end in merged if begin[0] == first and end[1] > begin[1]]
    if depth == 1 and across and first + 1 < len(rows) and _continues(rows[first + 1], rows[first], across):
        depth = 2
    lines = [list(row) for row in rows[first : first + min(depth, HEADER_DEPTH)]]
    for (row, left), (_, right) in merged:
        if first <= row < first + len(lines):
            line = lines[row - first]
            line[left : right + 1] = [line[left]] * len(line[left : right + 1])
    return lines


def _continues(row: Sequence[Cell], above: Sequence[Cell], across: Sequence[Span]) -> bool:
    """Whether a row is the second line of a header: words below the cells merged across, elsewhere only below blank ones."""
    below = {column for begin, end in across for column in range(begin[1], end[1] + 1)}
    for column, cell in enumerate(row):
        word = isinstance(cell, str) and bool(cell.strip())
        headed = column < len(above) and bool(as_text(above[column]))
        if (column in below and not word) or (column not in below and as_text(cell) and (headed or not word)):
            return False
    return True


def _paired(names: Sequence[str], row: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, row[place] if place < len(row) else "") for place, name in enumerate(names)]


def _unit(text: str) -> str:
    return _UNIT_MARKS.sub("", text).strip()


def _holds_units(row: Sequence[str], below: Sequence[Sequence[Cell]]) -> bool:
    """Whether a row holds nothing but units, each above figures."""
    filled = [place for place, text in enumerate(row) if text]
    return bool(filled) and all(_unit(row[place]).lower() in _UNITS and _figures(below, place) for place in filled)


def _holds_labels(row: Sequence[Cell], below: Sequence[Sequence[Cell]], names: Sequence[str]) -> bool:
    """Whether a row holds words for columns rather than data: words above figures, nearly everywhere, none of them met again below."""
    filled = [place for place, cell in enumerate(row) if not is_blank(cell)]
    named = [place for place, name in enumerate(names) if name]
    if len(below) < _FEWEST_BELOW or not filled or len(filled) < _MOSTLY * len(named):
        return False
    texts = [as_text(row[place]) for place in filled]
    if any(_is_figure(row[place]) for place in filled) or len(set(texts)) < _NEARLY * len(texts):
        return False
    if any(as_text(other[place]) == as_text(row[place]) for other in below for place in filled if place < len(other)):
        return False
    codes = all(_CODE.fullmatch(names[place]) for place in named) or all(_CODE.fullmatch(text) for text in texts)
    return sum(_figures(below, place) for place in filled) >= (1 if codes else 2)


def _figures(below: Sequence[Sequence[Cell]], place: int) -> bool:
    """Whether nearly all of a column is numbers and dates."""
    cells = [row[place] for row in below if place < len(row) and not is_blank(row[place])]
    return bool(cells) and sum(map(_is_figure, cells)) >= _NEARLY * len(cells)


def _is_figure(cell: Cell) -> bool:
    if isinstance(cell, (float, int, date)):
        return True
    text = as_text(cell)
    try:
        return number(text) is not None or bool(_DATE.match(text))
    except ValueError:
        return bool(_DATE.match(text))


def _labelled(names: Sequence[str], row: Sequence[str], known: Callable[[str], bool]) -> list[str]:
    """Of a line of names and a line of questions the questions; the name stays where it is a field's, or where a question repeats."""
    pairs = _paired(names, row)
    if sum(len(label) for _, label in pairs) < sum(len(name) for name, _ in pairs):
        pairs = [(label, name) for name, label in pairs]
    times = Counter(label for _, label in pairs)
    found = []
    for name, label in pairs:
        if not label or not name:
            found.append(label or name)
        elif known(name) and not known(label):
            found.append(name)
        else:
            found.append(label if times[label] == 1 else f"{label} {name}")
    return found
