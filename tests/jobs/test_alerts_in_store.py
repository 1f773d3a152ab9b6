"""Alerts over a store: planted days are found, in their place, beside their event; quiet stores stay quiet."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from store.store_rows import rows, verbatims

from voc.jobs.alert_counts import Counts, Series
from voc.jobs.alert_events import Alert, as_events
from voc.jobs.alert_heard import VOLUME
from voc.jobs.alerts import Watch, by_week, watch
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
    assert (alert.first, alert.last, alert.place) == (OUTAGE, OUTAGE, (("region", "东"),))
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
    assert weekly[-1].place == (("region", "西"),)


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
        cell = (("region", place),) if place else ()
        return Alert(grain, subject, when, when, seen, 1.0, 1e-6, cell, raised=datetime(2026, 1, 6))

    outage = [one("network.coverage", 0, 20, "东"), one("network.data_speed", 0, 18, "东"), one(VOLUME, 1, 60, "东")]
    elsewhere, later = one("billing.charges", 0, 9, "西"), one("network.coverage", 9, 20, "东")
    words = {alert: frozenset({f"{number}"}) for number, alert in enumerate([*outage, elsewhere, later])}
    found = as_events([*outage, elsewhere, later], words.__getitem__)
    assert [(alert.subject, alert.place[0][1], len(alert.parts)) for alert in found] == [
        ("network.coverage", "东", 0),
        ("network.coverage", "东", 3),
        ("billing.charges", "西", 0),
    ]
    assert found[1].seen == 20


def test_a_brand_that_only_echoes_a_region_is_the_same_event_by_its_words() -> None:
    here = Alert("day", VOLUME, START, START, 40, 5.0, 1e-9, (("region", "东"),))
    echo = Alert("day", VOLUME, START, START, 20, 5.0, 1e-5, (("brand", "甲牌"),))
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


def test_a_place_named_once_or_twice_is_no_break_of_the_data(settings: Settings) -> None:
    said = _quiet()
    regions = [(START + timedelta(days=day), "billing.charges", name) for day, name in ((40, "南"), (60, "北"), (60, "北"))]
    assert _store(settings, said + regions).breaks == ()


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
    assert (alert.place, alert.subject) == ((("region", "东"),), "network.coverage")


def _crossed(surge: list[tuple[int, str, str, str]]) -> tuple[dict[str, list[str | None]], list[Row]]:
    """24 a day over six causes, two regions, brands and products, and verbatims of billing.charges by day, region, brand and product."""
    rng = random.Random(8)
    causes = ["billing.charges", "network.coverage", "network.calls", "service.store", "digital.app", "ordering.delivery"]
    said: list[Row] = []
    brands: list[str | None] = []
    products: list[str | None] = []
    for day in range(210):
        for _ in range(24):
            said.append((START + timedelta(days=day), rng.choice(causes), rng.choice(["东", "西"])))
            brands.append(rng.choice(["甲牌", "乙牌"]))
            products.append(rng.choice(["畅享", "自在"]))
    for day, region, brand, product in surge:
        said.append((START + timedelta(days=day), "billing.charges", region))
        brands.append(brand)
        products.append(product)
    return {"brand": brands, "product": products}, said


@pytest.mark.parametrize(
    ("fits", "place"),
    [
        (
            lambda region, brand, product: (region, brand, product) == ("西", "甲牌", "畅享"),
            {"region": "西", "brand": "甲牌", "product": "畅享"},
        ),
        (lambda region, brand, product: (region, brand) == ("西", "甲牌"), {"region": "西", "brand": "甲牌"}),
        (lambda region, brand, product: product == "自在", {"product": "自在"}),
        (lambda *_: True, {}),
    ],
)
def test_a_rise_in_a_cell_is_one_alert_at_the_most_specific_level_that_explains_it(
    settings: Settings, fits: Callable[[str, str, str], bool], place: dict[str, str]
) -> None:
    """Three more a day for three weeks in one place, spread evenly over the cells that it holds."""
    cells = [cell for cell in itertools.product(["东", "西"], ["甲牌", "乙牌"], ["畅享", "自在"]) if fits(*cell)]
    columns, said = _crossed([(182 + day, *cells[(day * 3 + n) % len(cells)]) for day in range(21) for n in range(3)])
    found = _beside(settings, columns, said)
    (alert,) = found.alerts
    assert dict(alert.place) == place
    assert alert.subject == "billing.charges"
    assert START + timedelta(days=175) <= alert.first <= START + timedelta(days=189)
    assert {len(part.cell) for part in alert.parts} >= {0, min(1, len(place))}, "the levels around it are its parts"


def test_a_sparse_cell_is_not_watched_by_week_but_everywhere_is() -> None:
    """One cell at a verbatim every four weeks and one at one or two a week, among quiet ones; both come to nine more in two weeks."""
    sparse = np.r_[np.tile([1, 0, 0, 0], 20), 9, 9]
    quiet = np.random.default_rng(4).poisson(3, (40, 82))
    names = [Series("billing.charges"), *(Series("billing.charges", (("region", name),)) for name in ("sparse", "dense"))]
    names += [Series("billing.charges", (("region", f"{n}"),)) for n in range(40)]
    counts = Counts(names, np.vstack([sparse, sparse, sparse + 1, quiet]), np.zeros(43, int), START)
    assert {alert.cell for alert in by_week(counts, np.full((43, 82), 80))} == {(), (("region", "dense"),)}


def test_nested_places_of_one_cause_are_one_event_and_crossing_ones_only_by_their_words() -> None:
    def one(seen: int, **place: str) -> Alert:
        return Alert("week", "billing.charges", START, START + timedelta(days=6), seen, 2.0, 6.0, tuple(place.items()))

    whole, region, cell, other = one(40), one(36, region="西"), one(34, region="西", brand="甲牌"), one(30, product="畅享")
    assert [len(alert.parts) for alert in as_events([whole, region, cell], lambda _: frozenset())] == [3]
    assert len(as_events([region, other], lambda alert: frozenset(map(str, range(alert.seen))))) == 1
    assert len(as_events([region, other], lambda alert: frozenset(f"{alert.cell}{n}" for n in range(alert.seen)))) == 2
