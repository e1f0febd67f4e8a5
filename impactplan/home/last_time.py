"""“Since last time”: what somebody did last in a plan, and what its other authors did after that. From the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from impactplan.lib.dates import AMSTERDAM
from impactplan.models import KINDS, Revision, User
from impactplan.steps import BY_KEY, STEP_OF_KIND, STEPS, Step
from impactplan.workbook.addresses import step_address
from impactplan.workbook.queries import session

BORROWED = {kind for step in STEPS for kind in step.borrows}
SHOWN = 6
"""How many traces of others are named."""


@dataclass(frozen=True)
class Trace:
    """That somebody worked on a step, and where what they wrote last is found."""

    name: str
    step: Step
    at: datetime
    href: str


@dataclass(frozen=True)
class LastTime:
    mine: Sequence[Trace] = ()
    """What one worked on during the day on which one last did, the newest first."""
    others: Sequence[Trace] = ()
    """What others worked on since, the newest first; all that they ever did where one wrote nothing oneself."""

    @property
    def last(self) -> Trace | None:
        return self.mine[0] if self.mine else None


def load_last_time(plan_id: str, user_id: int) -> LastTime:
    """Read the newest entry of each author about each kind of item: few rows, however long the log is."""
    field = case((Revision.kind.in_(BORROWED), Revision.field), else_=None)
    newest = (
        select(func.max(Revision.id).label("id"))
        .where(Revision.plan_id == plan_id)
        .group_by(Revision.actor_id, Revision.kind, field)
        .subquery()
    )
    query = (
        select(
            *(Revision.actor_id, Revision.kind, Revision.field, Revision.item_id, Revision.action, Revision.at),
            func.coalesce(User.shown_name, "").label("name"),
        )
        .join(newest, newest.c.id == Revision.id)
        .join(User, User.id == Revision.actor_id, isouter=True)
        .order_by(Revision.id.desc())
    )
    return tell_last_time(plan_id, user_id, session().execute(query).all())


def tell_last_time(plan_id: str, user_id: int, rows: Iterable[Any]) -> LastTime:
    """Sort entries (newest first) into one's own last day and what others did since."""
    entries = [(row, step) for row in rows if (step := step_of(row.kind, row.field)) is not None]
    own = [(row, step) for row, step in entries if row.actor_id == user_id]
    since = own[0][0].at if own else None
    day = since.astimezone(AMSTERDAM).date() if since else None
    mine = _trace(plan_id, [(row, step) for row, step in own if row.at.astimezone(AMSTERDAM).date() == day])
    theirs = [
        (row, step)
        for row, step in entries
        if row.actor_id not in {user_id, None} and (since is None or row.at > since)
    ]
    return LastTime(mine, _trace(plan_id, theirs))


def step_of(kind: str, field: str | None) -> Step | None:
    """Return the step in which something was written: a later one may ask more of an earlier kind."""
    declared = KINDS[kind].fields.get(field or "") if kind in KINDS else None
    return BY_KEY[declared.later] if declared and declared.later else STEP_OF_KIND.get(kind)


def _trace(plan_id: str, entries: Iterable[tuple[Any, Step]]) -> list[Trace]:
    found: dict[tuple[int, str], Trace] = {}
    for row, step in entries:
        if (row.actor_id, step.key) in found:
            continue
        found[row.actor_id, step.key] = Trace(row.name, step, row.at, _address(plan_id, step, row))
    return list(found.values())


def _address(plan_id: str, step: Step, row: Any) -> str:
    if row.action == "delete":
        return step_address(plan_id, step.key)
    if KINDS[row.kind].sheet:
        return step_address(plan_id, step.key, anchor=f"section-{row.kind}")
    return step_address(plan_id, step.key, row.item_id, f"row-{row.item_id}")
