from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import VocError
from voc.export.tables import csv_bytes, neutral, writer

TABLE = pa.table({"id": ["1", "2", "3"], "原声": ["=1+1", None, "　＝cmd|' /C calc'!A0"], "polarity": [-0.5, None, 1.0]})


@pytest.mark.parametrize("given", ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "＠x", "|calc", "%x", "\n=1"])
def test_cells_that_could_run_get_a_quote(given: str) -> None:
    assert neutral(pa.table({"a": [given]}))["a"].to_pylist() == ["'" + given]


@pytest.mark.parametrize("given", ["信号差", "5G", "a=b", "", "'=1", "1-2"])
def test_other_cells_stay(given: str) -> None:
    assert neutral(pa.table({"a": [given, None]}))["a"].to_pylist() == [given, None]


def test_headers_are_neutralised_and_numbers_stay_numbers() -> None:
    safe = neutral(pa.table({"=x": [-1.5], "y": [2]}))
    assert safe.to_pydict() == {"'=x": [-1.5], "y": [2]}


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_no_text_cell_begins_like_a_formula_after_neutralising(cells: list[str]) -> None:
    cells = [cell.encode("utf-8", "ignore").decode() for cell in cells]
    for cell in neutral(pa.table({"a": pa.array(cells, pa.string())}))["a"].to_pylist():
        assert not cell.lstrip()[:1] or cell.lstrip()[0] not in "=+-@＝＋－＠"


def test_csv_reads_back_in_a_spreadsheet(tmp_path: Path) -> None:
    with writer(tmp_path / "o.csv") as write:
        write(TABLE.slice(0, 2))
        write(TABLE.slice(2))
    raw = (tmp_path / "o.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows == [["id", "原声", "polarity"], ["1", "'=1+1", "-0.5"], ["2", "", ""], ["3", "'　＝cmd|' /C calc'!A0", "1"]]
    assert list(csv.reader(io.StringIO(csv_bytes(TABLE).decode("utf-8-sig")))) == rows


def test_xlsx_holds_text_as_text_and_no_formula(tmp_path: Path) -> None:
    with writer(tmp_path / "o.xlsx") as write:
        write(TABLE)
    book = openpyxl.load_workbook(tmp_path / "o.xlsx")
    cells = list(book.active.iter_rows(values_only=True))
    assert cells == [("id", "原声", "polarity"), ("1", "'=1+1", -0.5), ("2", None, None), ("3", "'　＝cmd|' /C calc'!A0", 1)]
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}
    book.close()


def test_parquet_and_jsonl_keep_values_and_nulls(tmp_path: Path) -> None:
    for name in ("o.parquet", "o.jsonl"):
        with writer(tmp_path / name) as write:
            write(TABLE.slice(0, 1))
            write(TABLE.slice(1))
    assert pq.read_table(tmp_path / "o.parquet").equals(TABLE)
    assert [json.loads(line) for line in (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines()] == TABLE.to_pylist()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".jsonl"])
def test_a_failed_write_leaves_the_old_file_and_no_part(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"o{suffix}"
    target.write_text("old", encoding="utf-8")

    def fail() -> None:
        with writer(target) as write:
            write(TABLE)
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail()
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_an_unknown_ending_or_folder_says_what_to_do(tmp_path: Path) -> None:
    for target in (tmp_path / "o.doc", tmp_path / "none" / "o.csv"):
        with pytest.raises(VocError), writer(target):
            pass


@pytest.mark.parametrize("name", ["dir.csv", "dir.xlsx", "dir.parquet", "dir.jsonl"])
def test_a_folder_in_the_place_of_the_file_is_named_before_the_work(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(VocError, match=name), writer(tmp_path / name):
        pytest.fail("the work was begun")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no folder that refuses files even to root")
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet", ".jsonl"])
def test_a_folder_that_takes_no_files_is_named_before_the_work(ending: str) -> None:
    with pytest.raises(VocError, match="/proc/a"), writer(Path(f"/proc/a{ending}")):
        pytest.fail("the work was begun")


def test_a_place_taken_meanwhile_is_named(tmp_path: Path) -> None:
    def race() -> None:
        with writer(tmp_path / "o.csv") as write:
            write(TABLE)
            (tmp_path / "o.csv").mkdir()

    with pytest.raises(VocError, match=r"o\.csv"):
        race()
    assert [path.name for path in tmp_path.iterdir()] == ["o.csv"]


@pytest.mark.parametrize(
    "given", ["\u200b=1", "\ufeff+1", "\u202e-1", "\u00a0@x", "\u3000＝1", "\x0b=1", "﹦1", "\x00=1", "\u2028=1", "⁠ ＋1"]
)
def test_signs_behind_what_nobody_sees_get_a_quote(given: str) -> None:
    assert neutral(pa.table({"a": [given]}))["a"].to_pylist() == ["'" + given]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string()), pa.string_view()])
def test_every_kind_of_text_column_is_neutralised(kind: pa.DataType) -> None:
    column = (
        pa.array(["=1", None, "好"]).dictionary_encode() if pa.types.is_dictionary(kind) else pa.array(["=1", None, "好"], kind)
    )
    assert neutral(pa.table({"a": column}))["a"].to_pylist() == ["'=1", None, "好"]
