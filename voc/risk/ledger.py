"""The ledger of coefficients: each with value, unit, prior, source and status, read from TOML and checked as a whole."""

from __future__ import annotations

import hashlib
import math
import tomllib
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from voc import resources
from voc.errors import VocError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PriorKind = Literal["fixed", "gamma", "beta"]
KINDS: tuple[str, ...] = get_args(PriorKind)

COUNTS = ("a_S", "a_D", "a_H", "repair", "loyal_value", "keep_ratio")
SHARES = (
    "h",
    "c",
    "c_money",
    "c_treatment",
    "leave",
    "lambda",
    "ladder_buying",
    "ladder_satisfied",
    "ladder_loyal",
    "ladder_spreading",
)
NAMES = COUNTS + SHARES
_TEXTS = ("unit", "source", "status", "zh", "en")


@dataclass(frozen=True)
class Prior:
    """How uncertain a coefficient is: nothing (fixed), a coefficient of variation (gamma), a number of observed cases (beta)."""

    kind: PriorKind = "fixed"
    cv: float = 0.0
    concentration: float = math.inf


@dataclass(frozen=True)
class Coefficient:
    """One row of the ledger; `value` is the mean of its prior."""

    name: str
    value: float
    prior: Prior = Prior()
    unit: str = ""
    source: str = ""
    status: str = ""
    zh: str = ""
    en: str = ""

    @property
    def variance(self) -> float:
        """Variance of the prior: (cv * value)^2, value(1 - value)/(concentration + 1), or 0."""
        if self.prior.kind == "gamma":
            return (self.prior.cv * self.value) ** 2
        if self.prior.kind == "beta":
            return self.value * (1 - self.value) / (self.prior.concentration + 1)
        return 0.0

    def beta(self) -> tuple[float, float]:
        """The two parameters of a beta prior; VocError for another kind."""
        if self.prior.kind != "beta":
            raise VocError(f"系数 {self.name} 的先验不是 beta。", f"the prior of coefficient {self.name} is not beta.")
        return self.value * self.prior.concentration, (1 - self.value) * self.prior.concentration

    def quantile(self, p: float) -> float:
        """Quantile of the prior, the value itself where it is fixed."""
        from scipy.special import betaincinv, gammaincinv

        if self.variance == 0:
            return self.value
        if self.prior.kind == "gamma":
            return float(gammaincinv(1 / self.prior.cv**2, p) * self.value * self.prior.cv**2)
        return float(betaincinv(*self.beta(), p))

    def fixed(self) -> Coefficient:
        """The same value, taken as certain."""
        return replace(self, prior=Prior())


@dataclass(frozen=True)
class Ledger:
    """All coefficients by name; `version` changes whenever one of them does."""

    coefficients: Mapping[str, Coefficient]

    def __getitem__(self, name: str) -> Coefficient:
        """The coefficient; VocError names the known ones."""
        if name not in self.coefficients:
            known = ", ".join(self.coefficients)
            raise VocError(f"没有系数 {name!r}，已有：{known}。", f"there is no coefficient {name!r}; known: {known}.")
        return self.coefficients[name]

    @property
    def version(self) -> str:
        """Twelve hex digits over names, values and priors."""
        said = repr([(name, c.value, c.prior) for name, c in sorted(self.coefficients.items())])
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    def edited(self, name: str, value: float | None = None, prior: Prior | None = None, source: str | None = None) -> Ledger:
        """A ledger with one coefficient changed and marked "edited"; VocError where the new row would not be allowed."""
        old = self[name]
        new = replace(
            old,
            value=old.value if value is None else value,
            prior=old.prior if prior is None else prior,
            source=old.source if source is None else source,
            status="edited",
        )
        _refuse([f"{name}: {failure}" for failure in _wrong(new)], "edit")
        return Ledger(MappingProxyType({**self.coefficients, name: new}))

    def fixed(self) -> Ledger:
        """Every coefficient taken as certain: what remains is the survey's sampling error."""
        return Ledger(MappingProxyType({name: c.fixed() for name, c in self.coefficients.items()}))


def measured(name: str, hits: float, base: float) -> Coefficient:
    """A share measured in the data, with the beta posterior of Jeffreys' prior; e.g. r from complaints resolved well."""
    if not 0 <= hits <= base or base <= 0:
        raise VocError(
            f"系数 {name} 要从数据中测得：需要 0 ≤ 次数 ≤ 基数且基数大于 0，给的是 {hits}/{base}。",
            f"coefficient {name} is measured: 0 <= hits <= base and a base above 0 are needed; given {hits}/{base}.",
        )
    said = f"measured: {hits:g} of {base:g}"
    return Coefficient(name, (hits + 0.5) / (base + 1), Prior("beta", concentration=base + 1), "share", said, "measured")


