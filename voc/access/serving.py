"""Whether a server may be reached from other machines, judged before it starts: it then needs a way to log in."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from voc.access.identity import is_loopback, proxies
from voc.access.roles import load_access
from voc.errors import VocError
from voc.settings import Settings

SHORTEST_SECRET = 32
_LOCAL_OR_SAFE = re.compile(r"https://|http://(?:localhost|127\.0\.0\.1)(?:[:/]|$)")
_WANTED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_OF_PROVIDER = ("client_id", "client_secret", "server_metadata_url")


def secrets_file() -> Path | None:
    """Streamlit's secrets: VOC_SECRETS, else .streamlit/secrets.toml here or in the home folder; None where there is none."""
    named = os.environ.get("VOC_SECRETS")
    if named:
        return Path(named).expanduser()
    places = (Path.cwd() / ".streamlit" / "secrets.toml", Path.home() / ".streamlit" / "secrets.toml")
    return next((place for place in places if place.is_file()), None)


def oidc_settings() -> Mapping[str, Any] | None:
    """The section [auth] of the secrets, checked; None where OIDC is not configured. VocError says what to mend, never the secrets."""
    path = secrets_file()
    if path is None:
        return None
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8")).get("auth")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        # The message of the parser may quote a line, and with it a secret.
        raise VocError(
            f"{path} 读不出来（{type(error).__name__}）；请检查它是否存在、是否是 TOML。",
            f"{path} cannot be read ({type(error).__name__}); check that it is there and is TOML.",
        ) from None
    if given is None:
        return None
    if not isinstance(given, dict):
        raise VocError(f"{path} 的 auth 应为一节 [auth]。", f"auth in {path} must be a table [auth].")
    _check(path, given)
    return given


def _check(path: Path, given: Mapping[str, Any]) -> None:
    providers = [part for part in given.values() if isinstance(part, dict) and "client_id" in part]
    if len(providers) > 1 or (providers and "client_id" in given):
        raise VocError(f"{path} 配置了多个身份提供方；请只留一个。", f"{path} names several identity providers; keep one.")
    if providers:
        raise VocError(
            f"{path} 的 client_id 等请直接写在 [auth] 里，不要另起一节。",
            f"in {path}, write client_id and the like into [auth] itself, not into a table of their own.",
        )
    missing = [name for name in _WANTED if not isinstance(given.get(name), str) or not given[name].strip()]
    if missing:
        raise VocError(f"{path} 的 [auth] 缺少 {'、'.join(missing)}。", f"[auth] in {path} lacks {', '.join(missing)}.")
    if len(given["cookie_secret"]) < SHORTEST_SECRET:
        raise VocError(
            f"{path} 的 cookie_secret 少于 {SHORTEST_SECRET} 个字符，登录凭据可能被伪造；用 openssl rand -hex 32 生成一个。",
            f"cookie_secret in {path} has fewer than {SHORTEST_SECRET} characters, so that logins could be forged; make one by "
            "openssl rand -hex 32.",
        )
    for name in ("redirect_uri", "server_metadata_url"):
        if not _LOCAL_OR_SAFE.match(given[name]):
            raise VocError(f"{path} 的 {name} 应以 https:// 开头。", f"{name} in {path} must begin with https://.")


def way_in(settings: Settings, host: str) -> str:
    """How people come in to a server bound to `host`: "local", "oidc" or "proxy"; VocError where nobody could be told from anybody."""
    trusted, oidc = proxies(), oidc_settings()
    if trusted and oidc:
        raise VocError(
            "同时配置了 OIDC（[auth]）和可信代理（VOC_PROXY）；请只留一种登录方式。",
            "both OIDC ([auth]) and a trusted proxy (VOC_PROXY) are configured; keep one way to log in.",
        )
    if trusted or oidc:
        load_access(settings)  # a role table with mistakes is said now, not to the first visitor
        return "proxy" if trusted else "oidc"
    if not is_loopback(host):
        raise VocError(
            f"要监听 {host}，必须先配置登录：在 .streamlit/secrets.toml（或 VOC_SECRETS 指定的文件）里写 [auth] 用 OIDC 登录，"
            "或在 VOC_PROXY 里写可信代理的地址。步骤见 deploy/README.md。只在本机使用就不要加 --host。",
            f"to listen on {host}, configure a login first: [auth] in .streamlit/secrets.toml (or the file named by VOC_SECRETS) for OIDC, "
            "or the address of a trusted proxy in VOC_PROXY. deploy/README.md shows how. For this machine only, leave out --host.",
        )
    return "local"
