"""Alerts to a webhook or by e-mail, with nothing but the standard library. Counts and names only: no customer's words leave the store."""

from __future__ import annotations

import http.client
import json
import os
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from voc.errors import VocError

_PATIENCE = 20.0
_TLS = ("starttls", "ssl", "none")


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed in; `tls` is starttls, ssl or none."""

    host: str
    port: int = 587
    sender: str = "voc@localhost"
    user: str | None = None
    password: str | None = None
    tls: str = "starttls"

    @classmethod
    def from_environment(cls, given: Mapping[str, str] = os.environ) -> MailServer:
        """VOC_SMTP_HOST, _PORT, _FROM, _USER, _PASSWORD and _TLS; VocError names what is missing or wrong."""
        host, tls, port = given.get("VOC_SMTP_HOST"), given.get("VOC_SMTP_TLS", "starttls"), given.get("VOC_SMTP_PORT", "587")
        if not host or tls not in _TLS or not port.isdigit():
            raise VocError(
                f"发邮件需要设置 VOC_SMTP_HOST；VOC_SMTP_PORT 为数字（给的是 {port}），VOC_SMTP_TLS 可选 {', '.join(_TLS)}（给的是 {tls}）。",
                f"e-mail needs VOC_SMTP_HOST; VOC_SMTP_PORT is a number (given {port}), VOC_SMTP_TLS one of {', '.join(_TLS)} (given {tls}).",
            )
        sender = given.get("VOC_SMTP_FROM", "voc@localhost")
        return cls(host, int(port), sender, given.get("VOC_SMTP_USER"), given.get("VOC_SMTP_PASSWORD"), tls)


def post(url: str, body: Mapping[str, Any]) -> int:
    """POSTs JSON; the status. VocError for another scheme, a server that cannot be reached, and any status but 2xx."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise VocError(
            f"webhook 地址要以 http:// 或 https:// 开头，给的是 {url}。", f"a webhook begins with http:// or https://; given {url}."
        )
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=_PATIENCE)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        words = json.dumps(body, ensure_ascii=False, default=str, allow_nan=False).encode()
        connection.request("POST", path, words, {"Content-Type": "application/json; charset=utf-8"})
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise VocError(
            f"webhook {parts.hostname} 联系不上：{error}。", f"the webhook {parts.hostname} cannot be reached: {error}."
        ) from error
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        raise VocError(
            f"webhook {parts.hostname} 没有接受，返回 {answer.status}。",
            f"the webhook {parts.hostname} refused with status {answer.status}.",
        )
    return answer.status


def mail(server: MailServer, to: Sequence[str], subject: str, words: str) -> None:
    """Hands one message in; VocError where the server cannot be reached or refuses."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, ", ".join(to), subject
    message.set_content(words)
    context = ssl.create_default_context()
    try:
        made: smtplib.SMTP = (
            smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE, context=context)
            if server.tls == "ssl"
            else smtplib.SMTP(server.host, server.port, timeout=_PATIENCE)
        )
        with made as session:
            if server.tls == "starttls":
                session.starttls(context=context)
            if server.user:
                session.login(server.user, server.password or "")
            session.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise VocError(f"邮件没有发出：{error}。", f"the e-mail was not sent: {error}.") from error
