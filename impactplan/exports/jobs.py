"""The worker's part: make the file of an export, telling how far it is."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from impactplan.access import load_statement, open_plan
from impactplan.exports.additions import Addition, find_additions
from impactplan.exports.document import build_document
from impactplan.exports.operations import file_of
from impactplan.exports.options import Options
from impactplan.exports.pdf import MissingLibraryError, write_document
from impactplan.exports.queries import find_authors
from impactplan.graph import PlanState
from impactplan.models import Export, Outbox, Plan, db, now
from impactplan.outbox import Job
from impactplan.outbox.operations import PermanentError
from impactplan.workbook.queries import load_state

LEASE = timedelta(minutes=5)
"""Renewed with every note of progress, so that the work of a worker that died is soon taken up by another."""
TELL_EVERY = 0.5
"""Seconds between two notes of progress."""
SHARES = {"reading": 5, "pages": 15, "writing": 85}
"""How much of the work is done when a stage begins, in percent."""


def make_file(job: Job) -> Mapping[str, Any] | None:
    """Make the file that was asked for. Doing it again changes nothing."""
    db.session.expunge_all()  # nothing remembered from an earlier job may pass for what is stored now
    export = db.session.get(Export, job.payload["export"])
    if export is None or (export.state == "done" and file_of(export).is_file()):
        db.session.rollback()
        return None
    export_id, target = export.id, file_of(export)
    progress = Progress(export_id, job.id)
    progress.note("reading", state="running", error="")
    try:
        pages = _make(export, progress)
    except MissingLibraryError as error:
        progress.note("", state="failed", error=str(error)[:500], finished_at=now())
        raise PermanentError(str(error)) from error
    except Exception:
        db.session.rollback()
        progress.note("", state="failed", finished_at=now())
        raise
    progress.note("", state="done", progress=100, pages=pages, finished_at=now())
    if db.session.execute(select(Export.id).where(Export.id == export_id)).first() is None:
        target.unlink(missing_ok=True)  # of a plan that was deleted meanwhile: its folder had been cleared before
    db.session.rollback()
    return None


def _make(export: Export, progress: Progress) -> int:
    state = load_exactly(export.plan_id, export.seq)
    authors = find_authors(export.plan_id)
    options, target = Options.from_json(export.options), file_of(export)
    additions = load_additions(export) if options.reflections else ()
    db.session.rollback()  # no transaction stays open while the pages are made
    target.parent.mkdir(parents=True, exist_ok=True)
    document = build_document(state, options, authors, additions)
    return write_document(document, target, progress.hear)


def load_additions(export: Export) -> Sequence[Addition]:
    """Return what is added for the person who asked, by what they are to the plan now."""
    found = db.session.execute(load_statement(), {"the_plan": export.plan_id, "the_user": export.requested_by}).first()
    return find_additions(open_plan(found), export.requested_by) if found and export.requested_by else ()


def load_exactly(plan_id: str, seq: int) -> PlanState:
    """Return the plan as it was at a seq, also while somebody goes on writing in it."""
    state = load_state(plan_id, at=seq)
    if db.session.execute(select(Plan.seq).where(Plan.id == plan_id)).scalar_one() == seq:
        return state
    # What was just read may hold some of what was written meanwhile; the log does not.
    db.session.expunge_all()
    return load_state(plan_id, at=seq)


class Progress:
    """Notes how far an export is, each time in a short transaction of its own."""

    def __init__(self, export_id: str, job_id: str) -> None:
        self.export_id = export_id
        self.job_id = job_id
        self.stage = ""
        self.told_at = 0.0
        self.pages = 0

    def note(self, stage: str, **values: Any) -> None:
        self.stage, self.told_at = stage, time.monotonic()
        values.setdefault("progress", SHARES.get(stage, 0))
        db.session.execute(update(Export).where(Export.id == self.export_id).values(stage=stage, **values))
        db.session.execute(update(Outbox).where(Outbox.id == self.job_id).values(due_at=now() + LEASE))
        db.session.commit()

    def hear(self, line: str) -> None:
        """Understand WeasyPrint's own lines: ``Step 5 - Creating layout - Page 12``."""
        if line.startswith("Step 6"):
            self.note("writing")
        elif line.startswith(("Step 3", "Step 4")) and self.stage != "pages":
            self.note("pages")
        elif page := re.fullmatch(r"Step 5 .*Page (\d+)", line):
            # Some pages are made again once all page numbers are known.
            self.pages = max(self.pages, int(page[1]))
            if time.monotonic() - self.told_at > TELL_EVERY:
                self.note("pages", pages=self.pages, progress=_approach(self.pages))


def _approach(pages: int) -> int:
    """Return a share that goes on growing, since nobody knows yet how many pages there will be."""
    low, high = SHARES["pages"], SHARES["writing"]
    return round(high - (high - low) * 30 / (30 + pages))
