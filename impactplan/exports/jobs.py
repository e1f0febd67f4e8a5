"""The worker's part: make the file of an export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from impactplan.exports.formats import CannotRenderError, formats
from impactplan.exports.operations import STUCK_AFTER, file_of
from impactplan.exports.rendering import make_export
from impactplan.models import Export, db, now
from impactplan.outbox import Job, Limits
from impactplan.outbox.operations import PermanentError

FILE_LIMITS = Limits(seconds=120, megabytes=1000)
"""About ten times what the demo's plan takes."""


def note_ended(job: Job) -> None:
    """Note that the making of a file was ended by the system, and could not say so itself."""
    export = Export.id == job.payload["export"]
    db.session.execute(update(Export).where(export).values(state="failed", stage="", finished_at=now()))


def note_released(job: Job) -> None:
    """Note that a file is not being made any more, and waits for its turn again."""
    unfinished = (Export.id == job.payload["export"]) & (Export.state == "running")
    db.session.execute(update(Export).where(unfinished).values(state="queued", stage="", progress=0, pages=None))


def make_file(job: Job) -> Mapping[str, Any] | None:
    """Make the requested file. Doing so again changes nothing."""
    db.session.expunge_all()  # nothing remembered from an earlier job may pass for what is stored now
    export = db.session.get(Export, job.payload["export"])
    if export is None or (export.state == "done" and file_of(export).is_file()):
        db.session.rollback()
        return None
    if job.attempts > 1 and now() - export.created_at > STUCK_AFTER:
        note_ended(job)
        db.session.commit()
        raise PermanentError("It was tried for a day.")
    export_id, target = export.id, file_of(export)
    try:
        make_export(export, formats.current[export.format], target, job)
    except CannotRenderError as error:
        raise PermanentError(str(error)) from error
    if db.session.execute(select(Export.id).where(Export.id == export_id)).first() is None:
        target.unlink(missing_ok=True)  # of a plan that was deleted meanwhile: its folder had been cleared before
    db.session.rollback()
    return None
