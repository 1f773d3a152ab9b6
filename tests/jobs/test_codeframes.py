from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voc import resources
from voc.causes import Coder, load_codeframe
from voc.causes.linear import load_linear
from voc.cli import main
from voc.errors import InputError, VocError
from voc.jobs.codeframes import apply, compare, in_force, undo, versions
from voc.jobs.ingest import ingest
from voc.jobs.rescore import rescore
from voc.settings import Settings
from voc.store import Scope, Store
from voc.text.documents import prepare

Rows = list[dict[str, Any]]
TEXTS = ["手机在家没信号", "乱扣我话费要求退钱", "太阳能小夜灯坏了没人修", "太阳能小夜灯又不亮了"]
LAMP = """
[[codes]]
id = "device.lamp"
zh = "小夜灯"
en = "Night lamp"
split = "service"
department = "终端公司"
description = "The lamp that comes with the plan."
anchors = ["太阳能小夜灯"]
"""


@pytest.fixture
def store(settings: Settings, write_csv: Callable[..., Path]) -> Store:
    found = Store.open(settings)
    rows = [{"编号": f"a{n}", "内容": text, "时间": "2026-01-05"} for n, text in enumerate(TEXTS)]
    ingest(found, write_csv("原声.csv", rows), "complaint", settings=settings)
    rescore(found, settings=settings)
    return found


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The packaged codeframe with one code more, in every net."""
    text = resources.path("lexicons", "codeframe.toml").read_text(encoding="utf-8")
    file = tmp_path / "我的码表.toml"
    file.write_text(text.replace('version = "1"', 'version = "2 试"') + LAMP, encoding="utf-8")
    return file


def causes(store: Store) -> dict[str, str | None]:
    rows = store.reader(Scope.everything()).query("SELECT text, cause FROM verbatims JOIN cause_scores USING (verbatim_id)")
    return {row["text"]: row["cause"] for row in rows.to_pylist()}


def test_an_edit_shows_its_difference_restates_history_and_can_be_undone(store: Store, settings: Settings, edited: Path) -> None:
    before = causes(store)
    found = compare(store, edited)
    assert (found.base, found.changed, found.added, found.gone) == (4, 2, ("device.lamp",), ())
    assert {move.after for move in found.moves} == {"device.lamp"}
    assert sum(move.verbatims for move in found.moves) == 2
    assert causes(store) == before, "looking changes nothing"
    assert versions(store) == []

    model, told = apply(store, edited, "小夜灯")
    rescore(store, settings=settings)
    assert told == found
    assert in_force(store) == model.version == found.after
    assert [code for text, code in causes(store).items() if "小夜灯" in text] == ["device.lamp"] * 2

    assert undo(store) == (model.version, "shipped")
    rescore(store, settings=settings)
    assert causes(store) == before
    with pytest.raises(InputError):
        undo(store)


def test_a_code_is_taken_out_in_one_step_wherever_else_it_is_named(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only the entry of the code is taken out; it is named in `handling`, in [coding.common] and in a net besides."""
    head, *entries = resources.path("lexicons", "codeframe.toml").read_text(encoding="utf-8").split("[[codes]]")
    kept = [entry for entry in entries if 'id = "service.hotline_access"' not in entry]
    assert len(kept) == len(entries) - 1
    file = tmp_path / "少一个.toml"
    file.write_text("[[codes]]".join([head, *kept]), encoding="utf-8")
    found = compare(store, file)
    assert (found.gone, found.added) == (("service.hotline_access",), ())
    left = ("coding.common", "coding.handling", "nets.brand_driver.channel")
    assert found.left_out == tuple(f"{place}: service.hotline_access" for place in left)
    monkeypatch.setenv("VOC_HOME", str(settings.home))
    monkeypatch.setenv("VOC_KEY_FILE", str(settings.key_file))
    assert main(["codeframe", "diff", str(file)]) == 0
    assert "coding.handling: service.hotline_access" in capsys.readouterr().out
    frame = load_codeframe(file)
    assert len(frame.coding.handling) == len(frame.coding.handling_factor) == 2
    file.write_text(file.read_text(encoding="utf-8").replace('"service.attitude" = ', '"service.atitude" = '), "utf-8")
    with pytest.raises(VocError, match=r"service\.atitude"):
        compare(store, file)


def test_a_file_with_mistakes_is_refused_with_line_and_reason(store: Store, edited: Path) -> None:
    text = edited.read_text(encoding="utf-8")
    edited.write_text(
        text.replace('department = "终端公司"\ndescription = "The lamp', 'department = "灯具部"\ndescription = "The lamp'), "utf-8"
    )
    line = text[: text.index('id = "device.lamp"')].count("\n") + 1
    with pytest.raises(VocError) as caught:
        apply(store, edited)
    assert f"line {line}: unknown department '灯具部'" in caught.value.said("en")
    assert in_force(store) == "shipped"


def test_the_command_line_goes_the_same_way(
    store: Store,
    settings: Settings,
    edited: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("VOC_HOME", str(settings.home))
    monkeypatch.setenv("VOC_KEY_FILE", str(settings.key_file))
    assert main(["codeframe", "check", str(edited)]) == 0
    assert main(["codeframe", "diff", str(edited), "--json"]) == 0
    told = capsys.readouterr().out
    assert json.loads(told[told.index("{") :])["changed"] == 2
    assert main(["codeframe", "apply", str(edited), "--note", "灯"]) == 0
    assert main(["codeframe", "export", str(tmp_path / "出.toml")]) == 0
    assert (tmp_path / "出.toml").read_bytes() == edited.read_bytes()
    assert main(["codeframe", "undo"]) == 0
    assert main(["codeframe"]) == 0
    shown = capsys.readouterr().out
    assert "shipped" in shown
    assert "2 / 4" in shown


def test_finer_codes_tell_apart_and_steal_from_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_HOME", str(tmp_path / "没有"))
    file = tmp_path / "加细.toml"
    assert main(["codeframe", "export", str(file), "--more"]) == 0
    fine, model = load_codeframe(file), load_linear()
    finer = {code.id: code.refines for code in fine.codes if code.refines}
    assert len(finer) == 4
    texts = [
        "乱扣我彩铃费，退钱",
        "乱扣话费退钱",
        "公司的企业专线断网了",
        "彩铃真好听谢谢客服",
        "营业厅缴费机坏了排长队",
        "手机没信号",
    ]
    docs, ids = prepare(texts), [str(number) for number in range(len(texts))]
    coarse, found = (Coder(frame, model).score(ids, docs)["cause"].to_pylist() for frame in (load_codeframe(), fine))
    assert [finer.get(code, code) for code in found] == coarse
    assert found[0] == "billing.value_added"
    assert found[2] == "network.business_line"
    assert found[1] == "billing.charges"
