"""What the model of calls is taught from: well formed, told apart, and read as the labels say."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest

from voc import resources
from voc.dialogue.agent import CODES, HEARD, NEAR, Code, agent_turns, features
from voc.dialogue.concepts import Concepts
from voc.dialogue.examples import APART, invented, invented_calls, truth_of
from voc.dialogue.teach import figures_of
from voc.text.hashing import BUCKETS

FILES = sorted(resources.path("data", "calls").glob("*.toml"))
OF = {"agent": {*HEARD}, "customer": {"waiting", "nth_contact"}, "other": set()}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_invented_calls_are_well_formed(file) -> None:
    for number, call in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["call"], 1):
        codes = set()
        for line in call["turns"].strip().split("\n"):
            head, text = line.split(": ", 1)
            who, *some = head.split()
            assert set(some) <= OF[who], (number, line)
            assert text.strip()
            codes |= set(some)
        assert call["ending"] in {"solved", "promised", "unresolved"}, number
        assert set(call["is"]) <= {"unresolved_ending", "recovered"}, number
        assert ("nth_contact" in codes) is ("nth_contact" in call), number
        assert not (call["ending"] == "solved" and "unresolved_ending" in call["is"]), number


def test_what_is_kept_apart_is_not_learned_from() -> None:
    learned = {"".join(turn.text for turn in call) for call in invented_calls().calls}
    apart = {"".join(turn.text for turn in call) for call in invented_calls(apart=True).calls}
    assert {file.stem for file in FILES} > {APART}
    assert len(learned) > 200
    assert len(apart) >= 30
    assert not learned & apart


def test_a_promise_with_a_time_is_a_promise_and_choices_are_drawn() -> None:
    made = invented()
    assert {code for one in made for code in one.codes} == set(HEARD)
    assert all("promise" in one.codes for one in made if "promise_with_time" in one.codes)
    assert not any("[" in one.text for one in made)


def test_a_promise_with_a_time_told_as_such_counts_as_a_promise_found() -> None:
    true = [{(1, "promise_with_time"), (1, "promise"), (3, "promise")}]
    figures = figures_of(
        true, [[Code("promise_with_time", 1, 0.9, 0, 2), Code("promise", 3, 0.9, 0, 2), Code("blame", 3, 0.9, 0, 2)]]
    )
    assert figures["promise"] == figures["promise_with_time"] == 1.0
    assert figures["blame"] == 0.0
    assert figures_of(true, [[Code("promise_with_time", 1, 0.9, 0, 2)]])["promise"] == pytest.approx(2 / 3, abs=5e-4)


def test_turns_that_tell_nothing_of_promises_do_not_count_for_it() -> None:
    truth, known = truth_of([frozenset({"promise"}), frozenset(), frozenset({"owning"})], [False, False, True])
    assert known[:, HEARD.index("promise")].tolist() == [1.0, 0.0, 1.0]
    assert known[:, : len(CODES)].all()
    assert truth[:, HEARD.index("owning")].tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("您去厅里", {("you", "go"), ("you", "hall"), ("go", "hall")}),
        ("厅里去您", {("hall", "go"), ("hall", "you"), ("go", "you")}),
        ("您" + "一" * NEAR + "去", {("you", "go")}),
        ("您" + "一" * (NEAR + 1) + "去", set()),
        ("您一去一" + "一" * 9 + "厅", {("you", "go")}),
        # every place counts, not the first only
        ("去" + "一" * 9 + "您去厅", {("you", "go"), ("you", "hall"), ("go", "hall")}),
    ],
)
def test_concepts_one_after_the_other(text: str, pairs: set[tuple[str, str]]) -> None:
    concepts = Concepts({"you": ["您"], "go": ["去"], "hall": ["厅"]})
    table = features([text], np.zeros((1, 4)), concepts)
    size = len(concepts.names)
    near = table.columns - BUCKETS - size
    found = {(concepts.names[one // size], concepts.names[one % size]) for one in near[(near >= 0) & (near < size * size)]}
    assert found == pairs


def test_length_is_of_one_kind() -> None:
    concepts = Concepts({"you": ["您"]})
    table = features(["好", "好" * 5, "好" * 100], np.zeros((3, 4)), concepts)
    last = table.columns[table.columns >= table.shape[1] - 5] - table.shape[1]
    assert last.tolist() == [-5, -4, -1]


def test_turns_of_agents_only() -> None:
    turns = agent_turns(invented_calls(apart=True).calls[:3])
    assert {one.call for one in turns} == {0, 1, 2}
    assert all(one.text for one in turns)
