"""Connections to PostgreSQL that wait no longer than they may. They load psycopg, so import this only with one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, OperationalError, errors

MARGIN = 1.0
"""How much longer we wait than the server: its answer says what was wrong."""
IDLE = 15
"""In how many times a statement's time a transaction is ended in which nothing happens: it holds locks."""
PAUSE = 2.0
"""After a connection that failed, how long the next ones fail at once: a queue of visitors would wait one by one."""


class ImpatientConnection(Connection[Any]):
    """A connection that is given up when the server does not answer in time."""

    longest: float = 61.0

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or self.longest)
        except errors._WaitTimeout as error:
            self.pgconn.finish()  # its answer may still come, and would be taken for that to another question
            raise OperationalError("the server did not answer in time") from error


@dataclass
class Connector:
    seconds: float
    failed_at: float = float("-inf")

    def connect(self, _dialect: Any, _record: Any, arguments: Any, options: Any) -> ImpatientConnection:
        if time.monotonic() < self.failed_at + PAUSE:
            raise OperationalError("the server did not answer a moment ago")
        try:
            connection = ImpatientConnection.connect(*arguments, **options)
            connection.longest = self.seconds + MARGIN
            milliseconds = round(self.seconds * 1000)
            limits = {"statement_timeout": milliseconds, "idle_in_transaction_session_timeout": milliseconds * IDLE}
            connection.autocommit = True
            for name, value in limits.items():
                connection.execute("SELECT set_config(%s, %s, false)", (name, str(value)))
            connection.autocommit = False
        except OperationalError:
            self.failed_at = time.monotonic()
            raise
        return connection
