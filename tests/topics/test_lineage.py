"""From version to version: ids and names stay, and what split, merged, ended or is new is told."""

from __future__ import annotations

import random

import numpy as np
import pytest
from topics.test_topic_model import SUBJECTS, assigned, sample

from voc.topics import fit
from voc.topics.lineage import Flow, first_names, trace
from voc.topics.model import Topic

NEW = ["手表", "配对", "副号", "电子表", "同号", "表盘", "虚拟卡"]


def topic(words: str, number: str = "", documents: int = 10) -> Topic:
    return Topic(number, f"{words[0]}题", tuple(words), (), documents)


def told(old: list[Topic], new: list[Topic], moved: list[list[int]]) -> list[tuple[str, str, tuple[str, ...]]]:
    named, gone, _ = trace(old, new, Flow(np.array(moved)), len(old))
    return [(one.id, one.lineage, one.kin) for one in [*named, *gone]]


OLD = [topic("甲乙丙丁", "t01"), topic("戊己庚辛", "t02")]


@pytest.mark.parametrize(
    ("new", "moved", "expected"),
    [
        ([topic("戊己庚辛"), topic("甲乙丙丁")], [[0, 10], [10, 0]], [("t02", "kept", ("t02",)), ("t01", "kept", ("t01",))]),
        (
            [topic("甲乙丙丁"), topic("戊己庚辛"), topic("子丑寅卯")],
            [[10, 0, 0], [0, 10, 0]],
            [("t01", "kept", ("t01",)), ("t02", "kept", ("t02",)), ("t03", "new", ())],
        ),
        (
            [topic("甲乙丙丁"), topic("戊己"), topic("庚辛")],
            [[10, 0, 0], [0, 6, 4]],
            [("t01", "kept", ("t01",)), ("t02", "kept", ("t02",)), ("t03", "split", ("t02",))],
        ),
        ([topic("甲乙丙丁")], [[10], [9]], [("t01", "merged", ("t01", "t02")), ("t02", "gone", ("t01",))]),
        ([topic("甲乙丙丁")], [[10], [0]], [("t01", "kept", ("t01",)), ("t02", "gone", ())]),
    ],
)
def test_what_became_of_each(new: list[Topic], moved: list[list[int]], expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert told(OLD, new, moved) == expected


def test_a_kept_topic_keeps_its_label_and_ids_are_never_used_again() -> None:
    named, _, last = trace(OLD, [topic("甲乙丙酉")], Flow(np.array([[9], [0]])), 7)
    assert (named[0].id, named[0].label, last) == ("t01", "甲题", 7)
    named, _, last = trace(OLD, [topic("子丑寅卯")], Flow(np.zeros((2, 1), np.int64)), 7)
    assert (named[0].id, last) == ("t08", 8)


def test_first_names_count_from_one() -> None:
    assert ([one.id for one in first_names(OLD)[0]], first_names(OLD)[1]) == (["t01", "t02"], 2)


def test_a_refit_on_the_same_texts_changes_no_id() -> None:
    texts, _ = sample()
    model = fit(texts, topics=4)
    again = fit(random.Random(3).sample(texts, len(texts)), previous=model)
    assert assigned(again, texts) == assigned(model, texts)
    assert [(one.id, one.label, one.lineage) for one in again.about] == [(one.id, one.label, "kept") for one in model.about]
    assert fit(texts, previous=model).version == again.version


def test_what_was_unknown_becomes_a_topic_of_its_own() -> None:
    texts, _ = sample()
    model = fit(texts, topics=4)
    rng = random.Random(5)
    fresh = ["，".join(rng.sample(NEW, 4)) + f"{number}号" for number in range(150)]
    later = fit(texts + fresh, previous=model)
    assert [one.lineage for one in later.about].count("new") == 1
    born = next(one for one in later.about if one.lineage == "new")
    assert born.id == "t05"
    assert set(born.top) & set(NEW)
    assert set(assigned(later, fresh)) == {"t05"}
    before, after = assigned(model, texts), assigned(later, texts)
    assert np.mean([a == b for a, b in zip(before, after, strict=True)]) >= 0.95


def test_a_fit_anew_takes_over_what_is_still_there() -> None:
    texts, _ = sample()
    model = fit(texts, topics=4)
    anew = fit(texts, topics=3, previous=model, anew=True)
    assert {one.id for one in anew.about} <= set(model.ids)
    assert len(anew.gone) == 1
    assert anew.gone[0].id not in anew.ids
    assert {one.id for one in fit(texts, "gensim", topics=4, previous=model).about} <= {
        *model.ids,
        *(f"t0{n}" for n in range(5, 9)),
    }


def test_planted_subjects_are_one_topic_each() -> None:
    texts, kinds = sample()
    model = fit(texts, topics=4)
    for kind in SUBJECTS:
        found = {topic for topic, own in zip(assigned(model, texts), kinds, strict=True) if own == kind}
        assert len(found) == 1
