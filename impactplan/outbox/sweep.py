"""Work off what is due, one row at a time, under a lease."""

from __future__ import annotations

from contextlib import suppress

from structlog.contextvars import bound_contextvars

from impactplan.models import db, outbox_table
from impactplan.outbox.apart import DONE, FAILED, run_apart
from impactplan.outbox.leases import bring_forward, release, take
from impactplan.outbox.mailer import mail_waits
from impactplan.outbox.operations import Handler, Job, Limits, NotNowError, TooMuchError, handlers, identity
from impactplan.outbox.settling import fail, finish


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
    bring_forward(kind, handler)
    done = 0
    with suppress(NotNowError):
        while job := take(kind, handler):
            with bound_contextvars(**job.log_context):
                done += work_apart(job, handler, handler.limits) if apart and handler.limits else work(job, handler)
    return done


def work(job: Job, handler: Handler) -> bool:
    """Do a row's work outside any transaction of ours, and note how it ended."""
    try:
        payload = handler.function(job)
    except Exception as error:
        db.session.rollback()
        fail(job, handler, error)
        if isinstance(error, NotNowError):
            raise
        return False
    return finish(job, payload)


def work_apart(job: Job, handler: Handler, limits: Limits) -> bool:
    """Do a row's work in a process of its own. If the system ended that, it is not tried again."""
    db.session.remove()
    db.engine.dispose()
    if handler.prepare:
        handler.prepare()

    def work_once() -> bool:
        with suppress(NotNowError):
            return work(job, handler)
        return False

    ending = run_apart(work_once, limits)
    if ending not in {DONE, FAILED}:
        if handler.when_ended:
            handler.when_ended(job)
        fail(job, handler, TooMuchError("This took more time or memory than a job may."))
    return ending == DONE
