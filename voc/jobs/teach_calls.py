"""`python -m voc.jobs.teach_calls --calls tests/gold/calls.jsonl --out lexicons/models`: the shipped model of agent codes and endings, learned anew."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voc.dialogue import DialogueMaker
from voc.dialogue.teach import f1, figures_of, labelled, learn_codes, learn_endings, tuning, write
from voc.pipeline import load_makers
from voc.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: writes the model into --out and tells what it reaches on calls it did not see."""
    parser = argparse.ArgumentParser(prog="python -m voc.jobs.teach_calls", description="Rebuild the shipped model of agent codes.")
    parser.add_argument("--calls", type=Path, required=True, help="labelled calls, of which the tuning half is read")
    parser.add_argument("--out", type=Path, required=True, help="folder for calls.npz and calls.json")
    asked = parser.parse_args(arguments)
    rows = [json.loads(line) for line in asked.calls.read_text(encoding="utf-8").splitlines()]
    given = labelled([row for row in rows if tuning(row)])
    weights, intercept, apart = learn_codes(given)
    listener = load_makers(Settings())["dialogue"]
    if not isinstance(listener, DialogueMaker):
        raise TypeError(type(listener))
    ending, odds = learn_endings(given, apart, listener.polarities)
    figures = figures_of(given, apart)
    told = {
        "learned_from": "data/dialogue and the tuning half of the gold calls",
        "calls": len(given.calls),
        "f1_apart": figures,
        "macro_f1_apart": round(float(np.mean(list(figures.values()))), 3),
        "unresolved_f1_apart": round(f1(odds[:, 3] > 0, given.endings[:, 3] > 0), 3),
        "resolution_apart": round(float(np.mean(odds[:, :3].argmax(1) == given.endings[:, :3].argmax(1))), 3),
    }
    for path in write(asked.out, weights, intercept, ending, told):
        sys.stdout.write(f"{path}  {path.stat().st_size:,} bytes\n")
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
