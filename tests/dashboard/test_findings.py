"""What the first page says first: nothing risen in an even store; a planted rise found, with its place and the way to its verbatims."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest
from dashboard.invented_store import LAST, fill_folder
from streamlit.testing.v1 import AppTest

from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, open_store, reader
from voc.dashboard.reads.findings import first_finding, hit_most
from voc.schema import MAKERS, TABLES
from voc.settings import Settings
from voc.store import Scope

HALF = Filters(LAST - timedelta(days=90), LAST)


@pytest.fixture(scope="module")
def risen(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The invented store, 40 complaints of slow data in one region in its last days, and more of what is off topic."""
    settings = fill_folder(tmp_path_factory.mktemp("看板 突增"))
    rows = [(f"x{number:03d}", LAST - timedelta(days=number % 8), f"网速慢得很，刷不出来（{number}）") for number in range(40)]
    rows += [(f"y{number:03d}", LAST - timedelta(days=number % 8), f"楼下烧烤太吵（{number}）") for number in range(60)]
    place = {"source": "complaint", "region": "东城", "brand": "青禾", "mask_version": 1, "source_file": "编造.csv"}
    said = [
        {"verbatim_id": one, "day": day, "text": text, "content": one, "source_row": at + 1, **place}
        for at, (one, day, text) in enumerate(rows)
    ]
    key = [{"verbatim_id": one, "version": "v1"} for one, _, _ in rows]
    spans = '[{"start": 0, "end": 3, "text": "网速慢", "weight": 3.0}]'
    tables = {
        "verbatims": said,
        "sentiment_scores": [{**one, "evidence": "[]", "polarity": -0.7, "label": "neg", "confidence": 0.9} for one in key],
        "cause_scores": [
            {
                **one,
                "evidence": spans if one["verbatim_id"] < "y" else "[]",
                "cause": "network.data_speed" if one["verbatim_id"] < "y" else "other.off_topic",
                "cause_confidence": 0.9,
            }
            for one in key
        ],
    }
    with open_store(settings).writer() as writer:
        for name, records in tables.items():
            writer.append(name, pa.Table.from_pylist(records, schema=TABLES[name].arrow))
        writer.publish(makers=dict.fromkeys(MAKERS, "v1"), note="more")
    return settings


def _at(settings: Settings) -> At:
    return At(settings, open_store(settings).publication().id, Scope.everything(), HALF)


def test_in_an_even_store_the_most_frequent_cause_is_named_and_no_rise_is_claimed(at: At) -> None:
    found = first_finding(replace(at, filters=HALF))
    rows = reader(at).query(
        "SELECT c.cause, count(*) AS k FROM verbatims v JOIN sentiment_scores s USING (verbatim_id) JOIN cause_scores c USING (verbatim_id)"
        " WHERE s.label = 'neg' AND c.cause IS NOT NULL AND (v.day IS NULL OR v.day >= ?) GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
        (HALF.first,),
    )
    assert found is not None
    assert not found.risen
    assert [found.cause, found.negative] == [rows["cause"][0].as_py(), rows["k"][0].as_py()]


def test_a_planted_rise_is_found_where_it_is(risen: Settings) -> None:
    found = first_finding(_at(risen))
    assert found is not None
    assert (found.cause, found.risen) == ("network.data_speed", True)
    assert found.change.delta is not None
    assert found.change.delta > 0.08
    hit = hit_most(_at(risen), found.cause)
    assert hit is not None
    assert (hit.dimension, hit.value) in {("region", "东城"), ("brand", "青禾")}


def test_the_page_says_what_why_who_and_what_is_done(
    risen: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    use(risen)
    shown = page("overview", lang="zh")
    assert not shown.exception
    texts = " ".join(one.value for one in shown.text)
    assert "上升超出误差" in texts
    assert "网速慢" in texts
    assert "还没有针对它的改进行动" in texts
    shown.button(key="open_finding_what").click().run()
    assert not shown.exception


def test_without_verbatims_nothing_is_found(at: At) -> None:
    assert first_finding(replace(at, filters=Filters(LAST + timedelta(days=9), LAST + timedelta(days=10), undated=False))) is None
