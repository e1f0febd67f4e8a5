"""From an invitation to a round into the plan: by the link or signed in, alone or with colleagues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_security import hash_password
from sqlalchemy import delete, select

from impactplan.courses.enrolment import acceptance
from impactplan.courses.enrolment.acceptance import accept_enrolment
from impactplan.courses.enrolment.offers import load_offers
from impactplan.courses.enrolment.operations import NewEnrolment, enrol_people
from impactplan.models import (
    Enrolment,
    Meeting,
    Membership,
    Plan,
    Reflection,
    Role,
    RoundStaff,
    User,
    db,
    enrolment_table,
    now,
)
from impactplan.reflections.operations import save_reflection
from impactplan.workbook.plans import create_plan
from tests.accounts.conftest import PASSWORD, reload
from tests.courses.people import enrolment_of, link_to, queued_emails
from tests.support.cast import Cast, make_user
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
OOST = "Bibliotheek Oost"


@pytest.fixture
def cor(cast: Cast, signed_in: SignIn) -> PageClient:
    return signed_in(cast.cor)


def invite(cor: PageClient, cast: Cast, email: str, library: str = OOST, *, together: bool = False) -> str:
    """Invite somebody through the page, and return their link."""
    data = {"email": email, "name": email.split("@")[0].title(), "library": library, "what": "invite"}
    answer = cor.post(f"/rounds/{cast.round_id}/people", data=data | ({"together": "y"} if together else {}))
    assert answer.status_code == 302, answer.text
    return link_to(email)


def accept(app: Flask, link: str, name: str = "Noor") -> str:
    """Accept in a browser of one's own, and return where it led."""
    answer = app.test_client().post(link, data={"name": name})
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def role_in(plan_id: str, email: str) -> str | None:
    db.session.rollback()
    query = select(Membership.role).join(User, User.id == Membership.user_id)
    return db.session.scalar(query.where(Membership.plan_id == plan_id, User.email == email))


def test_somebody_new_takes_part_and_begins_a_plan(cast: Cast, cor: PageClient, client: PageClient) -> None:
    db.session.add(Meeting(round_id=cast.round_id, number=1, module=1, day=date(2999, 1, 8)))
    db.session.commit()
    link = invite(cor, cast, "noor@example.org")
    page = client.get(link).text
    for words in ("Impactmanagement", "Ronde 1", OOST, "eerste bijeenkomst is op dinsdag 8", 'value="Noor"'):
        assert words in page
    assert "samen met je collega" not in page
    answer = client.post(link, data={"name": "Noor de Wit"})
    place = enrolment_of("noor@example.org")
    assert answer.location == f"/plans/{place.plan_id}/start"
    assert "Welkom bij ‘Impactmanagement’" in client.get(answer.location).text
    assert (place.email, place.name, place.token_hash) == (None, "", None)
    assert place.accepted_at
    user = db.session.get(User, place.user_id)
    plan = db.session.get(Plan, place.plan_id)
    assert user is not None
    assert plan is not None
    assert (user.name, user.organisation, user.password) == ("Noor de Wit", OOST, None)
    assert [role.name for role in user.roles] == ["participant"]
    assert (plan.title, plan.organisation) == (f"Impactplan van {OOST}", OOST)
    assert role_in(plan.id, "noor@example.org") == "owner"
    assert client.get(f"/rounds/{cast.round_id}").status_code == 302


def test_the_mail_says_what_and_until_when_and_is_answered_to_the_coordinator(cast: Cast, cor: PageClient) -> None:
    invite(cor, cast, "noor@example.org", together=True)
    (mail,) = queued_emails()
    assert mail["subject"] == "Uitnodiging voor Impactmanagement, Ronde 1"
    assert "Hallo Noor," in mail["text"]
    assert "samen met je collega’s van Bibliotheek Oost" in mail["text"]
    assert mail["reply_to"] == "cor@example.org"
    place = enrolment_of("noor@example.org")
    assert place.expires_at - place.invited_at == timedelta(days=30)


def test_the_last_day_of_a_link_is_that_of_the_clock_in_amsterdam(cast: Cast, signed_in: SignIn) -> None:
    with time_machine.travel(datetime(2099, 5, 31, 22, 30, tzinfo=UTC)):  # half past midnight there
        invite(signed_in(cast.cor), cast, "noor@example.org")
    assert "1 juli 2099" in queued_emails()[0]["text"]


