"""What a trainer notes about a plan for themselves alone. It is in nobody else's view, mail, export or file; its text
goes further only when its writer puts it into a remark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from impactplan.access import OpenPlan, Permission
from impactplan.feedback.anchors import Anchor
from impactplan.feedback.drafts import mark_of, take_draft
from impactplan.feedback.fields import BODY_LIMIT
from impactplan.feedback.page import feedback_of
from impactplan.feedback.writing import FeedbackError, FeedbackWrite, writing_feedback
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import Field, PrivateNote, User, db
from impactplan.models.plan import next_version
from impactplan.steps import STEPS
from impactplan.workbook.fieldviews import FieldView
from impactplan.workbook.operations import Conflict

FIELD = replace(
    Field("prose", _l("Your own notes"), limit=BODY_LIMIT, help=_l("Only you see this, also in files and mails.")),
    name="body",
)


@dataclass(frozen=True)
class NoteView:
    field: FieldView
    written: bool
    steps: Sequence[tuple[str, str]]
    """To the remark of which step its text can be passed on: keys and titles."""


@dataclass(frozen=True)
class SavedNote:
    note: PrivateNote
    conflict: Conflict | None = None


def load_note(plan_id: str, user_id: int) -> PrivateNote | None:
    mine = PrivateNote.plan_id == plan_id, PrivateNote.user_id == user_id
    note: PrivateNote | None = db.session.scalar(
        select(PrivateNote).where(*mine).execution_options(populate_existing=True)
    )
    return note


def view_note(plan: OpenPlan, reader: User) -> NoteView | None:
    """Return a trainer's own note about a plan; nobody else has one."""
    if not plan.may(Permission.REVIEW):
        return None
    note = feedback_of(plan, reader).note
    body = note.body if note else ""
    field = FieldView(
        kind="note",
        ref="own",
        name="body",
        declared=FIELD,
        required=True,
        version=note.version if note else 0,
        raw=body,
        value=body,
        help=str(FIELD.help),
    )
    return NoteView(field, bool(body.strip()), [(step.key, str(step.title)) for step in STEPS])


def save_note(plan_id: str, actor: User, body: str, seen: int, key: str = "") -> SavedNote:
    """Write one's own note against the version that was seen in this window, and commit."""
    with writing_feedback(plan_id, Permission.REVIEW, actor) as write:
        note = load_note(plan_id, int(actor.id))
        if note is None:
            note = PrivateNote(plan_id=plan_id, user_id=actor.id, body="", version=0, key="", changed_at=write.at)
            db.session.add(note)
        mark = mark_of(key, body)
        if body == note.body or (mark and note.key == mark):
            return SavedNote(note)
        if seen != note.version:
            return SavedNote(note, Conflict("body", body, note.body, note.version))
        note.body, note.key, note.changed_at = body, mark, write.at
        note.version = next_version(note.version, write.plan.seq)
    return SavedNote(note)


def pass_on(write: FeedbackWrite, step: str) -> str:
    """Put the text of one's note into the draft of a remark on a step, after what stands there, and return its ref.

    The remark is a draft like any other: nobody sees it until it is sent. The note stays.
    """
    note = load_note(write.plan.id, int(write.actor.id))
    if note is None or not note.body.strip():
        raise FeedbackError("empty_note")
    ref = f"new.{Anchor(step).ref}"
    draft = take_draft(write, ref)
    before = draft.values.get("body", "").rstrip()
    body = "\n\n".join(filter(None, (before, note.body.strip())))
    if len(body) > BODY_LIMIT:
        raise FeedbackError("too_long")
    if not before.endswith(note.body.strip()):
        draft.values = {**draft.values, "body": body}
        draft.versions = {**draft.versions, "body": next_version(draft.versions.get("body", 0), write.plan.seq)}
        draft.changed_at = write.at
    return ref
