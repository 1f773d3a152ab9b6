"""Trained models in the ledger, their files in the store's folder; and the labels that people gave, which they learn from."""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from voc.errors import StoreError
from voc.store.database import exclusively

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from sqlalchemy import Engine, Row

SHIPPED = "shipped"
"""The version that stands for the packaged model, which has no row."""
_BOUND = 500


@dataclass(frozen=True)
class Model:
    """A trained model: what it was made from (`base`), how good it was on a held-back part (`metrics`), whether it is in force."""

    task: str
    version: str
    folder: Path
    base: str = SHIPPED
    digest: str = ""
    metrics: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    who: str = ""
    made: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    active: bool = False

    def plain(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {**vars(self), "folder": str(self.folder), "made": self.made.isoformat()}


class Models:
    """The registry. A model's files lie in models/TASK/VERSION under the store's folder; they are written once and never changed."""

    def __init__(self, engine: Engine, home: Path) -> None:
        self._engine, self._home, self._table = engine, home, _tables().model

    def add(
        self,
        task: str,
        version: str,
        write: Callable[[Path], object],
        *,
        metrics: Mapping[str, Any],
        who: str,
        base: str = SHIPPED,
        note: str = "",
    ) -> Model:
        """Keeps what `write` puts into an empty folder, and registers it, not active; a version that is there already stays as it is."""
        known = next((model for model in self.all(task) if model.version == version), None)
        if known is not None:
            return known
        folder = self._folder(task, version)
        fresh = folder.with_name(f".{uuid.uuid4().hex}.new")
        fresh.mkdir(parents=True)
        try:
            write(fresh)
            digest = digest_of(fresh)
            if folder.exists():  # left by a run that was killed before it registered
                shutil.rmtree(folder)
            fresh.rename(folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        model = Model(task, version, folder, base, digest, dict(metrics), note, who, datetime.now(UTC))
        values = {
            **{name: getattr(model, name) for name in ("task", "version", "base", "digest", "note", "who")},
            "metrics": json.dumps(model.metrics, ensure_ascii=False, default=str),
            "made": model.made.isoformat(),
            "active": 0,
        }
        with exclusively(self._engine) as connection:
            connection.execute(self._table.insert().values(values))
        return model

    def all(self, task: str | None = None) -> list[Model]:
        """Newest first, of one task or of all."""
        chosen = self._table.select().order_by(self._table.c.id.desc())
        if task is not None:
            chosen = chosen.where(self._table.c.task == task)
        with self._engine.begin() as connection:
            return [self._read(row) for row in connection.execute(chosen)]

    def active(self, task: str) -> Model | None:
        """The model in force, its files proved to be those that were registered; None where the shipped one is. StoreError otherwise."""
        model = next((one for one in self.all(task) if one.active), None)
        if model is not None:
            _prove(model)
        return model

    def activate(self, task: str, version: str) -> str:
        """Puts a model in force, or the shipped one back (SHIPPED); the version that was in force before. StoreError for an unknown one."""
        known = {model.version: model for model in self.all(task)}
        if version != SHIPPED and version not in known:
            choices = ", ".join([SHIPPED, *known])
            raise StoreError(
                f"任务 {task} 没有版本为 {version} 的模型，可选：{choices}。",
                f"Task {task} has no model of version {version}; known: {choices}.",
            )
        if version != SHIPPED:
            _prove(known[version])
        table = self._table
        with exclusively(self._engine) as connection:
            was = connection.execute(table.select().where(table.c.task == task, table.c.active == 1)).first()
            connection.execute(table.update().where(table.c.task == task, table.c.active == 1).values(active=0))
            connection.execute(table.update().where(table.c.task == task, table.c.version == version).values(active=1))
        return SHIPPED if was is None else str(was.version)

    def _folder(self, task: str, version: str) -> Path:
        return self._home / "models" / task / version

    def _read(self, row: Row[Any]) -> Model:
        return Model(
            row.task,
            row.version,
            self._folder(row.task, row.version),
            row.base,
            row.digest,
            json.loads(row.metrics),
            row.note,
            row.who,
            datetime.fromisoformat(row.made),
            bool(row.active),
        )


@dataclass(frozen=True)
class Label:
    """What somebody said of a verbatim. `drawn`: how it came to be asked (margin, audit, page); `given`: what the maker had said."""

    task: str
    verbatim_id: str
    value: str
    drawn: str
    who: str
    given: str | None = None
    version: str | None = None
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)


class Labels:
    """Labels given by people. Rows are added, never changed; erasure removes them."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._table = engine, _tables().label

    def add(self, labels: Iterable[Label]) -> int:
        """Adds labels, stamped now; the number added."""
        at = datetime.now(UTC).isoformat()
        rows = [{**vars(label), "at": at} for label in labels]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(self._table.insert(), rows)
        return len(rows)

    def newest(self, task: str) -> list[Label]:
        """The newest label of each verbatim, in the order they were given; an empty value takes a label back and is left out."""
        table = self._table
        with self._engine.begin() as connection:
            rows = connection.execute(table.select().where(table.c.task == task).order_by(table.c.id)).all()
        latest: dict[str, Label] = {}
        for row in rows:
            latest.pop(row.verbatim_id, None)
            latest[row.verbatim_id] = _label(row)
        return [label for label in latest.values() if label.value]

    def by_coder(self, task: str) -> list[Label]:
        """The newest label of each verbatim by each person, in the order they were given; labels taken back are left out."""
        table = self._table
        with self._engine.begin() as connection:
            rows = connection.execute(table.select().where(table.c.task == task).order_by(table.c.id)).all()
        latest: dict[tuple[str, str], Label] = {}
        for row in rows:
            latest.pop((row.verbatim_id, row.who), None)
            latest[row.verbatim_id, row.who] = _label(row)
        return [label for label in latest.values() if label.value]

    def remove(self, verbatim_ids: Iterable[str]) -> int:
        """Removes every label of these verbatims; the number removed."""
        table, gone = self._table, sorted(set(verbatim_ids))
        removed = 0
        with exclusively(self._engine) as connection:
            for at in range(0, len(gone), _BOUND):
                removed += connection.execute(table.delete().where(table.c.verbatim_id.in_(gone[at : at + _BOUND]))).rowcount
        return removed

    def count(self, verbatim_ids: Iterable[str]) -> int:
        """How many labels these verbatims have."""
        from sqlalchemy import func, select

        table, asked = self._table, sorted(set(verbatim_ids))
        with self._engine.begin() as connection:
            parts = [asked[at : at + _BOUND] for at in range(0, len(asked), _BOUND)]
            counts = [select(func.count()).where(table.c.verbatim_id.in_(part)) for part in parts]
            return sum(int(connection.execute(one).scalar_one()) for one in counts)


def _label(row: Row[Any]) -> Label:
    values = {name: getattr(row, name) for name in Label.__dataclass_fields__ if name != "at"}
    return Label(**values, at=datetime.fromisoformat(row.at))


def digest_of(folder: Path) -> str:
    """A digest of every file of a folder, by name and content."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _prove(model: Model) -> None:
    if not model.folder.is_dir() or digest_of(model.folder) != model.digest:
        raise StoreError(
            f"模型 {model.task} {model.version} 的文件（{model.folder}）缺失或被改动。请从备份恢复，"
            f"或用 voc models activate {model.task} {SHIPPED} 换回随附模型。",
            f"The files of model {model.task} {model.version} ({model.folder}) are missing or were changed. Restore them from a backup, "
            f"or go back to the shipped model with: voc models activate {model.task} {SHIPPED}",
        )


@lru_cache(maxsize=1)
def _tables() -> SimpleNamespace:
    from sqlalchemy import Column, Integer, MetaData, String, Table

    metadata = MetaData()
    words = {
        "model": ("task", "version", "base", "digest", "metrics", "note", "who", "made"),
        "label": ("task", "verbatim_id", "value", "drawn", "given", "version", "who", "at"),
    }
    made = {
        name: Table(name, metadata, Column("id", Integer, primary_key=True), *(Column(column, String) for column in columns))
        for name, columns in words.items()
    }
    made["model"].append_column(Column("active", Integer))
    return SimpleNamespace(**made)
