"""From an invitation into the plan: somebody new, somebody known, somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from impactplan.models import Invitation, Membership, User, db, now
from tests.accounts.conftest import PASSWORD, Mail, link_in, reload
from tests.support.cast import Cast
from tests.support.client import PageClient

Mails = Callable[[], list[Mail]]
SignIn = Callable[[User], PageClient]


def invite(owner: PageClient, cast: Cast, email: str, role: str = "coauthor", message: str = "") -> None:
    address = f"/plans/{cast.plan_id}/sharing/invitations"
    answer = owner.post(address, data={"email": email, "role": role, "message": message})
    assert answer.status_code == 302, answer.text


def role_of(cast: Cast, email: str) -> str | None:
    db.session.rollback()
    place = select(Membership.role).join(User, User.id == Membership.user_id)
    return db.session.scalar(place.where(Membership.plan_id == cast.plan_id, User.email == email))


@pytest.fixture
def owner(with_password: Cast, signed_in: SignIn) -> PageClient:
    return signed_in(with_password.olga)


def test_the_mail_says_who_invites_to_what(owner: PageClient, cast: Cast, mails: Mails) -> None:
    invite(owner, cast, "Nieuw@Example.org", message="Doe je mee?\nGroet, <b>Olga</b>")
    (mail,) = mails()
    assert mail["to"] == "nieuw@example.org"
    assert mail["subject"] == "Olga nodigt je uit voor het plan ‘Digitaal Mee’"
    assert "Doe je mee?\n  Groet, <b>Olga</b>" in mail["text"]
    assert "&lt;b&gt;Olga" in mail["html"]
    token = link_in(mail).rsplit("/", 1)[1]
    stored = db.session.scalars(select(Invitation)).one()
    assert token not in stored.token_hash
    assert stored.expires_at - stored.created_at == timedelta(days=14)


def test_somebody_new_makes_an_account_and_lands_in_the_plan(
    owner: PageClient, cast: Cast, client: PageClient, mails: Mails
) -> None:
    invite(owner, cast, "nieuw@example.org")
    link = link_in(mails()[0])
    page = client.get(link)
    assert "Digitaal Mee" in page.text
    assert "Olga" in page.text
    unnamed = client.post(link, data={"name": " "})
    assert unnamed.status_code == 422
    assert "Vul dit in" in unnamed.text
    weak = client.post(link, data={"name": "Noor", "password": "kort"})
    assert weak.status_code == 422
    assert client.post(link, data={"name": "Noor", "password": PASSWORD}).location == f"/plans/{cast.plan_id}/"
    assert client.get(f"/plans/{cast.plan_id}/").status_code == 200
    assert role_of(cast, "nieuw@example.org") == "coauthor"
    client.post("/logout")
    assert client.post("/login", data={"email": "nieuw@example.org", "password": PASSWORD}).location == "/"


def test_a_reader_needs_no_password(owner: PageClient, cast: Cast, client: PageClient, mails: Mails) -> None:
    invite(owner, cast, "directeur@example.org", "reader")
    link = link_in(mails()[0])
    assert client.post(link, data={"name": "De directeur"}).location == f"/plans/{cast.plan_id}/"
    user = db.session.scalars(select(User).where(User.email == "directeur@example.org")).unique().one()
    assert not user.password
    assert user.confirmed_at
    assert role_of(cast, "directeur@example.org") == "reader"


def test_a_known_reader_is_let_in_by_the_link(owner: PageClient, cast: Cast, client: PageClient, mails: Mails) -> None:
    invite(owner, cast, "pim@example.org", "commenter")
    link = link_in(mails()[0])
    assert client.post(link).location == f"/plans/{cast.plan_id}/"
    assert client.get("/session").json["user"] == cast.pim.id
    assert role_of(cast, "pim@example.org") == "commenter"


def test_the_link_signs_nobody_in_who_has_a_password(
    owner: PageClient, cast: Cast, client: PageClient, mails: Mails
) -> None:
    invite(owner, cast, "vera@example.org")
    link = link_in(mails()[0])
    assert 'type="password"' in client.get(link).text
    assert client.post(link).status_code == 422
    assert client.post(link, data={"password": "verkeerd"}).status_code == 422
    assert not client.get("/session").json["signed_in"]
    assert role_of(cast, "vera@example.org") is None
    assert client.post(link, data={"password": PASSWORD}).location == f"/plans/{cast.plan_id}/"
    assert role_of(cast, "vera@example.org") == "coauthor"


def test_who_is_signed_in_accepts_with_one_click(
    owner: PageClient, cast: Cast, signed_in: SignIn, mails: Mails
) -> None:
    invite(owner, cast, "vera@example.org")
    vera = signed_in(reload(cast.vera))
    link = link_in(mails()[0])
    assert 'type="password"' not in vera.get(link).text
    assert vera.post(link).location == f"/plans/{cast.plan_id}/"


def test_somebody_else_is_asked_to_switch(owner: PageClient, cast: Cast, signed_in: SignIn, mails: Mails) -> None:
    invite(owner, cast, "nieuw@example.org")
    link = link_in(mails()[0])
    tom = signed_in(cast.tom)
    page = tom.get(link)
    assert "tom@example.org" in page.text
    assert f"{link}/switch" in page.text
    assert tom.post(link, data={"name": "Tom"}).location == link
    assert role_of(cast, "tom@example.org") is None
    assert tom.post(f"{link}/switch").location == link
    assert tom.post(link, data={"name": "Nieuw"}).location == f"/plans/{cast.plan_id}/"


def test_a_link_that_is_over_gives_one_and_the_same_page(
    owner: PageClient, cast: Cast, app: Flask, client: PageClient, mails: Mails
) -> None:
    pages = [client.get("/invitations/never-given")]
    invite(owner, cast, "een@example.org", "reader")
    invite(owner, cast, "twee@example.org", "reader")
    invite(owner, cast, "drie@example.org", "reader")
    used, withdrawn, old = (link_in(mail) for mail in mails())
    other = app.test_client()
    assert other.post(used, data={"name": "Een"}).status_code == 302
    ids = dict(db.session.execute(select(Invitation.email, Invitation.id)).all())  # type: ignore[arg-type]  # pairs
    owner.post(f"/plans/{cast.plan_id}/sharing/invitations/{ids['twee@example.org']}/withdraw")
    pages += [client.get(used), client.get(withdrawn), client.post(withdrawn, data={"name": "Twee"})]
    with time_machine.travel(now() + timedelta(days=15)):
        pages += [client.get(old), client.post(old, data={"name": "Drie"})]
    assert {page.status_code for page in pages} == {410}
    assert len({page.text.split("<main")[1] for page in pages}) == 1
    assert role_of(cast, "twee@example.org") is None


def test_a_new_link_replaces_the_old_one(owner: PageClient, cast: Cast, client: PageClient, mails: Mails) -> None:
    invite(owner, cast, "nieuw@example.org")
    invitation_id = db.session.scalar(select(Invitation.id))
    owner.post(f"/plans/{cast.plan_id}/sharing/invitations/{invitation_id}/resend")
    first, second = (link_in(mail) for mail in mails())
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_an_expired_invitation_can_be_sent_again(
    owner: PageClient, cast: Cast, client: PageClient, mails: Mails
) -> None:
    invite(owner, cast, "nieuw@example.org")
    invitation = db.session.scalars(select(Invitation)).one()
    invitation.expires_at = now() - timedelta(days=1)
    db.session.commit()
    assert "verlopen" in owner.get(f"/plans/{cast.plan_id}/sharing").text
    owner.post(f"/plans/{cast.plan_id}/sharing/invitations/{invitation.id}/resend")
    assert client.get(link_in(mails()[-1])).status_code == 200


def test_two_clicks_at_once_accept_once(owner: PageClient, cast: Cast, client: PageClient, mails: Mails) -> None:
    invite(owner, cast, "pim@example.org", "reader")
    link = link_in(mails()[0])
    client.post(link)
    assert client.post(link).status_code == 410
    assert client.get("/session").json["signed_in"], "the second click signs nobody out"


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("karel@example.org", "doet al mee"),
        ("KAREL@example.org", "doet al mee"),
        ("geen adres", "geen e-mailadres"),
        ("a@b.nl\r\nBcc: x@y.nl", "geen e-mailadres"),
        ("", "Vul dit in"),
    ],
)
def test_what_is_wrong_stands_at_the_field(owner: PageClient, cast: Cast, mails: Mails, email: str, said: str) -> None:
    data = {"email": email, "role": "reader", "message": "Hallo"}
    page = owner.post(f"/plans/{cast.plan_id}/sharing/invitations", data=data)
    assert page.status_code == 422
    assert said in page.text
    assert "Hallo" in page.text
    assert mails() == []


def test_an_address_is_invited_once(owner: PageClient, cast: Cast) -> None:
    invite(owner, cast, "nieuw@example.org")
    data = {"email": "nieuw@example.org", "role": "reader"}
    page = owner.post(f"/plans/{cast.plan_id}/sharing/invitations", data=data)
    assert "al uitgenodigd" in page.text


def test_fifty_invitations_are_open_at_most(owner: PageClient, cast: Cast) -> None:
    moment = now()
    for number in range(50):
        row = {"email": f"x{number}@example.org", "role": "reader", "token_hash": str(number)}
        db.session.add(Invitation(plan_id=cast.plan_id, expires_at=moment + timedelta(days=1), **row))
    db.session.commit()
    data = {"email": "nieuw@example.org", "role": "reader"}
    page = owner.post(f"/plans/{cast.plan_id}/sharing/invitations", data=data)
    assert page.status_code == 422
    assert "50 uitnodigingen" in page.text


def test_nobody_is_invited_as_owner(owner: PageClient, cast: Cast) -> None:
    data = {"email": "nieuw@example.org", "role": "owner"}
    assert owner.post(f"/plans/{cast.plan_id}/sharing/invitations", data=data).status_code == 422
