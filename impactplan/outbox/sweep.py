"""Work off what is due, one row at a time, under a lease."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update

from impactplan.models import db, delete_in_batches, now, outbox_table
from impactplan.models.outbox import found_by
from impactplan.outbox.apart import DONE, FAILED, run_apart
from impactplan.outbox.mailer import mail_waits
from impactplan.outbox.operations import Handler, Job, Limits, PermanentError, TooMuchError, handlers

log = structlog.get_logger()

KEPT = timedelta(days=90)
LONGEST_WAIT = timedelta(hours=6)


def sweep(kind: str, *, apart: bool = False) -> int:
    """Work off all rows of a kind that are due and return how many were done; ``apart``, each within its limits.

    Taking a row moves its moment on by the lease, in one statement: so two workers never have the same one, and
    the row of a worker that was killed is due again after the lease.
    """
    handler = handlers.current[kind]
    if kind == "mail" and mail_waits():
        return 0
    done = 0
    while job := take(kind, handler):
        done += work_apart(job, handler, handler.limits) if apart and handler.limits else work(job, handler)
    return done


def take(kind: str, handler: Handler) -> Job | None:
    """Take the row that has been due longest, if there is one."""
    moment = now()
    due = (
        outbox_table.c.kind == kind,
        outbox_table.c.done_at.is_(None),
        outbox_table.c.failed_at.is_(None),
        outbox_table.c.due_at <= moment,
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
        .values(due_at=moment + handler.lease, attempts=outbox_table.c.attempts + 1)
        .returning(outbox_table.c.id, outbox_table.c.payload, outbox_table.c.attempts)
    ).first()
    db.session.commit()
    return Job(row.id, kind, row.payload, row.attempts) if row else None


def work(job: Job, handler: Handler) -> bool:
    """Do a row's work outside any transaction of ours, and note how it ended."""
    try:
        payload = handler.function(job)
    except Exception as error:
        db.session.rollback()
        fail(job, handler, error)
        return False
    finish(job, payload)
    return True


def work_apart(job: Job, handler: Handler, limits: Limits) -> bool:
    """Do a row's work in a process of its own. If the system ended that, it is not tried again."""
    db.session.remove()
    db.engine.dispose()
    ending = run_apart(lambda: work(job, handler), limits)
    if ending not in {DONE, FAILED}:
        if handler.when_ended:
            handler.when_ended(job)
        fail(job, handler, TooMuchError("This took more time or memory than a job may."))
    return ending == DONE


def finish(job: Job, payload: Mapping[str, Any] | None) -> None:
    values: dict[str, Any] = {"done_at": now(), "error": ""}
    if payload is not None:
        values |= {"payload": dict(payload), **found_by(payload)}
    db.session.execute(update(outbox_table).where(outbox_table.c.id == job.id).values(values))
    db.session.commit()


def fail(job: Job, handler: Handler, error: Exception) -> None:
    """Note the error, and try again after a wait that doubles each time, or not any more."""
    text = f"{type(error).__name__}: {error}"
    final = isinstance(error, PermanentError | MemoryError) or job.attempts >= handler.tries
    values: dict[str, Any] = {"error": text[:500]}
    if final:
        values["failed_at"] = now()
        values |= {"payload": {}, **found_by({})} if job.payload.get("forgotten") else {}
    else:
        values["due_at"] = now() + min(timedelta(minutes=2 ** (job.attempts - 1)), LONGEST_WAIT)
    db.session.execute(update(outbox_table).where(outbox_table.c.id == job.id).values(values))
    db.session.commit()
    log.warning("outbox", kind=job.kind, id=job.id, attempts=job.attempts, final=final, error=type(error).__name__)


def drop_old(_day: date) -> None:
    """Remove rows that were done, or given up, long ago: they name people and nobody needs them any more."""
    long_ago = now() - KEPT
    delete_in_batches(outbox_table, (outbox_table.c.done_at < long_ago) | (outbox_table.c.failed_at < long_ago))
