"""The coder's errors carried into the causes: by hand, against draws, and what stays as it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.risk.attribution import split_over_causes
from voc.risk.avoid import resolve
from voc.risk.ledger import load_ledger
from voc.risk.misread import UNCODED, Confusion, Misread, load_confusion, true_shares
from voc.risk.moments import Shares
from voc.risk.word_of_mouth import exposure

NOW = exposure(Shares.of_counts(700, 180, 120), load_ledger(), r=None, amplification_base="complainers")
# Of 40 called a 30 are a and 10 are b; of 60 called b all are b.
CONFUSION = Confusion({("a", "a"): 30.0, ("a", "b"): 10.0, ("b", "b"): 60.0}, {"a": 15.0, "b": 60.0}, "test")


def test_without_any_measurement_the_share_is_what_the_coder_gave() -> None:
    found = true_shares({"a.x": 30.0, "b.y": 10.0})
    assert found["a.x"][0] == pytest.approx(30.5 / 41)
    assert found["a.x"][1] == pytest.approx(30.5 * 31.5 / (41 * 42))


def test_an_audit_by_hand() -> None:
    """Ten labels of a.x, eight right and two truly b.y; the coder's own word counts as one: M = 9/11, 2/11. Nothing is known of b.y."""
    found = true_shares({"a.x": 29.5, "b.y": 9.5}, Misread(None, [("a.x", "a.x")] * 8 + [("a.x", "b.y")] * 2))
    assert found["a.x"][0] == pytest.approx(30 / 40 * 9 / 11)
    assert found["b.y"][0] == pytest.approx(10 / 40 + 30 / 40 * 2 / 11)
    # E[theta^2] E[M^2]: Dirichlet(30, 10) and Beta(9, 2).
    assert found["a.x"][1] == pytest.approx(30 * 31 / (40 * 41) * 9 * 10 / (11 * 12))


def test_a_measured_confusion_by_hand() -> None:
    """The store gives a and b as often (20 each), the notes hold 30 a and 70 b: a called a weighs 30/30, b called a 10/70, so 7/8 and 1/8.

    Within a the very code is right in half, the rest is the other code of a; within b the only code takes all.
    """
    found = true_shares({"a.x": 9.5, "a.z": 9.5, "b.y": 19.5}, Misread(CONFUSION))
    assert [found[cause][0] for cause in ("a.x", "a.z", "b.y")] == pytest.approx([0.25, 0.25, 0.5]), (
        "notes from elsewhere do not move it"
    )
    # b by the model: mean (20 + 20 / 8) / 40; rows worth 20 notes for each code of a, and b itself for certain.
    m, m2 = 1 / 8, 1 / 64 + 1 / 8 * 7 / 8 / 21
    square = (20 * 21 + 2 * 20 * (10 * m + 10 * m) + 2 * 10 * 11 * m2 + 2 * 10 * 10 * m * m) / (40 * 41)
    shift = (20 + 20 / 8) / 40 - 0.5
    assert found["b.y"][1] == pytest.approx(0.25 + square - (22.5 / 40) ** 2 + shift**2)


def test_a_code_of_which_the_measurement_says_nothing_here_is_taken_as_it_is() -> None:
    """c is only in an audit, nothing was given it, and its level is never mistaken for that of a."""
    measured = Confusion({("a", "a"): 9.0, ("c", "c"): 9.0}, {"a": 9.0, "c": 9.0}, "test")
    found = true_shares({"a.x": 4.0}, Misread(measured, [("a.x", "c.z")]))
    assert sum(mean for mean, _ in found.values()) == pytest.approx(1)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.floats(0, 500), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=40),
    st.booleans(),
)
def test_the_parts_add_up_and_errors_only_widen(counts: list[float], audit: list[tuple[int, int]], measured: bool) -> None:
    names = ["network.coverage", "network.calls", "billing.charges", "service.store", "ordering.delivery", UNCODED, "strange.code"]
    given_ = dict(zip(names, counts, strict=False))
    misread = Misread(load_confusion() if measured else None, [(names[one], names[two]) for one, two in audit])
    found = true_shares(given_, misread)
    assert sum(mean for mean, _ in found.values()) == pytest.approx(1)
    assert all(0 <= mean <= 1 and mean**2 <= second * (1 + 1e-9) + 1e-15 for mean, second in found.values())
    parts = split_over_causes(NOW, given_, misread=misread)
    assert sum(part.negative.mean for part in parts) == pytest.approx(NOW.negative.mean)
    assert all(
        part.negative.full.low <= part.negative.sampling.low <= part.negative.sampling.high <= part.negative.full.high
        for part in parts
    )


