"""A database that says of which version it is, as the one that migrations make does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from impactplan.models import db
from impactplan.service.revisions import find_head, read_revisions


@pytest.fixture
def stamp(app: Flask) -> Iterator[Callable[[str], None]]:
    """Return what marks the database as one of some version."""

    def mark(revision: str) -> None:
        with db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(text("DELETE FROM alembic_version"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})

    yield mark
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


@pytest.fixture
def head(app: Flask, stamp: Callable[[str], None]) -> None:
    """Mark the database as one of this version."""
    stamp(newest())


def newest() -> str:
    return find_head(read_revisions())
