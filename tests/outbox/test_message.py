"""The header lines of the bytes that are sent: what people type adds none, and arrives as they typed it."""

from __future__ import annotations

from collections.abc import Callable
from email.header import decode_header, make_header

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impactplan.models import User, db
from impactplan.outbox import queue_mail, sweep
from impactplan.outbox.message import InvalidMessageError, encode_text, write_message
from tests.outbox.conftest import Mailbox, Server, stored
from tests.support.cast import Cast
from tests.support.client import PageClient

HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"]
ATTACKS = [
    "=?utf-8?q?=0D=0ABcc:_vera@example.org=0D=0A=0D=0AKlik_hier?=",
    "Plan =?utf-8?b?DQpCY2M6IHZlcmFAZXhhbXBsZS5vcmc=?= x",
    "é =?iso-8859-1?q?=0ABcc:_vera@example.org?=",
    "x" * 70 + " =?utf-8?q?=0D=0ABcc:_vera@example.org=0D=0A=0D=0Ax?=",
    "=?utf-8?q?=0D?= =?utf-8?q?=0ABcc:_vera@example.org?=",
    "=?utf-8*nl?q?=0D=0ABcc:_vera@example.org?=",
    "Plan\r\nBcc: vera@example.org",
    "Plan\u2028Bcc: vera@example.org\x00",
]


def header_lines(content: bytes) -> list[str]:
    """Return the names of the header lines that a server reads, those of the body's form left out."""
    head = content.partition(b"\r\n\r\n")[0]
    lines = head.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").split(b"\r\n")
    names = [line.partition(b":")[0].decode("ascii") for line in lines]
    return [name for name in names if name not in {"MIME-Version", "Content-Type"}]


def payload(**more: str) -> dict[str, str]:
    values = {"to": "lena@example.org", "subject": "Dag", "text": "Dag", "html": "<p>Dag</p>", "message_id": "<1@x>"}
    return values | more


@pytest.mark.parametrize("text", ATTACKS)
def test_a_subject_adds_no_header_and_no_body(sending: Server, mailbox: Mailbox, text: str) -> None:
    queue_mail("lena@example.org", text, "Dag", "<p>Dag</p>")
    db.session.commit()
    assert sweep("mail") == 1
    (received,) = mailbox.received
    assert header_lines(received) == HEADERS
    assert received.partition(b"\r\n\r\n")[2].lstrip().startswith(b"--===")
    value = received.partition(b"Subject: ")[2].partition(b"\r\nDate:")[0].decode("ascii")
    assert str(make_header(decode_header(value))).split() == text.split(), "it is read as it was typed"


@pytest.mark.parametrize("text", ATTACKS[:6])
def test_nor_does_a_name_or_a_title_that_somebody_typed(
    cast: Cast, signed_in: Callable[[User], PageClient], sending: Server, mailbox: Mailbox, text: str
) -> None:
    olga = signed_in(cast.olga)
    assert olga.post("/profile", data={"name": text[:200], "language": "nl"}).status_code == 302
    olga.post(f"/plans/{cast.plan_id}/name", data={"title": text[:200]})
    invitation = {"email": "nieuw@example.org", "role": "reader", "message": text}
    assert olga.post(f"/plans/{cast.plan_id}/sharing/invitations", data=invitation).status_code == 302
    sweep("mail")
    assert [header_lines(received) for received in mailbox.received] == [HEADERS]


@pytest.mark.parametrize("name", ["to", "reply_to"])
@pytest.mark.parametrize(
    "address",
    [
        "=?utf-8?q?a=0D=0ABcc:=20vera?=@example.org",
        "a@=?utf-8?q?example=2Eorg?=",
        "a@example.org, vera@example.org",
        "a@example.org\r\nBcc: vera@example.org",
        "Vera <vera@example.org>",
        '"a b"@example.org',
        "vera",
    ],
)
def test_an_address_that_could_be_more_than_one_is_not_mailed(
    sending: Server, mailbox: Mailbox, name: str, address: str
) -> None:
    values = {"to": "lena@example.org"} | {name: address}
    mail_id = queue_mail(values.pop("to"), "Dag", "Dag", "<p>Dag</p>", **values)  # type: ignore[arg-type]  # the cases name other arguments
    db.session.commit()
    assert sweep("mail") == 0
    assert mailbox.received == []
    assert stored(mail_id).failed_at, "trying again makes no sense"
    assert "example" not in stored(mail_id).error


def test_a_domain_is_written_in_letters_that_every_server_takes() -> None:
    assert write_message(payload(to="info@bücherei.example"), "a@b.nl").to == "info@xn--bcherei-n2a.example"


def test_a_server_without_8bit_gets_7bit() -> None:
    content = write_message(payload(text="Één — 🙂", html="<p>é</p>"), "a@b.nl").content
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


@settings(max_examples=1000, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from("=?_\r\n"), max_size=200))
def test_any_text_is_one_header(text: str) -> None:
    content = write_message(payload(subject=text), "a@b.nl").content
    assert header_lines(content) == HEADERS
    value = encode_text("Subject", text)
    assert value.isascii()
    assert str(make_header(decode_header(value))).split() == text.split()


def test_such_an_address_is_not_taken_in(cast: Cast, client: PageClient) -> None:
    page = client.post("/login/link", data={"email": "=?utf-8?q?a=0D=0ABcc=3A?=@example.org"})
    assert "Dit is geen e-mailadres" in page.text


def test_a_sender_that_is_no_address_is_refused() -> None:
    with pytest.raises(InvalidMessageError):
        write_message(payload(), "=?utf-8?q?x?=@b.nl")