def load_ledger(path: Path | None = None) -> Ledger:
    """The packaged ledger or the one at `path`; VocError lists everything wrong in it at once."""
    where = path or resources.path("lexicons", "coefficients.toml")
    try:
        given = tomllib.loads(where.read_text(encoding="utf-8"))
    except OSError as error:
        raise VocError(
            f"系数表 {where} 读不了：{error.strerror}。", f"the ledger {where} cannot be read: {error.strerror}."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VocError(f"系数表 {where} 不是正确的 TOML：{error}。", f"the ledger {where} is not valid TOML: {error}.") from error
    rows = given.get("coefficient")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise VocError(f"系数表 {where} 里没有 [[coefficient]]。", f"the ledger {where} has no [[coefficient]] tables.")
    failures: list[str] = []
    found: dict[str, Coefficient] = {}
    for number, row in enumerate(rows, 1):
        coefficient, wrong = _read(row)
        failures += [f"{row.get('name', f'#{number}')}: {failure}" for failure in wrong]
        if coefficient is None:
            continue
        if coefficient.name in found:
            failures.append(f"{coefficient.name}: named twice")
        found[coefficient.name] = coefficient
    named = {row.get("name") for row in rows if isinstance(row.get("name"), str)}
    failures += [f"{name}: missing" for name in NAMES if name not in named]
    _refuse(failures, str(where))
    return Ledger(MappingProxyType(found))


def _refuse(failures: list[str], where: str) -> None:
    if failures:
        listed = "; ".join(failures)
        raise VocError(f"系数表（{where}）有误：{listed}。", f"the ledger of coefficients ({where}) is wrong: {listed}.")


def _read(row: Mapping[str, object]) -> tuple[Coefficient | None, list[str]]:
    name, value, prior = row.get("name"), row.get("value"), row.get("prior")
    wrong = [f"{text} must be words" for text in _TEXTS if not isinstance(row.get(text), str) or not str(row[text]).strip()]
    wrong += [f"{key} is unknown" for key in row if key not in ("name", "value", "prior", *_TEXTS)]
    if not isinstance(name, str):
        return None, [*wrong, "name is missing"]
    number = _number(value)
    if number is None:
        return None, [*wrong, f"value must be a number; given {value!r}"]
    if not isinstance(prior, dict):
        return None, [*wrong, 'prior is missing, e.g. {kind = "fixed"}']
    read, bad = _prior(prior)
    if read is None:
        return None, [*wrong, *bad]
    texts = {text: str(row.get(text, "")) for text in _TEXTS}
    coefficient = Coefficient(name, number, read, **texts)
    return coefficient, [*wrong, *_wrong(coefficient)]


def _prior(given: Mapping[str, object]) -> tuple[Prior | None, list[str]]:
    kind = given.get("kind")
    needed = {"fixed": (), "gamma": ("cv",), "beta": ("concentration",)}.get(str(kind))
    if needed is None:
        return None, [f"prior kind {kind!r}; known: {', '.join(KINDS)}"]
    if set(given) != {"kind", *needed}:
        said = ", ".join(key for key in given if key != "kind") or "nothing"
        return None, [f"prior {kind} takes {', '.join(needed) or 'nothing else'}; given {said}"]
    numbers = {key: _number(given[key]) for key in needed}
    if None in numbers.values():
        return None, [f"prior {kind}: {', '.join(needed)} must be a number"]
    return Prior(kind, **numbers), []  # type: ignore[arg-type]


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _wrong(c: Coefficient) -> list[str]:
    """What is not allowed in a row by itself."""
    wrong = []
    if c.name not in NAMES:
        wrong.append(f"unknown name; known: {', '.join(NAMES)}")
    elif not math.isfinite(c.value) or c.value < 0 or (c.name in SHARES and c.value > 1):
        wrong.append(f"value {c.value:g} must be {'a share from 0 to 1' if c.name in SHARES else 'at least 0'}")
    if c.prior.kind == "gamma" and (c.name in SHARES or not c.prior.cv > 0 or c.value <= 0):
        wrong.append("a gamma prior is for counts above 0 and needs cv > 0")
    if c.prior.kind == "beta" and (c.name in COUNTS or not c.prior.concentration > 0 or not 0 < c.value < 1):
        wrong.append("a beta prior is for shares between 0 and 1 and needs concentration > 0")
    return wrong
