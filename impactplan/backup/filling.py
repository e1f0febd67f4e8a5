"""Fill an empty database from a backup, in one transaction, and settle what must not go on as it was."""

from __future__ import annotations

from collections.abc import Callable

import alembic.command
from sqlalchemy import Connection, delete, inspect, text

from impactplan.backup.archive import LEFT_OUT, Archive, NewerError
from impactplan.backup.content import DamagedError, digest_of, dump_rows, load_rows, reflect_tables, wait_for_nothing
from impactplan.service.migrations import migration_config
from impactplan.service.revisions import read_revisions

Step = Callable[[Connection], None]


def fill(connection: Connection, archive: Archive, settle: Step | None = None, *, filled: Step | None = None) -> None:
    """Make the tables as they were when the backup was made, fill them, compare them, and bring them up to date.

    ``filled`` sees the tables as they were, ``settle`` those that the program knows. The caller commits.
    """
    wait_for_nothing(connection)
    migrate(connection, archive.manifest.migration)
    tables = {table.name: table for table in reflect_tables(connection)}
    for table in reversed(tables.values()):
        connection.execute(delete(table))  # what migrations put in; it is in the backup
    hold_references(connection)
    for described, lines in archive.tables():
        known = tables.pop(described.name, None)
        if known is None or [column.name for column in known.columns] != described.columns:
            raise DamagedError(f"the table {described.name} is not that of migration {archive.manifest.migration}")
        load_rows(connection, known, lines)
        if described.name not in LEFT_OUT and digest_of(dump_rows(connection, known)) != described.sha256:
            raise DamagedError(f"the table {described.name} reads otherwise than it was written")
    check_references(connection)
    if filled is not None:
        filled(connection)
    migrate(connection, "head")
    if settle is not None:
        settle(connection)


def migrate(connection: Connection, revision: str) -> None:
    """Bring the tables of a connection to a migration, within its transaction."""
    config = migration_config()
    config.attributes["connection"] = connection
    alembic.command.upgrade(config, revision)


def refuse_newer(archive: Archive) -> None:
    if archive.manifest.migration not in read_revisions():
        raise NewerError(archive.manifest.program)


def _constraints(connection: Connection) -> list[tuple[str, str]]:
    quote, inspector = connection.dialect.identifier_preparer.quote, inspect(connection)
    return [
        (quote(table), quote(str(key["name"])))
        for table in inspector.get_table_names()
        for key in inspector.get_foreign_keys(table)
    ]


def hold_references(connection: Connection) -> None:
    """Look at references once all is there: a row may refer to a later one of the same table."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        return
    for table, name in _constraints(connection):
        connection.execute(text(f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED"))


def check_references(connection: Connection) -> None:
    """Check all references now, and have them checked at once from now on."""
    if connection.dialect.name == "sqlite":
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise DamagedError(f"a row of {broken[0]} refers to one of {broken[2]} that is not there")
        return
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table, name in _constraints(connection):
        connection.execute(text(f"ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE"))
