"""Learns the coder's model: multinomial logistic regression and naive Bayes on characters and concepts.

`python -m voc.causes.learn --out FOLDER` rebuilds the shipped one from the sentences written for the project (data/causes and the
sample's own phrases), byte for byte the same each time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from voc import resources
from voc.causes.concepts import Concepts, load_concepts
from voc.causes.features import Floats, features, width
from voc.causes.linear import NAME, Learned, LinearModel
from voc.text.documents import prepare
from voc.text.hashing import BITS, BUCKETS, ORDERS
from voc.text.normalize import clean
from voc.text.rules import Rulebook

INVERSE_REGULARISATION, LEAST = 10.0, 3
"""Strength, and the least texts that say a feature."""
VIEWS = ((0.5, 2.0), (1.0, 1.0))
"""Power of a feature's rarity and weight of concepts: what one way of looking misses another finds."""
SHARPER = 1.5
"""The mean of several models is less sure than each of them is rightly; its log odds are raised by this."""
COUNTED, SMOOTHED, CALMER = ((0.5, 2.0), (1.0, 2.0)), 0.1, 0.4
"""Views of naive Bayes, what is added to each of its counts, and what is left of its log odds: it takes what goes together for independent."""
COMPOSED, AGAIN, HANDLED, OTHER, ASIDE = 5_000, 0.3, 0.35, 0.15, 0.5
"""Texts put together from several sentences, and how often one holds another of its cause, handling, another fault, an aside.

All of these were chosen on development texts and the tuning half of a labelled set.
"""
LONG, LESS = 45, 0.5
"""Longer texts tell more than one matter: they count less, and are not put into composed ones."""
HANDLING = ("service.resolution", "service.attitude", "service.hotline_access", "service.misinformation")
VARIANTS, PHRASES = 12, 4
"""How often a sentence with choices is drawn; the sample's phrases less often, for there are more of them."""
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_CODE = re.compile(r"[a-z]+\.[a-z_]+")
_LISTS = ("facts", "short", "notes", "posts", "probes", "replies")
_FILLED = {
    "fee": "30",
    "topup": "一百",
    "penalty": "300",
    "price": "59元",
    "gb": "20",
    "since": "去年",
    "month": "四月",
    "years": "八年",
}
_FILLED |= {
    "brand": "移动",
    "rival": "联通",
    "days": "三天",
    "place": "小区",
    "kin": "我妈",
    "friend": "同学",
    "title": "师傅",
    "n": "三",
}
_LEVELS = 127


class Example(NamedTuple):
    """A text, its code and how much it counts."""

    text: str
    code: str
    weight: float = 1.0


def written(held_out: int = 0) -> tuple[list[Example], list[Example]]:
    """(to learn from, held out) of the sentences written for the project; 1 in `held_out` of data/causes by a digest of the sentence."""
    learned: list[Example] = []
    held: list[Example] = []
    for code, sentence in sentences(resources.path("data", "causes")):
        kept = held_out and hashlib.sha256(f"voc-causes-dev|{sentence}".encode()).digest()[0] % held_out == 0
        (held if kept else learned).extend(_example(text, code) for text in variants(sentence, 2 if kept else VARIANTS))
    learned += [_example(text, code) for code, sentence in phrases() for text in variants(sentence, PHRASES)]
    apart = {example.text for example in held}
    return [example for example in learned if example.text not in apart], held


def _example(text: str, code: str) -> Example:
    return Example(text, code, LESS if len(text) > LONG else 1.0)


def sentences(folder: Path) -> list[tuple[str, str]]:
    """(code, sentence with choices) of every file of `folder`, each once."""
    found = [
        (code, line)
        for path in sorted(folder.glob("*.toml"))
        for code, lists in tomllib.loads(path.read_text(encoding="utf-8")).items()
        for line in lists["lines"].split("\n")
        if line
    ]
    return list(dict.fromkeys(found))


def phrases() -> list[tuple[str, str]]:
    """The same of the sample's phrases, their slots filled."""
    found: list[tuple[str, str]] = []
    for path in sorted(resources.path("data", "generator", "texts").glob("*.toml")):
        if path.stem.startswith("planted"):
            continue
        for code, lists in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if _CODE.fullmatch(code):
                lines = (line for name in _LISTS for line in lists.get(name, "").split("\n") if line)
                found += [(code, _SLOT.sub(lambda slot: _FILLED.get(slot[1], "几"), line)) for line in lines]
    return list(dict.fromkeys(found))


