"""What somebody types for others: saved as they type, or by a plain form, and sent by a button."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.feedback import drafts, reflection_threads, second_readers, threads
from impactplan.feedback.anchors import Anchor, load_quote
from impactplan.feedback.blueprint import blueprint
from impactplan.feedback.fields import FIELDS, fields_of, read_value
from impactplan.feedback.panel import FEEDBACK
from impactplan.feedback.plain_forms import keep_typed
from impactplan.feedback.problems import back
from impactplan.feedback.purposes import purpose_of
from impactplan.feedback.sending import find_fault, is_refused
from impactplan.feedback.thread_queries import load_visible_thread
from impactplan.feedback.threads import Message
from impactplan.feedback.visibility import OFFERED, side_of
from impactplan.feedback.writing import writing_feedback
from impactplan.lib.texts import gettext as _
from impactplan.models import Draft
from impactplan.models.feedback import Answer, Circle, Side
from impactplan.site.keys import form_key, header_key
from impactplan.workbook.around import Changes, render_changes
from impactplan.workbook.field_requests import read_version, seen_version, sent_text
from impactplan.workbook.forms import show_raw
from impactplan.workbook.save_responses import own_conflict_response, own_saved_response


def check_ref(plan: OpenPlan, ref: str) -> tuple[str, ...]:
    """Return the fields of a draft that somebody may write, or end the request with 404."""
    purpose, _dot, rest = ref.partition(".")
    names = fields_of(plan, ref)
    if not names or len(ref) > 120:
        abort(404)
    of_room = purpose_of(ref)
    if of_room and not of_room.may_write(plan, int(current_user.id), ref):
        abort(404)
    if purpose == "new" and Anchor.parse(rest) is None:
        abort(404)
    if purpose == "reply" and load_visible_thread(plan, current_user.id, rest) is None:
        abort(404)
    if purpose == "edit" and not may_change(plan, rest):
        abort(404)
    if purpose == "reflection" and not reflection_threads.may_speak(plan, current_user.id, ref):
        abort(404)
    if purpose == "colleague" and not second_readers.may_note(plan, current_user.id, ref):
        abort(404)
    return names


def may_change(plan: OpenPlan, remark_id: str) -> bool:
    """Tell whether a remark is one's own, in a thread that one sees."""
    remark = threads.find_own_remark(plan.id, int(current_user.id), remark_id)
    return remark is not None and load_visible_thread(plan, current_user.id, remark.thread_id) is not None


@blueprint.patch("/items/draft/<ref>/<field>")
def save_draft_field(plan_id: str, ref: str, field: str) -> ResponseReturnValue:
    """Save one field of a draft for a script, as the fields of a plan are saved."""
    plan = load_plan(plan_id, Permission.COMMENT)
    if field not in check_ref(plan, ref):
        abort(404)
    value = sent_text()
    try:
        parsed = read_value(field, value)
    except ValueError as error:
        return jsonify(errors=[str(error)]), 422
    seen = seen_version()
    key = header_key()
    saved = drafts.save_draft(plan.id, current_user, ref, {field: parsed}, {field: seen}, key)
    draft, declared = saved.draft, FIELDS[field]
    if saved.conflicts:
        return jsonify(own_conflict_response(declared, saved.conflicts[0], draft.changed_at)), 412
    raw, version = show_raw(declared, draft.values.get(field)), saved.versions[field]
    answer = own_saved_response(draft.ref, draft.step, plan.seq, version, raw, draft.changed_at)
    return jsonify(answer | render_changes(plan, Changes(tabs=[FEEDBACK.key])))


@blueprint.post("/items/draft/<ref>")
def save_draft(plan_id: str, ref: str) -> ResponseReturnValue:
    """Save the fields of a draft without a script, and send it when its button said so."""
    plan = load_plan(plan_id, Permission.COMMENT)
    names = [name for name in check_ref(plan, ref) if name in request.form or FIELDS[name].type == "flag"]
    typed = {name: request.form.get(name, "") for name in names}
    is_divided = keep_typed(plan, current_user, ref, typed)
    if request.form.get("then") == "send" and not is_divided:
        return send_draft(plan_id, ref)
    return back_to_draft(plan.id, ref)


def back_to_draft(plan_id: str, ref: str, **more: str) -> ResponseReturnValue:
    """Lead back to the form of a draft; of a remark that begins a thread, the address names its place."""
    place = {"remark": ref.removeprefix("new.")} if ref.startswith("new.") else {}
    return back(plan_id, f"draft-{ref}", **place, **more)


