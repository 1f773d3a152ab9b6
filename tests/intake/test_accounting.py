"""Whatever a CSV holds: every row is in quarantine or in a table, and reading it again gives the same ids."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.intake import read_texts
from voc.settings import Settings

_CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "1",
            "1",
            "2",
            "W1",
            "信号差",
            "信号差",
            "太贵了\n第二行",
            '带"引号',
            "a,b;c\td",
            "2026年3月5日",
            "2026/13/45",
            "46086.5",
            "-1",
            "99",
            "0",
            "10",
            "客户：喂\n客服：您好",
            "13800138000",
            "满意",
            "NULL",
            "#N/A",
            "1.2万",
            "\u200b",
            "&amp;",
            "2026Q1",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12),
)
_HEADERS = {
    "social": [
        "id",
        "内容",
        "时间",
        "点赞数",
    ],
    "complaint": ["工单号", "投诉内容", "受理时间", "重派次数"],
    "transcript": ["通话编号", "对话", "时间", "地区"],
    "survey": ["用户id", "满意度", "原因", "权重"],
    "measures": ["月份", "指标", "值", "地区"],
}
_ROWS = st.lists(st.lists(_CELLS, min_size=1, max_size=6), min_size=1, max_size=25)


def _written(path: Path, header: list[str], rows: list[list[str]], *, encoding: str, raw: bool, blanks: bool) -> Path:
    out = io.StringIO(newline="")
    if raw:
        out.write("\n".join([",".join(header), *(",".join(row) for row in rows)]))
    else:
        writer = csv.writer(out, lineterminator="\r\n\r\n" if blanks else "\n")
        writer.writerows([header, *rows])
    path.write_bytes(out.getvalue().encode(encoding, "replace"))
    return path


@pytest.mark.parametrize("source", list(_HEADERS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_ROWS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]), raw=st.booleans(), blanks=st.booleans())
def test_rows_add_up(
    tmp_path: Path, take: Callable[..., Any], source: str, rows: list[list[str]], encoding: str, raw: bool, blanks: bool
) -> None:
    path = _written(tmp_path / "a.csv", _HEADERS[source], rows, encoding=encoding, raw=raw, blanks=blanks)
    try:
        taken = take(path, source)
    except VocError:
        # Noise written as GB18030 is not Chinese, and a broken line may be all there is; anything else must be taken.
        assert raw or encoding == "gb18030"
        return
    if not raw:
        assert taken.rows == len(rows)
    again = take(path, source)
    assert again.tables == taken.tables
    assert again.quarantine == taken.quarantine
    if source != "measures":
        _same_rows(path, source, taken.rows)


def _same_rows(path: Path, source: str, rows: int) -> None:
    try:
        tables = list(read_texts(path, source, settings=Settings()))
    except VocError:
        return
    numbers = [row for table in tables for row in table["row_id"].to_pylist()]
    columns = len({question for table in tables for question in table["question"].to_pylist()})
    assert numbers == [row for row in range(1, rows + 1) for _ in range(columns)]
    assert "" not in {text for table in tables for text in table["text"].to_pylist()}
