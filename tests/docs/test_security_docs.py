"""What SECURITY.md, the threat model and the licence list say is so: tests, files, packages, both languages."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "docs" / "threat_model.md"
SECURITY = ROOT / "SECURITY.md"
LICENCES = ROOT / "docs" / "licences.md"
LOCK = ROOT / "requirements" / "base.txt"
ENGLISH = '<a id="english"></a>'
NAMED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
FILE = re.compile(r"`((?:voc|tests|docs|lexicons|requirements|deploy|\.streamlit|\.ci)/[^`:\s]*|Makefile|app\.py)`")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)(.*(?:\n(?: |#).*)*)", re.MULTILINE)


@cache
def functions(path: Path) -> frozenset[str]:
    return frozenset(node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef))


def named_tests() -> list[tuple[str, str]]:
    return sorted({found for page in (MODEL, SECURITY) for found in NAMED.findall(page.read_text("utf-8"))})


def threats() -> list[list[str]]:
    """Cells of the rows of the tables of threats: id, threat, headings, measure, tests, remains."""
    lines = [line for line in MODEL.read_text("utf-8").splitlines() if re.match(r"\| [A-Z]\d+ \|", line)]
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    return [row for row in cells if len(row) > 3]


def licensed() -> dict[str, list[str]]:
    """Package -> version, licence, copyleft, home page."""
    rows = [line.split("|")[1:-1] for line in LICENCES.read_text("utf-8").splitlines() if line.startswith("| ")]
    return {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows if row[0].strip() != "package"}


def locked() -> list[tuple[str, str, str]]:
    return PIN.findall(LOCK.read_text("utf-8"))


@cache
def maker() -> ModuleType:
    return loaded("licences_page", ROOT / "docs" / "licences.py")


@cache
def loaded(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclass looks itself up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("path", "test"), named_tests())
def test_a_test_that_is_named_exists(path: str, test: str) -> None:
    assert (ROOT / path).is_file()
    assert test.startswith("test_")
    assert test in functions(ROOT / path)


@pytest.mark.parametrize("page", [MODEL, SECURITY, LICENCES], ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    missing = [found for found in FILE.findall(page.read_text("utf-8")) if not (ROOT / found).exists()]
    assert missing == []


def test_every_threat_has_a_measure_a_file_a_test_and_what_remains() -> None:
    rows = threats()
    assert len(rows) > 30
    assert len({row[0] for row in rows}) == len(rows)
    for row in rows:
        assert len(row) == 6, row[0]
        number, threat, headings, measure, tests, remains = row
        assert re.search(r"[\u4e00-\u9fff].* · [A-Z]", threat), number
        assert re.match(r"(?:[STRIDE] )+· V\d", headings), number
        assert FILE.search(measure), number
        assert NAMED.search(tests), number
        assert len(remains) > 5, number


def test_no_test_stands_beside_a_threat_that_is_skipped_for_good() -> None:
    """A test that is never run proves nothing: of those named, none is marked to fail or to be skipped whatever happens."""
    for path, test in named_tests():
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        node = next(one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == test)
        marks = " ".join(ast.unparse(mark) for mark in node.decorator_list)
        assert not re.search(r"mark\.(?:xfail|skip\b)", marks), test


def test_every_package_has_its_licence() -> None:
    rows = licensed()
    assert {(name, given) for name, given, _ in locked()} == {(name, row[0]) for name, row in rows.items()}, (
        "run: python docs/licences.py"
    )
    for name, (_, licence, _, home) in rows.items():
        assert licence, name
        assert "unknown" not in licence.lower(), name
        assert home.startswith("http"), name


def test_licences_are_those_of_the_packages_themselves() -> None:
    licences, rows, same = maker(), licensed(), 0
    for name, given in licences.pinned():
        try:
            if version(name) != given:
                continue
        except PackageNotFoundError:
            continue
        one, same = licences.described(name, given), same + 1
        assert rows[name] == [given, one.licence, "yes" if one.copyleft else "", one.home], "run: python docs/licences.py"
    assert same > 20


@pytest.mark.parametrize(
    ("said", "copyleft"),
    [("LGPL-2.1-only", True), ("MPL-2.0 AND MIT", True), ("GNU General Public License v3 (GPLv3)", True), ("AGPL-3.0", True),
     ("MIT", False), ("BSD License", False), ("Apache-2.0", False), ("PSF-2.0", False)],
)  # fmt: skip
def test_copyleft_is_flagged(said: str, copyleft: bool) -> None:
    assert maker().Package("x", "1", said, "").copyleft == copyleft


def test_copyleft_packages_are_told_above_the_list() -> None:
    told = LICENCES.read_text("utf-8").partition("| package |")[0]
    flagged = [name for name, row in licensed().items() if row[2] == "yes"]
    assert "gensim" in flagged
    assert all(f"{name} (" in told for name in flagged)


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda lock: lock.name)
def test_every_pin_has_a_hash(lock: Path) -> None:
    pins = PIN.findall(lock.read_text("utf-8"))
    assert len(pins) > 1 or lock.name == "spark.txt"
    assert [name for name, _, rest in pins if "--hash=sha256:" not in rest] == []
    requirements = [line for line in lock.read_text("utf-8").splitlines() if line and not line.startswith((" ", "#"))]
    assert len(requirements) == len(pins)


def test_the_audit_runs_in_ci() -> None:
    assert re.search(r"^stage .*make audit$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\naudit:")[2].partition("\n\n")[0]
    assert "bandit" in recipe
    assert "pip-audit" in recipe
    assert "requirements/base.txt" in recipe


def test_the_audit_says_how_many_packages_it_could_check() -> None:
    judged = loaded("audit_page", ROOT / ".ci" / "audit.py").judged
    fine, skipped = {"name": "Some_Package", "version": "1", "vulns": []}, {"name": "other", "skip_reason": "not found"}
    holed = {"name": "other", "version": "2", "vulns": [{"id": "PYSEC-1"}]}
    packages, known = ["some-package", "other"], [{"name": "jinja2", "version": "2.10", "vulns": [{"id": "PYSEC-2"}]}]
    silent = [{"name": "jinja2", "version": "2.10", "vulns": []}]

    lines, code = judged(packages, [fine, skipped], known, strict=False)
    assert ("1 of 2 packages checked" in lines[0], "NOT CHECKED" in lines[1], code) == (True, True, 0)
    assert judged(packages, [fine, skipped], known, strict=True)[1] == 1
    # An index that answers but tells none of the known holes of an old release: nothing was checked.
    for found, control in (([fine, fine | {"name": "other"}], silent), ([skipped], []), ([], [])):
        lines, code = judged(packages, found, control, strict=False)
        assert ("0 of 2 packages checked" in lines[0], "says nothing" in lines[-1], code) == (True, True, 0)
    lines, code = judged(packages, [fine, holed], known, strict=False)
    assert ("PYSEC-1" in lines[0], "2 of 2" in lines[1], len(lines), code) == (True, True, 2, 1)


def test_the_policy_says_the_same_in_both_languages() -> None:
    zh, en = SECURITY.read_text("utf-8").split(ENGLISH)
    assert "](#english)" in zh
    sections = {
        "报告漏洞": "Reporting",
        "支持的版本": "Supported versions",
        "保护什么": "What it protects",
        "不保护什么": "What it does not protect",
        "运营方加固清单": "Hardening checklist",
    }
    assert re.findall(r"^## (.*)", zh, re.MULTILINE) == list(sections)
    assert re.findall(r"^## (.*)", en, re.MULTILINE) == list(sections.values())
    points = [
        [len(re.findall(r"^(?:-|\d+\.) ", part, re.MULTILINE)) for part in re.split(r"^## ", half, flags=re.MULTILINE)[1:]]
        for half in (zh, en)
    ]
    assert points[0] == points[1]


@pytest.mark.parametrize("page", ["SECURITY.md", "docs/threat_model.md", "docs/licences.md"])
def test_the_readme_leads_there_in_both_languages(page: str) -> None:
    halves = (ROOT / "README.md").read_text("utf-8").split(ENGLISH)
    assert all(f"]({page}" in half for half in halves)
