"""What the pages of questions to the peer group show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel.speaklater import LazyString

from impactplan.access import OpenPlan, Permission
from impactplan.feedback.drafts import find_draft
from impactplan.feedback.fields import FIELDS, view_draft
from impactplan.lib import markdown
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import Draft, User
from impactplan.models.peers import PeerMark
from impactplan.peers.operations import LANDS_IN, PROMPTS, answer_ref, ask_ref, close_ref
from impactplan.peers.parts import Part, sees_mark
from impactplan.peers.queries import (
    GroupChoice,
    PlanQuestions,
    SeenAnswer,
    SeenQuestion,
    load_answers,
    load_group_choices,
    load_own_answers,
    load_pending,
    load_questions,
    load_reachable,
)
from impactplan.steps import BY_KEY, STEP_OF_KIND, STEPS, Step
from impactplan.workbook.addresses import step_address
from impactplan.workbook.fieldviews import FieldView

MARKS: dict[PeerMark, LazyString] = {
    PeerMark.USEFUL: _l("I can go on with this"),
    PeerMark.GENERAL: _l("too general"),
}
ERRORS = {
    "empty": _l("Write something first."),
    "long": _l("This is too long for an action: at most 300 characters. Shorten it, or make it a learning question."),
    "kind": _l("Choose what it becomes."),
}
EMPTY_ANSWER = _l("Write something at each of the three; a few words are enough.")


@dataclass(frozen=True)
class AskView:
    step: Step
    steps: Sequence[Step]
    known: PlanQuestions
    groups: Sequence[GroupChoice]
    shared: bool
    owner: bool
    fields: Sequence[FieldView] = ()
    ref: str = ""

    @property
    def why_not(self) -> str:
        """Return why nothing can be asked now, as a key, or nothing."""
        if self.known.open is not None:
            return "open"
        if not self.groups:
            return "no_group"
        if not self.shared:
            return "not_shared"
        return "" if any(group.peers for group in self.groups) else "alone"

    @property
    def choices(self) -> list[GroupChoice]:
        return [group for group in self.groups if group.peers]


def view_ask(plan: OpenPlan, author: User, step: str, error: str = "") -> AskView:
    chosen = BY_KEY.get(step) or STEPS[0]
    ref = ask_ref(chosen.key)
    draft = find_draft(plan.id, int(author.id), ref)
    errors = {"question": [str(ERRORS["empty"])]} if error == "empty" else None
    return AskView(
        step=chosen,
        steps=STEPS,
        known=load_questions(plan, int(author.id)),
        groups=load_group_choices(plan.id),
        shared=plan.shared_with_group,
        owner=plan.may(Permission.SHARE),
        fields=view_draft(plan, ref, draft, errors=errors),
        ref=ref,
    )


@dataclass(frozen=True)
class AnswerView:
    id: str
    name: str
    mine: bool
    posted_at: datetime
    edited: bool
    texts: Sequence[tuple[LazyString, str]]
    mark: PeerMark | None
    """Only for who may see it."""
    mark_words: str
    may_mark: bool


@dataclass(frozen=True)
class QuestionView:
    plan: OpenPlan
    seen: SeenQuestion
    step: Step | None
    answers: Sequence[AnswerView]
    pending: Sequence[str]
    """From whom an answer is awaited; empty for who may not know."""
    form: Sequence[FieldView] = ()
    """To answer, or to change one's answer."""
    ref: str = ""
    left: Sequence[tuple[LazyString, str]] = ()
    """What the reader typed and can post no more."""
    closing: Sequence[FieldView] = ()
    close_ref: str = ""
    row: str = ""
    """The address of the row that it became."""
    marks: Sequence[tuple[PeerMark, LazyString]] = field(default_factory=lambda: tuple(MARKS.items()))

    @property
    def mine(self) -> AnswerView | None:
        return next((answer for answer in self.answers if answer.mine), None)


