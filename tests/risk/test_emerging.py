"""Emerging words: the golden log-odds, what is found, and how often nothing is called something."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, mannwhitneyu, norm

from voc.risk.emerging import BASELINE, LEAST, WARM, WINDOW, flags, log_odds, rising_words
from voc.risk.usage import uses

WEEK = 200


def test_golden_log_odds() -> None:
    z = log_odds(np.array([30.0, 5, 65]), np.array([10.0, 10, 80]), np.array([4.0, 1.5, 14.5]))
    assert z == pytest.approx([3.45263, -1.25449, -4.17559], abs=1e-4)


def stream(weeks: int, seed: int, words: int = 300) -> tuple[np.ndarray, list[set[str]]]:
    """Documents of eight words each, drawn from a vocabulary in which a few words are common and most are rare."""
    rng = np.random.default_rng(seed)
    odds = 1 / np.arange(2, words + 2)
    drawn = rng.choice(words, size=(weeks * WEEK, 8), p=odds / odds.sum())
    return np.repeat(np.arange(weeks), WEEK), [{f"w{word}" for word in row} for row in drawn.tolist()]


def test_hardly_a_false_word_in_a_year_of_nothing_new() -> None:
    found = [flag for seed in range(3) for flag in flags(*stream(52, seed))]
    assert len(found) <= 3 * 4  # at most one a quarter


@pytest.mark.parametrize("more", [8, 15])
def test_a_new_word_is_flagged_within_two_weeks(more: int) -> None:
    weeks, said = stream(30, 9)
    new = [int(at) for at in np.flatnonzero(weeks >= 20) if at % (WEEK // more) == 0]
    for at in new:
        said[at] |= {"手表", "配对"}
    found = [flag for flag in flags(weeks, said) if {"手表", "配对"} <= {word.word for word in flag.words}]
    assert [flag.week for flag in found]
    assert found[0].week <= 21
    assert set(found[0].documents) <= set(new)
    assert found[0].until >= found[0].week


def test_two_things_at_once_are_two_flags() -> None:
    weeks, said = stream(30, 10)
    late = np.flatnonzero(weeks >= 20)
    for at in late[late % 20 == 0]:
        said[at] |= {"手表", "配对"}
    for at in late[late % 20 == 7]:
        said[at] |= {"登录", "闪退"}
    first = [flag for flag in flags(weeks, said) if flag.week <= 21]
    assert {frozenset(word.word for word in flag.words) for flag in first} >= {
        frozenset({"手表", "配对"}),
        frozenset({"登录", "闪退"}),
    }


def test_fewer_documents_than_five_are_no_alert() -> None:
    before = [{"常"} for _ in range(500)]
    assert rising_words([{"新"}] * (LEAST - 1) + [{"常"}] * 60, before) == []
    assert [word.word for word in rising_words([{"新"}] * 12 + [{"常"}] * 60, before)] == ["新"]


def test_too_little_past_says_nothing() -> None:
    weeks, said = stream(WARM + WINDOW - 1, 1)
    said = [words | {"新"} if week == weeks.max() else words for words, week in zip(said, weeks.tolist(), strict=True)]
    assert flags(weeks, said) == []
    assert flags(np.array([], np.int64), []) == []
    assert rising_words([], [{"a"}]) == rising_words([{"a"}], []) == []


def test_what_is_old_news_is_not_new() -> None:
    """A word that has been said since before the baseline is part of it."""
    weeks, said = stream(BASELINE + 20, 3)
    for at in np.flatnonzero(weeks >= 10):
        if at % 10 == 0:
            said[at] |= {"改版"}
    assert all(flag.until < 10 + BASELINE for flag in flags(weeks, said) if flag.lead.word == "改版")


def test_an_old_word_used_for_something_new_is_flagged() -> None:
    """Said twice as often, which its count does not prove, and in the company of words it never had."""
    weeks, said = stream(40, 21)
    for at in np.flatnonzero(weeks < 40):
        if at % 50 == 0:
            said[at] |= {"手表", "流量"}
    plain = [flag for flag in flags(weeks, said) if flag.lead.word == "手表"]
    rng = np.random.default_rng(4)
    for at in np.flatnonzero(weeks >= 38):
        if at % 45 == 3:
            said[at] |= {"手表", *(f"新{number}" for number in rng.integers(0, 30, 4))}
    found = [flag for flag in flags(weeks, said) if flag.lead.word == "手表"]
    assert plain == []
    assert [flag.week for flag in found] == [39]
    assert found[0].lead.used is not None
    assert found[0].lead.used < 0.001


def test_use_of_a_word_by_hand() -> None:
    """Ten documents with three fresh words of four against twenty without: the rank sum is as far off as it can be."""
    past = [{"表", "a", "b", "c", "d"} for _ in range(20)]
    now = [{"表", "a", f"x{at}", f"y{at}", f"z{at}"} for at in range(10)]
    (use,) = uses(["表"], np.array([2.0]), now, past, set())
    assert use.used == pytest.approx(mannwhitneyu([0.75] * 10, [0.0] * 20, alternative="greater").pvalue)
    assert use.both == pytest.approx(chi2.sf(-2 * np.log(norm.sf(2.0) * use.used), 4))
    assert uses(["表"], np.array([1.0]), now, past, set()) == []
    assert uses(["表"], np.array([2.0]), now[:9], past, set()) == []
