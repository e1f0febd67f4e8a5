"""What the views of feedback share: the way back to a page, and what could not be done, in words."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from impactplan.feedback.blueprint import blueprint
from impactplan.feedback.writing import FeedbackError
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import db
from impactplan.site.addresses import own_address

PROBLEMS = {
    "gone": _l("This is not there any more. What you typed is kept."),
    "circle": _l("You cannot begin a remark for these readers."),
    "anchor": _l("The row that this was about is not in the plan. What you typed is kept."),
    "may_not": _l("You may not write remarks in this plan any more."),
    "too_many_threads": _l("There are so many remarks on this plan that no more can be added. Settle some first."),
    "too_many_remarks": _l("This conversation is very long. Begin a new one."),
    "too_many_drafts": _l("You have very many remarks that are not sent yet. Send or delete some first."),
    "not_yours_to_resolve": _l("Only who began this, or a trainer, can settle it."),
    "no_trainer": _l("There is no trainer who can be asked now."),
    "asked_already": _l("On these steps feedback is asked already."),
    "no_steps": _l("Choose at least one step."),
    "request_gone": _l("This request was withdrawn or answered meanwhile."),
    "taken": _l("Another trainer took this request just before you."),
    "not_taken": _l("You have not taken this request."),
    "not_a_trainer": _l("Choose a trainer of this round."),
    "writing_already": _l("You are writing another remark in this place. Add that one first."),
    "empty_note": _l("There is nothing in your notes to put into a remark."),
    "too_long": _l("Together these texts are too long for one remark."),
    "empty_review": _l("There is nothing to send yet: write a remark, a summary, or give a judgement."),
}


ERRORS = {
    "empty": ("body", _l("Write something first.")),
    "because": ("body", _l("Say in a few words why not.")),
    "answer": ("answer", _l("Choose what you did with it, or tick “Asks for an answer”.")),
    "emptied": ("body", _l("An empty remark cannot be kept. Withdraw it if you want it gone.")),
}
"""What can be wrong with what somebody wants to send, by what the address of the page says, and at which field."""


def find_errors() -> dict[str, dict[str, list[str]]]:
    """Return what the address of the page says is wrong, by the ref of the draft and its field."""
    known = ERRORS.get(request.args.get("error", ""))
    return {request.args.get("wrong", ""): {known[0]: [str(known[1])]}} if known else {}


@blueprint.errorhandler(FeedbackError)
def show_problem(error: FeedbackError) -> ResponseReturnValue:
    """Say on the page that one came from what could not be done."""
    db.session.rollback()
    flash(str(PROBLEMS[error.reason]), "error")
    return back((request.view_args or {})["plan_id"])


def back(plan_id: str, anchor: str = "", **more: str) -> ResponseReturnValue:
    """Lead back to the page of the step, or of the reflection, that a form stood on."""
    default = url_for("feedback.show_feedback", plan_id=plan_id)
    path, _mark, query = own_address(request.form.get("back"), default).partition("#")[0].partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name not in more]
    address = path + ("?" + urlencode([*kept, *more.items()]) if kept or more else "")
    return redirect(address + (f"#{anchor}" if anchor else ""), 303)
