from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest
from pptx import Presentation
from python_calamine import CalamineWorkbook

from voc.errors import VocError
from voc.export.report import Chart, Grid
from voc.export.tables import neutral_text
from voc.jobs.survey_document import document
from voc.jobs.survey_report import figures, file_panel, gather, read_survey, survey_report
from voc.settings import Settings

HEADER = "问卷编号,调查日期,地区,权重,整体满意度,网络质量评分,资费合理评分,推荐意愿,继续使用意愿,意见"


def _rows(count: int = 400) -> list[list[object]]:
    chance = random.Random(7)
    rows: list[list[object]] = []
    for number in range(count):
        network, price = chance.randint(1, 10), chance.randint(1, 10)
        overall = min(10, max(1, round(0.8 * network + 0.15 * price + chance.gauss(0, 0.6))))
        place = "东城" if number % 3 else "西城"
        again = min(10, max(1, overall + chance.choice((-1, 0, 1))))
        rows.append(
            [
                *(f"Q{number}", f"2026-05-{number % 28 + 1:02d}", place, 2.0 if number % 4 == 0 else 1.0, overall, network),
                *("" if number % 5 == 0 else price, max(0, overall - 1), again, "=1+1" if number == 3 else ""),
            ]
        )
    return rows


def _file(folder: Path, rows: list[list[object]]) -> Path:
    path = folder / "问卷.csv"
    path.write_text("\n".join([HEADER, *(",".join(map(str, row)) for row in rows)]), encoding="utf-8")
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "none", key_file=tmp_path / "none.key")


def test_the_figures_are_those_counted_by_hand(tmp_path: Path, settings: Settings) -> None:
    rows = _rows()
    found = survey_report(_file(tmp_path, rows), tmp_path / "报告.json", settings=settings)
    assert json.loads((tmp_path / "报告.json").read_text("utf-8"))["rows"] == found["rows"]
    whole = {row["measure"]: row for row in found["rows"] if row["section"] == "all"}
    weight = [float(row[3]) for row in rows]  # type: ignore[arg-type]
    index = sum(w * (int(str(row[4])) - 1) / 9 * 100 for w, row in zip(weight, rows, strict=True)) / sum(weight)
    assert whole["satisfaction"]["value"] == pytest.approx(index)
    assert whole["satisfaction"]["effective_base"] == pytest.approx(sum(weight) ** 2 / sum(w * w for w in weight))
    assert whole["satisfaction"]["base"] == 400
    assert found["questions"]["outcome"] == "整体满意度"
    drivers = [row for row in found["rows"] if row["section"] == "drivers"]
    assert [row["group"] for row in drivers] == ["网络质量评分", "资费合理评分"]
    assert drivers[0]["rank"] == "1"
    assert drivers[1]["base"] == 320
    east = next(row for row in found["rows"] if row["section"] == "region" and row["group"] == "东城" and row["measure"] == "top")
    mine = [(w, row) for w, row in zip(weight, rows, strict=True) if row[2] == "东城"]
    assert east["value"] == pytest.approx(sum(w for w, row in mine if int(str(row[4])) >= 9) / sum(w for w, _ in mine))
    assert not (tmp_path / "none").exists()
    assert not (tmp_path / "none.key").exists()


