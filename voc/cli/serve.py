"""Starts Streamlit on the packaged app.py; nothing leaves the machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

from voc import resources
from voc.errors import VocError
from voc.settings import Settings


def serve(settings: Settings, *, port: int, browser: bool) -> int:
    """Runs until it is stopped; returns Streamlit's exit status."""
    _check_free(port)
    show = browser and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in ("darwin", "win32"))
    command = [sys.executable, "-m", "streamlit", "run", str(resources.path("app.py"))]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1", "--browser.serverAddress", "127.0.0.1"]
    command += ["--server.headless", "false" if show else "true", "--server.showEmailPrompt", "false"]
    environment = {
        **os.environ,
        "VOC_HOME": str(settings.home.resolve()),
        "VOC_KEY_FILE": str(settings.key_file.resolve()),
        "VOC_LANG": settings.lang,
    }
    print(f"http://127.0.0.1:{port}  (Ctrl+C {'停止' if settings.lang == 'zh' else 'to stop'})", flush=True)
    child = subprocess.Popen(command, env=environment)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        return 0


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise VocError(
                f"端口 {port} 已被占用；请关掉占用它的程序，或换一个：--port {port + 1}。",
                f"port {port} is in use; stop what uses it or choose another: --port {port + 1}.",
            ) from error
