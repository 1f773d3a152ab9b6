"""Learns the shipped model of agent codes and endings (voc.dialogue.examples says from what).

`python -m voc.jobs.teach_calls --calls tests/gold/calls.jsonl --out lexicons/models` writes calls.npz and calls.json.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from voc.dialogue.agent import HEARD, KIND, LETTERS, NAME, PROMISES, Code, Table, agent_turns, features, width
from voc.dialogue.around import around
from voc.dialogue.concepts import Floats, load_concepts
from voc.dialogue.ending import OUTPUTS, ending_features, parting_words
from voc.dialogue.examples import SEED, Labelled, invented, truth_of
from voc.dialogue.hidden import Hidden, learn_hidden
from voc.dialogue.turns import Call
from voc.text.hashing import BITS, BUCKETS
from voc.text.normalize import clean, fold

INVENTED, INVERSE, INVERSE_BESIDE, INVERSE_ENDING = 0.6, 3.0, 0.5, 0.4
"""Weight of an invented sentence beside a turn of a call; regularisation."""
RARITY, GRAMS, LEAST, FOLDS, LEVELS = 0.5, 1.7, 2, 5, 127
TIMES = 2
"""Ways to part the calls: what stands on one of them only is luck."""
DROPPED, COPIES = 0.4, 3
"""Share of the concepts of a turn that are left out of a copy of it, and copies: nobody's lexicon knows every word, and a model that has always
seen all of its concepts leans on them too far."""
Polarity = Callable[[Sequence[Call]], Sequence[Sequence[float | None]]]


class Examples(NamedTuple):
    """Turns, whether each of HEARD is there, weights (turns x HEARD, 0: not known), and the call each is of (-1: a sentence)."""

    table: Table
    truth: Floats
    weight: Floats
    call: Any


def examples(given: Labelled) -> Examples:
    """Invented sentences first, then the turns of the calls."""
    made, turns = invented(), agent_turns(given.calls)
    texts = [fold(clean(one.text)) for one in made] + [one.text for one in turns]
    place = np.array([[min(len(text), 120) / 30, 0, 0, 0] for text in texts[: len(made)]] + [list(one.place) for one in turns])
    codes = [one.codes for one in made]
    codes += [frozenset(code for turn, code in given.codes[one.call] if turn == one.turn) for one in turns]
    truth, known = truth_of(codes, [one.told for one in made] + [given.told[one.call] for one in turns])
    weight = np.array([INVENTED] * len(made) + [1.0] * len(turns))
    call = np.array([-1] * len(made) + [one.call for one in turns])
    return Examples(features(texts, place, load_concepts().agent), truth, known * weight[:, None], call)


def _fit(table: Any, truth: Floats, weight: Floats, inverse: float) -> tuple[Floats, Floats]:
    """(columns x outputs) and constants; `weight` is of the shape of `truth`."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    weights, constants = [], []
    with threadpool_limits(1):
        for column, heavy in zip(truth.T, weight.T, strict=True):
            kept = heavy > 0
            if column[kept].min() == column[kept].max():
                weights.append(np.zeros(table.shape[1]))
                constants.append(8.0 if column[kept].max() else -8.0)
                continue
            model = LogisticRegression(C=inverse, solver="liblinear", random_state=0)
            model.fit(table[kept], column[kept], sample_weight=heavy[kept])
            weights.append(model.coef_[0])
            constants.append(float(model.intercept_[0]))
    return np.array(weights).T, np.array(constants)


class _Alone(NamedTuple):
    """What tells the codes of a turn by itself: the mean of `weights` (columns x HEARD) with `constants` and of hidden units."""

    weights: Floats
    constants: Floats
    hidden: Hidden

    def logits(self, table: Any) -> Floats:
        """(turns x HEARD)."""
        return np.asarray((table @ self.weights + self.constants + self.hidden.logits(table)) / 2)


class Learned(NamedTuple):
    """`weights`, `intercept`, `outer`, `beside` (see AgentModel); by models that did not see a call: its codes, and how sure each of HEARD is on each
    turn of the agents.
    """

    weights: Floats
    intercept: Floats
    outer: Floats
    beside: Floats
    apart: list[list[Code]]
    sure: Floats


