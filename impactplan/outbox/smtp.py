"""Talking to a mail server: each answer has its time limit, and a mail is delivered once its content was accepted."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from impactplan.config import Settings
from impactplan.outbox.message import Message
from impactplan.outbox.operations import NotNowError, PermanentError

TIMEOUT = 30
"""Seconds that the server has for one answer, before the content."""
OPENING_LIMIT = 180
"""Seconds for all that comes before the content, however slowly the server goes on answering."""
CONTENT_LIMIT = 600
"""Seconds for taking the content and answering for it, as RFC 5321 asks: who gives up earlier sends it twice."""
LEAVING_TIMEOUT = 5
LONGEST_DELIVERY = OPENING_LIMIT + CONTENT_LIMIT + 4 * TIMEOUT + LEAVING_TIMEOUT
"""With the attempts to reach each of a few addresses of the server."""
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
ASKS_TO_SIGN_IN = {530, 534, 535, 538}
"""Refusals of us rather than of this mail."""


class RefusedError(PermanentError):
    """The server refused this mail for good."""


class DeferredError(Exception):
    """The server does not take this mail now."""


class ServerAwayError(NotNowError):
    """The server takes no mail of ours now, be it this one or another."""


@dataclass(frozen=True)
class Server:
    """What IMPACTPLAN_MAIL_URL says: ``smtp[s|+starttls]://user:password@host:port?from=address``."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str
    own_name: str
    """What we say that we are called; looking it up can take long."""

    @classmethod
    def from_settings(cls, settings: Settings) -> Server:
        parts = urlsplit(settings.mail_url)
        host = urlsplit(settings.base_url).hostname or "localhost"
        return cls(
            scheme=parts.scheme,
            host=parts.hostname or "localhost",
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            sender=parse_qs(parts.query).get("from", [f"noreply@{host}"])[0],
            own_name=host,
        )


def send(server: Server, message: Message) -> None:
    """Hand one mail over. Once the server has accepted its content, nothing that follows makes it undelivered."""
    trust = ssl.create_default_context()
    smtp: smtplib.SMTP
    if server.scheme == "smtps":
        smtp = smtplib.SMTP_SSL(local_hostname=server.own_name, timeout=TIMEOUT, context=trust)
    else:
        smtp = smtplib.SMTP(local_hostname=server.own_name, timeout=TIMEOUT)
    smtp._host = server.host  # type: ignore[attr-defined]  # whose certificate is looked at: connect() does not say
    try:
        with _ended_after(OPENING_LIMIT, smtp):
            _open(smtp, server, trust)
            _address(smtp, message)
        with _ended_after(CONTENT_LIMIT, smtp):
            _send_content(smtp, message.content)
        _leave(smtp)
    finally:
        smtp.close()


@contextmanager
def _ended_after(seconds: float, smtp: smtplib.SMTP) -> Iterator[None]:
    """End the connection after a time: the limit for one answer says nothing of a server that sends it in bits."""

    def end() -> None:
        if smtp.sock is not None:
            with suppress(OSError):
                smtp.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _open(smtp: smtplib.SMTP, server: Server, trust: ssl.SSLContext) -> None:
    """Connect, encrypted and signed in as the settings say. What goes wrong here is no fault of the mail."""
    try:
        code, answer = smtp.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, answer)
        if server.scheme == "smtp+starttls":
            smtp.starttls(context=trust)
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAwayError(f"{type(error).__name__}: {error}") from error


def _address(smtp: smtplib.SMTP, message: Message) -> None:
    size = [f"size={len(message.content)}"] if smtp.has_extn("size") else []
    _expect(250, *smtp.mail(message.sender, size))
    _expect(250, *smtp.rcpt(message.to))
    _expect(354, *smtp.docmd("DATA"))


def _send_content(smtp: smtplib.SMTP, content: bytes) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(CONTENT_LIMIT)
    lines = re.sub(rb"(?m)^\.", b"..", content)
    smtp.send(lines + (b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n"))
    _expect(250, *smtp.getreply())


def _expect(expected: int, code: int, answer: bytes) -> None:
    if code == expected or (expected == 250 and code in range(250, 260)):
        return
    text = f"{code} {answer.decode(errors='replace')}"
    if code in range(500, 600) and code not in ASKS_TO_SIGN_IN:
        raise RefusedError(text)
    raise DeferredError(text)


def _leave(smtp: smtplib.SMTP) -> None:
    """Say goodbye, and do not mind the answer."""
    with suppress(OSError, smtplib.SMTPException):
        if smtp.sock is not None:
            smtp.sock.settimeout(LEAVING_TIMEOUT)
        smtp.quit()
