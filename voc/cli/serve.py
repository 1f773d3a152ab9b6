"""Starts Streamlit on the packaged app.py: on this machine only, or where others reach it with a login."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess  # nosec B404  # Streamlit only
import sys

from voc import resources
from voc.access.serving import secrets_file, way_in
from voc.errors import VocError
from voc.settings import Settings


def serve(settings: Settings, *, port: int, browser: bool, host: str = "127.0.0.1") -> int:
    """Runs until it is stopped; returns Streamlit's exit status. VocError where others could reach it and there is no login."""
    way = way_in(settings, host)
    _check_free(host, port)
    show = browser and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in ("darwin", "win32"))
    command = [sys.executable, "-m", "streamlit", "run", str(resources.path("app.py"))]
    command += ["--server.port", str(port), "--server.address", host, "--browser.serverAddress", "127.0.0.1"]
    command += ["--server.headless", "false" if show else "true", "--server.showEmailPrompt", "false"]
    secrets = secrets_file()
    if way == "oidc" and secrets is not None:
        command += ["--secrets.files", str(secrets.resolve())]
    environment = {
        # Pages multiply many small matrices: threads of a BLAS that wait for one another cost more than they bring.
        "OPENBLAS_NUM_THREADS": "1",
        **os.environ,
        # A trusted proxy is known by the address it really has, never by what X-Forwarded-For says.
        "FORWARDED_ALLOW_IPS": "",
        "VOC_HOME": str(settings.home.resolve()),
        "VOC_KEY_FILE": str(settings.key_file.resolve()),
        "VOC_LANG": settings.lang,
    }
    shown = f"[{host}]" if ":" in host else host
    print(f"http://{shown}:{port}  (Ctrl+C {'停止' if settings.lang == 'zh' else 'to stop'})", flush=True)
    child = subprocess.Popen(command, env=environment)  # noqa: S603  # nosec B603  # a list, no shell: our own command
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        return 0


def _check_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise VocError(
                    f"不能监听 {host}：{error.strerror or error}。请给本机的一个地址，例如 0.0.0.0（所有网卡）。",
                    f"cannot listen on {host}: {error.strerror or error}. Give an address of this machine, such as 0.0.0.0 for all.",
                ) from error
            raise VocError(
                f"端口 {port} 已被占用；请关掉占用它的程序，或换一个：--port {port + 1}。",
                f"port {port} is in use; stop what uses it or choose another: --port {port + 1}.",
            ) from error
