"""Webhook and e-mail against small real servers."""

from __future__ import annotations

import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

import pytest

from voc.errors import VocError
from voc.jobs.notify import MailServer, mail, post


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])  # type: ignore[index,call-overload]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def webhook(status: int = 204) -> Iterator[tuple[int, list[tuple[str, object]]]]:
    """A server that keeps what it is sent and answers `status`."""
    got: list[tuple[str, object]] = []

    class Keeper(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing to the terminal."""

    with _served(http.server.HTTPServer(("127.0.0.1", 0), Keeper)) as port:
        yield port, got


@contextmanager
def post_office() -> Iterator[tuple[int, list[bytes]]]:
    """As much of SMTP as one message needs."""
    got: list[bytes] = []

    class Clerk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    got.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    with _served(socketserver.TCPServer(("127.0.0.1", 0), Clerk)) as port:
        yield port, got


def test_a_webhook_gets_the_json_and_its_query() -> None:
    with webhook() as (port, got):
        assert post(f"http://127.0.0.1:{port}/hook?key=1", {"alerts": [{"subject": "网络"}]}) == 204
    assert got == [("/hook?key=1", {"alerts": [{"subject": "网络"}]})]


def test_a_refusal_an_absent_server_and_another_scheme_are_said() -> None:
    with webhook(500) as (port, _), pytest.raises(VocError, match="status 500"):
        post(f"http://127.0.0.1:{port}/", {})
    with pytest.raises(VocError, match="cannot be reached"):
        post(f"http://127.0.0.1:{port}/", {})
    for url in ("file:///etc/passwd", "ftp://host/x", "host/path"):
        with pytest.raises(VocError, match="http"):
            post(url, {})


def test_a_mail_arrives_in_chinese() -> None:
    with post_office() as (port, got):
        mail(MailServer("127.0.0.1", port, tls="none"), ["值班 <duty@example.cn>", "b@example.cn"], "预警 1 条", "川江 网络 ×73")
    message = message_from_bytes(got[0], policy=default)
    assert message["Subject"] == "预警 1 条"
    assert "川江 网络 ×73" in message.get_content()  # type: ignore[attr-defined]
    with pytest.raises(VocError, match="not sent"):
        mail(MailServer("127.0.0.1", port, tls="none"), ["b@example.cn"], "x", "y")


def test_the_mail_server_comes_from_the_environment() -> None:
    given = {"VOC_SMTP_HOST": "mail", "VOC_SMTP_PORT": "25", "VOC_SMTP_TLS": "none", "VOC_SMTP_FROM": "voc@example.cn"}
    assert MailServer.from_environment(given) == MailServer("mail", 25, "voc@example.cn", None, None, "none")
    for wrong in ({}, {**given, "VOC_SMTP_PORT": "x"}, {**given, "VOC_SMTP_TLS": "maybe"}):
        with pytest.raises(VocError, match="VOC_SMTP_HOST"):
            MailServer.from_environment(wrong)
