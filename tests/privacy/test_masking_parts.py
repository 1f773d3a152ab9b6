from __future__ import annotations

import tomllib
from pathlib import Path

from voc import resources
from voc.jobs.evaluate_masking import evaluate_masking, judge
from voc.jobs.masking_sentences import Label, Sentence, read_part, sentences

DEVELOPMENT = resources.path("data", "masking", "development.toml")
TEST = Path(__file__).parents[1] / "gold" / "masking_test.toml"


def test_the_two_parts_share_no_template_name_or_address() -> None:
    one, other = (tomllib.loads(path.read_text("utf-8")) for path in (DEVELOPMENT, TEST))
    __tracebackhide__ = True

    def said(part: dict[str, list[dict[str, object]]]) -> set[str]:
        return {str(template.get("text") or template.get("turns")) for template in part["template"]}

    # Counts only, and made before the assertion, which prints what it is made of: a failure must not print the frozen part.
    shared = {"templates": len(said(one) & said(other))}
    for kind in ("two", "three", "double", "minority"):
        shared[kind] = len(set(one["names"][kind]) & set(other["names"][kind]))
    shared["addresses"] = len(set(one["addresses"]["full"]) & set(other["addresses"]["full"]))
    assert not any(shared.values()), shared


def test_sentences_are_seeded_and_labels_are_where_the_values_are() -> None:
    part = read_part(DEVELOPMENT)
    made = sentences(part, 1_000)
    assert made == sentences(read_part(DEVELOPMENT), 1_000)
    assert len(made) >= 1_000
    assert not +part.unread
    for one in made:
        for label in one.labels:
            assert 0 <= label.start < label.end <= len(one.turns[label.turn])


def test_a_figure_left_of_a_number_is_a_miss() -> None:
    sentence = Sentence("t", False, ("打13800138000吧",), ("customer",), (Label("MOBILE", True, 0, 1, 12, 1),))
    assert judge(sentence).gone == (frozenset(range(1, 12)),)


def test_the_development_part_stays_reached() -> None:
    figures = {figure.name: figure.value or 0 for figure in evaluate_masking(DEVELOPMENT, rows=1_500).figures}
    assert figures["recall_numbers"] > 0.99
    assert figures["recall_spoken"] > 0.98
    assert figures["recall_names_and_addresses"] > 0.95
    assert figures["stays_all"] > 0.99


def test_the_test_part_says_no_worst_cases() -> None:
    said = len(evaluate_masking(TEST, rows=500).worst)
    assert said == 0
