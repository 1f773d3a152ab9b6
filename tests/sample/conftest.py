"""The sample at its full size, written once for all tests of it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from sample.sample_rows import Row, csv_rows, jsonl_rows, xlsx_rows

from voc.resources import load_package


@pytest.fixture(scope="session")
def package() -> ModuleType:
    return load_package("voc_sample", "data", "generator")


@pytest.fixture(scope="session")
def folder(package: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("样本 sample")
    package.generate(folder)
    return folder


@pytest.fixture(scope="session")
def survey(folder: Path) -> list[Row]:
    return csv_rows(folder / "survey.csv")


@pytest.fixture(scope="session")
def staff(folder: Path) -> list[Row]:
    return xlsx_rows(folder / "staff.xlsx")


@pytest.fixture(scope="session")
def complaints(folder: Path) -> list[Row]:
    return xlsx_rows(folder / "complaints.xlsx")


@pytest.fixture(scope="session")
def case_steps(folder: Path) -> list[Row]:
    return csv_rows(folder / "case_steps.csv")


@pytest.fixture(scope="session")
def calls(folder: Path) -> list[Row]:
    return jsonl_rows(folder / "transcripts.jsonl")


@pytest.fixture(scope="session")
def posts(folder: Path) -> list[Row]:
    return jsonl_rows(folder / "social.jsonl")


@pytest.fixture(scope="session")
def measures(folder: Path) -> list[Row]:
    return csv_rows(folder / "measures.csv", "gb18030")


@pytest.fixture(scope="session")
def answers(survey: list[Row]) -> list[str]:
    return [row[name] for row in survey for name in ("不满意的原因", "其他建议") if row[name]]


@pytest.fixture(scope="session")
def verbatims(answers: list[str], complaints: list[Row], calls: list[Row], posts: list[Row]) -> list[str]:
    whole_calls = ["\n".join(turn["text"] for turn in call["turns"] if turn["speaker"] == "customer") for call in calls]
    return answers + [row["投诉内容"] for row in complaints] + [row["正文"] for row in posts] + whole_calls
