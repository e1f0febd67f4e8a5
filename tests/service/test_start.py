"""What must be in order before anything is served, whatever starts the program."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text

from impactplan.config import Settings
from impactplan.models import db
from impactplan.service import start
from impactplan.service.checks import Schema, compare_schema
from impactplan.service.start import NotReadyError, check_start, find_database_faults
from tests.security.test_exposure import import_app
from tests.service.conftest import newest
from tests.support.cast import Cast
from tests.support.shell import Shell, refused

pytestmark = pytest.mark.usefixtures("process_as_it_was")

Stamp = Callable[[str], None]


def test_the_database_is_compared_with_the_program(app: Flask, stamp: Stamp) -> None:
    assert compare_schema() is Schema.EMPTY
    found = {}
    for revision in ("0001", newest(), "9999"):
        stamp(revision)
        found[revision] = compare_schema()
    assert list(found.values()) == [Schema.OLDER, Schema.CURRENT, Schema.NEWER]


def test_a_database_of_before_is_refused_with_the_command_that_helps(app: Flask, stamp: Stamp) -> None:
    stamp("0001")
    with pytest.raises(NotReadyError, match=r"older than this program\. Run: impactplan db upgrade"):
        check_start()


def test_one_of_a_later_version_is_only_warned_of(app: Flask, stamp: Stamp, caplog: pytest.LogCaptureFixture) -> None:
    stamp("9999")
    with caplog.at_level(logging.WARNING):
        check_start()
    assert "newer than this program" in caplog.text


@pytest.fixture
def read_only(app: Flask, head: None) -> Iterator[None]:
    """A database that takes no writes: a copy that follows another, a file system that went read-only."""

    def forbid(connection: Any, _record: object) -> None:
        lite = isinstance(connection, sqlite3.Connection)
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only = ON" if lite else "SET default_transaction_read_only = on")
        cursor.close()
        connection.commit()

    db.engine.dispose()
    event.listen(Engine, "connect", forbid)
    yield
    event.remove(Engine, "connect", forbid)
    db.session.remove()
    db.engine.dispose()


def test_a_database_that_cannot_be_written_is_refused(read_only: None, settings: Settings) -> None:
    assert db.session.scalar(text("SELECT 1")) == 1
    (fault,) = find_database_faults(settings)
    assert "cannot be written" in fault


def test_all_that_is_wrong_is_said_at_once(app: Flask, stamp: Stamp, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_full(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    stamp("0001")
    monkeypatch.setattr(start, "write_in", is_full)
    with pytest.raises(NotReadyError) as refusal:
        check_start()
    folder, schema = str(refusal.value).splitlines()
    assert "IMPACTPLAN_DATA_DIR cannot be written: No space left on device" in folder
    assert "older" in schema


def test_accounts_of_the_demo_are_refused_in_production_only(
    cast: Cast, head: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.olga.is_demo = True
    db.session.commit()
    check_start()
    monkeypatch.setattr(Settings, "production", True)
    assert "demo accounts" in " ".join(find_database_faults(settings))


def age(folder: Path, revision: str) -> None:
    connection = sqlite3.connect(folder / "test.db")
    connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.commit()
    connection.close()


@pytest.mark.parametrize("command", ["run", "worker"])
def test_each_way_to_start_refuses_alike(ready: Shell, command: str) -> None:
    age(ready.folder, "0001")
    assert "Run: impactplan db upgrade" in refused(ready(command))


def test_and_so_does_the_entry_for_servers(ready: Shell) -> None:
    age(ready.folder, "9999")
    newer = import_app(ready.folder)
    assert newer.returncode == 0, newer.stderr
    assert "newer than this program" in newer.stderr
    age(ready.folder, "0001")
    older = import_app(ready.folder, IMPACTPLAN_MAIL_URL="smtp://mail.example")
    assert (older.returncode, older.stderr.strip().splitlines()) == (
        1,
        ["impactplan: The database is older than this program. Run: impactplan db upgrade"],
    )
    wrong = import_app(ready.folder, IMPACTPLAN_MAIL_URL="smtp://u:p@ss/word@mail.example", IMPACTPLAN_REDIS_URL="x")
    assert [line.split()[1] for line in wrong.stderr.strip().splitlines()] == [
        "IMPACTPLAN_MAIL_URL",
        "IMPACTPLAN_REDIS_URL",
    ]
    assert "ss/word" not in wrong.stderr