def test_against_draws_and_both_intervals_are_wider_than_with_errors_known_for_certain() -> None:
    rng, n = np.random.default_rng(6), 200_000
    counts = {"a.x": 60.0, "a.z": 25.0, "b.y": 40.0}
    misread = Misread(CONFUSION, [("a.x", "a.x")] * 12 + [("a.x", "b.y")] * 3 + [("b.y", "b.y")] * 5)
    theta = rng.dirichlet([count + 0.5 for count in counts.values()], n)
    level_a, level_b = 86.0, 40.5
    to_a, to_b = 30 * level_a / 30, 10 * level_b / 70
    p = to_a / (to_a + to_b)
    rows = {
        "a.x": 20 * np.array([p / 2, p / 2, 1 - p]) + [12, 0, 3],
        "a.z": 20 * np.array([p / 2, p / 2, 1 - p]),
        "b.y": 30 * np.array([0, 0, 1.0]) + [0, 0, 5],
    }
    psi = sum(theta[:, [at]] * rng.dirichlet(np.maximum(row, 1e-12), n) for at, row in enumerate(rows.values()))
    found = true_shares(counts, misread)
    for at, cause in enumerate(counts):
        mean, second = found[cause]
        shift = psi[:, at].mean() - mean
        assert second - mean**2 == pytest.approx(psi[:, at].var() + shift**2, rel=0.04)
    sure = Misread(Confusion({pair: 1e9 * n for pair, n in CONFUSION.levels.items()}, {"a": 15e9, "b": 60e9}))
    certain, carried = (
        {part.cause: part.negative for part in split_over_causes(NOW, counts, misread=one)} for one in (sure, Misread(CONFUSION))
    )
    for cause in counts:
        assert carried[cause].mean == pytest.approx(certain[cause].mean)
        assert carried[cause].sampling.sd > certain[cause].sampling.sd
        assert carried[cause].full.sd > certain[cause].full.sd
    parts = {part.cause: part for part in split_over_causes(NOW, counts, misread=misread)}
    avoided = resolve(NOW, None, counts, "a.x", 0.5, misread)
    assert avoided.negative.mean == pytest.approx(0.5 * parts["a.x"].negative.mean)


def test_what_the_audit_finds_that_the_coder_never_gave_is_a_part_too() -> None:
    parts = split_over_causes(NOW, {"a.x": 20.0}, misread=Misread(None, [("a.x", "c.new")] * 9))
    assert {part.cause: part.count for part in parts} == {"a.x": 20.0, "c.new": 0.0}


def test_the_shipped_measurement_is_whole_and_a_broken_one_is_said(tmp_path: Path) -> None:
    shipped = load_confusion()
    assert shipped.notes == 450
    assert 0.7 < sum(n for (given_, true), n in shipped.levels.items() if given_ == true) / shipped.notes < 0.95
    for text in ("[given.a]\na = 1\n", "[given.a]\na = -1\n[exact]\na = 0\n", "[given.a]\na = 1\n[exact]\na = 3\n", "x"):
        (tmp_path / "errors.toml").write_text(text, encoding="utf-8")
        with pytest.raises(VocError, match="is wrong"):
            load_confusion(tmp_path / "errors.toml")


@pytest.mark.slow
def test_the_shipped_measurement_is_about_that_of_the_shipped_coder() -> None:
    """Measured anew on the same notes: level 1 within .04, so that a better or worse coder asks for `benchmarks/coder_errors.py` again."""
    from voc.jobs.labelled import read_labelled
    from voc.pipeline import load_makers, score
    from voc.settings import Settings

    rows = read_labelled(Path(__file__).parents[1] / "gold" / "causes.jsonl")
    makers = {name: maker for name, maker in load_makers(Settings()).items() if name in ("causes", "sentiment")}
    said = score([str(at) for at in range(len(rows))], [row["text"] for row in rows], [None] * len(rows), makers)["causes"]["cause"]
    right = sum((one or "").split(".")[0] == row["cause"].split(".")[0] for one, row in zip(said.to_pylist(), rows, strict=True))
    shipped = load_confusion()
    assert sum(n for (one, true), n in shipped.levels.items() if one == true) / shipped.notes == pytest.approx(
        right / len(rows), abs=0.04
    )
