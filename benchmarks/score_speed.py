"""Whole `voc score` and its makers of meaning against `SnowNLP(text).sentiments` in one run: documents per CPU-second after start-up.

    python benchmarks/score_speed.py [FILE.csv] [--rows 100000] [--baseline-rows 400]

Without a file, texts are taken from the sample generator. CPU time is that of this process, children included. Meaning, with evidence: polarity per
clause, intent, escalation, wants, service level, facet. The whole adds reading, masking, causes, topics fitted on the file, and writing.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import sys
import tempfile
from pathlib import Path

from voc import resources
from voc.jobs.score import CHUNK, score_file
from voc.pipeline import load_makers
from voc.settings import Settings
from voc.text.documents import prepare
from voc.text.normalize import clean_each


def cpu() -> float:
    t = os.times()
    return t.user + t.system + t.children_user + t.children_system


def texts_of(path: Path | None, rows: int, folder: Path) -> list[str]:
    """`rows` texts, the file's own repeated where it has fewer."""
    if path is not None:
        with path.open(encoding="utf-8-sig") as lines:
            texts = [row["text"] for row in csv.DictReader(lines)]
    else:
        texts = []
        for file, source in resources.load_package("voc_sample", "data", "generator").generate(folder, seed=1):
            if source == "social":
                texts = [json.loads(line)["正文"] for line in file.read_text(encoding="utf-8").splitlines()]
    return [texts[i % len(texts)] for i in range(rows)]


def meaning(texts: list[str]) -> None:
    """What texts mean, with evidence: the makers `sentiment` and `intent`, in the portions of `voc score`."""
    makers = [maker for name, maker in load_makers(Settings()).items() if name in ("sentiment", "intent")]
    for at in range(0, len(texts), CHUNK):
        docs = prepare(clean_each(texts[at : at + CHUNK]))
        for maker in makers:
            maker.score([str(row) for row in range(len(docs))], docs)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("file", nargs="?", type=Path)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--baseline-rows", type=int, default=400)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = texts_of(given.file, given.rows, folder)
        source, warm = folder / "texts.csv", folder / "warm.csv"
        for path, some in ((source, texts), (warm, texts[:300])):
            with path.open("w", encoding="utf-8", newline="") as lines:
                csv.writer(lines).writerows([["id", "text"], *enumerate(some, start=1)])
        score_file(warm, "social", folder / "warm_out.csv", settings=Settings())
        start = cpu()
        report = score_file(source, "social", folder / "out.csv", settings=Settings())
        ours = report.rows / (cpu() - start)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = cpu()
        meaning(texts)
        meant = len(texts) / (cpu() - start)

        from snownlp import SnowNLP

        baseline = [text for text in texts if text.strip()][:: max(1, len(texts) // given.baseline_rows)][: given.baseline_rows]
        SnowNLP(baseline[0]).sentiments
        start = cpu()
        for text in baseline:
            SnowNLP(text).sentiments
        theirs = len(baseline) / (cpu() - start)
    characters = sum(map(len, texts)) / len(texts)
    print(f"rows {report.rows:,}, {characters:.1f} characters each on average")
    print(f"voc score        {ours:12,.0f} documents per CPU-second, everything included")
    print(f"meaning          {meant:12,.0f} documents per CPU-second, with evidence, files and masking left out")
    print(f"SnowNLP          {theirs:12,.0f} documents per CPU-second, sentiment only ({len(baseline)} documents)")
    print(f"times SnowNLP    {ours / theirs:12.1f} whole, {meant / theirs:.1f} meaning")
    print(f"most memory      {memory:12,.0f} MB, before SnowNLP was imported")
    return 0


if __name__ == "__main__":
    sys.exit(main())
