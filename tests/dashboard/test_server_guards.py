"""What is added to Streamlit's server: the page is told where it is, stays in its own frame, and asks no outside server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse
from streamlit.proto.BackMsg_pb2 import BackMsg

from voc.dashboard import login, server, upload_field

PAGE = "<html><head><title>x</title></head></html>"


def _around(response: Any) -> Any:
    (one,) = server.middleware()
    return one.cls(response, *one.args, **one.kwargs)


def _asked(
    response: Any, accept: str = "text/html", path: str = "/causes", method: str = "GET", client: str = "127.0.0.1"
) -> tuple[dict[str, str], str]:
    """Headers and body of one request through the middleware around `response`."""
    app = _around(response)
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"accept", accept.encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": headers, "client": (client, 50000)}
    asyncio.run(app(scope, receive, send))
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return answered, b"".join(message.get("body", b"") for message in sent[1:]).decode()


def test_a_page_is_told_where_it_is_and_framed_by_nobody_else() -> None:
    headers, body = _asked(HTMLResponse(PAGE))
    assert body.startswith("<html><head><script>window.__streamlit=")
    assert int(headers["content-length"]) == len(body)
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["x-content-type-options"] == "nosniff"


def test_everything_else_passes_as_it_is() -> None:
    headers, body = _asked(PlainTextResponse("ok"), accept="*/*")
    assert (headers["content-length"], body) == ("2", "ok")
    assert "x-frame-options" not in headers


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/causes/_stcore/metrics", "/_stcore/metrics/"])
def test_the_counters_of_the_server_are_not_given_out(path: str) -> None:
    assert _asked(PlainTextResponse("cache_memory_bytes 1"), accept="*/*", path=path)[1] == "not found"


def test_a_file_is_taken_only_of_a_session_that_was_shown_a_field_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/_stcore/upload_file/6f1c/9a"
    assert _asked(PlainTextResponse("taken"), path=path, method="PUT")[1] == "no upload here"
    assert _asked(PlainTextResponse("taken"), path="//causes" + path, method="PUT")[1] == "no upload here"
    view: Any = SimpleNamespace()
    monkeypatch.setattr(upload_field, "get_script_run_ctx", lambda: SimpleNamespace(session_id="6f1c"))
    shown: list[str] = []
    monkeypatch.setattr(streamlit, "file_uploader", lambda label, *_, **__: shown.append(label))
    # Who has not the right is shown no field, and the server takes no file.
    monkeypatch.setattr(upload_field, "lacks", lambda view, right: right != "upload")
    upload_field.upload_field(view, "act", "status", ["csv"], key="status")
    assert not shown
    assert _asked(PlainTextResponse("taken"), path=path, method="PUT")[1] == "no upload here"
    upload_field.upload_field(view, "upload", "file", ["csv"], key="file")
    assert shown == ["file"]
    assert _asked(PlainTextResponse("taken"), path=path, method="PUT")[1] == "taken"
    assert _asked(PlainTextResponse("taken"), path=path.replace("6f1c", "6f1d"), method="PUT")[1] == "no upload here"
    # The right, or the login, is gone: so is what the session was let do.
    upload_field.upload_field(view, "act", "status", ["csv"], key="status")
    assert _asked(PlainTextResponse("taken"), path=path, method="PUT")[1] == "no upload here"


def test_a_file_is_taken_only_while_the_login_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"login": "li|2", "began": time.time(), "until": time.time() + 60, "idle": 60.0}
    view: Any = SimpleNamespace()
    monkeypatch.setattr(upload_field, "get_script_run_ctx", lambda: SimpleNamespace(session_id="7a2b"))
    monkeypatch.setattr(upload_field, "lacks", lambda view, right: False)
    monkeypatch.setattr(streamlit, "file_uploader", lambda label, *_, **__: None)
    with monkeypatch.context() as drawn:
        drawn.setattr(streamlit, "session_state", {"login": held})
        upload_field.upload_field(view, "upload", "file", ["csv"], key="file")
    path = "/_stcore/upload_file/7a2b/9a"
    assert _asked(PlainTextResponse("taken"), path=path, method="PUT")[1] == "taken"
    login.SESSIONS.end("li|2")
    assert _asked(PlainTextResponse("taken"), path=path, method="PUT")[1] == "no upload here"


@pytest.fixture
def behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A proxy at 10.0.0.5 logs people in."""
    monkeypatch.setenv("VOC_PROXY", "10.0.0.5")
    yield
    monkeypatch.delenv("VOC_PROXY")
    server.middleware()


