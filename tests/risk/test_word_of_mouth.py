from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.risk import word_of_mouth as wom
from voc.risk.ledger import Coefficient, Ledger, Prior, load_ledger, measured
from voc.risk.level import level as judged
from voc.risk.moments import Shares

LEDGER = load_ledger()
FIXED = LEDGER.fixed()
KNOWN = Shares(0.70, 0.18, 0.12, 1000, math.inf)
SURVEY = Shares.of_counts(700, 180, 120)
WELL = Coefficient("r", 0.8)
R_SIM = Coefficient("r", 0.6, Prior("beta", concentration=50))
MANY = settings(max_examples=400, deadline=None)

BASES = st.sampled_from(["complainers", "dissatisfied"])
UNIT = st.floats(0.001, 0.999)
COUNT = st.floats(0.1, 60)


@st.composite
def shares(draw: st.DrawFn) -> Shares:
    s, n, d = (draw(st.floats(0.01, 1)) for _ in range(3))
    size = draw(st.floats(1, 50_000))
    return Shares(s / (s + n + d), n / (s + n + d), d / (s + n + d), round(size), size)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    found = LEDGER
    for name in ("a_S", "a_D", "a_H"):
        found = found.edited(name, draw(COUNT), Prior("gamma", cv=draw(st.floats(0.01, 1))))
    for name in ("h", "c", "lambda", "leave"):
        found = found.edited(name, draw(UNIT), Prior("beta", concentration=draw(st.floats(1, 500))))
    return found


@st.composite
def resolutions(draw: st.DrawFn) -> Coefficient | None:
    return draw(st.one_of(st.none(), st.builds(lambda n, p: measured("r", p * n, n), st.floats(1, 1000), UNIT)))


def _negative(given: Shares, ledger: Ledger, r: Coefficient | None, base: str, per: float = 1000) -> float:
    return wom.exposure(given, ledger, r=r, amplification_base=base, per=per).negative.mean  # type: ignore[arg-type]


# --- golden values -----------------------------------------------------------------------------------------------------------


def test_golden_without_repair() -> None:
    found = wom.exposure(KNOWN, FIXED, r=None, amplification_base="complainers")
    assert (found.negative.mean, found.positive.mean, found.balance) == pytest.approx((1209.6, 3500, 0.486326), abs=1e-4)
    assert found.per_dissatisfied == pytest.approx(10.08, abs=1e-9)
    assert found.negative.full == found.negative.sampling
    other = wom.exposure(KNOWN, FIXED, r=None, amplification_base="dissatisfied")
    assert (other.negative.mean, other.per_dissatisfied) == pytest.approx((1440, 12), abs=1e-9)


def test_golden_with_repair() -> None:
    found = wom.exposure(KNOWN, FIXED, r=WELL, amplification_base="complainers")
    assert (found.negative.mean, found.positive.mean) == pytest.approx((1165.824, 3518.24), abs=1e-4)


@pytest.mark.parametrize(
    ("leave_base", "r", "customers"),
    [("both", None, 972), ("both", WELL, 942.4512), ("complainers", None, 38.88), ("silent", None, 933.12)],
)
def test_golden_at_risk(leave_base: wom.LeaveBase, r: Coefficient | None, customers: float) -> None:
    found = wom.at_risk(KNOWN, FIXED, r=r, leave_base=leave_base, customers=10_000, annual_value=600)
    assert found.customers.mean == pytest.approx(customers, abs=1e-4)
    assert found.value is not None
    assert found.value.mean == pytest.approx(customers * 600, abs=1e-2)


def test_golden_coverage_of_repair_and_iceberg() -> None:
    assert wom.repair_coverage(KNOWN, FIXED) == pytest.approx(0.4861, abs=1e-4)
    found = wom.iceberg(48, 10_000, LEDGER["c"])
    assert LEDGER["c"].beta() == pytest.approx((10, 240))
    assert (found.dissatisfied, found.silent, found.naive) == pytest.approx((1328, 1280, 1200), abs=1e-4)
    assert found.sd == pytest.approx(504, abs=0.5)


def test_golden_closed_form() -> None:
    """Published beside a simulation of 1e6 draws: 1179.90 +- 367.00 against 1180.35 +- 367.08."""
    found = wom.exposure(SURVEY, LEDGER, r=R_SIM, amplification_base="complainers")
    assert (found.negative.mean, found.negative.full.sd) == pytest.approx((1179.90, 367.00), abs=5e-3)


