"""Alerts over a store: planted days are found, in their place, beside their event; quiet stores stay quiet."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from store.store_rows import rows, verbatims

from voc.jobs.alert_events import Alert, as_events
from voc.jobs.alert_heard import VOLUME
from voc.jobs.alerts import Watch, watch
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
    assert len(found.alerts) == 1, "volume, region and week tell of the same event"
    assert {part.subject for part in alert.parts} >= {VOLUME, "network.coverage"}
    assert alert.raised == datetime(2026, 4, 15), "known when the day is over: these rows bear no hour"


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
    rare, common = found.smallest["network.coverage"], found.smallest[VOLUME]
    assert rare.day > common.day > 1
    assert rare.week is not None
    assert 1 < rare.week < rare.day
    assert 0 <= rare.doubled < common.doubled <= 1


def test_survey_answers_do_not_alarm_and_an_empty_store_has_nothing(settings: Settings) -> None:
    assert _store(settings, [(OUTAGE, "network.coverage", "东")] * 40, source="survey") == Watch((), None, None, 0, 0, 0, {})


def test_one_place_and_one_subject_make_one_event_and_strangers_stay_apart() -> None:
    def one(subject: str, day: int, seen: int, place: str | None = None, grain: str = "day") -> Alert:
        when = START + timedelta(days=day)
        dimension = "region" if place else None
        return Alert(grain, subject, when, when, seen, 1.0, 1e-6, dimension, place, raised=datetime(2026, 1, 6))

    outage = [one("network.coverage", 0, 20, "东"), one("network.data_speed", 0, 18, "东"), one(VOLUME, 1, 60, "东")]
    elsewhere, later = one("billing.charges", 0, 9, "西"), one("network.coverage", 9, 20, "东")
    words = {alert: frozenset({f"{number}"}) for number, alert in enumerate([*outage, elsewhere, later])}
    found = as_events([*outage, elsewhere, later], words.__getitem__)
    assert [(alert.subject, alert.value, len(alert.parts)) for alert in found] == [
        ("network.coverage", "东", 0),
        ("network.coverage", "东", 3),
        ("billing.charges", "西", 0),
    ]
    assert found[1].seen == 20


def test_a_brand_that_only_echoes_a_region_is_the_same_event_by_its_words() -> None:
    here = Alert("day", VOLUME, START, START, 40, 5.0, 1e-9, "region", "东")
    echo = Alert("day", VOLUME, START, START, 20, 5.0, 1e-5, "brand", "甲牌")
    words = {here: frozenset(map(str, range(40))), echo: frozenset(map(str, range(28, 48)))}
    assert len(as_events([here, echo], words.__getitem__)) == 1
    words[echo] = frozenset(map(str, range(38, 58)))
    assert len(as_events([here, echo], words.__getitem__)) == 2


def _beside(settings: Settings, columns: dict[str, list[str | None]], said: list[Row]) -> Watch:
    store = Store.open(settings, create=True)
    ids = [f"v{place}" for place in range(len(said))]
    with store.writer() as writer:
        places = {"day": [row[0] for row in said], "region": [row[2] for row in said], "source": ["social"] * len(ids)}
        writer.append("verbatims", verbatims(ids, **{**places, **columns}))
        writer.append(
            "sentiment_scores", rows("sentiment_scores", verbatim_id=ids, version=["m1"] * len(ids), label=["neg"] * len(ids))
        )
        coded = {"version": ["c1"] * len(ids), "cause": [row[1] for row in said]}
        writer.append("cause_scores", rows("cause_scores", verbatim_id=ids, **coded))
        writer.publish(makers={"sentiment": "m1", "causes": "c1"})
    return watch(store.reader(Scope.everything()))


def test_a_channel_that_appears_is_said_and_raises_nothing(settings: Settings) -> None:
    said = _quiet()
    late = [(START + timedelta(days=day), "billing.charges", "东") for day in range(60, DAYS) for _ in range(6)]
    channels: list[str | None] = ["热线"] * len(said) + ["小程序"] * len(late)
    found = _beside(settings, {"channel": channels}, said + late)
    assert [alert for alert in found.alerts if alert.first < START + timedelta(days=60 + 59)] == []
    assert [(one.dimension, one.value, one.kind, one.day) for one in found.breaks] == [
        ("channel", "小程序", "begins", START + timedelta(days=60))
    ]


def test_two_brands_merged_are_said_and_raise_nothing(settings: Settings) -> None:
    said = _quiet()
    merged = START + timedelta(days=70)
    brands: list[str | None] = [("乙牌" if number % 2 and row[0] < merged else "甲牌") for number, row in enumerate(said)]
    found = _beside(settings, {"brand": brands}, said)
    assert found.alerts == ()
    assert [(one.value, one.kind) for one in found.breaks] == [("乙牌", "ends")]


def test_a_week_without_any_verbatim_raises_nothing(settings: Settings) -> None:
    gone = {START + timedelta(days=70 + day) for day in range(7)}
    assert _beside(settings, {}, [row for row in _quiet() if row[0] not in gone]).alerts == ()


def test_hours_are_scanned_where_time_stamps_have_them(settings: Settings) -> None:
    said = [*_quiet(), *[(OUTAGE, "network.coverage", "东")] * 25]
    rng = random.Random(5)
    at: list[datetime | None] = []
    for place, row in enumerate(said):
        hour = 14 if place >= len(said) - 25 else rng.randrange(8, 22)
        at.append(datetime(row[0].year, row[0].month, row[0].day, hour - 8, rng.randrange(60), 30, tzinfo=UTC))
    found = _beside(settings, {"occurred_at": at}, said)
    assert found.hourly > 0
    (alert,) = [one for one in found.alerts if one.first == OUTAGE]
    assert alert.raised == datetime(2026, 4, 14, 15), "at the end of the hour, not of the day"
    assert (alert.value, alert.subject) == ("东", "network.coverage")
