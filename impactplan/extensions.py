"""Extension objects, made once and bound to an app by ``create_app``."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from flask import Flask, current_app
from flask_babel import Babel
from flask_limiter import Limiter
from flask_security.core import Security
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Dialect, Engine, ExceptionContext, MetaData, event
from sqlalchemy.orm import DeclarativeBase

from impactplan.lib.masked_csrf import MaskedCSRFProtect
from impactplan.lib.turns import QueuedConnection


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
babel = Babel()
csrf = MaskedCSRFProtect()
limiter = Limiter(key_func=lambda: "", default_limits=[])  # each limit says by what it counts
security = Security()


T = TypeVar("T")


class PerApp(Generic[T]):
    """What belongs to one application, such as the parts that its rooms register: made when it is first asked for."""

    def __init__(self, name: str, make: Callable[[], T]) -> None:
        self.key = f"impactplan-{name}"
        self.make = make

    def of(self, app: Flask) -> T:
        if self.key not in app.extensions:
            app.extensions[self.key] = self.make()
        return cast(T, app.extensions[self.key])

    @property
    def current(self) -> T:
        """Return that of the application in use. It is asked for often, so the proxy is gone through once."""
        extensions = current_app.extensions
        return cast(T, extensions[self.key]) if self.key in extensions else self.of(current_app)


@event.listens_for(Engine, "do_connect")
def queue_writers(dialect: Dialect, _record: object, _arguments: object, options: dict[str, Any]) -> None:
    """Have those who write to SQLite wait in a queue, instead of asking again and again."""
    if dialect.name == "sqlite":
        options["factory"] = QueuedConnection


@event.listens_for(Engine, "connect")
def set_up_sqlite(connection: Any, _record: object) -> None:
    """Make SQLite safe for several writers: every write begins IMMEDIATE, and a commit survives a power cut.

    With this isolation level the driver opens no transaction for a read and BEGIN IMMEDIATE before the
    first write, so a read never has to be upgraded (which is what gives "database is locked").
    """
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = "IMMEDIATE"
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    if isinstance(connection, QueuedConnection):
        connection.wait_after_turn()


@event.listens_for(Engine, "connect")
def set_up_postgresql(connection: Any, _record: object) -> None:
    """Have PostgreSQL find the rows of one plan by their indexes: they are few, and lie in memory or on flash.

    At its own figure of 4, for disks that turn, it reads those of all plans instead, where there are a thousand.
    """
    if isinstance(connection, sqlite3.Connection):
        return
    connection.autocommit = True  # so that a transaction that is rolled back does not take it back
    connection.execute("SELECT set_config('random_page_cost', '1.1', false)")
    connection.autocommit = False


@event.listens_for(Engine, "handle_error")
def open_anew(context: ExceptionContext) -> None:
    """Have a connection of SQLite opened anew that was opened while its file could not be written: it stays read-only,
    also when the file can be written again."""
    code = getattr(context.original_exception, "sqlite_errorcode", 0)  # which only errors of SQLite itself have
    if code & 0xFF == sqlite3.SQLITE_READONLY:
        context.is_disconnect = True
