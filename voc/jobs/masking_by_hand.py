"""Whole texts and calls labelled by hand with what must vanish (`spans`) and what must stay (`stay`, `stay_at`)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from voc.errors import InputError
from voc.jobs.masking_sentences import Label, Sentence

WITHOUT_CUE = "NAME_WITHOUT_CUE"
_BEFORE = re.compile(r"[小老阿](?=[\u3400-\u9fff]{1,2}$)")
_DOUBLE = re.compile(
    "欧阳|上官|司马|诸葛|皇甫|尉迟|慕容|东方|令狐|司徒|夏侯|端木|长孙|公孙|宇文|轩辕|独孤|南宫|呼延|钟离|闻人|申屠|拓跋|百里"
)


def read_by_hand(path: Path) -> list[Sentence]:
    """The texts with their labels; InputError, which names the line and says nothing of it, where a label is not at its place."""
    made: list[Sentence] = []
    number = 0
    try:
        for line in path.read_text(encoding="utf-8").split("\n"):
            number += 1
            if line.strip():
                made.append(_sentence(json.loads(line)))
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        kind = type(error).__name__
        raise InputError(
            f"{path.name} 第 {number} 行不是带标签的脱敏文本（需要 text 或 turns、spans、stay、stay_at）：{kind}。",
            f"{path.name}, line {number} is no labelled text for masking (it needs text or turns, spans, stay, stay_at): {kind}.",
        ) from None
    if not made:
        raise InputError(f"{path.name} 里没有文本。", f"{path.name} holds no text.")
    return made


def _sentence(row: dict[str, Any]) -> Sentence:
    turns = row.get("turns") or [{"speaker": "customer", "text": row["text"]}]
    texts = tuple(str(turn["text"]) for turn in turns)
    parts: dict[str, int] = {}
    labels = []
    for whole, span in enumerate(row["spans"]):
        kind = WITHOUT_CUE if span["type"] == "NAME" and span.get("cue") is False else str(span["type"])
        # The parts of a value, said again or not, are one value: a text has one such value of a type.
        number = parts.setdefault(kind, whole) if "part" in span else whole
        turn, start = int(span.get("turn", 0)), int(span["start"])
        lead, end = must_vanish(kind, span["text"])
        labels.append(Label(kind, True, turn, start + lead, start + end, number))
        _there(texts, turn, start, span["text"])
    for text, (turn, start) in zip(row["stay"], row["stay_at"], strict=True):
        _there(texts, turn, start, text)
        # Four last figures may be reported apart.
        kind = "TAIL4" if re.match("[尾末后].{0,6}[0-9]{4}$", text) else "string"
        labels.append(Label(kind, False, turn, start, start + len(text), -1))
    return Sentence(str(row.get("id", "")), not row["spans"], texts, tuple(str(turn["speaker"]) for turn in turns), tuple(labels))


def _there(texts: tuple[str, ...], turn: int, start: int, text: str) -> None:
    if not text or start < 0 or texts[turn][start : start + len(text)] != text:
        raise ValueError


def must_vanish(kind: str, text: str) -> tuple[int, int]:
    """Where in a labelled stretch begins and ends what has to go: not the @, and of a form of address the surname only."""
    if kind == "AT_NAME" and text[:1] in "@＠":
        return 1, len(text)
    if kind != "ADDRESSED":
        return 0, len(text)
    if _BEFORE.match(text):
        return 1, len(text)
    return 0, 2 if _DOUBLE.match(text) else 1


__all__ = ["WITHOUT_CUE", "must_vanish", "read_by_hand"]
