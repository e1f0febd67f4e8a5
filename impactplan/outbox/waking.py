"""Waking the worker: at each commit, for what was queued in the transaction.

Nobody who queues something asks for it. A wish that came before the commit would be carried out by a worker that sees
nothing yet, and the row would wait for the next minute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session, object_session

from impactplan.lib.left_out import left_out
from impactplan.models import Outbox, db

if TYPE_CHECKING:
    from impactplan.outbox.queue import Queue

log = structlog.get_logger()

EXTENSION = "impactplan-queue"
QUEUED = "impactplan-queued"
"""Under which name a session keeps the kinds that were queued in it."""


def get_queue() -> Queue:
    """Return the queue of the app, made when it is first asked for: most processes queue nothing for a long time."""
    if EXTENSION not in current_app.extensions:
        with left_out("psycopg", "redis"):  # 15 MB, which huey takes along for queues that there are none of
            from impactplan.outbox.queue import Queue  # noqa: PLC0415  # loads huey: 1 MB
        current_app.extensions.setdefault(EXTENSION, Queue(current_app._get_current_object()))  # type: ignore[attr-defined]  # of the proxy
    queue: Queue = current_app.extensions[EXTENSION]
    return queue


def wake_worker(kind: str) -> None:
    """Ask the worker to sweep a kind now, after the commit of what made rows due that were there before.

    It never fails: the worker looks every minute.
    """
    try:
        get_queue().wake_worker(kind)
    except Exception as error:
        log.warning("queue unreachable", kind=kind, error=type(error).__name__)


@event.listens_for(Outbox, "after_insert")
def _note_queued(_mapper: Any, _connection: Any, row: Outbox) -> None:
    if (session := object_session(row)) is not None:
        session.info.setdefault(QUEUED, set()).add(row.kind)


@event.listens_for(db.session, "after_commit")
def _wake_for_queued(session: Session) -> None:
    if not session.in_nested_transaction():  # others see what was queued once the outermost one has ended
        for kind in sorted(session.info.pop(QUEUED, ())):
            wake_worker(kind)
