"""One upgrade at a time: two machines that begin together must not both change the tables."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import func, select

from impactplan.config import Settings
from impactplan.extensions import db

LOCK = 0x1A9AC7
"""A number of our own among the advisory locks of a PostgreSQL database."""


@contextmanager
def upgrading_alone(when_waiting: Callable[[], None]) -> Iterator[None]:
    """Wait until nobody else upgrades this database. The lock goes with the process that held it."""
    in_postgresql = db.engine.dialect.name == "postgresql"
    with _in_postgresql(when_waiting) if in_postgresql else _by_file(when_waiting):
        yield


@contextmanager
def _in_postgresql(when_waiting: Callable[[], None]) -> Iterator[None]:
    with db.engine.connect() as connection:
        if not connection.scalar(select(func.pg_try_advisory_lock(LOCK))):
            when_waiting()
            connection.execute(select(func.pg_advisory_lock(LOCK)))
        connection.commit()  # the lock is the session's: no transaction stays open with it
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(LOCK)))
            connection.commit()


@contextmanager
def _by_file(when_waiting: Callable[[], None]) -> Iterator[None]:
    settings: Settings = current_app.config["SETTINGS"]
    with open(settings.data_dir / "upgrade.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            when_waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
