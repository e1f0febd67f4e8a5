"""Ways around the rules of a round: who would read what is not theirs, and input meant to bring the site down."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from unicodedata import normalize

import pytest
from flask import Flask
from sqlalchemy import func, select

from impactplan.access import Permission
from impactplan.accounts.privacy import delete_account
from impactplan.courses.after_course.account_links import has_other_links
from impactplan.courses.enrolment.grouping import GROUP_LIMIT
from impactplan.courses.people_import.spellings import LONG, find_spellings
from impactplan.models import Enrolment, Invitation, Membership, PeerGroup, Plan, RoundStaff, User, db, now
from impactplan.outbox.sweep import sweep
from impactplan.workbook.operations import create_item, delete_item
from impactplan.workbook.plans import create_plan
from impactplan.workbook.writing import writing
from tests.courses.people import enrolment_of, link_to, queued_emails, staff_member_of
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
OOST = "Bibliotheek Oost"
MORE_THAN_BINDS = 70_000
"""More than either database takes in one statement."""


@pytest.fixture
def cor(cast: Cast, signed_in: SignIn) -> PageClient:
    return signed_in(cast.cor)


def invite(cor: PageClient, cast: Cast, email: str, library: str = OOST) -> str:
    data = {"email": email, "library": library, "together": "y", "what": "invite"}
    assert cor.post(f"/rounds/{cast.round_id}/people", data=data).status_code == 302
    return link_to(email)


def name_staff(cor: PageClient, cast: Cast, email: str, role: str) -> str:
    assert cor.post(f"/rounds/{cast.round_id}/staff", data={"email": email, "role": role}).status_code == 302
    return link_to(email)


def accept(app: Flask, link: str, name: str) -> None:
    assert app.test_client().post(link, data={"name": name}).status_code == 302


def move(user: User, email: str) -> None:
    """Give an account another address, as its owner can who reads mail there."""
    user.email = email
    db.session.commit()


# --- a coordinator who would read ------------------------------------------------------------------------------


def test_no_coordinator_becomes_a_trainer_of_the_round(cast: Cast, cor: PageClient) -> None:
    name_staff(cor, cast, "nog@example.org", "coordinator")
    for email in ("cor@example.org", "nog@example.org"):
        answer = cor.post(f"/rounds/{cast.round_id}/staff", data={"email": email, "role": "trainer"})
        assert answer.status_code == 422
        assert "leest daarom geen plannen" in answer.text
    link = name_staff(cor, cast, "cor2@example.org", "trainer")
    move(cast.cor, "cor2@example.org")
    assert cor.get(link).status_code == 200
    assert cor.post(link).status_code == 410
    place = staff_member_of("tess@example.org")
    assert place.role == "trainer"
    trainers = select(RoundStaff.user_id).where(RoundStaff.role == "trainer", RoundStaff.round_id == cast.round_id)
    assert cast.cor.id not in db.session.scalars(trainers).all()


def test_no_coordinator_takes_part_by_another_address(cast: Cast, cor: PageClient, app: Flask) -> None:
    accept(app, invite(cor, cast, "noor@example.org"), "Noor")
    plan_id = enrolment_of("noor@example.org").plan_id
    link = invite(cor, cast, "cor2@example.org")
    move(cast.cor, "cor2@example.org")
    assert cor.post(link).status_code == 410
    assert role_in(plan_id, cast.cor) is None
    assert enrolment_of("cor2@example.org").user_id is None, "the offer is not used up"


def test_no_participant_comes_to_run_their_round_by_another_address(
    cast: Cast, cor: PageClient, signed_in: SignIn
) -> None:
    link = name_staff(cor, cast, "pim2@example.org", "coordinator")
    move(cast.pim, "pim2@example.org")
    pim = signed_in(cast.pim)
    assert pim.post(link).status_code == 410
    assert signed_in(cast.pim).get(f"/rounds/{cast.round_id}/people").status_code == 403


def role_in(plan_id: str, user: User) -> str | None:
    db.session.rollback()
    query = select(Membership.role).where(Membership.plan_id == plan_id, Membership.user_id == user.id)
    return db.session.scalar(query)


def test_the_owner_hears_who_came_to_write_along(cast: Cast, cor: PageClient, app: Flask) -> None:
    """A coordinator can say of anybody that they are a colleague; not without the owner knowing."""
    accept(app, invite(cor, cast, "noor@example.org"), "Noor")
    owner = db.session.get_one(User, enrolment_of("noor@example.org").user_id)
    sweep("letter")
    before = len(queued_emails("noor@example.org"))
    accept(app, invite(cor, cast, "vreemd@example.org"), "Vreemd")
    assert enrolment_of("vreemd@example.org").plan_id == enrolment_of("noor@example.org").plan_id
    sweep("letter")
    mails = queued_emails("noor@example.org")[before:]
    assert [mail["subject"] for mail in mails] == ["Vreemd schrijft mee aan je plan ‘Impactplan van Bibliotheek Oost’"]
    assert "vreemd@example.org" in mails[0]["text"]
    assert "bij Delen" in mails[0]["text"]
    assert owner.language == "nl"
    assert len(queued_emails("vreemd@example.org")) == 1, "only their invitation"


def test_what_was_taken_out_of_a_plan_does_not_come_into_a_round_by_its_history(
    cast: Cast, cor: PageClient, signed_in: SignIn
) -> None:
    plan_id = create_plan(cast.vera, "Mijn plan", "", "nl")
    with writing(plan_id, Permission.EDIT, cast.vera) as write:
        secret = create_item(write, "stakeholder", {"name": "Geheim"})
    with writing(plan_id, Permission.EDIT, cast.vera) as write:
        delete_item(write, "stakeholder", secret)
    link = invite(cor, cast, "vera@example.org")
    signed_in(cast.vera).post(link)
    assert enrolment_of("vera@example.org").plan_id not in {None, plan_id}
    assert signed_in(cast.tess).get(f"/plans/{plan_id}/").status_code == 404


def test_of_who_left_again_nobody_hears(cast: Cast, cor: PageClient, app: Flask) -> None:
    accept(app, invite(cor, cast, "noor@example.org"), "Noor")
    accept(app, invite(cor, cast, "weg@example.org"), "Weg")
    place = enrolment_of("weg@example.org")
    db.session.delete(db.session.get_one(Membership, (place.plan_id, place.user_id)))
    db.session.commit()
    sweep("letter")
    assert len(queued_emails("noor@example.org")) == 1


# --- a plan that went out of the round ------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["remove", "leave", "role"])
def test_nobody_reads_a_plan_by_who_does_not_write_it_any_more(cast: Cast, signed_in: SignIn, way: str) -> None:
    place = db.session.scalars(select(Enrolment).where(Enrolment.user_id == cast.olga.id)).one()
    place.dropped_at = now()
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.karel.id, plan_id=cast.plan_id))
    db.session.commit()
    plan = f"/plans/{cast.plan_id}"
    assert signed_in(cast.tess).get(f"{plan}/").status_code == 200
    member = f"{plan}/sharing/members/{cast.karel.id}"
    if way == "leave":
        signed_in(cast.karel).post(f"{plan}/sharing/leave")
    else:
        signed_in(cast.olga).post(f"{member}/{way}", data={"role": "reader"})
    assert signed_in(cast.tess).get(f"{plan}/").status_code == 404


def read_by_group(plan_id: str) -> bool:
    db.session.rollback()
    return bool(db.session.scalar(select(Plan.shared_with_group).where(Plan.id == plan_id)))


@pytest.mark.parametrize("same", [True, False])
def test_no_other_group_reads_along_with_who_joins(cast: Cast, cor: PageClient, app: Flask, same: bool) -> None:
    other = PeerGroup(round_id=cast.round_id, title="Groep B")
    db.session.add(other)
    db.session.commit()
    accept(app, invite(cor, cast, "noor@example.org"), "Noor")
    noor = enrolment_of("noor@example.org")
    noor.group_id, plan_id = cast.group_id, noor.plan_id
    db.session.get_one(Plan, plan_id).shared_with_group = True
    db.session.commit()
    link = invite(cor, cast, "karim@example.org")
    enrolment_of("karim@example.org").group_id = cast.group_id if same else other.id
    db.session.commit()
    accept(app, link, "Karim")
    assert enrolment_of("karim@example.org").plan_id == plan_id
    assert read_by_group(plan_id) is same
    sweep("letter")
    assert ("intervisiegroep" in queued_emails("noor@example.org")[-1]["text"]) is not same


@pytest.mark.parametrize(("group", "shared"), [("same", True), ("other", False)])
def test_no_other_group_reads_what_passes_when_an_account_closes(cast: Cast, group: str, shared: bool) -> None:
    other = PeerGroup(round_id=cast.round_id, title="Groep B")
    db.session.add(other)
    db.session.flush()
    group_id = cast.group_id if group == "same" else other.id
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.karel.id, group_id=group_id))
    db.session.commit()
    delete_account(cast.olga, {})
    assert enrolment_of("karel@example.org").plan_id == cast.plan_id
    assert read_by_group(cast.plan_id) is shared


def test_who_dropped_out_takes_the_plan_out_of_the_round_also_by_closing_the_account(cast: Cast) -> None:
    place = db.session.scalars(select(Enrolment).where(Enrolment.user_id == cast.olga.id)).one()
    place.dropped_at = now()
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.karel.id))
    db.session.commit()
    delete_account(cast.olga, {})
    assert role_in(cast.plan_id, cast.karel) == "owner"
    assert enrolment_of("karel@example.org").plan_id is None


@pytest.mark.parametrize("former", ["stays", "leaves"])
def test_the_group_of_both_goes_on_reading_what_is_handed_over(cast: Cast, cor: PageClient, former: str) -> None:
    theirs = db.session.scalars(select(Enrolment).where(Enrolment.user_id == cast.olga.id)).one()
    theirs.organisation = OOST
    heir = Enrolment(round_id=cast.round_id, user_id=cast.vera.id, group_id=cast.group_id, organisation=OOST)
    db.session.add(heir)
    db.session.commit()
    data = {"heir": heir.id, "former": former, "owner": str(cast.olga.id)}
    assert cor.post(f"/rounds/{cast.round_id}/people/{theirs.id}/hand-over", data=data).status_code == 302
    assert role_in(cast.plan_id, cast.vera) == "owner"
    assert read_by_group(cast.plan_id)


# --- colleagues, as they look ----------------------------------------------------------------------------------


def test_an_accent_of_its_own_makes_no_other_library(cast: Cast, cor: PageClient, app: Flask) -> None:
    for name, form in (("noor", "NFC"), ("karim", "NFD")):
        accept(app, invite(cor, cast, f"{name}@example.org", normalize(form, "Bibliothèque Oost")), name)
    assert enrolment_of("noor@example.org").plan_id == enrolment_of("karim@example.org").plan_id


# --- more than fits --------------------------------------------------------------------------------------------


def test_a_name_beyond_all_measure_is_not_compared_letter_by_letter() -> None:
    rng = random.Random(4)
    long = "".join(rng.choices("abcdefghij", k=LONG * 1000))
    assert find_spellings([long, long[:-1]]) == []


@pytest.mark.parametrize(("part", "field"), [("people", "group-{:x}="), ("spread", "place-{:x}={}")])
def test_people_who_are_not_there_are_passed_over_however_many(
    cast: Cast, cor: PageClient, part: str, field: str
) -> None:
    body = "&".join(field.format(number, "") for number in range(MORE_THAN_BINDS))
    place = db.session.scalars(select(Enrolment.id).where(Enrolment.user_id == cast.pim.id)).one()
    body += f"&group-{place}=" if part == "people" else ""
    address = f"/rounds/{cast.round_id}/groups/{part}"
    answer = cor.post(address, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    db.session.rollback()
    assert (db.session.get_one(Enrolment, place).group_id is None) == (part == "people")


def test_no_more_groups_are_made_than_fit(cast: Cast, cor: PageClient) -> None:
    wanted = {f"place-{number}": f"new-{number}" for number in range(GROUP_LIMIT)}
    answer = cor.post(f"/rounds/{cast.round_id}/groups/spread", data=wanted, follow_redirects=True)
    assert "hooguit 50 groepen" in answer.text
    assert db.session.scalar(select(func.count()).select_from(PeerGroup)) == 1


# --- kept as long as it should ---------------------------------------------------------------------------------


def test_who_is_invited_elsewhere_keeps_the_account(cast: Cast) -> None:
    place = db.session.scalars(select(Enrolment).where(Enrolment.user_id == cast.pim.id)).one()
    assert not has_other_links(int(cast.pim.id), place.id, None)
    address = str(cast.pim.email)
    until = now() + timedelta(days=1)
    for waiting in (
        Enrolment(round_id=cast.round_id, email=address),
        RoundStaff(round_id=cast.round_id, email=address, role="trainer"),
        Invitation(plan_id=cast.plan_id, email=address, role="reader", token_hash="x", expires_at=until),
    ):
        db.session.add(waiting)
        db.session.commit()
        assert has_other_links(int(cast.pim.id), place.id, None)
        db.session.delete(waiting)
        db.session.commit()
    assert not has_other_links(int(cast.pim.id), place.id, None)
