"""A link that works for two hours, in a mail that goes out later: written again, or dropped without a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import time_machine
from flask_security import hash_password
from sqlalchemy import select

from impactplan.models import Outbox, db, now
from impactplan.outbox import sweep
from tests.outbox.conftest import Mailbox, Server
from tests.support.cast import Cast
from tests.support.client import PageClient

PASSWORD = "een zin om te onthouden"


def sweep_all() -> None:
    """As the worker does: what a letter or a renewal leads to goes out at once."""
    for kind in ("letter", "mail", "letter", "mail"):
        sweep(kind)


def refuse_for_now(mailbox: Mailbox) -> None:
    mailbox.refuse = "451 Try again later"
    sweep_all()
    assert mailbox.mails == []


def accept(mailbox: Mailbox) -> None:
    mailbox.refuse = ""
    sweep_all()


def link_in(mailbox: Mailbox, number: int = -1) -> str:
    body = mailbox.mails[number].get_body(("plain",))
    assert body
    found = re.search(r"http://localhost(/\S+)", body.get_content())
    assert found
    return found[1]


def test_a_late_link_works_when_it_arrives(cast: Cast, client: PageClient, sending: Server, mailbox: Mailbox) -> None:
    client.post("/login/link", data={"email": "lena@example.org", "next": f"/plans/{cast.plan_id}/"})
    refuse_for_now(mailbox)
    with time_machine.travel(now() + timedelta(hours=5)):
        accept(mailbox)
        assert [mail["To"] for mail in mailbox.mails] == ["lena@example.org"]
        answer = client.post(link_in(mailbox))
        assert answer.location == f"/plans/{cast.plan_id}/"
        assert client.get("/session").json["user"] == cast.lena.id
    texts = [row.payload.get("text") for row in db.session.scalars(select(Outbox))]
    assert not any(texts), "no link stays in the outbox"


def test_a_link_that_is_in_time_goes_out_as_it_was_written(
    cast: Cast, client: PageClient, sending: Server, mailbox: Mailbox
) -> None:
    client.post("/login/link", data={"email": "lena@example.org"})
    refuse_for_now(mailbox)
    with time_machine.travel(now() + timedelta(minutes=20)):
        accept(mailbox)
    assert len(mailbox.mails) == 1
    assert len(db.session.scalars(select(Outbox).where(Outbox.kind == "mail")).all()) == 1


def test_a_link_to_choose_a_password_is_renewed_too(
    cast: Cast, client: PageClient, sending: Server, mailbox: Mailbox
) -> None:
    client.post("/reset", data={"email": "olga@example.org"})
    refuse_for_now(mailbox)
    with time_machine.travel(now() + timedelta(hours=5)):
        accept(mailbox)
        assert len(mailbox.mails) == 1
        assert client.get(link_in(mailbox)).status_code == 200


def test_a_link_of_yesterday_is_dropped(cast: Cast, client: PageClient, sending: Server, mailbox: Mailbox) -> None:
    client.post("/login/link", data={"email": "lena@example.org"})
    refuse_for_now(mailbox)
    with time_machine.travel(now() + timedelta(hours=25)):
        accept(mailbox)
    assert mailbox.mails == []
    assert all(row.done_at for row in db.session.scalars(select(Outbox))), "and nothing waits or has failed"


def test_of_several_links_the_last_is_sent(cast: Cast, client: PageClient, sending: Server, mailbox: Mailbox) -> None:
    moment = now()
    for minutes in (0, 5, 10):
        with time_machine.travel(moment + timedelta(minutes=minutes)):
            client.post("/login/link", data={"email": "lena@example.org"})
            refuse_for_now(mailbox)
    with time_machine.travel(moment + timedelta(hours=5)):
        accept(mailbox)
        assert len(mailbox.mails) == 1
        client.post(link_in(mailbox))
        assert client.get("/session").json["signed_in"]


def test_who_came_in_otherwise_gets_no_late_link(
    cast: Cast, client: PageClient, sending: Server, mailbox: Mailbox
) -> None:
    cast.olga.password = hash_password(PASSWORD)
    db.session.commit()
    client.post("/login/link", data={"email": "olga@example.org"})
    refuse_for_now(mailbox)
    with time_machine.travel(now() + timedelta(hours=2)):
        client.post("/login", data={"email": "olga@example.org", "password": PASSWORD})
        assert client.get("/session").json["signed_in"]
    with time_machine.travel(now() + timedelta(hours=5)):
        accept(mailbox)
    assert mailbox.mails == []


def test_a_late_change_of_address_announces_itself_once(
    cast: Cast, signed_in: Callable[..., PageClient], sending: Server, mailbox: Mailbox
) -> None:
    cast.olga.password = hash_password(PASSWORD)
    db.session.commit()
    olga = signed_in(cast.olga)
    olga.post("/profile/email", data={"email": "olga@new.example", "password": PASSWORD})
    refuse_for_now(mailbox)
    with time_machine.travel(now() + timedelta(hours=5)):
        accept(mailbox)
        assert sorted(str(mail["To"]) for mail in mailbox.mails) == ["olga@example.org", "olga@new.example"]
        to_new = next(number for number, mail in enumerate(mailbox.mails) if mail["To"] == "olga@new.example")
        assert olga.get(link_in(mailbox, to_new)).status_code in {200, 302, 303}


def test_who_changed_their_address_to_one_that_does_not_exist_is_told(
    cast: Cast, signed_in: Callable[..., PageClient], sending: Server, mailbox: Mailbox
) -> None:
    cast.olga.password = hash_password(PASSWORD)
    db.session.commit()
    signed_in(cast.olga).post("/profile/email", data={"email": "olga@new.example", "password": PASSWORD})
    sweep("letter")
    mailbox.refuse_recipient = "550 5.1.1 No such user"
    sweep("mail")
    mailbox.refuse_recipient = ""
    sweep_all()
    assert [str(mail["To"]) for mail in mailbox.mails] == ["olga@example.org"]
    assert "olga@new.example" in str(mailbox.mails[0]["Subject"])
