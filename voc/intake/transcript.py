"""Calls and chats -> one verbatim per call (the customer's turns) and its utterances."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from voc.intake.cells import as_text
from voc.intake.frame import Columns, Frame, build, chosen
from voc.intake.roles import named, unswapped
from voc.intake.timing import timed_turns
from voc.intake.turns import Turn, in_milliseconds, read_turns
from voc.intake.verbatims import Memory, described, row_keys, settle_repeats, shown, verbatim_ids, verbatim_table
from voc.privacy.turns import mask_turns
from voc.text.normalize import clean


def one_line(text: str) -> str:
    """A turn, cleaned, its own line breaks as blanks: line breaks part turns. Masked with the other turns of its call."""
    text = clean(text)
    lines = text.splitlines()
    return clean(" ".join(lines)) if len(lines) > 1 else text


def calls(frame: Frame) -> list[list[Turn]]:
    """Turns of each row with scrubbed text, silent ones left out; a row whose turns cannot be read, or without customer, is a fault."""
    column = frame.column("turns")
    found = []
    for place, cell in enumerate(frame.cells("turns")):
        turns: list[Turn] = []
        if not as_text(cell):
            frame.fault(place, column, "no_text", "")
        else:
            try:
                turns = [replace(turn, text=text) for turn in read_turns(cell) if (text := one_line(turn.text))]
            except (ValueError, OverflowError):
                frame.fault(place, column, "bad_turns", as_text(cell)[:500])
        found.append(_masked(turns))
    found = _settled(frame, found)
    for place, turns in enumerate(found):
        if not any(turn.speaker == "customer" for turn in turns):
            frame.fault(place, column, "no_customer_turns", turns[0].text if turns else "")
    return found


def _masked(turns: list[Turn]) -> list[Turn]:
    """Turns masked as a call: a number said in pieces, or asked for in one turn and said in the next, is gone from all of them."""
    texts = mask_turns([turn.text for turn in turns])
    return [turn if text == turn.text else replace(turn, text=text) for turn, text in zip(turns, texts, strict=True)]


def _settled(frame: Frame, spoken: list[list[Turn]]) -> list[list[Turn]]:
    """Turns with the roles of their speakers and with times in seconds; what had to be guessed or left out is counted."""
    context, settled = frame.context, []
    if context.milliseconds is None:
        context.milliseconds = in_milliseconds(spoken)
    for turns in spoken:
        roles, guessed = named(turns, context.mapping.speakers)
        roles, swapped = unswapped(roles)
        timed, lost = timed_turns(roles, milliseconds=bool(context.milliseconds))
        context.remarks["guessed_calls"] += guessed
        context.remarks["swapped_calls"] += swapped is not None
        context.remarks["lost_times"] += lost
        context.remarks["unknown_turns"] += sum(turn.speaker == "unknown" for turn in timed)
        settled.append(timed)
    return settled


def customer_text(turns: list[Turn]) -> str | None:
    """The customer's turns, one per line; None where there are none."""
    return "\n".join(turn.text for turn in turns if turn.speaker == "customer") or None


def take(frame: Frame, memory: Memory) -> dict[str, pa.Table]:
    """One verbatim per row and one utterance per turn that is not silent."""
    spoken = calls(frame)
    columns = described(frame)
    whole_calls = ["\x1e".join(f"{turn.speaker}\x1f{turn.text}" for turn in turns) for turns in spoken]
    shown_ids, ids = frame.raw("id"), frame.names()
    settle_repeats(frame, memory, ids, whole_calls, "id")
    alive = frame.alive
    given = chosen(
        {**columns, "external_id": shown(frame, shown_ids), "text": [customer_text(turns) for turns in spoken]}, alive, len(frame)
    )
    names = verbatim_ids(frame, row_keys(frame, memory, ids, alive))
    given["verbatim_id"] = names
    # The content of a call covers the agent's turns too, so that a call with other words is a changed call.
    verbatims = verbatim_table(frame, given, alive, [whole_calls[place] for place in alive])
    return {"verbatims": verbatims, "utterances": _utterances(frame, spoken, alive, names)}


def _utterances(frame: Frame, spoken: list[list[Turn]], alive: list[int], names: list[str]) -> pa.Table:
    said = [(name, place, at, turn) for name, place in zip(names, alive, strict=True) for at, turn in enumerate(spoken[place], 1)]
    columns: Columns = {
        "verbatim_id": [name for name, *_ in said],
        "turn": [at for *_, at, _ in said],
        "speaker": [turn.speaker for *_, turn in said],
        "speaker_sure": [turn.sure for *_, turn in said],
        "start": [turn.start for *_, turn in said],
        "end": [turn.end for *_, turn in said],
        "text": [turn.text for *_, turn in said],
    }
    # Where each turn is a row of the file, none of them is silent, so the rows go with the turns.
    rows = [frame.parts[number][at - 1] if (number := frame.numbers[place]) in frame.parts else number for _, place, at, _ in said]
    return build("utterances", columns, rows, frame.context.file)