def test_a_csv_holds_the_same_rows(tmp_path: Path, settings: Settings) -> None:
    found = survey_report(_file(tmp_path, _rows()), tmp_path / "报告.csv", settings=settings)
    rows = list(csv.DictReader((tmp_path / "报告.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == len(found["rows"])
    assert float(rows[0]["value"]) == pytest.approx(found["rows"][0]["value"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_workbook_and_slides_hold_the_whole_report(tmp_path: Path, settings: Settings, lang: str) -> None:
    rows = _rows()
    for number in range(60, 160):
        rows[number][9] = "地下室没有信号" if number % 2 else "话费乱扣费，要求退费"
    path = _file(tmp_path, rows)
    found = survey_report(path, tmp_path / "报告.xlsx", settings=settings, lang=lang)
    book = CalamineWorkbook.from_path(str(tmp_path / "报告.xlsx"))
    names = {"zh": ["目录", "总体结果", "驱动因素", "交叉表"], "en": ["Contents", "Overall", "Drivers", "Tables"]}[lang]
    assert set(names) <= set(book.sheet_names)
    assert {"网络部", "计费账务部"} <= set(book.sheet_names)
    overall = [
        row for row in book.get_sheet_by_name(names[1]).to_python() if row and row[0] in ("满意度指数", "Satisfaction index")
    ]
    assert overall[0][1] == f"{found['rows'][0]['value']:.1f}"
    causes = {row[0]: row[1] for row in book.get_sheet_by_name("网络部").to_python()}
    assert causes[{"zh": "移动信号覆盖", "en": "Mobile coverage"}[lang]] == pytest.approx(50 / 126)
    survey_report(path, tmp_path / "报告.pptx", settings=settings, lang=lang)
    slides = list(Presentation(str(tmp_path / "报告.pptx")).slides)
    assert sum(shape.has_chart for slide in slides for shape in slide.shapes) >= 4
    assert len(slides) >= 12


def test_waves_are_compared_and_no_figure_begins_like_a_formula(tmp_path: Path, settings: Settings) -> None:
    rows = [[*row[:1], f"2026-{4 + number % 3:02d}-10", *row[2:7], row[7], *row[8:]] for number, row in enumerate(_rows(600))]
    for row in rows:
        if str(row[1]).startswith("2026-06"):
            row[7] = max(0, int(str(row[7])) - 3)
    found = read_survey(_file(tmp_path, rows), None, settings=settings)[0]
    grids = {block.title: block for section in document(found).sections for block in section.blocks if isinstance(block, Grid)}
    changes = grids["期间变化检验"]
    nps = next(row for row in changes.rows if row[0] == "净推荐值 NPS" and row[2] == "2026-06")
    assert str(nps[5]).startswith("−")
    assert nps[8] == "下降"
    assert all(row[2] == "2026-06" or float(str(row[7])) < 0.05 for row in changes.rows)
    cells = [str(cell) for row in changes.rows for cell in row if isinstance(cell, str)]
    assert not [cell for cell in cells if neutral_text(cell) != cell]


def test_targets_from_a_file_weight_the_report(tmp_path: Path, settings: Settings) -> None:
    rows = [[*row[:3], "", *row[4:]] for row in _rows()]
    targets = tmp_path / "总体.csv"
    targets.write_text("维度,类别,人数\nregion,东城,500\nregion,西城,500\n", encoding="gb18030")
    found = survey_report(_file(tmp_path, rows), tmp_path / "o.json", settings=settings, targets=targets)
    whole = next(row for row in found["rows"] if row["section"] == "all")
    means = []
    for place in ("东城", "西城"):
        mine = [(int(str(row[4])) - 1) / 9 * 100 for row in rows if row[2] == place]
        means.append(sum(mine) / len(mine))
    assert whole["value"] == pytest.approx(sum(means) / 2)
    targets.write_text("维度,类别,占比\nregion,东城,50%\nregion,北城,50%\n", encoding="utf-8")
    with pytest.raises(VocError, match="西城"):
        survey_report(_file(tmp_path, rows), tmp_path / "o.json", settings=settings, targets=targets)
    with pytest.raises(VocError, match="cannot be read"):
        survey_report(_file(tmp_path, rows), tmp_path / "o.json", settings=settings, targets=tmp_path / "nowhere.csv")


def test_few_answers_are_suppressed(tmp_path: Path, settings: Settings) -> None:
    found = figures(file_panel(_file(tmp_path, _rows(20)), None, settings=settings))
    assert all(row["value"] is None and row["quality"] == "suppressed" for row in found["rows"])
    assert not [row for row in found["rows"] if row["section"] == "drivers"]


def test_the_file_itself_is_not_written_over(tmp_path: Path, settings: Settings) -> None:
    path = _file(tmp_path, _rows(40))
    with pytest.raises(VocError, match="input file itself"):
        survey_report(path, path, settings=settings)
    assert path.read_text("utf-8").startswith(HEADER)


def test_a_file_without_respondents_is_refused(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "空.csv"
    path.write_text(f"{HEADER}\n,,,,,,,,,\n", encoding="utf-8")
    with pytest.raises(VocError):
        survey_report(path, tmp_path / "o.json", settings=settings)
    assert not (tmp_path / "o.json").exists()


def test_who_recognises_is_satisfied_and_is_loyal(tmp_path: Path, settings: Settings) -> None:
    found = read_survey(_file(tmp_path, _rows()), None, settings=settings)[0]
    charts = {block.title: block for section in document(found).sections for block in section.blocks if isinstance(block, Chart)}
    shown = charts["认可、满意、忠诚"]
    assert shown.categories == ("满意", "忠诚（稳固）")
    weight = [float(str(row[3])) for row in _rows()]
    pleased = sum(w for w, row in zip(weight, _rows(), strict=True) if int(str(row[4])) >= 8) / sum(weight)
    assert shown.series[0].values[0] == pytest.approx(pleased)
    both = [w for w, row in zip(weight, _rows(), strict=True) if int(str(row[7])) >= 9 and int(str(row[8])) >= 9]
    assert shown.series[0].values[1] == pytest.approx(sum(both) / sum(weight))


@pytest.mark.parametrize(("question", "noted"), [("您不满意的原因", True), ("意见", False)])
def test_the_check_of_words_says_where_the_question_asks_for_faults(
    tmp_path: Path, settings: Settings, question: str, noted: bool
) -> None:
    path = tmp_path / "问卷.csv"
    lines = [HEADER.replace("意见", question), *(",".join(map(str, row)) for row in _rows(120))]
    path.write_text("\n".join(lines), encoding="utf-8")
    found, wrote, texts, asked = read_survey(path, None, settings=settings)
    assert set(asked) == {question}
    labels = [((), "neg")] * len(texts)
    made = document(found, gather(len(found), wrote, labels, asked))
    grid = next(block for section in made.sections for block in section.blocks if block.title == "数据质量")
    assert any(question in note and "评分与原话相反" in note for note in grid.notes) == noted
