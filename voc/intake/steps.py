"""The way of cases through departments -> case_steps."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from voc.intake.cells import as_text, is_blank
from voc.intake.dates import Moment
from voc.intake.frame import Columns, Frame, build, chosen, days
from voc.intake.spans import spans
from voc.intake.verbatims import Memory, settle_repeats
from voc.privacy.keys import keyed_digest

NUMBERED = re.compile(r"(?:第|步骤|环节|step)? ?0*([1-9]\d{0,5})(?:\.0+)?(?:步|环节|[.、])?", re.IGNORECASE | re.ASCII)
"""The number of a step as files write it: 2, 第2步, step 2."""
_SAID = ("department", "team", "staff_key", "received", "left", "outcome")


def take(frame: Frame, memory: Memory) -> dict[str, pa.Table]:
    """One step per row, under the id its case has in `cases`; a row without case, or that left before it came, becomes a fault.

    Without a column of step numbers the frame must hold the whole file: steps are numbered by the time they were received, or in the
    order of the file where one of the case has no such time.
    """
    cases = frame.raw("case") or [None] * len(frame)
    for place, case in enumerate(cases):
        if case is None:
            frame.fault(place, frame.column("case"), "no_case", "")
    received, left = spans(frame, "received", "left", reason="left_before_received", inclusive=False)
    columns: Columns = {name: frame.words(name) for name in ("department", "team", "outcome")}
    columns |= {"staff_key": frame.digests("staff", "staff"), "received": days(received)[0], "left": days(left)[0]}
    steps = _given(frame) if frame.has("step") else _counted(frame, cases, received)
    said = [
        "\x1f".join(str(values[place] or "") if (values := columns[name]) else "" for name in _SAID) for place in range(len(frame))
    ]
    ids = [f"{case}\x1f{step}" for case, step in zip(cases, steps, strict=True)]
    shown = [f"{case} · {step}" for case, step in zip(cases, steps, strict=True)]
    settle_repeats(frame, memory, ids, said, "case", shown)
    alive = frame.alive
    given = chosen({**columns, "step": steps}, alive, len(frame))
    # As complaint.take names the cases that have a number of their own.
    given["case_id"] = [keyed_digest(frame.context.key, "case", "id", str(cases[place])) for place in alive]
    return {"case_steps": build("case_steps", given, [frame.numbers[place] for place in alive], frame.context.file)}


def _given(frame: Frame) -> list[int | None]:
    steps: list[int | None] = []
    for place, cell in enumerate(frame.cells("step")):
        found = NUMBERED.fullmatch(as_text(cell))
        if found is None:
            frame.fault(place, frame.column("step"), "no_step" if is_blank(cell) else "bad_number", as_text(cell))
        steps.append(int(found[1]) if found else None)
    return steps


def _counted(frame: Frame, cases: Sequence[str | None], received: Sequence[Moment | None]) -> list[int | None]:
    """Numbers from 1 within each case; a row that repeats an earlier one word for word is that step again."""
    by_case: dict[str | None, list[int]] = {}
    alive = frame.alive
    for place in alive:
        by_case.setdefault(cases[place], []).append(place)
    rows = dict(zip(alive, frame.canonical(alive), strict=True))
    steps: list[int | None] = [None] * len(frame)
    for places in by_case.values():
        times = {place: moment.at for place in places if (moment := received[place]) is not None}
        ordered = sorted(places, key=times.__getitem__) if len(times) == len(places) else places
        known: dict[str, int] = {}
        for place in ordered:
            steps[place] = known.setdefault(rows[place], len(known) + 1)
    return steps
