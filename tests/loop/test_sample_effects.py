"""The sample's actions: the mending that works, the one that does not, and forty days on which nothing happened; whatever the seed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from voc.cli.demo import prepare_demo
from voc.loop.actions import measure
from voc.settings import Settings
from voc.store import Reader, Scope, Store
from voc.store.actions import Action

pytestmark = pytest.mark.slow
ALL = Scope.everything()
QUIET = (
    *("network.data_speed", "network.voice", "network.broadband", "billing.contract", "service.hotline_access"),
    *("privacy.marketing", "ordering.unsolicited", "ordering.port_out", "service.resolution", "ordering.plan_change"),
)
"""Causes that no planted event bears on."""


@pytest.fixture(scope="module", params=[20260101, 7, 11])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder: Path = tmp_path_factory.mktemp("闭环")
    settings = Settings(home=folder / "store", key_file=folder / "key")
    prepare_demo(settings, seed=request.param, quiet=True)
    return Store.open(settings, create=False)


@pytest.fixture(scope="module")
def reader(store: Store) -> Reader:
    return store.reader(ALL)


def test_what_was_measured_on_the_sample(store: Store) -> None:
    found = {action.cause: action.effect["verdict"] for action in store.ledger.actions.all(ALL) if action.effect}
    assert found == {
        "ordering.installation": "works",
        "billing.data_usage": "no_effect_shown",
        "billing.charges": "works",
        "digital.app": "works",
    }


def test_of_forty_placebo_days_at_most_three_come_out_as_effects(reader: Reader) -> None:
    days = [date(2025, 10, 6) + timedelta(days=56 * turn + 3 * place) for place in range(len(QUIET)) for turn in range(4)]
    causes = [cause for cause in QUIET for _ in range(4)]
    verdicts = [measure(reader, Action("无", cause=one, acted_on=day)).verdict for one, day in zip(causes, days, strict=True)]
    assert len(verdicts) == 40
    assert sum(verdict in ("works", "worse") for verdict in verdicts) <= 3
    # A test that never says anything would pass as well: nearly all days must have been judged.
    assert sum(verdict == "no_effect_shown" for verdict in verdicts) >= 36


def test_the_rude_hall_is_the_one_hall_outside_its_funnel(store: Store) -> None:
    from voc.dashboard.filters import Filters
    from voc.dashboard.reads.base import At
    from voc.dashboard.reads.service_way import funnel_of

    for filters in (Filters(), Filters(date(2026, 3, 30), date(2026, 6, 28))):
        found = funnel_of(At(store.settings, store.publication().id, ALL, filters), "store", "attitude")
        assert [(unit.name, unit.side) for unit in found.units if unit.side in ("above", "below")] == [
            ("荆湖临湖路营业厅", "above")
        ]
        assert len(found.units) == 19
