from __future__ import annotations

import numpy as np
import pytest

from voc.errors import VocError
from voc.survey.latent_classes import latent_classes

QUESTIONS = 6


def _answers(n: int = 900, seed: int = 1) -> tuple[dict[str, list[str | None]], np.ndarray]:
    """Two groups, .65 and .35 of all, that say yes to different questions."""
    chance = np.random.default_rng(seed)
    group = (chance.random(n) < 0.35).astype(int)
    says = np.array([[0.9, 0.85, 0.8, 0.2, 0.15, 0.3], [0.15, 0.2, 0.3, 0.85, 0.9, 0.75]])
    yes = chance.random((n, QUESTIONS)) < says[group]
    return {f"q{at}": [str("yes" if one else "no") for one in yes[:, at]] for at in range(QUESTIONS)}, group


def test_planted_classes_are_found_with_their_size_and_traits() -> None:
    answers, group = _answers()
    found = latent_classes(answers)
    assert len(found.classes) == 2
    assert found.bic[2] < min(found.bic[1], found.bic[3])
    assert found.classes[0].share == pytest.approx(0.65, abs=0.04)
    agree = (found.assigned == group).mean()
    assert agree > 0.93
    assert found.repeated >= 6
    assert found.entropy > 0.75
    first = found.classes[0].traits[0]
    assert first.question in ("q0", "q1", "q2", "q3", "q4")
    assert abs(float(first.inside.value or 0) - float(first.outside.value or 0)) > 0.5


def test_the_likelihood_is_that_of_the_mixture_counted_plainly() -> None:
    answers, _ = _answers(200)
    found = latent_classes(answers, most=2)
    p = found.membership
    assert p.sum(axis=1) == pytest.approx(np.ones(200))
    sizes = p.mean(axis=0)
    yes = np.array([[one == "yes" for one in column] for column in answers.values()], dtype=float).T
    prior = 0.5 * yes.mean(axis=0)
    given = (p.T @ yes + prior) / (p.sum(axis=0)[:, None] + 0.5)
    each = np.array([[np.prod(np.where(row == 1, g, 1 - g)) for g in given] for row in yes]) @ sizes
    bic = -2 * np.log(each).sum() + (1 + 2 * QUESTIONS) * np.log(200)
    assert found.bic[2] == pytest.approx(bic, rel=1e-4)


def test_answers_without_structure_are_one_class() -> None:
    chance = np.random.default_rng(5)
    noise: dict[str, list[str | None]] = {f"q{at}": chance.choice(["a", "b", "c"], 500).tolist() for at in range(5)}
    found = latent_classes(noise, most=4)
    assert len(found.classes) == 1
    assert found.classes[0].traits == ()


def test_weights_and_missing_answers_are_taken() -> None:
    answers, _ = _answers(600)
    answers["q0"] = [None if at % 4 == 0 else one for at, one in enumerate(answers["q0"])]
    w = np.random.default_rng(2).uniform(0.5, 2, 600)
    found = latent_classes(answers, w)
    assert len(found.classes) == 2
    assert sum(one.share for one in found.classes) == pytest.approx(1)


def test_too_little_is_refused() -> None:
    with pytest.raises(VocError, match="30 effective"):
        latent_classes({"a": ["x", "y"] * 5, "b": ["x", "y"] * 5})
    with pytest.raises(VocError, match="two questions"):
        latent_classes({"a": ["x", "y"] * 50, "b": ["x"] * 100})
