"""The counters of tries, in a file that all processes of this machine share: for where there is no Redis."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from limits.storage import Storage

from impactplan.config import COUNTERS_SCHEME

SCHEMA = """
CREATE TABLE IF NOT EXISTS counter (key TEXT PRIMARY KEY, value INTEGER NOT NULL, expires REAL NOT NULL);
CREATE INDEX IF NOT EXISTS counter_expires ON counter (expires);
"""
COUNT = """
INSERT INTO counter (key, value, expires) VALUES (:key, :amount, :expires)
ON CONFLICT (key) DO UPDATE SET
    value = CASE WHEN expires <= :now THEN :amount ELSE value + :amount END,
    expires = CASE WHEN expires <= :now THEN :expires ELSE expires END
RETURNING value
"""


class FileStorage(Storage):
    """Counts in SQLite. A count is one statement, so that of many at the same time each gets its own number."""

    STORAGE_SCHEME = [COUNTERS_SCHEME]

    def __init__(self, uri: str | None = None, *, path: str, **options: Any) -> None:
        super().__init__(uri, **options)
        self.path = path

    @property
    def base_exceptions(self) -> type[Exception]:
        return sqlite3.Error

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # A connection for each count: it is cheap, and neither threads nor forks share one.
        with closing(sqlite3.connect(self.path, timeout=5, isolation_level=None)) as connection:
            try:
                yield connection
            except sqlite3.OperationalError as error:
                if "no such table" not in str(error):
                    raise
                connection.execute("PRAGMA journal_mode=WAL")
                connection.executescript(SCHEMA)
                raise NotReady from error

    def _ask(self, statement: str, **values: Any) -> Any:
        """Execute a statement and return the first value of its first row."""
        for _again in range(2):
            try:
                with self._open() as connection:
                    connection.execute("PRAGMA synchronous=OFF")  # a count that a power cut takes is no loss
                    row = connection.execute(statement, {**values, "now": time.time()}).fetchone()
                    return row[0] if row else None
            except NotReady:
                continue
        raise sqlite3.OperationalError("the file of counters cannot be made")

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        value = int(self._ask(COUNT, key=key, amount=amount, expires=time.time() + expiry))
        if value == amount:  # a new one: let go of those that have passed
            self._ask("DELETE FROM counter WHERE expires <= :now")
        return value

    def get(self, key: str) -> int:
        return int(self._ask("SELECT value FROM counter WHERE key = :key AND expires > :now", key=key) or 0)

    def get_expiry(self, key: str) -> float:
        return float(
            self._ask("SELECT expires FROM counter WHERE key = :key AND expires > :now", key=key) or time.time()
        )

    def check(self) -> bool:
        try:
            self.get("")
        except sqlite3.Error:
            return False
        return True

    def reset(self) -> None:
        self._ask("DELETE FROM counter")

    def clear(self, key: str) -> None:
        self._ask("DELETE FROM counter WHERE key = :key", key=key)


class NotReady(Exception):
    """The table was not there, and is now."""
