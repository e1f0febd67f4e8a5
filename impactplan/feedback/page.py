"""What a page of a plan needs of its feedback: asked for once a page, in one query however many threads there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask import g
from sqlalchemy import Date, Integer, String, and_, bindparam, select, union_all
from sqlalchemy.orm import aliased

from impactplan.access import OpenPlan, Permission, Relation
from impactplan.feedback.queries import PlanFeedback, read_rows
from impactplan.feedback.sources import (
    asked_by_colleagues,
    colleagues_asked,
    open_requests,
    own_drafts,
    own_note,
    round_places,
    thread_counts,
    thread_heads,
    verdicts,
)
from impactplan.feedback.thread_queries import Spoken, ThreadHead
from impactplan.feedback.visibility import is_visible_to
from impactplan.lib.dates import today
from impactplan.models import Draft, FeedbackRequest, PrivateNote, Remark, Thread, User, db
from impactplan.steps import STEPS

THE_PLAN, THE_READER = bindparam("plan", type_=String), bindparam("reader", type_=Integer)
THE_STEP, THE_DAY = bindparam("step", type_=String), bindparam("day", type_=Date)
"""Parameters filled in on execution, so that the statement is built once and not on every page."""


PLACES = {step.key: place for place, step in enumerate(STEPS)}


@dataclass(frozen=True)
class RequestView:
    """An open request, with the steps on which it still waits, in the order of the plan."""

    request: FeedbackRequest
    asked_by: str
    taken_by: str
    steps: Sequence[str]


@dataclass(frozen=True)
class PageFeedback:
    known: PlanFeedback = field(default_factory=PlanFeedback)
    heads: Sequence[ThreadHead] = ()
    """The threads that the reader may see, the oldest first."""
    spoken: Mapping[str, Sequence[Spoken]] = field(default_factory=dict)
    """The remarks of the threads of the step whose page it is."""
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    """What the reader has not sent, by ref, the oldest first."""
    requests: Sequence[RequestView] = ()
    note: PrivateNote | None = None
    """The reader's own."""


NOTHING_KNOWN = PageFeedback()


def feedback_of(plan: OpenPlan, reader: User, step: str = "") -> PageFeedback:
    """Return the feedback on a plan for a page, with the remarks of the step that it is about."""
    if not plan.may(Permission.COMMENT):
        return NOTHING_KNOWN
    key = plan.id, int(reader.id)
    known: dict[str, PageFeedback] = g.setdefault("page_feedback", {}).setdefault(key, {})
    if step not in known and not (known and not step):
        known[step] = _load(plan, int(reader.id), step)
    return known[step] if step in known else next(iter(known.values()))


def _load(plan: OpenPlan, reader_id: int, step: str) -> PageFeedback:
    parameters = {"plan": plan.id, "reader": reader_id, "step": step, "day": today()}
    rows = db.session.execute(page_statement(plan.relations), parameters).all()
    spoken: dict[str, list[Spoken]] = {}
    heads: dict[str, ThreadHead] = {}
    drafts: list[Draft] = []
    for row in rows:
        if row.source == "thread":
            heads[row.key] = ThreadHead(row.Thread, row.moment is not None, row.first, row.second, row.third)
            of_thread = spoken.setdefault(row.key, [])
            if row.Remark is not None:
                of_thread.append(Spoken(row.Remark, row.speaker or ""))
        elif row.source == "draft":
            drafts.append(row.Draft)
    return PageFeedback(
        known=read_rows([plan.id], rows)[plan.id],
        heads=sorted(heads.values(), key=lambda head: (head.thread.begun_at, head.thread.id)),
        spoken={key: sorted(remarks, key=lambda entry: entry.remark.number) for key, remarks in spoken.items()},
        drafts={draft.ref: draft for draft in sorted(drafts, key=lambda draft: (draft.begun_at, draft.id))},
        note=next((row.PrivateNote for row in rows if row.source == "note"), None),
        requests=_put_together(row for row in rows if row.source == "request"),
    )


def _put_together(rows: Iterable[Any]) -> list[RequestView]:
    views: dict[str, RequestView] = {}
    for row in sorted(rows, key=lambda row: PLACES.get(row.step, len(PLACES))):
        steps = views[row.key].steps if row.key in views else ()
        views[row.key] = RequestView(row.FeedbackRequest, row.asker or "", row.taker or "", (*steps, row.step))
    return sorted(views.values(), key=lambda view: (view.request.asked_at, view.request.id))


@cache
def page_statement(relations: frozenset[Relation]) -> Any:
    """Return the query of all that a page needs, for whoever is this to the plan: the rows of the sources, each with
    what its key names."""
    plans = [THE_PLAN]
    visible = and_(Thread.plan_id.in_(plans), is_visible_to(relations, THE_READER))
    rows = union_all(
        open_requests(plans),
        verdicts(plans),
        thread_counts(plans),
        round_places(plans, THE_DAY),
        own_drafts(plans, THE_READER),
        own_note(plans, THE_READER),
        asked_by_colleagues(plans, THE_READER),
        colleagues_asked(plans, THE_READER),
        thread_heads(visible, THE_READER),
    ).subquery("known")
    asker, taker, speaker = aliased(User), aliased(User), aliased(User)
    of_request = and_(rows.c.source == "request", FeedbackRequest.id == rows.c.key)
    of_draft = and_(rows.c.source == "draft", Draft.id == rows.c.key)
    of_thread = and_(rows.c.source == "thread", Thread.id == rows.c.key)
    of_note = and_(rows.c.source == "note", PrivateNote.plan_id == rows.c.plan_id, PrivateNote.user_id == THE_READER)
    names = asker.shown_name.label("asker"), taker.shown_name.label("taker"), speaker.shown_name.label("speaker")
    return (
        select(*rows.c, FeedbackRequest, Draft, PrivateNote, Thread, Remark, *names)
        .select_from(rows)
        .join(FeedbackRequest, of_request, isouter=True)
        .join(asker, asker.id == FeedbackRequest.asked_by, isouter=True)
        .join(taker, taker.id == FeedbackRequest.taken_by, isouter=True)
        .join(Draft, of_draft, isouter=True)
        .join(PrivateNote, of_note, isouter=True)
        .join(Thread, of_thread, isouter=True)
        .join(Remark, and_(Remark.thread_id == Thread.id, Thread.step == THE_STEP), isouter=True)
        .join(speaker, speaker.id == Remark.author_id, isouter=True)
        .execution_options(populate_existing=True)
    )
