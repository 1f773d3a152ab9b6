"""Scripts and boilerplate: what agents and machines say in the same words in many calls. Out of the scores, not out of the record."""

from __future__ import annotations

import re
from collections.abc import Iterable

from voc.dialogue.agent import Code
from voc.dialogue.turns import Call
from voc.text.normalize import fold

FEWEST, SHARE, SHORTEST = 50, 0.05, 6
"""Calls a text must come in, their share of all calls, and characters without numbers and marks that make it a text."""
SCRIPT = "script"
KEPT = frozenset({"greeting", "thanks"})
"""Codes that a script may have: manners are scripts by nature."""
# Masked values, numbers and marks differ from call to call where the script is one.
_VARIES = re.compile(r"\[[^\[\]]{1,12}\]|<[^<>]{1,12}>|[\W\d_零一二三四五六七八九十百千幺两]+")


def fingerprint(text: str) -> str:
    """The text without what varies; "" where too little is left to tell."""
    bare = _VARIES.sub("", fold(text))
    return bare if len(bare) >= SHORTEST else ""


def recurring(said: Iterable[tuple[str, int]], calls: int) -> frozenset[str]:
    """Fingerprints that come in FEWEST calls and SHARE of them; `said` holds each text of agents and machines and in how many calls it stands."""
    counts: dict[str, int] = {}
    for text, number in said:
        if mark := fingerprint(text):
            counts[mark] = counts.get(mark, 0) + number
    return frozenset(mark for mark, number in counts.items() if number >= max(FEWEST, SHARE * calls))


def scripted(call: Call, scripts: frozenset[str]) -> set[int]:
    """The turns of agents and machines that are a script."""
    if not scripts:
        return set()
    return {
        number for number, turn in enumerate(call, 1) if turn.speaker != "customer" and (fingerprint(turn.text) or None) in scripts
    }


def unscripted(call: Call, said: set[int]) -> Call:
    """The call with its scripted turns `said` as those of nobody: the last thing the agent says is what he says of his own accord."""
    return [turn._replace(speaker="other") if number in said else turn for number, turn in enumerate(call, 1)] if said else call


def without_scripts(call: Call, codes: list[Code], said: set[int]) -> list[Code]:
    """The codes of a call without those of scripted turns `said`, which are marked instead."""
    marks = [Code(SCRIPT, number, 1.0, 0, len(call[number - 1].text)) for number in sorted(said)]
    return marks + [one for one in codes if one.turn not in said or one.code in KEPT]
