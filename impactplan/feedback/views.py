"""What the pages of feedback show: threads with their remarks, in the words and with the rights of their reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import g, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from impactplan.access import OpenPlan
from impactplan.feedback.anchors import Anchor, find_item, quote
from impactplan.feedback.fields import view_draft
from impactplan.feedback.stencils import ID
from impactplan.feedback.thread_queries import Spoken, ThreadHead
from impactplan.feedback.threads import EDITABLE_FOR, may_resolve
from impactplan.feedback.visibility import describe_circle, side_of
from impactplan.feedback.wording import ANSWERED, THREAD_STATES
from impactplan.graph import PlanState
from impactplan.lib import markdown
from impactplan.lib.text import diff_words
from impactplan.models import KINDS, Draft, Thread, now
from impactplan.models.feedback import Answer, Circle, Side, ThreadState
from impactplan.steps import BY_KEY
from impactplan.workbook.fieldviews import FieldView
from impactplan.workbook.wording import name_item

OPENING = 120
"""So many characters of a folded thread are shown."""


@dataclass(frozen=True)
class RemarkView:
    spoken: Spoken
    mine: bool
    unread: bool
    body: Markup
    answered: str
    """What an author did with a remark, in words."""
    editable: bool
    quick: bool
    """Whether a change would not be marked yet."""


@dataclass(frozen=True)
class ThreadView:
    head: ThreadHead
    place: str
    """What it is about, as the page calls it."""
    href: str
    state: str
    quote: str
    changed: Sequence[tuple[str, str]]
    """By words: from what stood there to what stands there now; empty where it is the same."""
    remarks: Sequence[RemarkView]
    seen_by: str
    may_resolve: bool
    may_reply: bool
    reply: Draft | None
    """One's own answer that is not sent yet."""
    reply_fields: Sequence[FieldView]
    reply_names: tuple[str, ...]
    blank: bool
    """Whether nothing was typed, so that the form of its answer is like that of others."""

    @property
    def thread(self) -> Thread:
        return self.head.thread

    @property
    def resolved(self) -> bool:
        return self.thread.state == ThreadState.RESOLVED


def anchor_of(thread: Thread) -> Anchor:
    return Anchor(thread.step, thread.kind, thread.item_id, thread.field)


def name_place(state: PlanState, anchor: Anchor) -> str:
    """Return what an anchor is called: “Cursisten loggen zelf in · streefwaarde”; of a whole step, its title."""
    if anchor.kind is None:
        return str(BY_KEY[anchor.step].title) if anchor.step in BY_KEY else _("Reflection")
    kind = KINDS[anchor.kind]
    item = find_item(state, anchor)
    parts = []
    if not kind.sheet:
        parts.append(name_item(state, item) if item else _("a deleted row"))
    if anchor.field:
        parts.append(str(kind.fields[anchor.field].label))
    return " · ".join(parts) or str(kind.label)


def address_of(plan_id: str, thread: Thread, deleted: bool = False) -> str:
    """Return where a thread is read: at its row, opened, in its step; of a deleted row, at the step."""
    module = anchor_of(thread).reflection_module
    if module is not None:
        return url_for("reflections.show_reflection", plan_id=plan_id, module=module) + f"#thread-{thread.id}"
    is_row = thread.kind is not None and not KINDS[thread.kind].sheet and not deleted
    row = thread.item_id if is_row else None
    address = url_for("workbook.show_step", plan_id=plan_id, step=thread.step, row=row, thread=thread.id)
    return f"{address}#thread-{thread.id}"


@dataclass(frozen=True)
class FoldedThread:
    """A thread as one line: where it stands, how it begins, and the way to all of it."""

    head: ThreadHead
    place: str
    href: str
    state: str
    opening: str
    folded: bool = True

    @property
    def thread(self) -> Thread:
        return self.head.thread

    @property
    def resolved(self) -> bool:
        return self.thread.state == ThreadState.RESOLVED


def fold_thread(plan: OpenPlan, state: PlanState, head: ThreadHead, spoken: Sequence[Spoken]) -> FoldedThread:
    thread = head.thread
    opening = " ".join(spoken[0].remark.body.split()) if spoken else ""
    return FoldedThread(
        head,
        name_place(state, anchor_of(thread)),
        address_of(plan.id, thread, head.deleted),
        str(THREAD_STATES[ThreadState(thread.state)]),
        opening if len(opening) <= OPENING else opening[:OPENING].rsplit(" ", 1)[0] + " …",
    )


def view_thread(
    plan: OpenPlan,
    state: PlanState,
    head: ThreadHead,
    spoken: Sequence[Spoken],
    drafts: Mapping[str, Draft],
    reader_id: int,
    errors: Mapping[str, Sequence[str]] | None = None,
) -> ThreadView:
    thread, side = head.thread, side_of(plan)
    anchor, ref = anchor_of(thread), f"reply.{thread.id}"
    before, after = thread.quote, quote(state, anchor)
    reply, names = drafts.get(ref), reply_names(plan, thread)
    blank = reply is None and not errors
    return ThreadView(
        head=head,
        place=name_place(state, anchor),
        href=address_of(plan.id, thread, head.deleted),
        state=str(THREAD_STATES[ThreadState(thread.state)]),
        quote=before,
        changed=tuple(diff_words(before, after)) if anchor.field and before != after and not head.deleted else (),
        remarks=view_remarks(spoken, reader_id, head.read),
        seen_by=_say_circle(plan, thread),
        may_resolve=may_resolve(side, reader_id, thread),
        may_reply=side is not None,
        reply=reply,
        reply_fields=blank_reply(plan, names) if blank else view_draft(plan, ref, reply, names=names, errors=errors),
        reply_names=names,
        blank=blank,
    )


def blank_reply(plan: OpenPlan, names: tuple[str, ...]) -> Sequence[FieldView]:
    """Return the fields of an answer of which nothing was typed, as they are for every thread of a page."""
    shared: dict[object, Sequence[FieldView]] = g.setdefault("feedback_blanks", {})
    key = plan.id, side_of(plan), names
    if key not in shared:
        shared[key] = view_draft(plan, f"reply.{ID}", None, names=names)
    return shared[key]


def reply_names(plan: OpenPlan, thread: Thread) -> tuple[str, ...]:
    """Return the fields of a reply: an author says what they did with a remark only where that is due."""
    side = side_of(plan)
    if side is Side.AUTHOR and thread.awaits == Side.AUTHOR:
        return ("answer", "body")
    return ("body",) if side is Side.READER else ("body", "asks")


def _say_circle(plan: OpenPlan, thread: Thread) -> str:
    if thread.circle == Circle.REFLECTION:
        return _("Seen by whoever may read the reflection.")
    said: dict[object, str] = g.setdefault("feedback_circles", {})
    key = plan.id, thread.circle, plan.shared_with_group
    if key not in said:
        said[key] = describe_circle(plan, Circle(thread.circle))
    return said[key]


def view_remarks(spoken: Iterable[Spoken], reader_id: int, read: int) -> list[RemarkView]:
    """Return remarks as their reader sees them; those up to number ``read`` are known to them."""
    return [
        RemarkView(
            one,
            mine=one.remark.author_id == reader_id,
            unread=one.remark.author_id != reader_id and one.remark.number > read,
            body=markdown.render(one.remark.body),
            answered=str(ANSWERED[Answer(one.remark.answer)]) if one.remark.answer else "",
            editable=one.remark.author_id == reader_id and one.remark.withdrawn_at is None,
            quick=now() - one.remark.sent_at <= EDITABLE_FOR,
        )
        for one in spoken
    ]
