"""Marks of threads on steps, rows and fields: open ones, and what is unread."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from impactplan.access import OpenPlan
from impactplan.feedback.page import feedback_of
from impactplan.feedback.thread_queries import ThreadHead
from impactplan.feedback.views import address_of
from impactplan.models import KINDS, User
from impactplan.models.feedback import ThreadState
from impactplan.steps import Step
from impactplan.workbook.addresses import step_address
from impactplan.workbook.marks import Mark, Marks


def find_marks(plan: OpenPlan, step: Step | None, reader: User) -> Marks:
    """Mark steps, rows and fields on which there are threads that are not settled, or something unread."""
    steps: dict[str, list[ThreadHead]] = {}
    items: dict[str, list[ThreadHead]] = {}
    fields: dict[tuple[str, str], list[ThreadHead]] = {}
    found = feedback_of(plan, reader, step.key if step else "")
    for head in found.heads:
        thread = head.thread
        if thread.state == ThreadState.RESOLVED and not head.unread:
            continue
        steps.setdefault(thread.step, []).append(head)
        if step is None or thread.step != step.key or head.deleted or thread.kind is None:
            continue
        place = thread.kind if KINDS[thread.kind].sheet else thread.item_id or thread.kind
        items.setdefault(place, []).append(head)
        if thread.field:
            fields.setdefault((thread.item_id or thread.kind, thread.field), []).append(head)
            fields.setdefault((place, thread.field), fields[thread.item_id or thread.kind, thread.field])
    return Marks(
        {key: [_mark(plan, heads, step_address(plan.id, key, anchor="feedback"))] for key, heads in steps.items()},
        {key: [_mark(plan, heads)] for key, heads in items.items()},
        {key: [_mark(plan, heads)] for key, heads in fields.items()},
    )


def _mark(plan: OpenPlan, heads: Sequence[ThreadHead], href: str = "") -> Mark:
    unread = sum(head.unread for head in heads)
    count = len(heads)
    text = ngettext("%(num)d remark", "%(num)d remarks", count)
    if unread:
        text = _("%(remarks)s, %(unread)s new", remarks=text, unread=unread)
    return Mark(
        text, "●" if unread else "○", href or address_of(plan.id, heads[0].thread), "unread" if unread else "talk"
    )