def test_the_mail_names_the_next_meeting_that_goes_on(cast: Cast, cor: PageClient) -> None:
    first = {"number": 1, "module": 1, "day": date(2999, 1, 8), "cancelled_at": datetime(2998, 12, 1, tzinfo=UTC)}
    db.session.add(Meeting(round_id=cast.round_id, **first))
    db.session.add(Meeting(round_id=cast.round_id, number=2, module=1, day=date(2999, 1, 15)))
    db.session.commit()
    invite(cor, cast, "noor@example.org")
    assert "De volgende bijeenkomst is op dinsdag 15 januari" in queued_emails()[0]["text"]


def test_each_is_written_to_in_their_own_language(cast: Cast, cor: PageClient) -> None:
    cast.vera.language = "en"
    db.session.commit()
    invite(cor, cast, "vera@example.org")
    invite(cor, cast, "nieuw@example.org")
    assert queued_emails("vera@example.org")[0]["subject"].startswith("Invitation to")
    assert queued_emails("nieuw@example.org")[0]["subject"].startswith("Uitnodiging voor")


def test_without_a_library_the_plan_is_called_after_its_author(cast: Cast, cor: PageClient, app: Flask) -> None:
    accept(app, invite(cor, cast, "noor@example.org", ""), "Noor de Wit")
    plan = db.session.get(Plan, enrolment_of("noor@example.org").plan_id)
    assert plan is not None
    assert plan.title == "Impactplan van Noor de Wit"


def test_a_long_library_makes_a_title_that_fits(cast: Cast, cor: PageClient, app: Flask) -> None:
    accept(app, invite(cor, cast, "noor@example.org", "B" * 200))
    plan = db.session.get(Plan, enrolment_of("noor@example.org").plan_id)
    assert plan is not None
    assert len(plan.title) == 200


# --- accounts that are there ---------------------------------------------------------------------------------


def test_an_account_without_password_is_let_in_and_keeps_what_it_says(
    cast: Cast, cor: PageClient, client: PageClient
) -> None:
    link = invite(cor, cast, "vera@example.org")
    assert 'name="name"' not in client.get(link).text
    client.post(link)
    assert client.get("/session").json["user"] == cast.vera.id
    vera = reload(cast.vera)
    assert (vera.name, vera.organisation) == ("Vera", "Bibliotheek van Vera")


def test_an_account_with_a_password_gives_it(cast: Cast, cor: PageClient, client: PageClient) -> None:
    cast.vera.password = hash_password(PASSWORD)
    db.session.commit()
    link = invite(cor, cast, "vera@example.org")
    assert client.post(link).status_code == 422
    assert client.post(link, data={"password": "verkeerd"}).status_code == 422
    assert enrolment_of("vera@example.org").user_id is None
    assert client.post(link, data={"password": PASSWORD}).status_code == 302
    assert enrolment_of("vera@example.org").user_id == cast.vera.id


def test_somebody_else_who_is_signed_in_changes_nothing(cast: Cast, cor: PageClient, signed_in: SignIn) -> None:
    link = invite(cor, cast, "noor@example.org")
    tom = signed_in(cast.tom)
    assert "tom@example.org" in tom.get(link).text
    assert tom.post(link, data={"name": "Tom"}).location == link
    assert enrolment_of("noor@example.org").user_id is None


def test_an_untouched_plan_of_ones_own_is_used(cast: Cast, cor: PageClient, signed_in: SignIn) -> None:
    plan_id = create_plan(cast.vera, "Mijn plan", "", "nl")
    db.session.commit()
    link = invite(cor, cast, "vera@example.org")
    assert signed_in(cast.vera).post(link).location == f"/plans/{plan_id}/start"
    assert enrolment_of("vera@example.org").plan_id == plan_id


def test_a_plan_that_was_begun_or_shared_stays_out_of_the_round(cast: Cast, cor: PageClient, app: Flask) -> None:
    """Olga's plan has co-authors and is in a round; a new round opens none of it to its trainers."""
    other = db.session.scalars(select(RoundStaff).where(RoundStaff.user_id == cast.tom.id)).one()
    db.session.add(RoundStaff(round_id=other.round_id, user_id=cast.cor.id, role="coordinator"))
    db.session.commit()
    enrol_people(other.round_id, cast.cor, [NewEnrolment("olga@example.org", "", "", token="t")])
    db.session.commit()
    app.test_client().post("/invitations/t")
    places = db.session.scalars(select(Enrolment).where(Enrolment.user_id == cast.olga.id)).all()
    assert len({place.plan_id for place in places}) == 2


# --- links that are over -------------------------------------------------------------------------------------


