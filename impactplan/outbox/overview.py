"""What is in the outbox, for whoever looks after the site; addresses are masked, and texts are not shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import and_, func, select, update

from impactplan.models import Outbox, db, now, outbox_table
from impactplan.outbox.reasons import REASONS, reason_of

_l: Any = lazy_gettext
KIND_NAMES: Mapping[str, Any] = {
    "mail": _l("Mails"),
    "letter": _l("Mails to be written"),
    "export": _l("Documents to be made"),
}
MOST_SHOWN = 100
ADDRESS = re.compile(r"([^\s@<>(),;:'\"])[^\s@<>(),;:'\"]*@([^\s@<>(),;:'\"]+)")


@dataclass(frozen=True)
class Standing:
    """How many rows of a kind wait, were given up, or were done of late."""

    kind: str
    waiting: int
    failed: int
    done: int

    @property
    def title(self) -> str:
        return str(KIND_NAMES.get(self.kind, self.kind))


@dataclass(frozen=True)
class ShownRow:
    """A row that waits or was given up."""

    id: str
    kind: str
    to: str
    """Masked."""
    attempts: int
    error: str
    since: datetime
    can_retry: bool = True

    @property
    def reason(self) -> str:
        if self.kind == "mail":
            return str(REASONS[reason_of(self.error)])
        return _("This went wrong. The log of the server says more.")


def mask(text: str) -> str:
    """Return a text in which addresses can be recognised by who knows them, and not be read."""
    return ADDRESS.sub(r"\1…@\2", text)


def load_standings() -> list[Standing]:
    done, failed = Outbox.done_at.is_not(None), Outbox.failed_at.is_not(None)
    query = select(
        Outbox.kind,
        func.count().filter(and_(~done, ~failed)),
        func.count().filter(failed),
        func.count().filter(done),
    ).group_by(Outbox.kind)
    return sorted((Standing(*row) for row in db.session.execute(query)), key=lambda standing: standing.kind)


def load_failed() -> list[ShownRow]:
    """Return the rows that were given up, the last one first."""
    failed = Outbox.failed_at.is_not(None)
    return _load(Outbox.failed_at, failed, Outbox.failed_at.desc(), MOST_SHOWN)


def load_oldest() -> ShownRow | None:
    """Return the row that has waited longest."""
    waiting = and_(Outbox.done_at.is_(None), Outbox.failed_at.is_(None))
    return next(iter(_load(Outbox.created_at, waiting, Outbox.created_at, 1)), None)


def _load(since: Any, condition: Any, order: Any, limit: int) -> list[ShownRow]:
    columns = Outbox.id, Outbox.kind, Outbox.payload, Outbox.attempts, Outbox.error, since.label("since")
    rows = db.session.execute(select(*columns).where(condition).order_by(order, Outbox.id).limit(limit))
    return [
        ShownRow(
            row.id,
            row.kind,
            mask(str(row.payload.get("to") or row.payload.get("email") or "")),
            row.attempts,
            mask(row.error),
            row.since,
            bool(row.payload),
        )
        for row in rows
    ]


def retry_failed(row_id: str = "") -> set[str]:
    """Make rows due again that were given up, or the one, in the current transaction; return of which kinds there were.

    Of a mail that was to be forgotten nothing is left to send.
    """
    failed = select(Outbox.id, Outbox.kind, Outbox.payload).where(Outbox.failed_at.is_not(None))
    rows = [row for row in db.session.execute(failed.where(Outbox.id == row_id) if row_id else failed) if row.payload]
    for row in rows:
        again = update(outbox_table).where(outbox_table.c.id == row.id, outbox_table.c.failed_at.is_not(None))
        db.session.execute(again.values(failed_at=None, attempts=0, due_at=now()))
    return {row.kind for row in rows}
