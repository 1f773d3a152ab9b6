"""Evidence in words: which spans of a verbatim spoke for the score, and how strongly."""

from __future__ import annotations

import json
from collections.abc import Sequence

MOST = 4


def spans(evidence: str | None) -> list[tuple[str, float]]:
    """The spans of a JSON evidence list as (text, weight), heaviest first, each text once."""
    if not evidence:
        return []
    heaviest: dict[str, float] = {}
    for span in json.loads(evidence):
        text, weight = " ".join(str(span.get("text", "")).split()), float(span.get("weight") or 0.0)
        if text and abs(weight) > abs(heaviest.get(text, 0.0)):
            heaviest[text] = weight
    return sorted(heaviest.items(), key=lambda one: -abs(one[1]))


def readable(parts: Sequence[tuple[str, str | None]], lang: str = "zh") -> str | None:
    """Several evidence lists, each with its heading, as one line: "根因：没信号 3.0、断网 1.0；情感：太差 −0.8"; None without spans."""
    comma, semicolon = ("、", "；") if lang == "zh" else (", ", "; ")
    said = []
    for heading, evidence in parts:
        found = spans(evidence)[:MOST]
        if found:
            said.append(heading + comma.join(f"{text} {weight:.1f}".replace(" -", " −") for text, weight in found))
    return semicolon.join(said) or None
