"""A coordinator hands a plan to a colleague of the same library, or lets one write along, and reads nothing of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from impactplan.courses.plan_transfer import operations
from impactplan.courses.plan_transfer.operations import TransferError
from impactplan.models import Enrolment, Membership, Outbox, PeerGroup, Plan, Round, RoundStaff, User, db, now
from impactplan.workbook.plans import create_plan
from tests.courses.test_groups import enrolment_id_of, list_people
from tests.support.cast import Cast, make_user
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
LIST = 6
LIBRARY = "Bibliotheek Merenrijk"


@pytest.fixture
def team(cast: Cast) -> Cast:
    """The cast, with Olga, Karel and Vera of one library, as it may be spelled; Pim is of another."""
    for user, library in ((cast.olga, LIBRARY), (cast.pim, "Bibliotheek Heuvelstroom")):
        place = db.session.scalars(select(Enrolment).where(Enrolment.user_id == user.id)).one()
        place.organisation = library
    for user, library in ((cast.karel, "  bibliotheek   MERENRIJK "), (cast.vera, "Bibliotheek Merenrijk")):
        plan = cast.plan_id if user is cast.karel else None
        db.session.add(Enrolment(round_id=cast.round_id, user_id=user.id, organisation=library, plan_id=plan))
    db.session.commit()
    return cast


@pytest.fixture
def cor(team: Cast, signed_in: SignIn) -> PageClient:
    return signed_in(team.cor)


def enrolment_of(cast: Cast, user: User) -> Enrolment:
    db.session.rollback()
    db.session.expire_all()
    found = select(Enrolment).where(Enrolment.user_id == user.id, Enrolment.round_id == cast.round_id)
    return db.session.scalars(found).one()


def roles(plan_id: str) -> dict[int, str]:
    db.session.rollback()
    rows = db.session.execute(select(Membership.user_id, Membership.role).where(Membership.plan_id == plan_id))
    return {row.user_id: row.role for row in rows}


def mails() -> dict[str, dict[str, Any]]:
    db.session.rollback()
    return {mail["to"]: mail for mail in db.session.scalars(select(Outbox.payload).where(Outbox.kind == "mail"))}


def address(cast: Cast, user: User, page: str) -> str:
    return f"/rounds/{cast.round_id}/people/{enrolment_id_of(cast, user)}/{page}"


def hand_over(
    client: PageClient, cast: Cast, of: User, to: User, former: str = "stays", owner: User | None = None
) -> Any:
    data = {"heir": enrolment_id_of(cast, to), "former": former, "owner": str((owner or cast.olga).id)}
    return client.post(address(cast, of, "hand-over"), data=data)


def offered(page: str) -> set[str]:
    return set(re.findall(r'<option value="\w+" *(?:selected)?>([^<]+)<', page))


@pytest.mark.parametrize(("former", "role"), [("stays", "coauthor"), ("leaves", None)])
def test_a_plan_passes_to_a_colleague(team: Cast, cor: PageClient, former: str, role: str | None) -> None:
    page = cor.get(address(team, team.olga, "hand-over")).text
    assert offered(page) == {"Karel", "Vera"}
    assert "Digitaal Mee" in page
    assert f'name="owner" value="{team.olga.id}"' in page, "the page says what it was shown with"
    answer = hand_over(cor, team, team.olga, team.vera, former)
    assert answer.location == address(team, team.olga, "plan")
    found = roles(team.plan_id)
    assert found[team.vera.id] == "owner"
    assert found.get(team.olga.id) == role
    assert found[team.karel.id] == "coauthor"
    assert list(found.values()).count("owner") == 1
    assert enrolment_of(team, team.vera).plan_id == team.plan_id
    assert enrolment_of(team, team.olga).plan_id == (team.plan_id if former == "stays" else None)
    assert cor.get(answer.location).status_code == 200


def test_both_are_told_who_did_it_in_their_own_language(team: Cast, cor: PageClient) -> None:
    team.vera.language = "en"
    db.session.commit()
    hand_over(cor, team, team.olga, team.vera, "leaves")
    found = mails()
    assert set(found) == {"olga@example.org", "vera@example.org"}
    assert "Cor, coördinator van ‘Ronde 1’" in found["olga@example.org"]["text"]
    assert "Vera" in found["olga@example.org"]["text"]
    assert "kunt het niet meer openen" in found["olga@example.org"]["text"]
    assert team.plan_id not in found["olga@example.org"]["text"], "no way to what they cannot open"
    assert "Cor, coordinator of ‘Ronde 1’" in found["vera@example.org"]["text"]
    assert f"/plans/{team.plan_id}/" in found["vera@example.org"]["text"]
    assert {mail["reply_to"] for mail in found.values()} == {"cor@example.org"}


def test_the_plan_that_the_heir_had_is_kept(team: Cast, cor: PageClient) -> None:
    own = create_plan(team.vera, "Plan van Vera", "", "nl")
    db.session.commit()
    enrolment_of(team, team.vera).plan_id = own
    db.session.commit()
    hand_over(cor, team, team.olga, team.vera)
    assert roles(own) == {team.vera.id: "owner"}
    assert enrolment_of(team, team.vera).plan_id == team.plan_id
    assert "‘Plan van Vera’" in mails()["vera@example.org"]["text"]


def test_it_goes_from_the_place_of_a_coauthor_too(team: Cast, cor: PageClient) -> None:
    """It is about the plan's owner, whoever of its authors one began at; that one can take it over as well."""
    page = cor.get(address(team, team.karel, "hand-over")).text
    assert "Olga is nu de eigenaar van het plan." in page
    assert offered(page) == {"Karel", "Vera"}
    hand_over(cor, team, team.karel, team.karel)
    assert roles(team.plan_id)[team.karel.id] == "owner"
    assert roles(team.plan_id)[team.olga.id] == "coauthor"


