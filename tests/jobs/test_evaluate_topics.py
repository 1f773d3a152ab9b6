"""voc evaluate topics: figures of topics that are known, with their intervals; too few texts are one clear message."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from voc.errors import VocError
from voc.jobs.evaluate import evaluate
from voc.settings import Settings

SUBJECTS = {
    "信号": ["手机信号", "地下室", "没有信号", "基站", "覆盖", "电梯", "盲区"],
    "账单": ["扣费", "账单", "退费", "余额", "话费", "月租", "发票"],
    "宽带": ["宽带", "光猫", "断网", "师傅", "上门", "路由器", "安装"],
}


def labelled(path: Path, size: int) -> Path:
    rng = random.Random(4)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["文本", "主题"])
        for number in range(size):
            kind = rng.choice(sorted(SUBJECTS))
            out.writerow(["，".join(rng.sample(SUBJECTS[kind], 4)) + f"{number}号", kind])
    return path


def test_planted_topics_are_found_stable_and_kept(tmp_path: Path) -> None:
    result = evaluate("topics", labelled(tmp_path / "标注.csv", 240), settings=Settings())
    figures = {figure.name: figure for figure in result.figures}
    assert figures["nmi"].value is not None
    assert figures["nmi"].value > 0.75
    assert figures["same_in_another_order"].value == 1.0
    assert (figures["stability_90_percent_ari"].value or 0) > 0.8
    assert (figures["ids_kept_when_a_week_is_added"].value or 0) > 0.95
    assert (figures["left_over"].value or 0) < 0.1
    assert all(figure.low is None or figure.low <= (figure.value or 0) <= (figure.high or 0) for figure in result.figures)
    assert sum(sum(row.values()) for row in result.confusion.values()) == result.base


def test_too_few_are_said_to_be_too_few(tmp_path: Path) -> None:
    with pytest.raises(VocError, match="too few to model"):
        evaluate("topics", labelled(tmp_path / "少.csv", 10), settings=Settings())
