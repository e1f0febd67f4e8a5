"""Mails with a link: to sign in, to choose a password, to change the address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from impactplan.models import db, now
from tests.accounts.conftest import PASSWORD, Mail, link_in, reload
from tests.support.cast import Cast
from tests.support.client import PageClient

Mails = Callable[[], list[Mail]]
NEW = "een heel andere zin"


def ask_link(client: PageClient, mails: Mails, **more: str) -> str:
    client.post("/login/link", data={"email": "lena@example.org", **more})
    return link_in(mails()[-1])


def test_a_reader_without_password_signs_in_by_mail(cast: Cast, client: PageClient, mails: Mails) -> None:
    link = ask_link(client, mails, next=f"/plans/{cast.plan_id}/")
    page = client.get(link)
    assert "lena@example.org" in page.text
    assert not client.get("/session").json["signed_in"], "opening the link alone must not use it up"
    answer = client.post(link)
    assert answer.location == f"/plans/{cast.plan_id}/"
    assert client.get("/session").json["user"] == cast.lena.id


def test_a_link_works_once(cast: Cast, app: Flask, client: PageClient, mails: Mails) -> None:
    link = ask_link(client, mails)
    client.post(link)
    client.post("/logout")
    assert client.post(link).status_code == 410
    assert not client.get("/session").json["signed_in"]


def test_a_link_works_two_hours(cast: Cast, client: PageClient, mails: Mails) -> None:
    link = ask_link(client, mails)
    with time_machine.travel(now() + timedelta(hours=2, minutes=1)):
        assert client.post(link).status_code == 410


@pytest.mark.parametrize("token", ["nonsense", "eyJ.x.y", "☃", "a" * 3000])
def test_a_token_that_was_never_given_opens_nothing(client: PageClient, token: str) -> None:
    assert client.get(f"/login/link/{token}").status_code == 410


def test_a_link_leads_to_this_site_only(cast: Cast, client: PageClient, mails: Mails) -> None:
    link = ask_link(client, mails, next="https://evil.example/")
    assert client.post(link).location == "/"


def test_links_are_built_on_the_setting_and_not_on_the_request(cast: Cast, client: PageClient, mails: Mails) -> None:
    client.post("/login/link", data={"email": "lena@example.org"}, base_url="http://127.0.0.1:9999")
    assert "http://localhost/login/link/" in mails()[-1]["text"]
    assert "9999" not in mails()[-1]["text"]


def test_a_mail_is_in_the_language_of_its_receiver(cast: Cast, client: PageClient, mails: Mails) -> None:
    cast.lena.language = "en"
    db.session.commit()
    client.post("/login/link", data={"email": "lena@example.org"})
    client.post("/login/link", data={"email": "karel@example.org"})
    english, dutch = mails()
    assert english["subject"] == "Your link to sign in"
    assert dutch["subject"] == "Je inloglink"
    assert '<html lang="nl">' in dutch["html"]


def test_a_forgotten_password_is_replaced(with_password: Cast, client: PageClient, mails: Mails) -> None:
    other = client.application.test_client()
    other.post("/login", data={"email": "olga@example.org", "password": PASSWORD})
    client.post("/reset", data={"email": "olga@example.org"})
    link = link_in(mails()[-1])
    short = client.post(link, data={"password": "kort", "password_confirm": "kort"})
    assert "10 tekens" in short.text
    differ = client.post(link, data={"password": NEW, "password_confirm": NEW + "!"})
    assert "niet gelijk" in differ.text
    address = client.post(link, data={"password": "olga@example.org", "password_confirm": "olga@example.org"})
    assert "niet je e-mailadres" in address.text
    assert client.post(link, data={"password": NEW, "password_confirm": NEW}).location == "/login"
    assert not other.get("/session").json["signed_in"], "sessions elsewhere end"
    assert mails()[-1]["subject"] == "Je wachtwoord is gewijzigd"
    again = client.get(link)
    assert again.location == "/reset"
    assert client.post("/login", data={"email": "olga@example.org", "password": NEW}).status_code == 302


def test_a_reader_may_choose_a_password(cast: Cast, client: PageClient, mails: Mails) -> None:
    client.sign_in(cast.lena)
    client.post("/profile/password", data={"new_password": NEW, "new_password_confirm": NEW})
    assert reload(cast.lena).password.startswith("$argon2id$")
    assert client.get("/session").json["signed_in"], "the one who changes it stays signed in"


def test_changing_a_password_asks_for_the_old_one(with_password: Cast, client: PageClient) -> None:
    client.sign_in(with_password.olga)
    data = {"password": "verkeerd", "new_password": NEW, "new_password_confirm": NEW}
    assert "niet je wachtwoord" in client.post("/profile/password", data=data).text
    assert client.post("/profile/password", data={**data, "password": PASSWORD}).location == "/profile"


def ask_for_change(client: PageClient, mails: Mails) -> str:
    """Return the link that goes to the new address."""
    client.post("/profile/email", data={"email": "Nieuw@Example.org", "password": PASSWORD})
    to_new, to_old = sorted(mails(), key=lambda mail: mail["to"])
    assert (to_new["to"], to_old["to"]) == ("nieuw@example.org", "olga@example.org")
    return link_in(to_new)


def test_an_address_changes_at_the_click_on_the_page(with_password: Cast, client: PageClient, mails: Mails) -> None:
    client.sign_in(with_password.olga)
    link = ask_for_change(client, mails)
    page = client.get(link)
    assert "nieuw@example.org" in page.text
    assert "<form" in page.text
    assert reload(with_password.olga).email == "olga@example.org", "opening it is not enough"
    assert client.post(link).location == "/profile"
    assert reload(with_password.olga).email == "nieuw@example.org"
    assert client.post(link).status_code == 410


def test_no_program_that_follows_links_changes_an_address(
    with_password: Cast, app: Flask, client: PageClient, mails: Mails
) -> None:
    client.sign_in(with_password.olga)
    link = ask_for_change(client, mails)
    scanner = app.test_client()
    own_of_the_library = link.replace("/new-email/", "/email/")
    for method in ("GET", "HEAD", "POST"):
        for address in (link, own_of_the_library):
            scanner.open(address, method=method, follow_redirects=True)
    assert reload(with_password.olga).email == "olga@example.org"


def test_nor_does_somebody_else_who_is_signed_in(
    with_password: Cast, app: Flask, client: PageClient, mails: Mails
) -> None:
    client.sign_in(with_password.olga)
    link = ask_for_change(client, mails)
    other = app.test_client()
    assert isinstance(other, PageClient)
    other.sign_in(with_password.vera)
    assert other.get(link).status_code == 410
    answer = other.post(link)
    assert answer.status_code == 410
    assert "nieuw@example.org" not in answer.text
    assert reload(with_password.olga).email == "olga@example.org"
    assert reload(with_password.vera).email == "vera@example.org"


def test_changing_the_address_asks_for_the_password(with_password: Cast, client: PageClient, mails: Mails) -> None:
    client.sign_in(with_password.olga)
    answer = client.post("/profile/email", data={"email": "nieuw@example.org", "password": "verkeerd"})
    assert "niet je wachtwoord" in answer.text
    assert mails() == []


def test_a_new_password_ends_a_change_of_address(with_password: Cast, client: PageClient, mails: Mails) -> None:
    client.sign_in(with_password.olga)
    client.post("/profile/email", data={"email": "nieuw@example.org", "password": PASSWORD})
    link = next(link_in(mail) for mail in mails() if mail["to"] == "nieuw@example.org")
    changed = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    client.post("/profile/password", data=changed)
    assert client.post(link).status_code == 410
    assert reload(with_password.olga).email == "olga@example.org"
