"""The home page of a coordinator, and the overview of a round: numbers, to-dos, how far the plans are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Relation, RoundPermission, load_round, requires
from impactplan.courses.blueprint import blueprint
from impactplan.courses.enrolment.offers import load_offers
from impactplan.courses.enrolment.roles import (
    COORDINATOR,
    RoundRole,
    find_roles,
    load_round_roles,
    remember_home,
    view_homes,
)
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
    round_role: RoundRole
    facts: RoundFacts
    todos: Sequence[Todo]

    @property
    def order(self) -> tuple[int, float]:
        """Return the sort key among the rounds of its course: running first, then the newest."""
        return FIRST.index(self.facts.standing.phase), -self.round_role.created_at.timestamp()

    @property
    def over(self) -> bool:
        return self.facts.standing.phase == ENDED


@blueprint.get("/coordination")
@requires()
def show_coordination() -> ResponseReturnValue:
    round_roles = load_round_roles(current_user)
    roles = find_roles(current_user, round_roles)
    if COORDINATOR not in roles:
        abort(404)
    remember_home(current_user, roles, COORDINATOR)
    at, rounds = now(), round_roles.of(COORDINATOR)
    facts = load_facts({round_role.round_id: round_role.ends_on for round_role in rounds}, at)
    cards = [
        RoundCard(round_role, facts[round_role.round_id], find_todos(facts[round_role.round_id], at))
        for round_role in sorted(rounds, key=lambda round_role: round_role.course_id)
    ]
    courses = [
        sorted(course, key=lambda card: card.order)
        for _id, course in groupby(cards, key=lambda card: card.round_role.course_id)
    ]
    courses.sort(key=lambda course: max(card.round_role.created_at for card in course), reverse=True)
    return render_template("courses/coordination.html", courses=courses, offered=load_offers(current_user))


@blueprint.get("/rounds/<round_id>/overview")
def show_round(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    at = now()
    facts = load_facts({round_.id: round_.ends_on}, at)[round_.id]
    known = load_plan_feedback({enrolment.plan_id: NO_RELATION for enrolment in facts.present if enrolment.plan_id})
    turns = {
        plan_id: describe_turn_briefly(feedback.turn, feedback.trainers)
        for plan_id, feedback in known.items()
        if feedback.turn.begun
    }
    return render_round(
        "courses/show_round.html",
        round_,
        facts=facts,
        todos=find_todos(facts, at),
        progress=view_progress(facts.enrolments, {key: feedback.states for key, feedback in known.items()}, turns),
    )
