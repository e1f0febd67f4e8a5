"""Who writes and reads a plan, and who changes that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from impactplan.models import Enrolment, Membership, Plan, User, db, now
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def roles(cast: Cast) -> dict[str, str]:
    db.session.rollback()
    query = select(User.name, Membership.role).join(Membership, Membership.user_id == User.id)
    return {name.lower(): role for name, role in db.session.execute(query.where(Membership.plan_id == cast.plan_id))}


@pytest.fixture
def owner(cast: Cast, signed_in: SignIn) -> PageClient:
    return signed_in(cast.olga)


def test_the_owner_sees_who_takes_part(cast: Cast, owner: PageClient) -> None:
    page = owner.get(f"/plans/{cast.plan_id}/sharing", queries=10)
    for name in ("Karel", "Lena", "Carla", "Pim"):
        assert name in page.text


def test_authors_see_who_of_the_course_reads_along(cast: Cast, owner: PageClient) -> None:
    address = f"/plans/{cast.plan_id}/sharing"
    assert "Tess leest dit plan als trainer van Ronde 1." in owner.get(address).text
    db.session.execute(update(Enrolment).values(dropped_at=now()))
    db.session.commit()
    assert "als trainer" not in owner.get(address).text


def test_a_coauthor_sees_it_and_changes_nothing(cast: Cast, signed_in: SignIn) -> None:
    page = signed_in(cast.karel).get(f"/plans/{cast.plan_id}/sharing")
    assert "Lena" in page.text
    assert f"/plans/{cast.plan_id}/sharing/invitations" not in page.text
    assert "/role" not in page.text
    assert f"/plans/{cast.plan_id}/sharing/leave" in page.text


def test_the_owner_changes_a_role(cast: Cast, owner: PageClient) -> None:
    owner.post(f"/plans/{cast.plan_id}/sharing/members/{cast.lena.id}/role", data={"role": "commenter"})
    assert roles(cast)["lena"] == "commenter"


@pytest.mark.parametrize("role", ["owner", "trainer", ""])
def test_no_role_is_given_that_is_not_to_be_given(cast: Cast, owner: PageClient, role: str) -> None:
    answer = owner.post(f"/plans/{cast.plan_id}/sharing/members/{cast.lena.id}/role", data={"role": role})
    assert "Kies een van de rollen" in owner.get(answer.location).text
    assert roles(cast)["lena"] == "reader"


def test_the_owner_removes_somebody(cast: Cast, owner: PageClient, signed_in: SignIn) -> None:
    address = f"/plans/{cast.plan_id}/sharing/members/{cast.lena.id}/remove"
    assert "Lena" in owner.get(address).text
    owner.post(address)
    assert "lena" not in roles(cast)
    assert signed_in(cast.lena).get(f"/plans/{cast.plan_id}/").status_code == 404


def test_the_owner_is_not_removed_or_changed(cast: Cast, owner: PageClient) -> None:
    owner.post(f"/plans/{cast.plan_id}/sharing/members/{cast.olga.id}/remove")
    owner.post(f"/plans/{cast.plan_id}/sharing/members/{cast.olga.id}/role", data={"role": "reader"})
    assert roles(cast)["olga"] == "owner"
    assert owner.get(f"/plans/{cast.plan_id}/sharing/members/{cast.olga.id}/remove").status_code == 404


def test_the_plan_is_handed_over(cast: Cast, owner: PageClient) -> None:
    address = f"/plans/{cast.plan_id}/sharing/hand-over"
    assert "Karel" in owner.get(address).text
    owner.post(address, data={"member": str(cast.karel.id)})
    assert (roles(cast)["karel"], roles(cast)["olga"]) == ("owner", "coauthor")
    assert owner.post(address, data={"member": str(cast.karel.id)}).status_code == 403


@pytest.mark.parametrize("name", ["lena", "vera", "olga"])
def test_it_is_handed_over_to_a_coauthor_only(cast: Cast, owner: PageClient, name: str) -> None:
    data = {"member": str(getattr(cast, name).id)}
    assert owner.post(f"/plans/{cast.plan_id}/sharing/hand-over", data=data).status_code == 422
    assert roles(cast)["olga"] == "owner"


@pytest.mark.parametrize("name", ["karel", "carla", "lena"])
def test_everybody_but_the_owner_may_leave(cast: Cast, signed_in: SignIn, name: str) -> None:
    person = signed_in(getattr(cast, name))
    address = f"/plans/{cast.plan_id}/sharing/leave"
    assert person.get(address).status_code == 200
    assert person.post(address).location == "/"
    assert name not in roles(cast)


@pytest.mark.parametrize("name", ["olga", "pim", "tess"])
def test_who_has_no_place_of_their_own_cannot_leave(cast: Cast, signed_in: SignIn, name: str) -> None:
    assert signed_in(getattr(cast, name)).post(f"/plans/{cast.plan_id}/sharing/leave").status_code == 403


def test_the_peer_group_sees_the_plan_only_when_it_is_shared(cast: Cast, owner: PageClient, signed_in: SignIn) -> None:
    pim = signed_in(cast.pim)
    owner.post(f"/plans/{cast.plan_id}/sharing/group", data={"shared": "no"})
    assert pim.get(f"/plans/{cast.plan_id}/").status_code == 404
    owner.post(f"/plans/{cast.plan_id}/sharing/group", data={"shared": "yes"})
    assert pim.get(f"/plans/{cast.plan_id}/").status_code == 200


def test_sharing_is_no_edit_of_the_plan(cast: Cast, owner: PageClient) -> None:
    before = db.session.scalar(select(Plan.seq).where(Plan.id == cast.plan_id))
    owner.post(f"/plans/{cast.plan_id}/sharing/members/{cast.lena.id}/role", data={"role": "commenter"})
    db.session.rollback()
    assert db.session.scalar(select(Plan.seq).where(Plan.id == cast.plan_id)) == before
