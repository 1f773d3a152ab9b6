"""`python -m voc.jobs.teach_calls --calls tests/gold/calls.jsonl --out lexicons/models`: the shipped model of agent codes and endings, learned anew."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from voc.dialogue import DialogueMaker
from voc.dialogue.agent import CODES, AgentModel
from voc.dialogue.ending import ending_features, endings, parting_words
from voc.dialogue.examples import invented_calls, labelled, tuning
from voc.dialogue.teach import f1, figures_of, learn_codes, learn_endings, write
from voc.pipeline import load_makers
from voc.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: writes the model into --out and tells what it reaches on calls it did not see."""
    parser = argparse.ArgumentParser(prog="python -m voc.jobs.teach_calls", description="Rebuild the shipped model of agent codes.")
    parser.add_argument("--calls", type=Path, required=True, help="labelled calls, of which the tuning half is read")
    parser.add_argument("--out", type=Path, required=True, help="folder for calls.npz and calls.json")
    asked = parser.parse_args(arguments)
    rows = [json.loads(line) for line in asked.calls.read_text(encoding="utf-8").splitlines()]
    real = labelled([row for row in rows if tuning(row)])
    given = real + invented_calls()
    learned = learn_codes(given)
    listener = load_makers(Settings())["dialogue"]
    if not isinstance(listener, DialogueMaker):
        raise TypeError(type(listener))
    ending = learn_endings(given, learned, listener.polarities)
    odds = ending.apart
    model = AgentModel("", learned.weights.astype(np.float32), *learned[1:4], ending.ending, ending.letters.astype(np.float32))
    told: dict[str, Any] = {
        "learned_from": "data/dialogue, data/calls and the tuning half of the gold calls",
        "calls": len(given.calls),
    }
    for name, part in (("gold", slice(len(real.calls))), ("invented", slice(len(real.calls), None))):
        told[f"apart_{name}"] = _figures(given.codes[part], learned.apart[part], given.endings[part], odds[part])
    fresh = invented_calls(apart=True)
    codes, sure = model.heard(fresh.calls)
    odds = endings(ending_features(fresh.calls, codes, sure, listener.polarities(fresh.calls)), parting_words(fresh.calls), model)
    told["kept_apart"] = {"calls": len(fresh.calls), **_figures(fresh.codes, codes, fresh.endings, odds)}
    for path in write(asked.out, learned, ending, told):
        sys.stdout.write(f"{path}  {path.stat().st_size:,} bytes\n")
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def _figures(true: Any, codes: Any, right: Any, odds: Any) -> dict[str, Any]:
    """How well codes and endings are told of calls that were not learned from."""
    figures = figures_of(true, codes)
    return {
        "f1": figures,
        "macro_f1": round(float(np.mean([figures[code] for code in CODES])), 3),
        "unresolved_f1": round(f1(odds[:, 3] > 0, right[:, 3] > 0), 3),
        "recovered_f1": round(f1(odds[:, 4] > 0, right[:, 4] > 0), 3),
        "resolution": round(float(np.mean(odds[:, :3].argmax(1) == right[:, :3].argmax(1))), 3),
    }


if __name__ == "__main__":
    raise SystemExit(main())
