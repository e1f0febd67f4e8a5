"""What the program stands on: a database of its version that can be written, and a folder for its data."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from impactplan.models import User, db
from impactplan.service.revisions import find_head, read_revisions, read_version

UPGRADE = "Run: impactplan db upgrade"
ENOUGH = b"\0" * 65536
"""What must still fit into the data folder for it to count as one that can be written."""


class Schema(Enum):
    """How the tables of the database compare with those that this program was written for."""

    CURRENT = "current"
    EMPTY = "empty"
    OLDER = "older"
    NEWER = "newer"
    """Made by a later version. Within a release, migrations only add: what is there still works."""


def compare_schema() -> Schema:
    with db.engine.connect() as connection:
        current = read_version(connection)
    if current is None:
        return Schema.EMPTY
    revisions = read_revisions()
    if current == find_head(revisions):
        return Schema.CURRENT
    return Schema.OLDER if current in revisions else Schema.NEWER


def write_nothing() -> None:
    """Begin a write in the database and take it back; it fails where nothing can be written."""
    with db.engine.connect() as connection:
        connection.execute(update(User).where(User.id == -1).values(active=True))
        connection.rollback()


def write_in(folder: Path) -> None:
    """Write a file without a name and let it go; it fails where nothing can be written."""
    with TemporaryFile(dir=folder) as file:
        file.write(ENOUGH)
        file.flush()


def explain(error: SQLAlchemyError) -> str:
    """Say in one line what is wrong with the database."""
    cause = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()[0]
    if any(words in cause for words in ("no such table", "no such column", "does not exist")):
        return f"The database is not up to date. {UPGRADE}"
    if any(words in cause for words in ("malformed", "not a database")):
        return f"The database file is damaged ({cause}). Put a backup back: impactplan restore FILE"
    return f"The database does not answer: {cause}"
