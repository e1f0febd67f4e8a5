"""An app on a real database of its own, emptied after each test; people to act; a client that looks at pages.

What needs no database takes ``without_database`` instead: it runs once, and not on each kind of database again.
"""

from __future__ import annotations

import gc
import logging
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Engine, event

from impactplan import create_app
from impactplan.config import Settings
from impactplan.extensions import limiter
from impactplan.lib.turns import QueuedConnection
from impactplan.models import User, db
from impactplan.site import pieces
from tests.support.applications import share_work
from tests.support.cast import Cast, make_cast
from tests.support.client import PageClient
from tests.support.copies import filled_tables
from tests.support.databases import postgresql
from tests.support.shell import Shell


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.addoption("--whole-plan", action="store_true", help="enter all rows of the demo by hand, and count the acts")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long. On PostgreSQL, run only what meets it and is not to run once; SQLite is for all."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if config.getoption("--database") == "sqlite":
        return
    left = [item for item in items if item.get_closest_marker("once") or "database_url" not in _fixtures(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


def _fixtures(item: pytest.Item) -> Collection[str]:
    return getattr(item, "fixturenames", ())


def pytest_collection_finish() -> None:
    """Look for garbage less often, and not in what stays: pages are parsed into very many objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@event.listens_for(Engine, "connect")
def write_without_waiting(connection: Any, _record: object) -> None:
    """Leave out waiting for the disk in this process: a test that cuts the power does it to a process of its own."""
    if isinstance(connection, QueuedConnection):
        connection.wait_never()


@pytest.fixture(scope="session", autouse=True)
def work_shared() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        share_work(patched)
        yield


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}"
        return
    with postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.from_environ(
        {
            "IMPACTPLAN_ENV": "testing",
            "IMPACTPLAN_DATABASE_URL": database_url,
            "IMPACTPLAN_DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "IMPACTPLAN_BASE_URL": "http://localhost",
        }
    )


@pytest.fixture(scope="session", autouse=True)
def token_in_words() -> Iterator[None]:
    """Write no random signs into the forms of a page, where a name of three letters is soon among them by chance,
    unless they are asked for again."""

    def make_token() -> str:
        token = str(generate_csrf())  # it begins the session, as always
        return token if current_app.config["WTF_CSRF_ENABLED"] else "-"

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pieces, "generate_csrf", make_token)
        yield


@pytest.fixture(scope="session")
def built_app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    app.test_client_class = PageClient
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def app_without_database(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("without")
    environ = {
        "IMPACTPLAN_ENV": "testing",
        "IMPACTPLAN_DATABASE_URL": f"sqlite:///{folder / 'missing' / 'test.db'}",  # whoever asks it anything fails
        "IMPACTPLAN_DATA_DIR": str(folder),
        "IMPACTPLAN_BASE_URL": "http://localhost",
    }
    return create_app(Settings.from_environ(environ))


@pytest.fixture
def without_database(app_without_database: Flask) -> Iterator[Flask]:
    """An app within its context for what is made of a plan in memory: words, pictures, documents."""
    with app_without_database.app_context():
        yield app_without_database


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """The app within its context; every table is empty again afterwards."""
    limiter.enabled = False  # it is one for all applications, and those made in other tests have switched it on
    with built_app.app_context():
        yield built_app
        db.session.rollback()
        empty_tables()
        db.session.remove()


@pytest.fixture
def empty(app: Flask) -> Callable[[], None]:
    """Return what empties every table, for tests that begin again within one test."""
    return empty_tables


def empty_tables() -> None:
    db.session.remove()
    deletions = [f'DELETE FROM "{name}"' for name in filled_tables()]
    if db.engine.dialect.name == "postgresql":  # TRUNCATE makes files anew, which takes fifty times as long
        # All in one message, and no foreign key is looked at.
        deletions = [";".join(("SET LOCAL session_replication_role = replica", *deletions))]
    else:
        deletions.insert(0, "PRAGMA defer_foreign_keys = ON")
    cursor = db.session.connection().connection.cursor()  # of which nothing is to be compiled
    try:
        for statement in deletions:
            cursor.execute(statement)
    finally:
        cursor.close()
    db.session.commit()


@pytest.fixture
def cast(app: Flask) -> Cast:
    return make_cast()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A visitor who is not signed in."""
    found = app.test_client()
    assert isinstance(found, PageClient)
    return found


@pytest.fixture
def signed_in(app: Flask) -> Callable[[User], PageClient]:
    """Return a client of somebody's own: ``signed_in(cast.olga).get(...)``."""

    def sign_in(user: User) -> PageClient:
        db.session.commit()  # signing in writes: it must not wait for what the test has not finished
        found = app.test_client()
        assert isinstance(found, PageClient)
        return found.sign_in(user)

    return sign_in


@pytest.fixture
def process_as_it_was() -> Iterator[None]:
    """Put back what commands set for the whole process, as each has its own: logging, and counting tries."""
    root = logging.getLogger()
    handlers, level, counts = root.handlers[:], root.level, limiter.enabled
    yield
    limiter.enabled = counts
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def shell(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    process_as_it_was: None,
) -> Shell:
    """Commands of the program, in a folder of their own."""
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture(scope="session")
def kept_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a new database is kept to be copied, once a test has made one; nothing writes to it any more."""
    return tmp_path_factory.mktemp("kept") / "new.db"


@pytest.fixture
def ready(shell: Shell, kept_database: Path) -> Shell:
    """Commands where the database is there; the first test of a process has it made, the others get a copy."""
    file = shell.folder / "test.db"
    if kept_database.exists():
        shutil.copy(kept_database, file)
        return shell
    upgraded = shell("db", "upgrade")
    assert (upgraded.returncode, upgraded.stdout) == (
        0, "The database is up to date: 0 plans, 0 log entries, 0 people.\n",
    )  # fmt: skip
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM INTO ?", (str(kept_database),))
    return shell


@pytest.fixture
def counting(cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[PageClient]:
    """A visitor of a site that counts tries, as it does outside tests."""
    configured = settings.flask()
    monkeypatch.setattr(Settings, "flask", lambda _self: configured | {"RATELIMIT_ENABLED": True})
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    limiter.reset()
    yield PageClient(app)
    limiter.reset()
    limiter.enabled = False
    with app.app_context():
        db.engine.dispose()