def view_question(
    plan: OpenPlan, reader: User, seen: SeenQuestion, error: str = "", *, edits: bool = False
) -> QuestionView:
    answers = load_answers(seen, int(reader.id))
    own = next((one for one in answers if one.mine), None)
    question_id = seen.question.id
    view: dict[str, Any] = {}
    ref = {Part.PEER: answer_ref, Part.AUTHOR: close_ref}.get(seen.part, str)(question_id)
    draft = find_draft(plan.id, int(reader.id), ref)
    if not seen.open:
        typed = draft.values if draft else {}
        view = {"left": [(FIELDS[name].label, typed[name]) for name in (*PROMPTS, "takeaway") if typed.get(name)]}
    elif seen.part is Part.PEER and (own is None or edits or draft is not None):
        view = {"ref": ref, "form": view_answer_form(plan, ref, draft, own, error)}
    elif seen.part is Part.AUTHOR:
        errors = {"lands" if error == "kind" else "takeaway": [str(ERRORS[error])]} if error in ERRORS else None
        fields = view_draft(plan, ref, draft, defaults={"lands": "decision"}, errors=errors)
        view = {"close_ref": ref, "closing": fields}
    return QuestionView(
        plan=plan,
        seen=seen,
        step=BY_KEY.get(seen.question.step),
        answers=[view_answer(seen, one) for one in answers],
        pending=load_pending(seen),
        row=row_address(plan, seen),
        **view,
    )


def view_answer_form(
    plan: OpenPlan, ref: str, draft: Draft | None, own: SeenAnswer | None, error: str
) -> list[FieldView]:
    """Return the three fields: with what was typed, else with what was posted."""
    posted = {prompt: getattr(own.answer, prompt) for prompt in PROMPTS} if own else {}
    texts = posted | (draft.values if draft else {})
    missing = {name: [str(EMPTY_ANSWER)] for name in PROMPTS if not (texts.get(name) or "").strip()}
    return view_draft(plan, ref, draft, defaults=posted, errors=missing if error == "empty" else None)


def view_answer(seen: SeenQuestion, one: SeenAnswer) -> AnswerView:
    answer = one.answer
    mark = PeerMark(answer.mark) if answer.mark and sees_mark(seen.part, mine=one.mine) else None
    return AnswerView(
        id=answer.id,
        name=one.name,
        mine=one.mine,
        posted_at=answer.posted_at,
        edited=answer.edited_at is not None,
        texts=[(FIELDS[name].label, markdown.render(getattr(answer, name))) for name in PROMPTS],
        mark=mark,
        mark_words=str(MARKS[mark]) if mark else "",
        may_mark=seen.part is Part.AUTHOR and not one.mine,
    )


def row_address(plan: OpenPlan, seen: SeenQuestion) -> str:
    step = STEP_OF_KIND.get(seen.kind) if seen.kind in LANDS_IN and not seen.row_deleted else None
    return step_address(plan.id, step.key, seen.question.item_id) if step else ""


@dataclass(frozen=True)
class OwnAnswer:
    step: str
    posted_at: datetime
    texts: Sequence[tuple[LazyString, str]]
    href: str
    """The address of the question, as long as its reader may see it."""
    plan: str


def view_own_answers(user: User) -> list[OwnAnswer]:
    """Return all that somebody answered. The plan and its question are named only where they may see them now."""
    rows = load_own_answers(int(user.id))
    reachable = load_reachable(int(user.id)) if rows else {}
    views = []
    for row in rows:
        answer, title = row.PeerAnswer, reachable.get(row.PeerAnswer.question_id)
        address = url_for("peers.show_question", plan_id=answer.plan_id, question_id=answer.question_id)
        step = str(BY_KEY[row.step].title) if row.step in BY_KEY else ""
        texts = [(FIELDS[name].label, markdown.render(getattr(answer, name))) for name in PROMPTS]
        known = title is not None
        views.append(OwnAnswer(step if known else "", answer.posted_at, texts, address if known else "", title or ""))
    return views