def test_coefficients_outweigh_sampling() -> None:
    found = wom.exposure(SURVEY, LEDGER, r=None, amplification_base="complainers").negative
    assert found.sampling.sd == pytest.approx(104, abs=1)
    assert found.full.sd > 3 * found.sampling.sd


# --- second computations -----------------------------------------------------------------------------------------------------


def _draw(coefficient: Coefficient, rng: np.random.Generator, n: int) -> np.ndarray:
    if coefficient.prior.kind == "gamma":
        cv = coefficient.prior.cv
        return rng.gamma(1 / cv**2, coefficient.value * cv**2, n)
    if coefficient.prior.kind == "beta":
        return rng.beta(*coefficient.beta(), n)
    return np.full(n, coefficient.value)


def _simulate(given: Shares, r: Coefficient, base: str, n: int, seed: int = 20260101) -> tuple[np.ndarray, np.ndarray]:
    """NEG and POS per 1,000 by the story itself, not by the formula: who complains, who is won back, who tells how many."""
    rng = np.random.default_rng(seed)
    s, _, d = rng.dirichlet(given.alpha(), n).T
    a_s, a_d, a_h, h, c, loyal = (_draw(LEDGER[name], rng, n) for name in ("a_S", "a_D", "a_H", "h", "c", "lambda"))
    won = d * c * _draw(r, rng, n) * loyal
    lost = d - won
    loud = (d * c - won if base == "complainers" else lost) * h
    return 1000 * ((lost - loud) * a_d + loud * a_h), 1000 * a_s * (s + won)


@pytest.mark.parametrize("base", ["complainers", "dissatisfied"])
@pytest.mark.parametrize("counts", [(700, 180, 120), (70, 18, 12), (7, 2, 1)])
def test_closed_form_against_simulation(base: wom.AmplificationBase, counts: tuple[int, int, int]) -> None:
    given, n = Shares.of_counts(*counts), 200_000
    found = wom.exposure(given, LEDGER, r=R_SIM, amplification_base=base)
    for figure, drawn in zip((found.negative, found.positive), _simulate(given, R_SIM, base, n), strict=True):
        assert figure.mean == pytest.approx(drawn.mean(), abs=5 * figure.full.sd / math.sqrt(n))
        assert figure.full.sd == pytest.approx(drawn.std(), rel=0.02)
        inside = np.mean((drawn >= figure.full.low) & (drawn <= figure.full.high))
        assert 0.94 <= inside <= 0.965


def test_closed_form_against_a_million_draws() -> None:
    found = wom.exposure(SURVEY, LEDGER, r=R_SIM, amplification_base="complainers")
    for figure, drawn in zip((found.negative, found.positive), _simulate(SURVEY, R_SIM, "complainers", 1_000_000), strict=True):
        assert figure.mean == pytest.approx(drawn.mean(), rel=2e-3)
        assert figure.full.sd == pytest.approx(drawn.std(), rel=5e-3)
        assert (figure.full.low, figure.full.high) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), rel=0.03)


def test_sampling_interval_is_that_of_the_survey_alone() -> None:
    rng = np.random.default_rng(3)
    drawn = 1000 * 10.08 * rng.dirichlet(SURVEY.alpha(), 400_000)[:, 2]
    found = wom.exposure(SURVEY, LEDGER, r=None, amplification_base="complainers").negative.sampling
    assert (found.low, found.high) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), rel=2e-3)
    assert found.sd == pytest.approx(drawn.std(), rel=5e-3)


def test_agents_tell_on_average_what_the_closed_form_says() -> None:
    """1,000 customers of several kinds, each telling a Poisson number; 200,000 runs; mean and predictive variance."""
    rng = np.random.default_rng(20260101)
    runs, n, q, c, h = 200_000, 1000, 0.6 * 0.95, 0.04, 0.2
    kinds = rng.multinomial(
        n, [0.70, 0.18, 0.12 * (1 - c), 0.12 * c * q, 0.12 * c * (1 - q) * h, 0.12 * c * (1 - q) * (1 - h)], runs
    )
    told = rng.poisson((kinds[:, 2] + kinds[:, 5]) * 10.0) + rng.poisson(kinds[:, 4] * 20.0)
    found = wom.exposure(KNOWN, FIXED, r=Coefficient("r", 0.6), amplification_base="complainers")
    assert found.negative.mean == pytest.approx(1176.77, abs=5e-3)
    assert told.mean() == pytest.approx(found.negative.mean, abs=1.0)
    loud, plain = 0.12 * c * (1 - q) * h, 0.12 * (1 - c * q) - 0.12 * c * (1 - q) * h
    variance = n * (plain * (10 + 100) + loud * (20 + 400) - (plain * 10 + loud * 20) ** 2)
    assert variance == pytest.approx(11_642, abs=1)
    assert told.var() == pytest.approx(variance, rel=0.01)


