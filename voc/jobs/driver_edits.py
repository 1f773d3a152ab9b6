"""The loyalty drivers in force: as edited in the ledger, else the operator's file, else the packaged set."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from voc.errors import VocError
from voc.settings import Settings
from voc.store import Store
from voc.store.revisions import Revision
from voc.store.store import MARKER
from voc.survey.driver_set import LoyaltyDriver, checked, load_drivers
from voc.text.normalize import visible

KIND, KEY = "drivers", "loyalty"


def drivers_in_force(store: Store) -> tuple[LoyaltyDriver, ...]:
    """The newest set of the ledger, where it was not set back; else that of the store's folder or the packaged one."""
    newest = store.ledger.revisions.newest(KIND).get(KEY)
    if newest is None or newest.value is None:
        return load_drivers(store.settings.home)
    return checked("ledger", newest.value)


def drivers_of(settings: Settings) -> tuple[LoyaltyDriver, ...]:
    """The set in force in the store of `settings`; a report of a file needs no store."""
    if (settings.home / MARKER).is_file():
        try:
            with Store.open(settings, create=False) as store:
                return drivers_in_force(store)
        except VocError:
            pass  # a store that does not open is no reason against a report: its own commands say what is wrong with it
    return load_drivers(settings.home)


def set_drivers(store: Store, entries: Sequence[Mapping[str, str | None]] | None, *, who: str, note: str = "") -> None:
    """Puts a whole set in force, None the one below the ledger; VocError names the entry that is wrong, and nothing changes.

    An entry without an id is called by its English name.
    """
    given = None
    if entries is not None:
        told = [{name: visible(value or "") for name, value in one.items()} for one in entries]
        named = [{**one, "id": one.get("id") or re.sub(r"[^a-z0-9]+", "_", one.get("en", "").lower()).strip("_")} for one in told]
        given = [vars(one) for one in checked("edited set", named)]
    store.ledger.revisions.add(KIND, KEY, given, visible(who), visible(note))


def undo_drivers(store: Store, *, who: str) -> None:
    """The set before the newest edit is in force again."""
    store.ledger.revisions.undo(KIND, KEY, visible(who))


def driver_history(store: Store) -> list[Revision]:
    """Every edit, newest first."""
    return store.ledger.revisions.history(KIND, KEY)
