"""How the coder errs, by first level, measured on labelled notes: the table that word of mouth carries into its causes.

    python benchmarks/coder_errors.py tests/gold/causes.jsonl > lexicons/coder_errors.toml

To be run again after every change of the coder; the notes must not have been tuned on.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from voc.jobs.labelled import labels_of, read_labelled, texts_of
from voc.pipeline import load_makers, score
from voc.settings import Settings

HEAD = """\
# How the shipped coder errs, measured on {notes} labelled notes that nothing was tuned on (tests/gold/causes.jsonl): per first level that the
# coder gave, how many notes truly were of each. "" is not coded. `exact` are those with the very code right as well.
# The notes were invented and hold every code about equally often: they are weighed to the store's own levels, and count half.
# Made by benchmarks/coder_errors.py; an audit of your own verbatims (voc label causes) soon outweighs it.
coder = "{coder}"
notes = {notes}
"""


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("file", type=Path)
    path = given.parse_args().file
    rows = read_labelled(path)
    truth, texts = labels_of(rows, ("cause", "label"), path.name), texts_of(path.name, rows)
    makers = {name: maker for name, maker in load_makers(Settings()).items() if name in ("causes", "sentiment")}
    tables = score([str(at) for at in range(len(rows))], texts, [None] * len(rows), makers)
    said = [cause or "" for cause in tables["causes"]["cause"].to_pylist()]
    pairs = list(zip(said, truth, strict=True))
    levels = Counter((one.split(".")[0], other.split(".")[0]) for one, other in pairs)
    exact = Counter(one.split(".")[0] for one, other in pairs if one == other)
    print(HEAD.format(notes=len(rows), coder=makers["causes"].version))
    for level in sorted({one for one, _ in levels}):
        print("[given.{}]".format(level or '""'))
        for (one, true), n in sorted(levels.items()):
            if one == level:
                print(f"{true} = {n}")
        print()
    print("[exact]")
    for level, n in sorted(exact.items()):
        print(f"{level} = {n}")


if __name__ == "__main__":
    main()
