"""A site of its own for each test: made by the migrations, with the cast, in a database that can be replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import sqlalchemy
from flask import Flask
from sqlalchemy import Connection, select

from impactplan import create_app
from impactplan.config import Settings
from impactplan.extensions import db
from impactplan.models import User
from impactplan.service.migrations import upgrade
from tests.support.cast import Cast, make_cast
from tests.support.client import PageClient
from tests.support.databases import empty_database
from tests.support.shell import Shell
from tests.workbook.support import Script


@dataclass
class Site:
    """A database with its data folder, and the commands on it."""

    folder: Path
    url: str
    shell: Shell
    cast: Cast | None = None
    opened: list[Flask] = field(default_factory=list)

    def __call__(self, *words: str) -> CompletedProcess[str]:
        """Run a command, with the site stopped: what pages come back with later is served anew."""
        for app in self.opened:
            close(app)
        return self.shell(*words, DATA_DIR=str(self.folder), DATABASE_URL=self.url)

    def app(self) -> Flask:
        app = create_app(Settings.from_environ(self.environ))
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
        app.test_client_class = PageClient
        return app

    @property
    def environ(self) -> dict[str, str]:
        return {
            "IMPACTPLAN_ENV": "testing",
            "IMPACTPLAN_BASE_URL": "http://localhost",
            "IMPACTPLAN_DATA_DIR": str(self.folder),
            "IMPACTPLAN_DATABASE_URL": self.url,
        }

    @property
    def people(self) -> Cast:
        assert self.cast
        return self.cast

    def open_page(self, name: str) -> Script:
        """Return the script of a page that somebody has open on the plan of the cast."""
        app = self.app()
        with app.app_context():
            client = app.test_client()
            assert isinstance(client, PageClient)
            client.sign_in(find_user(name))
        self.opened.append(app)
        return Script(client, self.people.plan_id)

    def sql(self, statement: str, *, unchecked: bool = False) -> list[tuple[object, ...]]:
        """Run a statement beside the program; unchecked, no reference is looked at."""
        engine = sqlalchemy.create_engine(Settings.from_environ(self.environ).database_url)
        try:
            with engine.connect() as connection:
                if unchecked:
                    _stop_checking(connection)
                result = connection.exec_driver_sql(statement)
                rows = [tuple(row) for row in result] if result.returns_rows else []
                connection.commit()
                return rows
        finally:
            engine.dispose()


def find_user(name: str) -> User:
    """Return somebody of the cast, as they are in the database of the app in use."""
    user = db.session.scalar(select(User).where(User.email == f"{name}@example.org"))
    assert isinstance(user, User)
    return user


def _stop_checking(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    else:
        connection.exec_driver_sql("SET session_replication_role = replica")


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def new_site(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    process_as_it_was: None,
) -> Iterator[Callable[..., Site]]:
    """Return what makes a site on an empty database: of the kind that the tests run on, or on SQLite."""

    sites: list[Site] = []

    def make(name: str, *, sqlite: bool = False, copy_of: str = "") -> Site:
        folder = tmp_path / name
        folder.mkdir()
        url = empty_database("sqlite://" if sqlite else settings.database_url, folder, copy_of=copy_of)
        sites.append(Site(folder, url, Shell(folder, monkeypatch, capsys)))
        return sites[-1]

    yield make
    for app in (app for site in sites for app in site.opened):
        close(app)


@pytest.fixture
def empty_site(new_site: Callable[..., Site]) -> Site:
    return new_site("empty")


@pytest.fixture(scope="session")
def original(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Cast]:
    """Return the address of a database with the cast, to be copied, and the cast."""
    folder = tmp_path_factory.mktemp("original")
    url = empty_database(settings.database_url, folder)
    app = create_app(
        replace(settings, database_url=Settings.from_environ({"IMPACTPLAN_DATABASE_URL": url}).database_url)
    )
    with app.app_context():
        upgrade()
        cast = make_cast()
    close(app)
    return url, cast


@pytest.fixture
def site(new_site: Callable[..., Site], original: tuple[str, Cast]) -> Site:
    site = new_site("site", copy_of=original[0])
    site.cast = original[1]
    return site


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a backup is written."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "backup.tar.gz"
