"""“Since last time”: what a user did last in a plan, and what its other authors did since then. Read from the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, func, select

from impactplan.access.plans import THE_PLAN
from impactplan.extensions import PerApp
from impactplan.lib.dates import AMSTERDAM
from impactplan.lib.recent import Recent
from impactplan.models import KINDS, Revision, User
from impactplan.models.base import read
from impactplan.steps import BY_KEY, STEP_OF_KIND, STEPS, Step
from impactplan.workbook.addresses import step_address

BORROWED = {kind for step in STEPS for kind in step.borrows}
SHOWN = 6
"""How many edits of others are shown."""
MOST_KEPT = 1_000
"""What so many readers did last is kept in a process, of those who asked for it last."""


@dataclass(frozen=True)
class StepEdit:
    """The latest edit of an author in a step, with the address of what they wrote."""

    actor_id: int
    step: Step
    at: datetime
    href: str
    name: str = ""


@dataclass(frozen=True)
class LastTime:
    mine: Sequence[StepEdit] = ()
    """What the user worked on during their last day of work, the newest first."""
    others: Sequence[StepEdit] = ()
    """What others worked on since, the newest first; everything if the user never wrote anything."""

    @property
    def last(self) -> StepEdit | None:
        return self.mine[0] if self.mine else None


LAST_TIMES: PerApp[Recent[tuple[str, int, int], LastTime]] = PerApp("last_times", lambda: Recent(MOST_KEPT))


def load_last_time(plan_id: str, seq: int, user_id: int) -> LastTime:
    """Read the newest entry of each author for each kind of item: few rows, however long the log is.

    The log of a plan says the same until the plan is written in again, and has another seq. Who its authors are now
    does not stand in it, so their names are asked for.
    """
    store, key = LAST_TIMES.current, (plan_id, seq, user_id)
    last_time = store.find(key)
    if last_time is None:
        last_time = summarise_last_time(plan_id, user_id, read(_newest_entries(), {"the_plan": plan_id}).all())
        store.keep(key, last_time)
    return _name_others(last_time) if last_time.others else last_time


def _name_others(last_time: LastTime) -> LastTime:
    """Return it with the names of the others, without those whose account is gone."""
    rows = read(_names(), {"users": list({edit.actor_id for edit in last_time.others})})
    names = {row.id: row.name or "" for row in rows}
    others = [replace(edit, name=names[edit.actor_id]) for edit in last_time.others if edit.actor_id in names]
    return LastTime(last_time.mine, others)


@cache
def _names() -> Any:
    return select(User.id, User.shown_name.label("name")).where(User.id.in_(bindparam("users", expanding=True)))


@cache
def _newest_entries() -> Any:
    field = case((Revision.kind.in_(BORROWED), Revision.field), else_=None)
    newest = (
        select(func.max(Revision.id).label("id"))
        .where(Revision.plan_id == THE_PLAN)
        .group_by(Revision.actor_id, Revision.kind, field)
        .subquery()
    )
    return (
        select(Revision.actor_id, Revision.kind, Revision.field, Revision.item_id, Revision.action, Revision.at)
        .join(newest, newest.c.id == Revision.id)
        .order_by(Revision.id.desc())
    )


def summarise_last_time(plan_id: str, user_id: int, rows: Iterable[Any]) -> LastTime:
    """Split entries (newest first) into the last day of the user and what others did since."""
    entries = [(row, step) for row in rows if (step := step_of(row.kind, row.field)) is not None]
    own = [(row, step) for row, step in entries if row.actor_id == user_id]
    since = own[0][0].at if own else None
    day = since.astimezone(AMSTERDAM).date() if since else None
    mine = _latest_by_step(plan_id, [(row, step) for row, step in own if row.at.astimezone(AMSTERDAM).date() == day])
    by_others = [
        (row, step)
        for row, step in entries
        if row.actor_id not in {user_id, None} and (since is None or row.at > since)
    ]
    return LastTime(mine, _latest_by_step(plan_id, by_others))


def step_of(kind: str, field: str | None) -> Step | None:
    """Return the step in which a field was written: a later step can ask fields of an earlier kind."""
    declared = KINDS[kind].fields.get(field or "") if kind in KINDS else None
    return BY_KEY[declared.later] if declared and declared.later else STEP_OF_KIND.get(kind)


def _latest_by_step(plan_id: str, entries: Iterable[tuple[Any, Step]]) -> list[StepEdit]:
    edits: dict[tuple[int, str], StepEdit] = {}
    for row, step in entries:
        if (row.actor_id, step.key) in edits:
            continue
        edits[row.actor_id, step.key] = StepEdit(row.actor_id, step, row.at, _address(plan_id, step, row))
    return list(edits.values())


def _address(plan_id: str, step: Step, row: Any) -> str:
    if row.action == "delete":
        return step_address(plan_id, step.key)
    if KINDS[row.kind].sheet:
        return step_address(plan_id, step.key, anchor=f"section-{row.kind}")
    return step_address(plan_id, step.key, row.item_id, f"row-{row.item_id}")
