"""An app on a real database of its own, emptied after each test; people to act; a client that looks at pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from impactplan import create_app
from impactplan.config import Settings
from impactplan.extensions import limiter
from impactplan.models import User, db
from tests.support.cast import Cast, make_cast
from tests.support.client import PageClient
from tests.support.databases import postgresql


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}"
        return
    folder = tmp_path_factory.mktemp("pg")
    for parent in (folder, *folder.parents):  # the server's own user must be able to reach its folder
        if parent.stat().st_uid == 0 and parent != Path("/") and str(parent).startswith("/tmp/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    with postgresql(folder) as url:
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


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """The app within its context; every table is empty again afterwards."""
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
    tables = [table.name for table in reversed(db.metadata.sorted_tables)]
    if db.engine.dialect.name == "postgresql":
        names = ", ".join(f'"{name}"' for name in tables)
        db.session.execute(text(f"TRUNCATE {names} CASCADE"))
    else:
        db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for name in tables:
            db.session.execute(text(f'DELETE FROM "{name}"'))  # names of our own tables
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
        found = app.test_client()
        assert isinstance(found, PageClient)
        return found.sign_in(user)

    return sign_in


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