def variants(sentence: str, number: int) -> list[str]:
    """Up to `number` different readings of a sentence with choices, the same each time."""
    rng = random.Random(sentence)
    drawn = (_CHOICE.sub(lambda found: rng.choice(found[1].split("|")), sentence) for _ in range(number))
    return list(dict.fromkeys(drawn))


def composed(examples: Sequence[Example], number: int = COMPOSED, seed: int = 1) -> list[Example]:
    """`number` longer texts out of the examples, the first fault first: its code is that of the whole. The same each time."""
    rng = random.Random(seed)
    asides = resources.path("data", "causes", "asides.txt").read_text(encoding="utf-8").split("\n")[:-1]
    said: dict[str, list[str]] = {}
    for example in examples:
        if len(example.text) <= LONG:
            said.setdefault(example.code, []).append(example.text)
    codes = list(said)
    faults = [code for code in codes if not code.startswith("other.")]
    found = []
    for _ in range(number):
        code = rng.choice(codes)
        parts = [rng.choice(said[code])]
        if rng.random() < AGAIN:
            parts.append(rng.choice(said[code]))
        parts += [rng.choice(said[then]) for then in _then(code, faults, rng) if then in said]
        parts += [rng.choice(asides) for _ in range(2) if rng.random() < ASIDE]
        found.append(Example(rng.choice(["，", "。", " ", "！", " / "]).join(parts), code))
    return found


def _then(code: str, faults: Sequence[str], rng: random.Random) -> list[str]:
    """What is told after `code`: how it was handled, or another fault; nothing after praise and chatter."""
    if code.startswith("other."):
        return []
    if code not in HANDLING[:3] and rng.random() < HANDLED:
        return [rng.choice(HANDLING)]
    return [rng.choice(faults)] if code not in HANDLING and faults and rng.random() < OTHER else []


def learn(examples: Sequence[Example], concepts: Concepts) -> Learned:
    """The mean of several models, one a view and with or without composed texts: as it is linear, it is one model at work."""
    from scipy.sparse import vstack

    classes = sorted({example.code for example in examples})
    plain, more = _table([example.text for example in examples], concepts), composed(examples)
    both = vstack([plain, _table([example.text for example in more], concepts)]).tocsr()
    total, intercept = np.zeros((plain.shape[1], len(classes))), np.zeros(len(classes))
    for table, known in ((plain, list(examples)), (both, [*examples, *more])):
        for rarity, weight in VIEWS:
            columns, weights, constant = _fitted(table, known, rarity, weight)
            total[columns] += weights
            intercept += constant
    scaled = SHARPER / (2 * len(VIEWS))
    counted = [_counted(both, [*examples, *more], classes, *view) for view in COUNTED]
    counts = np.asarray(np.sum(counted, axis=0) * (CALMER / len(COUNTED)), np.float64)
    columns = np.flatnonzero(total.any(axis=1) | counts.any(axis=1))
    return Learned(classes, columns.astype(np.int32), total[columns] * scaled, intercept * scaled, counts[columns])


def _counted(table: Any, examples: Sequence[Example], classes: Sequence[str], rarity: float, concepts: float) -> Floats:
    """Naive Bayes, all classes equally likely: log of a feature's share in a class against the mean of the classes (features x classes)."""
    from scipy.sparse import csr_matrix, diags

    scale = _scale(table, rarity, concepts)
    place = {code: number for number, code in enumerate(classes)}
    weight, code = np.array([example.weight for example in examples]), [place[example.code] for example in examples]
    members = csr_matrix((weight, (code, np.arange(len(code)))), shape=(len(classes), len(code)))
    columns = np.flatnonzero(scale)
    held = np.asarray((members @ (table[:, columns] @ diags(scale[columns]))).todense(), np.float64) + SMOOTHED
    shares = np.log(held / held.sum(axis=1, keepdims=True))
    found = np.zeros((table.shape[1], len(classes)))
    found[columns] = (shares - shares.mean(axis=0)).T * scale[columns, None]
    return found


