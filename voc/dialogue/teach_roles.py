"""Learns who sounds like an agent, from sentences invented for the project and the tuning half of the gold calls.

`python -m voc.dialogue.teach_roles --calls tests/gold/calls.jsonl --out lexicons/models` writes roles.npz and roles.json.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from voc import resources
from voc.dialogue.examples import tuning
from voc.text.hashing import BITS, BUCKETS, present
from voc.text.normalize import clean, fold
from voc.text.speaking import NAME

VARIANTS, INVERSE, LEAST, LEVELS, SEED = 3, 1.0, 3, 127, 20261129
EACH = 2000.0
"""Weight of the invented and of the real turns of a side together: neither drowns the other."""
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{\w+\}")
_CUSTOMER_LISTS = ("facts", "spoken", "posts")
_SIDES = ("agent", "customer")
Said = dict[str, list[str]]


def _tables(*folder: str) -> Iterator[tuple[str, str, str]]:
    """(table, list, line) of every file of a folder of sentences."""
    for file in sorted(resources.path(*folder).glob("*.toml")):
        for table, lists in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for name, text in lists.items():
                if isinstance(text, str):
                    yield from ((table, name, line) for line in text.strip().split("\n") if line)


def invented() -> Said:
    """Sentences of both sides."""
    said: Said = {side: [] for side in _SIDES}
    for table, _, line in _tables("data", "dialogue"):
        said["customer" if table == "customer" else "agent"].append(line)
    said["customer"] += [line for _, _, line in _tables("data", "causes")]
    for table, name, line in _tables("data", "generator", "texts"):
        parts = line.split(" => ")
        if table == "ask" and len(parts) == 3:
            said["customer"] += [parts[0], parts[2]]
            said["agent"].append(parts[1])
        elif len(parts) == 2:
            said["agent"].append(parts[0])
            said["customer"].append(parts[1])
        elif table in ("agent", "fix"):
            said["agent"].append(line)
        elif table == "customer" or name in _CUSTOMER_LISTS:
            said["customer"].append(line)
    rng = random.Random(SEED)
    return {side: list(dict.fromkeys(_drawn(lines, rng))) for side, lines in said.items()}


def _drawn(lines: Sequence[str], rng: random.Random) -> Iterator[str]:
    for line in lines:
        for _ in range(VARIANTS):
            text = line
            while _CHOICE.search(text):
                text = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text)
            yield _SLOT.sub("三", text)


def learn(parts: Sequence[tuple[bool, Sequence[str]]]) -> tuple[np.ndarray, float]:
    """(weight of each n-gram, intercept); `parts` are (agent's?, turns), each part of equal weight."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    texts = [fold(clean(text)) for _, some in parts for text in some]
    rows, columns, values = present(texts)
    table = csr_matrix((values, (rows, columns)), shape=(len(texts), BUCKETS))
    kept = np.flatnonzero(np.asarray((table > 0).sum(axis=0)).ravel() >= LEAST)
    truth = np.concatenate([np.full(len(some), agent) for agent, some in parts])
    weight = np.concatenate([np.full(len(some), EACH / max(len(some), 1)) for _, some in parts])
    with threadpool_limits(1):
        model = LogisticRegression(C=INVERSE, solver="liblinear", random_state=0).fit(table[:, kept], truth, sample_weight=weight)
    weights = np.zeros(BUCKETS)
    weights[kept] = model.coef_[0]
    return weights, float(model.intercept_[0])


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: writes the model into --out."""
    parser = argparse.ArgumentParser(
        prog="python -m voc.dialogue.teach_roles", description="Rebuild the shipped model of speakers."
    )
    parser.add_argument("--calls", type=Path, required=True, help="labelled calls, of which the tuning half is read")
    parser.add_argument("--out", type=Path, required=True, help="folder for roles.npz and roles.json")
    asked = parser.parse_args(arguments)
    rows = [row for line in asked.calls.read_text(encoding="utf-8").splitlines() if tuning(row := json.loads(line))]
    real = {side: [t["text"] for row in rows for t in row["turns"] if t["speaker"] == side] for side in _SIDES}
    made = invented()
    weights, intercept = learn([(side == "agent", some[side]) for some in (made, real) for side in _SIDES])
    step = float(f"{float(np.abs(weights).max()) / LEVELS:.4e}")
    small = np.round(weights / step).astype(np.int8)
    columns = np.flatnonzero(small).astype(np.int32)
    asked.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(asked.out / f"{NAME}.npz", columns=columns, weights=small[columns])
    card = {
        "kind": "logistic regression on hashed characters",
        "bits": BITS,
        "step": step,
        "intercept": round(intercept, 4),
        "learned_from": "data/dialogue, data/causes, data/generator/texts and the tuning half of the gold calls",
        "sentences": {side: len(made[side]) + len(real[side]) for side in _SIDES},
    }
    (asked.out / f"{NAME}.json").write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(card) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
