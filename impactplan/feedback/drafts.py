"""What is typed and not sent yet, kept like plan text: field by field, each against the version that was seen.

A draft's ref says what it is and where: ``new.<anchor>`` a remark that begins a thread, ``reply.<thread>`` one in a
thread, ``edit.<remark>`` a change of one that was sent, ``summary`` and ``verdict.<step>`` a review's, ``request`` a
question to the trainers. A remark that is done and waits for its review has a ref of its own, ``ready.<id>``, so that
another can be begun in the same place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select

from impactplan.access import Permission
from impactplan.feedback.anchors import Anchor
from impactplan.feedback.writing import FeedbackError, FeedbackWrite, writing_feedback
from impactplan.models import Draft, User, db
from impactplan.models.plan import next_version
from impactplan.workbook.operations import Conflict

FIELDS = ("body", "asks", "answer", "circle", "verdict", "question", "steps")
MOST = 400
"""As many drafts may somebody have in one plan: more is no typing."""


@dataclass
class SavedDraft:
    """What became of an edit, and the version that each value has now."""

    draft: Draft
    versions: dict[str, int] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


def mark_of(key: str, value: Any) -> str:
    """Return what tells a request from all others: its key, and what it brought."""
    return hashlib.sha256(f"{key} {value}".encode()).hexdigest()[:32] if key else ""


def step_of(ref: str) -> str:
    """Return the step that a draft is about, as far as its ref says so."""
    purpose, _dot, rest = ref.partition(".")
    if purpose == "new":
        anchor = Anchor.parse(rest)
        return anchor.step if anchor else ""
    return rest if purpose == "verdict" else ""


def find_draft(plan_id: str, user_id: int, ref: str) -> Draft | None:
    """Return somebody's own draft, if it is there."""
    mine = Draft.plan_id == plan_id, Draft.user_id == user_id, Draft.ref == ref
    draft: Draft | None = db.session.scalar(select(Draft).where(*mine).execution_options(populate_existing=True))
    return draft


def take_draft(write: FeedbackWrite, ref: str) -> Draft:
    """Return somebody's own draft, made if it is not there. The plan must be locked."""
    mine = Draft.plan_id == write.plan.id, Draft.user_id == write.actor.id
    draft = find_draft(write.plan.id, int(write.actor.id), ref)
    if draft is None:
        if len(db.session.scalars(select(Draft.id).where(*mine).limit(MOST)).all()) >= MOST:
            raise FeedbackError("too_many_drafts")
        draft = Draft(
            plan_id=write.plan.id,
            user_id=write.actor.id,
            ref=ref,
            step=step_of(ref),
            seq=write.plan.seq,
            values={},
            versions={},
            keys={},
            begun_at=write.at,
        )
        db.session.add(draft)
        db.session.flush()
    return draft


def save_draft(
    plan_id: str, actor: User, ref: str, changes: Mapping[str, Any], seen: Mapping[str, int], key: str = ""
) -> SavedDraft:
    """Write values, each against the version that its writer saw in this window, and commit.

    What was written in another window since is left alone and reported. The same text, or a request that comes again,
    is no conflict and no write.
    """
    with writing_feedback(plan_id, Permission.COMMENT, actor) as write:
        draft = take_draft(write, ref)
        saved = SavedDraft(draft)
        for name, value in changes.items():
            version, current = draft.versions.get(name, 0), draft.values.get(name)
            mark = mark_of(key, value)
            if value == current or (mark and draft.keys.get(name) == mark):
                saved.versions[name] = version
            elif seen.get(name, version) != version:
                saved.conflicts.append(Conflict(name, value, current, version))
            else:
                draft.values = {**draft.values, name: value}
                draft.versions = {**draft.versions, name: next_version(version, write.plan.seq)}
                draft.keys = {**draft.keys, name: mark}
                draft.changed_at = write.at
                saved.versions[name] = draft.versions[name]
    return saved


def set_ready(write: FeedbackWrite, ref: str, values: Mapping[str, Any], seq: int, step: str, key: str = "") -> Draft:
    """Put a remark or an answer with what goes along when its writer sends. ``values`` is what the form held.

    The draft that it was typed in becomes it, under a ref of its own where it begins a thread: a second remark in the
    same place is another one, unless the same form, by its ``key``, brought it before. An answer stays the only one of
    its thread.
    """
    mine = load_drafts(write.plan.id, int(write.actor.id)) if key else []
    if before := next((one for one in mine if one.ready and one.keys.get("ready") == key), None):
        drop_drafts(write, ref)
        return before
    draft = take_draft(write, ref)
    draft.values = {**draft.values, **values}
    draft.versions = {name: next_version(draft.versions.get(name, 0), write.plan.seq) for name in draft.values}
    draft.seq, draft.step, draft.ready, draft.changed_at = min(seq, write.plan.seq), step, True, write.at
    if ref.startswith("new."):
        draft.values = {**draft.values, "anchor": ref.removeprefix("new.")}
        draft.ref = f"ready.{draft.id}"
        draft.keys = {**draft.keys, "ready": key}
    write.mark_seq()
    return draft


def unready(write: FeedbackWrite, ref: str) -> str:
    """Take a draft out of what waits to be sent, and return the ref by which it is written on in.

    Raises FeedbackError if there is none.

    A remark that was to begin a thread goes back to its place, unless another is being written there already.
    """
    draft = find_draft(write.plan.id, int(write.actor.id), ref)
    if draft is None:
        raise FeedbackError("gone")
    draft.ready = False
    anchor = draft.values.get("anchor")
    if anchor:
        mine = Draft.plan_id == write.plan.id, Draft.user_id == write.actor.id
        if db.session.scalar(select(Draft.id).where(*mine, Draft.ref == f"new.{anchor}")) is not None:
            raise FeedbackError("writing_already")
        draft.ref = f"new.{anchor}"
    return str(draft.ref)


def delete_draft(plan_id: str, actor: User, ref: str) -> None:
    with writing_feedback(plan_id, Permission.COMMENT, actor) as write:
        drop_drafts(write, ref)


def drop_drafts(write: FeedbackWrite, *refs: str) -> None:
    """Forget drafts of the writer that have been sent, or that they threw away."""
    mine = Draft.plan_id == write.plan.id, Draft.user_id == write.actor.id
    statement = delete(Draft).where(*mine, Draft.ref.in_(refs))
    db.session.execute(statement, execution_options={"synchronize_session": False})


def load_drafts(plan_id: str, user_id: int) -> list[Draft]:
    """Return all that somebody has not sent in a plan, the oldest first."""
    mine = select(Draft).where(Draft.plan_id == plan_id, Draft.user_id == user_id)
    return list(db.session.scalars(mine.order_by(Draft.begun_at, Draft.id).execution_options(populate_existing=True)))
