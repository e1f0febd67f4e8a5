"""Signing in with a password: by form, by script, and where it leads."""

from __future__ import annotations

import pytest
from flask import Flask

from impactplan.models import db
from tests.accounts.conftest import PASSWORD, reload
from tests.support.cast import Cast
from tests.support.client import PageClient


def test_it_signs_in_and_goes_back_to_what_was_asked_for(with_password: Cast, client: PageClient) -> None:
    asked = client.get(f"/plans/{with_password.plan_id}/sharing")
    assert asked.location == f"/login?next=/plans/{with_password.plan_id}/sharing"
    page = client.get(asked.location)
    assert f'value="/plans/{with_password.plan_id}/sharing"' in page.text
    answer = client.post(
        "/login",
        data={"email": "olga@example.org", "password": PASSWORD, "next": f"/plans/{with_password.plan_id}/sharing"},
    )
    assert answer.location == f"/plans/{with_password.plan_id}/sharing"
    assert client.get(answer.location).status_code == 200
    assert reload(with_password.olga).login_count == 1


def test_an_address_may_be_typed_in_capitals_and_with_spaces(with_password: Cast, client: PageClient) -> None:
    answer = client.post("/login", data={"email": " OLGA@Example.org ", "password": PASSWORD})
    assert answer.location == "/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "///evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/%09/evil.example",
        "http://localhost@evil.example/",
        " //evil.example",
        "\t//evil.example",
        "http://evil.example\\@localhost/",
    ],
)
@pytest.mark.parametrize("place", ["form", "query"])
def test_it_leads_nowhere_else(with_password: Cast, client: PageClient, elsewhere: str, place: str) -> None:
    data = {"email": "olga@example.org", "password": PASSWORD}
    query = {}
    if place == "form":
        data["next"] = elsewhere
    else:
        query["next"] = elsewhere
    answer = client.post("/login", data=data, query_string=query)
    assert answer.status_code == 302
    assert answer.location.startswith("/")
    assert not answer.location.startswith(("//", "/\\"))


def test_a_script_signs_in_on_a_stale_page(with_password: Cast, app: Flask, client: PageClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        stale = {"X-CSRFToken": "of a session that is gone"}
        json = {"email": "olga@example.org", "password": PASSWORD}
        refused = client.post("/login", json=json, headers=stale)
        assert refused.status_code == 400
        assert refused.json
        assert refused.json["csrf"]
        session = client.get("/session").json
        assert session == {"signed_in": False, "user": None, "csrf_token": session["csrf_token"]}
        answer = client.post("/login", json=json, headers={"X-CSRFToken": session["csrf_token"]})
        assert answer.status_code == 200
        assert answer.json
        assert answer.json["response"]["csrf_token"]
        session = client.get("/session").json
        assert session["signed_in"]
        assert session["user"] == with_password.olga.id
        wrong = client.post("/profile", data={"name": "Mallory"})
        assert wrong.status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_a_wrong_password_is_an_error_for_a_script_too(with_password: Cast, client: PageClient) -> None:
    answer = client.post("/login", json={"email": "olga@example.org", "password": "iets anders"})
    assert answer.status_code == 400
    assert not client.get("/session").json["signed_in"]


def test_a_get_does_not_sign_out(cast: Cast, client: PageClient) -> None:
    client.sign_in(cast.olga)
    assert "<form" in client.get("/logout").text
    assert client.get("/session").json["signed_in"]
    assert client.post("/logout").location == "/login"
    assert not client.get("/session").json["signed_in"]


def test_no_token_in_an_address_signs_in(with_password: Cast, client: PageClient) -> None:
    token = with_password.olga.get_auth_token()
    assert client.get(f"/profile?auth_token={token}").status_code == 302
    assert client.get("/profile", headers={"Authentication-Token": token}).status_code == 302


def test_a_closed_account_does_not_come_in(with_password: Cast, client: PageClient) -> None:
    reload(with_password.olga).active = False

    db.session.commit()
    answer = client.post("/login", data={"email": "olga@example.org", "password": PASSWORD})
    assert answer.status_code == 200
    assert not client.get("/session").json["signed_in"]


def test_the_cookie_of_an_https_site_is_secure(with_password: Cast, client: PageClient) -> None:
    cookie = client.get("/session").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_pages_speak_the_language_of_the_person(cast: Cast, client: PageClient) -> None:
    client.sign_in(cast.olga)
    assert '<html lang="nl">' in client.get("/profile").text
    client.post("/profile", data={"name": "Olga", "language": "en"})
    assert '<html lang="en">' in client.get("/profile").text
    assert "Your profile" in client.get("/profile").text
