"""Sending a review, reading one that was sent, sending answers, and all feedback on a plan at a glance."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.feedback import reviews
from impactplan.feedback.blueprint import blueprint
from impactplan.feedback.drafts import load_drafts, save_draft
from impactplan.feedback.notifications import announce_answers, announce_review
from impactplan.feedback.overview import view_overview
from impactplan.feedback.plain_forms import keep_typed, read_typed
from impactplan.feedback.problems import back
from impactplan.feedback.queue import find_neighbours
from impactplan.feedback.review_views import usual_verdict, view_review
from impactplan.feedback.sending import is_refused
from impactplan.feedback.writing import writing_feedback
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models.feedback import Verdict
from impactplan.site.keys import form_key
from impactplan.steps import BY_KEY, MODULES
from impactplan.workbook.field_requests import read_version
from impactplan.workbook.path import load_path
from impactplan.workbook.queries import load_steps


def render_page(template: str, plan: OpenPlan, **values: object) -> str:
    return render_template(
        f"feedback/{template}.html",
        plan=plan,
        module=MODULES[0],
        path=load_path(plan, load_steps([plan.id])[plan.id]),
        editable=plan.may(Permission.COMMENT),
        **values,
    )


@blueprint.get("/feedback")
def show_feedback(plan_id: str) -> ResponseReturnValue:
    """Show all feedback on a plan: whose turn it is, what is asked, the threads by step, the finished reviews."""
    plan = load_plan(plan_id, Permission.COMMENT)
    return render_page("overview", plan, view=view_overview(plan, current_user))


@blueprint.post("/feedback/review")
def finish_review(plan_id: str) -> ResponseReturnValue:
    """Send a review. Without a script its form brings the summary and the judgements; else they were saved before."""
    plan = load_plan(plan_id, Permission.REVIEW)
    key, seq = form_key(), read_version(request.form.get("seq", ""))
    before = reviews.find_sent(plan.id, int(current_user.id), key)
    if before is None and keep_plain(plan):
        return redirect(url_for("desk.show_review", plan_id=plan.id), 303)
    unsent = load_drafts(plan.id, current_user.id)
    drafts = {draft.ref: draft.values for draft in unsent}
    summary = drafts.get("summary", {}).get("summary", "")
    said_in = {draft.step for draft in unsent if draft.ready}
    verdicts: dict[str, Verdict | None] = {}
    for step in request.form.getlist("step"):
        said = drafts.get(f"verdict.{step}", {}).get("verdict") or usual_verdict(step in said_in)
        if step in BY_KEY and said != "later":
            verdicts[step] = Verdict(said) if said in set(Verdict) else None
    with writing_feedback(plan.id, Permission.REVIEW, current_user) as write:
        sent = reviews.finish_review(
            write,
            summary.strip(),
            verdicts,
            seq=seq if seq >= 0 else plan.seq,
            key=key,
            follows_id=request.form.get("follows", "")[:16] or None,
        )
        announce_review(write, sent)
        changed = write.plan.seq > seq >= 0
    if sent.left_out:
        left = ngettext(
            "%(num)d reply could not go: its remark is closed to you. It is kept with your drafts.",
            "%(num)d replies could not go: their remarks are closed to you. They are kept with your drafts.",
            sent.left_out,
        )
        flash(left, "error")
    flash(_("Your feedback is sent. The authors get one mail about it."), "success")
    if changed:
        flash(
            _("The plan was changed while you wrote. Your remarks stand at what you read; the changes are marked."),
            "info",
        )
    following = find_neighbours(int(current_user.id), plan.id).after if request.form.get("then") == "next" else None
    if following is not None:
        return redirect(url_for("desk.show_review", plan_id=following.plan_id), 303)
    return redirect(url_for("feedback.show_finished", plan_id=plan.id, review_id=sent.review_id), 303)


def keep_plain(plan: OpenPlan) -> bool:
    """Keep the summary and judgements that a form without a script brought; tell whether their writer is to look at
    them again, or wants to send them later."""
    unsent = load_drafts(plan.id, current_user.id)
    said_in, given = {draft.step for draft in unsent if draft.ready}, {draft.ref for draft in unsent}
    for step in request.form.getlist("step"):
        said = request.form.get(f"verdict-{step}", "")
        is_usual = said == usual_verdict(step in said_in) and f"verdict.{step}" not in given
        if said and step in BY_KEY and not is_usual:
            save_draft(plan.id, current_user, f"verdict.{step}", {"verdict": read_typed("verdict", said)}, {})
    summary = request.form.get("summary")
    if summary is not None and keep_typed(plan, current_user, "summary", {"summary": summary}):
        return True
    return request.form.get("then") == "keep" or is_refused("summary", summary or "")


@blueprint.get("/feedback/reviews/<review_id>")
def show_finished(plan_id: str, review_id: str) -> ResponseReturnValue:
    """Show a finished review as a page: its summary, judgements, and remarks with what became of them."""
    plan = load_plan(plan_id, Permission.COMMENT)
    view = view_review(plan, current_user, review_id)
    if view is None:
        abort(404)
    waiting = find_neighbours(int(current_user.id), plan.id).after if view.mine else None
    return render_page("finished", plan, view=view, waiting=waiting)


@blueprint.post("/feedback/answers")
def send_answers(plan_id: str) -> ResponseReturnValue:
    """Send all answers that an author has ready, in one go: that puts the turn back."""
    plan = load_plan(plan_id, Permission.EDIT)
    with writing_feedback(plan.id, Permission.EDIT, current_user) as write:
        sent = reviews.send_answers(write)
        announce_answers(write, sent)
    if sent.threads:
        flash(_("Sent. Your trainer sees your answers beside what you changed."), "success")
    if sent.left_out:
        flash(_("Some answers could not go, because their remarks are closed to you now. They are kept."), "error")
    return back(plan.id, "feedback")
