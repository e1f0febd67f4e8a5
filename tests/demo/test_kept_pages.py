"""A page that is kept is the page made anew: whatever was changed, by whom and where, and whenever it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Column, Table, bindparam, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from impactplan.graph import PlanState
from impactplan.models import Base, Membership, Revision, User, db
from impactplan.models.base import execute, table_of
from impactplan.site.kept_pages import PAGES
from impactplan.site.pieces import PageTemplate
from tests.demo.test_pieces import PLAN, look, open_as, without_keys
from tests.support.client import PageClient, counted_queries, sign_in

STEP = f"{PLAN}/steps/theory"

pytestmark = pytest.mark.once  # a page is laid beside the same one made anew


@contextmanager
def pages_made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect the names of the templates that are rendered."""
    made: list[str] = []
    render = PageTemplate.render
    with monkeypatch.context() as patch:
        patch.setattr(PageTemplate, "render", lambda self, *a, **k: [made.append(self.name), render(self, *a, **k)][1])
        yield made


def anew(app: Flask, client: PageClient, address: str) -> str:
    PAGES.of(app).forget_all()
    return look(client, address)


def test_a_page_is_made_once_and_all_that_it_read_is_asked_again(
    built_app: Flask, demo: PlanState, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = open_as(built_app, "deelnemer")
    look(client, STEP)
    page = look(client, STEP)
    with pages_made(monkeypatch) as made:
        assert look(client, STEP) == page
    assert made == []
    with pages_made(monkeypatch) as made:
        assert look(client, f"{STEP}?view=list") != page
    assert made == ["workbook/step.html"]


def test_keys_and_tokens_are_of_one_response(built_app: Flask, demo: PlanState) -> None:
    client = open_as(built_app, "deelnemer")
    pages = [client.get(STEP).get_data(as_text=True) for _time in range(3)]
    keys = [frozenset(re.findall(r'name="(?:form_)?key" value="([^"]+)"', page)) for page in pages]
    assert all(keys)
    assert not keys[1] & keys[2]
    assert "@token-" not in pages[2]
    assert "@key-" not in pages[2]


def test_nobody_gets_the_page_of_somebody_else(built_app: Flask, demo: PlanState) -> None:
    readers = {name: open_as(built_app, name) for name in ("deelnemer", "trainer", "intervisie")}
    own = {name: anew(built_app, client, STEP) for name, client in readers.items()}
    assert len(set(own.values())) == 3
    for name, client in readers.items():
        assert look(client, STEP) == own[name]
    assert open_as(built_app, "leeg").get(STEP).status_code == 404


def test_who_may_no_longer_write_in_a_plan_does_not(built_app: Flask, demo: PlanState) -> None:
    client, members = open_as(built_app, "deelnemer"), table_of(Membership)
    pages = [look(client, STEP) for _time in range(2)]
    rows = [row._asdict() for row in db.session.execute(select(members).where(members.c.plan_id == "digitaal-mee"))]
    db.session.execute(delete(members).where(members.c.plan_id == "digitaal-mee"))
    db.session.commit()
    try:
        as_peer = look(client, STEP)
        assert as_peer == anew(built_app, client, STEP) != pages[0]
    finally:
        db.session.execute(insert(members), rows)
        db.session.commit()
    assert look(client, STEP) == pages[0] == pages[1]


def test_a_message_is_shown_once(built_app: Flask, demo: PlanState) -> None:
    client = open_as(built_app, "deelnemer")
    page = look(client, STEP)
    with client.session_transaction() as session:
        session["_flashes"] = [("success", "Dit staat er een keer")]
    assert "Dit staat er een keer" in look(client, STEP)
    assert look(client, STEP) == page


def test_a_new_row_has_an_id_of_its_own_at_every_visit(built_app: Flask, demo: PlanState) -> None:
    client = open_as(built_app, "deelnemer")
    address = f"{PLAN}/steps/stakeholders?new=stakeholder"
    pages = [client.get(address).get_data(as_text=True) for _time in range(3)]
    ids = [re.search(r'<form[^>]*data-item="stakeholder/(\w{12})"', page) for page in pages]
    assert len({found[1] for found in ids if found}) == 3


def test_a_page_that_tells_the_time_goes_on_telling_it(built_app: Flask, demo: PlanState) -> None:
    last = db.session.scalar(select(Revision.at).where(Revision.plan_id == "digitaal-mee").order_by(Revision.id.desc()))
    assert last
    steps = [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=59), timedelta(minutes=61)]
    steps += [timedelta(hours=5), timedelta(hours=23, minutes=59), timedelta(hours=25), timedelta(days=3)]
    with time_machine.travel(last, tick=False) as traveller:
        client = open_as(built_app, "deelnemer")
        shown = []
        for passed in steps:
            for just in (timedelta(0), timedelta(seconds=29), timedelta(seconds=31)):
                traveller.move_to(last + passed + just)
                page = look(client, STEP)
                assert page == look(client, STEP) == anew(built_app, client, STEP), passed + just
            shown.append(page)
    assert len(set(shown)) == len(steps)


def change(column: Column[Any], value: Any) -> Any:
    """Return another value that a column can hold."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return f"{value} +"
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    return value + 1 if isinstance(value, int) else None


def changeable(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if not column.primary_key and not column.foreign_keys]


@contextmanager
def changed(table: Table, column: Column[Any], rows: Sequence[Any]) -> Iterator[bool]:
    """Have another value in all rows of a column, as far as the database takes it."""
    keys = list(table.primary_key.columns)
    statement = update(table).values({column.name: bindparam("its_value")})
    statement = statement.where(*(key == bindparam(f"its_{key.name}") for key in keys))

    def store(values: Sequence[Any]) -> bool:
        its = [{f"its_{key.name}": getattr(row, key.name) for key in keys} for row in rows]
        try:
            with db.session.begin_nested():
                pairs = zip(its, values, strict=True)
                execute(statement, [{**keys_of, "its_value": value} for keys_of, value in pairs])
        except (SQLAlchemyError, ArithmeticError, AttributeError, TypeError):
            return False
        db.session.commit()
        return True

    before = [getattr(row, column.name) for row in rows]
    stored = store([change(column, value) for value in before])
    try:
        yield stored
    finally:
        if stored:
            assert store(before)


def look_plainly(client: FlaskClient) -> str:
    """Return the page of the step as it comes, or how it fails on what no form would have taken."""
    try:
        with client.application.app_context():
            return without_keys(client.get(STEP).get_data(as_text=True))
    except Exception as error:
        return type(error).__name__


@pytest.mark.long
def test_whatever_changes_in_the_database_shows(built_app: Flask, demo: PlanState) -> None:
    """Every column of every table that the page reads is changed, without anybody knowing how it hangs on it."""
    client = FlaskClient(built_app)
    sign_in(client, db.session.scalars(select(User).where(User.email == "trainer@demo.example")).unique().one())
    with counted_queries() as sent:
        before = look_plainly(client)
    pages, seen, shown = PAGES.of(built_app), 0, 0
    for table in Base.metadata.sorted_tables:
        if not any(re.search(rf"\b{table.name}\b", statement) for statement in sent):
            continue
        rows = db.session.execute(select(table)).all()
        for column in changeable(table) if rows else ():
            with changed(table, column, rows) as stored:
                if not stored:
                    continue
                page = look_plainly(client)
                pages.forget_all()
                assert page == look_plainly(client), (table.name, column.name)
                seen, shown = seen + 1, shown + (page != before)
            assert look_plainly(client) == before, (table.name, column.name)
    assert seen > 100
    assert shown > 30
