"""An error of ours is a page too: in the reader's language, with a number to name, and without a database."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from impactplan.config import ROOT
from impactplan.models import User, db
from impactplan.site import once
from tests.accounts.conftest import PASSWORD, with_password
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.pages import find_faults

__all__ = ["with_password"]  # a fixture

SignIn = Callable[[User], PageClient]
SAVE = "/plans/p/items/challenge/challenge/causes"


def visitor(app: Flask, **session: str) -> FlaskClient:
    """Return somebody with the cookie of a session, which makes every page look for its account."""
    client = FlaskClient(app)
    with client.session_transaction() as cookie:
        cookie.update({"_user_id": "x", "session_token": "x", **session})
    return client


@pytest.mark.parametrize("path", ["/", "/plans/p/", "/profile", "/login/link/a-word-that-is-a-secret"])
def test_without_a_database_there_is_a_page(app_without_database: Flask, path: str) -> None:
    answer = visitor(app_without_database).get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Dit lukt nu even niet" in answer.text
    assert f"<code>{answer.headers['X-Request-ID']}</code>" in answer.text
    assert find_faults(answer.text) == []
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("session", "browser", "language"),
    [
        ({}, "", "nl"),
        ({}, "fr", "nl"),
        ({}, "en-GB,en;q=0.9,nl;q=0.5", "en"),
        ({"language": "nl"}, "en", "nl"),
        ({"language": "en"}, "nl", "en"),
        ({"language": "xx"}, "nl", "nl"),
    ],
)
def test_it_is_in_the_language_of_the_visit(
    app_without_database: Flask, session: dict[str, str], browser: str, language: str
) -> None:
    answer = visitor(app_without_database, **session).get("/", headers={"Accept-Language": browser})
    assert f'<html lang="{language}"' in answer.text
    assert {"nl": "Dit lukt nu even niet", "en": "This does not work for a moment"}[language] in answer.text


def test_its_style_is_served_without_a_database(app_without_database: Flask) -> None:
    client = visitor(app_without_database)
    page = client.get("/").text
    style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    with client.get(style) as answer:
        assert answer.status_code == 200


def test_who_signs_in_has_their_language_in_the_cookie(with_password: Cast, client: PageClient) -> None:
    with_password.olga.language = "en"
    db.session.commit()
    client.post("/login", data={"email": "olga@example.org", "password": PASSWORD})
    with client.session_transaction() as cookie:
        assert cookie["language"] == "en"


def test_a_script_that_saves_gets_json_and_keeps_what_was_typed(
    app_without_database: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page in the browser keeps an edit at any answer of 500 or more, and sends it again under the same key."""
    monkeypatch.setitem(app_without_database.config, "WTF_CSRF_ENABLED", False)
    answer = visitor(app_without_database).patch(
        SAVE, json={"value": "x", "page_language": "en"}, headers={"If-Match": "1", "Idempotency-Key": "k"}
    )
    assert answer.status_code == 503
    content = answer.get_json()
    assert content["request_id"] == answer.headers["X-Request-ID"]
    assert content["title"] == "This does not work for a moment"
    sender = (ROOT / "static" / "src" / "js" / "sender.js").read_text()
    assert 'response.status >= 500 ? stop("trouble", backOff())' in sender


def test_a_database_that_goes_while_a_form_is_done(
    cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    olga = signed_in(cast.olga)
    real = db.session.execute

    def go_away(*_args: object, **_more: object) -> None:
        raise OperationalError("DELETE", {}, Exception("away"))

    def view(**_values: object) -> None:
        monkeypatch.setattr(once.db.session, "execute", go_away)
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setitem(app.view_functions, "home.make_plan", view)
    with caplog.at_level(logging.WARNING):
        answer = FlaskClient.open(olga, "/plans", method="POST", data={"title": "x", "form_key": "k" * 12})
    monkeypatch.setattr(once.db.session, "execute", real)
    assert answer.status_code == 503
    assert "Dit lukt nu even niet" in answer.text
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_an_error_in_the_code_is_a_page_without_the_database_too(
    app: Flask, cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def view(**_values: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "home.show_home", view)
    answer = FlaskClient.open(signed_in(cast.olga), "/")
    assert answer.status_code == 500
    assert "Er ging hier iets mis" in answer.text
    assert "secret" not in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
