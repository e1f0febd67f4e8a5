"""What the pages of feedback show: threads with their remarks, in the words and with the rights of their reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import g, request, url_for
from markupsafe import Markup

from impactplan.access import OpenPlan
from impactplan.feedback.anchors import Anchor, find_item, quote
from impactplan.feedback.fields import view_draft
from impactplan.feedback.problems import find_errors
from impactplan.feedback.records import AnyRemark, AnyThread
from impactplan.feedback.thread_queries import Spoken, ThreadHead
from impactplan.feedback.threads import EDITABLE_FOR, may_resolve
from impactplan.feedback.visibility import describe_circle, side_of
from impactplan.feedback.wording import ANSWERED, THREAD_STATES
from impactplan.graph import PlanState
from impactplan.lib import markdown
from impactplan.lib.formatted import read_formatted
from impactplan.lib.holding import is_within
from impactplan.lib.text import Effort
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS, Draft, Field
from impactplan.models.feedback import Answer, Circle, Side, ThreadState
from impactplan.site.templating import show_ago
from impactplan.steps import BY_KEY
from impactplan.workbook.field_differences import compare_words, show_runs
from impactplan.workbook.fieldviews import FieldView
from impactplan.workbook.wording import name_item

OPENING = 120
"""So many characters of a folded thread are shown."""


@dataclass(frozen=True)
class RemarkView:
    spoken: Spoken
    mine: bool
    unread: bool
    sent: str
    """How long ago, in words."""
    body: Markup
    answered: str
    """What an author did with a remark, in words."""
    editable: bool
    edit: Sequence[FieldView]
    """The form in which it is being changed; empty where nobody asked for that."""
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
    """Of the form in which it is written; none where nobody asked for it and nothing was typed."""

    folded: bool = False

    @property
    def thread(self) -> AnyThread:
        return self.head.thread

    @property
    def resolved(self) -> bool:
        return self.thread.state == ThreadState.RESOLVED


def anchor_of(thread: AnyThread) -> Anchor:
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


def address_of(plan_id: str, thread: AnyThread, deleted: bool = False) -> str:
    """Return where a thread is read: at its row, opened, in its step; of a deleted row, at the step."""
    module = anchor_of(thread).reflection_module
    if module is not None:
        return url_for("reflections.show_reflection", plan_id=plan_id, module=module) + f"#thread-{thread.id}"
    is_row = thread.kind is not None and not KINDS[thread.kind].sheet and not deleted
    row = thread.item_id if is_row else None
    address = url_for("workbook.show_step", plan_id=plan_id, step=thread.step, row=row, thread=thread.id)
    return f"{address}#thread-{thread.id}"


def writing_address(plan_id: str, anchor: Anchor) -> str:
    """Return where a remark about a place is written, which is not sent yet."""
    is_row = anchor.kind is not None and not KINDS[anchor.kind].sheet
    row = anchor.item_id if is_row else None
    address = url_for("workbook.show_step", plan_id=plan_id, step=anchor.step, row=row, remark=anchor.ref)
    return f"{address}#draft-new.{anchor.ref}"


def find_begun(drafts: Mapping[str, Draft]) -> list[Anchor]:
    """Return where somebody began a remark that they neither added nor threw away."""
    begun = [
        ref for ref, draft in drafts.items() if ref.startswith("new.") and (draft.values.get("body") or "").strip()
    ]
    anchors = [Anchor.parse(ref.removeprefix("new.")) for ref in begun]
    return [anchor for anchor in anchors if anchor is not None and anchor.step in BY_KEY]


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
    def thread(self) -> AnyThread:
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


def _field_of(anchor: Anchor) -> Field | None:
    return KINDS[anchor.kind].fields[anchor.field] if anchor.kind and anchor.field else None


def _read(anchor: Anchor, quoted: str) -> str:
    """Return what stood at an anchor as one reads it."""
    declared = _field_of(anchor)
    return read_formatted(quoted).text if declared and declared.type == "prose" else quoted


def _compare(anchor: Anchor, before: str, after: str) -> Sequence[tuple[str, str]]:
    """Return how the field that a thread is about differs from what stood there when it began."""
    declared = _field_of(anchor)
    return show_runs(compare_words(declared, before, after, Effort())) if declared and before != after else ()


def view_thread(
    plan: OpenPlan,
    state: PlanState,
    head: ThreadHead,
    spoken: Sequence[Spoken],
    drafts: Mapping[str, Draft],
    reader_id: int,
) -> ThreadView:
    thread, side = head.thread, side_of(plan)
    anchor, ref = anchor_of(thread), f"reply.{thread.id}"
    before, after = thread.quote, quote(state, anchor)
    reply, wrong = drafts.get(ref), find_errors().get(ref)
    return ThreadView(
        head=head,
        place=name_place(state, anchor),
        href=address_of(plan.id, thread, head.deleted),
        state=str(THREAD_STATES[ThreadState(thread.state)]),
        quote=_read(anchor, before),
        changed=() if head.deleted else _compare(anchor, before, after),
        remarks=view_remarks(plan, spoken, reader_id, head.read, drafts),
        seen_by=_say_circle(plan, thread),
        may_resolve=may_resolve(side, reader_id, thread),
        may_reply=side is not None,
        reply=reply,
        reply_fields=view_draft(plan, ref, reply, names=reply_names(plan, thread), defaults={"asks": ""}, errors=wrong)
        if reply or wrong or request.args.get("reply") == thread.id
        else (),
    )


def reply_names(plan: OpenPlan, thread: AnyThread) -> tuple[str, ...]:
    """Return the fields of a reply: an author says what they did with a remark only where that is due."""
    side = side_of(plan)
    if side is Side.AUTHOR and thread.awaits == Side.AUTHOR:
        return ("answer", "body", "asks")
    return ("body",) if side is Side.READER else ("body", "asks")


def _say_circle(plan: OpenPlan, thread: AnyThread) -> str:
    if thread.circle == Circle.REFLECTION:
        return _("Seen by whoever may read the reflection.")
    said: dict[object, str] = g.setdefault("feedback_circles", {})
    key = plan.id, thread.circle, plan.shared_with_group
    if key not in said:
        said[key] = describe_circle(plan, Circle(thread.circle))
    return said[key]


def view_remarks(
    plan: OpenPlan, spoken: Sequence[Spoken], reader_id: int, read: int, drafts: Mapping[str, Draft]
) -> list[RemarkView]:
    """Return remarks as their reader sees them; those up to number ``read`` are known to them."""
    return [
        RemarkView(
            one,
            mine=one.remark.author_id == reader_id,
            unread=one.remark.author_id != reader_id and one.remark.number > read,
            sent=show_ago(one.remark.sent_at),
            body=markdown.render(one.remark.body),
            answered=str(ANSWERED[Answer(one.remark.answer)]) if one.remark.answer else "",
            editable=is_own(one, reader_id),
            edit=view_change(plan, one.remark, drafts) if is_own(one, reader_id) else (),
            quick=is_within(one.remark.sent_at, EDITABLE_FOR),
        )
        for one in spoken
    ]


def is_own(spoken: Spoken, reader_id: int) -> bool:
    """Tell whether somebody may change a remark: their own, unless they withdrew it."""
    return spoken.remark.author_id == reader_id and spoken.remark.withdrawn_at is None


def view_change(plan: OpenPlan, remark: AnyRemark, drafts: Mapping[str, Draft]) -> Sequence[FieldView]:
    """Return the form in which a remark is changed, where the address asks for it or something was typed in it."""
    ref = f"edit.{remark.id}"
    if ref not in drafts and request.args.get("edit") != remark.id:
        return ()
    return view_draft(plan, ref, drafts.get(ref), defaults={"body": remark.body}, errors=find_errors().get(ref))
