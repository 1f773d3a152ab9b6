"""A model learned from rated calls: features by hand, what it must find, what it must not do."""

from __future__ import annotations

from math import log, sqrt
from pathlib import Path

import numpy as np
import pytest

from voc.dialogue import Turn
from voc.dialogue.features import BUCKETS, SECTIONS, WIDTH, counts, sections, unit
from voc.dialogue.learned import load_learned, write
from voc.dialogue.training import learn
from voc.errors import VocError


def call_of(*said: str) -> list[Turn]:
    return [Turn(("customer", "agent")[place % 2], text) for place, text in enumerate(said)]


def test_sections_of_a_call() -> None:
    assert sections(call_of("慢", "您好", "谢谢")) == ["慢\n谢谢", "谢谢", "您好", "您好", "①谢谢"]
    assert sections(call_of("慢")) == ["慢", "", "", "", "①慢"]
    assert sections([]) == [""] * len(SECTIONS)


def test_counts_by_hand() -> None:
    found = counts([call_of("好好")])
    first = found.column < BUCKETS
    # 好, 好好: one n-gram twice, one once; in the last section with the mark ① before them
    assert sorted(found.value[first]) == pytest.approx([1.0, 1 + log(2)])
    rarity = np.ones(WIDTH)
    scaled = unit(found, rarity, 1)
    assert scaled[first] == pytest.approx(found.value[first] / sqrt(1 + (1 + log(2)) ** 2))


def invented(number: int) -> tuple[list[list[Turn]], np.ndarray]:
    """Calls whose rating hangs on one word of the agent."""
    rng = np.random.default_rng(5)
    calls, rated = [], []
    for _ in range(number):
        kind = bool(rng.integers(2))
        words = "".join(rng.choice(list("甲乙丙丁戊己庚辛"), 6))
        calls.append(call_of(words, "马上给您办好" if kind else "这个我们管不了", words[::-1]))
        rated.append([1.0 if kind else -1.0, np.nan])
    return calls, np.array(rated)


def test_it_learns_what_ratings_hang_on_and_is_read_back(tmp_path: Path) -> None:
    calls, rated = invented(200)
    without = np.zeros((200, 2))
    model = learn(calls[:150], without[:150], rated[:150])
    given = model.predict(calls[150:], without[150:])[:, 0]
    assert np.corrcoef(given, rated[150:, 0])[0, 1] > 0.9
    assert model.error[0] < 0.5
    write(tmp_path, model)
    again = load_learned(tmp_path)
    assert again.predict(calls[150:], without[150:])[:, 0] == pytest.approx(given, abs=1e-5)
    assert again.version


def test_a_target_without_ratings_keeps_the_figure_without_ratings() -> None:
    calls, rated = invented(60)
    without = np.tile([0.2, -0.7], (60, 1))
    assert learn(calls, without, rated).predict(calls[:3], without[:3])[:, 1] == pytest.approx([-0.7] * 3)


def test_another_version_is_refused(tmp_path: Path) -> None:
    calls, rated = invented(40)
    write(tmp_path, learn(calls, np.zeros((40, 2)), rated))
    card = tmp_path / "dialogue.json"
    card.write_text(card.read_text(encoding="utf-8").replace('"bits": ', '"bits": 1'), encoding="utf-8")
    with pytest.raises(VocError, match="voc train dialogue"):
        load_learned(tmp_path)
