from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from voc.errors import MappingError
from voc.intake import read_records, read_texts
from voc.intake.mapping import Mapping, Target
from voc.intake.texts import SCHEMA
from voc.settings import Settings

Write = Callable[..., Path]
S = Settings()


def texts(path: Path, source: str, mapping: Mapping | None = None) -> list[tuple[Any, ...]]:
    table = pa.concat_tables(read_texts(path, source, mapping, settings=S))
    assert table.schema == SCHEMA
    return [tuple(row.values()) for row in table.drop_columns(["turns"]).to_pylist()]


def test_every_row_appears(csv_file: Write) -> None:
    path = csv_file(
        'id,text,时间\na,信号差,2026/13/45\na,别的,\nb,,\nc,多,了,几,列\n,\u200b 好 ,\n"d,没有收尾\n13800138000,打13800138000,\n'
    )
    assert texts(path, "social") == [
        (1, "a", None, "信号差"),
        (2, "a", None, "别的"),
        (3, "b", None, None),
        (4, "4", None, None),
        (5, "5", None, "好"),
        (6, "6", None, None),
        (7, "13800138000", None, "打[手机号]"),
    ]


def test_one_row_per_text_column(csv_file: Write) -> None:
    path = csv_file("id,优点,缺点\n1,快,\n2,,慢\n")
    mapping = Mapping({"优点": Target("text"), "缺点": Target("text")})
    assert texts(path, "social", mapping) == [
        (1, "1", "优点", "快"),
        (1, "1", "缺点", None),
        (2, "2", "优点", None),
        (2, "2", "缺点", "慢"),
    ]


def test_complaints_take_their_title_along(csv_file: Write) -> None:
    path = csv_file("工单号,投诉标题,投诉内容\nW1,断网,断网三天\nW2,资费,多扣了\nW3,只有标题,\n")
    assert [row[1:] for row in texts(path, "complaint")] == [
        ("W1", None, "断网三天"),
        ("W2", None, "资费\n多扣了"),
        ("W3", None, "只有标题"),
    ]


def test_calls(tmp_path: Path) -> None:
    lines = [
        {
            "id": 7,
            "turns": [
                {"speaker": "customer", "text": "网慢"},
                {"speaker": "agent", "text": "好"},
                {"speaker": "customer", "text": "很慢"},
            ],
        },
        {"id": 8, "turns": [{"speaker": "agent", "text": "喂"}]},
        {"id": 9, "turns": 5},
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n{broken", encoding="utf-8")
    assert texts(path, "transcript") == [
        (1, "7", None, "网慢\n很慢"),
        (2, "8", None, None),
        (3, "9", None, None),
        (4, "4", None, None),
    ]
    turns = pa.concat_tables(read_texts(path, "transcript", settings=S))["turns"].to_pylist()
    assert [(turn["speaker"], turn["text"]) for turn in turns[0]] == [("customer", "网慢"), ("agent", "好"), ("customer", "很慢")]
    assert turns[1:] == [None, None, None]


def test_surveys_without_open_answers(csv_file: Write) -> None:
    with pytest.raises(MappingError, match="no column of text"):
        texts(csv_file("用户id,满意度\n1,5\n2,4\n"), "survey")
    with pytest.raises(MappingError, match="no column of text"):
        texts(csv_file("月份,指标,值\n2026-03,x,1\n"), "measures")
    with pytest.raises(MappingError, match=r'no column of text.*as "text"'):
        texts(csv_file("工单编号,投诉类别\nW1,网络\n"), "complaint")


def test_records_as_they_stand(csv_file: Write) -> None:
    path = csv_file("text,label\n 好 ,1\n差,0\n", "gb18030")
    assert list(read_records(path)) == [{"text": " 好 ", "label": "1"}, {"text": "差", "label": "0"}]
