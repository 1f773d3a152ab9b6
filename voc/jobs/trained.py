"""Models trained from this store's own labels: which are in force, and what keeps a worse one out of force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from voc.jobs.who import system_user
from voc.settings import Settings
from voc.store import Store
from voc.store.models import SHIPPED, Model
from voc.store.store import MARKER

TASKS = ("sentiment", "causes", "topics", "dialogue", "codeframe")
"""What a model can be trained for, and the codeframe, whose versions are kept the same way."""


def active_models(store: Store) -> dict[str, Path]:
    """Task -> folder of the model in force; tasks of the shipped model are left out. StoreError where files were changed."""
    found = {task: store.ledger.models.active(task) for task in TASKS}
    return {task: model.folder for task, model in found.items() if model is not None}


CODEFRAME = "codeframe"
"""The task whose versions are edited by hand: the log names them apart from what was trained."""


def models_at(settings: Settings) -> dict[str, Path]:
    """The models in force of the store at settings.home; {} where there is no store."""
    if not (settings.home / MARKER).is_file():
        return {}
    with Store.open(settings, create=False) as store:
        return active_models(store)


def keep(
    store: Store,
    task: str,
    version: str,
    write: Callable[[Path], object],
    *,
    metrics: Mapping[str, Any],
    better: bool,
    who: str | None = None,
    note: str = "",
) -> Model:
    """Registers a trained model (`write` fills a folder with it) and puts it in force only where it is `better` than the one before.

    `metrics` holds the figures of the held-back part before and after: `before`, `after` and whatever else the task reports.
    """
    models, who = store.ledger.models, who or system_user()
    before = models.active(task)
    base = SHIPPED if before is None else before.version
    model = models.add(task, version, write, metrics=metrics, who=who, base=base, note=note)
    if better:
        activate(store, task, version, who)
    act = "codeframe_kept" if task == CODEFRAME else "model_trained"
    store.ledger.audit.record(who, act, {"task": task, "version": version, "base": base, "active": better})
    return model


def activate(store: Store, task: str, version: str, who: str | None = None) -> str:
    """Puts a registered model in force, or SHIPPED back, and records it; the version before. The next rescore uses it."""
    was = store.ledger.models.activate(task, version)
    if was != version:
        act = "codeframe_activated" if task == CODEFRAME else "model_activated"
        store.ledger.audit.record(who or system_user(), act, {"task": task, "from": was, "to": version})
    return was
