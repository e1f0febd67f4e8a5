"""The desk of a trainer: what waits for them over all their rounds, and the plans of their rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Relation, requires
from impactplan.courses.enrolment.offers import load_offers
from impactplan.courses.enrolment.roles import TRAINER, RoundRole, find_roles, load_round_roles, remember_home
from impactplan.courses.programme.standing import ENDED, Standing
from impactplan.courses.running.current import load_standings
from impactplan.courses.running.participants import Participant, in_order, load_participants
from impactplan.desk.blueprint import blueprint
from impactplan.desk.grid import Filters, choose_rows, make_rows, view_choices
from impactplan.desk.grid_html import filled_words, render_rows
from impactplan.desk.plans import gather_plans
from impactplan.desk.queue_view import view_queue
from impactplan.feedback.queries import load_plan_feedback, load_waiting
from impactplan.feedback.queue import build_queue
from impactplan.feedback.turn import ReviewState
from impactplan.feedback.wording import REVIEW_STATES
from impactplan.peers.groups import load_group_questions
from impactplan.site.kept_pages import kept_while_same
from impactplan.steps import MODULES

TRAINS = frozenset({Relation.TRAINER})
"""What somebody is to the plans in the list; more than that, such as author, shows them no more in it."""


@dataclass(frozen=True)
class Rounds:
    """The rounds that somebody trains, and which of them a page is about."""

    all: Sequence[RoundRole]
    standings: Mapping[str, Standing]
    shown: Sequence[RoundRole]
    requested: str

    @property
    def next_meetings(self) -> Sequence[tuple[RoundRole, Standing]]:
        """Return the rounds shown that have a meeting to come, the nearest first."""
        coming = [(place, self.standings[place.round_id]) for place in self.shown]
        return sorted(((place, one) for place, one in coming if one.next), key=lambda pair: pair[1].next.day)


def load_rounds() -> Rounds:
    """Return the rounds that the user trains: those of which the page is asked, else those that are not over."""
    round_roles = load_round_roles(current_user)
    roles = find_roles(current_user, round_roles)
    rounds = round_roles.of(TRAINER)
    requested = request.args.get("round", "")
    if TRAINER not in roles or (requested and all(place.round_id != requested for place in rounds)):
        abort(404)
    remember_home(current_user, roles, TRAINER)
    standings = load_standings(rounds)
    going = [place for place in rounds if standings[place.round_id].phase != ENDED] or rounds
    shown = [place for place in rounds if place.round_id == requested] if requested else going
    return Rounds(rounds, standings, shown, requested)


def load_people(rounds: Rounds) -> list[Participant]:
    """Return who takes part in the rounds shown."""
    return load_participants([place.round_id for place in rounds.shown])


@blueprint.get("/training")
@requires()
@kept_while_same
def show_training() -> ResponseReturnValue:
    """Show what waits for a trainer, over all rounds that are not over."""
    rounds = load_rounds()
    round_ids = [place.round_id for place in rounds.shown]
    waiting = load_waiting(round_ids, int(current_user.id))
    entries = build_queue(waiting.plans, int(current_user.id))
    plans = gather_plans(load_participants(round_ids, {entry.plan_id for entry in entries}))
    titles = {place.round_id: place.title for place in rounds.shown} if len(rounds.shown) > 1 else {}
    return render_template(
        "desk/queue.html",
        rounds=rounds,
        offered=load_offers(current_user),
        queue=view_queue(entries, plans, waiting.plans, int(current_user.id), titles),
        plans=waiting.has_plans,
        groups=waiting.groups,
        peer_questions=load_group_questions(int(current_user.id), waiting.groups),
    )


@blueprint.get("/training/plans")
@requires()
@kept_while_same
def show_plans() -> ResponseReturnValue:
    """Show the plans of a trainer's rounds as a grid, narrowed and ordered as the address says."""
    rounds = load_rounds()
    people = load_people(rounds)
    plans = gather_plans(people)
    known = load_plan_feedback(dict.fromkeys((plan.id for plan in plans), TRAINS))
    filters = Filters.from_address(request.args)
    rows = make_rows(plans, known, int(current_user.id))
    chosen = choose_rows(rows, filters)
    return render_template(
        "desk/grid.html",
        rounds=rounds,
        filters=filters,
        count=len(chosen),
        total=len(rows),
        body=render_rows(chosen, filters.steps),
        heads=[(module, [step for step in filters.steps if step.module == module.number]) for module in MODULES],
        choices=view_choices(rows, filters),
        filled=filled_words(),
        reviewed=[(state, words) for state, words in REVIEW_STATES.items() if state is not ReviewState.NONE],
        without=in_order([one for one in people if not one.plan_id]),
    )
