"""Feedback beside the work: the tab of a step, and the marks of threads on steps, rows and fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from flask import request

from impactplan.access import OpenPlan, Permission
from impactplan.feedback.anchors import Anchor
from impactplan.feedback.availability import Trainer
from impactplan.feedback.fields import view_draft
from impactplan.feedback.notes import NoteView, view_note
from impactplan.feedback.page import RequestView, feedback_of
from impactplan.feedback.problems import find_errors
from impactplan.feedback.thread_queries import Spoken, ThreadHead
from impactplan.feedback.turn import Availability, Turn
from impactplan.feedback.views import (
    FoldedThread,
    ThreadView,
    anchor_of,
    find_begun,
    fold_thread,
    name_place,
    view_thread,
    writing_address,
)
from impactplan.feedback.visibility import describe_circle, side_of
from impactplan.feedback.waiting import find_next_step
from impactplan.feedback.wording import describe_turn
from impactplan.graph import PlanState
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import KINDS, Draft
from impactplan.models.feedback import Circle, Side, ThreadState
from impactplan.steps import Step
from impactplan.workbook.addresses import step_address
from impactplan.workbook.fieldviews import FieldView
from impactplan.workbook.panel import PanelTab, StepPage, TabContent
from impactplan.workbook.wording import briefly

MOST_UNFOLDED = 5
"""As many threads stand whole on a page, besides those that somebody writes in."""
MOST_ROWS = 40
"""As many rows are offered to remark on at once; of more, they are offered when asked for."""
NAME_ROWS = "rows"
"""What the address has in place of an anchor to ask for them."""


@dataclass(frozen=True)
class ReadyView:
    """A remark or an answer that waits to be sent with the others."""

    draft: Draft
    place: str
    href: str


@dataclass(frozen=True)
class TabView:
    plan: OpenPlan
    reader_id: int
    step: Step
    side: Side | None
    turn: Turn
    sentence: str
    available: Availability
    requests: Sequence[RequestView]
    threads: Sequence[ThreadView | FoldedThread]
    settled: Sequence[ThreadView | FoldedThread]
    """Resolved ones, folded away."""
    ready: Sequence[ReadyView]
    """One's own in this step, not sent yet."""
    ready_elsewhere: int
    anchor: Anchor
    """Of the remark that is being written."""
    places: Sequence[tuple[str, str]]
    """What a remark can be about here: refs and their words."""
    begun: Sequence[tuple[str, str]]
    """Where else in this step the reader began a remark: the places in words, and their addresses."""
    new: Sequence[FieldView]
    circles: Mapping[str, str] = field(default_factory=dict)
    """Who sees what is written in each circle that is offered."""
    others: Sequence[Trainer] = ()
    """To whom a request can be handed over."""
    next_step: Step | None = None
    """Another step of the plan that waits for the trainer who reads this."""
    note: NoteView | None = None
    """What a trainer notes for themselves."""

    @property
    def new_ref(self) -> str:
        return f"new.{self.anchor.ref}"


def fill_feedback(page: StepPage) -> TabContent | None:
    """Return the tab of a step: for who may speak in the plan, always; there is always something to say."""
    if not page.plan.may(Permission.COMMENT):
        return None
    view = view_tab(page)
    waiting = sum(thread.head.unread for thread in (*view.threads, *view.settled))
    return TabContent(view, count=waiting, quiet=not waiting)


FEEDBACK = PanelTab("feedback", _l("Feedback"), "feedback/_tab.html", fill_feedback, changes=False)


def view_tab(page: StepPage) -> TabView:
    plan, step, reader_id = page.plan, page.step, int(page.reader.id)
    side = side_of(plan)
    page_feedback = feedback_of(plan, page.reader, step.key)
    heads = [head for head in page_feedback.heads if head.thread.step == step.key]
    spoken, drafts, names = page_feedback.spoken, page_feedback.drafts, page_feedback.known.trainers
    turn = page_feedback.known.turn_in(step.key)
    ordered = in_order(page, heads)
    unfolded = find_unfolded(ordered, side, find_written(spoken, drafts))
    threads = [
        view_thread(plan, page.state, head, spoken[head.thread.id], drafts, reader_id)
        if head.thread.id in unfolded
        else fold_thread(plan, page.state, head, spoken[head.thread.id])
        for head in ordered
    ]
    begun = [one for one in find_begun(drafts) if one.step == step.key]
    anchor = _anchor(page, request.args.get("remark", ""), begun)
    new_ref = f"new.{anchor.ref}"
    ready = [draft for draft in drafts.values() if draft.ready]
    requests = page_feedback.requests if side in {Side.AUTHOR, Side.TRAINER} else ()
    return TabView(
        plan=plan,
        reader_id=reader_id,
        step=step,
        side=side,
        turn=turn,
        sentence=describe_turn(turn, step.key, side, names, reader_id),
        available=page_feedback.known.available,
        requests=[view for view in requests if step.key in view.steps],
        threads=[thread for thread in threads if not thread.resolved],
        settled=[thread for thread in threads if thread.resolved],
        ready=[_ready(plan, page.state, draft, heads) for draft in ready if draft.step == step.key],
        ready_elsewhere=sum(draft.step != step.key for draft in ready),
        anchor=anchor,
        places=_places(page, anchor),
        begun=[(name_place(page.state, one), writing_address(plan.id, one)) for one in begun if one != anchor],
        new=view_draft(plan, new_ref, drafts.get(new_ref), errors=find_errors().get(new_ref)),
        circles={circle: describe_circle(plan, circle) for circle in (Circle.TRAINERS, Circle.READERS, Circle.AUTHORS)},
        next_step=find_next_step(page_feedback.known, reader_id, step.key) if side is Side.TRAINER else None,
        note=view_note(plan, page.reader),
        others=[Trainer(*trainer) for trainer in names.items() if trainer[0] != reader_id],
    )


