"""What people did about alerts, and that each is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from voc.errors import VocError
from voc.jobs.alert_events import Alert
from voc.jobs.alert_marks import alert_id, mark_of, marks, note_told, set_mark, untold
from voc.settings import Settings
from voc.store import Store

DAY = date(2026, 4, 22)
OUTAGE = Alert("day", "network", DAY, DAY, 166, 2.2, 1e-9, (("region", "川江"),))


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store.open(settings, create=True)


def test_an_alert_is_open_until_marked_and_again_when_reopened(store: Store) -> None:
    assert mark_of(OUTAGE, marks(store)) is None
    set_mark(store, OUTAGE, "acknowledged", who="值班", note="已派单")
    mark = mark_of(OUTAGE, marks(store))
    assert mark is not None
    assert (mark.state, mark.who, mark.note) == ("acknowledged", "值班", "已派单")
    grown = replace(OUTAGE, last=DAY + timedelta(days=1))
    assert mark_of(grown, marks(store)) == mark, "it is the same event a day later"
    assert mark_of(replace(OUTAGE, cell=(("region", "江浦"),)), marks(store)) is None
    assert mark_of(replace(OUTAGE, first=DAY + timedelta(days=20), last=DAY + timedelta(days=20)), marks(store)) is None
    set_mark(store, OUTAGE, "open", who="值班")
    assert mark_of(OUTAGE, marks(store)) is None


def test_a_silence_holds_until_its_day_and_needs_one(store: Store) -> None:
    set_mark(store, OUTAGE, "silenced", who="经理", until=DAY + timedelta(days=30))
    later = replace(OUTAGE, first=DAY + timedelta(days=30), last=DAY + timedelta(days=31))
    assert mark_of(later, marks(store)) is not None
    assert mark_of(replace(later, first=DAY + timedelta(days=31)), marks(store)) is None
    for until in (None, DAY - timedelta(days=1)):
        with pytest.raises(VocError, match="last day"):
            set_mark(store, OUTAGE, "silenced", who="经理", until=until)
    with pytest.raises(VocError, match="unknown"):
        set_mark(store, OUTAGE, "closed", who="经理")  # type: ignore[arg-type]


def test_handing_over_remembers_the_action(store: Store) -> None:
    set_mark(store, OUTAGE, "handed over", who="经理", action=7)
    mark = mark_of(OUTAGE, marks(store))
    assert mark is not None
    assert mark.action == 7


def test_an_alert_is_told_once_and_again_when_it_grows(store: Store) -> None:
    assert untold(store, [OUTAGE]) == [OUTAGE]
    note_told(store, [OUTAGE], "webhook")
    assert untold(store, [OUTAGE]) == []
    grown = replace(OUTAGE, last=DAY + timedelta(days=1))
    assert alert_id(grown) == alert_id(OUTAGE)
    assert untold(store, [grown]) == [grown]


def test_a_mark_holds_for_places_inside_its_own_and_marks_of_one_dimension_are_still_read(store: Store) -> None:
    set_mark(store, OUTAGE, "silenced", who="经理", until=DAY + timedelta(days=30))
    inside = replace(OUTAGE, cell=(("region", "川江"), ("brand", "青笋")))
    assert mark_of(inside, marks(store)) is not None
    assert alert_id(inside) != alert_id(OUTAGE)
    set_mark(store, inside, "open", who="经理")
    assert mark_of(replace(OUTAGE, cell=(("brand", "青笋"),)), marks(store)) is None
    older = {
        "subject": "billing",
        "dimension": "region",
        "value": "川江",
        "first": f"{DAY}",
        "last": f"{DAY}",
        "state": "acknowledged",
    }
    store.ledger.revisions.add("alert", "older", older, "值班", "")
    found = mark_of(replace(OUTAGE, subject="billing"), marks(store))
    assert found is not None
    assert found.place == (("region", "川江"),)
