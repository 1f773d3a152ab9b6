"""Loyalty and leaving, and the word-of-mouth page around the index, on an invented store: figures by hand, lists by rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, hits, open_store, reader
from voc.dashboard.reads.loyalty import NOTHING, asked, by_cause, leavers, mentioned, ported, reasons
from voc.dashboard.reads.talk import talk
from voc.dashboard.reads.verbatims import Pick, number_of
from voc.dashboard.reads.word_of_mouth import assessed, carried, complainers_by_cause, money, negative_share
from voc.jobs.risk import exposures_by_cause
from voc.jobs.risk_settings import set_risk
from voc.schema import MAKERS, TABLES
from voc.settings import Settings
from voc.store import Scope, Store
from voc.survey.intervals import nps

LAST = date(2026, 6, 28)
PASTED = "老用户办不了新套餐，同样的流量每个月多付三十块，这公平吗？转发让更多人看到"


class _Tables:
    """Rows for a store, each with an origin."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **row: Any) -> None:
        own = self.rows.setdefault(table, [])
        named = {column.name for column in TABLES[table].columns}
        origin = {"content": f"{table}{len(own)}", "source_file": "编造.csv", "source_row": len(own) + 1, "mask_version": 1}
        own.append({**{name: value for name, value in origin.items() if name in named}, **row})

    def said(
        self, number: str, label: str, cause: str | None, escalation: str = "none", cause2: str | None = None, **row: Any
    ) -> None:
        given = {"verbatim_id": number, "source": "complaint", "day": LAST, "text": f"第{number}条", **row}
        self.add("verbatims", **given)
        self.add("sentiment_scores", verbatim_id=number, version="v1", label=label)
        self.add("intent_scores", verbatim_id=number, version="v1", intent="complaint", escalation=escalation)
        self.add("cause_scores", verbatim_id=number, version="v1", cause=cause, cause2=cause2)


def _filled(settings: Settings) -> None:
    """60 happy respondents, 40 of them promoters; 40 who wrote of coverage, all detractors; leavers, posts, measures."""
    made = _Tables()
    for number in range(100):
        sad = number >= 60
        made.add("respondents", respondent_id=f"r{number}", population="customer", day=LAST, brand="甲牌", product="畅享")
        for question, role, value in (
            ("总体满意度", "csat", 2 if sad else 9),
            ("推荐意愿", "nps", 3 if sad else 9 if number < 40 else 8),
            ("继续使用意愿", "driver", 2 if sad and number < 90 else 9),
        ):
            scale = {"scale_low": 1.0, "scale_high": 10.0}
            made.add("answers", respondent_id=f"r{number}", question=question, role=role, value=float(value), **scale)
        if sad:
            made.said(f"s{number}", "neg", "network.coverage", source="survey", respondent_id=f"r{number}", brand="甲牌")
    made.said("a", "neg", "billing.tariff", "churn", customer_key="k1", case_id="c1", competitor="乙讯", brand="甲牌")
    made.said("b", "neg", "billing.tariff", "both", customer_key="k2", case_id="c2", brand="甲牌")
    made.said("c", "neg", "network.coverage", customer_key="k3", case_id="c3", brand="甲牌")
    made.said("d", "neg", "ordering.port_out", cause2="network.coverage")
    made.said("e", "neg", "ordering.port_out")
    for number in range(12):
        made.said(
            f"m{number}", "neg" if number < 9 else "pos", "billing.tariff", "churn" if number < 6 else "none", competitor="丙信"
        )
    for number in range(6):
        row = {"source": "social", "text": PASTED if number < 5 else "今天信号不错", "reach": 100.0, "likes": 3.0}
        made.said(f"p{number}", "neg", None, **row)
    opened = datetime(2026, 6, 1, tzinfo=UTC)
    for number, (case, resolved) in enumerate((("c1", None), ("c2", opened), ("c3", opened))):
        made.add(
            "cases", case_id=case, external_id=f"GD000{number + 1}", customer_key=f"k{number + 1}", opened=opened, resolved=resolved
        )
    for name, value, extra in (
        ("客户数", 10_000.0, {}),
        ("携出", 30.0, {"competitor": "乙讯"}),
        ("携入", 12.0, {"competitor": "乙讯"}),
        ("ARPU", 60.0, {}),
        ("留存率", 0.85 ** (1 / 12), {}),
        ("百万用户申诉率（用户服务）", 12.4, {}),
        ("百万用户申诉率（网络质量）", 8.1, {}),
        ("百万用户申诉率（资费争议）", 6.0, {}),
    ):
        measure = {
            "measure_id": f"m{name}",
            "day": date(2026, 6, 1),
            "grain": "month",
            "measure": name,
            "value": value,
            "brand": "甲牌",
        }
        made.add("measures", **measure, **extra)
    store = Store.open(settings, create=True)
    with store.writer() as writer:
        for name, rows in made.rows.items():
            writer.append(name, pa.Table.from_pylist(rows, schema=TABLES[name].arrow))
        writer.publish(makers=dict.fromkeys(MAKERS, "v1"), note="invented")
    store.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("忠诚 仓")
    settings = Settings(home=folder / "store", key_file=folder / "key")
    _filled(settings)
    return settings


@pytest.fixture
def at(store: Settings) -> At:
    return At(store, open_store(store).publication().id, Scope.everything(), Filters())


def test_recommending_and_staying_by_cause_by_hand(at: At) -> None:
    assert asked(at) == ("推荐意愿", "继续使用意愿")
    calm, sad = by_cause(at)
    assert (calm.cause, calm.nps.base, sad.cause, sad.nps.base) == (NOTHING, 60, "network.coverage", 40)
    assert calm.nps.value == pytest.approx(100 * 40 / 60)
    assert (calm.nps.low, calm.nps.high) == (nps(40, 20, 0).low, nps(40, 20, 0).high)
    assert (sad.nps.value, sad.stay.value) == (-100, pytest.approx(10 / 40))
    assert sad.nps_change is not None
    assert sad.nps_change[0] == pytest.approx(-100 - 100 * 40 / 60)
    assert sad.nps_change[2] < 0
    assert calm.nps_change is None


