"""`voc report`: the page's report as a file, for some departments, and calls that cannot be answered."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from dashboard.invented_service import DEPARTMENTS, fill

from voc.cli import main
from voc.dashboard.department_report import department_report
from voc.dashboard.filters import Filters, default_span
from voc.dashboard.reads.base import At
from voc.dashboard.reads.frame import choices
from voc.dashboard.view import View
from voc.export.report import Grid
from voc.settings import Settings
from voc.store import Scope, Store

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("报告 一")
    settings = Settings(home=folder / "仓库", key_file=folder / "identity.key")
    fill(settings, cases=200, measures=False).close()
    return settings


@pytest.fixture
def run(served: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("VOC_HOME", str(served.home))
    monkeypatch.setenv("VOC_KEY_FILE", str(served.key_file))

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            status = int(stop.code or 0)
        return status, *capsys.readouterr()

    return call


def test_the_workbook_holds_what_the_page_gives(run: Run, served: Settings, tmp_path: Path) -> None:
    path = tmp_path / "部门.xlsx"
    status, out, _ = run("report", "--out", path)
    assert (status, all(name in out for name in DEPARTMENTS)) == (0, True)
    store = Store.open(served, create=False)
    at = At(served, store.publication().id, Scope.everything(), Filters())
    known = choices(at)
    assert known.first is not None
    assert known.last is not None
    span = default_span(known.first, known.last)
    page = department_report(View("zh", dark=False, at=At(served, at.publication, at.scope, Filters(*span))))
    sheets = openpyxl.load_workbook(path)
    words = {str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None}
    for section in page.sections:
        grid = section.blocks[0]
        assert isinstance(grid, Grid)
        assert {str(row[0]) for row in grid.rows} <= words
    assert [json.loads(one.subject)["table"] for one in store.ledger.audit.rows(1, act="export_table")] == ["departments.xlsx"]


def test_slides_for_one_department_in_english(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "one.pptx"
    name = DEPARTMENTS[0]
    arguments = ("--since", "2026-01-01", "--until", "2026-06-28", "--region", "西城", "--lang", "en", "--json")
    status, out, _ = run("report", "--out", path, "--department", name, *arguments)
    told = json.loads(out)
    assert (status, told["departments"], told["first"]) == (0, [name], "2026-01-01")
    with zipfile.ZipFile(path) as file:
        text = "".join(file.read(one).decode("utf-8", "replace") for one in file.namelist() if one.startswith("ppt/slides/slide"))
    assert name in text
    assert not any(other in text for other in DEPARTMENTS[1:])


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("--department", "没有这个部"), "账务部"),
        (("--region", "火星"), "西城"),
        (("--brand", "没有"), "青禾"),
        (("--since", "2026-06-01", "--until", "2026-05-01"), "2026-05-01"),
    ],
)
def test_what_is_not_known_is_said_with_what_is(run: Run, tmp_path: Path, arguments: tuple[str, ...], names: str) -> None:
    status, out, err = run("report", "--out", tmp_path / "r.xlsx", *arguments)
    assert (status, out) == (2, "")
    assert names in err
    assert not (tmp_path / "r.xlsx").exists()


def test_other_formats_are_refused_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    status, _, err = run("report", "--out", tmp_path / "r.pdf")
    assert status == 2
    assert ".xlsx" in err
