"""Latent classes: groups of respondents told apart by the answers they give together, by expectation and maximisation.

Sources: Lazarsfeld and Henry 1968; Dempster, Laird and Rubin 1977; the number of classes by BIC (Schwarz 1978).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.errors import VocError
from voc.survey.intervals import Estimate, Floats, Numbers, benjamini_hochberg, fill_weights, n_eff, quality_of, wilson

STARTS, ROUNDS, CLOSE = 12, 500, 1e-7
_PRIOR = 0.5
"""Answers added to each value of each question and class, spread by the whole: no probability is 0 or 1."""


@dataclass(frozen=True)
class Trait:
    """What sets a class apart: a value given more or less often than by all others, with both shares and adjusted p."""

    question: str
    value: str
    inside: Estimate
    outside: Estimate
    p: float


@dataclass(frozen=True)
class Class:
    """One class: its share of all (weighted, by membership probability), and its traits, the strongest first."""

    share: float
    traits: tuple[Trait, ...]


@dataclass(frozen=True)
class Classes:
    """The classes, largest first; each respondent's probabilities (respondents x classes); BIC of every number tried; entropy R2 (1: every
    respondent is surely in one class); `repeated`: how many starts came to the best solution.
    """

    classes: tuple[Class, ...]
    membership: Floats
    bic: dict[int, float]
    entropy: float
    repeated: int
    base: int

    @property
    def assigned(self) -> npt.NDArray[np.int64]:
        """The likeliest class of each respondent."""
        return np.asarray(self.membership.argmax(axis=1))


@dataclass(frozen=True)
class _Fit:
    sizes: Floats
    given: Floats
    likelihood: float
    rounds: int


def latent_classes(
    answers: Mapping[str, Sequence[str | None]],
    weights: Numbers | None = None,
    *,
    most: int = 6,
    seed: int = 20260101,
    traits: int = 8,
) -> Classes:
    """Classes from categorical answers (None: not answered, which says nothing), 1 to `most` of them, the number by BIC.

    Weights count as repeated respondents scaled to the effective base, so that BIC is not fooled. VocError under 30 effective
    respondents or with fewer than two questions that vary.
    """
    coded, values = _coded(answers)
    w = (
        np.ones(len(coded))
        if weights is None
        else fill_weights(np.array([math.nan if v is None else v for v in weights], dtype=float))
    )
    w = w * n_eff(w) / w.sum() if w.sum() > 0 else w
    if quality_of(n_eff(w)) == "suppressed" or len(values) < 2:
        raise VocError(
            "潜在类别至少需要 30 个有效样本和两道有差异的题。",
            "latent classes need 30 effective respondents and two questions with different answers.",
        )
    patterns, place, heavy = _patterns(coded, w)
    marks = _marks(patterns, [len(names) for names in values.values()])
    blocks = np.repeat(np.arange(len(values)), [len(names) for names in values.values()])
    n = float(heavy.sum())
    tried: dict[int, tuple[_Fit, int]] = {}
    for k in range(1, most + 1):
        chance = np.random.default_rng([seed, k])
        fits = [_fit(marks, heavy, blocks, k, chance) for _ in range(1 if k == 1 else STARTS)]
        best = max(fits, key=lambda fit: fit.likelihood)
        tried[k] = best, sum(abs(fit.likelihood - best.likelihood) < 1e-3 * max(1.0, abs(best.likelihood) * 1e-3) for fit in fits)
    free = marks.shape[1] - len(values)
    bic = {k: -2 * fit.likelihood + (k - 1 + k * free) * math.log(n) for k, (fit, _) in tried.items()}
    chosen = min(bic, key=lambda k: bic[k])
    fit, repeated = tried[chosen]
    order = np.argsort(-fit.sizes)
    probability = _posterior(marks, fit)[0][:, order][place]
    return Classes(
        tuple(_described(probability[:, at], coded, w, values, traits) for at in range(chosen)),
        probability,
        bic,
        _entropy(probability, w),
        repeated,
        len(coded),
    )


def _coded(answers: Mapping[str, Sequence[str | None]]) -> tuple[npt.NDArray[np.int64], dict[str, list[str]]]:
    """Answers as places among their values, -1 for none; questions with one value only are left out."""
    columns, values = [], {}
    for question, given in answers.items():
        names = sorted({one for one in given if one is not None})
        if len(names) > 1:
            at = {name: place for place, name in enumerate(names)}
            columns.append(np.array([-1 if one is None else at[one] for one in given], dtype=np.int64))
            values[question] = names
    size = len(next(iter(answers.values()), ()))
    return (np.column_stack(columns) if columns else np.empty((size, 0), dtype=np.int64)), values


def _patterns(coded: npt.NDArray[np.int64], w: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Different rows, the row of each respondent, and what each weighs: respondents who answer alike are counted once."""
    patterns, place = np.unique(coded, axis=0, return_inverse=True)
    place = place.ravel()
    return patterns, place.astype(np.int64), np.bincount(place, weights=w, minlength=len(patterns)).astype(float)


