"""Reading threads and settling them: where one is read, what was read, withdrawing, resolving, opening again."""

from __future__ import annotations

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.feedback import threads
from impactplan.feedback.blueprint import blueprint
from impactplan.feedback.problems import back
from impactplan.feedback.thread_queries import find_visible, load_visible_thread, note_read
from impactplan.feedback.views import address_of
from impactplan.feedback.writing import writing_feedback
from impactplan.models import db
from impactplan.workbook.field_requests import read_version


@blueprint.get("/feedback/threads/<thread_id>")
def show_thread(plan_id: str, thread_id: str) -> ResponseReturnValue:
    """Lead to where a thread is read: the address that mails hold, whatever became of its row."""
    plan = load_plan(plan_id, Permission.COMMENT)
    thread = load_visible_thread(plan, current_user.id, thread_id)
    if thread is None:
        abort(404)
    return redirect(address_of(plan.id, thread, threads.is_deleted(thread)), 303)


@blueprint.post("/feedback/read")
def mark_read(plan_id: str) -> ResponseReturnValue:
    """Keep up to which remark threads were read: ``thread`` holds ids with a number, as ``id:number``."""
    plan = load_plan(plan_id, Permission.COMMENT)
    numbers: dict[str, int] = {}
    for pair in request.form.getlist("thread")[:500]:
        thread_id, _colon, number = pair.partition(":")
        numbers[thread_id] = max(read_version(number), numbers.get(thread_id, 0))
    visible = find_visible(plan, current_user.id, list(numbers))
    note_read(plan.id, current_user.id, {key: number for key, number in numbers.items() if key in visible and number})
    db.session.commit()
    if request.form.get("back"):
        return back(plan.id, "feedback")
    return "", 204


@blueprint.post("/feedback/threads/<thread_id>/resolve")
def resolve_thread(plan_id: str, thread_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.COMMENT)
    with writing_feedback(plan_id, Permission.COMMENT, current_user) as write:
        threads.resolve(write, threads.load_thread(write, thread_id))
    return back(plan_id, "feedback")


@blueprint.post("/feedback/threads/<thread_id>/reopen")
def reopen_thread(plan_id: str, thread_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.COMMENT)
    with writing_feedback(plan_id, Permission.COMMENT, current_user) as write:
        threads.reopen(write, threads.load_thread(write, thread_id))
    return back(plan_id, f"thread-{thread_id}")


@blueprint.post("/feedback/remarks/<remark_id>/withdraw")
def withdraw_remark(plan_id: str, remark_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.COMMENT)
    with writing_feedback(plan_id, Permission.COMMENT, current_user) as write:
        place = f"thread-{threads.withdraw_remark(write, remark_id).id}"
    return back(plan_id, place)
