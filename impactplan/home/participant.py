"""What home shows to a participant: the module of the course, one next step, the next meeting, the contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from impactplan.access import OpenPlan
from impactplan.courses.after_course.spring_question import is_open
from impactplan.courses.enrolment.contacts import RoundContacts, load_round_contacts
from impactplan.courses.enrolment.roles import PARTICIPANT, RoundRole, RoundRoles
from impactplan.courses.programme.checklist import Checklist, make_checklist
from impactplan.courses.programme.standing import UNKNOWN, Standing
from impactplan.courses.running.current import choose_round, load_standings
from impactplan.feedback.turn import Availability
from impactplan.feedback.wording import describe_plan_turn
from impactplan.home.last_time import LastTime, load_last_time
from impactplan.home.next_step import NextStep, choose_next_step, find_open_reflections
from impactplan.home.queries import PlanCard, load_cards
from impactplan.models import User
from impactplan.models.feedback import Side
from impactplan.peers.groups import GroupQuestion, load_waiting
from impactplan.site.language import language
from impactplan.steps import MODULES, Step
from impactplan.workbook.opening import Opening, open_plan_at


@dataclass(frozen=True)
class HomeView:
    place: RoundRole | None
    """The round that the page is about; None for whoever is in no round."""
    rounds: Sequence[RoundRole]
    standing: Standing
    card: PlanCard | None
    """The plan that the user most likely goes on with."""
    next: NextStep | None
    turn: Sequence[str]
    """Whose turn it is in the feedback on that plan, in words; nothing where no trainer reads along."""
    last_time: LastTime
    around: RoundContacts
    plans: Sequence[PlanCard]
    """The other plans that the user writes."""
    others: Sequence[PlanCard]
    waiting: Sequence[GroupQuestion]
    """Questions to the user's peer groups that wait for their answer."""
    opening: Opening | None = None
    """What the first pages of that plan say."""
    reflections: Sequence[int] = ()
    """The modules whose reflection is open."""
    checklist: Checklist | None = None
    """The assignment of the module that the course is in."""


def view_home(user: User, round_roles: RoundRoles, round_id: str = "") -> HomeView:
    """Read everything that home shows, in a fixed number of queries."""
    mine = round_roles.of(PARTICIPANT)
    standings = load_standings(mine)
    place = choose_round(mine, standings, round_id)
    standing = standings[place.round_id] if place else Standing(UNKNOWN)
    cards = load_cards(user, place.plan_id if place else None)
    own = [card for card in cards if card.own]
    card = own[0] if own else None
    last_time = load_last_time(card.plan.id, card.plan.seq, int(user.id)) if card else LastTime()
    last = (last_time.last.step, last_time.last.at) if last_time.last else None
    reflections = find_open_reflections(card.states, card.reflected, standing) if card else []
    around = load_round_contacts(place, user, standing.module) if place else RoundContacts()
    next_ = _choose_next(card, last, standing, reflections) if card else None
    return HomeView(
        place=place,
        rounds=mine,
        standing=standing,
        card=card,
        next=next_,
        turn=_say_turn(card, int(user.id)) if card else (),
        last_time=last_time,
        around=around,
        plans=own[1:],
        others=[card for card in cards if not card.own],
        waiting=load_waiting(int(user.id)) if any(role.group_id for role in mine) else (),
        opening=open_plan_at(card.plan, card.head, next_.step) if card and next_ else None,
        reflections=reflections,
        checklist=_view_checklist(standing, around, card),
    )


def _choose_next(
    card: PlanCard, last: tuple[Step, datetime] | None, standing: Standing, reflections: Sequence[int]
) -> NextStep:
    return choose_next_step(card.states, last, standing.module, reflections, card.feedback.turn.authors)


def find_spring_questions(home: HomeView, user: User, day: date) -> list[OpenPlan]:
    """Return the plans that the user writes of which the question of this spring is open."""
    own = [card for card in (home.card, *home.plans) if card and is_open(card.head.asked, day)]
    return sorted((card.plan for card in own if user.asked_in_spring), key=lambda plan: (plan.title, plan.id))


def _view_checklist(standing: Standing, around: RoundContacts, card: PlanCard | None) -> Checklist | None:
    if not standing.module:
        return None
    states = card.states if card else {}
    return make_checklist(around.assignment, MODULES[standing.module - 1], states, language())


def _say_turn(card: PlanCard, user_id: int) -> list[str]:
    feedback = card.feedback
    if feedback.available is Availability.NO_ROUND and not feedback.steps:
        return []
    return describe_plan_turn(feedback.turn, Side.AUTHOR, feedback.trainers, user_id)
