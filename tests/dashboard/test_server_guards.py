"""What is added to Streamlit's server: the page is told where it is, stays in its own frame, and asks no outside server."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit
from starlette.responses import HTMLResponse, PlainTextResponse

from voc.dashboard import server, upload_field

PAGE = "<html><head><title>x</title></head></html>"


def _asked(response: Any, accept: str = "text/html", path: str = "/causes", method: str = "GET") -> tuple[dict[str, str], str]:
    """Headers and body of one request through the middleware around `response`."""
    (one,) = server.middleware()
    app = one.cls(response, *one.args, **one.kwargs)
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": method, "path": path, "headers": [(b"accept", accept.encode())]}
    asyncio.run(app(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return headers, b"".join(message.get("body", b"") for message in sent[1:]).decode()


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


def test_streamlit_asks_no_outside_server_for_its_own_address() -> None:
    server.middleware()
    from streamlit import net_util

    assert net_util.get_external_ip() == "127.0.0.1"
