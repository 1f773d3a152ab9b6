"""The store as one thing: opened from settings, read through a Scope, written by one writer at a time."""

from __future__ import annotations

import json
import threading
import uuid
from collections import OrderedDict
from contextlib import contextmanager
from typing import TYPE_CHECKING

from voc.errors import StoreError
from voc.store.audit import key_of
from voc.store.lake import Lake
from voc.store.ledger import LAYOUT, Ledger, Publication
from voc.store.lock import FileLock, held
from voc.store.query import Reader
from voc.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from voc.settings import Settings
    from voc.store.scope import Scope

MARKER = "store.json"
READERS = 6


class Store:
    """A folder with a lake, and its ledger. Open it with `Store.open`."""

    def __init__(self, settings: Settings, lake: Lake, ledger: Ledger, identity: str) -> None:
        self.settings, self.lake, self.ledger = settings, lake, ledger
        self._identity = identity
        self._readers: OrderedDict[tuple[int, bool, Scope], Reader] = OrderedDict()
        self._turn = threading.Lock()

    @classmethod
    def open(cls, settings: Settings, create: bool = True) -> Store:
        """The store at `settings.home`, made where there is none and `create`; StoreError where it cannot be used."""
        home = settings.home.absolute()
        marker = home / MARKER
        if not create and not marker.is_file():
            raise StoreError(
                f"{home} 不是 voc 的存储（没有 {MARKER}）。请检查 VOC_HOME，或先运行 voc ingest 建立。",
                f"{home} is not a store of voc (it has no {MARKER}). Check VOC_HOME, or make one with voc ingest.",
            )
        lake = Lake(home / "lake")
        try:
            # What customers said is nobody else's on this machine; a folder that is there keeps what its owner gave it.
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            lake.root.mkdir(exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"不能在 {home} 建立存储：{error.strerror}。请换一个可写的文件夹。",
                f"No store can be made at {home}: {error.strerror}. Choose a folder that can be written.",
            ) from error
        ledger = Ledger(settings.ledger_url, home, key_of(settings))
        try:
            return cls(settings, lake, ledger, _identify(marker, lake, ledger))
        except BaseException:
            ledger.close()
            raise

    def close(self) -> None:
        """Closes the ledger's connections and forgets the readers."""
        with self._turn:
            self._readers.clear()
        self.ledger.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check_key(self, fingerprint: str) -> None:
        """Remembers the identity key's fingerprint the first time; StoreError when another key is used later."""
        known = self.ledger.settle("key_fingerprint", fingerprint)
        if known != fingerprint:
            raise StoreError(
                f"身份密钥与这个存储不符（存储用的是 {known}，现在给的是 {fingerprint}）。"
                "请用原来的密钥（VOC_KEY 或 VOC_KEY_FILE），否则同一条记录会得到不同的编号。",
                f"The identity key is not the one of this store (made with {known}, given {fingerprint}). "
                "Use the first key (VOC_KEY or VOC_KEY_FILE); with another the same record gets another id.",
            )

    def publication(self) -> Publication:
        """The newest publication. Readers kept of publications that an erasure has closed are let go."""
        newest = self.ledger.publication()
        with self._turn:
            older = any(number < newest.id for number, *_ in self._readers)
        floor = self.ledger.floor if older else 0
        with self._turn:
            for key in [key for key in self._readers if key[0] < floor]:
                del self._readers[key]
        return newest

    def reader(self, scope: Scope, publication: int | None = None) -> Reader:
        """A reader of the newest publication, or of the one of that id, limited to `scope`; kept for the next call of the same."""
        with self._turn:
            known = None if publication is None else self._readers.get((publication, False, scope))
            if known is not None and known.publication.id == publication:
                return known
        chosen = self.ledger.publication(publication)
        key = (chosen.id, publication is None, scope)
        with self._turn:
            reader = self._readers.pop(key, None)
            if reader is None or reader.publication.id != chosen.id:
                reader = Reader(self.lake, chosen, scope, self.ledger.publication if publication is None else None)
            self._readers[key] = reader
            while len(self._readers) > READERS:
                self._readers.popitem(last=False)
        return reader

    @contextmanager
    def writer(
        self, wait: float | None = None, on_wait: Callable[[str], None] | None = None, what: str = "voc"
    ) -> Iterator[Writer]:
        """The one writer; waits `wait` or settings.lock_wait seconds, tells `on_wait` once who holds it, then StoreBusy."""
        own = self.ledger.locks(self._identity)
        locks = [FileLock(self.lake.root.parent / "writer.lock"), *own]
        with held(locks, what, self.settings.lock_wait if wait is None else wait, on_wait):
            writer = Writer(self.lake, self.ledger, own[0] if own else None)
            try:
                yield writer
            finally:
                writer.close()


def _identify(marker: Path, lake: Lake, ledger: Ledger) -> str:
    """The store's id, the same in folder and ledger. Without this check a lost ledger would empty the lake at the next write."""
    layout = int(ledger.settle("layout", str(LAYOUT)))
    if layout > LAYOUT:
        raise StoreError(
            f"这个存储由更新的版本建立（布局 {layout}，本程序认识 {LAYOUT}），请升级 voc。",
            f"This store was made by a newer version (layout {layout}, this program knows {LAYOUT}): upgrade voc.",
        )
    marked, filled = _marked(marker), any(lake.root.iterdir())
    recorded = ledger.setting("store")
    if recorded is None and filled:
        raise StoreError(
            f"{lake.root} 里有数据，但账本是空的：账本丢失或地址有误。请恢复账本（ledger.sqlite 或 VOC_LEDGER_URL）后再打开。",
            f"{lake.root} holds tables, but the ledger is empty: it is lost or its address is wrong. Restore it (ledger.sqlite or "
            "VOC_LEDGER_URL), then open the store.",
        )
    identity = recorded or ledger.settle("store", uuid.uuid4().hex)
    if marked not in (None, identity) and recorded is not None:
        raise StoreError(
            f"账本属于另一个存储（{identity}，此处是 {marked}）。请检查 VOC_HOME 与 VOC_LEDGER_URL。",
            f"The ledger belongs to another store ({identity}, here {marked}). Check VOC_HOME and VOC_LEDGER_URL.",
        )
    if marked != identity:
        fresh = marker.with_suffix(f".{uuid.uuid4().hex}.new")
        fresh.write_text(json.dumps({"store": identity, "layout": LAYOUT}), "utf-8")
        fresh.replace(marker)
    return identity


def _marked(marker: Path) -> str | None:
    try:
        return str(json.loads(marker.read_text("utf-8"))["store"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{marker} 已损坏，请从备份恢复。", f"{marker} is damaged: restore it from a backup.") from error
