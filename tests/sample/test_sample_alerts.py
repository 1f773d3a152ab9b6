"""The planted events of the sample, found in time and each as one alert. Slow: the whole sample is taken in and scored."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from voc.cli.demo import prepare_demo
from voc.jobs.alert_events import Alert
from voc.jobs.alerts import Watch, watch
from voc.settings import Settings
from voc.store import Scope, Store

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watch:
    home: Path = tmp_path_factory.mktemp("样本 预警")
    settings = Settings(home=home / "store", key_file=home / "key")
    prepare_demo(settings, seed=20260101, quiet=True)
    return watch(Store.open(settings, create=False).reader(Scope.everything()))


def _begun(found: Watch, first: date, last: date) -> list[Alert]:
    """Alerts that begin in the days; the late notices, a drift of months that is planted too, go on beside them."""
    return [alert for alert in found.alerts if first <= alert.first <= last]


def test_the_outage_is_known_within_the_hour_in_its_region_as_one_alert(watched: Watch) -> None:
    (alert,) = _begun(watched, date(2026, 4, 22), date(2026, 4, 25))
    assert alert.raised is not None
    assert datetime(2026, 4, 22, 14, 10) < alert.raised <= datetime(2026, 4, 22, 16)
    # Coverage, broadband and data go at once: the head is their level 1, or coverage where the coder gives it half of the rise.
    assert (alert.subject.split(".")[0], alert.place) == ("network", (("region", "川江"),))
    assert "川江传输光缆双路由中断" in alert.events
    assert len(alert.parts) > 3


def test_the_billing_fault_is_known_within_three_days_in_its_brand_as_one_alert(watched: Watch) -> None:
    (alert,) = _begun(watched, date(2026, 3, 2), date(2026, 3, 18))
    assert alert.raised is not None
    assert alert.raised <= datetime(2026, 3, 5)
    assert (alert.subject, alert.place) == ("billing.charges", (("brand", "青笋"),))
    assert alert.ratio > 2


def test_the_broken_release_is_known_on_its_day_and_quiet_months_stay_quiet(watched: Watch) -> None:
    (alert,) = _begun(watched, date(2026, 5, 19), date(2026, 5, 26))
    assert alert.raised is not None
    assert alert.raised <= datetime(2026, 5, 20)
    assert alert.subject == "digital.app"
    assert len(watched.alerts) <= 12


def test_the_late_notices_are_a_drift_of_their_own(watched: Watch) -> None:
    (alert,) = [one for one in watched.alerts if one.subject == "billing.data_usage"]
    assert alert.grain == "week"
    assert alert.first == date(2025, 11, 3)
    assert alert.raised is not None
    assert alert.raised <= datetime(2025, 12, 1)
