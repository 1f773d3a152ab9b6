"""Learns the shipped model of agent codes and endings, from sentences invented for the project and the tuning half of the gold calls.

`python -m voc.jobs.teach_calls --calls tests/gold/calls.jsonl --out lexicons/models` writes calls.npz and calls.json.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from voc import resources
from voc.dialogue.agent import CODES, KIND, NAME, Code, Table, agent_turns, features, width
from voc.dialogue.concepts import Floats, load_concepts
from voc.dialogue.ending import OUTPUTS, ending_features
from voc.dialogue.turns import Call, Turn
from voc.text.hashing import BITS, BUCKETS
from voc.text.normalize import clean, fold

VARIANTS, COMPOSED, INVENTED, INVERSE, INVERSE_ENDING = 8, 1500, 0.2, 3.0, 0.15
"""Readings of a sentence with choices, turns put together of two or three, their weight beside real turns, regularisation."""
RARITY, LEAST, FOLDS, SEED, LEVELS = 0.5, 2, 5, 20261129, 127
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
Polarity = Callable[[Sequence[Call]], Sequence[Sequence[float | None]]]


class Labelled(NamedTuple):
    """Calls with the codes of their turns ((turn, code), the first turn is 1) and their OUTPUTS (0 or 1)."""

    calls: list[Call]
    codes: list[set[tuple[int, str]]]
    endings: Floats


def tuning(row: dict[str, Any]) -> bool:
    """Whether a gold call is for tuning; the others are for reporting only."""
    return hashlib.sha256(f"voc-calls-1:{row['id']}".encode()).digest()[0] < 128


def labelled(rows: Sequence[dict[str, Any]]) -> Labelled:
    """Gold rows as calls and labels."""
    calls: list[Call] = [[Turn(t["speaker"], clean(t["text"]), t.get("start"), t.get("end")) for t in row["turns"]] for row in rows]
    codes = [{(one["turn"] + 1, one["code"]) for one in row["agent_codes"]} for row in rows]
    ends = [[row["resolution"] == name for name in OUTPUTS[:3]] + [row["unresolved_ending"]] for row in rows]
    return Labelled(calls, codes, np.array(ends, np.float64))


def invented() -> list[tuple[str, frozenset[str]]]:
    """(text, codes) of data/dialogue/agent*.toml, and turns put together of them."""
    rng = random.Random(SEED)
    found: list[tuple[str, frozenset[str]]] = []
    files = sorted(resources.path("data", "dialogue").glob("agent*.toml"))
    for name, table in (entry for file in files for entry in tomllib.loads(file.read_text(encoding="utf-8")).items()):
        codes = frozenset[str]() if name == "none" else frozenset(name.split("+"))
        for line in table["lines"].strip().split("\n"):
            drawn = [_CHOICE.sub(lambda choice: rng.choice(choice[1].split("|")), line) for _ in range(VARIANTS)]
            found += [(text, codes) for text in dict.fromkeys(drawn)]
    parts = [[rng.choice(found) for _ in range(rng.choice((2, 2, 2, 3)))] for _ in range(COMPOSED)]
    joined = [
        (rng.choice(("，", "", "。")).join(text for text, _ in some), frozenset[str]().union(*(c for _, c in some)))
        for some in parts
    ]
    return found + joined


class Examples(NamedTuple):
    """Turns, their codes (turns x CODES), weights, and the call each is of (-1: invented)."""

    table: Table
    truth: Floats
    weight: Floats
    call: Any


def examples(given: Labelled) -> Examples:
    """Invented turns first, then those of the calls."""
    made, turns = invented(), agent_turns(given.calls)
    place = np.array([[min(len(text), 120) / 30, 0, 0, 0] for text, _ in made] + [list(one.place) for one in turns])
    texts = [fold(clean(text)) for text, _ in made] + [one.text for one in turns]
    truth = [[code in codes for code in CODES] for _, codes in made]
    truth += [[(one.turn, code) in given.codes[one.call] for code in CODES] for one in turns]
    return Examples(
        features(texts, place, load_concepts().agent),
        np.array(truth, np.float64),
        np.array([INVENTED] * len(made) + [1.0] * len(turns)),
        np.array([-1] * len(made) + [one.call for one in turns]),
    )


def _fit(table: Any, truth: Floats, weight: Floats, inverse: float) -> tuple[Floats, Floats]:
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    weights, constants = [], []
    with threadpool_limits(1):
        for column in truth.T:
            if column.min() == column.max():
                weights.append(np.zeros(table.shape[1]))
                constants.append(8.0 if column.max() else -8.0)
                continue
            model = LogisticRegression(C=inverse, solver="liblinear", random_state=0).fit(table, column, sample_weight=weight)
            weights.append(model.coef_[0])
            constants.append(float(model.intercept_[0]))
    return np.array(weights).T, np.array(constants)


def learn_codes(given: Labelled) -> tuple[Floats, Floats, list[list[Code]]]:
    """(weights, intercept, codes of each call found by a model that did not see it)."""
    from scipy.sparse import csr_matrix, diags

    some = examples(given)
    table = csr_matrix((some.table.values, (some.table.rows, some.table.columns)), shape=some.table.shape)
    seen = np.asarray((table > 0).sum(axis=0)).ravel()
    scale = np.round((np.log((1 + table.shape[0]) / (1 + seen)) + 1) ** RARITY, 6)
    scale[BUCKETS:] = 1.0
    scale[seen < LEAST] = 0.0
    kept = np.flatnonzero(scale)
    table = (table @ diags(scale)).tocsr()[:, kept]
    fold_of = np.random.default_rng(SEED).permutation(len(given.calls)) % FOLDS
    logits = np.zeros(some.truth.shape)
    for part in range(FOLDS):
        held = (some.call >= 0) & (fold_of[some.call] == part)
        weights, constants = _fit(table[~held], some.truth[~held], some.weight[~held], INVERSE)
        logits[held] = table[held] @ weights + constants
    real = some.call >= 0
    cut = np.array([threshold(logits[real, code], some.truth[real, code]) for code in range(len(CODES))])
    weights, constants = _fit(table, some.truth, some.weight, INVERSE)
    every = np.zeros((width(load_concepts().agent), len(CODES)))
    every[kept] = weights * scale[kept, None]
    apart: list[list[Code]] = [[] for _ in given.calls]
    for (call, turn), row in zip([(one.call, one.turn) for one in agent_turns(given.calls)], logits[real] - cut, strict=True):
        apart[call] += [Code(CODES[code], turn, 1.0, 0, 0) for code in np.flatnonzero(row > 0)]
    return every, constants - cut, apart


def threshold(logits: Floats, truth: Floats) -> float:
    """Where F1 is best, as the middle of the cuts within .01 of it: one lucky cut is no threshold."""
    cuts = np.arange(-2.5, 1.55, 0.05)
    hits = np.array([((logits > cut) * truth).sum() for cut in cuts])
    score = 2 * hits / np.maximum(np.array([(logits > cut).sum() for cut in cuts]) + truth.sum(), 1)
    return float(np.median(cuts[score >= score.max() - 0.01]))


def learn_endings(given: Labelled, codes: Sequence[Sequence[Code]], polarity: Polarity) -> tuple[Floats, Floats]:
    """(weights with the constant in the last row, log odds of each call by a model that did not see it)."""
    table = ending_features(given.calls, codes, polarity(given.calls))
    fold_of = np.random.default_rng(SEED).permutation(len(given.calls)) % FOLDS
    apart = np.zeros(given.endings.shape)
    even = np.ones(len(table))
    for part in range(FOLDS):
        held = fold_of == part
        weights, constants = _fit(table[~held], given.endings[~held], even[~held], INVERSE_ENDING)
        apart[held] = table[held] @ weights + constants
    weights, constants = _fit(table, given.endings, even, INVERSE_ENDING)
    return np.vstack([weights, constants]), apart


def write(folder: Path, weights: Floats, intercept: Floats, ending: Floats, described: dict[str, object]) -> tuple[Path, Path]:
    """(calls.npz, calls.json): weights as whole multiples of a step, columns without weight left out."""
    step = float(f"{float(np.abs(weights).max()) / LEVELS:.4e}")
    small = np.round(weights / step).astype(np.int8)
    columns = np.flatnonzero(small.any(axis=1)).astype(np.int32)
    folder.mkdir(parents=True, exist_ok=True)
    arrays, card = folder / f"{NAME}.npz", folder / f"{NAME}.json"
    np.savez_compressed(arrays, columns=columns, weights=small[columns], ending=np.round(ending, 4).astype(np.float32))
    told = {
        "kind": KIND,
        "bits": BITS,
        "concepts": load_concepts().digest,
        "codes": CODES,
        "step": step,
        "intercept": [round(float(value), 4) for value in intercept],
        **described,
    }
    card.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return arrays, card


def f1(found: Any, truth: Any) -> float:
    """F1 of two boolean arrays; 0 where nothing is found and nothing true."""
    return float(2 * (found & truth).sum() / max(found.sum() + truth.sum(), 1))


def figures_of(given: Labelled, apart: Sequence[Sequence[Code]]) -> dict[str, float]:
    """F1 of each code, three digits."""
    found = [{(one.turn, one.code) for one in codes} for codes in apart]
    figures = {}
    for code in CODES:
        true, told = ({(i, t) for i, some in enumerate(side) for t, c in some if c == code} for side in (given.codes, found))
        figures[code] = round(2 * len(true & told) / max(len(true) + len(told), 1), 3)
    return figures