def test_a_link_that_is_over_gives_one_and_the_same_page(
    cast: Cast, cor: PageClient, app: Flask, client: PageClient
) -> None:
    links = {name: invite(cor, cast, f"{name}@example.org") for name in ("een", "twee", "drie")}
    accept(app, links["een"])
    cor.post(f"/rounds/{cast.round_id}/people/{enrolment_of('twee@example.org').id}/withdraw")
    pages = [client.get("/invitations/never-given"), client.get(links["een"]), client.get(links["twee"])]
    pages += [client.post(links["een"], data={"name": "X"}), client.post(links["twee"], data={"name": "X"})]
    with time_machine.travel(now() + timedelta(days=31)):
        pages += [client.get(links["drie"]), client.post(links["drie"], data={"name": "X"})]
    assert {page.status_code for page in pages} == {410}
    assert len({page.text.split("<main")[1] for page in pages}) == 1
    assert not client.get("/session").json["signed_in"]


def test_a_second_click_does_nothing(cast: Cast, cor: PageClient, client: PageClient) -> None:
    link = invite(cor, cast, "noor@example.org")
    client.post(link, data={"name": "Noor"})
    again = client.post(link, data={"name": "Noor"})
    assert again.status_code == 410
    assert "Naar je startpagina" in again.text
    assert 'href="/login"' not in again.text
    assert client.get("/session").json["signed_in"]
    assert len(db.session.scalars(select(Plan).where(Plan.organisation == OOST)).all()) == 1


