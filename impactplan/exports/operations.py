"""Request exports and clear away old ones. The files are kept next to the database, their rows in it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError

from impactplan.access import OpenPlan
from impactplan.config import Settings
from impactplan.exports.formats import CannotRenderError, Format
from impactplan.exports.keeping import digest_of
from impactplan.exports.options import Options
from impactplan.exports.queries import find_authors, find_export
from impactplan.exports.rendering import Content, DiskFullError, make_export, write_file
from impactplan.models import Export, Plan, User, db, delete_in_batches, export_table, now
from impactplan.outbox import queue_job
from impactplan.workbook.queries import load_state

KEPT_FOR = timedelta(days=30)
KEPT_PER_PLAN = 20
STUCK_AFTER = timedelta(days=1)
"""An export that is not finished by then is requested anew: it is not tried any more."""


def folder_of(plan_id: str) -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.data_dir / "exports" / plan_id


def file_of(export: Export) -> Path:
    return folder_of(export.plan_id) / f"{export.id}.{export.format}"


def request_export(plan: OpenPlan, format_: Format, options: Options, actor: User, at: int | None = None) -> Export:
    """Return the file that was made of this plan, as it is now or was at a seq, in this format with these options, or
    have it made.

    Files are kept by the plan's seq and a digest of everything else that they show.
    """
    digest, seq = digest_of(plan, options, actor.id), plan.seq if at is None else at
    existing = find_export(plan.id, seq, format_.key, digest)
    if existing is not None and is_usable(existing):
        return existing
    db.session.commit()  # ends the read transaction; the write comes at once
    try:
        export = existing if existing is not None else _add(plan.id, seq, format_, options, digest, actor)
        export.state, export.stage, export.progress, export.error = "queued", "", 0, ""
        export.created_at = now()
        if format_.is_job:
            queue_job("export", {"export": export.id})
        db.session.commit()
    except IntegrityError:  # asked for at the same moment by somebody else
        db.session.rollback()
        again = find_export(plan.id, seq, format_.key, digest)
        if again is None:
            raise
        return again
    if not format_.is_job:
        with suppress(CannotRenderError, DiskFullError):  # its page says why
            make_export(export, format_, file_of(export))
        db.session.refresh(export)
    remove_surplus(plan.id)
    return export


def _add(plan_id: str, seq: int, format_: Format, options: Options, digest: str, actor: User) -> Export:
    export = Export(
        plan_id=plan_id,
        seq=seq,
        format=format_.key,
        options=options.to_json(),
        options_hash=digest,
        requested_by=actor.id,
    )
    db.session.add(export)
    db.session.flush()
    return export


def is_usable(export: Export) -> bool:
    """Tell whether the file exists or is being made."""
    if export.state == "done":
        return file_of(export).is_file()
    return export.state in {"queued", "running"} and now() - export.created_at < STUCK_AFTER


def remove_surplus(plan_id: str) -> None:
    """Remove a plan's oldest files beyond the number kept."""
    newest = (
        select(Export.id)
        .where(Export.plan_id == plan_id)
        .order_by(Export.created_at.desc(), Export.id)
        .limit(KEPT_PER_PLAN)
    )
    _remove(Export.plan_id == plan_id, Export.id.not_in(newest))


def remove_expired(_day: date) -> None:
    """Remove the files of all plans that have been kept for long enough."""
    _remove(Export.created_at < now() - KEPT_FOR)


def _remove(*where: ColumnElement[bool]) -> None:
    def remove(rows: Sequence[Any]) -> None:
        for row in rows:
            (folder_of(row.plan_id) / f"{row.id}.{row.format}").unlink(missing_ok=True)

    delete_in_batches(export_table, Export.state.in_(("done", "failed")), *where, after=remove)


def forget_personal(plan_ids: Sequence[str]) -> list[Path]:
    """Forget the files of these plans that show somebody's reflections or remarks, in the current transaction.

    Returns the files themselves, to be removed after the commit.
    """
    exports = db.session.scalars(select(Export).where(Export.plan_id.in_(plan_ids)))
    gone = [export for export in exports if Options.from_json(export.options).personal]
    db.session.execute(delete(Export).where(Export.id.in_([export.id for export in gone])))
    return [file_of(export) for export in gone]


def remove_files(plan_id: str) -> None:
    """Remove all files of a plan that is deleted."""
    shutil.rmtree(folder_of(plan_id), ignore_errors=True)


def write_plan(plan_id: str, format_: Format, options: Options, target: Path) -> int | None:
    """Write the plan as it is now to a file, for the command line; return its number of pages, if it has pages."""
    if db.session.get(Plan, plan_id) is None:
        raise LookupError(plan_id)
    content = Content(load_state(plan_id), options, find_authors(plan_id))
    db.session.rollback()  # nothing is held while the file is made
    return write_file(format_, content, target)