@blueprint.post("/feedback/drafts/<ref>/send")
def send_draft(plan_id: str, ref: str) -> ResponseReturnValue:
    """Send what was typed: at once, or, where a side gathers what it says, put it with what goes along later."""
    plan = load_plan(plan_id, Permission.COMMENT)
    check_ref(plan, ref)
    draft = drafts.find_draft(plan.id, current_user.id, ref)
    values = dict(draft.values) if draft else {}
    if of_room := purpose_of(ref):
        return of_room.send(plan, ref, draft)
    if ref.startswith("edit."):
        return _send_change(plan, ref, draft)
    if problem := find_fault(plan, int(current_user.id), ref, draft):
        return back_to_draft(plan.id, ref, wrong=ref, error=problem)
    seq = min(read_version(request.form.get("seq", "")) if request.form.get("seq") else plan.seq, plan.seq)
    if ref.startswith("new."):
        return _send_new(plan, ref, values, max(seq, 0))
    if ref.startswith("reflection."):
        return _send_about_reflection(plan, ref, values["body"])
    if ref.startswith("colleague."):
        return _send_to_colleague(plan, ref, values["body"])
    if not ref.startswith("reply."):
        abort(404)  # a summary and a judgement go with the review
    return _send_reply(plan, ref, values)


def _send_change(plan: OpenPlan, ref: str, draft: Draft | None) -> ResponseReturnValue:
    """Put what was typed in place of one's own remark; an emptied one is to be withdrawn instead."""
    remark_id = ref.removeprefix("edit.")
    body = draft.values.get("body", "") if draft is not None else None
    if body is not None and (not body.strip() or is_refused("body", body)):
        return back_to_draft(plan.id, ref, wrong=ref, error="refused" if body.strip() else "emptied")
    with writing_feedback(plan.id, Permission.COMMENT, current_user) as write:
        thread = threads.load_own_remark(write, remark_id)[1]
        if body is not None:
            threads.edit_remark(write, remark_id, body)
        drafts.drop_drafts(write, ref)
        place = f"thread-{thread.id}"
    return back(plan.id, place)


def _send_new(plan: OpenPlan, ref: str, values: dict[str, Any], seq: int) -> ResponseReturnValue:
    anchor = Anchor.parse(ref.removeprefix("new."))
    if anchor is None:
        abort(404)
    side = side_of(plan) or Side.READER
    circle = Circle(values.get("circle") or OFFERED[side][0])
    stood = load_quote(plan.id, anchor, seq)
    asks = bool(values.get("asks", side is Side.TRAINER))
    with writing_feedback(plan.id, Permission.COMMENT, current_user) as write:
        if side is Side.TRAINER:
            more = {"quote": stood, "circle": circle, "asks": asks}
            drafts.set_ready(write, ref, {**values, **more}, seq, anchor.step, form_key())
            place = "feedback"
        else:
            message = Message(values["body"], asks, key=form_key())
            thread = threads.begin_thread(write, anchor, circle, message, seq=seq, quote=stood)
            drafts.drop_drafts(write, ref)
            place = f"thread-{thread.id}"
    return back(plan.id, place)


def _send_reply(plan: OpenPlan, ref: str, values: dict[str, Any]) -> ResponseReturnValue:
    thread_id = ref.removeprefix("reply.")
    with writing_feedback(plan.id, Permission.COMMENT, current_user) as write:
        thread = threads.load_thread(write, thread_id)
        side = side_of(write.plan)
        gathers = side is Side.TRAINER or (side is Side.AUTHOR and thread.awaits == Side.AUTHOR)
        if gathers and thread.circle != Circle.REFLECTION:
            drafts.set_ready(write, ref, values, write.plan.seq, thread.step)
        else:
            answer = Answer(values["answer"]) if values.get("answer") else None
            message = Message(values.get("body") or "", bool(values.get("asks")), answer, form_key())
            if threads.find_sent(write, message.key) is None:
                threads.add_remark(write, thread, message)
            drafts.drop_drafts(write, ref)
    return back(plan.id, f"thread-{thread_id}")


def _send_about_reflection(plan: OpenPlan, ref: str, body: str) -> ResponseReturnValue:
    place = reflection_threads.parse_ref(ref)
    if place is None:
        abort(404)
    with writing_feedback(plan.id, Permission.COMMENT, current_user) as write:
        thread = reflection_threads.say(write, *place, body, key=form_key())
        drafts.drop_drafts(write, ref)
    return back(plan.id, f"thread-{thread.id}")


def _send_to_colleague(plan: OpenPlan, ref: str, body: str) -> ResponseReturnValue:
    with writing_feedback(plan.id, Permission.REVIEW, current_user) as write:
        second_readers.note_reading(write, ref, body)
        drafts.drop_drafts(write, ref)
    flash(_("Your note is sent. Only your colleague sees it."), "success")
    return back(plan.id)


@blueprint.post("/feedback/drafts/<ref>/delete")
def delete_draft(plan_id: str, ref: str) -> ResponseReturnValue:
    """Throw a draft away."""
    load_plan(plan_id, Permission.COMMENT)
    drafts.delete_draft(plan_id, current_user, ref)
    return back(plan_id, "feedback")


@blueprint.post("/feedback/drafts/<ref>/open")
def open_draft(plan_id: str, ref: str) -> ResponseReturnValue:
    """Take a remark or an answer back from what waits to be sent, to write on in it."""
    load_plan(plan_id, Permission.COMMENT)
    with writing_feedback(plan_id, Permission.COMMENT, current_user) as write:
        place = drafts.unready(write, ref)
    return back_to_draft(plan_id, place)