def find_written(spoken: Mapping[str, Sequence[Spoken]], drafts: Mapping[str, Draft]) -> set[str]:
    """Return the threads that the address asks for, and those in which the reader is writing."""
    asked, refused = request.args.get("thread", ""), request.args.get("wrong", "").removeprefix("reply.")
    written = {
        thread_id
        for thread_id, remarks in spoken.items()
        if f"reply.{thread_id}" in drafts or any(f"edit.{one.remark.id}" in drafts for one in remarks)
    }
    return written | {asked, refused}


def find_unfolded(heads: Sequence[ThreadHead], side: Side | None, written: Collection[str]) -> set[str]:
    """Return the threads that stand whole: what is written in or asked for, and then what is due or new, up to so many
    that a page stays short. The others stand as a line that leads to them."""
    open_ones = [head for head in heads if head.thread.state != ThreadState.RESOLVED or head.unread]
    first = sorted(open_ones, key=lambda head: not (head.unread or head.thread.awaits == (side or "")))
    return {*written, *(head.thread.id for head in first[:MOST_UNFOLDED])}


def in_order(page: StepPage, heads: Sequence[ThreadHead]) -> list[ThreadHead]:
    """Put threads in the order of the page: of the step, of its rows and their fields, of deleted rows."""
    items = chain.from_iterable(page.state.rows(kind) for kind in page.step.shown)
    places = {item.id: place for place, item in enumerate(items)}

    def place(head: ThreadHead) -> tuple[int, int, int]:
        thread = head.thread
        if thread.kind is None:
            return (0, 0, 0)
        fields = list(KINDS[thread.kind].fields)
        at = fields.index(thread.field) + 1 if thread.field in fields else 0
        return (2 if head.deleted else 1, places.get(thread.item_id or "", -1), at)

    return sorted(heads, key=place)


def _anchor(page: StepPage, ref: str, begun: Sequence[Anchor]) -> Anchor:
    """Return what a new remark is about: what the address names, else what was begun in the open row or in the step,
    else the row or the step itself."""
    named = Anchor.parse(ref) if ref else None
    if named is not None and named.step == page.step.key:
        return named
    row = page.state.find(request.args.get("row"))
    if row is not None and row.kind in page.step.shown:
        here = [anchor for anchor in begun if anchor.item_id == row.id]
        return here[-1] if here else Anchor(page.step.key, row.kind, row.id)
    return begun[-1] if begun else Anchor(page.step.key)


def _places(page: StepPage, chosen: Anchor) -> list[tuple[str, str]]:
    """Return what a remark can be about: the step, the open row and its fields or those of a sheet, other rows. Of many
    rows only the chosen one, until they are asked for."""
    step = page.step
    anchors = [Anchor(step.key)]
    row = page.state.find(request.args.get("row"))
    for key in step.shown:
        kind = KINDS[key]
        names = kind.at_home if key in step.kinds else kind.shown_in(step.key)
        if kind.sheet:
            item = page.state.sheet(key)
            anchors += [Anchor(step.key, key, item.id if item.id != key else None, name) for name in names]
        elif row is not None and row.kind == key:
            anchors += [Anchor(step.key, key, row.id), *(Anchor(step.key, key, row.id, name) for name in names)]
    rows = [
        Anchor(step.key, key, item.id)
        for key in step.shown
        if not KINDS[key].sheet
        for item in page.state.rows(key)
        if row is None or item.id != row.id
    ]
    named = len(rows) <= MOST_ROWS or request.args.get("remark")
    places = [
        (anchor.ref, _("The whole step") if anchor.kind is None else briefly(name_place(page.state, anchor), 50))
        for anchor in anchors + [row for row in rows if named or row == chosen]
    ]
    return places if named else [*places, (NAME_ROWS, _("One of the %(count)s rows…", count=len(rows)))]


def _ready(plan: OpenPlan, state: PlanState, draft: Draft, heads: Sequence[ThreadHead]) -> ReadyView:
    if draft.ref.startswith("reply."):
        thread_id = draft.ref.removeprefix("reply.")
        head = next((head for head in heads if head.thread.id == thread_id), None)
        place = name_place(state, anchor_of(head.thread)) if head else ""
        return ReadyView(draft, place, f"#thread-{thread_id}")
    anchor = Anchor.parse(draft.values.get("anchor", "")) or Anchor(draft.step)
    return ReadyView(draft, name_place(state, anchor), step_address(plan.id, anchor.step, anchor.item_id))
