"""Make the file of an export: the plan as it was when requested, in a registered format."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from impactplan.access import load_statement, open_plan
from impactplan.exports.additions import Addition, find_additions
from impactplan.exports.document import build_document
from impactplan.exports.formats import CannotRenderError, Format, FromDocument, Report
from impactplan.exports.keeping import day_of, digest_of
from impactplan.exports.options import Options
from impactplan.exports.queries import find_authors
from impactplan.graph import PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import Export, Plan, db, now
from impactplan.outbox import Job, renew_lease
from impactplan.outbox.operations import NotNowError
from impactplan.workbook.queries import load_state

LEASE = timedelta(minutes=5)
"""Renewed with every note of progress, so that the work of a worker that died is soon taken up by another."""
NOTE_EVERY = 0.5
"""Seconds between two notes of progress."""
SHARES = {"reading": 5, "pages": 15, "writing": 85}
"""How much of the work is done when a stage begins, in percent."""
FULL = "full"
"""The stage of an export that waits for room on the disk."""
FULL_ERRORS = {errno.ENOSPC, errno.EDQUOT}
LEAST_ROOM = 16 * 1024 * 1024
"""With less than this, making a file is not even begun."""


class DiskFullError(NotNowError):
    """There is no room for the file; it is tried again until there is."""

    again_after = timedelta(minutes=1)


class TakenOverError(Exception):
    """Another worker makes this file now."""


@dataclass(frozen=True)
class Content:
    """What an export is made of."""

    state: PlanState
    options: Options
    authors: Sequence[str] = ()
    additions: Sequence[Addition] = ()


def ignore_progress(_stage: str, _pages: int) -> None:
    pass


def write_file(format_: Format, content: Content, target: Path, report: Report = ignore_progress) -> int | None:
    """Write a file whole or not at all, and return its number of pages, if it has pages."""
    half = target.with_name(f"{target.name}.{secrets.token_hex(6)}.part")
    try:
        pages = _render(format_, content, half, report)
        with open(half, "rb") as written:
            os.fsync(written.fileno())
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    return pages


def _render(format_: Format, content: Content, target: Path, report: Report) -> int | None:
    renderer = format_.renderer
    if isinstance(renderer, FromDocument):
        document = build_document(content.state, content.options, content.authors, content.additions)
        return renderer.render(document, target, report)
    return renderer.render(content.state, content.options, target, report)


def make_export(export: Export, format_: Format, target: Path, job: Job | None = None) -> None:
    """Make the file of an export and note what came of it; what goes wrong is noted and raised."""
    progress = ExportProgress(export.id, job)
    progress.note("reading", state="running", error="")
    try:
        content = load_content(export)
        db.session.rollback()  # no transaction stays open while the file is made
        make_room(target)
        pages = write_file(format_, content, target, progress.report)
    except TakenOverError:
        raise
    except Exception as error:
        db.session.rollback()
        if isinstance(error, OSError) and error.errno in FULL_ERRORS:
            progress.note(FULL, state="queued" if job else "failed")
            raise DiskFullError("There is no room on the disk.") from error
        words = str(error)[:500] if isinstance(error, CannotRenderError) else ""
        progress.note("", state="failed", error=words, finished_at=now())
        raise
    progress.note("", state="done", progress=100, pages=pages, finished_at=now())


def make_room(target: Path) -> None:
    """Make the folder of a file, remove what a worker that was killed left of it, and see whether there is room."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f"{target.name}.*.part"):
        left.unlink(missing_ok=True)
    if shutil.disk_usage(target.parent).free < LEAST_ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def load_content(export: Export) -> Content:
    options = Options.from_json(export.options)
    state = load_exactly(export.plan_id, export.seq)
    additions = load_additions(export, options) if options.personal else ()
    return Content(state, options, find_authors(export.plan_id), additions)


def load_additions(export: Export, options: Options) -> Sequence[Addition]:
    """Return the additions for the requester, by their present relation to the plan. Where these changed since they
    asked, the file would be kept under what it does not show."""
    row = db.session.execute(load_statement(), {"the_plan": export.plan_id, "the_user": export.requested_by}).first()
    if row is None or export.requested_by is None:
        return ()
    plan = open_plan(row)
    additions = find_additions(plan, export.requested_by, options)
    if export.options_hash != digest_of(plan, options, export.requested_by, day_of(export), additions):
        raise CannotRenderError(_("What you may read of it changed before the file was made. Ask for it again."))
    return additions


def load_exactly(plan_id: str, seq: int) -> PlanState:
    """Return the plan as it was at a seq, even while somebody is writing in it."""
    state = load_state(plan_id, at=seq)
    if db.session.execute(select(Plan.seq).where(Plan.id == plan_id)).scalar_one() == seq:
        return state
    # What was just read may hold some of what was written meanwhile; the log does not.
    db.session.expunge_all()
    return load_state(plan_id, at=seq)


class ExportProgress:
    """Notes how far an export is, each time in a short transaction of its own."""

    def __init__(self, export_id: str, job: Job | None = None) -> None:
        self.export_id = export_id
        self.job = job
        self.stage = ""
        self.noted_at = 0.0
        self.pages = 0

    def note(self, stage: str, **values: Any) -> None:
        self.stage, self.noted_at = stage, time.monotonic()
        values.setdefault("progress", SHARES.get(stage, 0))
        db.session.execute(update(Export).where(Export.id == self.export_id).values(stage=stage, **values))
        if self.job and not renew_lease(self.job, LEASE):
            db.session.rollback()
            raise TakenOverError
        db.session.commit()

    def report(self, stage: str, pages: int) -> None:
        """Note a new stage at once, and further pages now and then."""
        # Some pages are made again once all page numbers are known.
        self.pages = max(self.pages, pages)
        if stage != self.stage:
            self.note(stage)
        elif pages and time.monotonic() - self.noted_at > NOTE_EVERY:
            self.note(stage, pages=self.pages, progress=_approach(self.pages))


def _approach(pages: int) -> int:
    """Return a share that keeps growing, since the number of pages is not known yet."""
    low, high = SHARES["pages"], SHARES["writing"]
    return round(high - (high - low) * 30 / (30 + pages))
