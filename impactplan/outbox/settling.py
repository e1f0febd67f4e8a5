"""How a row ends: done, to be tried again, or given up; and when it is removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import structlog
from sqlalchemy import update

from impactplan.models import db, delete_in_batches, now, outbox_table
from impactplan.models.outbox import found_by
from impactplan.outbox.operations import Handler, Job, NotNowError, PermanentError

log = structlog.get_logger()

KEPT = timedelta(days=90)
LONGEST_WAIT = timedelta(hours=6)


def finish(job: Job, payload: Mapping[str, Any] | None) -> bool:
    """Commit what was done, unless the row was taken from us meanwhile: then another does it, and this is undone."""
    values: dict[str, Any] = {"done_at": now(), "error": ""}
    if payload is not None:
        values |= {"payload": dict(payload), **found_by(payload)}
    if not note(job, values):
        db.session.rollback()
        log.warning("taken over meanwhile", kind=job.kind, id=job.id)
        return False
    db.session.commit()
    return True


def fail(job: Job, handler: Handler, error: Exception) -> None:
    """Note the error, and try again after a wait that doubles each time, or not any more: then tell who must know."""
    soon = error.again_after if isinstance(error, NotNowError) else None
    final = isinstance(error, PermanentError | MemoryError) or (soon is None and job.attempts >= handler.tries)
    values: dict[str, Any] = {"error": f"{type(error).__name__}: {error}"[:500]}
    if final:
        values["failed_at"] = now()
        values |= {"payload": {}, **found_by({})} if job.payload.get("forgotten") else {}
    else:
        values["due_at"] = now() + (soon or min(timedelta(minutes=2 ** min(job.attempts - 1, 12)), LONGEST_WAIT))
    if note(job, values) and final and handler.when_failed:
        handler.when_failed(job, error)
    db.session.commit()
    log.warning("outbox", kind=job.kind, id=job.id, attempts=job.attempts, final=final, error=type(error).__name__)


def renew_lease(job: Job, lease: timedelta) -> bool:
    """Say, in the current transaction, that a row is still being worked on; tell whether it is still ours."""
    ours = (outbox_table.c.id == job.id) & (outbox_table.c.attempts == job.attempts)
    renewed = update(outbox_table).where(ours).values(due_at=now() + lease).returning(outbox_table.c.id)
    return db.session.execute(renewed).first() is not None


def note(job: Job, values: dict[str, Any]) -> bool:
    """Write to a row that we took, and tell whether it is still ours: each time that it is taken it counts one."""
    ours = (outbox_table.c.id == job.id) & (outbox_table.c.attempts == job.attempts)
    noted = db.session.execute(
        update(outbox_table).where(ours).values({**values, "worker_id": None}).returning(outbox_table.c.id)
    )
    return noted.first() is not None


def drop_old(_day: date) -> None:
    """Remove rows that were done, or given up, long ago: they name people and nobody needs them any more."""
    long_ago = now() - KEPT
    delete_in_batches(outbox_table, (outbox_table.c.done_at < long_ago) | (outbox_table.c.failed_at < long_ago))
