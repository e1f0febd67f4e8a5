"""PostgreSQL that hangs, is slow, or goes: a page says so within seconds, and all goes on when it is back."""

from __future__ import annotations

import json
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from impactplan import create_app
from impactplan.config import Settings
from impactplan.models import db
from impactplan.service import impatient
from impactplan.service.patience import Patience, limit_waiting
from tests.support import databases
from tests.support.databases import Cluster
from tests.support.server import Server

SECONDS = 10
"""Within which a page must say that it does not work: a statement, a look whether it is back, a margin."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server of our own, which we may stop and freeze."""
    with databases.cluster() as cluster:
        yield cluster


@contextmanager
def frozen(cluster: Cluster) -> Iterator[None]:
    """Stop a server in its tracks: connections are taken, and nothing is answered."""
    cluster.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        cluster.signal(signal.SIGCONT)


@pytest.fixture
def limited(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    environ = {
        "IMPACTPLAN_ENV": "testing",
        "IMPACTPLAN_DATABASE_URL": cluster.url,
        "IMPACTPLAN_DATA_DIR": str(tmp_path),
    }
    app = create_app(Settings.from_environ(environ))
    monkeypatch.setattr(impatient, "PAUSE", 0)
    with app.app_context():
        limit_waiting(Patience.WEB)
        yield app
        db.session.remove()
        db.engine.dispose()


def took(act: Callable[[], object]) -> float:
    began = time.monotonic()
    with pytest.raises(OperationalError):
        act()
    db.session.rollback()
    return time.monotonic() - began


def ask(seconds: int = 0) -> object:
    return db.session.scalar(text(f"SELECT pg_sleep({seconds})"))


def test_a_statement_that_takes_too_long_is_ended(limited: Flask) -> None:
    assert Patience.WEB.value - 0.5 < took(lambda: ask(30)) < Patience.WEB.value + impatient.MARGIN
    assert ask() is not None, "the connection itself goes on"


def test_rows_are_looked_up_by_their_index_for_a_thousand_plans_as_well(limited: Flask) -> None:
    db.session.rollback()  # what is set for a connection outlives its transactions
    assert db.session.scalar(text("SHOW random_page_cost")) == "1.1"


def test_a_server_that_does_not_answer_is_given_up(limited: Flask, cluster: Cluster) -> None:
    ask()
    with frozen(cluster):
        assert took(ask) < SECONDS, "in the middle of a transaction"
        assert took(ask) < SECONDS, "by a new connection"
    ask()


def test_one_that_was_restarted_is_used_at_once(limited: Flask, cluster: Cluster) -> None:
    ask()
    db.session.commit()
    own = db.session.scalar(text("SELECT pg_backend_pid()"))
    db.session.commit()
    with psycopg.connect(cluster.url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (own,))
    assert db.session.scalar(text("SELECT pg_backend_pid()")) != own


def test_after_a_failure_the_next_ones_do_not_wait(
    limited: Flask, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.engine.dispose()
    monkeypatch.setattr(impatient, "PAUSE", 60)
    with frozen(cluster):
        took(ask)
        assert took(ask) < 0.5
    monkeypatch.setattr(impatient, "PAUSE", 0)
    ask()


def get(server: Server, path: str) -> tuple[int, float, str]:
    """Return the status, how long it took and what was said."""
    began = time.monotonic()
    request = urllib.request.Request(server.base_url + path, headers={"Accept-Language": "en"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            code, content = answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        code, content = error.code, error.read().decode()
    return code, time.monotonic() - began, content


@pytest.mark.long
def test_the_site_says_so_within_seconds_and_goes_on(cluster: Cluster, tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.environ |= {
        "IMPACTPLAN_ENV": "production",
        "IMPACTPLAN_SECRET_KEY": "x" * 40,
        "IMPACTPLAN_DATABASE_URL": cluster.url,
    }
    server.command("db", "upgrade")
    server.start()
    path = "/invitations/a-word-that-is-a-secret"  # asks the database, and needs no account
    try:
        assert get(server, path)[0] == 410
        wait_until_ready(server)
        with frozen(cluster), ThreadPoolExecutor(12) as visitors:
            answers = list(visitors.map(lambda _number: get(server, path), range(12)))
            assert {code for code, _seconds, _content in answers} == {503}
            assert max(seconds for _code, seconds, _content in answers) < 2 * SECONDS
            assert all("This does not work for a moment" in content for _code, _seconds, content in answers)
            assert get(server, "/healthz")[:1] == (200,)
            code, seconds, content = get(server, "/readyz")
            assert (code, json.loads(content)["checks"]["database"], seconds < SECONDS) == (503, "not ok", True)
        deadline = time.monotonic() + 20
        while get(server, path)[0] != 410:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        wait_until_ready(server)
    finally:
        server.stop()
    log = (tmp_path / "server.log").read_text()
    assert log.count("Traceback") < 20
    assert len(log) < 300_000
    assert "secret" not in log


def wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        code, _seconds, content = get(server, "/readyz")
        if code == 200:
            return
        time.sleep(0.5)
    raise AssertionError(content)