def learn_codes(given: Labelled) -> Learned:
    """Weights from all of it; the cut of each code is where F1 is best over folds of whole calls."""
    from scipy.sparse import diags

    some = examples(given)
    table = some.table.sparse()
    seen = np.asarray((table > 0).sum(axis=0)).ravel()
    scale = _rarity(seen, table.shape[0]) * GRAMS
    scale[BUCKETS:] = 1.0
    scale[seen < LEAST] = 0.0
    kept = np.flatnonzero(scale)
    learn = _Noised(table, some, kept, scale)
    folds = [np.random.default_rng(SEED + time).permutation(len(given.calls)) % FOLDS for time in range(TIMES)]
    logits = np.zeros(some.truth.shape)
    narrow = (table @ diags(scale)).tocsr()[:, kept]
    for fold_of, part in itertools.product(folds, range(FOLDS)):
        held = (some.call >= 0) & (fold_of[some.call] == part)
        logits[held] += learn.fit(np.flatnonzero(~held)).logits(narrow[held]) / TIMES
    alone = learn.fit(np.arange(table.shape[0]))
    inner = np.hstack([alone.weights / 2, alone.hidden.inner])
    weights = np.zeros((width(load_concepts().agent), inner.shape[1]))
    weights[kept] = inner * scale[kept, None]
    intercept = np.concatenate([(alone.constants + alone.hidden.constant) / 2, alone.hidden.bias])
    real = some.call >= 0
    beside, found = _learn_beside(given, logits[real], some.truth[real], some.weight[real], folds[0])
    apart: list[list[Code]] = [[] for _ in given.calls]
    for one, row in zip(agent_turns(given.calls), found, strict=True):
        apart[one.call] += [Code(HEARD[code], one.turn, 1.0, 0, 0) for code in np.flatnonzero(row > 0)]
    return Learned(weights, intercept, alone.hidden.outer / 2, beside, apart, 1 / (1 + np.exp(-found)))


def _learn_beside(given: Labelled, logits: Floats, truth: Floats, weight: Floats, fold_of: Any) -> tuple[Floats, Floats]:
    """(`beside`, log odds of each turn by a model that did not see its call), from the log odds of turns by themselves, both less the cut."""
    turns = agent_turns(given.calls)
    table, part_of = around(given.calls, turns, logits), fold_of[[one.call for one in turns]]
    apart = np.zeros_like(logits)
    for part in range(FOLDS):
        held = part_of == part
        weights, constants = _fit(table[~held], truth[~held], weight[~held], INVERSE_BESIDE)
        apart[held] = table[held] @ weights + constants
    known = weight > 0
    cut = np.array([threshold(apart[known[:, code], code], truth[known[:, code], code]) for code in range(len(HEARD))])
    weights, constants = _fit(table, truth, weight, INVERSE_BESIDE)
    return np.vstack([weights, constants - cut]), apart - cut


class _Noised:
    """Fits on turns and on copies of them that lack some of their concepts."""

    def __init__(self, table: Any, some: Examples, kept: Any, scale: Floats) -> None:
        from scipy.sparse import diags

        self._parts = [(self._dropped(table, copy) @ diags(scale)).tocsr()[:, kept] for copy in range(COPIES + 1)]
        self._some = some

    def _dropped(self, table: Any, copy: int) -> Any:
        """`table` without some concepts of each row and without the pairs they are part of; the first copy is whole."""
        from scipy.sparse import csr_matrix

        if not copy:
            return table
        size = len(load_concepts().agent.names)
        gone = np.random.default_rng(SEED + copy).random((table.shape[0], size + 1)) < DROPPED
        gone[:, size] = False
        found = table.tocoo()
        place = found.col - BUCKETS
        left, right = np.divmod(place - size, size)
        pair = (place >= size) & (place < size + size * size)
        lost = gone[found.row, np.where((place >= 0) & (place < size), place, size)]
        lost |= gone[found.row, np.where(pair, left, size)] | gone[found.row, np.where(pair, right, size)]
        return csr_matrix((found.data[~lost], (found.row[~lost], found.col[~lost])), shape=table.shape)

    def fit(self, rows: Any) -> _Alone:
        """From those rows; the hidden units leave features out as they learn and need no copies."""
        from scipy.sparse import vstack

        copies = len(self._parts)
        table = vstack([part[rows] for part in self._parts]).tocsr()
        truth, weight = np.tile(self._some.truth[rows], (copies, 1)), np.tile(self._some.weight[rows] / copies, (copies, 1))
        hidden = learn_hidden(self._parts[0][rows], self._some.truth[rows], self._some.weight[rows], SEED)
        return _Alone(*_fit(table, truth, weight, INVERSE), hidden)


