"""The word-of-mouth exposure index: person-contacts per 1,000 customers and period, in closed form.

Dissatisfied customers tell a_D people, those who tell many a_H; satisfied ones tell a_S. A complaint that is solved well (share r)
keeps the customer loyal with probability lambda, so that this one tells what a satisfied one tells. Contacts are not people: see
unique_reach.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from voc.errors import VocError
from voc.risk.ledger import Coefficient, Ledger
from voc.risk.moments import Figure, Floats, Shares, Spread, around, beta_spread, gamma_spread, moments, scaled, tails

AmplificationBase = Literal["complainers", "dissatisfied"]
LeaveBase = Literal["silent", "complainers", "both"]

NOT_MEASURED = Coefficient("r", 0.0, source="no handled complaints in the data", status="not measured")
"""Stands for r where the data hold no handled complaint: nothing is credited to solved complaints."""

_S, _D = 0, 2


@dataclass(frozen=True)
class Exposure:
    """Negative and positive person-contacts per `per` customers, their balance (-1 to 1) and what they rest on.

    The balance has both intervals where it is a number.
    """

    negative: Figure
    positive: Figure
    balance: float | None
    per_dissatisfied: float
    per: float
    shares: Shares
    amplification_base: AmplificationBase
    r: Coefficient
    ledger_version: str
    balance_ranges: tuple[tuple[float, float], tuple[float, float]] | None = None


@dataclass(frozen=True)
class AtRisk:
    """Customers expected to leave, out of `customers`; value in the currency of `annual_value`, None where none was given."""

    customers: Figure
    value: Figure | None
    leave_base: LeaveBase


@dataclass(frozen=True)
class Iceberg:
    """Dissatisfied customers that a complaint count implies, capped at the customers there are; `naive` is complaints / E[c]."""

    dissatisfied: float
    silent: float
    sd: float
    naive: float
    capped: bool


def exposure(
    shares: Shares,
    ledger: Ledger,
    *,
    r: Coefficient | None,
    amplification_base: AmplificationBase,
    per: float = 1000.0,
    level: float = 0.95,
) -> Exposure:
    """The index with both intervals; `r` comes from cases (None: no credit), `amplification_base` says of whom h is a share."""
    _choice("amplification_base", amplification_base, get_args(AmplificationBase))
    _positive("per", per)
    solved = r or NOT_MEASURED
    told = contacts_per_dissatisfied(ledger, solved, amplification_base)
    negative = _negative(shares, told, per, level)
    positive = _favourable(shares, ledger, solved, per, level)
    total = positive.mean + negative.mean
    balance = (positive.mean - negative.mean) / total if total > 0 else None
    ranges = None if balance is None else _balance_ranges(shares, ledger, solved, told[0], negative, positive, level)
    return Exposure(negative, positive, balance, told[0], per, shares, amplification_base, solved, ledger.version, ranges)


def contacts_per_dissatisfied(ledger: Ledger, r: Coefficient, amplification_base: AmplificationBase) -> tuple[float, float]:
    """Mean and second moment of the contacts one dissatisfied customer makes: 10.08 (complainers) or 12 (dissatisfied) at r = 0."""

    def of_complainers(a_d: Floats, a_h: Floats, h: Floats, c: Floats, solved: Floats, loyal: Floats) -> Floats:
        u = 1 - solved * loyal
        return a_d * (1 - c + c * u * (1 - h)) + a_h * c * u * h

    def of_dissatisfied(a_d: Floats, a_h: Floats, h: Floats, c: Floats, solved: Floats, loyal: Floats) -> Floats:
        return (1 - c * solved * loyal) * ((1 - h) * a_d + h * a_h)

    told = of_complainers if amplification_base == "complainers" else of_dissatisfied
    return moments(told, [ledger["a_D"], ledger["a_H"], ledger["h"], ledger["c"], r, ledger["lambda"]])


def _negative(shares: Shares, told: tuple[float, float], per: float, level: float) -> Figure:
    share = shares.mean(_D), shares.product(_D, _D)
    low, high = (shares.dissatisfied_quantile(p) for p in tails(level))
    sampling = scaled(Spread(math.sqrt(max(0.0, share[1] - share[0] ** 2)), low, high), per * told[0])
    full = scaled(gamma_spread((share[0] * told[0], share[1] * told[1]), level), per)
    return Figure(per * share[0] * told[0], sampling, around(sampling, full))


def _favourable(shares: Shares, ledger: Ledger, r: Coefficient, per: float, level: float) -> Figure:
    k, k2 = moments(lambda c, solved, loyal: c * solved * loyal, [ledger["c"], r, ledger["lambda"]])
    a, a2 = moments(lambda told: told, [ledger["a_S"]])
    pleased = shares.mean(_S) + shares.mean(_D) * k
    squares = shares.product(_S, _S), 2 * shares.product(_S, _D), shares.product(_D, _D)
    sampling = scaled(beta_spread((pleased, squares[0] + squares[1] * k + squares[2] * k * k), level), per * a)
    full = scaled(gamma_spread((a * pleased, a2 * (squares[0] + squares[1] * k + squares[2] * k2)), level), per)
    return Figure(per * a * pleased, sampling, around(sampling, full))


def _balance_ranges(
    shares: Shares, ledger: Ledger, r: Coefficient, told: float, negative: Figure, positive: Figure, level: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Sampling interval of the balance, exact (it depends on S / (S + D) alone), and the full one by the spread of log(POS / NEG).

    To the log ratio the coefficients add what they add to POS and NEG; those of one are nearly all others than those of the other.
    """
    k = ledger["c"].value * r.value * ledger["lambda"].value

    def of(x: float) -> float:
        good, bad = ledger["a_S"].value * (x + (1 - x) * k), (1 - x) * told
        return (good - bad) / (good + bad) if good + bad > 0 else 0.0

    low, high = (of(shares.satisfied_of_told_quantile(p)) for p in tails(level))
    if not (negative.mean > 0 and positive.mean > 0 and -1 < low <= high < 1):
        return (low, high), (-1.0, 1.0)
    z = math.sqrt(2) * _erfinv(level)
    added = sum(max(0.0, one.full.sd**2 - one.sampling.sd**2) / one.mean**2 for one in (negative, positive))
    middle, half = (math.atanh(high) + math.atanh(low)) / 2, (math.atanh(high) - math.atanh(low)) / 2
    wide = math.hypot(half, z * math.sqrt(math.log1p(added)) / 2)
    return (low, high), (math.tanh(middle - wide), math.tanh(middle + wide))


