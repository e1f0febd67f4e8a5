"""No request reads a whole table that grows with the number of plans: what it looks for, it finds by an index."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text

from impactplan.lib.dates import today
from impactplan.models import Base, Meeting, SpringQuestion, User, db
from tests.feedback.support import ask
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.rows import fill
from tests.test_permissions import OWN_ROUTES, addresses, addresses_of_round
from tests.workbook.support import add

FEW = {"role", "course", "course_module", "course_contact", "derivation"}
"""Tables that stay small."""
GROWING = {table.name for table in Base.metadata.sorted_tables} - FEW
ALIAS = re.compile(r'"?(\w+)"? AS "?(\w+)"?')
SCAN = re.compile(r"^SCAN (\w+)|^SEARCH (\w+) .*\(kind=\?\)$")
"""Reads every row, or all of a kind, which are a great part of them."""


@contextmanager
def executed() -> Iterator[dict[str, Any]]:
    """Collect the statements that are sent to the database, with their parameters."""
    sent: dict[str, Any] = {}

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        sent.setdefault(statement, parameters[0] if isinstance(parameters, list) else parameters)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def find_scans(cursor: sqlite3.Cursor, statement: str, parameters: Any) -> set[str]:
    """Return the growing tables of which the statement reads every row."""
    if not statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")):
        return set()
    names = dict(pair[::-1] for pair in ALIAS.findall(statement))
    details = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    scanned = {match[1] or match[2] for detail in details if (match := SCAN.match(detail))}
    return {names.get(name, name) for name in scanned} & GROWING


@pytest.fixture(params=("indexes in order", "indexes in reverse"))
def sqlite(app: Flask, request: pytest.FixtureRequest) -> sqlite3.Cursor:
    """A cursor; of two indexes that seem equally good SQLite takes one by the order in which they were made."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite says beforehand, whatever is in the tables, how it will look for a row")
    made = text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
    with db.engine.begin() as connection:
        indexes = connection.execute(made).all()
        for index in indexes:
            connection.execute(text(f'DROP INDEX "{index.name}"'))
        for index in reversed(indexes) if request.param.endswith("reverse") else indexes:
            connection.execute(text(index.sql))
    cursor = db.engine.raw_connection().driver_connection.cursor()  # type: ignore[union-attr]  # it is connected
    assert isinstance(cursor, sqlite3.Cursor)
    return cursor


SIGNING_IN = ("/login", "/login/link", "/reset", "/login/link/nothing", "/reset/nothing", "/invitations/nothing")


def all_addresses(app: Flask, cast: Cast, item_id: str) -> Iterator[tuple[str, str]]:
    for _endpoint, method, address in (*addresses(app, cast.plan_id, item_id), *addresses_of_round(app, cast)):
        yield method, address
    yield from (("POST", address) for address in SIGNING_IN)
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint in OWN_ROUTES and not rule.arguments:
                yield from ((method, rule.rule) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


@pytest.mark.long
def test_every_request_finds_its_rows_by_an_index(
    app: Flask, cast: Cast, signed_in: Callable[[User], PageClient], sqlite: sqlite3.Cursor
) -> None:
    fill(cast.plan_id, 2)
    item_id = add(cast, "stakeholder", name="Digistarters")
    ask(cast.plan_id, cast.olga, "indicators", question="Klopt dit?")
    db.session.add(Meeting(round_id=cast.round_id, number=1, module=1, day=today()))
    db.session.add(SpringQuestion(plan_id=cast.plan_id, year=today().year))
    db.session.commit()
    places = [place for place in all_addresses(app, cast, item_id) if "delete" not in place[1]]
    scans: dict[str, set[str]] = {}
    for name in ("", "olga", "pim", "tess", "cor", "bea"):
        client = signed_in(getattr(cast, name)) if name else app.test_client()
        for method, address in sorted(places):
            data = (
                None
                if method == "GET"
                else {"email": "vera@example.org", "password": "x", "key": "k"}
                | {"text": "x", "name": "x", "value": "x", "title": "T"}
            )
            with executed() as sent:
                client.open(address, method=method, data=data)
            for statement, parameters in sent.items():
                for table in find_scans(sqlite, statement, parameters):
                    scans.setdefault(f"{table}: {statement}", set()).add(f"{method} {address}")
    assert not scans, "\n".join(f"{next(iter(where))}\n  {what}" for what, where in scans.items())
