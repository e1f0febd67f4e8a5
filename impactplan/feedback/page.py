"""What a page of a plan needs of its feedback: asked for once a page, in one query however many threads there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any

from flask import g
from sqlalchemy import Date, Integer, String, and_, bindparam, select, union_all
from sqlalchemy.orm import aliased

from impactplan.access import OpenPlan, Permission, Relation
from impactplan.feedback.queries import PlanFeedback, read_rows
from impactplan.feedback.records import Columns, RemarkRecord, ThreadRecord
from impactplan.feedback.sources import (
    SOURCE_COLUMNS,
    asked_by_colleagues,
    colleagues_asked,
    filled_steps,
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
from impactplan.models import Draft, DraftReader, FeedbackRequest, PrivateNote, Remark, Thread, User, db
from impactplan.steps import STEPS

THE_PLAN, THE_READER = bindparam("plan", type_=String), bindparam("reader", type_=Integer)
THE_STEP, THE_DAY = bindparam("step", type_=String), bindparam("day", type_=Date)
"""Parameters filled in on execution, so that the statement is built once and not on every page."""


THREADS = Columns(Thread, len(SOURCE_COLUMNS), ThreadRecord)
REMARKS = Columns(Remark, THREADS.place.stop, RemarkRecord)
DRAFTS = Columns(Draft, REMARKS.place.stop)
REQUESTS = Columns(FeedbackRequest, DRAFTS.place.stop)
NOTES = Columns(PrivateNote, REQUESTS.place.stop)
READERS = Columns(DraftReader, NOTES.place.stop)
TABLES = THREADS, REMARKS, DRAFTS, REQUESTS, NOTES, READERS
PLACES = {step.key: place for place, step in enumerate(STEPS)}


@dataclass(frozen=True)
class RequestView:
    """An open request, with the steps on which it still waits, in the order of the plan."""

    request: FeedbackRequest
    asked_by: str
    taken_by: str
    steps: Sequence[str]


@dataclass(frozen=True)
class SecondReader:
    """A colleague who was asked to read the reader's unsent review, with what they said."""

    row: DraftReader
    name: str


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
    second_readers: Sequence[SecondReader] = ()
    """In the order in which they were asked."""


NOTHING_KNOWN = PageFeedback()


def feedback_of(plan: OpenPlan, reader: User, step: str = "", *, filled: bool = False) -> PageFeedback:
    """Return the feedback on a plan for a page, with the remarks of the step that it is about. A page that asks first,
    and with ``filled``, knows how far each step is as well."""
    if not plan.may(Permission.COMMENT):
        return NOTHING_KNOWN
    key = plan.id, int(reader.id)
    known: dict[str, PageFeedback] = g.setdefault("page_feedback", {}).setdefault(key, {})
    if step not in known and not (known and not step):
        known[step] = _load(plan, int(reader.id), step, filled)
    return known[step] if step in known else next(iter(known.values()))


def _load(plan: OpenPlan, reader_id: int, step: str, filled: bool) -> PageFeedback:
    parameters = {"plan": plan.id, "reader": reader_id, "step": step, "day": today()}
    rows = db.session.execute(page_statement(plan.relations, filled), parameters).all()
    spoken: dict[str, list[Spoken]] = {}
    heads: dict[str, ThreadHead] = {}
    drafts: list[Draft] = []
    for row in rows:
        if row.source == "thread":
            if row.key not in heads:
                counted = row.moment is not None, row.first, row.second, row.third
                heads[row.key] = ThreadHead(THREADS.read(row), *counted)
            of_thread = spoken.setdefault(row.key, [])
            if row.remark_id is not None:
                of_thread.append(Spoken(REMARKS.read(row), row.speaker or ""))
        elif row.source == "draft":
            drafts.append(DRAFTS.read(row))
    return PageFeedback(
        known=read_rows([plan.id], rows)[plan.id],
        heads=sorted(heads.values(), key=lambda head: (head.thread.begun_at, head.thread.id)),
        spoken={key: sorted(remarks, key=lambda entry: entry.remark.number) for key, remarks in spoken.items()},
        drafts={draft.ref: draft for draft in sorted(drafts, key=lambda draft: (draft.begun_at, draft.id))},
        note=next((NOTES.read(row) for row in rows if row.source == "note"), None),
        requests=_read_requests(row for row in rows if row.source == "request"),
        second_readers=_read_readers(row for row in rows if row.source == "asked_to_read"),
    )


def _read_readers(rows: Iterable[Any]) -> list[SecondReader]:
    readers = [SecondReader(READERS.read(row), row.colleague) for row in rows]
    return sorted(readers, key=lambda reader: (reader.row.asked_at, reader.row.reader_id))


def _read_requests(rows: Iterable[Any]) -> list[RequestView]:
    views = [
        RequestView(REQUESTS.read(row), row.asker or "", row.taker or "", sorted(row.step.split(","), key=_place))
        for row in rows
    ]
    return sorted(views, key=lambda view: (view.request.asked_at, view.request.id))


def _place(step: str) -> int:
    return PLACES.get(step, len(PLACES))


@cache
def page_statement(relations: frozenset[Relation], filled: bool = False) -> Any:
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
        *([filled_steps(plans)] if filled else ()),
    ).subquery("known")
    asker, taker, speaker, colleague = aliased(User), aliased(User), aliased(User), aliased(User)
    of_request = and_(rows.c.source == "request", FeedbackRequest.id == rows.c.key)
    of_draft = and_(rows.c.source == "draft", Draft.id == rows.c.key)
    of_thread = and_(rows.c.source == "thread", Thread.id == rows.c.key)
    of_note = and_(rows.c.source == "note", PrivateNote.plan_id == rows.c.plan_id, PrivateNote.user_id == THE_READER)
    of_reading = and_(
        rows.c.source == "asked_to_read",
        DraftReader.plan_id == rows.c.plan_id,
        DraftReader.writer_id == THE_READER,
        DraftReader.reader_id == rows.c.first,
    )
    people = {"asker": asker, "taker": taker, "speaker": speaker, "colleague": colleague}
    names = [person.shown_name.label(name) for name, person in people.items()]
    return (
        select(*rows.c, *chain.from_iterable(table.columns for table in TABLES), *names)
        .select_from(rows)
        .join(FeedbackRequest, of_request, isouter=True)
        .join(asker, asker.id == FeedbackRequest.asked_by, isouter=True)
        .join(taker, taker.id == FeedbackRequest.taken_by, isouter=True)
        .join(Draft, of_draft, isouter=True)
        .join(PrivateNote, of_note, isouter=True)
        .join(Thread, of_thread, isouter=True)
        .join(Remark, and_(Remark.thread_id == Thread.id, Thread.step == THE_STEP), isouter=True)
        .join(speaker, speaker.id == Remark.author_id, isouter=True)
        .join(DraftReader, of_reading, isouter=True)
        .join(colleague, colleague.id == DraftReader.reader_id, isouter=True)
    )
