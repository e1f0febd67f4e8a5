"""Work off what is due, one row at a time, under a lease."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, delete, select, update

from impactplan.models import db, now, outbox_table, worker_table
from impactplan.outbox.apart import DONE, FAILED, run_apart
from impactplan.outbox.mailer import mail_waits
from impactplan.outbox.operations import Handler, Job, Limits, PermanentError, TooMuchError, handlers, identity

log = structlog.get_logger()

KEPT = timedelta(days=90)
MOST_BEGUN = 10
"""How many times a row is begun whose worker ends each time."""
LONGEST_WAIT = timedelta(hours=6)


def sweep(kind: str, *, apart: bool = False) -> int:
    """Work off all rows of a kind that are due and return how many were done; ``apart``, each within its limits.

    Taking a row moves its moment on by the lease, in one statement: so two workers never have the same one, and
    the row of a worker that was killed is due again after the lease.
    """
    handler = handlers.current[kind]
    if kind == "mail" and mail_waits():
        return 0
    if apart and handler.repeatable and identity.current.worker_id:
        # The caller has the kind to itself: what this worker had taken was begun by a process of it that died.
        release(kind, outbox_table.c.worker_id == identity.current.worker_id)
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
        .values(
            due_at=moment + handler.lease,
            attempts=outbox_table.c.attempts + 1,
            worker_id=identity.current.worker_id,
        )
        .returning(outbox_table.c.id, outbox_table.c.payload, outbox_table.c.attempts)
    ).first()
    db.session.commit()
    return Job(row.id, kind, row.payload, row.attempts) if row else None


def release(kind: str, taken: ColumnElement[bool]) -> bool:
    """Make rows due that somebody had taken who is gone, and tell whether there were any.

    What ended its worker many times, as one that takes more than the machine has, ends here.
    """
    handler = handlers.current[kind]
    rows = db.session.execute(
        update(outbox_table)
        .where(
            outbox_table.c.kind == kind,
            outbox_table.c.done_at.is_(None),
            outbox_table.c.failed_at.is_(None),
            outbox_table.c.worker_id.is_not(None),
            taken,
        )
        .values(due_at=now(), worker_id=None)
        .returning(outbox_table.c.id, outbox_table.c.payload, outbox_table.c.attempts)
    ).all()
    for job in [Job(row.id, kind, row.payload, row.attempts) for row in rows]:
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


def work(job: Job, handler: Handler) -> bool:
    """Do a row's work outside any transaction of ours, and note how it ended."""
    try:
        payload = handler.function(job)
    except Exception as error:
        db.session.rollback()
        fail(job, handler, error)
        return False
    return finish(job, payload)


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


def finish(job: Job, payload: Mapping[str, Any] | None) -> bool:
    """Commit what was done, unless the row was taken from us meanwhile: then another does it, and this is undone."""
    values: dict[str, Any] = {"done_at": now(), "error": ""}
    if payload is not None:
        values["payload"] = dict(payload)
    if not note(job, values):
        db.session.rollback()
        log.warning("taken over meanwhile", kind=job.kind, id=job.id)
        return False
    db.session.commit()
    return True


def note(job: Job, values: dict[str, Any]) -> bool:
    """Write to a row that we took, and tell whether it is still ours: each time that it is taken it counts one."""
    ours = (outbox_table.c.id == job.id) & (outbox_table.c.attempts == job.attempts)
    noted = db.session.execute(
        update(outbox_table).where(ours).values({**values, "worker_id": None}).returning(outbox_table.c.id)
    )
    return noted.first() is not None


def fail(job: Job, handler: Handler, error: Exception) -> None:
    """Note the error, and try again after a wait that doubles each time, or not any more."""
    text = f"{type(error).__name__}: {error}"
    final = isinstance(error, PermanentError | MemoryError) or job.attempts >= handler.tries
    values: dict[str, Any] = {"error": text[:500]}
    if final:
        values["failed_at"] = now()
        values |= {"payload": {}} if job.payload.get("forgotten") else {}
    else:
        values["due_at"] = now() + min(timedelta(minutes=2 ** (job.attempts - 1)), LONGEST_WAIT)
    note(job, values)
    db.session.commit()
    log.warning("outbox", kind=job.kind, id=job.id, attempts=job.attempts, final=final, error=type(error).__name__)


def drop_old() -> None:
    """Remove rows that were done, or given up, long ago: they name people and nobody needs them any more."""
    long_ago = now() - KEPT
    db.session.execute(
        delete(outbox_table).where((outbox_table.c.done_at < long_ago) | (outbox_table.c.failed_at < long_ago))
    )
    db.session.commit()
