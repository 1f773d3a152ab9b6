"""Real files, where VOC_EVAL_DIR names the folder that holds them: everything is taken, nothing for want of a date."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voc.intake import guess_source, read_texts
from voc.settings import Settings

EVAL = Path(os.environ.get("VOC_EVAL_DIR", "/nowhere"))
pytestmark = pytest.mark.skipif(not EVAL.is_dir(), reason="VOC_EVAL_DIR does not name the folder with the real files")
S = Settings()

FILES = [
    ("dialogues_helpdesk.jsonl", "transcript", 3_700, {"verbatims": 3_700}),
    ("causes_telecom.jsonl", "social", 260, {"verbatims": 260}),
    ("complaints_civic.xlsx", "complaint", 2_816, {"verbatims": 2_816, "cases": 2_816}),
    ("survey_voice.xlsx", "survey", 5_433, {"respondents": 5_433}),
    ("sentiment_takeaway.csv", "social", 11_987, {"verbatims": 11_987}),
    ("sentiment_microblog.csv", "social", 1_830, {"verbatims": 1_830}),
]


@pytest.mark.parametrize(("name", "source", "rows", "held"), FILES, ids=[name for name, *_ in FILES])
def test_real_files(take: Callable[..., Any], name: str, source: str, rows: int, held: dict[str, int]) -> None:
    assert guess_source(EVAL / name, settings=S) == source
    taken = take(EVAL / name, source)
    assert taken.rows == rows
    assert taken.quarantine == []
    assert {table: len(taken.tables[table]) for table in held} == held
    again = take(EVAL / name, source)
    assert again.tables == taken.tables


def test_the_real_survey(take: Callable[..., Any]) -> None:
    taken = take(EVAL / "survey_voice.xlsx", "survey")
    answers = taken.tables["answers"]
    overall = [row["value"] for row in answers if row["role"] == "csat"]
    assert round(sum(overall) / len(overall), 2) == 8.68
    assert round(sum(value >= 9 for value in overall) / len(overall), 3) == 0.722
    questions = {row["question"]: row["role"] for row in answers}
    assert Counter(questions.values())["multi"] == 15
    assert Counter(questions.values())["driver"] == 3
    assert {row["value"] for row in answers if row["role"] == "multi"} == {0.0, 1.0}
    assert all(role == "operational" for question, role in questions.items() if "ARPU" in question or "次数" in question)


def test_a_real_spss_file(take: Callable[..., Any]) -> None:
    path = EVAL / "survey_multiple_response.sav"
    assert guess_source(path, settings=S) == "survey"
    taken = take(path, "survey")
    # One respondent's number stands in two rows with other answers.
    assert (taken.rows, [reason for _, reason in taken.reasons]) == (439, ["repeated_id"])
    answers = taken.tables["answers"]
    sets = {(row["multi_set"], row["question"]) for row in answers if row["role"] == "multi"}
    assert sets == {("testmultiple1", f"op{place}") for place in range(1, 7)}
    assert {(row["value"], row["label"]) for row in answers if row["question"] == "sex"} >= {(1.0, "MALES"), (2.0, "FEMALES")}


@pytest.mark.parametrize(("name", "source", "rows", "held"), FILES, ids=[name for name, *_ in FILES])
def test_texts_of_real_files(name: str, source: str, rows: int, held: dict[str, int]) -> None:
    tables = list(read_texts(EVAL / name, source, settings=S))
    columns = 2 if source == "survey" else 1
    assert sum(table.num_rows for table in tables) == rows * columns
