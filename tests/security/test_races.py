"""What several do at the same moment, one of them does; and what passes with nobody noticing does not pass."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import verify_password
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from impactplan.accounts.emails import sign_in_token
from impactplan.accounts.passwords import is_easy_to_guess
from impactplan.courses.enrolment.grouping import assign_people, make_group
from impactplan.lib.spreadsheets import write_csv
from impactplan.models import Enrolment, PeerGroup, Plan, RoundStaff, User, UserSession, db
from impactplan.site.log import configure_logging, hide_private
from tests.accounts.conftest import PASSWORD, Mail, mails, reload
from tests.support.cast import Cast, make_user
from tests.support.client import PageClient, sign_in

__all__ = ["mails"]  # a fixture

pytestmark = pytest.mark.usefixtures("process_as_it_was")

SignIn = Callable[[User], PageClient]


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(act, range(count)))


def test_of_four_with_one_sign_in_link_one_comes_in(cast: Cast, app: Flask) -> None:
    with app.test_request_context():
        link = f"/login/link/{sign_in_token(cast.olga, '/')}"
    clients = [FlaskClient(app) for _number in range(4)]

    def use(number: int) -> int:
        with app.app_context():
            return clients[number].post(link).status_code

    assert sorted(at_once(4, use)) == [302, 410, 410, 410]
    assert len(db.session.scalars(select(UserSession.id)).all()) == 1


def test_of_three_with_one_link_for_a_password_one_sets_it(cast: Cast, app: Flask) -> None:
    with app.test_request_context():
        link = f"/reset/{generate_reset_password_token(cast.olga)}"  # type: ignore[no-untyped-call]  # the library has no types here
    before = cast.olga.fs_uniquifier
    clients = [FlaskClient(app) for _number in range(3)]
    words = ["de kat zit op de mat", "vier losse woorden fiets", "een heel andere zin"]

    def choose(number: int) -> str:
        data = {"password": words[number], "password_confirm": words[number]}
        with app.app_context():
            return str(clients[number].post(link, data=data).location)

    led = at_once(3, choose)
    assert sorted(place.rpartition("/")[2] for place in led) == ["login", "reset", "reset"]
    olga = reload(cast.olga)
    assert olga.fs_uniquifier != before
    assert verify_password(words[[place.endswith("login") for place in led].index(True)], olga.password)


def test_of_two_last_coordinators_who_leave_at_once_one_stays(cast: Cast, app: Flask) -> None:
    second = make_user("coby", "coordinator")
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=second.id, role="coordinator"))
    db.session.commit()
    people = [cast.cor, second]
    clients = [FlaskClient(app) for _person in people]
    for client, person in zip(clients, people, strict=True):
        sign_in(client, person)
    emails = [str(person.email) for person in people]

    def leave(number: int) -> str:
        with app.app_context():
            return str(clients[number].post("/profile/delete", data={"proof": emails[number]}).location)

    at_once(2, leave)
    db.session.rollback()
    staying = select(RoundStaff.id).where(
        RoundStaff.round_id == cast.round_id, RoundStaff.role == "coordinator", RoundStaff.user_id.is_not(None)
    )
    assert len(db.session.scalars(staying).all()) == 1


def test_another_group_does_not_read_what_was_shared_with_the_first(cast: Cast, signed_in: SignIn) -> None:
    group = make_group(cast.round_id, cast.cor, "Groep B")
    place = db.session.scalars(select(Enrolment).where(Enrolment.user_id == cast.olga.id)).one()
    other = db.session.scalars(select(Enrolment).where(Enrolment.user_id == cast.pim.id)).one()
    db.session.commit()
    assert signed_in(cast.pim).get(f"/plans/{cast.plan_id}/").status_code == 200
    assign_people(cast.round_id, cast.cor, {place.id: group, other.id: group})
    db.session.commit()
    assert signed_in(cast.pim).get(f"/plans/{cast.plan_id}/").status_code == 404
    assert not db.session.scalar(select(Plan.shared_with_group).where(Plan.id == cast.plan_id))


def test_the_way_by_no_group_opens_a_shared_plan_to_nobody_either(cast: Cast, signed_in: SignIn) -> None:
    group = make_group(cast.round_id, cast.cor, "Groep B")
    place, other = (
        db.session.scalars(select(Enrolment.id).where(Enrolment.user_id == user.id)).one()
        for user in (cast.olga, cast.pim)
    )
    db.session.commit()
    for step in ({place: None}, {place: group, other: group}):
        assign_people(cast.round_id, cast.cor, step)
        db.session.commit()
    assert signed_in(cast.pim).get(f"/plans/{cast.plan_id}/").status_code == 404


@pytest.mark.parametrize("way", ["moved", "left", "deleted"])
def test_the_owner_is_told_that_their_plan_is_not_shared_any_more(
    cast: Cast, signed_in: SignIn, mails: Callable[[], list[Mail]], way: str
) -> None:
    cor, groups = signed_in(cast.cor), f"/rounds/{cast.round_id}/groups"
    place = db.session.scalars(select(Enrolment.id).where(Enrolment.user_id == cast.olga.id)).one()
    db.session.commit()
    cor.post(groups, data={"title": "Groep B"})
    other = db.session.scalars(select(PeerGroup.id).where(PeerGroup.title == "Groep B")).one()
    if way == "deleted":
        cor.post(f"{groups}/{cast.group_id}/delete")
    else:
        cor.post(
            f"{groups}/people", data={f"was-{place}": cast.group_id, f"group-{place}": other if way == "moved" else ""}
        )
    (mail,) = mails()
    assert mail["to"] == "olga@example.org"
    assert "niet meer gedeeld" in mail["subject"]
    assert f"/plans/{cast.plan_id}/sharing" in mail["text"]
    assert not db.session.scalar(select(Plan.shared_with_group).where(Plan.id == cast.plan_id))


def test_nobody_is_told_of_what_was_not_shared_or_stays_shared(cast: Cast, mails: Callable[[], list[Mail]]) -> None:
    group = make_group(cast.round_id, cast.cor, "Groep B")
    places = {
        user.id: db.session.scalars(select(Enrolment.id).where(Enrolment.user_id == user.id)).one()
        for user in (cast.olga, cast.pim)
    }
    assign_people(cast.round_id, cast.cor, {places[cast.pim.id]: group})
    assign_people(cast.round_id, cast.cor, {places[cast.olga.id]: cast.group_id})
    db.session.commit()
    assert mails() == []
    assert db.session.scalar(select(Plan.shared_with_group).where(Plan.id == cast.plan_id))


def test_who_stays_in_their_group_shares_as_before(cast: Cast) -> None:
    place = db.session.scalars(select(Enrolment.id).where(Enrolment.user_id == cast.olga.id)).one()
    assign_people(cast.round_id, cast.cor, {place: cast.group_id})
    db.session.commit()
    assert db.session.scalar(select(Plan.shared_with_group).where(Plan.id == cast.plan_id))


@pytest.mark.parametrize(
    "password",
    [
        *("welkom2026", "Welkom01!!", "bibliotheek1", "Bibliotheek2026", "wachtwoord123", "Zonnebloem1"),
        *("qwertyuiop", "1234567890", "password12", "impactplan1", "Amsterdam2025!", "aaaaaaaaaaaa", "w3lk0m2026"),
    ],
)
def test_a_password_that_is_soon_guessed_is_refused(cast: Cast, client: PageClient, password: str) -> None:
    assert is_easy_to_guess(password)
    client.sign_in(cast.lena)
    page = client.post("/profile/password", data={"new_password": password, "new_password_confirm": password})
    assert page.status_code == 200
    assert reload(cast.lena).password is None


@pytest.mark.parametrize("password", [PASSWORD, "kX9#vLq2!p", "de kat zit op de mat", "vier losse woorden fiets"])
def test_one_that_is_not_is_taken(password: str) -> None:
    assert not is_easy_to_guess(password)


def test_a_password_of_ones_own_name_is_soon_guessed() -> None:
    assert is_easy_to_guess("vandermolen12", ["jan", "vandermolen", "example", "org"])


@pytest.mark.parametrize("start", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-A1", '=HYPERLINK("http://x")'])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|", "\n"])
def test_no_cell_is_a_formula_however_the_line_is_split(start: str, separator: str) -> None:
    text = write_csv([["Naam", f"x{separator}{start}", start]]).decode("utf-8-sig")
    for split in ";,\t|\n":
        for cell in text.replace('"', "").split(split):
            assert not cell.startswith(("=", "@", "+c", "-A")), cell


@pytest.mark.parametrize("text", ["€ 1.250,-", "12,-5", "a; b, c", "ja,+5", "x|y"])
def test_what_is_no_formula_stays_as_typed(text: str) -> None:
    assert text in write_csv([["Naam", text]]).decode("utf-8-sig")


def test_no_address_stands_in_a_log(cast: Cast, capsys: pytest.CaptureFixture[str], app: Flask) -> None:
    configure_logging(production=False)
    try:
        make_user("tweede", email="olga@example.org")
    except IntegrityError:
        logging.getLogger("impactplan").exception("error")
    logging.getLogger("x").warning("refused for %s", "Vera.de-Boer+x@mail.example.org")
    written = capsys.readouterr().err
    assert "IntegrityError" in written
    assert "refused for …@…" in written
    assert "example.org" not in written


def test_nor_what_postgresql_says_of_a_row() -> None:
    text = 'duplicate key value violates "uq"\nDETAIL:  Key (name)=(Vera de Boer) already exists.\nmore'
    assert (
        hide_private(None, "", {"exception": text})["exception"] == 'duplicate key value violates "uq"\nDETAIL: …\nmore'
    )
