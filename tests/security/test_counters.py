"""The counters of tries: exact under many at once, shared by processes, and no reason for sign-in to fail."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from impactplan import create_app
from impactplan.accounts.counters import FileStorage
from impactplan.accounts.limits import GUESSES_OF_ADDRESS
from impactplan.config import REDIS_TIMEOUT, Settings
from impactplan.extensions import limiter
from impactplan.models import db
from tests.accounts.conftest import PASSWORD, with_password
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.redis import hung_port

__all__ = ["with_password"]  # a fixture

CLOSED = "redis://127.0.0.1:9/0"
COUNT = """
from impactplan.accounts.counters import FileStorage
store = FileStorage(path={path!r})
print([store.incr("k", 60) for _ in range(50)])
"""


def guess(client: FlaskClient, email: object = "olga@example.org", password: str = "fout") -> int:
    return client.post("/login", json={"email": email, "password": password}).status_code


def test_each_count_is_one_of_its_own(tmp_path: Path) -> None:
    path = str(tmp_path / "counters.db")
    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(lambda _number: FileStorage(path=path).incr("k", 60), range(100)))
    assert sorted(counts) == list(range(1, 101))


def test_processes_share_it(tmp_path: Path) -> None:
    path = str(tmp_path / "counters.db")
    command = [sys.executable, "-c", COUNT.format(path=path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    counts = [number for process in both for number in eval(process.communicate(timeout=60)[0])]
    assert sorted(counts) == list(range(1, 101))


def test_a_count_passes(tmp_path: Path) -> None:
    store = FileStorage(path=str(tmp_path / "counters.db"))
    assert (store.incr("k", 60), store.incr("k", 60), store.get("k")) == (1, 2, 2)
    assert store.incr("old", -1) == 1
    assert (store.get("old"), store.incr("old", 60)) == (0, 1)
    store.clear("k")
    assert store.get("k") == 0
    assert store.check()
    assert not FileStorage(path=str(tmp_path / "missing" / "x.db")).check()


def test_many_guesses_at_once_are_no_more_than_the_limit(with_password: Cast, counting: PageClient) -> None:
    app = counting.application
    with ThreadPoolExecutor(20) as threads:
        codes = list(threads.map(lambda _number: guess(FlaskClient(app)), range(30)))
    assert codes.count(400) == 10
    assert codes.count(429) == 20


def test_a_list_of_addresses_is_refused_and_moves_no_counter(with_password: Cast, counting: PageClient) -> None:
    client = FlaskClient(counting.application)
    lists = [["olga@example.org", f"x{number}"] for number in range(12)]
    assert {guess(client, email, PASSWORD) for email in lists} == {400}
    for strange in ({"a": 1}, 5, None, ["olga@example.org"]):
        assert guess(client, strange, PASSWORD) == 400
    assert not client.get("/session").get_json()["signed_in"]
    assert guess(client, "olga@example.org", PASSWORD) == 200


def test_nor_does_a_list_reset_or_change_a_password(with_password: Cast, counting: PageClient) -> None:
    counting.sign_in(with_password.olga)
    for address in ("/profile/password", "/reset/x"):
        new = {"new_password": ["een nieuwe zin"], "password": [PASSWORD], "new_password_confirm": ["een nieuwe zin"]}
        assert counting.post(address, json=new).status_code == 400


@pytest.fixture(params=["closed", "hangs"])
def without_redis(
    request: pytest.FixtureRequest, cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    with hung_port() as hung:
        yield from app_without_redis(hung if request.param == "hangs" else CLOSED, settings, monkeypatch)


def app_without_redis(url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    environ = {
        "IMPACTPLAN_ENV": "testing",
        "IMPACTPLAN_DATABASE_URL": settings.database_url,
        "IMPACTPLAN_DATA_DIR": str(settings.data_dir),
        "IMPACTPLAN_BASE_URL": "http://localhost",
        "IMPACTPLAN_REDIS_URL": url,
    }
    away = Settings.from_environ(environ)
    configured = away.flask()
    monkeypatch.setattr(Settings, "flask", lambda _self: configured | {"RATELIMIT_ENABLED": True})
    app = create_app(away)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    limiter._storage_dead = limiter.enabled = False
    with app.app_context():
        db.engine.dispose()


def test_without_redis_one_signs_in_and_guessing_is_limited(with_password: Cast, without_redis: Flask) -> None:
    client = FlaskClient(without_redis)
    began = time.monotonic()
    assert guess(client, password=PASSWORD) == 200
    assert time.monotonic() - began < 3 * REDIS_TIMEOUT
    client.post("/logout")
    assert [guess(client) for _number in range(11)] == [400] * 10 + [429]
    assert client.post("/login/link", data={"email": "olga@example.org"}).status_code == 200


@pytest.fixture
def public(counting: PageClient, settings: Settings) -> PageClient:
    """A visitor of a site in production: development answers nobody but this machine."""
    counting.application.config["SETTINGS"] = replace(settings, env="production")
    return counting


def test_no_log_line_of_a_limit_names_an_address(
    with_password: Cast, public: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for number in range(GUESSES_OF_ADDRESS.amount + 1):
            email, place = f"x{number}@example.org", {"REMOTE_ADDR": "192.0.2.7"}
            code = public.post("/login", data={"email": email}, environ_base=place).status_code
    assert code == 429
    assert "192.0.2.7" not in caplog.text
    assert "@example.org" not in caplog.text


def test_all_of_a_subscriber_is_one_visitor(with_password: Cast, public: PageClient) -> None:
    codes = [
        public.post(
            "/login",
            json={"email": f"x{number}@example.org"},
            environ_base={"REMOTE_ADDR": f"2001:db8::{number + 1:x}"},
        ).status_code
        for number in range(GUESSES_OF_ADDRESS.amount + 1)
    ]
    assert codes[-1] == 429
