"""Channels: figures by hand, what the planted campaigns did, and refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean

import pytest
from dashboard.invented_service import ADDED, CAMPAIGN, HOSTILE, LAST, QUIET, RELIEVED, WEEKS, fill
from store.store_rows import rows
from streamlit.testing.v1 import AppTest

from voc.dashboard.filters import Filters
from voc.dashboard.pages.relief import sentence
from voc.dashboard.reads import brands, channels, plans
from voc.dashboard.reads.base import At, open_store, reader
from voc.dashboard.reads.measured import everything, series
from voc.dashboard.view import View
from voc.settings import Settings
from voc.store import Scope, Store

HALF = Filters(LAST - timedelta(days=90), LAST)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The invented store; read only."""
    folder = tmp_path_factory.mktemp("渠道 一")
    settings = Settings(home=folder / "仓库", key_file=folder / "identity.key")
    fill(settings).close()
    return settings


@pytest.fixture
def there(served: Settings) -> At:
    return At(served, open_store(served).publication().id, Scope.everything(), Filters())


def test_satisfaction_and_negative_share_by_hand(there: At) -> None:
    found = {one.name: one for one in channels.satisfaction_by_channel(there)}
    rows = reader(there).query("SELECT r.channel, a.value FROM answers a JOIN respondents r USING (respondent_id)").to_pylist()
    spoken = (
        reader(there).query("SELECT v.channel, s.label FROM verbatims v JOIN sentiment_scores s USING (verbatim_id)").to_pylist()
    )
    for name, one in found.items():
        values = [(r["value"] - 1) / 9 * 100 for r in rows if r["channel"] == name]
        labels = [r["label"] == "neg" for r in spoken if r["channel"] == name]
        assert (one.satisfaction.value, one.satisfaction.base) == (pytest.approx(fmean(values)), len(values))
        assert (one.negative.value, one.negative.base) == (pytest.approx(fmean(labels)), len(labels))
    assert max(found.values(), key=lambda one: one.satisfaction.value or 0).name == "APP"


def test_ratios_by_hand(there: At) -> None:
    at = replace(there, filters=HALF)
    rows = reader(at).query(
        "SELECT measure, sum(value) AS n FROM measures WHERE day BETWEEN ? AND ? GROUP BY 1", [HALF.first, HALF.last]
    )
    sums = {row["measure"]: row["n"] for row in rows.to_pylist()}
    found = channels.ratio(at, "electronic", ("electronic", "hall"))
    assert found.value == pytest.approx(sums["电子渠道业务量"] / (sums["电子渠道业务量"] + sums["厅台业务量"]))
    assert found.before is not None
    assert channels.ratio(at, "answered", ("offered",)).value == pytest.approx(1790 / 2000)
    assert channels.ratio(replace(at, filters=replace(HALF, brand=("远山",))), "answered", ("offered",)).value is None
    assert channels.users(at)["registered"][1] == 3 * (100_000 + WEEKS - 1)


def test_a_total_beside_its_parts_is_not_counted_twice(tmp_path: Path, there: At) -> None:
    import pyarrow as pa

    from voc.schema import TABLES

    settings = Settings(home=tmp_path / "合计", key_file=tmp_path / "identity.key")
    store = fill(settings, cases=0)
    total = {"measure_id": "all", "day": LAST - timedelta(days=6), "grain": "week", "measure": "客户数", "value": 600_000.0}
    month = total | {"measure_id": "month", "grain": "month", "region": QUIET, "brand": "青禾"}
    given = [one | {"content": "x", "source_file": "编造.csv", "source_row": 1} for one in (total, month)]
    with store.writer() as writer:
        writer.append("measures", pa.Table.from_pylist(given, schema=TABLES["measures"].arrow))
        writer.publish(makers={}, note="totals")
    store.close()
    at = At(settings, open_store(settings).publication().id, Scope.everything(), Filters())
    assert set(series(at, "customers")["value"].to_pylist()) == {600_000.0}


def test_the_mix_adds_up_in_every_channel(there: At) -> None:
    rows = channels.contact_mix(there).to_pylist()
    for name in {row["channel"] for row in rows}:
        own = [row for row in rows if row["channel"] == name]
        assert sum(row["k"] for row in own) == own[0]["n"]


def test_the_campaign_that_relieves_and_the_one_that_does_not(there: At) -> None:
    assert set(channels.regions(there)) == {RELIEVED, ADDED, QUIET}
    relieved, added, quiet = (channels.told(everything(there), region) for region in (RELIEVED, ADDED, QUIET))
    assert relieved.found is not None
    assert added.found is not None
    assert relieved.found.verdict == "relieves"
    assert added.found.verdict in ("none", "grows")
    assert quiet.campaigns == ()
    (event, worked, _), (_, idle, _) = relieved.campaigns[0], added.campaigns[0]
    assert (event.first, event.last) == CAMPAIGN
    assert worked is not None
    assert idle is not None
    assert (worked.verdict, worked.weeks) == ("relieves", 10)
    assert idle.verdict in ("none", "grows")
    assert idle.total.low is not None
    assert idle.total.low > 0


def test_the_sentence_says_what_was_found(there: At) -> None:
    at = everything(there)
    for lang, words in (("zh", ("减负。", "没有减负|看不到减负")), ("en", ("relieves", "no relief"))):
        view = View(lang, False, at)
        assert words[0] in sentence(view, channels.told(at, RELIEVED))
        assert any(word in sentence(view, channels.told(at, ADDED)) for word in words[1].split("|"))


