"""The feedback in a document: only where it is asked for, and only the threads that its reader may see.

They stand under the step that they are about, with their state. What is not sent lives in other tables; threads about
a reflection are their writer's and not shown, and neither is what is withdrawn or was said about a deleted row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select

from impactplan.access import OpenPlan
from impactplan.blocks import Block, Entries, Entry, Prose, Text
from impactplan.exports.additions import Addition
from impactplan.feedback.anchors import Anchor
from impactplan.feedback.views import name_place
from impactplan.feedback.visibility import is_visible
from impactplan.feedback.wording import THREAD_STATES, describe_answer
from impactplan.graph import PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import PlanItem, Remark, Thread, User, db
from impactplan.models.feedback import ThreadState, in_the_plan
from impactplan.site.templating import show_date
from impactplan.steps import BY_KEY

THREAD = (Thread.id.label("thread_id"), Thread.step, Thread.kind, Thread.item_id, Thread.field, Thread.state)
REMARK = (Remark.id, Remark.side, Remark.body, Remark.answer, Remark.sent_at)


def add_feedback(plan: OpenPlan, user_id: int) -> Addition:
    """Return the threads of a plan that somebody may see, and what they are made of."""
    threads = load_threads(plan, user_id)
    version = [
        [row.thread_id, row.state, row.id, row.name, row.body, row.answer] for rows in threads.values() for row in rows
    ]
    size = sum(len(row.body) for rows in threads.values() for row in rows)
    return Addition(version, partial(_blocks, threads), size)


def load_threads(plan: OpenPlan, user_id: int) -> dict[str, list[Any]]:
    """Return the remarks by thread, in their order."""
    query = (
        select(*THREAD, *REMARK, User.shown_name.label("name"))
        .join(Remark, Remark.thread_id == Thread.id)
        .join(User, User.id == Remark.author_id, isouter=True)
        .join(PlanItem, PlanItem.id == Thread.item_id, isouter=True)
        .where(Thread.plan_id == plan.id, is_visible(plan, user_id), in_the_plan())
        .where(Remark.withdrawn_at.is_(None), PlanItem.deleted_at.is_(None))
        .order_by(Thread.begun_at, Thread.id, Remark.number)
    )
    threads: dict[str, list[Any]] = {}
    for row in db.session.execute(query):
        threads.setdefault(row.thread_id, []).append(row)
    return threads


def _blocks(threads: Mapping[str, Sequence[Any]], state: PlanState) -> Mapping[int | str, Sequence[Block]]:
    steps: dict[int | str, list[Entry]] = {}
    for remarks in threads.values():
        first = remarks[0]
        if first.step in BY_KEY:
            place = name_place(state, Anchor(first.step, first.kind, first.item_id, first.field))
            title = _("%(place)s: %(state)s", place=place, state=THREAD_STATES[ThreadState(first.state)])
            steps.setdefault(first.step, []).append(Entry(title, tuple(map(_show, remarks))))
    return {step: (Entries(_("Feedback"), tuple(entries), aside=True),) for step, entries in steps.items()}


def _show(remark: Any) -> Prose:
    """Return a remark under who wrote it and when, with what an author did with the one before."""
    by = [remark.name or _("Somebody who left"), show_date(remark.sent_at)]
    answer = describe_answer(remark.answer)
    if answer and remark.body:
        by.append(answer)
    return Prose(", ".join(by), Text(remark.body or answer, markdown=bool(remark.body)))
