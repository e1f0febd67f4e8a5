"""What is in the outbox, for whoever looks after the site; addresses are masked, and texts are not shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, literal, select, union_all, update

from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext
from impactplan.models import Outbox, db, now, outbox_table
from impactplan.outbox.operations import handlers
from impactplan.outbox.reasons import REASONS, reason_of

_l: Any = lazy_gettext
KIND_NAMES: Mapping[str, Any] = {
    "mail": _l("Mails"),
    "letter": _l("Mails to be written"),
    "export": _l("Documents to be made"),
}
MOST_SHOWN = 100
OF_LATE = timedelta(days=1)
ADDRESS = re.compile(r"([^\s@<>(),;:'\"])[^\s@<>(),;:'\"]*@([^\s@<>(),;:'\"]+)")


@dataclass(frozen=True)
class Standing:
    """How many rows of a kind wait, were given up, or were done in the last day."""

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


def _undone() -> tuple[Any, ...]:
    """Return the conditions of what waits or was given up, as the index of the outbox has it."""
    return Outbox.kind.in_(sorted(handlers.current)), Outbox.done_at.is_(None)


def load_standings() -> list[Standing]:
    failed, done_since = Outbox.failed_at.is_not(None), now() - OF_LATE
    undone = (
        select(Outbox.kind, func.count().filter(~failed).label("waiting"), func.count().filter(failed), literal(0))
        .where(*_undone())
        .group_by(Outbox.kind)
    )
    done = (
        select(Outbox.kind, literal(0), literal(0), func.count())
        .where(Outbox.kind.in_(sorted(handlers.current)), Outbox.done_at > done_since)
        .group_by(Outbox.kind)
    )
    counts: dict[str, list[int]] = {}
    for kind, *numbers in db.session.execute(union_all(undone, done)):
        counts[kind] = [sum(pair) for pair in zip(counts.get(kind, (0, 0, 0)), numbers, strict=True)]
    return [Standing(kind, *numbers) for kind, numbers in sorted(counts.items())]


def load_failed() -> list[ShownRow]:
    """Return the rows that were given up, the last one first."""
    failed = (*_undone(), Outbox.failed_at.is_not(None))
    return _load(Outbox.failed_at, failed, Outbox.failed_at.desc(), MOST_SHOWN)


def load_oldest() -> ShownRow | None:
    """Return the row that has waited longest."""
    waiting = (*_undone(), Outbox.failed_at.is_(None))
    return next(iter(_load(Outbox.created_at, waiting, Outbox.created_at, 1)), None)


def _load(since: Any, conditions: Sequence[Any], order: Any, limit: int) -> list[ShownRow]:
    columns = Outbox.id, Outbox.kind, Outbox.payload, Outbox.attempts, Outbox.error, since.label("since")
    rows = db.session.execute(select(*columns).where(*conditions).order_by(order, Outbox.id).limit(limit))
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
    failed = select(Outbox.id, Outbox.kind, Outbox.payload).where(*_undone(), Outbox.failed_at.is_not(None))
    rows = [row for row in db.session.execute(failed.where(Outbox.id == row_id) if row_id else failed) if row.payload]
    for row in rows:
        again = update(outbox_table).where(outbox_table.c.id == row.id, outbox_table.c.failed_at.is_not(None))
        db.session.execute(again.values(failed_at=None, attempts=0, due_at=now()))
    return {row.kind for row in rows}
