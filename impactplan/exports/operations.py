"""Ask for files, and clear away those of long ago. The files stand beside the database, their rows in it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from impactplan.access import OpenPlan
from impactplan.config import Settings
from impactplan.exports.additions import find_additions
from impactplan.exports.document import build_document
from impactplan.exports.options import Options
from impactplan.exports.pdf import write_document
from impactplan.exports.queries import find_authors, find_export
from impactplan.models import Export, Plan, User, db, now
from impactplan.outbox import queue_job, wake_worker
from impactplan.workbook.queries import load_rules, load_state

KEPT_FOR = timedelta(days=30)
KEPT_PER_PLAN = 20
STUCK_AFTER = timedelta(hours=1)
"""A file that is not there by then is asked for anew: its worker is gone and so is the job."""


def folder_of(plan_id: str) -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.data_dir / "exports" / plan_id


def file_of(export: Export) -> Path:
    return folder_of(export.plan_id) / f"{export.id}.{export.format}"


def request_pdf(plan: OpenPlan, options: Options, actor: User) -> Export:
    """Return the file that was made of this plan with these options, or have it made.

    What is kept stands under the plan's seq and all else that the document shows.
    """
    digest = digest_of(plan, options, actor.id)
    found = find_export(plan.id, plan.seq, "pdf", digest)
    if found is not None and is_usable(found):
        return found
    db.session.commit()  # ends the read transaction; the write comes at once
    try:
        export = found if found is not None else _add(plan, options, digest, actor)
        export.state, export.stage, export.progress, export.error = "queued", "", 0, ""
        export.created_at = now()
        queue_job("export", {"export": export.id})
        db.session.commit()
    except IntegrityError:  # asked for at the same moment by somebody else
        db.session.rollback()
        again = find_export(plan.id, plan.seq, "pdf", digest)
        if again is None:
            raise
        return again
    wake_worker("export")
    remove_old(plan.id)
    return export


def digest_of(plan: OpenPlan, options: Options, user_id: int) -> str:
    """Return what a file is kept under beside the plan's seq; one that shows reflections is the asker's own."""
    asked = options.reflections and [user_id, *(found.version for found in find_additions(plan, user_id))]
    return options.digest(find_authors(plan.id), plan.language, asked, asdict(load_rules(plan.id)))


def still_shown(plan: OpenPlan, export: Export, user_id: int) -> bool:
    """Tell whether the reflections in a file are what who asked may read now: sharing can be taken back."""
    options = Options.from_json(export.options)
    return not options.reflections or export.options_hash == digest_of(plan, options, user_id)


def _add(plan: OpenPlan, options: Options, digest: str, actor: User) -> Export:
    export = Export(
        plan_id=plan.id,
        seq=plan.seq,
        format="pdf",
        options=options.to_json(),
        options_hash=digest,
        requested_by=actor.id,
    )
    db.session.add(export)
    db.session.flush()
    return export


def is_usable(export: Export) -> bool:
    """Tell whether the file is there or on its way."""
    if export.state == "done":
        return file_of(export).is_file()
    return export.state in {"queued", "running"} and now() - export.created_at < STUCK_AFTER


def remove_old(plan_id: str) -> None:
    """Remove a plan's oldest files beyond the number kept, and everybody's files of long ago."""
    newest = (
        select(Export.id)
        .where(Export.plan_id == plan_id)
        .order_by(Export.created_at.desc(), Export.id)
        .limit(KEPT_PER_PLAN)
    )
    surplus = (Export.plan_id == plan_id) & Export.id.not_in(newest)
    old = Export.created_at < now() - KEPT_FOR
    settled = Export.state.in_(("done", "failed"))
    gone = list(db.session.execute(select(Export).where(settled, surplus | old)).scalars())
    if not gone:
        return
    files = [file_of(export) for export in gone]
    db.session.execute(delete(Export).where(Export.id.in_([export.id for export in gone])))
    db.session.commit()
    for file in files:
        file.unlink(missing_ok=True)


def forget_personal(plan_ids: Sequence[str]) -> list[Path]:
    """Forget the files of these plans that show somebody's reflections, in the current transaction.

    Returns the files themselves, to be removed after the commit.
    """
    found = db.session.scalars(select(Export).where(Export.plan_id.in_(plan_ids)))
    gone = [export for export in found if Options.from_json(export.options).reflections]
    db.session.execute(delete(Export).where(Export.id.in_([export.id for export in gone])))
    return [file_of(export) for export in gone]


def remove_files(plan_id: str) -> None:
    """Remove all files of a plan that is deleted."""
    shutil.rmtree(folder_of(plan_id), ignore_errors=True)


def write_pdf(plan_id: str, options: Options, target: Path) -> int:
    """Write the plan as it is now to a file, for the command line, and return the number of pages."""
    if db.session.get(Plan, plan_id) is None:
        raise LookupError(plan_id)
    state, authors = load_state(plan_id), find_authors(plan_id)
    db.session.rollback()  # nothing is held while the pages are made
    return write_document(build_document(state, options, authors), target)


def print_pdf(plan_id: str, options: Options) -> bytes:
    """Return the plan as it is now as the bytes of a PDF."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "plan.pdf"
        write_pdf(plan_id, options, target)
        return target.read_bytes()