def test_the_plan_of_somebody_who_dropped_out_passes_too(team: Cast, cor: PageClient) -> None:
    enrolment_of(team, team.olga).dropped_at = now()
    db.session.commit()
    page = cor.get(address(team, team.olga, "hand-over")).text
    assert re.search(r'value="leaves"\s+checked', page)
    assert "glance__module" not in page, "how far it is, is closed to the round"
    assert "glance__module" not in cor.get(address(team, team.olga, "plan")).text
    assert hand_over(cor, team, team.olga, team.vera, "leaves").status_code == 302
    assert team.olga.id not in roles(team.plan_id)
    assert enrolment_of(team, team.olga).plan_id is None
    assert "olga@example.org" in mails()


@pytest.mark.parametrize("case", ["other library", "dropped out", "invited", "coordinator", "the owner", "no library"])
def test_to_whom_it_does_not_go(team: Cast, cor: PageClient, case: str) -> None:
    to = team.pim if case == "other library" else team.olga if case == "the owner" else team.vera
    place = enrolment_of(team, to)
    if case == "dropped out":
        place.dropped_at = now()
    elif case == "invited":
        place.user_id, place.email, place.invited_at = None, "vera@example.org", now()
    elif case == "coordinator":
        db.session.add(RoundStaff(round_id=team.round_id, user_id=to.id, role="coordinator"))
    elif case == "no library":
        for one in db.session.scalars(select(Enrolment)):
            one.organisation = " "
    db.session.commit()
    place_id, before = place.id, roles(team.plan_id)
    data = {"heir": place_id, "former": "stays", "owner": str(team.olga.id)}
    assert cor.post(address(team, team.olga, "hand-over"), data=data).location.endswith("/hand-over")
    with pytest.raises(TransferError):
        operations.hand_over(
            team.round_id, team.cor, enrolment_id_of(team, team.olga), team.olga.id, place_id, stays=True
        )
    assert roles(team.plan_id) == before
    assert not mails()