def _fitted(table: Any, examples: Sequence[Example], rarity: float, concepts: float) -> tuple[Any, Floats, Floats]:
    """One model: its columns, weights (columns x classes) and intercept; a feature counts the less the more texts have it."""
    from scipy.sparse import diags
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    scale = _scale(table, rarity, concepts)
    columns = np.flatnonzero(scale)
    model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=100, tol=1e-3)
    with threadpool_limits(1):
        kept = (table[:, columns] @ diags(scale[columns])).tocsr()
        model.fit(kept, [e.code for e in examples], sample_weight=[e.weight for e in examples])
    # Of two classes scikit-learn keeps one row: how far the second is ahead.
    sides = np.array([[-0.5], [0.5]]) if len(model.classes_) == 2 else np.eye(len(model.classes_))
    return columns, (sides @ (model.coef_ * scale[columns])).T, sides @ model.intercept_


def _table(texts: Sequence[str], concepts: Concepts) -> Any:
    from scipy.sparse import csr_matrix

    docs = prepare([clean(text) for text in texts])
    rows, columns, values = features(docs, Rulebook(concepts.rules).match(docs), len(concepts.names))
    return csr_matrix((values.astype(np.float32), (rows, columns)), shape=(len(texts), width(len(concepts.names))))


def _scale(table: Any, rarity: float, concepts: float) -> Floats:
    """What each column counts: characters by their rarity, concepts alike, and nothing where fewer than LEAST texts have it."""
    texts = np.asarray((table > 0).sum(axis=0)).ravel()
    # Rounded, because the last bit of a logarithm depends on the processor.
    scale = np.round((np.log((1 + table.shape[0]) / (1 + texts)) + 1) ** rarity, 6)
    scale[BUCKETS:] = concepts
    scale[texts < LEAST] = 0.0
    return np.asarray(scale, dtype=np.float64)


def ready(learned: Learned, concepts: Concepts) -> LinearModel:
    """The model at work, without a file."""
    return LinearModel(learned, concepts, "unsaved")


def digest_of(learned: Learned) -> str:
    """What tells one model from another."""
    parts = [learned.columns, learned.weights, learned.counts, *(learned.added[1:] if learned.added else ())]
    return hashlib.sha256(b"".join(np.ascontiguousarray(part).tobytes() for part in parts)).hexdigest()[:12]


def _small(weights: Any) -> tuple[Any, float]:
    """As whole multiples of a step, and that step."""
    step = float(f"{float(np.abs(weights).max()) / _LEVELS:.4e}")
    return np.round(weights / step).astype(np.int8), step


def write(folder: Path, learned: Learned, concepts: Concepts, described: Mapping[str, object]) -> tuple[Path, Path]:
    """(causes.npz, causes.json) in `folder`: weights as whole multiples of a step, features without weight left out."""
    (small, step), (counts, count_step) = _small(learned.weights), _small(learned.counts)
    used = small.any(axis=1) | counts.any(axis=1)
    folder.mkdir(parents=True, exist_ok=True)
    arrays, card = folder / f"{NAME}.npz", folder / f"{NAME}.json"
    held = {"columns": learned.columns[used], "weights": small[used], "counts": counts[used]}
    if learned.added:
        held |= {f"added_{name}": getattr(learned.added, name) for name in ("columns", "weights", "swaps")}
    np.savez_compressed(arrays, **held)
    told = {
        "kind": "mean of multinomial logistic regressions, and naive Bayes, on hashed characters and concepts",
        "bits": BITS,
        "orders": ORDERS,
        "concepts": concepts.digest,
        "classes": learned.classes,
        "step": step,
        "count_step": count_step,
        "intercept": [round(float(value), 4) for value in learned.intercept],
        **({"added": learned.added.classes} if learned.added else {}),
        **described,
    }
    card.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return arrays, card


def rebuild(folder: Path) -> tuple[Path, Path]:
    """The shipped model, learned anew into `folder`."""
    concepts = load_concepts()
    examples, _ = written()
    described = {
        "learned_from": "sentences invented for this project: data/causes, data/generator/texts",
        "sentences": len(examples),
    }
    return write(folder, learn(examples, concepts), concepts, described)


def main(arguments: Iterable[str] | None = None) -> int:
    """Command line: writes the model into --out."""
    parser = argparse.ArgumentParser(prog="python -m voc.causes.learn", description="Rebuild the shipped model of causes.")
    parser.add_argument("--out", type=Path, required=True, help="folder for causes.npz and causes.json")
    for path in rebuild(parser.parse_args(None if arguments is None else list(arguments)).out):
        sys.stdout.write(f"{path}  {path.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
