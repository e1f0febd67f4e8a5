"""Put a backup back in the place of what there is: all of it or nothing."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from impactplan import create_app
from impactplan.accounts.operations import make_roles
from impactplan.backup.archive import Archive, Manifest
from impactplan.backup.filling import fill, refuse_newer
from impactplan.backup.settling import distance, highest_seq, settle
from impactplan.config import Settings
from impactplan.extensions import db
from impactplan.lib.turns import SUFFIX
from impactplan.service.revisions import read_revisions, read_version
from impactplan.workbook import derivation

GOING = 5.0
"""For how many seconds a process that was just stopped may still be seen by PostgreSQL."""


class NotEmptyError(Exception):
    """There are people or plans in this database."""


class InUseError(Exception):
    """Another process has the database open."""


class NewerTablesError(Exception):
    """A newer program made tables in this database that this one cannot name, and so cannot take away."""


def restore_backup(path: Path, *, force: bool) -> Manifest:
    """Check a backup, then put it back; return its manifest. Without force it goes into an empty database only."""
    archive = Archive(path)
    refuse_newer(archive)
    archive.check()
    if not force and has_data():
        raise NotEmptyError
    db.session.remove()
    db.engine.dispose()
    if db.engine.dialect.name == "sqlite":
        highest = highest_seq_of_file()
        with new_file():
            put_back(archive, highest)
    else:
        put_back(archive, 0)
    return archive.manifest


def has_data() -> bool:
    """Tell whether there is anything to lose; a database that cannot be read counts as something."""
    if db.engine.dialect.name == "sqlite" and not Path(db.engine.url.database or "").is_file():
        return False
    try:
        with db.engine.connect() as connection:
            tables = [db.metadata.tables[name] for name in ("plan", "user", "course")]
            there = [table for table in tables if inspect(connection).has_table(table.name)]
            return any(connection.scalar(select(func.count()).select_from(table)) for table in there)
    except OperationalError:
        raise
    except DatabaseError:
        return True


def put_back(archive: Archive, highest: int) -> None:
    """Fill the database of the app in use, in one transaction; then make again what is derived."""
    with db.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            refuse_company(connection)
            refuse_newer_tables(connection)
            if inspect(connection).has_table("plan"):
                highest = highest_seq(connection)
            drop_tables(connection, archive.manifest)
        by = distance(highest)
        fill(connection, archive, lambda filled: settle(filled, by, archive.manifest.made))
    make_roles()
    db.session.commit()
    derivation.bring_up_to_date()  # what counts as filled in may have changed since
    db.session.remove()
    db.engine.dispose()


def refuse_company(connection: Connection) -> None:
    """Refuse while the site or its worker is connected to PostgreSQL, and wait for nobody who comes meanwhile."""
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_type = 'client backend'"
    )
    deadline = time.monotonic() + GOING
    while connection.scalar(others):
        if time.monotonic() > deadline:
            raise InUseError
        time.sleep(0.1)
        connection.execute(text("SELECT pg_stat_clear_snapshot()"))  # else the same answer until the end
    connection.execute(text("SET LOCAL lock_timeout = '10s'"))


def refuse_newer_tables(connection: Connection) -> None:
    """Refuse where tables would be left over: the next upgrade would stumble over them."""
    migration = read_version(connection)
    if migration is not None and migration not in read_revisions():
        raise NewerTablesError


def drop_tables(connection: Connection, manifest: Manifest) -> None:
    """Drop our own tables, by the names that they have now or had then, and nobody else's."""
    own = {*db.metadata.tables, *(table.name for table in manifest.tables), "alembic_version"}
    quote = connection.dialect.identifier_preparer.quote
    for name in own.intersection(inspect(connection).get_table_names()):
        connection.execute(text(f"DROP TABLE {quote(name)} CASCADE"))


def highest_seq_of_file() -> int:
    """Return the highest version in the file that is replaced, as far as that can still be read."""
    try:
        with db.engine.connect() as connection:
            return highest_seq(connection)
    except DatabaseError:
        return 0
    finally:
        db.engine.dispose()


@contextmanager
def new_file() -> Iterator[None]:
    """Use an app on a new SQLite file; when all went well, that takes the place of the old one."""
    settings: Settings = current_app.config["SETTINGS"]
    file = Path(db.engine.url.database or "")
    half = file.with_name(f"{file.name}.restoring")
    remove_database(half)
    try:
        with create_app(replace(settings, database_url=f"sqlite:///{half}")).app_context():
            yield
        close_for_good(file)
        half.replace(file)
    finally:
        remove_database(half)


def close_for_good(file: Path) -> None:
    """Take the old file out of use. One that is open elsewhere would go on being written to, and be lost."""
    if not file.is_file():
        return
    try:
        with closing(sqlite3.connect(file, timeout=2)) as old:
            old.execute("PRAGMA journal_mode = DELETE").fetchone()  # only who is alone with it may do this
    except sqlite3.OperationalError as error:
        raise InUseError from error
    except sqlite3.DatabaseError:
        pass  # it is damaged, which is why it is replaced
    remove_database(file, with_file=False)


def remove_database(file: Path, *, with_file: bool = True) -> None:
    """Remove a database with what stands beside it, or only what SQLite would take for the new one's."""
    for ending in ("-wal", "-shm", "-journal", *(["", SUFFIX] if with_file else [])):
        file.with_name(file.name + ending).unlink(missing_ok=True)