def test_nothing_is_taken_from_an_owner_outside_the_round(team: Cast, cor: PageClient) -> None:
    """A director owns the plan in which a participant writes: only the director hands it over."""
    db.session.delete(enrolment_of(team, team.olga))
    db.session.commit()
    page = cor.get(address(team, team.karel, "hand-over")).text
    assert "Olga is eigenaar" in page
    assert "<select" not in page
    assert hand_over(cor, team, team.karel, team.vera).location.endswith("/hand-over")
    assert roles(team.plan_id)[team.olga.id] == "owner"
    assert "<select" not in cor.get(address(team, team.vera, "write-along")).text


def test_without_a_plan_there_is_nothing_to_hand_over(team: Cast, cor: PageClient) -> None:
    assert "heeft geen plan in deze ronde" in cor.get(address(team, team.vera, "hand-over")).text
    assert hand_over(cor, team, team.vera, team.karel).location.endswith("/hand-over")


def test_nonsense_is_refused(team: Cast, cor: PageClient) -> None:
    for data in ({}, {"former": "eet het op", "heir": enrolment_id_of(team, team.vera), "owner": "x"}):
        assert cor.post(address(team, team.olga, "hand-over"), data=data).status_code in {302, 422}
    assert cor.post(address(team, team.vera, "write-along"), data={"plan": "x"}).status_code == 302
    assert roles(team.plan_id)[team.olga.id] == "owner"


@pytest.mark.parametrize("page", ["plan", "hand-over", "write-along"])
def test_places_of_another_round_are_not_there(team: Cast, cor: PageClient, page: str) -> None:
    other = db.session.scalars(select(Round.id).where(Round.id != team.round_id)).one()
    place = Enrolment(round_id=other, user_id=team.lena.id, organisation=LIBRARY, plan_id=team.plan_id)
    db.session.add(place)
    db.session.commit()
    place_id = place.id
    for method in ("GET", "POST") if page != "plan" else ("GET",):
        answer = cor.open(f"/rounds/{team.round_id}/people/{place_id}/{page}", method=method)
        assert answer.status_code == 404
    with pytest.raises(TransferError):
        operations.hand_over(
            team.round_id, team.cor, enrolment_id_of(team, team.olga), team.olga.id, place_id, stays=True
        )


def test_a_colleague_writes_along(team: Cast, cor: PageClient) -> None:
    page = cor.get(address(team, team.vera, "write-along")).text
    assert "‘Digitaal Mee’ van Olga" in unescape(page)
    answer = cor.post(address(team, team.vera, "write-along"), data={"plan": team.plan_id})
    assert answer.status_code == 302
    assert roles(team.plan_id)[team.vera.id] == "coauthor"
    assert roles(team.plan_id)[team.olga.id] == "owner"
    assert enrolment_of(team, team.vera).plan_id == team.plan_id
    assert set(mails()) == {"olga@example.org", "vera@example.org"}
    assert "Cor, coördinator van ‘Ronde 1’, heeft je collega Vera" in mails()["olga@example.org"]["text"]
    assert "Digitaal Mee" not in offered(cor.get(address(team, team.vera, "write-along")).text)


def test_a_reader_becomes_a_coauthor_by_it(team: Cast, cor: PageClient) -> None:
    db.session.add(Enrolment(round_id=team.round_id, user_id=team.lena.id, organisation=LIBRARY))
    db.session.commit()
    cor.post(address(team, team.lena, "write-along"), data={"plan": team.plan_id})
    assert roles(team.plan_id)[team.lena.id] == "coauthor"


