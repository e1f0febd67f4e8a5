"""Snapshots: moments of a plan that its authors gave a name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import delete, func, select, update

from impactplan.access import OpenPlan, Permission, lock_plan
from impactplan.access.plans import THE_PLAN
from impactplan.lib.refusals import Refusal
from impactplan.models import Plan, Snapshot, User, new_id, now
from impactplan.workbook.queries import session

MOST = 100
"""How many snapshots a plan may have."""


@dataclass(frozen=True)
class SnapshotLine:
    id: str
    seq: int
    name: str
    at: datetime
    made_by: str
    """The name of who made it; empty when their account is closed."""


@cache
def _of_plan() -> Any:
    return (
        select(Snapshot.id, Snapshot.seq, Snapshot.name, Snapshot.at, User.shown_name.label("made_by"))
        .join(User, User.id == Snapshot.made_by, isouter=True)
        .where(Snapshot.plan_id == THE_PLAN)
        .order_by(Snapshot.at.desc(), Snapshot.id)
    )


def load_snapshots(plan_id: str) -> list[SnapshotLine]:
    """Return the snapshots of a plan, the newest first."""
    rows = session().execute(_of_plan(), {"the_plan": plan_id})
    return [SnapshotLine(row.id, row.seq, row.name, row.at, row.made_by or "") for row in rows]


class SnapshotError(Refusal):
    """A snapshot that cannot be made or changed; the key says why."""


def find_snapshot(plan_id: str, snapshot_id: str) -> SnapshotLine | None:
    """Return a snapshot of a plan, if it is one."""
    return next((one for one in load_snapshots(plan_id) if one.id == snapshot_id), None)


def take_snapshot(plan_id: str, actor: User, name: str, key: str = "") -> str:
    """Give the plan as it is now a name, and return the id; sent again under the same key, it is the same one."""
    with _changing(plan_id, actor) as plan:
        mine = Snapshot.plan_id == plan.id
        made: str | None = session().scalar(select(Snapshot.id).where(mine, Snapshot.key == key)) if key else None
        if made is not None:
            return made
        if (session().scalar(select(func.count()).select_from(Snapshot).where(mine)) or 0) >= MOST:
            raise SnapshotError("too_many")
        snapshot = Snapshot(
            id=new_id(), plan_id=plan.id, seq=plan.seq, name=name, made_by=actor.id, key=key or new_id(), at=now()
        )
        session().add(snapshot)
        # What is typed from here on stands apart in the log from what was typed before.
        marked = update(Plan).where(Plan.id == plan.id).values(marked_seq=Plan.seq)
        session().execute(marked, execution_options={"synchronize_session": False})
        return snapshot.id


def rename_snapshot(plan_id: str, actor: User, snapshot_id: str, name: str) -> None:
    with _changing(plan_id, actor):
        _need(update(Snapshot).where(Snapshot.plan_id == plan_id, Snapshot.id == snapshot_id).values(name=name))


def remove_snapshot(plan_id: str, actor: User, snapshot_id: str) -> None:
    """Remove a name; of the plan nothing goes."""
    with _changing(plan_id, actor):
        _need(delete(Snapshot).where(Snapshot.plan_id == plan_id, Snapshot.id == snapshot_id))


def _need(statement: Any) -> None:
    done = session().execute(statement, execution_options={"synchronize_session": False})
    if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE has a rowcount
        raise SnapshotError("gone")


@contextmanager
def _changing(plan_id: str, actor: User) -> Iterator[OpenPlan]:
    try:
        yield lock_plan(plan_id, Permission.EDIT, actor)
        session().commit()
    except BaseException:
        session().rollback()
        raise
