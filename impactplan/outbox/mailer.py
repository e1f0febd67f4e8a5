"""Deliver mails by SMTP; without an SMTP server, in development, they stay to be read at /dev/mail."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app

from impactplan.config import Settings
from impactplan.outbox.message import InvalidMessageError, write_message
from impactplan.outbox.operations import Job, PermanentError

TIMEOUT = 30
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


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


def mail_waits() -> bool:
    """Tell whether mails stay in the outbox because there is no server to send them with."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.production and not settings.mail_url


def deliver(job: Job) -> Mapping[str, Any] | None:
    """Hand one mail to the server. What remains of it in the outbox is who got what, not what it said."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.mail_url:
        return None
    server = Server.from_settings(settings)
    try:
        message = write_message(job.payload, server.sender)
    except InvalidMessageError as error:
        raise PermanentError(str(error)) from error
    try:
        with connect(server) as smtp:
            smtp.sendmail(message.sender, [message.to], message.content)
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _reason in error.recipients.values()):
            raise PermanentError(str(error)) from error
        raise
    if job.payload.get("forgotten"):
        return {}
    return {name: job.payload[name] for name in ("to", "subject", "message_id", "part_of") if name in job.payload}


def connect(server: Server) -> smtplib.SMTP:
    """Open a connection, encrypted and signed in as the settings say."""
    trust = ssl.create_default_context()
    smtp: smtplib.SMTP
    if server.scheme == "smtps":
        smtp = smtplib.SMTP_SSL(server.host, server.port, server.own_name, timeout=TIMEOUT, context=trust)
    else:
        smtp = smtplib.SMTP(server.host, server.port, server.own_name, timeout=TIMEOUT)
    try:
        if server.scheme == "smtp+starttls":
            smtp.starttls(context=trust)
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp
