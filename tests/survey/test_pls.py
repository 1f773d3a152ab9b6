from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from voc.errors import VocError
from voc.survey.loyalty import acsi
from voc.survey.pls import fitted, pls, scores

BLOCKS = {
    "expectation": ["e1", "e2", "e3"],
    "quality": ["q1", "q2", "q3"],
    "value": ["v1", "v2"],
    "satisfaction": ["s1", "s2", "s3"],
}
PATHS = {"quality": ["expectation"], "value": ["expectation", "quality"], "satisfaction": ["expectation", "quality", "value"]}


def _answers(n: int = 600, seed: int = 5) -> dict[str, Any]:
    """Answers 1-10 made from known paths, as positions."""
    chance = np.random.default_rng(seed)
    latent = {"expectation": chance.normal(size=n)}
    latent["quality"] = 0.6 * latent["expectation"] + 0.8 * chance.normal(size=n)
    latent["value"] = 0.2 * latent["expectation"] + 0.5 * latent["quality"] + 0.75 * chance.normal(size=n)
    latent["satisfaction"] = 0.5 * latent["quality"] + 0.4 * latent["value"] + 0.5 * chance.normal(size=n)
    return {
        item: (np.clip(np.round(7 + 1.4 * (latent[name] + 0.5 * chance.normal(size=n))), 1, 10) - 1) / 9
        for name, items in BLOCKS.items()
        for item in items
    }


def _by_rows(x: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, float]]:
    """PLS mode A, path scheme, written on the rows themselves instead of their correlations."""
    names = list(BLOCKS)
    z = {k: np.column_stack([(x[i] - x[i].mean()) / x[i].std() for i in items]) for k, items in BLOCKS.items()}
    w = {k: np.ones(m.shape[1]) / m.sum(axis=1).std() for k, m in z.items()}
    for _ in range(300):
        y = {k: z[k] @ w[k] for k in names}
        inner = {}
        for k in names:
            total = np.zeros(len(y[k]))
            before = PATHS.get(k, [])
            if before:
                design = np.column_stack([y[s] for s in before])
                total = total + design @ np.linalg.lstsq(design, y[k], rcond=None)[0]
            for after, sources in PATHS.items():
                if k in sources:
                    total = total + np.corrcoef(y[k], y[after])[0, 1] * y[after]
            inner[k] = total
        fresh = {k: z[k].T @ inner[k] / len(inner[k]) for k in names}
        fresh = {k: v / (z[k] @ v).std() for k, v in fresh.items()}
        done = max(np.abs(fresh[k] - w[k]).max() for k in names) < 1e-11
        w = fresh
        if done:
            break
    y = {k: z[k] @ w[k] for k in names}
    paths = {t: np.linalg.lstsq(np.column_stack([y[s] for s in ss]), y[t], rcond=None)[0] for t, ss in PATHS.items()}
    index = {}
    for k, items in BLOCKS.items():
        raw = w[k] / np.array([x[i].std() for i in items])
        index[k] = acsi([1 + 9 * float(x[i].mean()) for i in items], list(map(float, raw)), 1, 10)
    return w, paths, index


def test_from_correlations_as_from_rows() -> None:
    answers = _answers()
    found = pls(answers, BLOCKS, PATHS, resamples=0)
    weights, paths, index = _by_rows(answers)
    for latent in found.latents:
        assert latent.weights == pytest.approx(list(weights[latent.name]), abs=1e-6)
        assert latent.index is not None
        assert latent.index.value == pytest.approx(index[latent.name], abs=1e-6)
    for arrow in found.paths:
        assert arrow.value == pytest.approx(paths[arrow.target][PATHS[arrow.target].index(arrow.source)], abs=1e-6)
    assert found.rounds is not None
    assert found.rounds < 60


def test_many_models_at_once_are_each_as_if_alone() -> None:
    many = [np.corrcoef(np.column_stack(list(_answers(seed=seed).values())), rowvar=False) for seed in range(4)]
    names = [item for items in BLOCKS.values() for item in items]
    member = np.array([[item in items for item in names] for items in BLOCKS.values()], dtype=float)
    causes = np.array([[source in PATHS.get(target, []) for source in BLOCKS] for target in BLOCKS])
    together = fitted(np.array(many), member, causes)
    alone = [fitted(one, member, causes) for one in many]
    for place, one in enumerate(alone):
        assert together.outer[place] == pytest.approx(one.outer, abs=1e-12)
        assert together.coefficients[place] == pytest.approx(one.coefficients, abs=1e-12)
    assert together.rounds == max(one.rounds for one in alone if one.rounds is not None)


def test_the_paths_that_were_planted_are_found() -> None:
    found = pls(_answers(4000), BLOCKS, PATHS, resamples=100)
    by = {(arrow.source, arrow.target): arrow for arrow in found.paths}
    assert by["quality", "satisfaction"].value > by["value", "satisfaction"].value > by["expectation", "satisfaction"].value
    none = by["expectation", "satisfaction"]
    assert none.low < 0.05
    assert by["quality", "satisfaction"].low > 0.3
    assert all(arrow.low <= arrow.value <= arrow.high for arrow in found.paths)
    assert [latent.r2 is None for latent in found.latents] == [True, False, False, False]


def test_weights_repeat_respondents_and_missing_answers_are_bridged() -> None:
    answers = _answers(300)
    w = np.random.default_rng(1).integers(1, 4, 300)
    weighted = pls(answers, BLOCKS, PATHS, w.astype(float), resamples=0)
    repeated = pls({name: np.repeat(x, w) for name, x in answers.items()}, BLOCKS, PATHS, resamples=0)
    assert [one.weights for one in weighted.latents] == [pytest.approx(one.weights) for one in repeated.latents]
    holes = dict(answers)
    holes["e1"] = np.where(np.arange(300) % 5 == 0, math.nan, holes["e1"])
    assert pls(holes, BLOCKS, PATHS, resamples=0).base == 300


def test_a_respondents_index_weighs_what_he_answered() -> None:
    x = np.array([[1.0, 0.5], [math.nan, 0.5], [math.nan, math.nan]])
    assert scores(x, np.array([3.0, 1.0])) == pytest.approx([87.5, 50.0, math.nan], nan_ok=True)


def test_a_turned_item_gives_no_index() -> None:
    answers = _answers(400)
    answers["s3"] = 1 - answers["s3"]
    assert pls(answers, BLOCKS, PATHS, resamples=0).index("satisfaction") is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"items": {"e1": np.full(600, 0.5)}}, "never vary"),
        ({"blocks": {"value": ["nobody"]}}, "nobody"),
        ({"paths": {"expectation": ["satisfaction"]}}, "circle"),
        ({"paths": {"luck": ["quality"]}}, "luck"),
        ({"few": 20}, "30 effective"),
    ],
)
def test_a_model_that_cannot_be_is_refused(change: dict[str, Any], said: str) -> None:
    answers = _answers() | change.get("items", {})
    answers = {name: x[: change.get("few", 600)] for name, x in answers.items()}
    with pytest.raises(VocError, match=said):
        pls(answers, BLOCKS | change.get("blocks", {}), PATHS | change.get("paths", {}), resamples=0)
