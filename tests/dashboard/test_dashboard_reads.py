"""Every figure against a second count, made by hand from the store's tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean
from typing import Any

import pyarrow as pa
import pytest

from voc.dashboard.filters import UNNAMED, Filters
from voc.dashboard.reads import causes, frame, overview, risk, trends, verbatims, word_of_mouth
from voc.dashboard.reads.base import At, reader
from voc.dashboard.reads.verbatims import UNCODED, Pick
from voc.jobs.risk import customers_now, exposures

LAST = date(2026, 6, 28)
HALF = Filters(LAST - timedelta(days=90), LAST)


def _rows(at: At) -> list[dict[str, Any]]:
    """Verbatims with their scores, joined in Python."""
    tables = reader(at)
    scores = [tables.table(name).to_pylist() for name in ("sentiment_scores", "intent_scores", "cause_scores", "topic_scores")]
    found = {row["verbatim_id"]: row for row in tables.table("verbatims").to_pylist()}
    for table in scores:
        for row in table:
            found[row["verbatim_id"]] |= {k: v for k, v in row.items() if k not in ("version", "evidence")}
    return list(found.values())


def _inside(row: dict[str, Any], filters: Filters) -> bool:
    dated = row["day"] is not None and filters.first is not None and filters.last is not None
    return filters.first <= row["day"] <= filters.last if dated else filters.undated  # type: ignore[operator]


@pytest.mark.parametrize(
    "filters", [HALF, HALF.dated(), replace(HALF, brand=("远山",)), replace(HALF, source=("survey", "social"))]
)
def test_cards_are_the_counts_made_by_hand(at: At, filters: Filters) -> None:
    found = overview.cards(replace(at, filters=filters))
    keep = [row for row in _rows(at) if (not filters.brand or row["brand"] in filters.brand)]
    keep = [row for row in keep if not filters.source or row["source"] in filters.source]
    now = [row for row in keep if _inside(row, filters)]
    before = [row for row in keep if row["day"] and filters.first - timedelta(days=91) <= row["day"] < filters.first]  # type: ignore[operator]
    assert (found.volume, found.volume_before) == (len(now), len(before))
    assert found.volume_dated == sum(row["day"] is not None for row in now)
    assert found.negative.shown.value == pytest.approx(fmean(row["label"] == "neg" for row in now))
    assert found.negative.shown.base == len(now)
    assert found.escalated.shown.value == pytest.approx(fmean(row["escalation"] != "none" for row in now))


def test_undated_verbatims_are_counted_but_never_compared(at: At) -> None:
    with_undated = overview.cards(replace(at, filters=HALF))
    without = overview.cards(replace(at, filters=HALF.dated()))
    assert with_undated.volume > without.volume == with_undated.volume_dated
    assert with_undated.negative.shown != without.negative.shown
    assert with_undated.negative.change == without.negative.change


def test_satisfaction_and_nps_are_weighted(at: At) -> None:
    found = overview.cards(replace(at, filters=HALF))
    tables = reader(at)
    people = {row["respondent_id"]: row for row in tables.table("respondents").to_pylist()}
    answers = [a for a in tables.table("answers").to_pylist() if _inside(people[a["respondent_id"]], HALF)]
    for role, card in (("csat", found.rating), ("nps", found.nps)):
        pairs = [(a["value"], people[a["respondent_id"]]["weight"]) for a in answers if a["role"] == role]
        scored = pairs if role == "csat" else [(100 * ((v >= 9) - (v <= 6)), w) for v, w in pairs]
        assert card.shown.value == pytest.approx(sum(v * w for v, w in scored) / sum(w for _, w in scored))
        assert card.shown.base == len(pairs)
    assert found.scale == (1.0, 10.0)


@pytest.mark.parametrize(
    ("pick", "holds"),
    [
        (Pick(), lambda row: True),
        (Pick(negative=True), lambda row: row["label"] == "neg"),
        (Pick(escalated=True), lambda row: row["escalation"] != "none"),
        (Pick(negative=True, cause=UNCODED), lambda row: row["label"] == "neg" and row["cause"] is None),
        (Pick(cause="billing.charges"), lambda row: row["cause"] == "billing.charges"),
        (Pick(level1="network"), lambda row: (row["cause"] or "").startswith("network.")),
        (Pick(topic="t1"), lambda row: row["topic"] == "t1"),
        (Pick(words=" 车库 "), lambda row: "车库" in row["text"]),
        (Pick(words="%"), lambda row: "%" in row["text"]),
        (Pick(dimension="brand", value=UNNAMED), lambda row: row["brand"] is None),
        (Pick(dimension="brand", value="远山", negative=True), lambda row: row["brand"] == "远山" and row["label"] == "neg"),
        (
            Pick(first=LAST - timedelta(days=6), last=LAST),
            lambda row: row["day"] is not None and row["day"] > LAST - timedelta(days=7),
        ),
        (Pick(rated="csat"), lambda row: row["respondent_id"] is not None),
    ],
)
def test_the_verbatims_behind_a_number_are_as_many_as_it_says(at: At, pick: Pick, holds: Any) -> None:
    wanted = [row["verbatim_id"] for row in _rows(at) if holds(row)]
    assert verbatims.number_of(at, pick) == len(wanted)
    assert verbatims.verbatims(at, pick, 10_000).num_rows == len(wanted)


def test_the_most_negative_stand_first(at: At) -> None:
    polarity = verbatims.verbatims(at, Pick(negative=True), 50)["polarity"].to_pylist()
    assert polarity == sorted(polarity)
    assert len(polarity) == 50


def test_causes_add_up_to_the_negatives(at: At) -> None:
    rows = causes.causes(at).to_pylist()
    assert sum(row["k"] for row in rows) == verbatims.number_of(at, Pick(negative=True))
    assert {row["cause"] for row in rows} >= {None, "network.coverage"}


def test_brand_and_cause_add_up(at: At) -> None:
    cells = overview.brand_causes(at).to_pylist()
    assert sum(cell["k"] for cell in cells) + verbatims.number_of(at, Pick(negative=True, cause=UNCODED)) == verbatims.number_of(
        at, Pick(negative=True)
    )
    totals = {cell["brand"]: cell["total"] for cell in cells}
    assert totals["远山"] == sum(row["brand"] == "远山" for row in _rows(at))


def test_volumes_count_every_dated_verbatim_of_whole_periods(at: At) -> None:
    found = trends.trends(replace(at, filters=HALF), "volume", "brand")
    spans = {(row["period"], row["end"]) for row in found.points.to_pylist()}
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    inside = [row for row in _rows(at) if row["day"] and first <= row["day"] <= last]
    assert sum(found.points["n"].to_pylist()) == len(inside)
    assert all(row["low"] <= row["value"] <= row["high"] for row in found.points.to_pylist())
    assert found.undated == 0


@pytest.mark.parametrize("measure", ["negative", "satisfaction", "nps", "escalated"])
@pytest.mark.parametrize("by", [None, "brand", "channel", "product"])
def test_trends_carry_interval_and_base(at: At, measure: trends.Measure, by: str | None) -> None:
    found = trends.trends(replace(at, filters=HALF), measure, by)
    assert found.points.num_rows
    for row in found.points.to_pylist():
        assert row["n"] > 0
        assert row["low"] is None or row["low"] <= row["value"] <= row["high"]
    assert set(found.drawn) <= set(found.groups)
    assert len(found.groups) <= trends.LINES


def test_a_cause_trend_is_its_share_of_all_judged(at: At) -> None:
    found = trends.cause_trend(replace(at, filters=HALF), Pick(negative=True, cause="network.coverage"))
    row = found.points.to_pylist()[0]
    judged = [one for one in _rows(at) if one["day"] and row["period"] <= one["day"] <= row["end"]]
    hits = sum(one["label"] == "neg" and one["cause"] == "network.coverage" for one in judged)
    assert (row["n"], row["value"]) == (len(judged), pytest.approx(hits / len(judged)))


def test_topics_and_what_falls_to_none_are_all(at: At) -> None:
    rows = causes.topics(at).to_pylist()
    assert sum(row["n"] for row in rows) + causes.without_topic(at) == len(_rows(at))


def test_the_frame_offers_what_is_there(at: At) -> None:
    offered = frame.choices(at)
    assert set(offered.values["source"]) == {"survey", "complaint", "social", "transcript"}
    assert offered.values["brand"][-1] == UNNAMED
    assert offered.products["远山"] == ("远山随心",)
    assert (offered.last, offered.undated) == (LAST, sum(row["day"] is None for row in _rows(at)))
    state = frame.health(at)
    assert (state.verbatims, state.unscored, state.quarantined, state.measures) == (640, 0, 3, 9)


def test_word_of_mouth_is_what_the_command_line_says(at: At) -> None:
    told = {row["cell"]: row for row in exposures(reader(at), by="brand", amplification_base="complainers", leave_base="both")}
    shown = word_of_mouth.assessed(at, "brand", "complainers", "both")
    # The page also shows those who named no brand; on the command line None is everybody.
    assert set(shown) - {None} == {"" if name is None else name for name in told}
    for name, row in told.items():
        one = shown["" if name is None else name]
        assert one.index is not None
        assert one.index.negative.mean == pytest.approx(row["negative"]["value"])
        assert one.index.shares.base == row["base"]
    assert risk.customers(at, "brand")[""] == customers_now(reader(at), "brand")[None]


def test_customers_follow_the_filters(at: At) -> None:
    assert risk.customers(replace(at, filters=Filters(brand=("海悦",))), "brand") == {"": 260_000.0, "海悦": 260_000.0}
    assert risk.customers(replace(at, filters=Filters(region=("东城",))), "brand") == {}


def test_an_empty_choice_reads_as_nothing_never_as_zero(at: At) -> None:
    nobody = replace(at, filters=replace(HALF, region=("没有这个地区",)))
    found = overview.cards(nobody)
    assert found.volume == 0
    assert found.negative.shown.value is None
    assert found.rating.shown.value is None
    assert trends.trends(nobody, "negative", "brand").points.num_rows == 0
    assert isinstance(verbatims.verbatims(nobody, Pick()), pa.Table)
    assert risk.shares(nobody, "brand") == {"": None}
