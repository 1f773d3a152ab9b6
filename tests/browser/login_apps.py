"""The app with a login in front, a provider of identities, and a proxy that adds headers: each in a process or thread of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from browser.conftest import ROOT, _await, _free_port

from voc.settings import Settings

USERS = (
    {"sub": "wang", "name": "王经理", "role": "manager", "brands": ["青禾"], "regions": "*"},
    {"sub": "li", "name": "李研究员", "role": "researcher"},
    {"sub": "zhao", "name": "赵某", "role": "guest"},
    {"sub": "sun", "name": "孙某", "role": "manager", "brands": ["青禾"]},
)


@contextmanager
def running(command: list[str], log: Path, url: str, env: dict[str, str]) -> Iterator[None]:
    """A process that answers at `url`; ended at the end."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    try:
        _await(url, process)
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def provider(folder: Path, lasting: int = 3600) -> Iterator[str]:
    """The address of a provider of identities; its tokens last so many seconds."""
    port = _free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--token-max-age", str(lasting)]
    for user in USERS:
        command += ["--user-claims", json.dumps(user, ensure_ascii=False)]
    address = f"http://localhost:{port}"
    with running(command, folder / "provider.log", f"{address}/.well-known/openid-configuration", dict(os.environ)):
        yield address


@contextmanager
def app(settings: Settings, folder: Path, *, issuer: str | None = None, **places: str) -> Iterator[str]:
    """The address of the app; with OIDC where there is an issuer."""
    port = _free_port()
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(port), "--server.headless", "true"]
    if issuer is not None:
        auth = {
            "redirect_uri": f"{address}/oauth2callback",
            "cookie_secret": "0123456789abcdef0123456789abcdef",
            "client_id": "voc",
            "client_secret": "any",
            "server_metadata_url": f"{issuer}/.well-known/openid-configuration",
        }
        secrets = folder / f"secrets-{port}.toml"
        secrets.write_text(
            "[auth]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in auth.items()), encoding="utf-8"
        )
        command += ["--secrets.files", str(secrets)]
    env = {**os.environ, "VOC_HOME": str(settings.home), "VOC_KEY_FILE": str(settings.key_file), "PYTHONPATH": str(ROOT)}
    env |= {"FORWARDED_ALLOW_IPS": "", **places}  # as voc serve starts it
    with running(command, folder / f"app-{port}.log", f"{address}/_stcore/health", env):
        yield address


@contextmanager
def adding(address: str, headers: dict[str, str]) -> Iterator[str]:
    """The address of a proxy that adds headers to every request, as one with a login does (or as somebody who plays one)."""
    there = int(address.rsplit(":", 1)[1])
    added = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode("ascii")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        threading.Thread(target=_accept, args=(listening, there, added), daemon=True).start()
        yield f"http://localhost:{port}"
        listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, there: int, added: bytes) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_pass_on, args=(client, there, added), daemon=True).start()


def _pass_on(client: socket.socket, there: int, added: bytes) -> None:
    # An open page asks on when the app is gone.
    with client, suppress(OSError), socket.create_connection(("127.0.0.1", there)) as server:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = client.recv(65536)
            if not piece:
                return
            head += piece
        first, rest = head.split(b"\r\n", 1)
        # One request per connection, so that each gets its headers; a WebSocket keeps its own.
        if b"upgrade: websocket" not in rest.lower():
            rest = b"\r\n".join(line for line in rest.split(b"\r\n") if not line.lower().startswith(b"connection:"))
            added += b"Connection: close\r\n"
        server.sendall(first + b"\r\n" + added + rest)
        there_and_back = threading.Thread(target=_copy, args=(client, server), daemon=True)
        there_and_back.start()
        _copy(server, client)
        there_and_back.join(10)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
