"""Nothing is forgotten: by reflection over the tables, one's own data hold every row, and leaving leaves no trace."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, Column, LargeBinary, String, Table, func, insert, inspect, select

from impactplan.accounts.export import SECRETS, stream_data
from impactplan.accounts.privacy import delete_account
from impactplan.accounts.traces import address_columns, find_traces, references_to, tables_of_plan
from impactplan.models import Base, RoundStaff, db, outbox_table, user_table
from impactplan.outbox import queue_mail
from tests.accounts.test_privacy import FEEDBACK, fill, is_kind
from tests.support.cast import Cast

TABLES = Base.metadata.sorted_tables
PERSONAL_NAMES = re.compile(
    r"name|mail|phone|user|_by$|actor|contact|address|guest|sender|person|author|owner|speaker|(^|_)ip$|organi[sz]ation"
)
"""What a column is called that may say who somebody is."""
CONTENT_OF_A_PLAN = {("plan_snapshot", "name")}
"""Columns called so that are what authors wrote in a plan. Like its title, its rows and their log they are the plan's:
they stay for who goes on with it, and go with the plan."""
NAME, ADDRESS = "Olga Sentinelova", "olga.sentinelova@example.org"


def reached() -> set[str]:
    """Return the tables that have rows of somebody, or of a plan."""
    by_person = {user_table.name, outbox_table.name} | {table.name for table, _column in references_to(user_table)}
    of_plans = {table.name for table, _column in tables_of_plan()} | {"plan"}
    return by_person | {table.name for table, _column in address_columns()} | of_plans


def test_every_table_is_somebodys_or_a_plans_or_says_that_it_is_nobodys() -> None:
    for table in TABLES:
        impersonal = bool(table.info.get("impersonal"))
        assert (table.name in reached()) != impersonal, (
            f"{table.name} is reached neither from a person (a key to user, a column email) nor from a plan. "
            'If it is about nobody, say so in its model: {"info": {"impersonal": True}}.'
        )


def test_no_table_that_is_nobodys_names_somebody() -> None:
    for table in TABLES:
        for column in table.columns if table.info.get("impersonal") else ():
            named = PERSONAL_NAMES.search(column.name) and (table.name, column.name) != ("role", "name")
            assert not named or column.info.get("public"), (
                f"{table.name}.{column.name} seems to name somebody, and closing an account passes it by. "
                'If it is public, say so at the column: info={"public": True}.'
            )


def test_an_address_stands_in_a_column_that_is_found() -> None:
    """So that whoever has no account yet is found by it."""
    for table in TABLES:
        for column in table.columns:
            if isinstance(column.type, String) and "mail" in column.name and table is not user_table:
                assert column.name == "email", f"{table.name}.{column.name}: call it email, or nobody finds it"


def values_of(table: Table, people: Cast) -> Iterator[dict[str, Any]]:
    """Yield what makes a row of a table Olga's: by each key to her account, and by her address. Whatever in it is
    called as if it named somebody names her."""
    known: dict[str, Any] = {"plan_id": people.plan_id, "round_id": people.round_id, "item_id": "an-item"}
    known["meeting_id"] = "a-meeting"
    known |= {"course_id": people.course_id} | {name: f"{parent[:12]}0" for parent, name in FEEDBACK.items()}
    about = {name: value for name, value in known.items() if name in table.c}
    about |= {column.name: NAME for column in table.columns if names_somebody(column)}
    people_in = [column for referring, column in references_to(user_table) if referring is table]
    for column in people_in if not is_kind(table) else ():
        others = {other.name: people.karel.id for other in people_in if not other.nullable}
        yield {**about, **others, column.name: people.olga.id}
    if table.name in {name.name for name, _column in address_columns()}:
        yield {**about, "email": ADDRESS}


def names_somebody(column: Column[Any]) -> bool:
    is_text = isinstance(column.type, String) and not column.foreign_keys and column.name != "email"
    is_content = (column.table.name, column.name) in CONTENT_OF_A_PLAN
    return bool(is_text and not is_content and PERSONAL_NAMES.search(column.name))


def fill_with_olga(people: Cast) -> None:
    people.olga.name, people.olga.email = NAME, ADDRESS
    db.session.flush()
    taken = {"membership", "roles_users"}  # hers are there already, and none can stand twice
    fill(Base.metadata.tables["plan_item"], {"id": "an-item", "plan_id": people.plan_id, "kind": "item"})
    fill(Base.metadata.tables["meeting"], {"id": "a-meeting", "round_id": people.round_id})
    for table in TABLES:
        if table.name in taken | {"plan_item", "user"}:
            continue
        for number, values in enumerate(values_of(table, people)):
            unique = {column.name: f"{table.name[:12]}{number}" for column in table.columns if is_token(column)}
            clear_place(table, values)
            fill(table, {**unique, **values})
    queue_mail(ADDRESS, "Hallo", f"Dag {NAME}", "<p>tekst</p>")
    db.session.commit()


def is_token(column: Column[Any]) -> bool:
    return column.name in {"token_hash", "id"} and isinstance(column.type, String)


def clear_place(table: Table, values: dict[str, Any]) -> None:
    """Take away the row that the cast has in the same place already."""
    for names in (key["column_names"] for key in inspect(db.engine).get_unique_constraints(table.name)):
        if all(name in values for name in names):
            same = [table.c[name] == values[name] for name in names]
            db.session.execute(table.delete().where(*same))


@pytest.fixture
def full(cast: Cast) -> Cast:
    fill_with_olga(cast)
    return cast


def read_data(people: Cast) -> dict[str, list[dict[str, Any]]]:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(stream_data(people.olga))))
    rows: dict[str, list[dict[str, Any]]] = json.loads(archive.read("account.json"))
    return rows


def test_ones_own_data_hold_every_row(full: Cast) -> None:
    data = read_data(full)
    for table in TABLES:
        conditions = find_traces(full.olga.id, ADDRESS).get(table.name, [])
        for condition in conditions:
            count = db.session.scalar(select(func.count()).select_from(table).where(condition)) or 0
            empty_job = table is outbox_table and "email" in str(
                condition.compile(compile_kwargs={"literal_binds": True})
            )
            assert count or empty_job, f"no row in {table.name} to try with: {condition}"
            assert len(data.get(table.name, [])) >= count, table.name


ALONG_WITH_A_PLAN = {
    *("plan_item", "plan_reference", "plan_step", "revision", "receipt", "export", "plan_snapshot"),
    *("membership", "invitation", "spring_question", "document_choice"),
    *("feedback_request", "feedback_request_step", "review", "review_step"),
    *("peer_question", "peer_answer"),
}
"""The tables, beside those of the kinds, that an owner takes along whole."""


def test_what_an_owner_takes_along_of_others_is_decided_for_each_table() -> None:
    """A table with a plan is all the plan's, or all somebody's own (``personal``), or its model says which rows are
    the plan's (``shared``). A new one is in none of these until somebody decides."""
    for table, _column in tables_of_plan():
        whole = is_kind(table) or table.name in ALONG_WITH_A_PLAN
        ways = [bool(table.info.get("personal")), "shared" in table.info, whole]
        assert sum(ways) == 1, f"{table.name}: say in its model whether its rows are personal, or which are shared"