def test_who_is_withdrawn_between_looking_and_clicking_gets_no_account(
    cast: Cast, cor: PageClient, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = invite(cor, cast, "noor@example.org")
    place_id = enrolment_of("noor@example.org").id
    claim = acceptance._claim

    def withdraw_first(*args: Any) -> Any:
        db.session.execute(delete(enrolment_table).where(enrolment_table.c.id == place_id))
        return claim(*args)

    monkeypatch.setattr(acceptance, "_claim", withdraw_first)
    assert client.post(link, data={"name": "Noor"}).status_code == 410
    db.session.rollback()
    assert db.session.scalar(select(User.id).where(User.email == "noor@example.org")) is None


# --- colleagues ----------------------------------------------------------------------------------------------


def test_colleagues_write_one_plan_and_keep_places_and_reflections_of_their_own(
    cast: Cast, cor: PageClient, app: Flask, client: PageClient
) -> None:
    first = accept(app, invite(cor, cast, "noor@example.org", together=True))
    second_link = invite(cor, cast, "karim@example.org", " bibliotheek  OOST ", together=True)
    assert "samen met je collega’s van" in client.get(second_link).text
    second = accept(app, second_link, "Karim")
    noor, karim = enrolment_of("noor@example.org"), enrolment_of("karim@example.org")
    assert noor.plan_id == karim.plan_id
    assert noor.id != karim.id
    assert (first, second) == (f"/plans/{noor.plan_id}/start", f"/plans/{noor.plan_id}/")
    assert role_in(noor.plan_id, "noor@example.org") == "owner"
    assert role_in(noor.plan_id, "karim@example.org") == "coauthor"
    for place in (noor, karim):
        user = db.session.get(User, place.user_id)
        assert user is not None
        save_reflection(place.plan_id, user, 1, {"learned": user.name}, {})
        db.session.commit()
    assert len(db.session.scalars(select(Reflection.user_id).where(Reflection.plan_id == noor.plan_id)).all()) == 2


def test_who_does_not_write_together_gets_a_plan_alone(cast: Cast, cor: PageClient, app: Flask) -> None:
    accept(app, invite(cor, cast, "noor@example.org", together=True))
    accept(app, invite(cor, cast, "karim@example.org", "Bibliotheek West", together=True))
    alone = Enrolment(round_id=cast.round_id, email="bo@example.org", organisation=OOST)
    db.session.add(alone)
    db.session.commit()
    cor.post(f"/rounds/{cast.round_id}/people/{alone.id}/invite")
    accept(app, link_to("bo@example.org"))
    plans = {enrolment_of(f"{name}@example.org").plan_id for name in ("noor", "karim", "bo")}
    assert len(plans) == 3


def test_the_plan_of_a_colleague_who_writes_alone_stays_theirs(cast: Cast, cor: PageClient, app: Flask) -> None:
    accept(app, invite(cor, cast, "noor@example.org"))
    accept(app, invite(cor, cast, "karim@example.org", together=True))
    mine = enrolment_of("noor@example.org").plan_id
    assert enrolment_of("karim@example.org").plan_id != mine
    assert role_in(mine, "karim@example.org") is None


def test_without_a_library_nobody_is_a_colleague(cast: Cast, cor: PageClient, app: Flask) -> None:
    for name in ("noor", "karim"):
        accept(app, invite(cor, cast, f"{name}@example.org", "", together=True))
    assert enrolment_of("noor@example.org").plan_id != enrolment_of("karim@example.org").plan_id


def test_the_plan_of_a_colleague_who_dropped_out_is_closed(cast: Cast, cor: PageClient, app: Flask) -> None:
    accept(app, invite(cor, cast, "noor@example.org", together=True))
    cor.post(f"/rounds/{cast.round_id}/people/{enrolment_of('noor@example.org').id}/drop-out")
    accept(app, invite(cor, cast, "karim@example.org", together=True))
    assert enrolment_of("karim@example.org").plan_id != enrolment_of("noor@example.org").plan_id


def test_a_reader_of_the_plan_becomes_a_co_author(cast: Cast, cor: PageClient, app: Flask) -> None:
    accept(app, invite(cor, cast, "noor@example.org", together=True))
    plan_id = enrolment_of("noor@example.org").plan_id
    db.session.add(Membership(plan_id=plan_id, user_id=cast.vera.id, role="reader"))
    db.session.commit()
    assert accept(app, invite(cor, cast, "vera@example.org", together=True)) == f"/plans/{plan_id}/"
    assert role_in(plan_id, "vera@example.org") == "coauthor"


def test_colleagues_who_accept_at_once_get_one_plan(cast: Cast, cor: PageClient, app: Flask) -> None:
    people = [make_user(f"gelijk{number}") for number in range(4)]
    db.session.commit()
    for person in people:
        invite(cor, cast, str(person.email), together=True)
    places = [(enrolment_of(str(person.email)).id, enrolment_of(str(person.email)).token_hash) for person in people]
    start, failed = Barrier(len(people)), []

    def accept_one(user_id: int, place_id: str, token_hash: str) -> None:
        with app.test_request_context():
            user = db.session.get(User, user_id)
            assert user is not None
            start.wait()
            try:
                accept_enrolment(place_id, token_hash, user)
                db.session.commit()
            except Exception as error:  # shown by the test
                failed.append(error)
            finally:
                db.session.remove()

    threads = [
        Thread(target=accept_one, args=(person.id, *place)) for person, place in zip(people, places, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    plans = {enrolment_of(str(person.email)).plan_id for person in people}
    assert len(plans) == 1
    roles = db.session.scalars(select(Membership.role).where(Membership.plan_id.in_(plans))).all()
    assert sorted(roles) == ["coauthor", "coauthor", "coauthor", "owner"]


# --- without the mail ----------------------------------------------------------------------------------------


def test_what_is_offered_stands_ready_for_who_signs_in(cast: Cast, cor: PageClient, signed_in: SignIn) -> None:
    invite(cor, cast, "vera@example.org")
    cor.post(f"/rounds/{cast.round_id}/staff", data={"email": "vera@example.org", "role": "trainer"})
    invite(cor, cast, "noor@example.org")
    cor.post(f"/rounds/{cast.round_id}/people", data={"email": "tom@example.org", "what": "list"})
    assert load_offers(cast.tom) == [], "a list is no invitation"
    (offer,) = load_offers(cast.vera)
    assert (offer.role, offer.round, offer.course, offer.library) == (
        "participant",
        "Ronde 1",
        "Impactmanagement",
        OOST,
    )
    other = enrolment_of("noor@example.org").id
    vera = signed_in(cast.vera)
    assert vera.post(f"/invitations/rounds/{other}/accept").status_code == 410
    assert vera.post(f"/invitations/rounds/{offer.id}/accept").location.endswith("/start")
    assert vera.post(f"/invitations/rounds/{offer.id}/accept").status_code == 410
    assert load_offers(reload(cast.vera)) == []


def test_an_offer_ends_with_its_term(cast: Cast, cor: PageClient, signed_in: SignIn) -> None:
    invite(cor, cast, "vera@example.org")
    (offer,) = load_offers(cast.vera)
    with time_machine.travel(now() + timedelta(days=31)):
        assert load_offers(cast.vera) == []
        vera = signed_in(cast.vera)
        assert vera.post(f"/invitations/rounds/{offer.id}/accept").status_code == 410


def test_a_coordinator_named_by_mail_runs_the_round(cast: Cast, cor: PageClient, client: PageClient) -> None:
    cor.post(f"/rounds/{cast.round_id}/staff", data={"email": "cora@example.org", "role": "coordinator"})
    link = link_to("cora@example.org")
    assert "coördinator van Impactmanagement" in client.get(link).text
    client.post(link, data={"name": "Cora"})
    assert client.get(f"/rounds/{cast.round_id}/people").status_code == 200
    assert client.get(f"/plans/{cast.plan_id}/").status_code in {403, 404}
    roles = select(Role.name).join(User.roles).where(User.email == "cora@example.org")
    assert list(db.session.scalars(roles)) == ["coordinator"]