def _erfinv(level: float) -> float:
    from scipy.special import erfinv

    return float(erfinv(level))


def at_risk(
    shares: Shares,
    ledger: Ledger,
    *,
    r: Coefficient | None,
    leave_base: LeaveBase,
    customers: float,
    annual_value: float | None = None,
    level: float = 0.95,
) -> AtRisk:
    """Customers expected to leave, out of `customers`, of the group named by `leave_base`; worth `annual_value` a year each."""
    _choice("leave_base", leave_base, get_args(LeaveBase))
    _positive("customers", customers)

    def leaving(leave: Floats, c: Floats, solved: Floats, loyal: Floats) -> Floats:
        silent, complaining = 1 - c, c * (1 - solved * loyal)
        return leave * {"silent": silent, "complainers": complaining, "both": silent + complaining}[leave_base]

    of = moments(leaving, [ledger["leave"], ledger["c"], r or NOT_MEASURED, ledger["lambda"]])
    share = shares.mean(_D), shares.product(_D, _D)
    low, high = (shares.dissatisfied_quantile(p) for p in tails(level))
    sampling = scaled(Spread(math.sqrt(max(0.0, share[1] - share[0] ** 2)), low, high), customers * of[0])
    full = scaled(beta_spread((share[0] * of[0], share[1] * of[1]), level), customers)
    figure = Figure(customers * share[0] * of[0], sampling, around(sampling, full))
    if annual_value is None:
        return AtRisk(figure, None, leave_base)
    if annual_value < 0:
        raise VocError(
            f"客户年价值不能为负，给的是 {annual_value}。", f"a customer's annual value cannot be negative; given {annual_value}."
        )
    worth = Figure(figure.mean * annual_value, scaled(figure.sampling, annual_value), scaled(figure.full, annual_value))
    return AtRisk(figure, worth, leave_base)


