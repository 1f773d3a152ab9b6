from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation

from voc.errors import VocError
from voc.export.report import Chart, Column, Grid, Paths, Report, Section, Series, Words, worded, write_report
from voc.export.report_pptx import pages
from voc.export.report_xlsx import sheet_names, spreads

COLUMNS = (Column("区域"), Column("基数", "count"), Column("满意度", "index"), Column("前两格", "share"))
GRID = Grid("各区域", COLUMNS, (("江浦", 1200, 71.25, 0.721), ("=1+1", 20, None, None)), {(0, 3): "B C"}, ("注",), frozenset({0}))
BARS = Chart("驱动因素", "bars", ("=网络", "资费"), (Series("份额", (0.6, 0.4), (0.5, 0.3), (0.7, 0.6)),), "share")
LINES = Chart("趋势", "lines", ("一", "二"), (Series("指数", (70.0, None)), Series("+NPS", (20.0, 21.0))))
SPOTS = Chart(
    "矩阵", "spots", ("甲", "乙"), (Series("重要性", (0.6, 0.4)), Series("表现", (60.0, 80.0))), "share", ("x", "y"), (0.5, 70.0)
)
PATHS = Paths(
    "路径", ((("质量", "75.0"),), (("满意", "74.0"), ("忠诚", "60.0"))), (("质量", "满意", "0.50"), ("满意", "忠诚", "0.40"))
)
REPORT = Report(
    "报告",
    ("2026 年 3 月",),
    (
        Section("总体", (GRID, LINES)),
        Section("驱动", (BARS, SPOTS, PATHS), "网络部"),
        Section("总体", (Words("方法", ("@加权",)),)),
    ),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "r.xlsx"
    write_report(REPORT, path)
    return path


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "r.pptx"
    write_report(REPORT, path)
    return path


def test_the_workbook_holds_numbers_with_letters_in_their_format(book: Path) -> None:
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["目录", "总体", "驱动", "总体 2"]
    rows = {row[0].value: row for row in sheets["总体"].iter_rows()}
    cell = rows["江浦"][3]
    assert (cell.value, cell.number_format) == (0.721, '0.0%" B C"')
    assert [cell.value for cell in rows["'=1+1"][1:4]] == [20, "–", "–"]
    assert rows["注"][0].font.italic


def test_no_cell_of_the_workbook_is_a_formula(book: Path) -> None:
    cells = [cell for sheet in openpyxl.load_workbook(book) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s"}
    drawn = [name for name in zipfile.ZipFile(book).namelist() if name.startswith("xl/charts/chart")]
    assert len(drawn) == 3


def test_slides_hold_native_charts_with_the_same_figures(deck: Path) -> None:
    charts = [shape.chart for slide in Presentation(str(deck)).slides for shape in slide.shapes if shape.has_chart]
    lines, bars, spots = charts
    assert [tuple(series.values) for series in lines.plots[0].series] == [(70.0, None), (20.0, 21.0)]
    assert list(bars.plots[0].categories) == ["'=网络", "资费"]
    assert list(spots.plots[0].series[0].values) == [60.0, 80.0]
    error = bars.plots[0].series[0]._element.xpath(".//c:errBars/c:plus//c:v")
    assert [float(one.text) for one in error] == pytest.approx([0.1, 0.2])


def test_the_workbooks_inside_the_slides_hold_no_formula(deck: Path) -> None:
    inside = [name for name in zipfile.ZipFile(deck).namelist() if name.startswith("ppt/embeddings/")]
    assert len(inside) == 3
    for name in inside:
        sheets = openpyxl.load_workbook(io.BytesIO(zipfile.ZipFile(deck).read(name)))
        assert all(cell.data_type in ("n", "s") for sheet in sheets for row in sheet.iter_rows() for cell in row)


def test_every_slide_has_a_title_and_its_owner_stands_above(deck: Path) -> None:
    slides = list(Presentation(str(deck)).slides)
    assert [slide.shapes.title.text_frame.text for slide in slides] == [
        "报告",
        "目录",
        "各区域",
        "趋势",
        "驱动因素",
        "矩阵",
        "路径",
        "方法",
    ]
    assert any("网络部" in shape.text_frame.text for shape in slides[4].shapes if shape.has_text_frame)
    boxes = [shape for shape in slides[6].shapes if shape.shape_type is not None and "connector" in shape.name.lower()]
    assert len(boxes) == 2


def test_a_long_table_is_shown_in_full_over_several_slides() -> None:
    rows = tuple((f"r{i}", *range(i, i + 20)) for i in range(40))
    wide = Grid("t", (Column("a"), *(Column(str(i), "count") for i in range(20))), rows, {(39, 20): "A"})
    parts = [part for part in pages(wide) if isinstance(part, Grid)]
    seen = {
        (row[0], column.name): cell for part in parts for row in part.rows for column, cell in zip(part.columns, row, strict=True)
    }
    whole = {(row[0], column.name): cell for row in rows for column, cell in zip(wide.columns, row, strict=True)}
    assert seen == whole
    assert [mark for part in parts for mark in part.marks.values()] == ["A"]


@pytest.mark.parametrize(
    ("cell", "kind", "mark", "shown"),
    [
        (0.12345, "share", "", "12.3%"),
        (72.44, "index", "AB", "72.4 AB"),
        (1234.0, "count", "", "1,234"),
        (None, "share", "", "–"),
        (float("nan"), "index", "", "–"),
        ("=1", "text", "", "'=1"),
        ("a\x00b", "text", "", "ab"),
        (-3.25, "index", "", "-3.2"),
    ],
)
def test_cells_as_words(cell: str | float | None, kind: str, mark: str, shown: str) -> None:
    assert worded(cell, kind, mark) == shown  # type: ignore[arg-type]


def test_spreads_are_never_negative() -> None:
    assert spreads((1.0, None, 5.0), (0.5, None, 6.0), (2.0, None, 4.0)) == ([1.0, 0.0, 0.0], [0.5, 0.0, 0.0])


@given(st.lists(st.text(max_size=50), min_size=1, max_size=12))
@settings(max_examples=60)
def test_sheet_names_are_ones_that_excel_takes(titles: list[str]) -> None:
    names = sheet_names(titles)
    assert len({name.lower() for name in names}) == len(titles)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


@given(st.text(max_size=12), st.text(max_size=12))
@settings(max_examples=15, deadline=None)
def test_any_words_can_be_written(one: str, two: str) -> None:
    from tempfile import TemporaryDirectory

    grid = Grid(one, (Column(two), Column("n", "count")), ((one, 1), (two, None)))
    chart = Chart(two, "columns", (one, two), (Series(one, (1.0, 2.0)),))
    report = Report(one, (two,), (Section(two, (grid, chart, Words(one, (two,))), one),))
    with TemporaryDirectory() as folder:
        for name in ("r.xlsx", "r.pptx"):
            path = Path(folder, name)
            write_report(report, path)
            assert zipfile.ZipFile(path).testzip() is None


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VocError, match="pdf"):
        write_report(REPORT, tmp_path / "r.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.office
def test_libreoffice_opens_both(book: Path, deck: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office is not None
    for path in (book, deck):
        command = [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=180)
        assert (tmp_path / "r.pdf").stat().st_size > 5_000
        (tmp_path / "r.pdf").unlink()
