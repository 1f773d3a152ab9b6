"""From what a login tells to a scope. Whatever is missing, unknown or ambiguous is refused: never guessed, never wider."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from voc.access.roles import LIMITS, TOLD, Access
from voc.errors import VocError
from voc.store.scope import Scope

EVERYTHING = "*"
LOCAL = "local"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
FORWARDED = (
    *("Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port"),
    *("X-Forwarded-User", "X-Auth-Request-User", "Remote-User", "X-Voc-Role"),
)
"""Headers that only a proxy sends."""
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Controls, and characters that nobody sees: with one of them a name is another one that looks the same in the log."""
LONGEST_NAME = 200
MOST_NAMES = 200


class Refused(VocError):
    """A login that gives no access; the message says why and what to ask for."""


@dataclass(frozen=True)
class Visitor:
    """Who looks on: scope, the pages that may be opened (None: all), name and role shown (None: nobody is logged in)."""

    scope: Scope
    pages: frozenset[str] | None = None
    name: str | None = None
    role: tuple[str, str] | None = None

    def opens(self, page: str) -> bool:
        """Whether that page may be opened."""
        return self.pages is None or page in self.pages

    def role_said(self, lang: str) -> str:
        """The role in the reader's words; "" where nobody is logged in."""
        return "" if self.role is None else self.role[0 if lang == "zh" else 1]


def local() -> Visitor:
    """The one in front of the screen: no login, every right."""
    return Visitor(Scope.everything())


def visitor(access: Access, told: Mapping[str, Any]) -> Visitor:
    """The visitor whom a login describes by the keys of TOLD; Refused where that gives no access."""
    who = _one(told.get("who"), "who")
    roles = access.named(_several(told.get("role"), "role") or frozenset())
    if len(roles) != 1:
        raise _role_refused(told.get("role"), [role.key for role in roles], access)
    role = roles[0]
    limits: dict[str, frozenset[str] | None] = {}
    for name in LIMITS:
        given = _several(told.get(name), name)
        if given is None and name in role.needs:
            raise Refused(
                f"“{role.zh}”必须限定{_SAID[name][0]}，但登录信息里没有。请联系管理员为您的账号补上。",
                f"the role {role.en} must be limited by {_SAID[name][1]}, but the login names none. Ask your administrator to add it.",
            )
        limits[name] = None if given is None or given == {EVERYTHING} else given
    scope = Scope(role.key, limits["brands"], limits["regions"], limits["departments"], rights=role.rights, who=who)
    if scope.limited and not scope.may("verbatims"):
        scope = replace(scope, small=access.small)
    shown = told.get("name")
    name = _CONTROL.sub("", shown)[:LONGEST_NAME] if isinstance(shown, str) and shown.strip() else who
    return Visitor(scope, role.pages, name, (role.zh, role.en))


_SAID = {"brands": ("品牌", "brand"), "regions": ("地区", "region"), "departments": ("部门", "department"), "who": ("身份", "person"),
         "role": ("角色", "role")}  # fmt: skip


def _role_refused(given: object, meant: Sequence[str], access: Access) -> Refused:
    if meant:
        names = "、".join(meant)
        return Refused(
            f"登录信息同时指向多个角色（{names}），无法判断您的权限。请联系管理员只保留一个。",
            f"the login names several roles ({', '.join(meant)}): which one is meant is not guessed. Ask your administrator for one.",
        )
    return Refused(
        "您的账号还没有本系统的角色，因此没有任何权限。请联系管理员开通。",
        "your account has no role here, so nothing is open to you. Ask your administrator for one.",
    )


def _one(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_NAME or _CONTROL.search(value):
        raise _unreadable(name)
    return value.strip()


def _several(value: object, name: str) -> frozenset[str] | None:
    """The names in a claim: None where it is not there, Refused where it is empty or no list of names."""
    if value is None:
        return None
    parts: list[object] = (
        list(value.split(",")) if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else []
    )
    names = frozenset(one.strip() for one in parts if isinstance(one, str) and one.strip())
    odd = any(not isinstance(one, str) or len(one) > LONGEST_NAME or _CONTROL.search(one) for one in parts)
    if not names or odd or len(parts) > MOST_NAMES:
        raise _unreadable(name)
    if EVERYTHING in names and len(names) > 1:
        raise _unreadable(name)
    return names


def _unreadable(name: str) -> Refused:
    zh, en = _SAID[name]
    return Refused(
        f"登录信息里的{zh}读不懂（为空，或不是名称列表），因此没有任何权限。请联系管理员核对。",
        f"what the login says about the {en} cannot be understood (empty, or no list of names), so nothing is open. Ask your administrator.",
    )


def from_claims(access: Access, claims: Mapping[str, Any]) -> Visitor:
    """The visitor of an OIDC identity token."""
    return visitor(access, {key: claims.get(access.claims[key]) for key in TOLD})


def from_headers(access: Access, headers: Mapping[str, Sequence[str]], peer: str, proxies: frozenset[str]) -> Visitor:
    """The visitor whom a trusted proxy names; headers are believed from the addresses in `proxies` only, and only when sent once.

    `headers` maps lower-case names to all values sent; `peer` is the address at the other end of the connection.
    """
    if not is_proxy(peer, proxies):
        raise Refused(
            "请从公司的登录入口打开本页：您的连接没有经过它。",
            "open this page through the company's login: your connection did not come through it.",
        )
    told: dict[str, str | None] = {}
    for key in TOLD:
        values = headers.get(access.headers[key].lower(), ())
        if len(values) > 1:
            raise _unreadable(key if key in _SAID else "who")
        told[key] = _decoded(values[0], key) if values else None
    return visitor(access, told)


def _decoded(value: str, key: str) -> str:
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError as error:
        raise _unreadable(key if key in _SAID else "who") from error


def proxies() -> frozenset[str]:
    """The addresses and networks in VOC_PROXY (separated by commas); VocError for one that is none. Empty: no proxy is trusted."""
    found = set()
    for one in os.environ.get("VOC_PROXY", "").split(","):
        if one.strip():
            try:
                found.add(str(ipaddress.ip_network(one.strip())))
            except ValueError as error:
                raise VocError(
                    f"VOC_PROXY 里的 {one.strip()!r} 不是地址或网段；例如 127.0.0.1 或 10.0.0.0/24，多个用逗号隔开。",
                    f"{one.strip()!r} in VOC_PROXY is no address or network; write 127.0.0.1 or 10.0.0.0/24, several with commas.",
                ) from error
    return frozenset(found)


def is_proxy(peer: str, trusted: frozenset[str]) -> bool:
    """Whether `peer` is one of the trusted addresses; an IPv4 address may come written as IPv6."""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return any(mapped in ipaddress.ip_network(network) for network in trusted)


def is_loopback(address: str | None) -> bool:
    """Whether a server bound to `address` is reached from this machine only."""
    return address in LOOPBACK
