"""The registry of trained models, and labels."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voc.errors import StoreError
from voc.jobs.trained import activate, active_models, keep, models_at
from voc.settings import Settings
from voc.store import Store
from voc.store.models import SHIPPED, Label


def writing(words: str):
    return lambda folder: (folder / "weights.json").write_text(json.dumps(words), "utf-8")


def test_a_better_model_is_put_in_force_and_a_worse_one_only_kept(store: Store, home: Path) -> None:
    assert active_models(store) == {}
    keep(store, "sentiment", "v1", writing("一"), metrics={"before": {"auc": 0.5}, "after": {"auc": 0.7}}, better=True, who="李")
    keep(store, "sentiment", "v2", writing("二"), metrics={"before": {"auc": 0.7}, "after": {"auc": 0.6}}, better=False, who="李")
    newest, oldest = store.ledger.models.all("sentiment")
    assert [(m.version, m.base, m.active) for m in (newest, oldest)] == [("v2", "v1", False), ("v1", SHIPPED, True)]
    assert newest.metrics["after"] == {"auc": 0.6}
    assert active_models(store) == {"sentiment": home / "models" / "sentiment" / "v1"}
    assert json.loads((oldest.folder / "weights.json").read_text("utf-8")) == "一"
    acts = [(row.act, row.plain()["subject"]) for row in store.ledger.audit.rows(3)]
    assert acts[0] == ("model_trained", {"task": "sentiment", "version": "v2", "base": "v1", "active": False})
    assert acts[2] == ("model_activated", {"task": "sentiment", "from": SHIPPED, "to": "v1"})
    assert models_at(Settings(home=home)) == active_models(store)
    assert models_at(Settings(home=home / "none")) == {}


def test_the_shipped_model_can_be_put_back_and_an_unknown_one_not(store: Store) -> None:
    keep(store, "causes", "v1", writing("一"), metrics={}, better=True)
    with pytest.raises(StoreError, match="known: shipped, v1"):
        activate(store, "causes", "v9")
    assert activate(store, "causes", SHIPPED) == "v1"
    assert active_models(store) == {}
    assert activate(store, "causes", "v1") == SHIPPED


def test_changed_or_missing_files_are_refused(store: Store) -> None:
    model = keep(store, "sentiment", "v1", writing("一"), metrics={}, better=True)
    (model.folder / "weights.json").write_text("二", "utf-8")
    with pytest.raises(StoreError, match="voc models activate sentiment shipped"):
        active_models(store)
    activate(store, "sentiment", SHIPPED)
    with pytest.raises(StoreError, match="missing or were changed"):
        activate(store, "sentiment", "v1")


def test_the_same_version_is_kept_once_and_a_failed_writer_leaves_nothing(store: Store, home: Path) -> None:
    first = keep(store, "sentiment", "v1", writing("一"), metrics={}, better=False)
    again = keep(store, "sentiment", "v1", writing("二"), metrics={"x": 1}, better=False)
    assert (again.digest, again.metrics) == (first.digest, {})
    with pytest.raises(ZeroDivisionError):
        store.ledger.models.add("sentiment", "v2", lambda _: 1 // 0, metrics={}, who="李")
    assert [path.name for path in (home / "models" / "sentiment").iterdir()] == ["v1"]


def test_the_newest_label_of_a_verbatim_counts_and_an_empty_one_takes_it_back(store: Store) -> None:
    labels = store.ledger.labels
    labels.add([Label("sentiment", one, "neg", "margin", "李", "pos", "m1") for one in ("a", "b", "c")])
    labels.add(
        [
            Label("sentiment", "a", "neu", "page", "王"),
            Label("sentiment", "b", "", "page", "王"),
            Label("causes", "c", "x", "page", "王"),
        ]
    )
    assert [(one.verbatim_id, one.value, one.who) for one in labels.newest("sentiment")] == [("c", "neg", "李"), ("a", "neu", "王")]
    assert labels.count(["a", "b"]) == 4
    assert (labels.remove(["a", "zz"]), labels.count(["a"]), labels.count(["c"])) == (2, 0, 2)
    assert [one.verbatim_id for one in labels.newest("sentiment")] == ["c"]
