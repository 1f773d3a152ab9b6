"""What `voc evaluate dialogue` tells of calls labelled by codes, endings and roles, beside the ratings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from voc.dialogue import Call
from voc.intake.cells import as_text
from voc.intake.roles import named
from voc.intake.turns import Turn
from voc.jobs.evaluation import Figure
from voc.schema import AGENT_CODES

Bootstrap = Callable[..., Figure]
_LABELS = {
    "unresolved_ending": "unresolved",
    "waiting": "waiting",
    "promise_received": "promise_received",
    "recovered": "recovered",
}
"""Column of the file -> column of dialogue_scores, both yes or no."""


def _f1(truth: Any, given: Any) -> float:
    return float(2 * (truth * given).sum() / max(truth.sum() + given.sum(), 1))


def call_figures(
    rows: Sequence[dict[str, Any]], calls: Sequence[Call | None], scores: dict[str, Any], bootstrap: Bootstrap
) -> list[Figure]:
    """Whatever of codes, ending, contacts and roles the rows are labelled with."""
    import json

    figures = []
    if any(row.get("agent_codes") is not None for row in rows):
        told = [{(one["turn"], one["code"]) for one in json.loads(cell or "[]")} for cell in scores["codes"]]
        figures += _code_figures(rows, calls, told, bootstrap)
    for label, column in _LABELS.items():
        kept = [i for i, row in enumerate(rows) if isinstance(row.get(label), bool) and scores[column][i] is not None]
        if kept:
            truth, given = [int(rows[i][label]) for i in kept], [int(scores[column][i]) for i in kept]
            figures.append(bootstrap(f"f1_{label}", _f1, truth, given))
    kept = [i for i, row in enumerate(rows) if as_text(row.get("resolution")) and scores["resolution"][i] is not None]
    if kept:
        right = [float(as_text(rows[i]["resolution"]) == scores["resolution"][i]) for i in kept]
        figures.append(bootstrap("accuracy_resolution", lambda hit: float(np.mean(hit)), right))
    if any("nth_contact" in row for row in rows):
        right = [float(row.get("nth_contact") == found) for row, found in zip(rows, scores["nth_contact"], strict=True)]
        figures.append(bootstrap("accuracy_nth_contact", lambda hit: float(np.mean(hit)), right))
    return [*figures, *_role_figures(calls, bootstrap)]


def _code_figures(
    rows: Sequence[dict[str, Any]], calls: Sequence[Call | None], told: Sequence[set[tuple[int, str]]], bootstrap: Bootstrap
) -> list[Figure]:
    """F1 of each code over the agent's turns; in the file turns count from 0."""
    truth, given = [], []
    for row, call, found in zip(rows, calls, told, strict=True):
        labels = {(int(one["turn"]) + 1, str(one["code"])) for one in row.get("agent_codes") or []}
        turns = [number for number, turn in enumerate(call or [], 1) if turn.speaker == "agent"]
        truth += [[(number, code) in labels for code in AGENT_CODES] for number in turns]
        given += [[(number, code) in found for code in AGENT_CODES] for number in turns]
    true, said = np.array(truth, np.int64), np.array(given, np.int64)
    figures = [bootstrap(f"f1_{code}", _f1, true[:, place], said[:, place]) for place, code in enumerate(AGENT_CODES)]

    def macro(rows_of: Any) -> float:
        one, other = true[rows_of], said[rows_of]
        return float(np.mean([_f1(one[:, place], other[:, place]) for place in range(len(AGENT_CODES)) if true[:, place].any()]))

    return [bootstrap("macro_f1_agent_codes", macro, np.arange(len(true))), *figures]


def _role_figures(calls: Sequence[Call | None], bootstrap: Bootstrap) -> list[Figure]:
    """Share of turns whose speaker is told right with roles hidden; turns left open count as wrong."""
    right, wrong = [], []
    for call in calls:
        if call is None or not {"agent", "customer"} <= {turn.speaker for turn in call}:
            continue
        both = [turn for turn in call if turn.speaker in ("agent", "customer")]
        letter = {"agent": "B", "customer": "A"}
        hidden = [Turn("unknown", turn.text, label=letter[turn.speaker]) for turn in both]
        found = [turn.speaker for turn in named([replace(turn) for turn in hidden], {})[0]]
        right += [float(one == turn.speaker) for one, turn in zip(found, both, strict=True)]
        wrong += [float(one not in (turn.speaker, "unknown")) for one, turn in zip(found, both, strict=True)]
    if not right:
        return []
    return [
        bootstrap("roles_hidden_turns_right", lambda hit: float(np.mean(hit)), right),
        bootstrap("roles_hidden_turns_wrong", lambda hit: float(np.mean(hit)), wrong),
    ]
