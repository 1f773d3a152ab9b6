"""The sample's two campaigns for the electronic channel: one relieves the halls, the other only brings new demand."""

from __future__ import annotations

import math
from collections import defaultdict
from types import ModuleType

import pytest

from voc.resources import load_package
from voc.service.diversion import Verdict, campaign, diversion

Volumes = dict[tuple[str, str], list[float]]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    return load_package("voc_sample", "data", "generator")


def _volumes(generator: ModuleType, seed: int) -> tuple[list[str], Volumes]:
    """Weeks in order, and the weekly sums of hall and electronic volume by region."""
    import importlib

    measures, planted = (importlib.import_module(f"{generator.__name__}.{name}") for name in ("measures", "planted"))
    sums: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for week, region, _, _, _, _, measure, value, _ in measures.rows(planted.load(), seed):
        if measure in ("厅台业务量", "电子渠道业务量"):
            sums[region, measure][week] += value
    weeks = sorted(next(iter(sums.values())))
    return weeks, {key: [own[week] for week in weeks] for key, own in sums.items()}


def _between(weeks: list[str], first: str, last: str) -> list[bool]:
    return [first <= week <= last for week in weeks]


@pytest.mark.parametrize("seed", [20260101, 5, 6])
def test_the_two_campaigns_are_told_apart(generator: ModuleType, seed: int) -> None:
    weeks, volumes = _volumes(generator, seed)
    assert len(weeks) == 156
    regions = {region for region, _ in volumes}
    others = sorted(regions - {"岭南", "江浦"})
    elsewhere = [
        [math.log(sum(volumes[region, measure][at] for region in others)) for at in range(len(weeks))]
        for measure in ("厅台业务量", "电子渠道业务量")
    ]
    broken = [float(week == "2026-W21") for week in weeks]
    found: dict[str, tuple[Verdict, Verdict]] = {}
    for region, first, last in (("岭南", "2025-W45", "2026-W02"), ("江浦", "2026-W10", "2026-W19")):
        hall, electronic = volumes[region, "厅台业务量"], volumes[region, "电子渠道业务量"]
        controls = [broken, *elsewhere]
        after = [float(week > last) for week in weeks]
        one = campaign(hall, electronic, _between(weeks, first, last), [after, *controls])
        assert one.electronic.low is not None
        assert one.electronic.low > 0
        assert one.total.low is not None
        assert one.total.low > 0
        found[region] = (diversion(hall, electronic, controls).verdict, one.verdict)
        if region == "江浦":
            assert one.hall.value == pytest.approx(math.log(0.78), abs=0.04)
    assert found["江浦"] == ("relieves", "relieves")
    assert "relieves" not in found["岭南"]
