"""Who runs a job, and what a job finds changed, for the audit log."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from hashlib import sha256

from voc import resources
from voc.store import Store

_COEFFICIENTS = "coefficients_digest"


def system_user() -> str:
    """The name of the user of this computer under whom the program runs."""
    try:
        import pwd
    except ImportError:  # Windows
        return getpass.getuser()
    try:
        # Not getpass: LOGNAME is whatever its owner likes.
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def record_changes(store: Store, before: Mapping[str, str], after: Mapping[str, str], who: str) -> None:
    """Records that another codeframe or other coefficients came into force: both are files that are edited outside the program."""
    if before.get("causes") and before["causes"] != after.get("causes"):
        store.ledger.audit.record(who, "codeframe_changed", {"from": before["causes"], "to": after.get("causes")})
    digest = sha256(resources.path("lexicons", "coefficients.toml").read_bytes()).hexdigest()[:16]
    known = store.ledger.replace(_COEFFICIENTS, digest)
    if known not in (None, digest):
        store.ledger.audit.record(who, "coefficients_changed", {"from": known, "to": digest})
