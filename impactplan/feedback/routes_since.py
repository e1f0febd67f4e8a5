"""The page with what changed in a plan since a moment: for whoever may read it."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.feedback.blueprint import blueprint
from impactplan.feedback.moments import load_moments, read_choice
from impactplan.feedback.since import load_since
from impactplan.steps import BY_KEY, MODULES, STEPS, module_of
from impactplan.workbook.paging import find_paging, page_number
from impactplan.workbook.path import load_path
from impactplan.workbook.queries import load_steps

ASKED = ("from", "from_day", "to", "to_day", "step")


@blueprint.get("/since")
def show_since(plan_id: str) -> ResponseReturnValue:
    """Show what changed in a step or in the whole plan between two moments; by default, since one's own last
    feedback until now."""
    plan = load_plan(plan_id, Permission.READ)
    key = request.args.get("step", "")
    if key and key not in BY_KEY:
        abort(404)
    step, page = BY_KEY.get(key), page_number()
    moments = load_moments(plan, current_user)
    choice = read_choice(plan, moments, request.args)
    since = load_since(plan, current_user, choice, step, page if step else 1)
    asked = {name: request.args[name] for name in ASKED if request.args.get(name)}
    address: dict[str, Any] = {"endpoint": "feedback.show_since", "plan_id": plan.id, **asked}
    more = bool(step and since.steps and since.steps[0].differences.left)
    return render_template(
        "feedback/since.html",
        plan=plan,
        step=step,
        steps=STEPS,
        module=module_of(step) if step else MODULES[0],
        path=load_path(plan, load_steps([plan.id])[plan.id], step),
        editable=plan.may(Permission.EDIT),
        moments=moments,
        choice=choice,
        since=since,
        asked=asked,
        here=url_for(**address, page=page if page > 1 else None),
        paging=find_paging(page, more=more, **address) if step else None,
    )
