from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from voc import resources
from voc.jobs.evaluate_masking import evaluate_masking, judge
from voc.jobs.masking_sentences import Label, Sentence, read_part, sentences

DEVELOPMENT = resources.path("data", "masking", "development.toml")
PARTS = [DEVELOPMENT, *(DEVELOPMENT.with_name(f"{name}.toml") for name in ("second", "third"))]
GOLD = Path(__file__).parents[1] / "gold"
FROZEN = GOLD / "masking_frozen.toml"
BY_HAND = GOLD / "masking_by_hand.jsonl", GOLD / "masking_by_hand_2.jsonl"
NAMES = ("two", "three", "double", "minority", "english")
PIECES = ("road", "estate", "company", "town", "village")  # provinces, cities and districts are real and may be shared
ACCOUNTS = ("email_users", "wechat_ids", "at_names", "account_numbers", "order_numbers")


def invented(path: Path) -> dict[str, set[str]]:
    """What two files must not share: carriers without their slots and marks, names, addresses, accounts."""
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        said = [row.get("text") or "".join(turn["text"] for turn in row["turns"]) for row in rows]
        values = {
            kind: {span["text"] for row in rows for span in row["spans"] if span["type"] == kind} for kind in ("NAME", "ADDRESS")
        }
        return {"carriers": {re.sub(r"\W", "", one) for one in said}, "names": values["NAME"], "addresses": values["ADDRESS"]}
    part = tomllib.loads(path.read_text("utf-8"))
    said = [template.get("text") or "".join(turn["text"] for turn in template["turns"]) for template in part["template"]]
    return {
        "carriers": {re.sub(r"\{[^}]*\}|\W", "", one) for one in said},
        "names": {name for kind in NAMES for name in part["names"][kind]},
        "addresses": set(part["addresses"]["full"]),
        "pieces": {piece for kind in PIECES for piece in part["addresses"]["pieces"][kind]},
        "accounts": {one for kind in ACCOUNTS for one in part["accounts"][kind]},
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *((FROZEN, other) for other in (*PARTS, BY_HAND[0])),
        *((BY_HAND[1], other) for other in (*PARTS, FROZEN, BY_HAND[0])),
    ],
    ids=lambda path: path.stem,
)
def test_the_second_test_part_and_its_texts_share_nothing_invented_with_the_others(first: Path, second: Path) -> None:
    __tracebackhide__ = True
    # Counts only, made before the assertion: a failure must not print a frozen part. Nothing but slots is no carrier.
    one, other = invented(first), invented(second)
    shared = {kind: len({value for value in one[kind] & other[kind] if value}) for kind in one.keys() & other.keys()}
    assert not any(shared.values()), shared


def test_the_second_test_part_is_as_broad_as_the_issue_asks() -> None:
    part = read_part(FROZEN)
    held = invented(FROZEN)
    counts = {kind: len(values) for kind, values in held.items()}
    assert counts["names"] >= 250
    assert counts["addresses"] >= 60
    assert counts["carriers"] >= 250
    slots = part.lists["slots"]
    used = {slot for template in part.templates for slot in re.findall(r"\{([A-Z0-9_]+)", str(template))}
    unused = len(slots.keys() ^ used)
    assert unused == 0
    # In a negative sentence nothing has to vanish.
    wrong = sum(
        bool(template["negative"]) and any(slots[slot]["mask"] for slot in re.findall(r"\{([A-Z0-9_]+)", str(template)))
        for template in part.templates
    )
    assert wrong == 0
    made = len(sentences(part))
    assert made >= 20_000


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


def test_a_test_part_says_no_worst_cases() -> None:
    said = len(evaluate_masking(FROZEN, rows=500).worst)
    assert said == 0
