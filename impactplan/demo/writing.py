"""Writing the rows of the demo into a plan, and giving its revisions plausible moments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from impactplan.demo.rows import LaterAnswers, Rows, Sheets, To
from impactplan.models import KINDS, Membership, Plan, Revision, User, db, now
from impactplan.reflections.operations import save_reflection
from impactplan.workbook.operations import create_item, set_fields
from impactplan.workbook.writing import Write


def days_ago(days: float) -> datetime:
    return now() - timedelta(days=days)


def write_rows(write: Write, rows: Mapping[str, Rows], ids: MutableMapping[str, str]) -> None:
    """Add rows; ``ids`` holds those of the rows made so far, by their names within the demo."""
    for kind, rows_of_kind in rows.items():
        for name, values in rows_of_kind:
            ids[name] = create_item(write, kind, resolve(kind, values, ids))


def write_sheets(write: Write, sheets: Sheets, without: Iterable[LaterAnswers] = ()) -> None:
    """Fill in sheets, except for what is to be written later."""
    later = {(kind, name) for answers in without for kind, names in answers.names.items() for name in names}
    for kind, values in sheets.items():
        present = {name: value for name, value in values.items() if (kind, name) not in later}
        set_fields(write, kind, kind, present, {})


def resolve(kind: str, values: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """Replace the names of rows by their ids."""
    resolved = {}
    for name, value in values.items():
        if isinstance(value, To):
            targets = tuple(ids[target] for target in value.names)
            resolved[name] = targets if KINDS[kind].fields[name].type == "refs" else targets[0]
        else:
            resolved[name] = value
    return resolved


def spread_moments(plan_id: str, begun: float, changed: float, after: int = 0) -> None:
    """Spread the revisions of a plan after a seq evenly between two moments, both in days ago."""
    written = db.session.execute(
        select(Revision.seq).where(Revision.plan_id == plan_id, Revision.seq > after).distinct().order_by(Revision.seq)
    )
    seqs = list(written.scalars())
    first, last = days_ago(begun), days_ago(changed)
    for at, seq in enumerate(seqs, 1):
        moment = last - (last - first) * (len(seqs) - at) / max(1, len(seqs) - 1)
        db.session.execute(
            update(Revision).where(Revision.plan_id == plan_id, Revision.seq == seq).values(at=moment),
            execution_options={"synchronize_session": False},
        )
    if not after:
        db.session.execute(update(Plan).where(Plan.id == plan_id).values(created_at=first))
        db.session.execute(update(Membership).where(Membership.plan_id == plan_id).values(created_at=first))
    db.session.execute(update(Plan).where(Plan.id == plan_id).values(changed_at=last))
    db.session.commit()


def reflect(plan_id: str, author: User, module: int, texts: Mapping[str, str], when: float) -> None:
    """Save a reflection as if it was written so many days ago."""
    save_reflection(plan_id, author, module, texts, {}).reflection.changed_at = days_ago(when)
    db.session.commit()
