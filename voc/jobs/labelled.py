"""Files with labels for `voc evaluate`: their rows, labels and texts, whatever the headers are called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voc.dialogue import Call, Turn
from voc.errors import InputError
from voc.intake import read_records
from voc.intake.cells import as_text, rating
from voc.intake.headers import normal
from voc.intake.turns import read_turns
from voc.text.normalize import clean

_HEADERS = {
    "text": ("文本", "内容", "content"),
    "turns": ("对话", "通话内容"),
    "label": ("标签",),
    "sentiment": ("情感",),
    "intent": ("意图",),
    "cause": ("原因",),
    "topic": ("主题",),
    "satisfaction": ("满意度",),
    "accomplishment": ("解决程度", "是否解决", "task_accomplished"),
}
"""Other headers of the columns that are looked for."""
POLARITIES = {
    "1": "pos",
    "0": "neg",
    "-1": "neg",
    "pos": "pos",
    "neg": "neg",
    "neu": "neu",
    "positive": "pos",
    "negative": "neg",
    "neutral": "neu",
    "正面": "pos",
    "负面": "neg",
    "中性": "neu",
}
"""Ways to write a polarity; where a file has -1, its 0 is the neutral one."""


def read_labelled(path: Path) -> list[dict[str, Any]]:
    """Rows with text or turns, under the names the tasks know; InputError where there are none."""
    rows = list(read_records(path))
    names = _names(list(rows[0])) if rows else {}
    rows = [{**row, **{name: row[header] for name, header in names.items()}} for row in rows]
    kept = [row for row in rows if as_text(row.get("text")) or row.get("turns")]
    if not kept:
        given = ", ".join(list(rows[0])[:20]) if rows else "-"
        raise InputError(
            f"{path.name} 里没有带 text（文本、内容）或 turns 的行；现有列：{given}。",
            f"{path.name} has no row with text (or turns); its columns: {given}.",
        )
    return kept


def _names(headers: list[str]) -> dict[str, str]:
    """Name that the tasks know -> header that stands for it, where there is no such column already."""
    given = {normal(header): header for header in reversed(headers)}
    found = {}
    for name, others in _HEADERS.items():
        header = next((given[other] for other in (name, *others) if other in given), None)
        if header is not None and name not in headers:
            found[name] = header
    return found


def refuse_unknown(file: str, given: Sequence[str], known: Sequence[str]) -> None:
    """InputError where not one label is known."""
    found = list(dict.fromkeys(label for label in given if label))
    if set(found).isdisjoint(known):
        zh, en, listed = "、".join(found[:10]), ", ".join(found[:10]), ", ".join(known[:60])
        raise InputError(
            f"{file} 的标签都不认识：{zh}。可用的标签：{listed}。", f"no label of {file} is known: {en}. Known labels: {listed}."
        )


def none_scored(file: str, rows: int) -> InputError:
    """The error for a file of which no row can be held against its label."""
    return InputError(
        f"{file} 的 {rows:,} 行中没有一行既有可用的标签，又有能评分的文本。请给出带中文文本和标签的行。",
        f"of the {rows:,} rows of {file} none has both a label that can be used and a text that can be scored. "
        "Give rows with Chinese text and a label.",
    )


def labels_of(rows: Sequence[dict[str, Any]], names: Sequence[str], file: str) -> list[str]:
    """The first of `names` that the file has, as text; InputError where it has none."""
    for name in names:
        if any(row.get(name) not in (None, "") for row in rows):
            return [as_text(row.get(name)) for row in rows]
    wanted, given = " / ".join(names), ", ".join(rows[0])
    raise InputError(
        f"{file} 缺少标签列 {wanted}；现有列：{given}。", f"{file} has no label column {wanted}; its columns: {given}."
    )


def texts_of(file: str, rows: Sequence[dict[str, Any]]) -> list[str]:
    """The text of each row, of a call what the customer says; InputError where turns cannot be read."""
    return [
        clean(as_text(row["text"])) if call is None else "\n".join(turn.text for turn in call if turn.speaker == "customer")
        for row, call in zip(rows, calls_of(file, rows), strict=True)
    ]


def calls_of(file: str, rows: Sequence[dict[str, Any]]) -> list[Call | None]:
    """The turns of each row that is a call, cleaned; InputError where they cannot be read."""
    return [_call(file, row["turns"]) if row.get("turns") else None for row in rows]


def _call(file: str, turns: Any) -> Call:
    try:
        return [Turn(turn.speaker, clean(turn.text), turn.start, turn.end) for turn in read_turns(turns)]
    except (ValueError, OverflowError) as error:
        given = as_text(turns)[:80]
        raise InputError(
            f'{file} 的 turns 无法识别：{given}。可用 [{{"speaker": "customer", "text": "…"}}]，或“客户：…”逐行书写。',
            f'turns of {file} cannot be read: {given}. Give [{{"speaker": "customer", "text": "..."}}] or lines such as 客户：...',
        ) from error


def rating_of(label: str) -> float | None:
    """A rating as a number; None where it is none."""
    try:
        return rating(label)
    except ValueError:
        return None
