"""Leaving: nothing of a person or a plan stays behind, in whichever table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, String, Table, func, insert, select

from impactplan.access import Permission
from impactplan.accounts.privacy import delete_plan
from impactplan.accounts.traces import references_to, tables_of_plan
from impactplan.exports.operations import folder_of
from impactplan.models import (
    Base,
    Enrolment,
    Invitation,
    Membership,
    Outbox,
    Revision,
    Round,
    User,
    db,
    invitation_table,
    now,
    outbox_table,
    plan_table,
    user_table,
)
from impactplan.outbox import queue_mail
from impactplan.workbook.operations import create_item
from impactplan.workbook.plans import create_plan
from impactplan.workbook.writing import writing
from tests.accounts.conftest import PASSWORD
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def filler(column: Column[Any], table: Table) -> Any:
    """Return a value that a column takes."""
    if isinstance(column.type, DateTime) or type(column.type).__name__ == "UtcDateTime":
        return now().replace(tzinfo=None) if type(column.type) is DateTime else now()
    if isinstance(column.type, Date):
        return now().date()
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Integer):
        return 1
    if isinstance(column.type, String):
        return f"{table.name}-{column.name}"[: column.type.length or 40]
    return b"x"


def fill(table: Table, values: dict[str, Any]) -> None:
    """Put a row into a table, with something in whatever must not be empty."""
    row = dict(values)
    for column in table.columns:
        has_default = column.default is not None or column.server_default is not None
        is_count = column is table.autoincrement_column
        if column.name not in row and not column.nullable and not has_default and not is_count:
            row[column.name] = filler(column, table)
    db.session.execute(insert(table), row)


FEEDBACK = {
    "feedback_request": "request_id",
    "review": "review_id",
    "thread": "thread_id",
    "peer_question": "question_id",
}
"""What parts of the feedback on a plan are called where others refer to them."""


def is_kind(table: Table) -> bool:
    """Tell whether a table holds items of one kind, which the write path makes."""
    return any(key.parent.name == "id" and key.column.table.name == "plan_item" for key in table.foreign_keys)


def fill_all(people: Cast) -> None:
    """Put a row that refers to the plan and to Olga into every table that can have one.

    A new table comes in by itself; if a row of it cannot be made this way, say here how.
    """
    known: dict[str, Any] = {"plan_id": people.plan_id, "round_id": people.round_id, "item_id": "an-item"}
    known["course_id"] = people.course_id
    known["meeting_id"] = "a-meeting"
    fill(Base.metadata.tables["meeting"], {"id": "a-meeting", "round_id": people.round_id})
    known["role_id"] = people.olga.roles[0].id
    known |= {name: f"a-{table}"[:16] for table, name in FEEDBACK.items()}
    to_user = {(table.name, column.name) for table, column in references_to(user_table)}
    to_plan = {table.name for table, _column in tables_of_plan()}
    for table in Base.metadata.sorted_tables:
        mine = {column.name: people.olga.id for column in table.columns if (table.name, column.name) in to_user}
        if is_kind(table) or not (mine or table.name in to_plan):
            continue
        values = {name: value for name, value in known.items() if name in table.c} | mine
        if table.name == "plan_item":
            values |= {"id": "an-item", "kind": "item"}
        if table.name in FEEDBACK:
            values |= {"id": known[FEEDBACK[table.name]]}
        same = (
            select(func.count()).select_from(table).where(*(table.c[name] == value for name, value in values.items()))
        )
        if not db.session.scalar(same):
            fill(table, values)


@pytest.fixture
def full(cast: Cast) -> Cast:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        party = create_item(write, "stakeholder", {"name": "Gemeente"})
        create_item(write, "stakeholder", {"name": "Buurthuis"}, after=party)
    fill_all(cast)
    db.session.commit()
    return cast


def count(table: Table, column: Column[Any], value: object) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(column == value)) or 0


def test_every_table_with_a_reference_is_known() -> None:
    """By reflection: whatever points to a plan or a person is among what leaving looks at."""
    to_plan = {table.name for table, _column in tables_of_plan()}
    to_user = {(table.name, column.name) for table, column in references_to(user_table)}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            targets = {key.column.table.name for key in column.foreign_keys}
            if targets & {"plan", "plan_item"}:
                assert table.name in to_plan, f"{table.name}.{column.name} leads to a plan, but has no plan_id"
            if "user" in targets:
                assert (table.name, column.name) in to_user
            named_like_one = column.name.endswith(("user_id", "actor_id", "_by"))
            if named_like_one and not isinstance(column.type, String):
                assert (table.name, column.name) in to_user, f"{table.name}.{column.name} has no foreign key"


def test_the_rows_are_there_to_begin_with(full: Cast) -> None:
    """Else the tests below would prove nothing about a new table."""
    for table, column in references_to(user_table):
        assert count(table, column, full.olga.id), f"no row in {table.name} to try with: add it to fill_all"
    for table, column in tables_of_plan():
        if not is_kind(table):
            assert count(table, column, full.plan_id), f"no row in {table.name} to try with: add it to fill_all"


def test_a_deleted_plan_is_gone_from_every_table(full: Cast) -> None:
    delete_plan(full.plan_id)
    db.session.commit()
    assert count(plan_table, plan_table.c.id, full.plan_id) == 0
    for table, column in tables_of_plan():
        assert count(table, column, full.plan_id) == 0, table.name


def test_another_plan_stays_whole(full: Cast) -> None:
    other = create_plan(full.vera, "Ander plan", "", "nl")
    db.session.commit()
    delete_plan(full.plan_id)
    db.session.commit()
    assert count(plan_table, plan_table.c.id, other) == 1


def leave(person: PageClient, **data: str) -> Any:
    return person.post("/profile/delete", data=data)


def test_a_person_is_gone_from_every_table(full: Cast, signed_in: SignIn) -> None:
    queue_mail("olga@example.org", "Hallo", "tekst", "<p>tekst</p>")
    db.session.add(
        Invitation(
            plan_id=full.plan_id,
            email="olga@example.org",
            role="reader",
            token_hash="x",
            expires_at=now() + timedelta(days=1),
        )
    )
    db.session.commit()
    user_id = full.olga.id
    assert leave(signed_in(full.olga), proof="olga@example.org").location == "/goodbye"
    db.session.rollback()
    assert count(user_table, user_table.c.id, user_id) == 0
    for table, column in references_to(user_table):
        assert count(table, column, user_id) == 0, f"{table.name}.{column.name}"
    for table in (outbox_table, invitation_table):
        for row in db.session.execute(select(table)):
            assert "olga@example.org" not in str(row)


def test_what_they_wrote_stays_without_their_name(full: Cast, signed_in: SignIn) -> None:
    leave(signed_in(full.olga), proof="olga@example.org")
    db.session.rollback()
    actors = set(db.session.scalars(select(Revision.actor_id).where(Revision.plan_id == full.plan_id)))
    assert actors == {None}


def test_the_plan_passes_to_the_only_coauthor(cast: Cast, signed_in: SignIn) -> None:
    olga = signed_in(cast.olga)
    assert "gaat over naar Karel" in olga.get("/profile/delete").text
    leave(olga, proof="olga@example.org")
    db.session.rollback()
    place = Membership.plan_id == cast.plan_id, Membership.role == "owner"
    assert db.session.scalars(select(Membership.user_id).where(*place)).all() == [cast.karel.id]


@pytest.mark.parametrize(("own", "becomes"), [("none", "theirs"), ("new", "theirs"), ("written", "own")])
def test_the_round_keeps_a_plan_that_passes(cast: Cast, signed_in: SignIn, own: str, becomes: str) -> None:
    mine = create_plan(cast.karel, "Plan van Karel", "", "nl") if own != "none" else None
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.karel.id, plan_id=mine))
    db.session.commit()
    if own == "written":
        with writing(str(mine), Permission.EDIT, cast.karel) as write:
            create_item(write, "stakeholder", {"name": "Gemeente"})
    leave(signed_in(cast.olga), proof="olga@example.org")
    db.session.rollback()
    place = select(Enrolment.plan_id).where(Enrolment.user_id == cast.karel.id)
    assert db.session.scalar(place) == {"theirs": cast.plan_id, "own": mine}[becomes]


def test_another_round_keeps_what_it_had(cast: Cast, signed_in: SignIn) -> None:
    other = db.session.scalars(select(Round.id).where(Round.id != cast.round_id)).one()
    db.session.add(Enrolment(round_id=other, user_id=cast.karel.id))
    db.session.commit()
    leave(signed_in(cast.olga), proof="olga@example.org")
    db.session.rollback()
    assert db.session.scalar(select(Enrolment.plan_id).where(Enrolment.user_id == cast.karel.id)) is None


def test_what_they_wrote_to_others_goes_out_without_their_address(cast: Cast, signed_in: SignIn) -> None:
    mail_id = queue_mail("pim@example.org", "Hallo", "tekst", "<p>tekst</p>", reply_to="olga@example.org")
    db.session.commit()
    leave(signed_in(cast.olga), proof="olga@example.org")
    db.session.rollback()
    payload = db.session.scalars(select(Outbox.payload).where(Outbox.id == mail_id)).one()
    assert payload["to"] == "pim@example.org"
    assert "reply_to" not in payload


def test_with_several_coauthors_one_is_chosen(cast: Cast, signed_in: SignIn) -> None:
    db.session.add(Membership(plan_id=cast.plan_id, user_id=cast.vera.id, role="coauthor"))
    db.session.commit()
    olga = signed_in(cast.olga)
    assert f'name="heir-{cast.plan_id}"' in olga.get("/profile/delete").text
    leave(olga, proof="olga@example.org", **{f"heir-{cast.plan_id}": str(cast.vera.id)})
    db.session.rollback()
    place = Membership.plan_id == cast.plan_id, Membership.role == "owner"
    assert db.session.scalars(select(Membership.user_id).where(*place)).all() == [cast.vera.id]


def test_nobody_inherits_who_is_no_coauthor(cast: Cast, signed_in: SignIn) -> None:
    leave(signed_in(cast.olga), proof="olga@example.org", **{f"heir-{cast.plan_id}": str(cast.tom.id)})
    db.session.rollback()
    place = Membership.plan_id == cast.plan_id, Membership.role == "owner"
    assert db.session.scalars(select(Membership.user_id).where(*place)).all() == [cast.karel.id]


def test_a_plan_without_coauthor_goes_with_its_files(cast: Cast, signed_in: SignIn) -> None:
    db.session.delete(db.session.get_one(Membership, (cast.plan_id, cast.karel.id)))
    db.session.commit()
    folder = folder_of(cast.plan_id)
    folder.mkdir(parents=True)
    (folder / "x.pdf").write_bytes(b"%PDF")
    olga = signed_in(cast.olga)
    page = olga.get("/profile/delete")
    assert "wordt verwijderd" in page.text
    leave(olga, proof="olga@example.org")
    db.session.rollback()
    assert count(plan_table, plan_table.c.id, cast.plan_id) == 0
    assert not folder.exists()


@pytest.mark.parametrize("proof", ["", "iemand@example.org", PASSWORD])
def test_it_asks_for_the_address_where_there_is_no_password(cast: Cast, signed_in: SignIn, proof: str) -> None:
    assert leave(signed_in(cast.olga), proof=proof).status_code == 422
    assert count(user_table, user_table.c.id, cast.olga.id) == 1


def test_it_asks_for_the_password_where_there_is_one(with_password: Cast, signed_in: SignIn) -> None:
    olga = signed_in(with_password.olga)
    assert leave(olga, proof="olga@example.org").status_code == 422
    assert leave(olga, proof=PASSWORD).location == "/goodbye"


def test_sessions_end_everywhere(cast: Cast, signed_in: SignIn) -> None:
    here, there = signed_in(cast.olga), signed_in(cast.olga)
    leave(here, proof="olga@example.org")
    for session in (here, there):
        assert not session.get("/session").json["signed_in"]
    assert here.get("/goodbye").status_code == 200
