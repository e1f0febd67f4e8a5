"""The name by which others know a person: in SQL as in Python, and never their whole address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import literal, select

from impactplan.models import Enrolment, Outbox, User, db, name_or_local_part
from tests.support.cast import Cast, make_user
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


@pytest.mark.parametrize(
    ("name", "email", "shown"),
    [
        ("Olga", "olga@example.org", "Olga"),
        ("", "o.de-vries+plan@example.org", "o.de-vries+plan"),
        ("", '"twee@eerst"@example.org', '"twee'),
        ("", "zonder-apenstaart", "zonder-apenstaart"),
    ],
)
def test_sql_and_python_give_the_same_name(cast: Cast, name: str, email: str, shown: str) -> None:
    cast.olga.name, cast.olga.email = name, email
    db.session.commit()
    assert cast.olga.shown_name == shown
    assert db.session.scalar(select(User.shown_name).where(User.id == cast.olga.id)) == shown


def test_nobody_has_no_name(cast: Cast) -> None:
    nobody = literal(None)
    assert db.session.scalar(select(name_or_local_part(nobody, nobody)).where(User.id == cast.olga.id)) is None


def nameless(*users: User) -> None:
    for user in users:
        user.name = ""
    db.session.commit()


def test_peers_and_readers_never_see_a_whole_address(cast: Cast, signed_in: SignIn) -> None:
    nameless(cast.olga, cast.pim, cast.tess)
    pages = [
        (cast.olga, f"/plans/{cast.plan_id}/sharing", "pim", cast.pim),
        (cast.olga, f"/plans/{cast.plan_id}/sharing", "tess leest dit plan", cast.tess),
        (cast.olga, "/?role=participant", "pim", cast.pim),
        (cast.pim, "/?role=participant", "olga", cast.olga),
        (cast.tess, "/training/plans", "olga", cast.olga),
        (cast.pim, f"/plans/{cast.plan_id}/document", "olga", cast.olga),
    ]
    for reader, address, shown, person in pages:
        page = signed_in(reader).get(address).text
        assert shown in page, address
        assert person.email not in page, address


def test_an_invitation_and_a_mail_name_the_inviter_without_the_address(cast: Cast, signed_in: SignIn) -> None:
    nameless(cast.olga)
    data = {"email": "nieuw@example.org", "role": "reader"}
    signed_in(cast.olga).post(f"/plans/{cast.plan_id}/sharing/invitations", data=data)
    mail = db.session.scalars(select(Outbox.payload).where(Outbox.kind == "mail")).one()
    assert mail["subject"].startswith("olga nodigt")
    assert cast.olga.email not in mail["text"] + mail["html"] + mail["subject"]


def test_a_colleague_without_a_name_is_written_about_by_the_first_part(cast: Cast, signed_in: SignIn) -> None:
    newcomer = make_user("naamloos", "participant", email="n.naamloos@example.org")
    place = db.session.scalars(select(Enrolment).where(Enrolment.user_id == cast.olga.id)).one()
    place.organisation = "Bibliotheek Merenrijk"
    joined = Enrolment(round_id=cast.round_id, user_id=newcomer.id, organisation="Bibliotheek Merenrijk")
    db.session.add(joined)
    nameless(newcomer)
    address = f"/rounds/{cast.round_id}/people/{joined.id}/write-along"
    signed_in(cast.cor).post(address, data={"plan": cast.plan_id, "owner": str(cast.olga.id)})
    mails = list(db.session.scalars(select(Outbox.payload).where(Outbox.kind == "mail")))
    to_owner = next(mail for mail in mails if mail["to"] == cast.olga.email)
    assert to_owner["subject"].startswith("n.naamloos ")
    assert newcomer.email not in to_owner["text"] + to_owner["html"] + to_owner["subject"]
