from __future__ import annotations

import json
from pathlib import Path

import pytest

from voc.errors import InputError
from voc.jobs.evaluate import evaluate
from voc.settings import Settings

ROWS = [
    {"text": "建议推出老年人套餐", "want": "plan", "want_class": "personalised"},
    {"text": "希望周末营业时间延长", "want": "hour"},
    {"text": "客服态度冷冰冰", "staff_facet": "attitude"},
    {"text": "信号不好", "staff_facet": "none"},
    {"text": "请问几点关门"},
]


def _file(folder: Path, rows: list[dict[str, str]]) -> Path:
    path = folder / "wants.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_each_frame_is_told_over_the_rows_labelled_for_it(tmp_path: Path) -> None:
    found = evaluate("wants", _file(tmp_path, ROWS), settings=Settings())
    bases = {figure.name: figure.base for figure in found.figures}
    assert (bases["accuracy_want"], bases["accuracy_want_class"], bases["accuracy_staff_facet"]) == (2, 1, 2)
    assert "accuracy_service_level" not in bases
    assert (found.base, found.unscored) == (4, 1)
    facet = next(figure for figure in found.figures if figure.name == "accuracy_staff_facet")
    assert facet.value == 1.0


@pytest.mark.parametrize(
    ("rows", "said"), [([{"text": "信号不好", "cause": "x"}], "want"), ([{"text": "好", "want": "飞船"}], "飞船")]
)
def test_a_file_without_known_labels_is_refused(tmp_path: Path, rows: list[dict[str, str]], said: str) -> None:
    with pytest.raises(InputError, match=said):
        evaluate("wants", _file(tmp_path, rows), settings=Settings())