@pytest.mark.parametrize("who", ["pim", "cor"])
def test_who_does_not_write_along(team: Cast, cor: PageClient, who: str) -> None:
    """Somebody of another library; and the coordinator, who would read then."""
    if who == "cor":
        db.session.add(Enrolment(round_id=team.round_id, user_id=team.cor.id, organisation=LIBRARY))
        db.session.commit()
    user = getattr(team, who)
    assert "<select" not in cor.get(address(team, user, "write-along")).text
    cor.post(address(team, user, "write-along"), data={"plan": team.plan_id})
    assert user.id not in roles(team.plan_id)


@pytest.mark.parametrize("what", ["hand-over", "write-along"])
@pytest.mark.parametrize(("group", "shared"), [("same", True), ("other", False), ("none", True)])
def test_no_peer_group_reads_what_nobody_shared_with_it(
    team: Cast, cor: PageClient, what: str, group: str, shared: bool
) -> None:
    other = PeerGroup(round_id=team.round_id, title="Groep B")
    db.session.add(other)
    db.session.commit()
    place = enrolment_of(team, team.vera)
    place.group_id = {"same": team.group_id, "other": other.id, "none": None}[group]
    db.session.commit()
    if what == "hand-over":
        hand_over(cor, team, team.olga, team.vera)
    else:
        cor.post(address(team, team.vera, "write-along"), data={"plan": team.plan_id})
    db.session.rollback()
    assert db.session.scalar(select(Plan.shared_with_group).where(Plan.id == team.plan_id)) is shared
    assert ("intervisiegroep" in mails()["vera@example.org"]["text"]) is not shared


def test_of_two_who_hand_it_over_at_once_one_does(app: Flask, team: Cast) -> None:
    """The second looks again at its turn, and finds another owner than it was told."""
    person, heirs = (
        enrolment_id_of(team, team.olga),
        [enrolment_id_of(team, team.karel), enrolment_id_of(team, team.vera)],
    )
    round_id, cor_id, olga_id, plan_id = team.round_id, team.cor.id, team.olga.id, team.plan_id
    db.session.rollback()

    def work(heir: str) -> str:
        with app.app_context():
            actor = db.session.get_one(User, cor_id)
            try:
                operations.hand_over(round_id, actor, person, olga_id, heir, stays=True)
                db.session.commit()
            except TransferError as error:
                db.session.rollback()
                return error.reason
            return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(work, heirs))
    assert outcomes == ["changed", "done"]
    assert list(roles(plan_id).values()).count("owner") == 1


@pytest.mark.parametrize("people", [3, 200])
def test_the_queries_of_the_pages(team: Cast, cor: PageClient, people: int) -> None:
    list_people(team, people, libraries=1)
    for page in ("plan", "hand-over", "write-along"):
        assert cor.get(address(team, team.olga, page), queries=LIST).status_code == 200


def test_names_are_shown_as_text(team: Cast, cor: PageClient) -> None:
    team.olga.name = "<b>Olga</b> %(x)s"
    db.session.commit()
    for page in ("plan", "hand-over"):
        assert "&lt;b&gt;Olga&lt;/b&gt; %(x)s" in cor.get(address(team, team.olga, page)).text
    hand_over(cor, team, team.olga, team.vera)
    assert "<b>Olga" not in mails()["vera@example.org"]["html"]


def test_somebody_invited_has_a_page(team: Cast, cor: PageClient) -> None:
    place = Enrolment(round_id=team.round_id, email="nieuw@example.org", name="Nieuw", invited_at=now())
    db.session.add(place)
    db.session.commit()
    for page in ("plan", "hand-over", "write-along"):
        answer = cor.get(f"/rounds/{team.round_id}/people/{place.id}/{page}")
        assert answer.status_code == 200
        assert "Nieuw" in answer.text


def test_nobody_else_may(team: Cast, signed_in: SignIn) -> None:
    make_user("ander", "coordinator")
    for user, status in ((team.tess, 403), (team.olga, 403), (team.tom, 404)):
        assert hand_over(signed_in(user), team, team.olga, team.vera).status_code == status
    assert roles(team.plan_id)[team.olga.id] == "owner"
