"""Reading names on one half of the gold set, and its speed beside the sentiment scorer's in the same process.

    python benchmarks/entities_accuracy.py [--half tuning|reporting|both] [--rows 20000]

The halves are those of tests/gold/README.md. CPU time is that of this process, after start-up; texts to time are the sample's posts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path

from voc import entities, resources, sentiment
from voc.jobs.evaluate_entities import evaluate_entities, read_dictionary
from voc.pipeline import Maker
from voc.settings import Settings
from voc.text.documents import prepare
from voc.text.normalize import clean

GOLD = Path(__file__).resolve().parents[1] / "tests" / "gold"


def in_half(identifier: str, half: str) -> bool:
    tuning = hashlib.sha256(f"voc-entities-1:{identifier}".encode()).digest()[0] < 128
    return half == "both" or tuning == (half == "tuning")


def accuracy(half: str, folder: Path) -> None:
    for file in GOLD.glob("entities_*_dictionary.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    lines = (GOLD / "entities.jsonl").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if in_half(json.loads(line)["id"], half)]
    (folder / "entities.jsonl").write_text("\n".join(kept), encoding="utf-8")
    found = evaluate_entities(folder / "entities.jsonl", None, settings=Settings())
    print(f"{half} half: {found.base} texts")
    for figure in found.figures:
        value = "-" if figure.value is None else f"{figure.value:.3f}"
        interval = "" if figure.low is None else f" [{figure.low:.3f}, {figure.high:.3f}]"
        print(f"  {figure.name:<16} {value}{interval} n={figure.base}")


def posts(rows: int, folder: Path) -> list[str]:
    """`rows` posts of the sample, repeated where it has fewer."""
    for file, source in resources.load_package("voc_sample", "data", "generator").generate(folder, seed=1):
        if source == "social":
            texts = [clean(json.loads(line)["正文"]) for line in file.read_text(encoding="utf-8").splitlines()]
    return [texts[i % len(texts)] for i in range(rows)]


def per_second(maker: Maker, texts: list[str]) -> float:
    """Documents per CPU-second, the best of three rounds."""
    docs, ids = prepare(texts), [str(i) for i in range(len(texts))]
    maker.score(ids[:100], prepare(texts[:100]))
    spent = []
    for _ in range(3):
        start = time.process_time()
        maker.score(ids, docs)
        spent.append(time.process_time() - start)
    return len(texts) / min(spent)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--half", choices=("tuning", "reporting", "both"), default="reporting")
    options.add_argument("--rows", type=int, default=20_000)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        accuracy(given.half, Path(name))
        texts = posts(given.rows, Path(name))
    maker = entities.load(read_dictionary(GOLD / "entities_sample_dictionary.csv", settings=Settings()))
    print(f"{len(texts):,} texts, {sum(map(len, texts)) / len(texts):.1f} characters each on average")
    print(f"entities   {per_second(maker, texts):10,.0f} documents per CPU-second")
    print(f"sentiment  {per_second(sentiment.load(), texts):10,.0f} documents per CPU-second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