def test_leavers_by_the_rule_with_their_work_order(at: At) -> None:
    found = leavers(at).to_pylist()
    assert [(one["customer_key"], one["work_order"], one["points"]) for one in found] == [("k1", "GD0001", 6), ("k2", "GD0002", 4)]
    assert found[0]["ids"] == ["a"]
    # k1: leaving 3, open case 2, competitor 1; k2: leaving 3, going public 1; k3 never spoke of leaving
    assert {one["cause"]: one["n"] for one in reasons(at).to_pylist()} == {
        "billing.tariff": 8,
        "network.coverage": 1,
        "ordering.port_out": 1,
    }
    assert number_of(at, Pick(leaving=True, reason="network.coverage")) == 1


def test_exposure_by_cause_adds_up(at: At) -> None:
    whole, *parts = exposures_by_cause(reader(at), amplification_base="complainers", leave_base="both")
    assert sum(part["negative"]["value"] for part in parts) == pytest.approx(whole["negative"]["value"])
    counts = {part["cell"]: part["base"] for part in parts}
    # 40 of the survey, c and half of d; e and half of d
    assert (counts["network.coverage"], counts["ordering.port_out"], counts["uncoded"]) == (41.5, 1.5, 6)


def test_ports_and_mentions_by_hand(at: At) -> None:
    (one,) = ported(at)
    assert (one.competitor, one.out, one.into, one.rate.value) == ("乙讯", 30, 12, pytest.approx(30))
    own, other = mentioned(at)
    assert (own.competitor, other.competitor, other.n) == ("", "丙信", 12)
    assert (other.negative.value, other.leaving.value) == (pytest.approx(9 / 12), pytest.approx(6 / 12))


def test_no_few_customers_behind_many_verbatims_where_small_groups_are_hidden(at: At) -> None:
    """Twelve mentions may hold six that speak of leaving, and eight verbatims come from two customers."""
    hiding = replace(at, scope=Scope("manager", brands=frozenset({"甲牌"}), rights=frozenset(), small=7))
    whole = replace(at, scope=replace(at.scope, small=7))
    for there in (hiding, whole):
        assert all(not 0 < one["customers"] < 7 and one["n"] >= 7 for one in reasons(there).to_pylist())
        assert all(not 0 < hits(one.leaving) < 7 for one in mentioned(there))


def test_the_page_shows_them_and_a_reader_without_words_sees_no_leavers(
    store: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    use(store)
    tested = page("loyalty")
    assert not tested.exception
    frames = [one.value for one in tested.dataframe]
    (listed,) = [one for one in frames if "work_order" in one.columns]
    assert listed["work_order"].tolist() == ["GD0001", "GD0002"]
    kept = Store.open(store, create=False).ledger.audit.rows(act="read_verbatims")
    assert kept, "who looks at the list is in the log"


def test_word_of_mouth_beside_the_index(at: At, store: Settings) -> None:
    found = assessed(at, "brand", "complainers", "both")
    assert found[""].index is not None
    assert found[""].against_target is None
    assert complainers_by_cause(at) == {"billing.tariff": 14, "network.coverage": 1, "ordering.port_out": 2}
    assert money(at).value.existing is None
    posts = talk(at)
    assert posts is not None
    assert (posts.posts, posts.once, posts.pasted[0]["copies"], posts.pasted[0]["reach"], posts.spread) == (6, 2, 5, 500, None)
    assert (posts.told, posts.reach) == (6, 600), "every copy of a negative post counts"
    opened = Store.open(store, create=False)
    set_risk(opened, "target", 900.0, who="王")
    set_risk(opened, "money", {"margin": 0.4, "discount": 0.1}, who="王")
    set_risk(opened, "audit", {"found": 90, "positives": 100, "cleared": 95, "negatives": 100}, who="王")
    level = assessed(at, "brand", "complainers", "both")[""].against_target
    assert level is not None
    assert level.name == "red"
    assert money(at).value.existing == pytest.approx(979.2)
    corrected = negative_share(at)
    assert corrected is not None
    # nearly all judged are negative: (p + .95 - 1) / (.9 + .95 - 1), at most 1
    assert corrected.share == 1
    assert carried(at, {"x": 10.0})["x"] < 10


def test_the_word_of_mouth_page_with_settings_and_a_year_that_is_missing(
    store: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    use(store)
    tested = page("word_of_mouth", **{"from": "2026-06-01", "to": f"{LAST}"})
    assert not tested.exception
    shown = {one.label: one.value for one in tested.metric}
    assert "红" in shown["等级：对目标"]
    assert "不判" in shown["等级：比去年同期"]
    avoided = next(one.value for one in tested.dataframe if "avoided" in one.columns)
    assert len(avoided) == 5
    assert avoided["full"].notna().sum() == 3, "contacts, customers and existing value; potential and influence are not given"
    said = " ".join(one.value for one in tested.caption)
    assert all(
        words in said for words in ("用户服务） 12.4", "网络质量） 8.1", "资费争议） 6.0", "450 条人工标注", "触达合计 600 次")
    )
    causes = next(one.value for one in tested.dataframe if "coded" in one.columns)
    assert causes["coded"].sum() == pytest.approx(100)
    assert causes["true"].sum() == pytest.approx(100)
    iceberg = next(one.value for one in tested.dataframe if "implied" in one.columns)
    assert iceberg["complaints"].tolist() == [14, 2, 1]