@pytest.mark.usefixtures("behind_a_proxy")
def test_what_was_made_for_somebody_is_given_out_through_the_proxy_only() -> None:
    for path in ("/media/9a.csv", "/causes/media/9a.csv"):
        assert _asked(PlainTextResponse("words"), path=path, client="10.0.0.5")[1] == "words"
        assert _asked(PlainTextResponse("words"), path=path, client="10.0.0.6")[1] == "not through the proxy"
    assert _asked(PlainTextResponse("x"), path="/_stcore/upload_file/a/b", method="PUT", client="127.0.0.1")[1] != "x"


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize(("client", "told"), [("10.0.0.5", "streamlit, t, 6f1c"), ("127.0.0.1", "streamlit, t")])
def test_a_session_is_gone_on_with_through_the_proxy_only(client: str, told: str) -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    headers = [(b"host", b"x"), (b"sec-websocket-protocol", b"streamlit, t, 6f1c")]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers, "client": (client, 50000)}
    asyncio.run(_around(app)(scope, None, None))
    assert dict(seen[0]["headers"]) == {b"host": b"x", b"sec-websocket-protocol": told.encode()}


def test_what_only_developers_ask_is_not_heard() -> None:
    """Streamlit would tell anybody who connects which files lie unknown to git beside the program, and forget its tables for them."""
    asked = [
        BackMsg(load_git_info=True),
        BackMsg(clear_cache=True),
        BackMsg(debug_shutdown_runtime=True),
        BackMsg(stop_script=True),
    ]
    said = [{"type": "websocket.connect"}, *({"type": "websocket.receive", "bytes": one.SerializeToString()} for one in asked)]
    said += [
        {"type": "websocket.receive", "bytes": b"\xff"},
        {"type": "websocket.receive", "text": "x"},
        {"type": "websocket.disconnect"},
    ]
    left, heard = iter(said), []

    async def receive() -> Any:
        return next(left)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while not heard or heard[-1]["type"] != "websocket.disconnect":
            heard.append(await receive())

    asyncio.run(_around(app)({"type": "websocket", "path": "/_stcore/stream", "headers": []}, receive, None))
    assert heard == [said[0], *said[4:]]


@pytest.mark.usefixtures("behind_a_proxy")
def test_a_session_is_gone_on_with_only_by_who_began_it() -> None:
    from streamlit.web.server.starlette.starlette_websocket import gather_user_info

    server.middleware()
    wang = {"X-Forwarded-User": "wang", "X-Voc-Role": "administrator"}
    asked = (wang, {**wang, "X-Voc-Role": "manager", "X-Voc-Brands": "*"}, {**wang, "X-Forwarded-User": "li"}, {})
    found = [gather_user_info(Headers(one)) for one in asked]
    assert gather_user_info(Headers({"x-voc-role": "administrator", "x-forwarded-user": "wang"})) == found[0]
    assert all(one != found[0] for one in found[1:])


def test_without_a_proxy_no_header_names_anybody() -> None:
    from streamlit.web.server.starlette.starlette_websocket import gather_user_info

    server.middleware()
    assert gather_user_info(Headers({"X-Forwarded-User": "wang"})) == {}


def test_streamlit_asks_no_outside_server_for_its_own_address() -> None:
    server.middleware()
    from streamlit import net_util

    assert net_util.get_external_ip() == "127.0.0.1"