def unique_reach(contacts: float, community: float) -> float:
    """People reached at least once when `contacts` fall at random on a community of that size: M(1 - exp(-contacts/M))."""
    _positive("community", community)
    if contacts < 0:
        raise VocError(f"人次不能为负，给的是 {contacts}。", f"contacts cannot be negative; given {contacts}.")
    if math.isinf(community):
        return contacts
    return min(contacts, -community * math.expm1(-contacts / community))  # the last digit of the product may round up


def repair_coverage(shares: Shares, ledger: Ledger) -> float | None:
    """Good services there are for each one needed to make up for the bad, S / (repair * D); None where D is 0."""
    needed = ledger["repair"].value * shares.dissatisfied
    return shares.satisfied / needed if needed > 0 else None


def repair_range(shares: Shares, ledger: Ledger, level: float = 0.95) -> tuple[float, float] | None:
    """Sampling interval of the coverage of repair, exact; None where it has no value."""
    if repair_coverage(shares, ledger) is None:
        return None
    odds = [x / (1 - x) if x < 1 else math.inf for x in (shares.satisfied_of_told_quantile(p) for p in tails(level))]
    return odds[0] / ledger["repair"].value, odds[1] / ledger["repair"].value


def iceberg(complaints: float, customers: float, c: Coefficient) -> Iceberg:
    """Dissatisfied customers implied by a Poisson complaint count, E[1/c] = (a+b-1)/(a-1).

    VocError where the prior of c is too vague (a <= 2). A cross-check on the survey's estimate, never added to it.
    """
    _positive("customers", customers)
    if not 0 <= complaints <= customers:
        raise VocError(
            f"投诉客户数应在 0 与客户数 {customers:g} 之间，给的是 {complaints:g}。",
            f"complaining customers must lie between 0 and the {customers:g} customers; given {complaints:g}.",
        )
    inverse, square = _inverse(c)
    mean, second = complaints * inverse, (complaints**2 + complaints) * square
    dissatisfied = min(customers, mean)
    spread = math.sqrt(max(0.0, second - mean**2))
    return Iceberg(dissatisfied, max(0.0, dissatisfied - complaints), spread, complaints / c.value, mean > customers)


def _inverse(c: Coefficient) -> tuple[float, float]:
    """E[1/c] and E[1/c^2]."""
    if c.prior.kind == "fixed" and c.value > 0:
        return 1 / c.value, 1 / c.value**2
    a, b = c.beta()
    if a <= 2:
        raise VocError(
            f"投诉率 {c.name} 的先验太模糊（a = {a:.3g}，需大于 2），1/c 没有方差；请提高 concentration。",
            f"the prior of {c.name} is too vague (a = {a:.3g}, more than 2 is needed): 1/c has no variance; raise concentration.",
        )
    return (a + b - 1) / (a - 1), (a + b - 1) * (a + b - 2) / ((a - 1) * (a - 2))


def implied_complaint_share(complaints: float, customers: float, shares: Shares) -> float | None:
    """The local c that complaints and survey imply together, X / (N D): over 1 where they contradict, None where D is 0."""
    _positive("customers", customers)
    dissatisfied = customers * shares.mean(_D)
    return complaints / dissatisfied if dissatisfied > 0 else None


def _choice(name: str, given: object, known: tuple[str, ...]) -> None:
    if given not in known:
        listed = ", ".join(known)
        raise VocError(
            f"设置 {name} 给的是 {given!r}，必须选一个：{listed}。", f"setting {name} is {given!r}; choose one of: {listed}."
        )


def _positive(name: str, given: float) -> None:
    if not given > 0:
        raise VocError(f"{name} 应大于 0，给的是 {given!r}。", f"{name} must be above 0; given {given!r}.")
