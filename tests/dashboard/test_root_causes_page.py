"""The root-cause tree and what is new, on the invented store: figures against counts by hand, and the pages themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from dashboard.invented_store import fill_folder
from streamlit.testing.v1 import AppTest

from voc import resources
from voc.causes.codeframe import load_codeframe
from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, open_store, reader
from voc.dashboard.reads.root_causes import audited_causes, beside, branches, costs, emerged, judged, whom
from voc.dashboard.words import WORDS
from voc.errors import VocError
from voc.jobs.codeframes import in_force, undo
from voc.jobs.promote import promote, proposal
from voc.settings import Settings
from voc.store import Store
from voc.store.models import SHIPPED, Label


def rows_of(at: At) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (
        reader(at)
        .query(
            "SELECT v.brand, v.product, v.region, v.respondent_id, s.label, c.cause, c.cause2 FROM verbatims v JOIN sentiment_scores s"
            " USING (verbatim_id) JOIN cause_scores c USING (verbatim_id)"
        )
        .to_pylist()
    )
    return found


def test_branches_are_counts_of_what_is_coded_and_judged(at: At) -> None:
    rows = [row for row in rows_of(at) if row["cause"] and row["label"]]
    negative = Counter((row["brand"], row["product"], row["cause"]) for row in rows if row["label"] == "neg")
    assert {(row["brand"], row["product"], row["cause"]): row["k"] for row in branches(at)} == dict(negative)
    every = Counter((row["brand"], row["product"]) for row in rows_of(at) if row["label"] == "neg")
    assert judged(at) == dict(every)


def test_what_a_cause_costs_is_said_of_those_who_rated(at: At) -> None:
    found = costs(at)
    assert all(one.csat is None or one.csat.low <= one.csat.gain <= one.csat.high for one in found.values())
    named = {row["cause"] for row in rows_of(at) if row["label"] == "neg" and row["respondent_id"]}
    assert {cause for cause in found if "." in cause} <= named
    assert any(one.csat is not None and 0 <= one.csat.with_cause <= 100 for one in found.values())


def test_segments_and_neighbours_meet_their_bounds(at: At) -> None:
    assert all(one.k >= 5 and one.q < 0.05 and one.ratio > 1 for one in whom(at, "TRUE", ()))
    assert all(one.both >= 5 for one in beside(at, "network.coverage"))


def test_shares_are_corrected_by_a_random_audit_only(at: At) -> None:
    assert audited_causes(at) == {}
    labels = open_store(at.settings).ledger.labels
    said = (
        [("network.coverage", "network.coverage")] * 8
        + [("network.coverage", "billing.charges")] * 2
        + [("billing.charges", "billing.charges")] * 8
    )
    given = [Label("causes", f"v{at:04d}", true, "audit", "tester", coder) for at, (coder, true) in enumerate(said)]
    labels.add([*given, Label("causes", "v0100", "billing.charges", "margin", "tester", "network.coverage")])
    try:
        audit = audited_causes(at)["network.coverage"]
        assert (audit.found, audit.positives, audit.cleared, audit.negatives) == (8, 8, 8, 10)
    finally:
        labels.remove([f"v{number:04d}" for number in range(101)])


def test_what_is_new_keeps_to_the_dates(at: At) -> None:
    whole = emerged(at)
    assert whole.base > 0
    assert whole.first is not None
    assert whole.last is not None
    none = emerged(replace(at, filters=Filters(first=whole.first, last=whole.first)))
    assert (none.words, none.topics, none.base) == ((), (), whole.base)


def test_a_topic_becomes_a_code_that_the_codeframe_takes(at: At, tmp_path: Path) -> None:
    piece = proposal(reader(at), "t1")
    file = tmp_path / "codeframe.toml"
    file.write_text(resources.path("lexicons", "codeframe.toml").read_text(encoding="utf-8") + "\n" + piece, encoding="utf-8")
    frame = load_codeframe(file)
    code = next(code for code in frame.codes if code.id.endswith(".t1"))
    assert code.level1 in frame.levels
    with pytest.raises(VocError, match="t99"):
        proposal(reader(at), "t99")


def test_a_topic_is_put_in_force_and_taken_back(tmp_path: Path) -> None:
    settings = fill_folder(tmp_path)
    with Store.open(settings) as store:
        before = in_force(store)
        found = promote(store, "t1")
        assert [code.partition(".")[2] for code in found.added] == ["t1"]
        assert in_force(store) != before
        undo(store)
        assert in_force(store) == before


def test_a_topic_is_promoted_and_taken_back_by_clicks(
    page: Callable[..., AppTest], use: Callable[[Settings], None], tmp_path: Path
) -> None:
    settings = fill_folder(tmp_path)
    use(settings)
    tested = page("causes")
    tested.session_state["causes_tab"] = WORDS["causes.tab_topics"][0]
    tested.run()
    topic = tested.session_state["topic"]
    tested.toggle(key=f"topics_promote_{topic}").set_value(True).run()
    assert not tested.exception
    assert any("会换根因" in one.value for one in tested.markdown)
    assert in_force(open_store(settings)) == SHIPPED  # nothing is in force before the click
    tested.button(key="cf_apply_topic").click().run()
    assert not tested.exception
    made = in_force(open_store(settings))
    assert any(made in one.value for one in tested.success)
    tested = page("codeframe")
    assert any(code.endswith(f".{topic}") for code in tested.dataframe[0].value["id"].dropna())
    tested.button(key="cf_undo").click().run()
    assert not tested.exception
    assert in_force(open_store(settings)) == SHIPPED
    acts = [entry.act for entry in open_store(settings).ledger.audit.rows(20)]
    assert {"codeframe_kept", "codeframe_activated"} <= set(acts)
    assert not {"model_trained", "model_activated"} & set(acts)


@pytest.mark.parametrize("tab", ["tree", "topics", "new"])
def test_every_tab_opens(page: Callable[..., AppTest], use: Callable[[Settings], None], filled: Settings, tab: str) -> None:
    use(filled)
    tested = page("causes")
    tested.session_state["causes_tab"] = WORDS[f"causes.tab_{tab}"][0]
    tested.run()
    assert not tested.exception
    said = " ".join(one.value for one in [*tested.subheader, *tested.caption])
    assert {"tree": "品牌 › 产品", "topics": "话题由模型", "new": "新出现的词"}[tab] in said


def test_what_is_new_is_one_click_away(page: Callable[..., AppTest], use: Callable[[Settings], None], filled: Settings) -> None:
    use(filled)
    for name in ("overview", "alerts"):
        assert "open_new" in {one.key for one in page(name).button}
    tested = page("causes")
    tested.button(key="open_new").click().run()
    assert not tested.exception
    assert "新出现的词" in [one.value for one in tested.subheader]


def test_a_branch_can_be_chosen_without_the_chart(
    page: Callable[..., AppTest], use: Callable[[Settings], None], filled: Settings
) -> None:
    use(filled)
    tested = page("causes")
    tested.session_state["causes_tab"] = WORDS["causes.tab_tree"][0]
    tested.session_state["tree_level"] = "network"
    tested.session_state["tree_code"] = "network.coverage"
    tested.run()
    assert not tested.exception
    assert "若没有它，满意度" in [one.label for one in tested.metric]
    assert any("移动信号覆盖" in one.value for one in tested.subheader)
