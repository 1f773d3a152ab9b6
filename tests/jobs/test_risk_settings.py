"""Coefficients and settings in force: changed with a source, followed, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from voc.cli.demo_actions import state_risk_settings
from voc.errors import VocError
from voc.jobs.risk import value_each
from voc.jobs.risk_settings import (
    COEFFICIENT,
    RISK,
    Money,
    edit_coefficient,
    history,
    ledger_in_force,
    risk_settings,
    set_risk,
    undo,
)
from voc.risk.classifier import Audit
from voc.risk.ledger import load_ledger
from voc.settings import Settings
from voc.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(Settings(home=tmp_path / "系数 仓", key_file=tmp_path / "key"), create=True)


def test_an_edit_is_in_force_has_a_history_and_can_be_undone(store: Store) -> None:
    shipped = load_ledger()
    assert ledger_in_force(store).version == shipped.version
    edit_coefficient(store, "c", 0.06, who="王经理", source="2026 年自有研究", note="n=2,000")
    edit_coefficient(store, "c", 0.07, who="李", source="复核")
    now = ledger_in_force(store)
    assert (now["c"].value, now["c"].status, now["c"].source) == (0.07, "edited", "复核")
    assert now["c"].prior == shipped["c"].prior
    assert now["a_D"] == shipped["a_D"]
    undo(store, COEFFICIENT, "c", who="李")
    assert ledger_in_force(store)["c"].value == 0.06
    newest, *_, oldest = history(store)
    assert (len(history(store)), newest.note, oldest.who) == (3, "undo 2", "王经理")


def test_undoing_the_only_edit_gives_back_what_is_shipped(store: Store) -> None:
    edit_coefficient(store, "a_D", 8.0, who="王", source="研究")
    undo(store, COEFFICIENT, "a_D", who="王")
    assert ledger_in_force(store).version == load_ledger().version
    with pytest.raises(VocError, match="nothing to undo"):
        undo(store, COEFFICIENT, "h", who="王")


@pytest.mark.parametrize(
    ("name", "value", "source"), [("c", 1.2, "x"), ("c", -0.1, "x"), ("a_D", -1.0, "x"), ("zz", 1.0, "x"), ("c", 0.05, " ")]
)
def test_a_coefficient_outside_its_range_or_without_a_source_is_refused(store: Store, name: str, value: float, source: str) -> None:
    with pytest.raises(VocError):
        edit_coefficient(store, name, value, who="王", source=source)
    assert history(store) == []


def test_settings_are_checked_kept_and_undone(store: Store) -> None:
    set_risk(store, "target", 900.0, who="王")
    set_risk(store, "money", {"margin": 0.4, "discount": 0.1}, who="王")
    set_risk(store, "audit", {"found": 90, "positives": 100, "cleared": 190, "negatives": 200}, who="王")
    found = risk_settings(store)
    assert (found.target, found.community, found.money.margin, found.money.lift) == (900.0, None, 0.4, None)
    assert found.audit == Audit(90, 100, 190, 200)
    undo(store, RISK, "target", who="王")
    assert risk_settings(store).target is None
    for key, value in (
        ("target", 0.0),
        ("money", {"margin": 1.2}),
        ("money", {"lift": -1.0}),
        ("audit", {"found": 9, "positives": 1, "cleared": 1, "negatives": 2}),
        ("x", 1),
    ):
        with pytest.raises(VocError):
            set_risk(store, key, value, who="王")


def test_a_customer_is_worth_what_the_formula_says_by_hand() -> None:
    money = Money(margin=0.4, discount=0.1, lift=0.3, p=0.2, reach=5, conversion=0.01)
    found = value_each(60.0, 0.85 ** (1 / 12), money)
    assert (found.existing, found.potential, found.influence) == (
        pytest.approx(979.2),
        pytest.approx(58.752),
        pytest.approx(48.96),
    )
    assert value_each(None, 0.9, money).existing is None
    assert value_each(60.0, 0.99, Money()).existing is None, "no assumption is made in silence"


def test_the_sample_states_its_settings_and_whole_numbers_are_real(store: Store) -> None:
    state_risk_settings(store)
    found = risk_settings(store)
    given = [found.target, found.community, *vars(found.money).values()]
    assert all(isinstance(one, float) for one in given)
    set_risk(store, "target", 900, who="王")
    assert isinstance(risk_settings(store).target, float)