def threshold(logits: Floats, truth: Floats) -> float:
    """Where F1 is best, as the middle of the cuts within .01 of it: one lucky cut is no threshold."""
    cuts = np.arange(-2.5, 1.55, 0.05)
    hits = np.array([((logits > cut) * truth).sum() for cut in cuts])
    score = 2 * hits / np.maximum(np.array([(logits > cut).sum() for cut in cuts]) + truth.sum(), 1)
    return float(np.median(cuts[score >= score.max() - 0.01]))


def _rarity(seen: Any, rows: int) -> Floats:
    """What a column met in `seen` of all rows weighs."""
    return np.asarray(np.round((np.log((1 + rows) / (1 + seen)) + 1) ** RARITY, 6))


class Ending(NamedTuple):
    """`ending` and `letters` (see AgentModel); log odds of each call by a model that did not see it."""

    ending: Floats
    letters: Floats
    apart: Floats


def learn_endings(given: Labelled, learned: Learned, polarity: Polarity) -> Ending:
    """From how sure models that did not see a call were of its codes; whether it recovered is told where F1 is best, as codes are."""
    from scipy.sparse import csr_matrix, diags, hstack

    features, letters = (
        ending_features(given.calls, learned.apart, learned.sure, polarity(given.calls)),
        parting_words(given.calls).sparse(),
    )
    seen = np.asarray((letters > 0).sum(axis=0)).ravel()
    scale = np.where(seen >= LEAST, _rarity(seen, len(given.calls)), 0.0)
    kept = np.flatnonzero(scale)
    table = hstack([csr_matrix(features), (letters @ diags(scale))[:, kept]]).tocsr()
    fold_of = np.random.default_rng(SEED).permutation(len(given.calls)) % FOLDS
    apart, even = np.zeros(given.endings.shape), np.ones(given.endings.shape)
    for part in range(FOLDS):
        held = fold_of == part
        weights, constants = _fit(table[~held], given.endings[~held], even[~held], INVERSE_ENDING)
        apart[held] = table[held] @ weights + constants
    weights, constants = _fit(table, given.endings, even, INVERSE_ENDING)
    cut = np.zeros(len(OUTPUTS))
    recovered = OUTPUTS.index("recovered")
    cut[recovered] = threshold(apart[:, recovered], given.endings[:, recovered])
    spelt = np.zeros((LETTERS, len(OUTPUTS)))
    spelt[kept] = weights[features.shape[1] :] * scale[kept, None]
    return Ending(np.vstack([weights[: features.shape[1]], constants - cut]), spelt, apart - cut)


def _small(weights: Floats) -> tuple[Any, Any, Any]:
    """(columns, multiples, steps): weights as whole multiples of a step of their output, columns without weight left out."""
    step = (np.abs(weights).max(axis=0) / LEVELS).astype(np.float32)
    multiples = np.round(weights / np.maximum(step, 1e-9)).astype(np.int8)
    columns = np.flatnonzero(multiples.any(axis=1)).astype(np.int32)
    return columns, multiples[columns], step


def write(folder: Path, learned: Learned, ending: Ending, described: dict[str, object]) -> tuple[Path, Path]:
    """(calls.npz, calls.json)."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays, card = folder / f"{NAME}.npz", folder / f"{NAME}.json"
    fine = {"intercept": learned.intercept, "outer": learned.outer, "beside": learned.beside, "ending": ending.ending}
    held: dict[str, Any] = {name: np.round(one, 4).astype(np.float32) for name, one in fine.items()}
    held |= dict(zip(("columns", "weights", "step"), _small(learned.weights), strict=True))
    held |= dict(zip(("letter_columns", "letters", "letter_step"), _small(ending.letters), strict=True))
    np.savez_compressed(arrays, **held)
    told = {
        "kind": KIND,
        "bits": BITS,
        "concepts": load_concepts().digest,
        "codes": HEARD,
        **described,
    }
    card.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return arrays, card


def f1(found: Any, truth: Any) -> float:
    """F1 of two boolean arrays; 0 where nothing is found and nothing true."""
    return float(2 * (found & truth).sum() / max(found.sum() + truth.sum(), 1))


def figures_of(codes: Sequence[set[tuple[int, str]]], apart: Sequence[Sequence[Code]]) -> dict[str, float]:
    """F1 of each of HEARD over the turns of calls, three digits; a promise with a time is a promise, too."""
    found = [
        {(one.turn, code) for one in some for code in (one.code, "promise" if one.code in PROMISES else one.code)} for some in apart
    ]
    figures = {}
    for code in HEARD:
        true, told = ({(i, t) for i, some in enumerate(side) for t, c in some if c == code} for side in (codes, found))
        figures[code] = round(2 * len(true & told) / max(len(true) + len(told), 1), 3)
    return figures
