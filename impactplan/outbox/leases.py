"""Who has which row: taking one for a while, and making due again what somebody had taken who is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, case, or_, select, update
from structlog.contextvars import bound_contextvars

from impactplan.models import db, now, outbox_table, worker_table
from impactplan.outbox.operations import Handler, Job, TooMuchError, handlers, identity
from impactplan.outbox.settling import LONGEST_WAIT, fail

log = structlog.get_logger()

MOST_BEGUN = 10
"""How many times a row is begun whose worker ends each time."""
SLACK = timedelta(minutes=1)
ROW = (
    outbox_table.c.id,
    outbox_table.c.kind,
    outbox_table.c.payload,
    outbox_table.c.attempts,
    outbox_table.c.created_at,
    outbox_table.c.written_by,
    outbox_table.c.request_id,
)


def unsettled(kind: str) -> tuple[ColumnElement[bool], ...]:
    return outbox_table.c.kind == kind, outbox_table.c.done_at.is_(None), outbox_table.c.failed_at.is_(None)


def take(kind: str, handler: Handler) -> Job | None:
    """Take the row that has been due longest, if there is one: its moment moves on by the lease.

    What another worker has that lives is not due, however long it takes and whatever the clock says.
    """
    moment, own = now(), identity.current.worker_id
    holder = outbox_table.c.worker_id
    due = (
        *unsettled(kind),
        or_(outbox_table.c.due_at <= moment, outbox_table.c.attempts == 0),
        or_(holder.is_(None), holder == own, holder.not_in(select(worker_table.c.id))),
    )
    first = (
        select(outbox_table.c.id).where(*due).order_by(outbox_table.c.due_at).limit(1).with_for_update(skip_locked=True)
    )
    if db.session.execute(select(outbox_table.c.id).where(*due).limit(1)).first() is None:
        db.session.rollback()
        return None
    row = db.session.execute(
        update(outbox_table)
        .where(outbox_table.c.id == first.scalar_subquery(), *due)
        .values(due_at=moment + handler.lease, attempts=outbox_table.c.attempts + 1, worker_id=own)
        .returning(*ROW)
    ).first()
    db.session.commit()
    return Job(**row._mapping) if row else None


def bring_forward(kind: str, handler: Handler) -> None:
    """Undo what a clock did that went ahead and came back: nothing is due later than a wait or a lease from now."""
    moment, taken = now(), outbox_table.c.worker_id.is_not(None)
    latest: Any = case((taken, moment + handler.lease + SLACK), else_=moment + LONGEST_WAIT + SLACK)
    astray = (*unsettled(kind), outbox_table.c.attempts > 0, outbox_table.c.due_at > latest)
    if db.session.execute(select(outbox_table.c.id).where(*astray).limit(1)).first() is not None:
        soonest: Any = case((taken, moment + handler.lease), else_=moment)
        db.session.execute(update(outbox_table).where(*astray).values(due_at=soonest))
    db.session.commit()


def release(kind: str, taken: ColumnElement[bool]) -> bool:
    """Make rows due that somebody had taken who is gone, and tell whether there were any.

    What ended its worker many times, as one that takes more than the machine has, ends here.
    """
    handler = handlers.current[kind]
    rows = db.session.execute(
        update(outbox_table)
        .where(*unsettled(kind), outbox_table.c.worker_id.is_not(None), taken)
        .values(due_at=now(), worker_id=None)
        .returning(*ROW)
    ).all()
    for job in [Job(**row._mapping) for row in rows]:
        with bound_contextvars(**job.log_context):
            log.warning("begun by a worker that is gone", kind=kind, id=job.id, attempts=job.attempts)
            if job.attempts >= MOST_BEGUN:
                if handler.when_ended:
                    handler.when_ended(job)
                fail(job, handler, TooMuchError("The worker ended each time that it did this."))
            elif handler.when_released:
                handler.when_released(job)
    db.session.commit()
    return bool(rows)


def release_orphans() -> list[str]:
    """Release what workers had taken that are gone, and return of which kinds there was any."""
    living = select(worker_table.c.id)
    repeatable = [kind for kind, handler in handlers.current.items() if handler.repeatable]
    return [kind for kind in repeatable if release(kind, outbox_table.c.worker_id.not_in(living))]
