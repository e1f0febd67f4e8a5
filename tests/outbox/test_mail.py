"""Mail by a real SMTP server: what arrives, and what happens when it does not."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from importlib import import_module
from unittest.mock import Mock

import pytest
from flask import Flask

from impactplan import create_app
from impactplan.config import Settings
from impactplan.extensions import limiter
from impactplan.models import db, now
from impactplan.outbox import mailer, queue_mail, sweep
from impactplan.outbox.mailer import TRIES
from impactplan.outbox.smtp import Server as MailServer
from tests.outbox.conftest import Mailbox, Server, make_due, stored
from tests.support.client import PageClient

UseMail = Callable[..., None]


def queue(to: str = "lena@example.org", subject: str = "Je bent uitgenodigd") -> str:
    mail_id = queue_mail(to, subject, "Dag Lena — 🙂", "<p>Dag <b>Lena</b> — 🙂</p>")
    db.session.commit()
    return mail_id


def test_a_mail_arrives_as_text_and_html(sending: Server, mailbox: Mailbox) -> None:
    mail_id = queue(subject="Het plan ‘Digitaal Mee’")
    assert sweep("mail") == 1
    (mail,) = mailbox.mails
    assert mail["To"] == "lena@example.org"
    assert mail["From"] == "impactplan <noreply@localhost>"
    assert mail["Subject"] == "Het plan ‘Digitaal Mee’"
    assert mail["Message-ID"] == f"<{mail_id}@localhost>"
    assert abs((parsedate_to_datetime(mail["Date"]) - now()).total_seconds()) < 60
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text
    assert html
    assert text.get_content().strip() == "Dag Lena — 🙂"
    assert "<b>Lena</b> — 🙂" in html.get_content()
    assert sweep("mail") == 0, "it is sent once"


def test_what_it_said_is_not_kept(sending: Server, mailbox: Mailbox) -> None:
    mail_id = queue()
    sweep("mail")
    row = stored(mail_id)
    assert row.done_at
    assert set(row.payload) == {"to", "subject", "message_id"}


def test_an_answer_goes_to_who_wrote_it(sending: Server, mailbox: Mailbox) -> None:
    mail_id = queue_mail("lena@example.org", "Hallo", "x", "<p>x</p>", reply_to="cor@example.org", part_of="ronde")
    db.session.commit()
    assert sweep("mail") == 1
    assert mailbox.mails[0]["Reply-To"] == "cor@example.org"
    assert stored(mail_id).payload["part_of"] == "ronde", "its fate can still be looked up"
    assert "reply_to" not in stored(mail_id).payload


@pytest.mark.parametrize("address", ["cor@example.org\r\nBcc: vera@example.org", "cor@example.org, vera@example.org"])
def test_nothing_is_slipped_in_by_an_address_to_answer(sending: Server, mailbox: Mailbox, address: str) -> None:
    mail_id = queue_mail("lena@example.org", "Hallo", "x", "<p>x</p>", reply_to=address)
    db.session.commit()
    assert sweep("mail") == 0
    assert mailbox.mails == []
    assert stored(mail_id).error


def test_what_is_rolled_back_is_never_sent(sending: Server, mailbox: Mailbox) -> None:
    queue_mail("lena@example.org", "Nooit", "x", "<p>x</p>")
    db.session.rollback()
    sweep("mail")
    assert mailbox.mails == []


def test_a_refused_mail_is_tried_again_later(sending: Server, mailbox: Mailbox) -> None:
    mailbox.refuse = "451 4.3.0 Try again later"
    mail_id = queue()
    sweep("mail")
    row = stored(mail_id)
    assert row.done_at is None
    assert row.failed_at is None
    assert row.attempts == 1
    assert "451" in row.error
    assert 50 < (row.due_at - now()).total_seconds() < 70
    assert sweep("mail") == 0, "not before its moment"
    mailbox.refuse = ""
    make_due(mail_id)
    assert sweep("mail") == 1
    assert mailbox.mails[0]["Message-ID"] == f"<{mail_id}@localhost>"
    assert stored(mail_id).error == ""


def test_the_wait_doubles_and_ends(sending: Server, mailbox: Mailbox) -> None:
    mailbox.refuse = "451 Try again later"
    mail_id = queue()
    waits = []
    for _ in range(TRIES):
        make_due(mail_id)
        sweep("mail")
        waits.append(round((stored(mail_id).due_at - now()).total_seconds() / 60))
    assert waits[:5] == [1, 2, 4, 8, 16]
    assert waits[:-1] == sorted(waits[:-1])
    assert 5 * 24 * 60 <= sum(waits[:-1]) <= 5.5 * 24 * 60, "five days"
    assert stored(mail_id).failed_at
    make_due(mail_id)
    assert sweep("mail") == 0


def test_a_mailbox_that_does_not_exist_is_not_tried_again(sending: Server, mailbox: Mailbox) -> None:
    mailbox.refuse_recipient = "550 5.1.1 No such user"
    mail_id = queue()
    sweep("mail")
    assert stored(mail_id).failed_at
    assert "550" in stored(mail_id).error


def test_one_bad_mail_does_not_hold_up_the_others(sending: Server, mailbox: Mailbox) -> None:
    bad = queue(to="geen adres")
    queue()
    assert sweep("mail") == 1
    assert len(mailbox.mails) == 1
    assert stored(bad).error


def test_a_server_that_is_away_is_tried_again(mail_url: UseMail) -> None:
    mail_url("smtp://127.0.0.1:9")
    mail_id = queue()
    sweep("mail")
    assert "ConnectionRefusedError" in stored(mail_id).error
    assert stored(mail_id).failed_at is None


def test_killed_between_the_server_and_us_it_carries_the_same_message_id(
    sending: Server, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one way in which a mail can go out twice: recognisable as the same."""
    mail_id = queue()
    with monkeypatch.context() as killed:
        end = Mock(side_effect=SystemExit)
        killed.setattr(import_module("impactplan.outbox.sweep"), "finish", end)
        with pytest.raises(SystemExit):
            sweep("mail")
    db.session.rollback()
    assert sweep("mail") == 0, "its lease still runs"
    make_due(mail_id)
    assert sweep("mail") == 1
    assert [mail["Message-ID"] for mail in mailbox.mails] == [f"<{mail_id}@localhost>"] * 2


