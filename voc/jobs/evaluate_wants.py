"""How well the smaller frames (wants, service level, facet of staff) are read, against a labelled file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from voc.errors import InputError
from voc.intake.cells import as_text
from voc.jobs.evaluation import Evaluation, Figure, share
from voc.jobs.labelled import refuse_unknown
from voc.schema import FRAMES

NONE = "none"
"""How a file writes that the words do not say."""
Scores = tuple[dict[str, Any], dict[str, str]]


def evaluate_wants(
    file: str,
    rows: Sequence[dict[str, Any]],
    scored: Callable[[Sequence[dict[str, Any]]], Scores],
    bootstrap: Callable[..., Figure],
) -> Evaluation:
    """Accuracy and macro-F1 of each frame, over the rows that are labelled for it; InputError where no row is labelled for any."""
    named = [frame for frame in FRAMES if any(as_text(row.get(frame)) for row in rows)]
    if not named:
        wanted, columns = " / ".join(FRAMES), ", ".join(rows[0])
        raise InputError(
            f"{file} 缺少标签列 {wanted}；现有列：{columns}。", f"{file} has none of the columns {wanted}; its columns: {columns}."
        )
    scores, versions = scored(rows)
    figures, worst, used = [], [], set()
    for frame in named:
        labels = [as_text(row.get(frame)) for row in rows]
        refuse_unknown(file, labels, (*FRAMES[frame], NONE))
        kept = [i for i, label in enumerate(labels) if label]
        truth, given = [labels[i] for i in kept], [scores[frame][i] or NONE for i in kept]
        figures += [
            share(f"accuracy_{frame}", [a == b for a, b in zip(truth, given, strict=True)]),
            bootstrap(f"macro_f1_{frame}", truth, given),
        ]
        worst += [
            {"frame": frame, "label": t, "given": g, "text": scores["text"][i][:120]}
            for i, t, g in zip(kept, truth, given, strict=True)
            if t != g
        ][:20]
        used.update(kept)
    return Evaluation("wants", file, len(used), len(rows) - len(used), figures, worst=worst, versions=versions)