def test_ones_own_data_hold_no_secret(full: Cast) -> None:
    for rows in read_data(full).values():
        for row in rows:
            assert not SECRETS & set(row)
    assert {"nonce", "token_hash", "password", "fs_uniquifier"} <= SECRETS


def test_leaving_leaves_no_trace(full: Cast) -> None:
    user_id = full.olga.id
    delete_account(full.olga, {})
    for table in TABLES:
        texts = [column for column in table.columns if isinstance(column.type, (String, JSON, LargeBinary))]
        for row in db.session.execute(select(*texts)) if texts else ():
            assert NAME not in str(row), f"the name stays in {table.name}"
            assert ADDRESS not in str(row), f"the address stays in {table.name}"
    for table, column in references_to(user_table):
        assert not db.session.scalar(select(func.count()).select_from(table).where(column == user_id)), table.name


def test_who_is_invited_without_an_account_has_no_trace_after_it_either(cast: Cast) -> None:
    """An address that was listed under another round goes too; somebody else's stays."""
    places = Base.metadata.tables["enrolment"]
    for number, address in enumerate((str(cast.olga.email), "ander@example.org")):
        row = {"id": f"place{number}", "round_id": cast.round_id, "email": address, "name": "X", "organisation": ""}
        db.session.execute(insert(places), row)
    db.session.commit()
    delete_account(cast.olga, {})
    left = set(db.session.scalars(select(places.c.email).where(places.c.email.is_not(None))))
    assert left == {"ander@example.org"}


def test_a_place_goes_with_its_account_and_leaves_no_empty_one(cast: Cast) -> None:
    places = Base.metadata.tables["enrolment"]
    delete_account(cast.olga, {})
    nobody = places.c.user_id.is_(None) & places.c.email.is_(None)
    assert db.session.scalar(select(func.count()).select_from(places).where(nobody)) == 0


def test_what_a_coordinator_wrote_to_a_round_stays_without_them(app: Flask, cast: Cast) -> None:
    mails = Base.metadata.tables["round_mail"]
    row = {"round_id": cast.round_id, "to": "Allen", "subject": "Welkom", "body": "Tot ziens", "count": 2}
    fill(mails, row | {"sent_by": cast.cor.id, "id": "a-mail"})
    db.session.commit()
    with app.test_request_context():  # what only she can settle is named with its address
        db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.vera.id, role="coordinator"))
        delete_account(cast.cor, {})
    assert db.session.execute(select(mails.c.subject, mails.c.sent_by)).one() == ("Welkom", None)
