"""Where one is signed in: what is ended is ended, also for who has a copy of the cookie."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import func, select

from impactplan.accounts.sessions import LASTS, LASTS_UNUSED, SEEN_EVERY, drop_dead_sessions, summarise_agent
from impactplan.lib.dates import today
from impactplan.models import UserSession, db, now
from tests.accounts.conftest import PASSWORD
from tests.support.cast import Cast
from tests.support.client import PageClient, sign_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604"


def log_in(client: FlaskClient, agent: str = FIREFOX, **more: str) -> None:
    data = {"email": "olga@example.org", "password": PASSWORD, **more}
    assert client.post("/login", data=data, headers={"User-Agent": agent}).status_code == 302


def copy(client: PageClient, app: Flask) -> FlaskClient:
    """Return another browser with a copy of all cookies."""
    other = app.test_client()
    for name in ("impactplan", "remember_token"):
        if cookie := client.get_cookie(name):
            other.set_cookie(name, cookie.value)
    return other


def is_in(client: FlaskClient) -> bool:
    return bool(client.get("/session").get_json()["signed_in"])


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(UserSession)) or 0


@pytest.mark.parametrize("more", [{}, {"remember": "y"}])
def test_signing_out_ends_copies_too(with_password: Cast, app: Flask, client: PageClient, more: dict[str, str]) -> None:
    log_in(client, **more)
    copied = copy(client, app)
    assert is_in(copied)
    client.post("/logout")
    assert not is_in(copied)
    assert not is_in(client)
    assert count() == 0


def test_staying_signed_in_is_one_cookie_that_stays(with_password: Cast, client: PageClient) -> None:
    log_in(client)
    assert client.get_cookie("impactplan").expires is None  # type: ignore[union-attr]  # it is there
    client.post("/logout")
    log_in(client, remember="y")
    assert client.get_cookie("impactplan").expires is not None  # type: ignore[union-attr]  # likewise
    assert client.get_cookie("remember_token") is None


def test_a_session_ends_after_thirty_days_however_it_is_used(with_password: Cast, client: PageClient) -> None:
    start = now()
    log_in(client, remember="y")
    for days in (10, 20, 29):
        with time_machine.travel(start + timedelta(days=days)):
            assert is_in(client)
    with time_machine.travel(start + LASTS + timedelta(minutes=1)):
        assert not is_in(client)


def test_and_after_two_weeks_without_use(with_password: Cast, client: PageClient) -> None:
    log_in(client, remember="y")
    with time_machine.travel(now() + LASTS_UNUSED + timedelta(minutes=1)):
        assert not is_in(client)
        drop_dead_sessions(today())
        db.session.commit()
        assert count() == 0


def test_use_is_noted_once_an_hour_and_costs_one_query_otherwise(with_password: Cast, client: PageClient) -> None:
    log_in(client)
    client.get("/session", queries=1)
    later = now() + SEEN_EVERY + timedelta(minutes=1)
    with time_machine.travel(later, tick=False):
        client.get("/session")
        client.get("/session", queries=1)
    db.session.rollback()
    seen = db.session.scalars(select(UserSession.seen_at)).one()
    assert abs((seen - later).total_seconds()) < 1


def test_the_page_lists_them_and_ends_one(with_password: Cast, app: Flask, client: PageClient) -> None:
    phone, vera = app.test_client(), app.test_client()
    log_in(client)
    log_in(phone, SAFARI)
    sign_in(vera, with_password.vera)
    page = client.get("/profile/sessions").text
    assert "Firefox, Windows" in page
    assert "Safari, iPhone" in page
    assert "Deze browser" in page
    (other,) = db.session.scalars(select(UserSession.id).where(UserSession.browser == "Safari, iPhone"))
    vera.post(f"/profile/sessions/{other}/end")
    assert is_in(phone), "nobody ends those of others"
    client.post(f"/profile/sessions/{other}/end")
    assert not is_in(phone)
    assert is_in(client)


def test_signing_out_everywhere_is_here_too(with_password: Cast, app: Flask, client: PageClient) -> None:
    phone, vera = app.test_client(), app.test_client()
    log_in(client)
    log_in(phone)
    sign_in(vera, with_password.vera)
    assert client.post("/profile/sessions/end").location == "/login"
    assert not is_in(client)
    assert not is_in(phone)
    assert is_in(vera)
    assert count() == 1


def test_another_password_ends_the_other_sessions(with_password: Cast, app: Flask, client: PageClient) -> None:
    phone = app.test_client()
    log_in(phone)
    log_in(client, remember="y")
    new = "een heel andere zin"
    client.post("/profile/password", data={"password": PASSWORD, "new_password": new, "new_password_confirm": new})
    assert is_in(client)
    assert not is_in(phone)
    assert count() == 1
    assert client.get_cookie("impactplan").expires is not None  # type: ignore[union-attr]  # it stays as it was


@pytest.mark.parametrize("way", ["reset", "closed"])
def test_copies_end_with_a_reset_password_and_with_the_account(
    with_password: Cast, app: Flask, client: PageClient, way: str
) -> None:
    log_in(client, remember="y")
    copied = copy(client, app)
    if way == "reset":
        with app.test_request_context():
            link = f"/reset/{generate_reset_password_token(with_password.olga)}"  # type: ignore[no-untyped-call]  # the library has no types here
        new = "een heel andere zin"
        app.test_client().post(link, data={"password": new, "password_confirm": new})
    else:
        client.post(
            "/profile/delete", data={"proof": PASSWORD, f"heir-{with_password.plan_id}": with_password.karel.id}
        )
    assert not is_in(client)
    assert not is_in(copied)


def test_a_cookie_that_somebody_planted_signs_nobody_else_in(
    with_password: Cast, app: Flask, client: PageClient
) -> None:
    """Neither of a session that is signed in, nor of one that is not: who planted it stays who they were."""
    stranger, victim = app.test_client(), app.test_client()
    stranger.post("/login", data={"email": "vera@example.org", "password": PASSWORD})
    client.get("/login")
    for planter, cookie in ((stranger, stranger.get_cookie("impactplan")), (client, client.get_cookie("impactplan"))):
        if cookie is not None:
            victim.set_cookie("impactplan", cookie.value)
        victim.post("/logout")
        log_in(victim)
        assert victim.get("/session").get_json()["user"] == with_password.olga.id
        assert planter.get("/session").get_json()["user"] in {None, with_password.vera.id}


def test_only_the_hash_of_the_token_is_kept(with_password: Cast, client: PageClient) -> None:
    log_in(client)
    with client.session_transaction() as session:
        token = session["session_token"]
    row = db.session.scalars(select(UserSession)).one()
    assert token not in repr(vars(row))


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox, Windows"),
        (SAFARI, "Safari, iPhone"),
        ("curl/8", ""),
        ("Edg Chrome Safari Linux", "Edge, Linux"),
    ],
)
def test_a_browser_is_named_shortly(agent: str, said: str) -> None:
    assert summarise_agent(agent) == said
