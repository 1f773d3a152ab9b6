from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from invented import posts

from voc.errors import VocError
from voc.jobs.score import score_file
from voc.settings import Settings

Write = Callable[..., Path]
COLUMNS = [
    "id", "polarity", "label", "confidence", "unscored", "intent", "escalation", "cause", "cause_confidence", "cause2", "topic", "satisfaction", "evidence",
]  # fmt: skip


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_one_row_out_for_every_row_in_and_blank_ones_are_null(settings: Settings, write_csv: Write, tmp_path: Path) -> None:
    rows = [*posts(6), {"id": "blank", "日期": "", "内容": "   ", "品牌": ""}, *posts(3, 6)]
    report = score_file(write_csv("a.csv", rows), "social", tmp_path / "o.csv", settings=settings)
    out = read(tmp_path / "o.csv")
    assert (report.rows, report.with_text) == (10, 9)
    assert list(out[0]) == COLUMNS
    assert [row["id"] for row in out] == [row["id"] for row in rows]
    assert set(out[6].values()) == {"blank", ""}
    assert all(row["label"] in ("neg", "neu", "pos") and -1 <= float(row["polarity"]) <= 1 for row in out if row["id"] != "blank")


def test_several_text_columns_give_a_row_each(settings: Settings, write_csv: Write, tmp_path: Path) -> None:
    rows = [
        {"问卷编号": f"q{i}", "整体满意度": 3 + i, "不满意的原因": "信号太差了", "其他建议": "" if i else "多开几个营业厅"}
        for i in range(2)
    ]
    score_file(write_csv("a.csv", rows), "survey", tmp_path / "o.csv", settings=settings)
    out = read(tmp_path / "o.csv")
    assert [(row["row_id"], row["id"], row["question"]) for row in out] == [
        ("1", "q0", "不满意的原因"),
        ("1", "q0", "其他建议"),
        ("2", "q1", "不满意的原因"),
        ("2", "q1", "其他建议"),
    ]
    assert [bool(row["label"]) for row in out] == [True, True, True, False]


def test_calls_get_a_satisfaction_and_posts_do_not(settings: Settings, write_jsonl: Write, tmp_path: Path) -> None:
    call = {
        "id": "c",
        "turns": [{"speaker": "customer", "text": "宽带又断了，气死我了"}, {"speaker": "agent", "text": "马上为您处理"}],
    }
    score_file(write_jsonl("a.jsonl", [call]), "transcript", tmp_path / "o.parquet", settings=settings)
    score_file(write_jsonl("b.jsonl", posts(1)), "social", tmp_path / "p.parquet", settings=settings)
    heard, posted = (pq.read_table(tmp_path / name).to_pylist()[0] for name in ("o.parquet", "p.parquet"))
    assert -2 <= heard["satisfaction"] < 0
    assert posted["satisfaction"] is None


def test_evidence_is_json_by_maker(settings: Settings, write_csv: Write, tmp_path: Path) -> None:
    score_file(write_csv("a.csv", posts(3)), "social", tmp_path / "o.csv", settings=settings)
    for row in read(tmp_path / "o.csv"):
        assert set(json.loads(row["evidence"])) == {"sentiment", "intent", "causes", "dialogue"}


@pytest.mark.parametrize(("scorer", "segmenter", "topics"), [("linear", "rjieba", "nmf"), ("snownlp", "jieba", "gensim")])
def test_both_configurations_work_end_to_end(tmp_path: Path, write_csv: Write, scorer: str, segmenter: str, topics: str) -> None:
    settings = Settings(scorer=scorer, segmenter=segmenter, topics=topics)
    report = score_file(write_csv("a.csv", posts(240)), "social", tmp_path / "o.csv", settings=settings)
    assert report.versions["topics"].startswith(topics)
    assert scorer in report.versions["sentiment"]
    out = read(tmp_path / "o.csv")
    assert sum(bool(row["topic"]) for row in out) > 120
    assert {row["label"] for row in out} >= {"neg", "pos"}


def test_the_output_is_never_the_input(settings: Settings, write_csv: Write, tmp_path: Path) -> None:
    path = write_csv("a.csv", posts(3))
    before = path.read_bytes()
    (tmp_path / "link.csv").symlink_to(path)
    for out in (path, tmp_path / "link.csv", tmp_path / "." / "a.csv"):
        with pytest.raises(VocError, match="input file itself"):
            score_file(path, "social", out, settings=settings)
    assert path.read_bytes() == before
