"""Making a plan, naming it, and setting a step aside."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, insert, update
from sqlalchemy.sql.elements import SQLCoreOperations

from impactplan.models import Membership, Plan, Revision, User, db, new_id, now
from impactplan.steps import BY_KEY
from impactplan.workbook.derived import refresh_steps
from impactplan.workbook.operations import create_item, delete_item
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import Write

PLAN_LIMIT = 100
"""How many plans one person may own."""
FIRST_SEQ = 1
"""Of a plan that was just made; whatever is written takes the next."""


def create_plan(owner: User, title: str, organisation: str, language: str, plan_id: str | None = None) -> str:
    """Make an empty plan and return its id; the caller commits."""
    plan_id = plan_id or new_id()
    named = {"title": title, "organisation": organisation}
    db.session.execute(insert(Plan), {"id": plan_id, "language": language, "seq": FIRST_SEQ, **named})
    db.session.execute(insert(Membership), {"plan_id": plan_id, "user_id": owner.id, "role": "owner"})
    entry = {
        "plan_id": plan_id,
        "seq": FIRST_SEQ,
        "batch": new_id(),
        "action": "create",
        "item_id": plan_id,
        "kind": "plan",
        "after": {"v": {"position": 0, "values": named}},
        "actor_id": owner.id,
        "at": now(),
    }
    db.session.execute(insert(Revision), entry)
    refresh_steps(plan_id, BY_KEY, 1)
    return plan_id


def is_written_in(plan_id: SQLCoreOperations[str]) -> ColumnElement[bool]:
    """Return the condition that somebody has written in a plan, were it only its name. That it was put back from a
    backup, which raises its seq, is no writing."""
    return exists().where(Revision.plan_id == plan_id, Revision.seq > FIRST_SEQ, ~Revision.is_put_back)


def rename_plan(write: Write, title: str, organisation: str) -> None:
    for name, value in (("title", title), ("organisation", organisation)):
        if getattr(write.plan, name) != value:
            db.session.execute(update(Plan).where(Plan.id == write.plan.id).values({name: value}))
            write.log("set", write.plan.id, "plan", {"v": value}, name)


def set_step_aside(write: Write, step: str, reason: str) -> str:
    """Put a step aside for now; its content stays."""
    resume_step(write, step)
    return create_item(write, "set_aside", {"step": step, "reason": reason})


def resume_step(write: Write, step: str) -> None:
    """Take a step up again."""
    for item in load_state(write.plan.id, kinds=["set_aside"]).rows("set_aside"):
        if item["step"] == step:
            delete_item(write, "set_aside", item.id)
