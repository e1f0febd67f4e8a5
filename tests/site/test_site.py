"""What every page shares: language, headers, errors, health."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from markupsafe import Markup

from impactplan import create_app
from impactplan.config import DEVELOPMENT_SECRET, Settings, SettingsError
from impactplan.lib.dates import AMSTERDAM, MONTHS, today
from impactplan.models import User, db
from impactplan.site.addresses import own_address
from impactplan.site.templating import keep_together, show_ago, show_clock, show_until
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def test_a_visitor_reads_dutch_and_can_switch(client: PageClient) -> None:
    assert '<html lang="nl"' in client.get("/login").get_data(as_text=True)
    answer = client.post("/language", data={"language": "en", "next": "/login"}, follow_redirects=True)
    assert '<html lang="en"' in answer.get_data(as_text=True)
    client.post("/language", data={"language": "xx"})
    assert '<html lang="en"' in client.get("/login").get_data(as_text=True)


def test_a_choice_of_language_stays_with_the_person(cast: Cast, signed_in: SignIn) -> None:
    signed_in(cast.olga).post("/language", data={"language": "en"})
    assert '<html lang="en"' in signed_in(cast.olga).get("/").get_data(as_text=True)
    db.session.expire_all()
    assert cast.olga.language == "en"


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/plans/x/", "/plans/x/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        (None, "/"),
    ],
)
def test_nobody_is_sent_to_another_site(client: PageClient, address: str | None, where: str) -> None:
    assert own_address(address) == where
    assert client.post("/language", data={"language": "en", "next": address or ""}).location == where


def test_every_page_keeps_foreign_content_out(client: PageClient) -> None:
    headers = client.get("/login").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    cookies = client.get("/session").headers.getlist("Set-Cookie")
    assert cookies
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_a_page_that_is_not_there_says_so(client: PageClient) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert "<h1" in answer.get_data(as_text=True)
    assert client.get("/nothing", headers={"Accept": "application/json"}).get_json()["error"] == 404


def test_cookies_are_secure_exactly_when_the_address_is_https(settings: Settings, built_app: Flask) -> None:
    assert not built_app.config["SESSION_COOKIE_SECURE"]
    https = Settings.from_environ(
        {
            "IMPACTPLAN_ENV": "production",
            "IMPACTPLAN_SECRET_KEY": "x" * 40,
            "IMPACTPLAN_DATA_DIR": str(settings.data_dir),
            "IMPACTPLAN_BASE_URL": "https://plan.example",
        }
    )
    app = create_app(https)
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-"), "and belong to this host alone"
    assert not built_app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert "plan.example" in app.config["TRUSTED_HOSTS"]
    with app.app_context():
        db.engine.dispose()


def test_another_host_name_is_refused(client: PageClient) -> None:
    assert client.get("/login", base_url="http://evil.example").status_code == 400


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"IMPACTPLAN_ENV": "production"}, "SECRET_KEY"),
        ({"IMPACTPLAN_ENV": "production", "IMPACTPLAN_SECRET_KEY": DEVELOPMENT_SECRET}, "SECRET_KEY"),
        ({"IMPACTPLAN_ENV": "prod"}, "IMPACTPLAN_ENV"),
        ({"IMPACTPLAN_BASE_URL": "plan.example"}, "BASE_URL"),
        ({"IMPACTPLAN_MAIL_URL": "mail.example"}, "MAIL_URL"),
        ({"IMPACTPLAN_REDIS_URL": "http://x"}, "REDIS_URL"),
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        Settings.from_environ(environ)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, ""),
        (0, "today"),
        (1, "tomorrow"),
        (3, "in 3 days"),
        (26, "in 26 days"),
        (31, "in 4 weeks"),
        (39, "in 6 weeks"),
    ],
)
def test_a_coming_day_is_said_to_be_so_far_off(app: Flask, days: int, said: str) -> None:
    with app.test_request_context(), force_locale("en"):
        assert show_until(today() + timedelta(days=days)) == said


def test_no_line_breaks_within_a_number(without_database: Flask) -> None:
    text = "Na 3–6 maanden <b>kost</b> het € 900, 62 % van 1300 mensen & 2 keer"
    kept = keep_together(text)
    assert re.findall(r'"together">(.*?)</span>', kept) == ["3–6 maanden", "€ 900", "62 %"]
    assert Markup(re.sub(r"</?span.*?>", "", kept)).unescape() == text
    assert keep_together(Markup("{}").format("a & b")) == "a &amp; b"


def test_what_was_yesterday_is_called_so_and_another_day_stands_with_its_time(app: Flask) -> None:
    noon = datetime.combine(today(), time(12), AMSTERDAM)
    with app.test_request_context(), force_locale("en"):
        assert show_ago(datetime.combine(today() - timedelta(days=1), time(0), AMSTERDAM)) == "yesterday"
        assert show_ago(noon - timedelta(days=3)).startswith("on ")
        assert show_clock(noon) == "12:00"
        earlier = noon - timedelta(days=3)
        month = MONTHS["en"][earlier.month - 1]
        assert show_clock(earlier).startswith(f"on {earlier.day} {month}")
        assert show_clock(earlier).endswith(", 12:00")
