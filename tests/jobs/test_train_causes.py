from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voc.errors import InputError
from voc.jobs.train import train
from voc.settings import Settings
from voc.store import Store

Rows = list[dict[str, Any]]
KINDS = {
    "network.coverage": "第{}次说手机在家没信号",
    "billing.charges": "第{}回被乱扣话费",
    "service.store": "营业厅第{}窗口排队太久",
}


def rows(number: int) -> Rows:
    return [{"text": text.format(n), "cause": code} for code, text in KINDS.items() for n in range(number)]


def test_too_few_labels_are_refused(settings: Settings, write_csv: Callable[..., Path]) -> None:
    with pytest.raises(InputError) as caught:
        train(Store.open(settings), "causes", [write_csv("少.csv", rows(3))], None, settings)
    assert "50" in caught.value.said("en")


def test_a_model_is_learned_registered_and_told_honestly(settings: Settings, write_csv: Callable[..., Path]) -> None:
    given = [*rows(20), {"text": "什么也不是", "cause": "no.such_code"}, {"text": "没有标签", "cause": ""}]
    store = Store.open(settings)
    report = train(store, "causes", [write_csv("标注.csv", given)], None, settings)
    assert report.learned == {"标注.csv": 60, "own_texts": 0}
    assert report.left_out == {"unknown_code": 1, "no_label": 1}
    exact = report.figures[0]
    assert (exact.name, exact.base) == ("exact", 60)
    assert exact.low <= exact.after - exact.before <= exact.high
    assert (exact.before, exact.after) == (1.0, 1.0)
    assert not report.activated, "what the coder had right already is no reason to change it"
    kept = store.ledger.models.all("causes")
    assert [model.version for model in kept] == [report.version]
    assert kept[0].active == report.activated


def test_a_test_text_among_the_labels_is_refused(settings: Settings, write_csv: Callable[..., Path]) -> None:
    one, two = write_csv("一.csv", rows(20)), write_csv("二.csv", rows(1))
    with pytest.raises(InputError, match="3"):
        train(Store.open(settings), "causes", [one], two, settings)


def test_labels_that_the_model_in_force_knows_are_not_learned_twice(settings: Settings, write_csv: Callable[..., Path]) -> None:
    """These labellers file slow data under coverage: the first model learns it, the second sees the new labels alone."""
    store = Store.open(settings)
    slow = ["上网慢得要命，第{}回了", "网速跟蜗牛一样，{}天了", "网页打不开，转圈{}分钟"]
    first = [{"text": text.format(n), "cause": "network.coverage"} for text in slow for n in range(20)]
    one = train(store, "causes", [write_csv("一.csv", first)], None, settings)
    assert one.activated
    with pytest.raises(InputError) as caught:
        train(store, "causes", [write_csv("再.csv", first)], None, settings)
    assert "0 new labels" in caught.value.said("en")
    assert "60 more" in caught.value.said("en")
    with pytest.raises(InputError, match="60"):
        train(store, "causes", [write_csv("新.csv", rows(20))], write_csv("旧.csv", first), settings)
    changed = [{**row, "cause": "network.data_speed"} for row in first[:1]]
    two = train(store, "causes", [write_csv("二.csv", [*first[1:], *changed, *rows(20)])], None, settings)
    assert two.left_out == {"learned_before": 59}
    assert two.learned == {"二.csv": 61, "own_texts": 0}
    assert two.base == one.version
