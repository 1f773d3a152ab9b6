"""Versions of the codeframe: what an edited file would change, putting it in force, and taking that back."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from voc import resources
from voc.causes import Codeframe, Coder, load_codeframe
from voc.causes.linear import load_linear
from voc.errors import InputError
from voc.jobs.trained import activate, active_models, keep
from voc.privacy.mask import mask
from voc.store import Scope, Store
from voc.store.models import SHIPPED, Model
from voc.text.documents import prepare

TASK = "codeframe"
FILE = "codeframe.toml"
READ = 20_000
"""Verbatims that two versions are compared on, by id: a random part, for an id is a digest."""
_SAMPLES = 3
_UNSAFE = re.compile(r"[^\w.]+")


REPLIES = (
    "(SELECT string_agg(text, chr(10) ORDER BY turn) FROM utterances u WHERE u.verbatim_id = v.verbatim_id AND u.speaker = 'agent')"
)
"""What the agents say in a call `v`, as one text, in SQL."""


@dataclass(frozen=True)
class Move:
    """Verbatims that would go from one cause (None: not coded) to another, and a few of them, masked."""

    before: str | None
    after: str | None
    verbatims: int
    samples: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Difference:
    """What a file would change: codes added and gone, and how many of `base` verbatims get another primary cause (`changed`), from where to where.

    `left_out` are settings of codes that are gone, which no longer count.
    """

    before: str
    after: str
    added: tuple[str, ...]
    gone: tuple[str, ...]
    base: int
    changed: int
    moves: tuple[Move, ...]
    left_out: tuple[str, ...] = ()

    def plain(self) -> dict[str, object]:
        """As plain values, for JSON."""
        return asdict(self)


def file_in_force(folders: Mapping[str, Path]) -> Path:
    """The codeframe file in force, of the models in force (voc.jobs.trained); the packaged one where none was applied."""
    return folders[TASK] / FILE if TASK in folders else resources.path("lexicons", FILE)


def compare(store: Store, path: Path, scope: Scope | None = None) -> Difference:
    """The difference between the codeframe in force and the one at `path`, seen on what `scope` may see of this store (None: all of it).

    LexiconError for a file with mistakes.
    """
    folders = active_models(store)
    old, new = load_codeframe(file_in_force(folders)), load_codeframe(_given(path))
    model = load_linear(folders.get("causes"))
    before, after = (Coder(frame, model) for frame in (old, new))
    replies = REPLIES if before.asks_agents or after.asks_agents else "NULL"
    rows = store.reader(scope or Scope.everything()).query(
        f"SELECT verbatim_id, text, source = 'transcript' AS spoken, {replies} AS replies FROM verbatims v WHERE text IS NOT NULL"
        f" ORDER BY verbatim_id LIMIT {READ}"
    )
    ids, texts = rows["verbatim_id"].to_pylist(), rows["text"].to_pylist()
    docs = prepare(texts, spoken=rows["spoken"].to_pylist(), replies=rows["replies"].to_pylist())
    was, now = (coder.score(ids, docs)["cause"].to_pylist() for coder in (before, after))
    moved = [place for place in range(len(ids)) if was[place] != now[place]]
    return Difference(
        _named(old), _named(new), *_codes(old, new), len(ids), len(moved), _moves(moved, was, now, ids, texts), new.left_out
    )


def _moves(moved: list[int], was: list[str | None], now: list[str | None], ids: list[str], texts: list[str]) -> tuple[Move, ...]:
    counted = Counter((was[place], now[place]) for place in moved)
    found = []
    for (before, after), number in sorted(counted.items(), key=lambda one: (-one[1], str(one[0]))):
        places = [place for place in moved if (was[place], now[place]) == (before, after)][:_SAMPLES]
        found.append(Move(before, after, number, tuple((ids[place], mask(texts[place])[:120]) for place in places)))
    return tuple(found)


def _codes(old: Codeframe, new: Codeframe) -> tuple[tuple[str, ...], tuple[str, ...]]:
    added = tuple(code for code in new.by_id if code not in old.by_id)
    return added, tuple(code for code in old.by_id if code not in new.by_id)


def _named(frame: Codeframe) -> str:
    """The editor's version, as a folder may be called, and the digest of the file."""
    return "-".join(filter(None, (_UNSAFE.sub("_", frame.version)[:40], frame.digest)))


def apply(store: Store, path: Path, note: str = "", who: str | None = None) -> tuple[Model, Difference]:
    """Keeps the file at `path` as a version, with what it changes, and puts it in force; `rescore` then restates the history under it."""
    found = compare(store, path)
    metrics = {"base": found.base, "changed": found.changed, "added": found.added, "gone": found.gone}
    model = keep(
        store,
        TASK,
        found.after,
        lambda folder: shutil.copyfile(path, folder / FILE),
        metrics=metrics,
        better=True,
        who=who,
        note=note,
    )
    return model, found


def undo(store: Store, who: str | None = None) -> tuple[str, str]:
    """Puts the version before the one in force back: (version taken back, version now in force). InputError where none was applied."""
    model = store.ledger.models.active(TASK)
    if model is None:
        raise InputError(
            "使用中的是随附的码表，没有可撤销的改动。", "the packaged codeframe is in force: there is no change to take back."
        )
    activate(store, TASK, model.base, who)
    return model.version, model.base


def versions(store: Store) -> list[Model]:
    """Versions applied here, newest first; none is active where the packaged one (SHIPPED) is in force."""
    return store.ledger.models.all(TASK)


def in_force(store: Store) -> str:
    """The version in force."""
    model = store.ledger.models.active(TASK)
    return SHIPPED if model is None else model.version


def _given(path: Path) -> Path:
    if not path.is_file():
        raise InputError(f"没有文件 {path}。", f"there is no file {path}.")
    return path