def _marks(patterns: npt.NDArray[np.int64], sizes: Sequence[int]) -> Floats:
    marks = [(patterns[:, [at]] == np.arange(size)).astype(float) for at, size in enumerate(sizes)]
    return np.concatenate(marks, axis=1)


def _fit(marks: Floats, heavy: Floats, blocks: npt.NDArray[np.int64], k: int, chance: np.random.Generator) -> _Fit:
    overall = heavy @ marks
    overall = overall / np.bincount(blocks, weights=overall)[blocks]
    member = chance.dirichlet(np.ones(k), len(marks))
    before = -math.inf
    fit = _Fit(np.full(k, 1 / k), np.tile(overall, (k, 1)), before, 0)
    for rounds in range(1, ROUNDS + 1):
        soft = (member * heavy[:, None]).T
        counts = soft @ marks + _PRIOR * overall
        totals = np.array([np.bincount(blocks, weights=row) for row in counts])[:, blocks]
        sizes = soft.sum(axis=1)
        fit = _Fit(sizes / sizes.sum(), counts / totals, before, rounds)
        member, each = _posterior(marks, fit)
        likelihood = float(heavy @ each)
        fit = _Fit(fit.sizes, fit.given, likelihood, rounds)
        if likelihood - before < CLOSE * abs(likelihood):
            break
        before = likelihood
    return fit


def _posterior(marks: Floats, fit: _Fit) -> tuple[Floats, Floats]:
    """Membership of each pattern, and its log likelihood."""
    joint = marks @ np.log(fit.given).T + np.log(np.maximum(fit.sizes, 1e-300))
    top = joint.max(axis=1, keepdims=True)
    total = np.log(np.exp(joint - top).sum(axis=1, keepdims=True)) + top
    return np.exp(joint - total), total[:, 0]


def _entropy(probability: Floats, w: Floats) -> float:
    k = probability.shape[1]
    if k < 2:
        return 1.0
    unsure = -(probability * np.log(np.maximum(probability, 1e-300))).sum(axis=1)
    return float(1 - (w @ unsure) / (w.sum() * math.log(k)))


def _described(own: Floats, coded: npt.NDArray[np.int64], w: Floats, values: Mapping[str, Sequence[str]], most: int) -> Class:
    found = []
    for at, (question, names) in enumerate(values.items()):
        asked = coded[:, at] >= 0
        for place, name in enumerate(names):
            hit = coded[:, at] == place
            inside, outside = (_share(hit[asked], (part * w)[asked]) for part in (own, 1 - own))
            if inside.value is None or outside.value is None or min(inside.effective_base, outside.effective_base) < 5:
                continue
            z = abs(inside.value - outside.value) / max(math.hypot(inside.se or 0, outside.se or 0), 1e-12)
            found.append(Trait(question, name, inside, outside, math.erfc(z / math.sqrt(2))))
    adjusted = benjamini_hochberg([one.p for one in found])
    kept = [Trait(**{**vars(one), "p": float(p)}) for one, p in zip(found, adjusted, strict=True) if p < 0.05]
    kept.sort(key=lambda one: -abs(float(one.inside.value or 0) - float(one.outside.value or 0)))
    return Class(float(own @ w / w.sum()), tuple(kept[:most]))


def _share(hit: npt.NDArray[np.bool_], w: Floats) -> Estimate:
    effective = n_eff(w)
    p = float(w @ hit / w.sum()) if w.sum() > 0 else 0.0
    return wilson(min(1.0, p) * effective, effective, base=int((w > w.mean()).sum()) if len(w) else 0)