def test_unique_reach_against_a_walk_through_the_community() -> None:
    rng = np.random.default_rng(5)
    seen = [len(np.unique(rng.integers(0, 2000, 1200))) for _ in range(400)]
    assert wom.unique_reach(1200, 2000) == pytest.approx(np.mean(seen), rel=5e-3)
    assert wom.unique_reach(1200, math.inf) == 1200


def test_at_risk_against_simulation() -> None:
    rng, n = np.random.default_rng(11), 200_000
    d = rng.dirichlet(SURVEY.alpha(), n)[:, 2]
    leave, c, r, loyal = (_draw(x, rng, n) for x in (LEDGER["leave"], LEDGER["c"], R_SIM, LEDGER["lambda"]))
    drawn = 10_000 * d * leave * ((1 - c) + c * (1 - r * loyal))
    found = wom.at_risk(SURVEY, LEDGER, r=R_SIM, leave_base="both", customers=10_000).customers
    assert (found.mean, found.full.sd) == pytest.approx((drawn.mean(), drawn.std()), rel=0.01)
    assert 0.94 <= np.mean((drawn >= found.full.low) & (drawn <= found.full.high)) <= 0.96


def test_iceberg_against_simulation() -> None:
    rng = np.random.default_rng(3)
    c = rng.beta(10, 240, 500_000)
    found = wom.iceberg(48, 10_000, LEDGER["c"])
    assert (48 / c).mean() == pytest.approx(found.dissatisfied, rel=5e-3)
    assert (rng.poisson(48, len(c)) / c).std() == pytest.approx(found.sd, rel=0.02)


# --- must hold ---------------------------------------------------------------------------------------------------------------


@MANY
@given(shares(), ledgers(), resolutions(), BASES, st.floats(1.001, 3))
def test_negative_rises_with_each_driver(
    given_shares: Shares, ledger: Ledger, r: Coefficient | None, base: str, factor: float
) -> None:
    now = _negative(given_shares, ledger, r, base)
    for name in ("a_D", "a_H"):
        assert _negative(given_shares, ledger.edited(name, ledger[name].value * factor), r, base) > now
    louder = min(0.9999, ledger["h"].value * factor)
    if ledger["a_H"].value >= ledger["a_D"].value:
        assert _negative(given_shares, ledger.edited("h", louder), r, base) >= now * (1 - 1e-12)
    more = given_shares.dissatisfied + 0.5 * given_shares.satisfied
    worse = replace(given_shares, satisfied=given_shares.satisfied * 0.5, dissatisfied=more)
    assert _negative(worse, ledger, r, base) > now


@MANY
@given(shares(), ledgers(), UNIT, UNIT, BASES)
def test_repair_lowers_negative_and_raises_positive(
    given_shares: Shares, ledger: Ledger, one: float, two: float, base: str
) -> None:
    low, high = (
        wom.exposure(given_shares, ledger, r=Coefficient("r", value), amplification_base=base)  # type: ignore[arg-type]
        for value in sorted((one, two))
    )
    assert high.negative.mean <= low.negative.mean * (1 + 1e-12)
    assert high.positive.mean >= low.positive.mean * (1 - 1e-12)


@MANY
@given(shares(), ledgers(), resolutions(), BASES, COUNT, st.floats(0.5, 5000))
def test_independence_linearity_and_bounds(
    given_shares: Shares, ledger: Ledger, r: Coefficient | None, base: wom.AmplificationBase, told: float, per: float
) -> None:
    now = wom.exposure(given_shares, ledger, r=r, amplification_base=base)
    other = wom.exposure(given_shares, ledger.edited("a_S", told), r=r, amplification_base=base, per=per)
    assert other.negative.mean == pytest.approx(now.negative.mean * per / 1000)
    assert other.positive.mean == pytest.approx(now.positive.mean * per / 1000 * told / ledger["a_S"].value)
    assert other.negative.full.sd == pytest.approx(now.negative.full.sd * per / 1000, rel=1e-6)
    assert now.balance is not None
    assert -1 <= now.balance <= 1
    for figure in (now.negative, now.positive):
        assert 0 <= figure.full.low <= figure.sampling.low <= figure.sampling.high <= figure.full.high
        assert figure.sampling.low <= figure.mean * (1 + 1e-9)
        assert figure.sampling.sd <= figure.full.sd


