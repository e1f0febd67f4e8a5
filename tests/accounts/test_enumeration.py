"""No answer tells whether an address has an account: not its text, its status, its headers or its work."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from impactplan.models import Outbox, User, db
from tests.accounts.conftest import PASSWORD, Mail, reload
from tests.support.cast import Cast
from tests.support.client import PageClient, counted_queries

KNOWN, UNKNOWN, LIKE = "vera@example.org", "niemand@example.org", "X@example.org"


def visible(answer: TestResponse, email: str) -> tuple[Any, ...]:
    """Return all that the asker can see, with the address they typed left out."""
    text = re.sub(r"[\w.-]{40,}", "TOKEN", answer.text.replace(email, LIKE))
    text = re.sub(r'(?<=name="form_key" value=")\w+', "KEY", text)
    headers = {name for name, _value in answer.headers if name != "Set-Cookie"}
    return answer.status_code, answer.location, text, headers


def ask(app: Flask, address: str, data: dict[str, str], email: str, user: User | None) -> tuple[Any, ...]:
    client = app.test_client()
    assert isinstance(client, PageClient)
    if user:
        client.sign_in(reload(user))
    with counted_queries() as sent:
        answer = client.post(address, data={**data, "email": email})
    shown = visible(answer, email)
    if answer.status_code == 302:
        shown += visible(client.get(answer.location), email)
    return (*shown, sum(not statement.startswith("SELECT") for statement in sent))


@pytest.mark.parametrize(
    ("address", "data", "signed_in"),
    [
        ("/login", {"password": "iets anders"}, False),
        ("/login/link", {}, False),
        ("/reset", {}, False),
        ("/profile/email", {"password": PASSWORD}, True),
    ],
)
def test_a_known_and_an_unknown_address_get_the_same_answer(
    with_password: Cast, app: Flask, address: str, data: dict[str, str], signed_in: bool
) -> None:
    user = with_password.olga if signed_in else None
    assert ask(app, address, data, KNOWN, user) == ask(app, address, data, UNKNOWN, user)


def test_an_account_without_password_answers_alike_too(cast: Cast, app: Flask) -> None:
    data = {"password": "iets anders"}
    assert ask(app, "/login", data, "lena@example.org", None) == ask(app, "/login", data, UNKNOWN, None)


def test_inviting_a_known_and_an_unknown_address_is_the_same(with_password: Cast, app: Flask) -> None:
    answers = []
    for email in (KNOWN, UNKNOWN):
        client = app.test_client().sign_in(reload(with_password.olga))  # type: ignore[attr-defined]  # a PageClient
        address = f"/plans/{with_password.plan_id}/sharing/invitations"
        answer = client.post(address, data={"email": email, "role": "reader", "message": ""})
        page = client.get(answer.location)
        answers.append(visible(answer, email))
        assert email in page.text
    assert answers[0] == answers[1]


def test_a_password_is_hashed_for_an_unknown_address_too(
    with_password: Cast, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []
    monkeypatch.setattr("flask_security.forms.hash_password", lambda password: hashed.append(password) or "x")
    client.post("/login", data={"email": UNKNOWN, "password": "iets anders"})
    assert hashed == ["iets anders"]


def test_nothing_is_mailed_to_an_unknown_address(
    with_password: Cast, client: PageClient, mails: Callable[[], list[Mail]]
) -> None:
    for address in ("/login/link", "/reset"):
        client.post(address, data={"email": UNKNOWN})
    assert mails() == []
    assert db.session.scalars(select(Outbox.done_at)).all().count(None) == 0


def test_nothing_is_mailed_to_an_address_that_somebody_else_wants(
    with_password: Cast, client: PageClient, mails: Callable[[], list[Mail]]
) -> None:
    client.sign_in(with_password.olga)
    client.post("/profile/email", data={"email": KNOWN, "password": PASSWORD})
    assert [mail["to"] for mail in mails()] == ["olga@example.org"]
