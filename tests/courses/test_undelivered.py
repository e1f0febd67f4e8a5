"""Mail to a round that a mail server refused: its coordinator is told, mends the address and sends that one again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select

from impactplan.models import Enrolment, Outbox, User, db, now
from impactplan.outbox import sweep
from tests.courses.test_round_emails import look
from tests.outbox.conftest import Mailbox, Server, mail_url, mailbox, sending, smtp
from tests.support.cast import Cast
from tests.support.client import PageClient

__all__ = ["mail_url", "mailbox", "sending", "smtp"]  # fixtures

SignIn = Callable[[User], PageClient]


@pytest.fixture
def cor(cast: Cast, signed_in: SignIn) -> PageClient:
    place = Enrolment(round_id=cast.round_id, email="wahct@example.org", name="Wacht", invited_at=now())
    db.session.add(place)
    db.session.commit()
    return signed_in(cast.cor)


@pytest.fixture
def refused(cast: Cast, cor: PageClient, sending: Server, mailbox: Mailbox) -> str:
    """Send a mail to the participants, of which one is refused, and return its address as a page."""
    answer = cor.post(f"/rounds/{cast.round_id}/mails", data=look(cor, cast, to="participants"))
    mailbox.refuse_recipients = {"wahct@example.org": "550 5.1.1 No such user"}
    sweep("mail")
    mailbox.mails.clear()
    return str(answer.location).partition("?")[0]


def again(page: str) -> str:
    """Return the address of the one form to send again."""
    (found,) = set(re.findall(r'action="(/rounds/[^"]*/again/[^"]*)"', page))
    return str(found)


def addressees(mailbox: Mailbox) -> list[str]:
    return sorted(str(mail["To"]) for mail in mailbox.mails)


def test_the_coordinator_sees_which_mail_was_refused_and_why(cast: Cast, cor: PageClient, refused: str) -> None:
    page = cor.get(refused).text
    assert "wahct@example.org" in page
    assert "Dit adres bestaat niet." in page
    assert "olga@example.org" not in page
    assert "niet aangekomen" in cor.get(f"/rounds/{cast.round_id}/mails").text


def test_the_coordinator_is_told_by_mail(cast: Cast, refused: str, mailbox: Mailbox) -> None:
    sweep("letter")
    sweep("mail")
    (told,) = mailbox.mails
    assert told["To"] == "cor@example.org"
    body = told.get_body(("plain",))
    assert body
    assert f"http://localhost{refused}" in body.get_content()


def test_an_address_is_mended_and_that_one_sent_again(
    cast: Cast, cor: PageClient, refused: str, mailbox: Mailbox
) -> None:
    answer = cor.post(again(cor.get(refused).text), data={"email": "wacht@example.org"})
    assert answer.location == refused
    sweep("mail")
    assert addressees(mailbox) == ["wacht@example.org"] * 2, "the mail, and a link that works from this address"
    db.session.rollback()
    assert db.session.scalars(select(Enrolment.email).where(Enrolment.name == "Wacht")).all() == ["wacht@example.org"]
    assert "niet aangekomen" not in cor.get(refused).text


def test_one_that_was_mended_elsewhere_goes_there(cast: Cast, cor: PageClient, refused: str, mailbox: Mailbox) -> None:
    place = db.session.scalars(select(Enrolment).where(Enrolment.name == "Wacht")).one()
    cor.post(f"/rounds/{cast.round_id}/people/{place.id}", data={"email": "wacht@example.org", "name": "Wacht"})
    sweep("mail")
    mailbox.mails.clear()
    cor.post(again(cor.get(refused).text), data={"email": "wacht@example.org"})
    sweep("mail")
    assert addressees(mailbox) == ["wacht@example.org"]


def test_it_is_sent_to_the_same_address_if_that_was_right(
    cast: Cast, cor: PageClient, refused: str, mailbox: Mailbox
) -> None:
    mailbox.refuse_recipients = {}
    cor.post(again(cor.get(refused).text), data={"email": "wahct@example.org"})
    sweep("mail")
    assert addressees(mailbox) == ["wahct@example.org"]


@pytest.mark.parametrize("address", ["", "geen adres", "a@b\r\nBcc: vera@example.org"])
def test_a_wrong_address_is_refused(cast: Cast, cor: PageClient, refused: str, mailbox: Mailbox, address: str) -> None:
    answer = cor.post(again(cor.get(refused).text), data={"email": address})
    assert answer.status_code == 422
    sweep("mail")
    assert mailbox.mails == []


def test_who_is_in_the_round_with_an_account_gets_it_at_their_own_address_only(
    cast: Cast, cor: PageClient, refused: str, mailbox: Mailbox
) -> None:
    """Or a coordinator could have a mail to a participant go anywhere."""
    db.session.execute(delete(Outbox).where(Outbox.email == "olga@example.org"))
    row = db.session.scalars(select(Outbox).where(Outbox.failed_at.is_not(None))).one()
    row.payload, row.email = {**row.payload, "to": "olga@example.org"}, "olga@example.org"
    db.session.commit()
    page = cor.get(refused).text
    assert "het adres van het account van deze persoon" in page
    assert cor.post(again(page), data={"email": "elders@example.org"}).status_code == 422
    assert cor.post(again(page), data={"email": "olga@example.org"}).status_code == 302


def test_what_arrived_is_not_sent_again(cast: Cast, cor: PageClient, refused: str, mailbox: Mailbox) -> None:
    arrived = db.session.scalars(select(Outbox.id).where(Outbox.kind == "mail", Outbox.done_at.is_not(None))).first()
    answer = cor.post(f"{refused}/again/{arrived}", data={"email": "olga@example.org"})
    assert answer.status_code == 302
    sweep("mail")
    assert mailbox.mails == []


def test_an_invitation_that_was_refused_stands_at_who_it_was_for(
    cast: Cast, cor: PageClient, sending: Server, mailbox: Mailbox
) -> None:
    place = db.session.scalars(select(Enrolment).where(Enrolment.name == "Wacht")).one()
    mailbox.refuse_recipients = {"wahct@example.org": "550 5.1.1 No such user"}
    cor.post(f"/rounds/{cast.round_id}/people/{place.id}/invite")
    sweep("mail")
    people = f"/rounds/{cast.round_id}/people"
    assert "De uitnodiging is niet aangekomen." in cor.get(people).text
    mailbox.refuse_recipients = {}
    cor.post(f"/rounds/{cast.round_id}/people/{place.id}/invite")
    sweep("mail")
    assert "De uitnodiging is niet aangekomen." not in cor.get(people).text


def test_an_invitation_of_a_trainer_that_was_refused_stands_there_too(
    cast: Cast, cor: PageClient, sending: Server, mailbox: Mailbox
) -> None:
    mailbox.refuse_recipients = {"traienr@example.org": "550 5.1.1 No such user"}
    staff = f"/rounds/{cast.round_id}/staff"
    cor.post(staff, data={"email": "traienr@example.org", "role": "trainer"})
    assert "De uitnodiging is niet aangekomen." not in cor.get(staff).text
    sweep("mail")
    assert "De uitnodiging is niet aangekomen." in cor.get(staff).text


def test_an_invitation_to_a_plan_that_was_refused_stands_at_the_invitation(
    cast: Cast, signed_in: SignIn, sending: Server, mailbox: Mailbox
) -> None:
    olga = signed_in(cast.olga)
    sharing = f"/plans/{cast.plan_id}/sharing"
    olga.post(f"{sharing}/invitations", data={"email": "leena@example.org", "role": "reader"})
    mailbox.refuse_recipients = {"leena@example.org": "550 5.1.1 No such user"}
    sweep("mail")
    assert "De uitnodiging is niet aangekomen. Dit adres bestaat niet." in re.sub(r"\s+", " ", olga.get(sharing).text)
    sweep("letter")
    sweep("mail")
    assert addressees(mailbox) == ["olga@example.org"]