@MANY
@given(shares(), ledgers(), resolutions(), BASES, st.floats(1.01, 100))
def test_more_data_at_the_same_shares(
    given_shares: Shares, ledger: Ledger, r: Coefficient | None, base: wom.AmplificationBase, factor: float
) -> None:
    """The mean moves no further than the prior's 1/2 answers fade; the survey's interval narrows, the full one too but for that."""
    more = replace(given_shares, effective_base=given_shares.effective_base * factor)
    few, many = (wom.exposure(x, ledger, r=r, amplification_base=base).negative for x in (given_shares, more))
    told = wom.exposure(given_shares, ledger, r=r, amplification_base=base).per_dissatisfied
    fade = abs(0.5 - 1.5 * given_shares.dissatisfied) / (given_shares.effective_base + 1.5)
    assert abs(many.mean - few.mean) <= 1000 * told * fade + 1e-9
    assert many.sampling.sd <= few.sampling.sd * (1 + 1e-9)
    assert many.sampling.high - many.sampling.low <= (few.sampling.high - few.sampling.low) * (1 + 1e-9)
    assert many.full.sd <= few.full.sd * max(1, many.mean / few.mean) * (1 + 1e-9)


@MANY
@given(st.floats(0, 1e7), st.floats(0.5, 1e7))
def test_unique_people_are_no_more_than_contacts_or_people(contacts: float, community: float) -> None:
    assert 0 <= wom.unique_reach(contacts, community) <= min(contacts, community) * (1 + 1e-12)


@MANY
@given(shares(), ledgers(), resolutions(), st.sampled_from(["silent", "complainers", "both"]), st.floats(1, 1e8))
def test_no_more_are_at_risk_than_are_dissatisfied(
    given_shares: Shares, ledger: Ledger, r: Coefficient | None, leave_base: wom.LeaveBase, customers: float
) -> None:
    found = wom.at_risk(given_shares, ledger, r=r, leave_base=leave_base, customers=customers).customers
    assert 0 <= found.mean <= customers * given_shares.mean(2) * (1 + 1e-12)
    assert 0 <= found.full.low <= found.full.high <= customers * (1 + 1e-12)


@MANY
@given(shares(), ledgers(), resolutions(), st.floats(1, 1e6))
def test_silent_and_complaining_make_both(given_shares: Shares, ledger: Ledger, r: Coefficient | None, customers: float) -> None:
    silent, complaining, both = (
        wom.at_risk(given_shares, ledger, r=r, leave_base=base, customers=customers).customers.mean  # type: ignore[arg-type]
        for base in ("silent", "complainers", "both")
    )
    assert silent + complaining == pytest.approx(both)


def test_negative_is_not_monotone_in_the_share_of_complainers() -> None:
    for r, expected in ((None, (1202, 1320)), (WELL, (1192, 773))):
        ends = [_negative(KNOWN, FIXED.edited("c", c, Prior()), r, "complainers") for c in (0.01, 0.5)]
        assert ends == pytest.approx(expected, abs=1)


# --- what is refused ---------------------------------------------------------------------------------------------------------


def test_the_ambiguous_settings_have_no_default() -> None:
    with pytest.raises(TypeError, match="amplification_base"):
        wom.exposure(KNOWN, FIXED, r=None)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="leave_base"):
        wom.at_risk(KNOWN, FIXED, r=None, customers=1)  # type: ignore[call-arg]
    with pytest.raises(VocError, match="complainers, dissatisfied"):
        wom.exposure(KNOWN, FIXED, r=None, amplification_base="all")  # type: ignore[arg-type]
    with pytest.raises(VocError, match="silent, complainers, both"):
        wom.at_risk(KNOWN, FIXED, r=None, leave_base="all", customers=1)  # type: ignore[arg-type]


def test_vague_prior_and_impossible_complaints_are_refused() -> None:
    with pytest.raises(VocError, match="too vague"):
        wom.iceberg(48, 10_000, LEDGER.edited("c", prior=Prior("beta", concentration=40))["c"])
    with pytest.raises(VocError, match="between 0 and the 40 customers"):
        wom.iceberg(48, 40, LEDGER["c"])
    assert wom.iceberg(0, 10, LEDGER["c"]).dissatisfied == 0


