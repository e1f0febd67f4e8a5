"""Nothing is written by what is not an allowed POST: every route, by every method, for everybody, with and without a
token against forgery. Every table is compared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select

from impactplan.models import (
    Base,
    User,
    db,
)
from tests.support.cast import PEOPLE, Cast
from tests.support.client import sign_in
from tests.test_permissions import (
    COURSE_ROUTES,
    EXPECTED,
    OPEN_ROUTES,
    OWN_ROUTES,
    PLAN_ROUTES,
    ROUND_EXPECTED,
    ROUND_ROUTES,
)

SAFE = ("GET", "HEAD", "OPTIONS")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
BY_MAIL = {"accounts.keep_account"}
"""What whoever comes by the link of a mail to their own account does by coming: it stays."""

TRY_THE_REST = ("olga", "nobody")
"""Who asks by methods that an address does not take: they are refused whoever asks."""
BY_TOKEN = {"feedback_mail.show_opt_out", "feedback_mail.end_mails"}
"""What a mail program posts for its reader (RFC 8058): the signed token in the address allows it, and no session."""


def digests() -> dict[str, str]:
    """Return a digest of all rows of each table."""
    db.session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
        found[table.name] = sha256("\n".join(rows).encode()).hexdigest()
    db.session.rollback()
    return found


@contextmanager
def written() -> Iterator[list[str]]:
    """Collect the statements that write."""
    sent: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def addresses(app: Flask, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (endpoint, address) of every route, with arguments that exist."""
    builder = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        arguments = {name: values[name] for name in rule.arguments}
        if rule.endpoint in values["tokens"]:
            arguments["token"] = values["tokens"][rule.endpoint]
        yield rule.endpoint, builder.build(rule.endpoint, arguments)


def may_post(name: str, endpoint: str) -> bool:
    """Tell whether somebody may write by a route: then what it does is for its own tests."""
    if endpoint in OPEN_ROUTES:
        return True
    if name == "nobody":
        return False
    if endpoint in PLAN_ROUTES:
        return name in EXPECTED[PLAN_ROUTES[endpoint]]
    if endpoint in ROUND_ROUTES:
        return name in ROUND_EXPECTED[ROUND_ROUTES[endpoint]]
    return name == "cor" if endpoint in COURSE_ROUTES else endpoint in OWN_ROUTES


def visitor(app: Flask, user: User | None) -> FlaskClient:
    client = FlaskClient(app)
    if user is not None:
        sign_in(client, user)
    return client


def ask(client: FlaskClient, address: str, method: str, token: str = "") -> int:
    with client.application.app_context():
        headers = {"X-CSRFToken": token} if token else {}
        with client.open(address, method=method, headers=headers, data={} if method in UNSAFE else None) as answer:
            return answer.status_code


def methods_of(app: Flask, address: str, name: str) -> tuple[str, ...]:
    """Return the methods that somebody tries that write where they are taken."""
    taken = app.url_map.bind("localhost").allowed_methods(urlsplit(address).path)
    return UNSAFE if name in TRY_THE_REST else tuple(method for method in UNSAFE if method in taken)


@pytest.mark.long
@pytest.mark.once  # what is looked at are the statements
def test_only_an_allowed_post_writes(
    app: Flask, cast: Cast, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setattr("flask.templating._render", lambda *_args: "")  # views write, templates do not
    routes = list(addresses(app, values))
    asked = 0
    visitors = {name: visitor(app, getattr(cast, name, None)) for name in (*PEOPLE, "nobody")}
    before = digests()
    for name, client in visitors.items():
        with app.app_context():
            token = client.get("/session").get_json()["csrf_token"]
        for endpoint, address in routes:
            if endpoint in BY_MAIL:
                continue
            unsafe = methods_of(app, address, name)
            asking = [(method, "") for method in (SAFE if endpoint in BY_TOKEN else (*SAFE, *unsafe))]
            if endpoint not in BY_TOKEN and not may_post(name, endpoint):
                asking += [(method, token) for method in unsafe]
            for method, with_token in asking:
                asked += 1
                with written() as statements:
                    status = ask(client, address, method, with_token)
                assert status < 500, f"{method} {endpoint} answers {name} {status}"
                if statements:
                    changed = {key for key, value in digests().items() if value != before[key]}
                    assert not changed, f"{method} {endpoint} by {name} writes {changed}"
                if method in UNSAFE and endpoint not in OPEN_ROUTES:
                    assert status >= 300, f"{method} {endpoint} answers {name} {status}"
    assert digests() == before
    assert asked > 10_000


def test_a_head_has_the_headers_of_the_page_and_no_body(app: Flask, client: FlaskClient) -> None:
    page, head = client.get("/login"), client.head("/login")
    assert head.status_code == page.status_code == 200
    assert head.content_type == page.content_type
    assert head.data == b""
