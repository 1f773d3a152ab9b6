from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from voc.errors import InputError
from voc.jobs.evaluate import evaluate
from voc.settings import Settings

NAMES = "类别,名称,上级,同义词,生效日期,失效日期\n品牌,蓝鹊通,,,,\n产品,蓝鹊通畅聊卡,蓝鹊通,畅聊卡,,\n"
ROWS: list[dict[str, Any]] = [
    {"text": "畅聊卡在长沙没信号", "mentions": [{"kind": "product", "name": "蓝鹊通畅聊卡"}, {"kind": "place", "name": "长沙"}]},
    {"text": "移动比蓝鹊通便宜", "mentions": [{"kind": "competitor", "name": "中国移动"}, {"kind": "brand", "name": "别的牌子"}]},
    {"text": "没有名字", "mentions": []},
]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "own.csv").write_text(NAMES, encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8")
    return tmp_path


def test_figures_count_names_per_text(files: Path) -> None:
    result = evaluate("entities", files / "gold.jsonl", settings=Settings(), dictionary=files / "own.csv")
    figures = {figure.name: figure.value for figure in result.figures}
    # read: 畅聊卡, 长沙, 移动, 蓝鹊通; labelled: the first three and another brand
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.75, 0.75, 0.75)
    assert (figures["f1_product"], figures["f1_place"], figures["f1_competitor"], figures["f1_brand"]) == (1, 1, 1, 0)
    assert result.base == 3
    assert [row["missed"] for row in result.worst] == [["brand:别的牌子"]]
    assert [row["extra"] for row in result.worst] == [["brand:蓝鹊通"]]


def test_a_dictionary_beside_the_file_is_taken_by_its_name(files: Path) -> None:
    (files / "own.csv").rename(files / "set_mine_dictionary.csv")
    rows = [
        {**ROWS[0], "dictionary": "mine"},
        {**ROWS[1], "dictionary": "none", "mentions": [{"kind": "brand", "name": "中国移动"}]},
    ]
    (files / "set.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = evaluate("entities", files / "set.jsonl", settings=Settings())
    assert {figure.name: figure.value for figure in result.figures}["f1"] == 1
    assert sorted(result.versions) == ["entities mine", "entities none"]
    only = evaluate("entities", files / "set.jsonl", settings=Settings(), dictionary=files / "set_mine_dictionary.csv")
    assert only.base == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"text": "长沙"}], "mentions"),
        ([{"text": "长沙", "mentions": "[{"}], "mentions"),
        ([{"text": "长沙", "mentions": [{"kind": "planet", "name": "x"}]}], "planet"),
        ([{"text": "长沙", "mentions": [3]}], "mentions"),
    ],
)
def test_labels_that_cannot_be_used_are_named(tmp_path: Path, rows: list[dict[str, Any]], said: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        evaluate("entities", path, settings=Settings())


def test_nothing_read_and_nothing_labelled_has_no_figure(tmp_path: Path) -> None:
    path = tmp_path / "none.jsonl"
    path.write_text(json.dumps({"text": "没有名字", "mentions": []}), encoding="utf-8")
    assert [figure.value for figure in evaluate("entities", path, settings=Settings()).figures] == [None, None, None]
