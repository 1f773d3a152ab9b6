"""What is added to Streamlit's server: the page is told where the server is, so that it need not guess (and log a 404) under /causes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse

from voc.access.identity import is_proxy, proxies
from voc.access.roles import load_access
from voc.dashboard.upload_field import may_upload
from voc.errors import VocError
from voc.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streamlit's page tries /causes/_stcore before /_stcore unless this is set before its own script runs.
_SCRIPT = b'<script>window.__streamlit={...window.__streamlit,BACKEND_BASE_URL:new URL("%s/",location.origin).href}</script>'

_GUARDS = [(b"x-frame-options", b"SAMEORIGIN"), (b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin")]
"""No other site may put the dashboard into a frame of its own."""

_CLOSED, _UPLOADS, _MADE = "_stcore/metrics", "_stcore/upload_file/", "media/"
"""Streamlit's counters (sessions, what was read and how much of it) stand open to who has no login: not given out."""

_UNNEEDED = frozenset({"load_git_info", "clear_cache", "set_run_on_save", "debug_disconnect_websocket", "debug_shutdown_runtime"})
"""Messages of Streamlit's own page for developers, answered to who has no login: names of the files that lie in the checkout, tables forgotten."""


class _ToldWhere:
    """Puts the script into the head of every page; everything else passes as it is."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app = app
        self._script = _SCRIPT % base.strip("/").encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (refused := _refused(scope)) is not None:
            await refused(scope, receive, send)
            return
        if scope["type"] == "websocket":
            if _beside_the_proxy(scope):
                scope = {**scope, "headers": [_without_session(*header) for header in scope["headers"]]}
            receive = _needed(receive)
        if scope["type"] != "http" or not _wants_page(scope["headers"]):
            await self._app(scope, receive, send)
            return
        begun: list[Message] = []

        async def pass_on(message: Message) -> None:
            if message["type"] == "http.response.start" and _holds_page(message):
                begun.append(message)
                return
            if begun:
                start = begun.pop()
                added = message.get("body", b"").replace(b"<head>", b"<head>" + self._script, 1)
                longer = _longer(start["headers"], len(added) - len(message.get("body", b"")))
                await send({**start, "headers": [*longer, *_GUARDS]})
                message = {**message, "body": added}
            await send(message)

        # Uncompressed, since it is read here; a page is 8 kB.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, pass_on)


def _refused(scope: Scope) -> PlainTextResponse | None:
    """The answer to what the server does not do: tell its counters, take a file of a session that was shown no field for one."""
    if _CLOSED in scope["path"]:
        return PlainTextResponse("not found", 404)
    if any(part in scope["path"] for part in (_MADE, _UPLOADS)) and _beside_the_proxy(scope):
        return PlainTextResponse("not through the proxy", 403)
    _, upload, rest = scope["path"].partition(_UPLOADS)
    if upload and scope["method"] not in ("GET", "HEAD", "OPTIONS") and not may_upload(rest.partition("/")[0]):
        return PlainTextResponse("no upload here", 403)
    return None


def _beside_the_proxy(scope: Scope) -> bool:
    """Whether a proxy logs people in and this connection did not come through it."""
    try:
        trusted = proxies()
    except VocError:
        return True
    return bool(trusted) and not is_proxy((scope.get("client") or ("",))[0], trusted)


def _without_session(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """The header that may name a session to go on with, without it: such a connection begins anew, and is told to come in by the proxy."""
    return (name, b",".join(value.split(b",")[:2])) if name == b"sec-websocket-protocol" else (name, value)


def _needed(receive: Receive) -> Receive:
    """What a connection says, without what the dashboard has no use for."""
    from google.protobuf.message import DecodeError
    from streamlit.proto.BackMsg_pb2 import BackMsg

    async def heard() -> Message:
        while True:
            message = await receive()
            try:
                kind = BackMsg.FromString(message.get("bytes") or b"").WhichOneof("type")
            except DecodeError:
                return message  # refused by Streamlit
            if kind not in _UNNEEDED:
                return message

    return heard


def _bind_sessions() -> None:
    """A session is gone on with only by who began it: Streamlit compares what it is told to read from the headers of each new connection."""
    from streamlit import config

    try:
        named = load_access(Settings.from_environment()).headers if proxies() else {}
    except VocError:
        return  # said to whoever asks for a page
    config.set_option("server.trustedUserHeaders", {header: key for key, header in named.items() if header.isascii()})


def _wants_page(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in headers)


def _holds_page(message: Message) -> bool:
    headers: dict[bytes, bytes] = dict(message["headers"])
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers


def _longer(headers: Any, by: int) -> list[tuple[bytes, bytes]]:
    return [(name, str(int(value) + by).encode() if name == b"content-length" else value) for name, value in headers]


def middleware() -> list[Middleware]:
    """The middleware of the dashboard's server, for `st.App`."""
    import streamlit as st
    from streamlit import net_util

    # Asked by a foreign page, Streamlit would ask an outside server what its own address is: it is told before.
    net_util._external_ip = "127.0.0.1"
    _bind_sessions()
    return [Middleware(_ToldWhere, base=str(st.get_option("server.baseUrlPath") or ""))]
