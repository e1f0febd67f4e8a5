"""Peer groups: made, named, deleted, filled by hand or spread; within one round, by its coordinator."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import select

from impactplan.courses.enrolment import grouping
from impactplan.models import Enrolment, PeerGroup, Round, User, db, now
from tests.support.cast import Cast, make_user
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
LIST = 6


def list_people(cast: Cast, count: int, libraries: int = 4) -> list[str]:
    """Put so many people in the round, of so many libraries; every tenth only listed."""
    ids = []
    for number in range(count):
        place = Enrolment(round_id=cast.round_id, organisation=f"Bibliotheek {number % libraries}")
        if number % 10 == 9:
            place.email, place.name = f"nieuw{number}@example.org", f"Nieuw {number}"
        else:
            place.user_id = make_user(f"deelnemer{number}").id
        db.session.add(place)
        db.session.flush()
        ids.append(place.id)
    db.session.commit()
    return ids


def group_of(enrolment_id: str) -> str | None:
    db.session.rollback()
    found: str | None = db.session.scalar(select(Enrolment.group_id).where(Enrolment.id == enrolment_id))
    return found


def titles(cast: Cast) -> list[str]:
    db.session.rollback()
    return [group.title for group in grouping.load_groups(cast.round_id)]


def enrolment_id_of(cast: Cast, user: User) -> str:
    found = select(Enrolment.id).where(Enrolment.user_id == user.id, Enrolment.round_id == cast.round_id)
    return db.session.scalars(found).one()


@pytest.fixture
def cor(cast: Cast, signed_in: SignIn) -> PageClient:
    return signed_in(cast.cor)


def test_groups_and_who_has_none_stand_apart(cast: Cast, cor: PageClient) -> None:
    list_people(cast, 10)
    page = cor.get(f"/rounds/{cast.round_id}/groups").text
    assert "10 mensen hebben nog geen groep." in page
    assert page.index("Groep A") < page.index("Olga") < page.index("Nog geen groep") < page.index("Deelnemer3")
    assert "Nieuw 9" in page


def test_who_dropped_out_is_in_no_list(cast: Cast, cor: PageClient) -> None:
    db.session.get_one(Enrolment, enrolment_id_of(cast, cast.pim)).dropped_at = now()
    db.session.commit()
    for page in ("", "/people", "/spread?groups=1"):
        assert "Pim" not in cor.get(f"/rounds/{cast.round_id}/groups{page}").text


def test_a_group_is_made_renamed_and_deleted(cast: Cast, cor: PageClient) -> None:
    address = f"/rounds/{cast.round_id}/groups"
    assert cor.post(address, data={"title": "  Groep \n B "}).status_code == 302
    assert titles(cast) == ["Groep A", "Groep B"]
    group = grouping.load_groups(cast.round_id)[1]
    assert cor.post(f"{address}/{group.id}", data={"title": "Groep Zuid"}).status_code == 302
    assert titles(cast) == ["Groep A", "Groep Zuid"]
    assert cor.post(f"{address}/{group.id}/delete").status_code == 302
    assert titles(cast) == ["Groep A"]


def test_deleting_a_group_with_people_is_asked_for_first(cast: Cast, cor: PageClient) -> None:
    address = f"/rounds/{cast.round_id}/groups/{cast.group_id}"
    assert f'href="{address}/delete"' in cor.get(address).text
    page = cor.get(f"{address}/delete").text
    assert "2 mensen blijven in de ronde" in page
    assert "Olga" in page
    cor.post(f"{address}/delete")
    assert group_of(enrolment_id_of(cast, cast.olga)) is None
    assert titles(cast) == []


@pytest.mark.parametrize("title", ["", "   ", "x" * 101, "groep  a", "\x00"])
def test_a_group_needs_a_name_of_its_own(cast: Cast, cor: PageClient, title: str) -> None:
    answer = cor.post(f"/rounds/{cast.round_id}/groups", data={"title": title})
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert titles(cast) == ["Groep A"]


def test_a_group_may_keep_its_name(cast: Cast, cor: PageClient) -> None:
    answer = cor.post(f"/rounds/{cast.round_id}/groups/{cast.group_id}", data={"title": "Groep a"})
    assert answer.status_code == 302
    assert titles(cast) == ["Groep a"]


def test_names_are_shown_as_text(cast: Cast, cor: PageClient) -> None:
    cor.post(f"/rounds/{cast.round_id}/groups", data={"title": "<b>Groep</b> %(x)s {{ 7*7 }}"})
    page = cor.get(f"/rounds/{cast.round_id}/groups").text
    assert "&lt;b&gt;Groep&lt;/b&gt; %(x)s {{ 7*7 }}" in page


def test_the_groups_of_another_round_are_not_there(cast: Cast, cor: PageClient) -> None:
    other = db.session.scalars(select(Round.id).where(Round.id != cast.round_id)).one()
    theirs = PeerGroup(round_id=other, title="Elders")
    db.session.add(theirs)
    db.session.commit()
    address = f"/rounds/{cast.round_id}/groups/{theirs.id}"
    assert cor.get(address).status_code == 404
    assert cor.post(address, data={"title": "Van ons"}).status_code == 404
    assert cor.post(f"{address}/delete").status_code == 404
    person = enrolment_id_of(cast, cast.olga)
    placed = cor.post(
        f"/rounds/{cast.round_id}/groups/people", data={f"group-{person}": theirs.id, f"was-{person}": ""}
    )
    assert placed.status_code == 422
    assert group_of(person) == cast.group_id


def test_only_what_was_changed_is_written(cast: Cast, cor: PageClient) -> None:
    """Two coordinators work at once: what the one left alone is not put back."""
    group = grouping.make_group(cast.round_id, cast.cor, "Groep B")
    db.session.commit()
    olga, pim = enrolment_id_of(cast, cast.olga), enrolment_id_of(cast, cast.pim)
    shown = {f"was-{olga}": cast.group_id, f"was-{pim}": cast.group_id}
    grouping.assign_people(cast.round_id, cast.cor, {pim: None})  # by the other, meanwhile
    db.session.commit()
    form = shown | {f"group-{olga}": group, f"group-{pim}": cast.group_id}
    assert cor.post(f"/rounds/{cast.round_id}/groups/people", data=form).status_code == 302
    assert group_of(olga) == group
    assert group_of(pim) is None


def test_what_was_chosen_stays_when_a_group_is_gone(cast: Cast, cor: PageClient) -> None:
    group = grouping.make_group(cast.round_id, cast.cor, "Groep B")
    db.session.commit()
    olga, pim = enrolment_id_of(cast, cast.olga), enrolment_id_of(cast, cast.pim)
    form = {f"was-{olga}": cast.group_id, f"group-{olga}": "weg", f"was-{pim}": cast.group_id, f"group-{pim}": group}
    answer = cor.post(f"/rounds/{cast.round_id}/groups/people", data=form)
    assert answer.status_code == 422
    assert re.search(rf'name="group-{pim}".*?value="{group}" selected', answer.text, re.DOTALL)
    assert group_of(pim) == cast.group_id


@pytest.mark.parametrize("person", ["nothing", "' OR 1=1 --"])
def test_nobody_is_placed_who_is_not_in_the_round(cast: Cast, cor: PageClient, person: str) -> None:
    form = {f"group-{person}": cast.group_id, f"was-{person}": ""}
    assert cor.post(f"/rounds/{cast.round_id}/groups/people", data=form).status_code == 302


def test_nobody_is_placed_of_another_round_or_who_dropped_out(cast: Cast, cor: PageClient) -> None:
    other = Round(course_id=cast.course_id, title="Ronde 9")
    db.session.add(other)
    db.session.flush()
    elsewhere = Enrolment(round_id=other.id, user_id=cast.vera.id)
    gone = Enrolment(round_id=cast.round_id, user_id=cast.vera.id, dropped_at=now())
    db.session.add_all([elsewhere, gone])
    db.session.commit()
    ids = [elsewhere.id, gone.id]
    form = {f"group-{place}": cast.group_id for place in ids} | {f"was-{place}": "" for place in ids}
    cor.post(f"/rounds/{cast.round_id}/groups/people", data=form)
    cor.post(f"/rounds/{cast.round_id}/groups/spread", data={f"place-{place}": cast.group_id for place in ids})
    assert [group_of(place) for place in ids] == [None, None]


def proposal_in(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="place-(\w+)" value="([\w-]+)"', page))


def test_a_proposal_is_stored_as_it_was_shown(cast: Cast, cor: PageClient) -> None:
    ids = list_people(cast, 28)
    address = f"/rounds/{cast.round_id}/groups/spread"
    page = cor.get(f"{address}?groups=5").text
    assert titles(cast) == ["Groep A"], "looking stores nothing"
    shown = proposal_in(page)
    cor.post(address, data={f"place-{person}": key for person, key in shown.items()})
    assert titles(cast) == ["Groep A", "Groep 2", "Groep 3", "Groep 4", "Groep 5"]
    sizes = Counter(one.group_id for one in grouping.load_group_candidates(cast.round_id))
    assert None not in sizes
    assert set(sizes.values()) == {6}
    together = Counter((db.session.get_one(Enrolment, one).organisation, group_of(one)) for one in ids)
    assert max(together.values()) <= 2  # seven of each library over five groups


def test_who_has_a_group_stays_if_asked(cast: Cast, cor: PageClient) -> None:
    list_people(cast, 10)
    page = cor.get(f"/rounds/{cast.round_id}/groups/spread?groups=3&only_new=y").text
    shown = proposal_in(page)
    assert not {enrolment_id_of(cast, cast.olga), enrolment_id_of(cast, cast.pim)} & shown.keys()
    assert len(shown) == 10
    assert page.count("blijft") >= 2


@pytest.mark.parametrize("groups", ["", "0", "-1", "51", "veel", "3", "9" * 30])
def test_a_number_that_makes_no_sense_is_said_beside_the_field(cast: Cast, cor: PageClient, groups: str) -> None:
    answer = cor.get(f"/rounds/{cast.round_id}/groups/spread", query_string={"groups": groups})
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert not proposal_in(answer.text)


@pytest.mark.parametrize("key", ["weg", ""])
def test_a_proposal_for_a_group_that_is_gone_is_not_stored(cast: Cast, cor: PageClient, key: str) -> None:
    answer = cor.post(
        f"/rounds/{cast.round_id}/groups/spread",
        data={f"place-{enrolment_id_of(cast, cast.olga)}": key, "place-x": "new-0"},
    )
    assert answer.location.endswith("/groups/spread")
    assert titles(cast) == ["Groep A"]
    assert group_of(enrolment_id_of(cast, cast.olga)) == cast.group_id


def test_there_is_an_end_to_groups(cast: Cast, cor: PageClient) -> None:
    db.session.add_all(PeerGroup(round_id=cast.round_id, title=f"{number}") for number in range(49))
    db.session.commit()
    assert cor.post(f"/rounds/{cast.round_id}/groups", data={"title": "Nog een"}).status_code == 422


@pytest.mark.parametrize("people", [3, 200])
def test_the_queries_of_the_pages(cast: Cast, cor: PageClient, people: int) -> None:
    list_people(cast, people)
    for page in ("", "/people", "/spread?groups=5", f"/{cast.group_id}", f"/{cast.group_id}/delete"):
        assert cor.get(f"/rounds/{cast.round_id}/groups{page}", queries=LIST).status_code == 200
