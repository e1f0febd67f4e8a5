"""The home page of each role, and creating a plan."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import requires
from impactplan.accounts.operations import mark_account_kept
from impactplan.courses.enrolment.offers import load_offers
from impactplan.courses.enrolment.roles import (
    ADMINISTRATOR,
    HOMES,
    PARTICIPANT,
    RoundRoles,
    find_roles,
    last_role,
    load_round_roles,
    remember_home,
)
from impactplan.courses.running.progress import by_module
from impactplan.home.administrator import render_administration
from impactplan.home.blueprint import blueprint
from impactplan.home.participant import find_spring_questions, view_home
from impactplan.home.queries import count_own
from impactplan.home.wording import describe_home
from impactplan.lib.dates import today
from impactplan.lib.text import find_forbidden, join_lines
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import one_language
from impactplan.models import db
from impactplan.site.kept_pages import kept_while_same
from impactplan.site.language import language
from impactplan.steps import STEPS
from impactplan.workbook.guidance import guidance_of
from impactplan.workbook.plans import PLAN_LIMIT, create_plan
from impactplan.workbook.start import START_QUESTIONS


@blueprint.get("/")
@requires()
@kept_while_same
def show_home() -> ResponseReturnValue:
    """Show or redirect to the home of the requested role, else of the last one used, else of the first."""
    round_roles = load_round_roles(current_user)
    if round_roles.leaves:  # whoever comes by stays, also with a session from before the mail
        mark_account_kept(current_user)
        db.session.commit()
        flash(
            _("Your account and your plans stay, now that you are here. Only your place in the round goes."), "success"
        )
    roles = find_roles(current_user, round_roles)
    requested = (request.args.get("role", ""), last_role(current_user))
    role = next((role for role in requested if role in roles), roles[0])
    remember_home(current_user, roles, role)
    if role == PARTICIPANT:
        return render_home(round_roles)
    if role == ADMINISTRATOR:
        return render_administration()
    _title, endpoint, values = HOMES[role]
    return redirect(url_for(endpoint, **values))


def render_home(round_roles: RoundRoles, **more: object) -> str:
    with one_language():
        home = view_home(current_user, round_roles, request.args.get("round", ""))
        step = home.next.step if home.next else None
        return render_template(
            "home/home.html",
            home=home,
            offered=load_offers(current_user),
            lead=describe_home(home),
            step_lead=guidance_of(step).lead if step else "",
            modules=by_module(home.card.states if home.card else {}),
            step_count=len(STEPS),
            first_question=START_QUESTIONS["whom"],
            springs=find_spring_questions(home, current_user, today()),
            **more,
        )


@blueprint.post("/plans")
@requires()
def make_plan() -> ResponseReturnValue:
    title = join_lines(request.form.get("title", ""))
    error = ""
    if not title or find_forbidden(title):
        error = _("Give the plan a name; you can change it later.")
    elif len(title) > 200:
        error = _("Keep the name shorter: at most 200 characters.")
    if count_own(current_user) >= PLAN_LIMIT:
        flash(_("You have as many plans as fit. Delete one first."), "warning")
        return redirect(url_for("home.show_home", role=PARTICIPANT))
    if error:
        return render_home(load_round_roles(current_user), error=error, title=title), 422
    db.session.commit()
    plan_id = create_plan(current_user, title, current_user.organisation, language())
    db.session.commit()
    return redirect(url_for("workbook.start_plan", plan_id=plan_id), 303)