def test_the_iceberg_never_exceeds_the_customers() -> None:
    found = wom.iceberg(48, 1000, LEDGER["c"])
    assert (found.dissatisfied, found.capped) == (1000, True)


def test_implied_share_of_complainers() -> None:
    assert wom.implied_complaint_share(48, 10_000, KNOWN) == pytest.approx(0.04)
    assert wom.implied_complaint_share(48, 10_000, Shares(1, 0, 0, 10, math.inf)) is None


@pytest.mark.parametrize("bad", [(0.5, 0.5, 0.5, 10), (1.1, 0, -0.1, 10), (1, 0, 0, 0)])
def test_shares_that_are_none_are_refused(bad: tuple[float, float, float, float]) -> None:
    with pytest.raises(VocError, match="sum to 1"):
        Shares(bad[0], bad[1], bad[2], 10, bad[3])
    with pytest.raises(VocError, match="no survey answers"):
        Shares.of_counts(0, 0, 0)


def test_nobody_dissatisfied_and_no_contacts() -> None:
    happy = Shares(1, 0, 0, 50, math.inf)
    assert wom.repair_coverage(happy, FIXED) is None
    silent = FIXED.edited("a_S", 0.0, Prior())
    assert wom.exposure(happy, silent, r=None, amplification_base="complainers").balance is None


@pytest.mark.slow
def test_the_sampling_interval_covers_the_true_exposure_of_repeated_surveys() -> None:
    """Grid of n and of the true share of dissatisfied, 20,000 surveys each: .94-.965 on average, nowhere under .91."""
    rng, covered = np.random.default_rng(20260903), {}
    for n in (100, 300, 1000):
        for d in (0.05, 0.12, 0.3):
            cover = {}
            counts, times = np.unique(rng.binomial(n, d, 20_000), return_counts=True)
            for k in counts:
                found = wom.exposure(
                    Shares.of_counts(n - k, 0, k), FIXED, r=None, amplification_base="complainers"
                ).negative.sampling
                cover[int(k)] = found.low <= 1000 * d * 10.08 <= found.high
            covered[n, d] = float(sum(time for k, time in zip(counts, times, strict=True) if cover[int(k)]) / times.sum())
    assert min(covered.values()) >= 0.91, covered
    assert 0.94 <= np.mean(list(covered.values())) <= 0.965, covered


@pytest.mark.slow
def test_the_level_is_wrong_no_more_often_than_its_probability_says() -> None:
    """Under a true exposure of exactly 1.10 times the base, "yellow or worse" comes out in at most the 10 % its probability leaves."""
    rng = np.random.default_rng(20260904)
    base, worse = 0.12 * 10080, 0
    counts, times = np.unique(rng.binomial(1000, 0.12 * 1.1, 20_000), return_counts=True)
    for k, time in zip(counts, times, strict=True):
        index = wom.exposure(Shares.of_counts(1000 - k, 0, k), FIXED, r=None, amplification_base="complainers")
        worse += int(time) if judged(index, base).name in ("yellow", "orange", "red") else 0
    assert worse / 20_000 <= 0.115


@pytest.mark.parametrize("counts", [(700, 180, 120), (70, 18, 12), (40, 10, 150)])
def test_balance_and_repair_have_intervals_that_draws_confirm(counts: tuple[int, int, int]) -> None:
    given_ = Shares.of_counts(*counts)
    found = wom.exposure(given_, LEDGER, r=R_SIM, amplification_base="complainers")
    assert found.balance is not None
    assert found.balance_ranges is not None
    sampling, full = found.balance_ranges
    assert full[0] < sampling[0] < found.balance < sampling[1] < full[1]
    negative, positive = _simulate(given_, R_SIM, "complainers", 200_000)
    drawn = (positive - negative) / (positive + negative)
    assert 0.93 <= np.mean((drawn >= full[0]) & (drawn <= full[1])) <= 0.97
    s, _, d = np.random.default_rng(8).dirichlet(given_.alpha(), 400_000).T
    repair = wom.repair_range(given_, LEDGER)
    assert repair == pytest.approx(np.quantile(s / d / 12, [0.025, 0.975]), rel=0.01)
    known = wom.exposure(KNOWN, FIXED, r=None, amplification_base="complainers")
    assert known.balance_ranges == (pytest.approx((0.486326,) * 2, abs=1e-4),) * 2
    assert wom.repair_range(Shares(1, 0, 0, 50, math.inf), FIXED) is None
