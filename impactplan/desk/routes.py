"""The list of the plans of a trainer's rounds."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Relation, requires
from impactplan.courses.enrolment.offers import load_offers
from impactplan.courses.enrolment.roles import TRAINER, find_roles, load_round_roles, remember_home
from impactplan.courses.running.current import choose_round, load_standings
from impactplan.courses.running.facts import load_enrolments
from impactplan.desk.blueprint import blueprint
from impactplan.desk.queries import BY_CHANGE, BY_NAME, BY_WAITING, list_plans
from impactplan.feedback.queries import load_plan_feedback
from impactplan.models import now

TRAINS = frozenset({Relation.TRAINER})
"""What somebody is to the plans in the list; more than that, such as author, shows them no more in it."""


@blueprint.get("/training")
@requires()
def show_training() -> ResponseReturnValue:
    """Show the plans of one round: the requested one, else the one that is running."""
    round_roles = load_round_roles(current_user)
    roles = find_roles(current_user, round_roles)
    rounds = round_roles.of(TRAINER)
    requested = request.args.get("round", "")
    if TRAINER not in roles or (requested and all(place.round_id != requested for place in rounds)):
        abort(404)
    remember_home(current_user, roles, TRAINER)
    standings = load_standings(rounds)
    place = choose_round(rounds, standings, requested)
    order = next((one for one in (BY_NAME, BY_CHANGE) if one == request.args.get("order")), BY_WAITING)
    enrolments = load_enrolments([place.round_id], now())[place.round_id] if place else []
    present = [enrolment for enrolment in enrolments if enrolment.state == "taking_part"]
    plans = {enrolment.plan_id: TRAINS for enrolment in present if enrolment.plan_id}
    known = load_plan_feedback(plans, int(current_user.id))
    standing = standings[place.round_id] if place else None
    meeting = standing.next.day if standing and standing.next else None
    return render_template(
        "desk/training.html",
        rounds=rounds,
        offered=load_offers(current_user),
        place=place,
        standing=standing,
        plans=list_plans(present, known, order, int(current_user.id)),
        meeting=meeting,
        order=order,
        without=[enrolment for enrolment in present if not enrolment.plan_id],
    )
