"""Turns at a SQLite database: whoever wants to write waits in a queue, and is woken when it is their turn.

SQLite itself has no queue: who finds the database locked sleeps and asks again, ever longer, while others pass. Here a
writer first locks a file beside the database, for which the system lets them wait. It frees the lock of a process that
dies.

A turn does not last until the disk has what was written: the writer waits for that when the next one has begun. So
writers who come one after the other wait at the same time, and the disk writes for all of them at once.
"""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

PATIENCE = 10.0
"""For how many seconds a thread waits for other threads of its process; a deadlock within it ends with an error."""
SUFFIX = "-turn"
WRITES = re.compile(r"\s*(insert|update|delete|replace|begin\s+immediate)\b", re.IGNORECASE)
"""What begins a transaction that writes: the statements before which the driver does so, and saying it oneself."""

_queues: dict[str, threading.Lock] = {}
"""One for each database: the threads of a process take turns among themselves, and one of them with other processes."""
_held: set[int] = set()


def _forget() -> None:
    """Let go, in a child, of what its parent holds: a lock on a file is shared by whoever inherits it."""
    for file in _held:
        os.close(file)
    _held.clear()
    _queues.clear()


os.register_at_fork(after_in_child=_forget)


class Turn:
    """The turn of one connection."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._file: int | None = None
        self._queue: threading.Lock | None = None
        self._process = 0

    @property
    def is_taken(self) -> bool:
        return self._queue is not None

    def take(self) -> None:
        """Wait for the turn, unless this connection has it."""
        if self._queue is not None:
            return
        queue = _queues.setdefault(self.path, threading.Lock())
        if not queue.acquire(timeout=PATIENCE):
            raise sqlite3.OperationalError("database is locked")
        try:
            self._lock_file()
        except BaseException:
            self._close()
            queue.release()
            raise
        self._queue, self._process = queue, os.getpid()

    def pass_on(self) -> None:
        """Let the next one have its turn. In a child there is nothing to pass on: the turn is its parent's."""
        queue, self._queue = self._queue, None
        if queue is None or self._process != os.getpid():
            return
        self._close()
        queue.release()

    def _lock_file(self) -> None:
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:  # a full or read-only disk: SQLite says so itself, and has a lock of its own
            return
        _held.add(self._file)
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            _held.discard(file)
            os.close(file)


class QueuedCursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> QueuedCursor:
        connection: QueuedConnection = self.connection  # type: ignore[assignment]  # which made it
        connection.begin(sql)
        try:
            super().execute(sql, parameters)
        finally:
            connection.end()
        return self

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> QueuedCursor:
        connection: QueuedConnection = self.connection  # type: ignore[assignment]  # likewise
        connection.begin(sql)
        try:
            super().executemany(sql, parameters)
        finally:
            connection.end()
        return self


class QueuedConnection(sqlite3.Connection):
    """Takes its turn before a transaction that writes, and passes it on when that has ended, whatever way."""

    turn: Turn | None = None
    log: int | None = None
    """The file that a commit writes to, once this connection itself waits until the disk has it."""
    is_doubtful = False
    """Whether the disk refused it, and may lack what the system takes for written."""

    def __init__(self, database: str, *args: Any, **options: Any) -> None:
        super().__init__(database, *args, **options)
        if database and database != ":memory:" and not database.startswith("file:"):
            self.turn = Turn(f"{database}{SUFFIX}")

    def begin(self, sql: str) -> None:
        """Take the turn if this statement begins a transaction that writes."""
        if self.turn is not None and not self.in_transaction and WRITES.match(sql):
            self.turn.take()

    def end(self) -> None:
        """Pass the turn on if no transaction is left, and return when the disk has what was written.

        That is so after a rollback too: whoever looked before that, and found it done already, tells of what others
        wrote.
        """
        if self.turn is not None and self.turn.is_taken and not self.in_transaction:
            self.turn.pass_on()
            self._wait_for_disk()

    def wait_after_turn(self) -> None:
        """Wait for the disk after a turn instead of within it. SQLite's own wait, which is within, remains where it
        keeps no log of what is written."""
        if self.turn is None or super().execute("PRAGMA journal_mode").fetchone() != ("wal",):
            return
        with suppress(OSError):  # one who may not write
            self.log = os.open(self.turn.path.removesuffix(SUFFIX) + "-wal", os.O_RDWR | os.O_CLOEXEC)
            super().execute("PRAGMA synchronous=NORMAL")

    def wait_never(self) -> None:
        """Leave it to the system when the disk gets what was written: what a power cut takes is no loss."""
        super().execute("PRAGMA synchronous=OFF")
        self._close_log()

    def _wait_for_disk(self) -> None:
        if self.log is None:
            return
        if not self.is_doubtful:
            try:
                os.fdatasync(self.log)
                return
            except OSError:
                self.is_doubtful = True
        # To ask again would be answered with success. What the log holds is safe once it is in the database itself.
        busy = super().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise sqlite3.OperationalError("disk I/O error")
        self.is_doubtful = False

    def _close_log(self) -> None:
        log, self.log = self.log, None
        if log is not None:
            os.close(log)

    def cursor(self, factory: Any = QueuedCursor) -> Any:
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Any:
        return self.cursor().executemany(sql, parameters)

    def commit(self) -> None:
        """Commit, or roll back: SQLite leaves a transaction open that it could not commit, as on a full disk, and
        whoever had this connection next would go on with it."""
        try:
            super().commit()
        except BaseException:
            super().rollback()
            raise
        finally:
            self.end()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self.end()

    def close(self) -> None:
        super().close()
        self.__del__()

    def __del__(self) -> None:
        if self.turn is not None:
            self.turn.pass_on()
        self._close_log()
