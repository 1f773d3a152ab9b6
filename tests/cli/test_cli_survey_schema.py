from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from voc.cli import main
from voc.export.contracts_page import contracts_page
from voc.intake import Target, open_file
from voc.jobs.remembered import remember
from voc.schema import TABLES
from voc.settings import Settings
from voc.store import Scope, Store

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("VOC_HOME", str(tmp_path / "store"))
    monkeypatch.setenv("VOC_KEY_FILE", str(tmp_path / "identity.key"))
    monkeypatch.delenv("VOC_LANG", raising=False)

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        out = capsys.readouterr()
        return status, out.out, out.err

    return call


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """200 respondents: network decides on satisfaction, the price does not."""
    chance = random.Random(3)
    lines = ["问卷编号,调查日期,整体满意度,网络质量评分,资费评分"]
    for number in range(200):
        network, price = chance.randint(1, 10), chance.randint(1, 10)
        lines.append(
            f"Q{number},2026-05-{number % 28 + 1:02d},{min(10, max(1, network + chance.choice((-1, 0, 1))))},{network},{price}"
        )
    path = tmp_path / "问卷.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_questionnaire_becomes_a_workbook_and_no_store(run: Run, answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.xlsx"
    status, said, _ = run("survey", answers, "--out", out)
    assert status == 0
    assert said.startswith(f"{out}：")
    assert {"总体结果", "驱动因素", "方法说明"} <= set(CalamineWorkbook.from_path(out).sheet_names)
    assert not (tmp_path / "store").exists()
    assert not (tmp_path / "identity.key").exists()


def test_as_json_the_first_driver_is_the_one_that_decides(run: Run, answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    status, said, _ = run("survey", answers, "--out", out, "--json", "--lang", "en")
    found = json.loads(said)
    assert (status, found) == (0, json.loads(out.read_text("utf-8")))
    ranked = [row["group"] for row in found["rows"] if row["section"] == "drivers"]
    assert ranked[0] == "网络质量评分"
    whole = next(row for row in found["rows"] if row["section"] == "all" and row["measure"] == "satisfaction")
    assert whole["base"] == 200


def test_a_mapping_decides_what_the_outcome_is(run: Run, answers: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\n"整体满意度" = "ignore"\n"网络质量评分" = {role = "csat", scale = [1, 10]}\n', encoding="utf-8")
    _, said, _ = run("survey", answers, "--out", tmp_path / "o.json", "--map", mapping, "--json")
    assert json.loads(said)["questions"]["outcome"] == "网络质量评分"


@pytest.mark.parametrize(
    ("out", "words"), [("问卷.csv", "就是输入文件"), ("nowhere/o.xlsx", "不存在"), ("o.docx", "输出格式"), ("", "")]
)
def test_what_cannot_be_done_is_one_line_and_status_2(run: Run, answers: Path, tmp_path: Path, out: str, words: str) -> None:
    before = answers.read_bytes()
    given = answers if out else tmp_path / "missing.csv"
    status, said, wrong = run("survey", given, "--out", tmp_path / (out or "o.xlsx"))
    assert (status, said) == (2, "")
    assert words in wrong
    assert len(wrong.strip().splitlines()) == 1
    assert answers.read_bytes() == before


def test_the_dictionary_is_printed_or_written(run: Run, tmp_path: Path) -> None:
    status, said, _ = run("schema")
    assert (status, said) == (0, contracts_page())
    status, said, _ = run("schema", "--out", tmp_path / "字典.md")
    assert (status, said) == (0, "")
    assert (tmp_path / "字典.md").read_text(encoding="utf-8") == contracts_page()


def test_as_json_the_dictionary_names_every_column(run: Run) -> None:
    status, said, _ = run("schema", "--json")
    found = {table["table"]: [column["column"] for column in table["columns"]] for table in json.loads(said)}
    assert status == 0
    assert found == {name: [column.name for column in table.columns] for name, table in TABLES.items()}
    source = next(c for t in json.loads(said) if t["table"] == "verbatims" for c in t["columns"] if c["column"] == "source")
    assert source["allowed"] == ["survey", "complaint", "transcript", "social"]


def test_a_place_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    status, said, wrong = run("schema", "--out", tmp_path / "no" / "x.md", "--lang", "en")
    assert (status, said) == (2, "")
    assert "cannot be written" in wrong


def test_what_columns_meant_at_the_last_import_holds_on_the_command_line(run: Run, answers: Path, tmp_path: Path) -> None:
    first = tmp_path / "空.csv"
    first.write_text("编号,日期,内容\n1,2026-05-01,信号不好\n", encoding="utf-8")
    assert run("ingest", first, "--source", "social")[0] == 0
    said = "已套用上次导入同样表头"
    assert said not in run("survey", answers, "--out", tmp_path / "a.json")[1]
    settings = Settings(home=tmp_path / "store", key_file=tmp_path / "identity.key")
    proposed = open_file(answers, "survey", settings=settings).mapping
    with Store.open(settings) as store:
        remember(store, "survey", replace(proposed, columns={**proposed.columns, "资费评分": Target("ignore")}))
    status, out, _ = run("survey", answers, "--out", tmp_path / "b.json")
    assert status == 0
    assert said in out
    assert json.loads((tmp_path / "b.json").read_text("utf-8"))["questions"]["drivers"] == ["网络质量评分"]
    status, out, _ = run("ingest", answers, "--source", "survey")
    assert said in out
    with Store.open(settings) as store:
        asked = store.reader(Scope.everything()).query("SELECT DISTINCT question FROM answers").column(0).to_pylist()
    assert sorted(asked) == ["整体满意度", "网络质量评分"]