def test_under_sixty_weeks_nothing_is_claimed(
    tmp_path: Path, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    short = Settings(home=tmp_path / "短", key_file=tmp_path / "identity.key")
    fill(short, weeks=40, cases=60).close()
    at = At(short, open_store(short).publication().id, Scope.everything(), Filters())
    found = channels.told(at, RELIEVED)
    assert found.found is None
    assert found.refused is not None
    assert "60" in found.refused[0]
    use(short)
    tested = page("channels")
    assert not tested.exception
    assert any("不作判断" in one.value and "60" in one.value for one in tested.text)


def test_all_weeks_are_used_whatever_the_dates(
    there: At, served: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    narrow = replace(there, filters=HALF)
    assert channels.volumes(narrow, RELIEVED).num_rows == WEEKS
    use(served)
    tested = page("channels")
    assert any(f"全部 {WEEKS} 周" in one.value for one in tested.caption)


def test_a_campaigns_name_is_never_markdown(
    served: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    use(served)
    tested = page("channels")
    assert any(HOSTILE in one.value for one in tested.text)
    for kind in (tested.markdown, tested.caption, tested.info, tested.subheader):
        assert not any("203.0.113.9" in one.value for one in kind)


def test_cards_and_drawers(served: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest]) -> None:
    use(served)
    tested = page("channels")
    assert [one.label for one in tested.metric] == ["自助办理占比", "热线接通率", "电子渠道注册用户", "电子渠道活跃用户"]
    tested.segmented_control(key="channel_ratio").set_value("connected").run()
    tested.segmented_control(key="channel_by").set_value("region").run()
    assert not tested.exception
    for key in ("open_channels", "open_mix", "open_region"):
        again = page("channels")
        again.button(key=key).click().run()
        assert not again.exception, key


def test_without_measures_each_card_says_what_is_missing(
    tmp_path: Path, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    bare = Settings(home=tmp_path / "无", key_file=tmp_path / "identity.key")
    fill(bare, measures=False, cases=60).close()
    use(bare)
    tested = page("channels")
    assert not tested.exception
    assert {one.value for one in tested.metric} == {"—"}
    assert any("厅台业务量" in one.value for one in tested.caption)
    assert any("60 周" in one.value for one in tested.info)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_brands_rivals_contact_and_plans(
    served: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest], lang: str
) -> None:
    use(served)
    tested = page("channels", lang=lang)
    tested.segmented_control(key="channel_part").set_value("brands").run()
    assert not tested.exception
    assert not tested.error
    side = tested.dataframe[0].value
    assert set(side.iloc[:, 0]) == {"青禾", "远山"}
    # Nothing is known of what customers pay, of who left, of points: said, not shown as 0.
    assert set(side.iloc[:, 4]) == {"—"}
    assert sum(len(one.value) > 10 for one in tested.info) >= 2


def test_brands_and_migration_by_hand(there: At) -> None:
    said = reader(there).query("SELECT v.brand, s.label FROM verbatims v JOIN sentiment_scores s USING (verbatim_id)").to_pylist()
    for one in brands.brands(there):
        own = [row["label"] == "neg" for row in said if row["brand"] == one.name]
        assert (one.negative.value, one.negative.base) == (pytest.approx(sum(own) / len(own)), len(own))
        assert (one.value.existing, one.value.potential, one.value.influence) == (None, None, None)
    assert brands.rivals(there) == []
    assert plans.promotions(there) == []
    assert plans.plans(there) == []


def test_value_and_migration_where_the_measures_are_given(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "值", key_file=tmp_path / "key")
    store = Store.open(settings, create=True)
    given = [
        *(("ARPU", "month", 50.0 + n, None) for n in range(3)),
        *(("留存率", "month", 99.0, None) for _ in range(3)),
        *(("客户数", "month", 1000.0, None) for _ in range(3)),
        *(("携出", "month", 6.0, "山雀") for _ in range(3)),
        *(("携入", "month", 2.0, "山雀") for _ in range(3)),
        *(("活动办理量", "month", 100.0, None), ("活动使用量", "month", 40.0, None), ("活动退订量", "month", 30.0, None)),
    ]
    table = {
        "measure_id": [str(n) for n in range(len(given))],
        "day": [date(2026, 1 + n % 3, 1) for n in range(len(given))],
        "grain": [one[1] for one in given],
        "measure": [one[0] for one in given],
        "value": [one[2] for one in given],
        "competitor": [one[3] for one in given],
        "region": ["东"] * len(given),
        "brand": ["甲"] * len(given),
    }
    with store.writer() as writer:
        writer.append("measures", rows("measures", **table))
        writer.publish(note="measures")
    at = At(settings, store.publication().id, Scope.everything(), Filters())
    found = brands.value_of(at)
    kept = 0.99**12
    assert found.existing == pytest.approx(51 * 12 * 0.4 * kept / (1 + 0.1 - kept))
    assert found.potential == pytest.approx((found.existing or 0) * 0.3 * 0.2)
    assert found.influence == pytest.approx((found.existing or 0) * 5 * 0.01)
    (rival,) = brands.rivals(at)
    assert (rival.left.value, rival.came.value) == (pytest.approx(18 / 3000 * 10_000), pytest.approx(6 / 3000 * 10_000))
    assert rival.left_number - rival.came_number == 12
    (promotion,) = plans.promotions(at)
    assert (promotion.name, promotion.used.value, promotion.cancelled.value, promotion.used.base) == (None, 0.4, 0.3, 100)
