"""The list of the plans of a trainer's rounds."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import requires
from impactplan.courses.enrolment.offers import load_offers
from impactplan.courses.enrolment.roles import TRAINER, find_roles, load_round_roles, remember_home
from impactplan.courses.running.current import choose_round, load_standings
from impactplan.courses.running.facts import load_enrolments
from impactplan.desk.blueprint import blueprint
from impactplan.desk.queries import BY_CHANGE, BY_NAME, list_plans
from impactplan.models import now
from impactplan.workbook.queries import load_steps


@blueprint.get("/training")
@requires()
def show_training() -> ResponseReturnValue:
    """Show the plans of one round: the requested one, else the one that is running."""
    round_roles = load_round_roles(current_user)
    roles = find_roles(current_user, round_roles)
    rounds = round_roles.of(TRAINER)
    wanted = request.args.get("round", "")
    if TRAINER not in roles or (wanted and all(place.round_id != wanted for place in rounds)):
        abort(404)
    remember_home(current_user, roles, TRAINER)
    standings = load_standings(rounds)
    place = choose_round(rounds, standings, wanted)
    order = BY_NAME if request.args.get("order") == BY_NAME else BY_CHANGE
    enrolments = load_enrolments([place.round_id], now())[place.round_id] if place else []
    present = [enrolment for enrolment in enrolments if enrolment.state == "taking_part"]
    states = load_steps({enrolment.plan_id for enrolment in present if enrolment.plan_id}) if present else {}
    return render_template(
        "desk/training.html",
        rounds=rounds,
        offered=load_offers(current_user),
        place=place,
        standing=standings[place.round_id] if place else None,
        plans=list_plans(present, states, order),
        order=order,
        without=[enrolment for enrolment in present if not enrolment.plan_id],
    )
