"""What the pages write into the audit log: every sight and every download of customers' words, and none of the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dashboard.invented_store import fill
from store.store_rows import verbatims
from streamlit.testing.v1 import AppTest

from voc.dashboard import table
from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, open_store
from voc.dashboard.reads.verbatims import Pick, number_of
from voc.dashboard.view import View
from voc.errors import StoreError
from voc.loop.actions import open_action
from voc.settings import Settings
from voc.store import Scope, Store
from voc.store.actions import Action

Page = Callable[..., AppTest]
Use = Callable[[Settings], None]


@pytest.fixture
def own(tmp_path: Path, use: Use) -> Settings:
    """A store of this test's own, whose log is empty."""
    settings = Settings(home=tmp_path / "审 计", key_file=tmp_path / "identity.key")
    fill(settings, count=300).close()
    use(settings)
    return settings


def log(settings: Settings) -> list[dict[str, Any]]:
    """The rows of the log but log-ins, oldest first."""
    with Store.open(settings, create=False) as store:
        assert store.ledger.audit.verify().faults == []
        return [row.plain() for row in reversed(store.ledger.audit.rows(1_000)) if row.act != "login"]


def test_verbatims_seen_are_recorded_once_for_a_choice(own: Settings, page: Page) -> None:
    tested = page("verbatims")
    first = log(own)
    assert [(row["act"], row["subject"]["place"]) for row in first] == [("read_verbatims", "verbatims"), ("read_verbatims", "one")]
    assert len(first[0]["subject"]["ids"]) == first[0]["subject"]["rows"] <= 200
    assert first[0]["subject"]["total"] >= first[0]["subject"]["rows"]
    assert first[1]["subject"]["ids"] == first[0]["subject"]["ids"][:1]
    tested.run()
    assert log(own) == first
    tested.text_input(key="search").set_value("信号").run()
    after = log(own)[len(first) :]
    assert after[0]["subject"]["place"] == "verbatims"
    assert len(after[0]["subject"]["pick"]["words"]) == 32


def test_another_session_is_recorded_anew(own: Settings, page: Page) -> None:
    page("verbatims")
    once = len(log(own))
    page("verbatims")
    assert len(log(own)) == 2 * once


def test_pages_of_figures_leave_no_row(own: Settings, page: Page) -> None:
    page("coefficients")
    assert log(own) == []


def test_no_words_of_customers_get_into_the_log(own: Settings, page: Page) -> None:
    tested = page("verbatims")
    tested.text_input(key="search").set_value("信号").run()
    for name in ("causes", "overview", "alerts", "runs"):
        page(name)
    with Store.open(own) as store:
        texts = store.reader(Scope.everything()).query("SELECT DISTINCT text FROM verbatims")["text"].to_pylist()
        subjects = "\n".join(row.subject for row in store.ledger.audit.rows(1_000))
    assert subjects
    assert not [text for text in texts if text in subjects]
    assert "信号" not in subjects


def test_a_download_is_recorded_every_time_with_a_digest_of_its_ids(own: Settings) -> None:
    at = At(own, open_store(own).publication().id, replace(Scope.everything(), who="王"), Filters())
    view = View("zh", False, at)
    for _ in range(2):
        table._download(view, Pick(negative=True), "causes")
        table._download(view, Pick(negative=True, label="pos"), "causes")
    rows = log(own)
    assert [(row["who"], row["act"]) for row in rows] == [("王", "export_verbatims")] * 4
    assert rows[0]["subject"]["rows"] == number_of(at, Pick(negative=True))
    assert ("ids_digest" in rows[0]["subject"], rows[1]["subject"]["ids"]) == (rows[0]["subject"]["rows"] > 200, [])


def test_moving_an_action_is_recorded(own: Settings, page: Page) -> None:
    with Store.open(own) as store:
        open_action(store, Action("修基站"), today=date(2026, 6, 1), who="李")
    tested = page("closed_loop")
    next(one for one in tested.selectbox if one.form_id == "loop_step_1").select("network.coverage")
    next(one for one in tested.button if one.form_id == "loop_step_1").click().run()
    assert [row["subject"] for row in log(own) if row["act"] == "action_moved"] == [{"action": 1, "stage": "analysed"}]


def test_nobody_sees_what_cannot_be_recorded(own: Settings, page: Page, tmp_path: Path) -> None:
    from voc.privacy.keys import fingerprint, load_key

    with Store.open(own) as store:
        store.check_key(fingerprint(load_key(own)))
        store.ledger.audit.record("王", "login", {})
    own.key_file.unlink()
    open_store.clear()
    tested = page("verbatims")
    assert not tested.dataframe
    assert tested.exception or tested.error


def test_after_an_erasure_a_session_forgets_what_it_read(own: Settings, page: Page) -> None:
    from voc.jobs.erase import erase

    name, words = "f" * 32, "琥珀独角兽在哭"
    with Store.open(own) as store, store.writer() as writer:
        writer.append("verbatims", verbatims([name], text=[words], day=[date(2030, 1, 1)]))
        old = writer.publish(note="one more")
    tested = page("verbatims")
    assert tested.dataframe[0].value["text"][0] == words
    with Store.open(own) as store:
        erase(store, "verbatim", name, settings=own, grace=0)
    tested.run()
    assert not tested.exception
    assert words not in tested.dataframe[0].value["text"].tolist()
    with pytest.raises(StoreError, match="can no longer be opened"):
        number_of(At(own, old.id, Scope.everything(), Filters()), Pick())
