"""Who looks on: the one in front of this machine, a login by OIDC, or a person whom a trusted proxy names. Nobody else gets a page."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

import streamlit as st

from voc.access.identity import FORWARDED, Refused, Visitor, from_claims, from_headers, is_loopback, local, proxies
from voc.access.roles import Access, load_access
from voc.access.sessions import Sessions, State
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import open_store
from voc.dashboard.words import say
from voc.errors import VocError
from voc.settings import Settings

Way = Literal["local", "oidc", "proxy"]
R = TypeVar("R")
SESSIONS = Sessions()
"""The logins of this process."""
WATCHED = "30s"
"""How often an open page asks whether its login still holds."""
_LOGIN = "login"


def admit(lang: str) -> Visitor:
    """The visitor of this session. Stops with a page that says what to do where there is no access."""
    settings = Settings.from_environment()
    way: Way | None = None
    try:
        way = _way()
        if way == "local":
            return _at_this_machine()
        access = load_access(settings)
        found = _by_oidc(access, lang) if way == "oidc" else _by_proxy(access)
        _note(settings, way, found)
    except VocError as error:
        _close(lang, error, way)
        st.stop()
    _watch()
    return found


def still_open() -> bool:
    """Whether the login of this session still holds; asked before words of customers leave, since a part of a page may run alone."""
    return _holds(st.session_state.get(_LOGIN))


def while_open(made: Callable[[], R]) -> Callable[[], R]:
    """`made`, which runs only while the login of this session holds, wherever it is called: Streamlit makes a download outside of any session."""
    kept = st.session_state.get(_LOGIN)

    def made_in_time() -> R:
        if not _holds(kept):
            raise PermissionError("the login has ended")
        return made()

    return made_in_time


def _holds(kept: Mapping[str, Any] | None) -> bool:
    return (
        kept is None or SESSIONS.state(kept["login"], kept["began"], time.time(), idle=kept["idle"], until=kept["until"]) == "open"
    )


def _way() -> Way:
    trusted, oidc = bool(proxies()), _has_oidc()
    if trusted and os.environ.get("FORWARDED_ALLOW_IPS") != "":
        # uvicorn would take the address of the other end from X-Forwarded-For, which anybody on this machine may write. It reads the
        # variable as it starts, before any code of ours runs.
        raise VocError(
            "使用可信代理（VOC_PROXY）时请用 voc serve 启动，或先把环境变量 FORWARDED_ALLOW_IPS 设为空。",
            "with a trusted proxy (VOC_PROXY), start by voc serve, or with the variable FORWARDED_ALLOW_IPS set and empty.",
        )
    if trusted and oidc:
        raise VocError(
            "同时配置了 OIDC（secrets.toml 的 [auth]）和可信代理（VOC_PROXY）；请只留一种登录方式。",
            "both OIDC ([auth] in secrets.toml) and a trusted proxy (VOC_PROXY) are configured; keep one way to log in.",
        )
    return "oidc" if oidc else "proxy" if trusted else "local"


def _has_oidc() -> bool:
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def _at_this_machine() -> Visitor:
    """Without a login only who sits at this machine: not a server others can reach, not a connection that a proxy passes on."""
    if not is_loopback(st.get_option("server.address")) or _peer() != "127.0.0.1":
        raise Refused(
            "服务不只监听本机，却没有配置登录，因此不开放。请配置 OIDC 或可信代理，见 deploy/README.md；或用 voc serve 只在本机打开。",
            "the server is reached from other machines and no login is configured, so nothing is shown. Configure OIDC or a trusted proxy "
            "(deploy/README.md), or use voc serve on this machine only.",
        )
    if any(name in st.context.headers for name in FORWARDED):
        raise Refused(
            "请求是经代理转来的，却没有配置登录，因此不开放。请把代理的地址写进 VOC_PROXY，或配置 OIDC，见 deploy/README.md。",
            "the request came through a proxy and no login is configured, so nothing is shown. Name the proxy's address in VOC_PROXY, or "
            "configure OIDC (deploy/README.md).",
        )
    return local()


def _peer() -> str:
    """The address at the other end of the connection (_way sees to it that no header changes it); None stands for loopback."""
    address = st.context.ip_address
    return address if isinstance(address, str) else "127.0.0.1"


def _by_oidc(access: Access, lang: str) -> Visitor:
    claims: dict[str, Any] = st.user.to_dict()
    if not claims.get("is_logged_in"):
        st.session_state.pop(_LOGIN, None)
        _ask(lang, "access.welcome", "access.welcome_do")
    began, until = _times(claims, access)
    login = "|".join(str(claims.get(part)) for part in ("iss", "sub", "iat"))
    state = _click(login, began, until, access)
    if state != "open":
        _ask(lang, f"access.{state}", "access.again_do")
    return from_claims(access, claims)


def _times(claims: Mapping[str, Any], access: Access) -> tuple[float, float]:
    """When a login began, and when it ends in any case; a token that does not say when it was issued is of no use."""
    issued, expires = (claims.get(name) for name in ("iat", "exp"))
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        raise Refused(
            "登录凭据没有签发时间（iat），无法判断是否过期。请联系管理员核对身份提供方。",
            "the identity token does not say when it was issued (iat), so that its age is not known. Ask your administrator.",
        )
    until = issued + access.longest
    if access.until_token_expires and isinstance(expires, int | float):
        until = min(until, float(expires))
    return float(issued), until


def _by_proxy(access: Access) -> Visitor:
    """The proxy is asked at every new connection; one connection ends like any other login."""
    names = list(st.context.headers)
    headers = {name.lower(): st.context.headers.get_all(name) for name in names}
    found = from_headers(access, headers, _peer(), proxies())
    began = st.session_state.setdefault("connected", time.time())
    login = st.session_state.setdefault("connection", f"{found.scope.who}|{began}|{id(st.session_state)}")
    state = _click(login, began, began + access.longest, access)
    if state != "open":
        raise Refused("登录已过期，请刷新页面重新登录。", "your session has ended. Reload the page to log in again.")
    return found


def _click(login: str, began: float, until: float, access: Access) -> State:
    st.session_state[_LOGIN] = {"login": login, "began": began, "until": until, "idle": access.idle}
    return SESSIONS.click(login, began, time.time(), idle=access.idle, until=until)


def _note(settings: Settings, way: Way, found: Visitor) -> None:
    """Records the login once per session: what cannot be recorded is not opened."""
    scope, login = found.scope, st.session_state[_LOGIN]["login"]
    if st.session_state.get("noted") != login:
        limits = {
            name: sorted(names) for name in ("brands", "regions", "departments") if (names := getattr(scope, name)) is not None
        }
        open_store(settings).ledger.audit.record(scope.who, "login", {"way": way, "role": scope.role, **limits})
        st.session_state["noted"] = login


def _ask(lang: str, title: str, what: str) -> None:
    """The page with the button to log in; stops."""
    st.session_state.pop("view", None)
    st.title(say(lang, title), anchor=False)
    st.text(say(lang, what))
    st.button(say(lang, "access.login"), key="login_button", type="primary", icon=":material/login:", on_click=st.login)
    st.stop()


def _close(lang: str, error: VocError, way: Way | None) -> None:
    st.session_state.pop("view", None)
    st.title(say(lang, "access.closed"), anchor=False)
    st.error(plain(error.said(lang)), icon=":material/lock:")
    if way == "oidc" and st.user.to_dict().get("is_logged_in"):
        st.button(say(lang, "access.logout"), key="logout_button", icon=":material/logout:", on_click=leave)


def leave() -> None:
    """Logs out, in every tab."""
    kept = st.session_state.get(_LOGIN)  # kept, so that this tab knows that it is over
    if kept is not None:
        SESSIONS.end(kept["login"])
    st.logout()


@st.fragment(run_every=WATCHED)
def _watch() -> None:
    """Draws the page anew, which asks to log in, once the login is over: figures do not stay on an unattended screen."""
    if not still_open():
        st.rerun()


def show_visitor(visitor: Visitor, lang: str) -> None:
    """Who is logged in, in which role and within which limits, and the way out; nothing where nobody logs in."""
    if visitor.name is None:
        return
    scope = visitor.scope
    with st.sidebar:
        st.text(say(lang, "access.who", name=visitor.name, role=visitor.role_said(lang)))
        for key in ("brands", "regions", "departments"):
            names = getattr(scope, key)
            if names is not None:
                st.text(say(lang, f"access.{key}", names=("、" if lang == "zh" else ", ").join(sorted(names))))
        if scope.small:
            st.caption(say(lang, "access.small", n=scope.small))
        if _has_oidc():
            st.button(say(lang, "access.logout"), key="logout_button", icon=":material/logout:", on_click=leave, width="stretch")
