"""The identity key, outside the store, and the digests made with it."""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from voc.errors import VocError

if TYPE_CHECKING:
    from voc.settings import Settings

KEY_BYTES = 32
_SEPARATOR = b"\x1f"
_ESCAPES = ((b"\\", b"\\\\"), (_SEPARATOR, b"\\u"))


def load_key(settings: Settings, *, make: bool = True) -> bytes:
    """The identity key: VOC_KEY (hex) where set, else `settings.key_file`, made on first use; VocError where it cannot be used.

    With `make` False, for a store that has a key already, a missing file is an error and no new key is made.
    """
    given = os.environ.get("VOC_KEY", "").strip()
    if given:
        return _from_hex(given, "VOC_KEY")
    path = settings.key_file
    if not make and not path.exists():
        raise VocError(
            f"身份密钥文件 {path} 不存在，而这个数据仓已有密钥。请恢复原来的密钥文件，或用 VOC_KEY_FILE 指明它在哪里。",
            f"identity key file {path} is not there, but this store has a key already. Restore the file, or say where it is with VOC_KEY_FILE.",
        )
    try:
        return _read(path) if path.exists() else _made(path)
    except OSError as error:
        raise VocError(
            f"身份密钥文件 {path} 无法读写（{error.strerror}）。请检查权限，或用 VOC_KEY_FILE 指定别处，或在 VOC_KEY 中给出密钥。",
            f"identity key file {path} cannot be read or made ({error.strerror}). Check its rights, name another with VOC_KEY_FILE, "
            "or give the key in VOC_KEY.",
        ) from error


def keyed_digest(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 over `parts`, 32 hex characters; parts cannot run into one another."""
    message = _SEPARATOR.join([_escaped(part) for part in parts])
    return hmac.digest(key, message, "sha256").hex()[:32]


def fingerprint(key: bytes) -> str:
    """A name for the key that does not give it away: tells a store made with another key."""
    return keyed_digest(key, "fingerprint")[:16]


def _escaped(part: str) -> bytes:
    raw = part.encode("utf-8", "surrogatepass")
    if b"\\" in raw or _SEPARATOR in raw:
        for found, written in _ESCAPES:
            raw = raw.replace(found, written)
    return raw


def _from_hex(given: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(given)
    except ValueError:
        key = b""
    if len(key) < KEY_BYTES:
        raise VocError(
            f"{where} 中的身份密钥不对：应为至少 {KEY_BYTES * 2} 个十六进制字符，给的是 {len(given)} 个字符。可用 openssl rand -hex 32 生成。",
            f"the identity key in {where} is wrong: at least {KEY_BYTES * 2} hex characters are needed, {len(given)} characters "
            "were given. `openssl rand -hex 32` makes one.",
        )
    return key


def _read(path: Path) -> bytes:
    return _from_hex(path.read_text(encoding="ascii", errors="replace").strip(), str(path))


def _made(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(secrets.token_hex(KEY_BYTES) + "\n")
            out.flush()
            os.fsync(out.fileno())
        # A link appears whole or not at all: of two processes that race, the second finds the first one's key and takes it.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    return _read(path)
