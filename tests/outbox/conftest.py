"""A real SMTP server on loopback, and an app that mails through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from flask import Flask

from impactplan.config import Settings
from impactplan.models import Outbox, db, now


class Mailbox:
    """What the server took; ``refuse`` makes it answer otherwise."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.received: list[bytes] = []
        self.refuse = ""
        self.refuse_recipient = ""
        self.refuse_recipients: dict[str, str] = {}
        self.signed_in: list[tuple[bytes, bytes]] = []

    async def handle_RCPT(self, _server: Any, _session: Session, envelope: Envelope, address: str, *_more: Any) -> str:
        if refusal := self.refuse_recipient or self.refuse_recipients.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        content = envelope.content
        assert isinstance(content, bytes)
        self.received.append(content)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 OK"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.signed_in.append((data.login, data.password))
        known = data == LoginPassword(b"post@bode", b"ge/h:eim")
        return AuthResult(success=known, handled=False)


class Server(Controller):
    """The port is whichever is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]  # it has started by now
        super()._trigger_server()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def smtp(mailbox: Mailbox) -> Iterator[Server]:
    server = Server(mailbox, hostname="127.0.0.1", port=0, authenticator=mailbox.authenticate, auth_require_tls=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mail_url(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set the address of the mail server, and other settings with it."""

    def use(url: str, **more: Any) -> None:
        settings: Settings = app.config["SETTINGS"]
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings, mail_url=url, **more))

    return use


@pytest.fixture
def sending(smtp: Server, mail_url: Callable[..., None]) -> Server:
    mail_url(f"smtp://127.0.0.1:{smtp.port}")
    return smtp


def stored(row_id: str) -> Outbox:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Outbox, row_id)


def make_due(row_id: str) -> None:
    stored(row_id).due_at = now()
    db.session.commit()
