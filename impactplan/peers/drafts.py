"""What is typed for a question and not posted yet: kept as drafts of feedback, and posted from there."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission
from impactplan.feedback.drafts import delete_draft
from impactplan.feedback.purposes import DraftPurpose
from impactplan.feedback.sending import is_refused
from impactplan.feedback.writing import writing_feedback
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import KINDS, Draft
from impactplan.peers import operations
from impactplan.peers.notifications import announce_answer, announce_question
from impactplan.peers.operations import LANDS_IN, PROMPTS, Closing, PeerError
from impactplan.peers.parts import Part
from impactplan.peers.queries import find_question, load_answers, load_group_choices
from impactplan.site.keys import form_key
from impactplan.steps import BY_KEY
from impactplan.workbook.forms import parse
from impactplan.workbook.writing import RowLimitError


def about(ref: str) -> str:
    return ref.partition(".")[2]


def question_address(plan_id: str, question_id: str, error: str = "") -> str:
    wrong = {"edit": "1", "error": error} if error else {}
    return url_for("peers.show_question", plan_id=plan_id, question_id=question_id, **wrong)  # type: ignore[arg-type]  # url_for takes any value


def may_ask(plan: OpenPlan, _user_id: int, ref: str) -> bool:
    return plan.may(Permission.EDIT) and about(ref) in BY_KEY


def may_answer(plan: OpenPlan, user_id: int, ref: str) -> bool:
    """Tell whether somebody may type an answer; also once the question is closed, so that what they type is kept."""
    seen = find_question(plan, user_id, about(ref))
    return seen is not None and seen.part is Part.PEER


def may_close(plan: OpenPlan, user_id: int, ref: str) -> bool:
    seen = find_question(plan, user_id, about(ref))
    return seen is not None and seen.part is Part.AUTHOR


def send_question(plan: OpenPlan, ref: str, draft: Draft | None) -> ResponseReturnValue:
    step, key = about(ref), form_key()
    if (before := operations.find_asked(plan.id, int(current_user.id), key)) is None:
        question = (draft.values.get("question") if draft else None) or ""
        if not question.strip() or is_refused("question", question):
            error = "empty" if not question.strip() else "refused"
            return redirect(url_for("peers.show_ask", plan_id=plan.id, step=step, error=error), 303)
    else:
        question = before.question
    groups = load_group_choices(plan.id)
    group_id = request.form.get("group") or next((group.id for group in groups if group.peers), "")
    with writing_feedback(plan.id, Permission.EDIT, current_user) as write:
        asked, is_new = operations.ask_group(write, step, question, group_id, key)
        if is_new:
            announce_question(write, asked)
        question_id, count = asked.id, sum(len(group.peers) for group in groups if group.id == asked.group_id)
    told = ngettext("%(num)d peer sees your question.", "%(num)d peers see your question.", count)
    flash(told, "success")
    return redirect(question_address(plan.id, question_id), 303)


def send_answer(plan: OpenPlan, ref: str, draft: Draft | None) -> ResponseReturnValue:
    """Post the three texts: those of the draft, and for the rest those that were posted before."""
    question_id, user_id = about(ref), int(current_user.id)
    seen = find_question(plan, user_id, question_id)
    if seen is None:
        abort(404)
    posted = next((one.answer for one in load_answers(seen, user_id) if one.mine), None)
    texts = {prompt: getattr(posted, prompt) if posted else "" for prompt in PROMPTS}
    texts |= {name: value or "" for name, value in (draft.values if draft else {}).items() if name in PROMPTS}
    if not all(text.strip() for text in texts.values()) or any(is_refused(*text) for text in texts.items()):
        address = question_address(plan.id, question_id, "empty")
        return redirect(f"{address}#draft-{ref}", 303)
    with writing_feedback(plan.id, Permission.COMMENT, current_user) as write:
        answer, is_first = operations.post_answer(write, question_id, texts)
        if is_first:
            announce_answer(write, answer)
    message = _("Your answer is changed.") if posted else _("Your answer is posted. Now you see what others answered.")
    flash(message, "success")
    return redirect(question_address(plan.id, question_id) + "#answers", 303)


def send_closing(plan: OpenPlan, ref: str, draft: Draft | None) -> ResponseReturnValue:
    question_id, key = about(ref), form_key()
    seen = find_question(plan, int(current_user.id), question_id)
    if seen is None:
        abort(404)
    if seen.closed:  # pressed twice, or by another author just before: what was typed then is kept
        if draft is not None and draft.values.get("takeaway") == seen.question.takeaway:
            delete_draft(plan.id, current_user, ref)
        return redirect(question_address(plan.id, question_id), 303)
    values = draft.values if draft else {}
    closing = Closing(values.get("takeaway") or "", values.get("lands") or "decision")
    if error := find_error(closing):
        address = question_address(plan.id, question_id, error)
        return redirect(f"{address}#draft-{ref}", 303)
    try:
        operations.close_question(plan.id, current_user, question_id, closing, key)
    except RowLimitError:
        raise PeerError("full") from None
    flash(_("The question is closed. Your group now sees all answers."), "success")
    return redirect(question_address(plan.id, question_id), 303)


def find_error(closing: Closing) -> str:
    """Return what is wrong with a closing, as a key: it must fit in the row that it becomes."""
    if not closing.takeaway.strip():
        return "empty"
    if closing.kind not in LANDS_IN:
        return "kind"
    try:
        parse(KINDS[closing.kind].fields[LANDS_IN[closing.kind]], [closing.takeaway])
    except ValueError:
        return "long"
    return ""


PURPOSES = {
    "peer_ask": DraftPurpose(("question",), may_ask, send_question),
    "peer": DraftPurpose(PROMPTS, may_answer, send_answer),
    "peer_close": DraftPurpose(("takeaway", "lands"), may_close, send_closing),
}
