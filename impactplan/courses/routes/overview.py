"""A coordinator's home, and the overview of a round: numbers, what is to be done, how far the plans are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Relation, RoundPermission, load_round, requires
from impactplan.courses import blueprint
from impactplan.courses.enrolment.offers import load_open_invitations
from impactplan.courses.enrolment.roles import COORDINATOR, Place, find_roles, load_places, remember_home, view_homes
from impactplan.courses.programme.standing import ENDED
from impactplan.courses.running.current import FIRST
from impactplan.courses.running.facts import RoundFacts, load_facts
from impactplan.courses.running.progress import view_progress
from impactplan.courses.running.todo import Todo, find_todos
from impactplan.courses.views import render_round
from impactplan.feedback.queries import load_plan_feedback
from impactplan.feedback.wording import describe_turn_briefly
from impactplan.models import now

NO_RELATION: frozenset[Relation] = frozenset()
"""A coordinator is nothing to the plans of a round that would let them read in it."""

blueprint.add_app_template_global(view_homes, "homes")  # the menu of every page leads to them


@dataclass(frozen=True)
class RoundCard:
    place: Place
    facts: RoundFacts
    todos: Sequence[Todo]

    @property
    def order(self) -> tuple[int, float]:
        """Return where it stands among the rounds of its course: what runs first, and what was made last."""
        return FIRST.index(self.facts.standing.phase), -self.place.created_at.timestamp()

    @property
    def over(self) -> bool:
        return self.facts.standing.phase == ENDED


@blueprint.get("/coordination")
@requires()
def show_coordination() -> ResponseReturnValue:
    places = load_places(current_user)
    roles = find_roles(current_user, places)
    if COORDINATOR not in roles:
        abort(404)
    remember_home(current_user, roles, COORDINATOR)
    at, rounds = now(), places.of(COORDINATOR)
    facts = load_facts({place.round_id: place.ends_on for place in rounds}, at)
    cards = [
        RoundCard(place, facts[place.round_id], find_todos(facts[place.round_id], at))
        for place in sorted(rounds, key=lambda place: place.course_id)
    ]
    courses = [
        sorted(found, key=lambda card: card.order)
        for _id, found in groupby(cards, key=lambda card: card.place.course_id)
    ]
    courses.sort(key=lambda found: max(card.place.created_at for card in found), reverse=True)
    return render_template("courses/coordination.html", courses=courses, offered=load_open_invitations(current_user))


@blueprint.get("/rounds/<round_id>/overview")
def show_round(round_id: str) -> ResponseReturnValue:
    found = load_round(round_id, RoundPermission.MANAGE)
    at = now()
    facts = load_facts({found.id: found.ends_on}, at)[found.id]
    known = load_plan_feedback({seat.plan_id: NO_RELATION for seat in facts.present if seat.plan_id})
    turns = {
        plan_id: describe_turn_briefly(feedback.turn, feedback.trainers)
        for plan_id, feedback in known.items()
        if feedback.turn.begun
    }
    return render_round(
        "courses/show_round.html",
        found,
        facts=facts,
        todos=find_todos(facts, at),
        progress=view_progress(facts.seats, {key: feedback.states for key, feedback in known.items()}, turns),
    )
