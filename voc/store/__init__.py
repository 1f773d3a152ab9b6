"""The store: a lake of Delta tables, a ledger in SQL, one writer at a time, readers pinned to a publication."""

from __future__ import annotations

from voc.store.ledger import Ledger, Publication
from voc.store.query import Reader
from voc.store.scope import Scope
from voc.store.store import Store
from voc.store.writer import Writer

__all__ = ["Ledger", "Publication", "Reader", "Scope", "Store", "Writer"]
