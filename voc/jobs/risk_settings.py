"""Coefficients, target and money in force: what is shipped, changed by revisions in the ledger that anybody can follow and undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voc.errors import VocError
from voc.risk.classifier import Audit
from voc.risk.ledger import Ledger, Prior, load_ledger
from voc.risk.misread import UNCODED, Misread, load_confusion
from voc.store import Store
from voc.store.revisions import Revision
from voc.text.normalize import visible

COEFFICIENT, RISK = "coefficient", "risk"


@dataclass(frozen=True)
class Money:
    """Assumptions that turn measured ARPU and retention into a customer's value; None where the user gave none."""

    margin: float | None = None
    discount: float | None = None
    lift: float | None = None
    p: float | None = None
    reach: float | None = None
    conversion: float | None = None


@dataclass(frozen=True)
class RiskSettings:
    """What the operator set: target of the exposure, size of the community, assumptions on money, audit of the text model."""

    target: float | None = None
    community: float | None = None
    money: Money = Money()
    audit: Audit | None = None


def ledger_in_force(store: Store, shipped: Ledger | None = None) -> Ledger:
    """The shipped ledger with every coefficient that was edited and not set back."""
    ledger = shipped or load_ledger()
    for name, one in store.ledger.revisions.newest(COEFFICIENT).items():
        if one.value is not None and name in ledger.coefficients:
            ledger = ledger.edited(name, one.value["value"], _prior(one.value["prior"]), one.value["source"])
    return ledger


def edit_coefficient(
    store: Store, name: str, value: float, *, who: str, source: str, prior: Prior | None = None, note: str = ""
) -> Ledger:
    """Puts a value of a coefficient in force; VocError for one outside its range or without a source. A prior keeps its relative width."""
    if not source.strip():
        raise VocError("请写明新取值的来源，例如自己的研究。", "say where the new value comes from, such as a study of your own.")
    changed = ledger_in_force(store).edited(name, value, prior, visible(source))
    one = changed[name]
    kept = {"kind": one.prior.kind, **({"cv": one.prior.cv} if one.prior.kind == "gamma" else {})}
    kept |= {"concentration": one.prior.concentration} if one.prior.kind == "beta" else {}
    store.ledger.revisions.add(
        COEFFICIENT, name, {"value": one.value, "prior": kept, "source": one.source}, visible(who), visible(note)
    )
    return changed


def undo(store: Store, kind: str, key: str, *, who: str) -> None:
    """Puts the value before the newest one back in force; back to what is shipped where there was none."""
    store.ledger.revisions.undo(kind, key, visible(who))


def history(store: Store, kind: str = COEFFICIENT) -> list[Revision]:
    """Every change, newest first."""
    return store.ledger.revisions.history(kind)


def _prior(given: Mapping[str, Any]) -> Prior:
    return Prior(**given)


def risk_settings(store: Store) -> RiskSettings:
    """What is in force."""
    known = {key: one.value for key, one in store.ledger.revisions.newest(RISK).items()}
    audit, money = known.get("audit"), known.get("money") or {}
    return RiskSettings(
        _real(known.get("target")),
        _real(known.get("community")),
        Money(**{name: _real(value) for name, value in money.items()}),
        Audit(**audit) if audit else None,
    )


def _real(value: float | None) -> float | None:
    """A number as it is edited: whoever states 2000000 means 2000000.0."""
    return None if value is None else float(value)


def coder_errors(store: Store) -> Misread:
    """How the coder errs: the shipped measurement, and the random audit among the labels people gave (`voc label causes`)."""
    labels = [label for label in store.ledger.labels.newest("causes") if label.drawn == "audit" and label.value]
    return Misread(load_confusion(), [(label.given or UNCODED, label.value.split("|")[0]) for label in labels])


def set_risk(store: Store, key: str, value: Any, *, who: str, note: str = "") -> None:
    """Sets target, community (numbers above 0), money (shares and amounts) or audit (counts); None takes it away."""
    if key in ("target", "community"):
        if value is not None and not value > 0:
            raise VocError(f"{key} 应大于 0，给的是 {value}。", f"{key} must be above 0; given {value}.")
    elif key == "money":
        _check_money(Money(**(value or {})))
    elif key == "audit":
        if value is not None:
            Audit(**value)
    else:
        raise VocError(f"没有设置 {key!r}。", f"there is no setting {key!r}.")
    store.ledger.revisions.add(RISK, key, value, visible(who), visible(note))


def _check_money(given: Money) -> None:
    for name in ("margin", "p", "conversion"):
        one = getattr(given, name)
        if one is not None and not 0 <= one <= 1:
            raise VocError(f"{name} 应在 0 与 1 之间，给的是 {one}。", f"{name} lies between 0 and 1; given {one}.")
    for name in ("discount", "lift", "reach"):
        one = getattr(given, name)
        if one is not None and not one >= 0:
            raise VocError(f"{name} 不能为负，给的是 {one}。", f"{name} cannot be negative; given {one}.")
