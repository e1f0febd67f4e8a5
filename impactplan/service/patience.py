"""How long PostgreSQL is waited for: a page gives up within seconds, a job has a minute, a command all it needs.

The server itself ends a statement that takes too long. One that does not answer at all, as when its machine is frozen,
ends nothing: so whoever asks it stops waiting, too.
"""

from __future__ import annotations

from enum import Enum

from sqlalchemy import event

from impactplan.models import db


class Patience(Enum):
    """Seconds for a statement."""

    WEB = 4.0
    WORKER = 60.0


def limit_waiting(patience: Patience) -> None:
    """Have all connections to the database from now on wait no longer than that."""
    if db.engine.dialect.name == "postgresql":
        from impactplan.service.impatient import Connector  # noqa: PLC0415  # psycopg: 8 MB that SQLite does not need

        db.engine.dispose()
        event.listen(db.engine, "do_connect", Connector(patience.value).connect)
