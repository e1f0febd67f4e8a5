"""The list of the plans of a trainer's rounds."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import requires
from impactplan.courses.enrolment.offers import load_open_invitations
from impactplan.courses.enrolment.roles import TRAINER, find_roles, load_places, remember_home
from impactplan.courses.running.current import choose_place, load_standings
from impactplan.courses.running.facts import load_seats
from impactplan.desk.blueprint import blueprint
from impactplan.desk.queries import BY_CHANGE, BY_NAME, list_plans
from impactplan.models import now
from impactplan.workbook.queries import load_steps


@blueprint.get("/training")
@requires()
def show_training() -> ResponseReturnValue:
    """Show the plans of one round: the requested one, else the one that is running."""
    places = load_places(current_user)
    roles = find_roles(current_user, places)
    rounds = places.of(TRAINER)
    wanted = request.args.get("round", "")
    if TRAINER not in roles or (wanted and all(place.round_id != wanted for place in rounds)):
        abort(404)
    remember_home(current_user, roles, TRAINER)
    standings = load_standings(rounds)
    place = choose_place(rounds, standings, wanted)
    order = BY_NAME if request.args.get("order") == BY_NAME else BY_CHANGE
    seats = load_seats([place.round_id], now())[place.round_id] if place else []
    present = [seat for seat in seats if seat.state == "taking_part"]
    states = load_steps({seat.plan_id for seat in present if seat.plan_id}) if present else {}
    return render_template(
        "desk/training.html",
        rounds=rounds,
        offered=load_open_invitations(current_user),
        place=place,
        standing=standings[place.round_id] if place else None,
        plans=list_plans(present, states, order),
        order=order,
        without=[seat for seat in present if not seat.plan_id],
    )
