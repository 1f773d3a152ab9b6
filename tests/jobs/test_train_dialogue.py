"""`voc train dialogue`: learns where there is something to learn, refuses what it should, never puts a model in force that is not better."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voc.errors import InputError
from voc.jobs.train import train
from voc.jobs.trained import active_models
from voc.settings import Settings
from voc.store import Store

Rows = list[dict[str, Any]]
WRITE = Callable[[str, Rows], Path]


def rated(number: int, seed: int = 3, *, by_luck: bool = False) -> Rows:
    """Calls whose rating hangs on what the agent says, or on nothing."""
    chance, rows = random.Random(seed), []
    for at in range(number):
        kind = chance.random() < 0.5
        said = "".join(chance.choices("甲乙丙丁戊己庚辛壬癸子丑寅卯", k=8))
        turns = [
            {"speaker": "customer", "text": f"{said}怎么弄"},
            {"speaker": "agent", "text": "马上给您办好" if kind else "这个我们管不了"},
            {"speaker": "customer", "text": said[::-1]},
        ]
        good = chance.random() < 0.5 if by_luck else kind
        mark = (1.0 if good else -1.0) + chance.uniform(-0.3, 0.3)
        rows.append({"id": f"{seed}-{at}", "turns": turns, "satisfaction": mark, "accomplishment": mark / 2})
    return rows


def test_a_better_model_is_put_in_force(settings: Settings, write_jsonl: WRITE) -> None:
    with Store.open(settings) as store:
        path = write_jsonl("a.jsonl", [*rated(300), {"id": "x", "turns": rated(1)[0]["turns"], "satisfaction": None}])
        report = train(store, "dialogue", [path], None, settings)
        assert report.activated
        assert set(active_models(store)) == {"dialogue"}
    assert report.learned == {"a.jsonl": 300}
    assert report.left_out == {"no_rating": 1}
    assert [figure.name for figure in report.figures] == ["rank_correlation_satisfaction", "rank_correlation_accomplishment"]
    first = report.figures[0]
    assert first.before < first.after
    assert 0 < first.low <= first.after - first.before <= first.high
    assert 30 <= first.base < 100


def test_a_model_that_learned_from_luck_stays_off(settings: Settings, write_jsonl: WRITE) -> None:
    with Store.open(settings) as store:
        report = train(store, "dialogue", [write_jsonl("a.jsonl", rated(300, by_luck=True))], None, settings)
        assert not report.activated
        assert active_models(store) == {}
        assert [model.version for model in store.ledger.models.all("dialogue")] == [report.version]


def test_what_is_refused(settings: Settings, write_jsonl: WRITE) -> None:
    few, many = write_jsonl("few.jsonl", rated(60)), write_jsonl("many.jsonl", rated(200))
    twice = write_jsonl("twice.jsonl", [*rated(40, seed=9), *rated(200)[:2]])
    with Store.open(settings) as store:
        with pytest.raises(InputError, match="at least 100"):
            train(store, "dialogue", [few], None, settings)
        with pytest.raises(InputError, match=r"2 calls of twice.jsonl .* 41, 42"):
            train(store, "dialogue", [many], twice, settings)
        with pytest.raises(InputError, match="masking"):
            train(store, "masking", [many], None, settings)
