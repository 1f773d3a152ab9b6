"""Alerts over a store: planted days are found, in their place, beside their event; quiet stores stay quiet."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from store.store_rows import rows, verbatims

from voc.jobs.alerts import VOLUME, Alert, Watch, watch
from voc.settings import Settings
from voc.store import Scope, Store

START = date(2026, 1, 5)
OUTAGE = date(2026, 4, 14)
DAYS = 140
Row = tuple[date, str, str]


def _quiet() -> list[Row]:
    """About six verbatims a day, spread evenly over two causes and two regions."""
    rng = random.Random(3)
    return [
        (START + timedelta(days=day), rng.choice(["network.coverage", "billing.charges"]), rng.choice(["东", "西"]))
        for day in range(DAYS)
        for _ in range(rng.choice([4, 5, 6, 7, 8]))
    ]


def _store(settings: Settings, said: list[Row], source: str = "social") -> Watch:
    store = Store.open(settings, create=True)
    ids = [f"v{place}" for place in range(len(said))]
    with store.writer() as writer:
        places = {"day": [row[0] for row in said], "region": [row[2] for row in said], "source": [source] * len(ids)}
        writer.append("verbatims", verbatims(ids, **places))
        felt = {"version": ["m1"] * len(ids), "label": ["neg"] * len(ids)}
        writer.append("sentiment_scores", rows("sentiment_scores", verbatim_id=ids, **felt))
        coded = {"version": ["c1"] * len(ids), "cause": [row[1] for row in said]}
        writer.append("cause_scores", rows("cause_scores", verbatim_id=ids, **coded))
        happened = {"event_id": ["e1", "e2"], "name": ["东区基站断电", "西区促销"], "kind": ["outage", "campaign"]}
        began = [datetime(2026, 4, 14, 3, tzinfo=UTC)] * 2
        writer.append("events", rows("events", **happened, start=began, day=[OUTAGE] * 2, region=["东", "西"]))
        writer.publish(makers={"sentiment": "m1", "causes": "c1"})
    return watch(store.reader(Scope.everything()))


def _coverage(found: Watch) -> list[Alert]:
    return [alert for alert in found.alerts if alert.subject == "network.coverage" and alert.grain == "day"]


def test_an_outage_is_found_on_its_day_in_its_region_beside_its_event(settings: Settings) -> None:
    found = _store(settings, [*_quiet(), *[(OUTAGE, "network.coverage", "东")] * 25])
    (alert,) = _coverage(found)
    assert (alert.first, alert.last, alert.dimension, alert.value) == (OUTAGE, OUTAGE, "region", "东")
    assert alert.events == ("东区基站断电",)
    assert alert.seen >= 25
    assert alert.expected == pytest.approx(1.5, abs=0.7)
    assert any(other.subject == VOLUME for other in found.alerts)


def test_a_slow_rise_is_found_by_week_and_located(settings: Settings) -> None:
    slow = [(START + timedelta(days=105 + day), "billing.charges", "西") for day in range(21) for _ in range(3)]
    found = _store(settings, [*_quiet(), *slow])
    weekly = [alert for alert in found.alerts if alert.grain == "week"]
    assert weekly
    assert {alert.subject for alert in weekly} == {"billing.charges"}
    assert START + timedelta(days=105) <= weekly[-1].first <= START + timedelta(days=119)
    assert (weekly[-1].dimension, weekly[-1].value) == ("region", "西")


def test_a_quiet_store_raises_nothing_and_says_what_was_watched(settings: Settings) -> None:
    said = _quiet()
    found = _store(settings, said)
    assert found.alerts == ()
    assert (found.first, found.verbatims, found.weeks) == (START, len(said), DAYS // 7)
    assert found.smallest["network.coverage"] > found.smallest[VOLUME] > 1


def test_survey_answers_do_not_alarm_and_an_empty_store_has_nothing(settings: Settings) -> None:
    assert _store(settings, [(OUTAGE, "network.coverage", "东")] * 40, source="survey") == Watch((), None, None, 0, 0, 0, {})
