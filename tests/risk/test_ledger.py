from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from voc import resources
from voc.errors import VocError
from voc.risk.ledger import NAMES, Coefficient, Prior, load_ledger, measured

if TYPE_CHECKING:
    from pathlib import Path

PACKAGED = resources.path("lexicons", "coefficients.toml").read_text(encoding="utf-8")
DESIGNED = {"a_S": 5, "a_D": 10, "h": 0.2, "a_H": 20, "c": 0.04, "leave": 0.81, "lambda": 0.95, "repair": 12}


def test_the_packaged_ledger_is_whole() -> None:
    ledger = load_ledger()
    assert set(ledger.coefficients) == set(NAMES)
    assert {name: ledger[name].value for name in DESIGNED} == DESIGNED
    assert all(c.source and c.zh and c.en and c.status for c in ledger.coefficients.values())
    assert "r" not in ledger.coefficients, "r is measured, never assumed"


def test_priors_of_complaint_shares_span_the_published_ranges() -> None:
    ledger = load_ledger()
    for name, low, high in (("c_money", 0.5, 0.75), ("c_treatment", 0.05, 0.3)):
        assert (ledger[name].quantile(0.025), ledger[name].quantile(0.975)) == pytest.approx((low, high), abs=0.025)


@pytest.mark.parametrize(
    ("coefficient", "law"),
    [
        (Coefficient("a_D", 10, Prior("gamma", cv=0.3)), stats.gamma(1 / 0.09, scale=0.9)),
        (Coefficient("c", 0.04, Prior("beta", concentration=250)), stats.beta(10, 240)),
        (measured("r", 8, 10), stats.beta(8.5, 2.5)),
    ],
)
def test_moments_and_quantiles_are_those_of_the_law(coefficient: Coefficient, law: stats.rv_continuous) -> None:
    assert (coefficient.value, coefficient.variance) == pytest.approx((law.mean(), law.var()))
    assert [coefficient.quantile(p) for p in (0.025, 0.5, 0.975)] == pytest.approx(law.ppf([0.025, 0.5, 0.975]))


def test_what_is_fixed_stays() -> None:
    found = load_ledger().fixed()
    assert all(c.variance == 0 and c.quantile(0.9) == c.value for c in found.coefficients.values())


def test_an_edit_is_marked_and_changes_the_version() -> None:
    ledger = load_ledger()
    edited = ledger.edited("a_D", 8.0, source="own panel of spring")
    assert (edited["a_D"].value, edited["a_D"].status, edited["a_D"].source) == (8, "edited", "own panel of spring")
    assert edited.version != ledger.version == load_ledger().version
    assert ledger["a_D"].value == 10
    with pytest.raises(VocError, match="share from 0 to 1"):
        ledger.edited("h", 1.2)
    with pytest.raises(VocError, match="no coefficient 'a_X'"):
        ledger.edited("a_X", 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "a_D"', 'name = "a_Z"', "unknown name"),
        ('name = "a_D"', 'name = "a_S"', "named twice"),
        ("value = 10\n", 'value = "ten"\n', "must be a number"),
        ("value = 10\n", "value = nan\n", "must be a number"),
        ("value = 0.81", "value = 1.81", "share from 0 to 1"),
        ("value = 10\n", "value = -1\n", "at least 0"),
        ('{ kind = "beta", concentration = 250 }', '{ kind = "beta" }', "takes concentration; given nothing"),
        ('{ kind = "beta", concentration = 250 }', '{ kind = "normal", sd = 1 }', "known: fixed, gamma, beta"),
        ('{ kind = "beta", concentration = 250 }', '{ kind = "beta", concentration = 0 }', "needs concentration > 0"),
        ('{ kind = "beta", concentration = 250 }', '{ kind = "gamma", cv = 0.3 }', "for counts above 0"),
        ('status = "unverified"', 'status = ""', "status must be words"),
        ('unit = "people"', 'colour = "red"', "colour is unknown"),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in PACKAGED
    path = tmp_path / "系数 表.toml"
    path.write_text(PACKAGED.replace(old, new), encoding="utf-8")
    with pytest.raises(VocError, match=said) as caught:
        load_ledger(path)
    assert "有误" in caught.value.zh


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.toml"
    path.write_text('[[coefficient]]\nname = "a_D"\nvalue = -1\nprior = { kind = "fixed" }\n', encoding="utf-8")
    with pytest.raises(VocError) as caught:
        load_ledger(path)
    for said in ("a_D: unit must be words", "a_D: value -1", "a_S: missing", "lambda: missing"):
        assert said in caught.value.en


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", r"no \[\[coefficient\]\]"), (b"[[coefficient", "not valid TOML"), (b"\xff\xfe", "not valid TOML")],
    ids=["empty", "broken", "utf-16"],
)
def test_files_that_are_no_ledger(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "ledger.toml"
    path.write_bytes(content)
    with pytest.raises(VocError, match=said):
        load_ledger(path)
    with pytest.raises(VocError, match="cannot be read"):
        load_ledger(tmp_path / "none.toml")


def test_measured_needs_cases() -> None:
    with pytest.raises(VocError, match="given 0/0"):
        measured("r", 0, 0)
    drawn = np.random.default_rng(1).beta(80.5, 20.5, 100_000)
    assert measured("r", 80, 100).value == pytest.approx(drawn.mean(), abs=1e-3)