def test_it_signs_in_with_what_the_address_says(smtp: Server, mailbox: Mailbox, mail_url: UseMail) -> None:
    mail_url(f"smtp://post%40bode:ge%2Fh%3Aeim@127.0.0.1:{smtp.port}?from=impact@bieb.example")
    queue()
    assert sweep("mail") == 1
    assert mailbox.signed_in == [(b"post@bode", b"ge/h:eim")]
    assert mailbox.mails[0]["From"] == "impactplan <impact@bieb.example>"


def test_a_refused_password_is_tried_again(smtp: Server, mail_url: UseMail) -> None:
    mail_url(f"smtp://post%40bode:verkeerd@127.0.0.1:{smtp.port}")
    mail_id = queue()
    assert sweep("mail") == 0
    assert stored(mail_id).failed_at is None


def test_an_encrypted_connection_is_not_given_up_silently(smtp: Server, mail_url: UseMail, mailbox: Mailbox) -> None:
    mail_url(f"smtp+starttls://127.0.0.1:{smtp.port}")
    mail_id = queue()
    assert sweep("mail") == 0
    assert mailbox.mails == []
    assert "STARTTLS" in stored(mail_id).error


@pytest.mark.parametrize(
    ("url", "port"),
    [("smtp://mail.example", 25), ("smtps://mail.example", 465), ("smtp+starttls://mail.example", 587)],
)
def test_each_way_has_its_port(url: str, port: int) -> None:
    production = {"IMPACTPLAN_ENV": "production", "IMPACTPLAN_SECRET_KEY": "x" * 40}
    site = {"IMPACTPLAN_MAIL_URL": url, "IMPACTPLAN_BASE_URL": "https://plan.example"}
    settings = Settings.from_environ(production | site)
    server = MailServer.from_settings(settings)
    assert (server.host, server.port, server.sender) == ("mail.example", port, "noreply@plan.example")


def test_nothing_is_slipped_into_a_header(sending: Server, mailbox: Mailbox) -> None:
    queue(subject="Plan\r\nBcc: ander@example.org\r\n\r\n<b>x</b>")
    queue(to="lena@example.org\r\nBcc: ander@example.org")
    sweep("mail")
    (mail,) = mailbox.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Plan Bcc: ander@example.org <b>x</b>"


def test_in_production_mails_wait_for_a_server(app: Flask, mail_url: UseMail) -> None:
    mail_url("", env="production")
    mail_id = queue()
    assert mailer.mail_waits()
    assert sweep("mail") == 0
    assert stored(mail_id).attempts == 0


def test_in_development_mails_can_be_read(client: PageClient) -> None:
    mail_id = queue(subject="<i>Een</i> & twee")
    assert "&lt;i&gt;Een" in client.get("/dev/mail").text
    assert "Dag Lena — 🙂" in client.get(f"/dev/mail/{mail_id}").text
    assert sweep("mail") == 1
    assert "Dag Lena — 🙂" in client.get(f"/dev/mail/{mail_id}").text
    assert client.get("/dev/mail/none").status_code == 404


@pytest.mark.parametrize(
    "more",
    [
        {"IMPACTPLAN_ENV": "production", "IMPACTPLAN_SECRET_KEY": "x" * 40},
        {"IMPACTPLAN_ENV": "development", "IMPACTPLAN_MAIL_URL": "smtp://mail.example"},
    ],
)
def test_there_is_no_such_page_elsewhere(
    more: dict[str, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", False)  # put back afterwards: it is one for all apps of a process
    environ = {"IMPACTPLAN_DATA_DIR": str(settings.data_dir), "IMPACTPLAN_DATABASE_URL": settings.database_url, **more}
    other = create_app(Settings.from_environ(environ))
    assert not [rule for rule in other.url_map.iter_rules() if rule.rule.startswith("/dev")]
