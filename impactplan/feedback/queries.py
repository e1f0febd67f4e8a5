"""What is known of the feedback on plans, in one query for a list: turns, what is unread, one's own unsent remarks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Date, Integer, and_, bindparam, select, union_all

from impactplan.access import Relation
from impactplan.feedback.availability import PlacesRead, read_row
from impactplan.feedback.sources import (
    VERDICTS,
    asked_by_colleagues,
    colleagues_asked,
    enrolled_plans,
    filled_steps,
    groups_of,
    next_meetings,
    open_questions,
    open_requests,
    round_places,
    thread_counts,
    titles,
    trained_plans,
    unread_remarks,
    unsent_counts,
    verdicts,
    visible_in,
)
from impactplan.feedback.turn import NOTHING, Availability, PlanTurn, StepFeedback, Turn, find_plan_turn, find_turn
from impactplan.feedback.visibility import is_visible_to
from impactplan.lib.dates import today
from impactplan.models import Thread
from impactplan.models.base import read
from impactplan.models.feedback import Side
from impactplan.steps import STEPS
from impactplan.workbook.step_states import NO_STEPS, read_steps

THE_PLANS: Any = bindparam("plans", expanding=True)
THE_READER, THE_DAY = bindparam("reader", type_=Integer), bindparam("day", type_=Date)


@dataclass(frozen=True)
class Unread:
    """Remarks in a step that a reader has not read."""

    count: int
    thread_id: str
    """A thread with some of them."""


@dataclass(frozen=True)
class Question:
    """An open request, as it stands in a list."""

    request_id: str
    asked_at: datetime
    text: str
    """How it begins, in the Markdown of its writer."""
    taken_by: int | None
    handed_by: int | None
    """The colleague who handed it over to the reader."""


@dataclass(frozen=True)
class PlanFeedback:
    """What is known of the feedback on a plan, and of one reader's own part in it."""

    steps: Mapping[str, StepFeedback] = field(default_factory=dict)
    """Steps on which nothing was asked or said are left out."""
    available: Availability = Availability.NO_ROUND
    trainers: Mapping[int, str] = field(default_factory=dict)
    """The names of the trainers who can be asked."""
    states: Mapping[str, str] = field(default_factory=dict)
    """How far each step is filled in, where that was asked for."""
    unread: Mapping[str, Unread] = field(default_factory=dict)
    unsent: int = 0
    """How many remarks or answers the reader has ready and not sent."""
    unsent_since: datetime | None = None
    begun: bool = False
    """Whether the reader began a review: with remarks that are ready, a summary or a judgement."""
    questions: Sequence[Question] = ()
    """The open requests, the oldest first, where they were asked for."""
    meeting: date | None = None
    """The next meeting of the round, where that was asked for."""
    asking: Mapping[int, str] = field(default_factory=dict)
    """Colleagues who asked the reader to read their feedback before they send it: their names, by id."""
    to_read: frozenset[int] = frozenset()
    """Those of them to whom the reader said nothing yet."""
    wrote_back: Sequence[str] = ()
    """Colleagues who said something of the reader's own feedback, which is not sent yet."""
    reading: Sequence[str] = ()
    """Colleagues who were asked to read it and said nothing yet."""

    @cached_property
    def turn(self) -> PlanTurn:
        return find_plan_turn(self.steps, self.available)

    @property
    def unread_count(self) -> int:
        return sum(unread.count for unread in self.unread.values())

    @property
    def unread_thread(self) -> str:
        """Return a thread with what is new, in the first step that has any."""
        of_steps = (self.unread[step.key].thread_id for step in STEPS if step.key in self.unread)
        return next(of_steps, "") or next((unread.thread_id for unread in self.unread.values()), "")

    def turn_in(self, step: str) -> Turn:
        return find_turn(self.steps.get(step, NOTHING), self.available)


def load_plan_feedback(
    plans: Mapping[str, frozenset[Relation]], reader_id: int | None = None, *, unsent: bool = True
) -> dict[str, PlanFeedback]:
    """Return what is known of plans, given with what the reader is to each; how far their steps are comes along. One
    query, however many there are. Without a reader nothing is counted as unread or unsent; without ``unsent``
    nothing of what they have not sent."""
    if not plans:
        return {}
    values: dict[str, Any] = {"plans": list(plans), "day": today()}
    by_relations: dict[frozenset[Relation], list[str]] = {}
    if reader_id is not None:
        values["reader"] = reader_id
        for plan_id, relations in sorted(plans.items(), key=lambda pair: sorted(pair[1])):
            by_relations.setdefault(relations, []).append(plan_id)
        values |= {f"plans_{number}": ids for number, ids in enumerate(by_relations.values())}
    return read_rows(plans, read(_statement(tuple(by_relations), unsent), values).all())


@cache
def _statement(relations: tuple[frozenset[Relation], ...], unsent: bool) -> Any:
    """Return the query of the rows of plans. ``relations`` are what their reader is to some of them; without any,
    nothing is counted for a reader."""
    sources = [source(THE_PLANS) for source in (open_requests, verdicts, thread_counts)]
    sources.append(filled_steps(THE_PLANS))
    sources.append(round_places(THE_PLANS, THE_DAY))
    if relations:
        sources.append(unread_remarks(visible_in(relations, THE_READER), THE_READER))
    if relations and unsent:
        own = unsent_counts, asked_by_colleagues, colleagues_asked
        sources += [source(THE_PLANS, THE_READER) for source in own]
    return union_all(*sources)


@dataclass(frozen=True)
class WaitingPlans:
    """What is known of the plans of rounds of which there is anything to say to their trainer."""

    plans: Mapping[str, PlanFeedback]
    groups: Mapping[str, str]
    """The names of the peer groups of the rounds."""
    has_plans: bool
    """Whether anybody makes a plan in them."""


def load_waiting(round_ids: Collection[str], trainer_id: int) -> WaitingPlans:
    """Return what waits in rounds for a trainer, in one query. Of plans in which nothing was said nothing is read."""
    values = {"rounds": list(round_ids), "reader": trainer_id, "day": today()}
    rows = read(_waiting_statement(), values).all() if round_ids else []
    groups = [row for row in rows if row.source == "group"]
    said = [row for row in rows if row.source != "group"]
    return WaitingPlans(
        read_rows(dict.fromkeys(row.plan_id for row in said), said),
        {row.plan_id: row.key for row in groups if row.plan_id},
        any(row.first for row in groups),
    )


@cache
def _waiting_statement() -> Any:
    rounds: Any = bindparam("rounds", expanding=True)
    plans = enrolled_plans(rounds)
    visible = and_(Thread.plan_id.in_(plans), is_visible_to(frozenset({Relation.TRAINER}), THE_READER))
    said = union_all(
        *(source(plans) for source in (open_requests, verdicts, thread_counts)),
        unread_remarks(visible, THE_READER),
        *(source(plans, THE_READER) for source in (unsent_counts, asked_by_colleagues, colleagues_asked)),
        open_questions(plans, THE_READER),
    ).cte("said")
    about = select(said.c.plan_id)
    return union_all(select(said), round_places(about, THE_DAY), next_meetings(about, THE_DAY), groups_of(rounds))


def load_trained(trainer_id: int) -> tuple[dict[str, PlanFeedback], dict[str, str]]:
    """Return what is known of all plans that somebody trains, with the questions, and their titles: in one query."""
    rows = read(_trained_statement(), {"reader": trainer_id, "day": today()}).all()
    titles_of = {row.plan_id: row.key for row in rows if row.source == "title"}
    return read_rows(titles_of, [row for row in rows if row.source != "title"]), titles_of


@cache
def _trained_statement() -> Any:
    plans = trained_plans(THE_READER)
    visible = and_(Thread.plan_id.in_(plans), is_visible_to(frozenset({Relation.TRAINER}), THE_READER))
    return union_all(
        titles(plans),
        *(source(plans) for source in (open_requests, verdicts, thread_counts)),
        round_places(plans, THE_DAY),
        unread_remarks(visible, THE_READER),
        *(source(plans, THE_READER) for source in (unsent_counts, asked_by_colleagues, colleagues_asked)),
        open_questions(plans, THE_READER),
        next_meetings(plans, THE_DAY),
    )


def read_rows(plan_ids: Iterable[str], rows: Iterable[Any]) -> dict[str, PlanFeedback]:
    """Put the rows of the sources together. Pure."""
    by_plan: dict[str, list[Any]] = {plan_id: [] for plan_id in plan_ids}
    for row in rows:
        by_plan[row.plan_id].append(row)
    places = PlacesRead()
    return {plan_id: _read_plan(rows, places) for plan_id, rows in by_plan.items()}


def _read_plan(rows: Iterable[Any], places: PlacesRead) -> PlanFeedback:
    about, states = [], NO_STEPS
    in_rounds, unread, own = [], {}, _Own()
    for row in rows:
        match row.source:
            case "request" | "verdict" | "threads":
                about.append(row)
            case "states":
                states = read_steps(row.key)
            case "place":
                in_rounds.append(read_row(row))
            case "unread":
                unread[row.step] = Unread(row.first, row.key)
            case _:
                own.rows.append(row)
    available, trainers = places.read(in_rounds)
    return own.add_to(PlanFeedback(_read_steps(about), available, trainers, states, unread))


def _read_steps(rows: Iterable[Any]) -> dict[str, StepFeedback]:
    """Put together what rows say of each step. Steps of which the same is said share it: it is made once."""
    parts: list[dict[str, Any]] = []
    said: dict[str, tuple[int, ...]] = {}
    """Of each step the parts that are about it."""
    judged: list[Any] = []
    for row in rows:
        if row.source == "verdict":
            judged.append(row)
            continue
        for step in row.step.split(","):
            said[step] = (*said.get(step, ()), len(parts))
        parts.append(_read_request(row) if row.source == "request" else _read_threads(row))
    for step, number in _read_verdicts(judged, parts).items():
        said[step] = (*said.get(step, ()), number)
    made = {
        numbers: StepFeedback(**{name: value for number in numbers for name, value in parts[number].items()})
        for numbers in set(said.values())
    }
    return {step: made[numbers] for step, numbers in said.items()}


def _read_request(row: Any) -> dict[str, Any]:
    return {"asked_at": row.moment, "request_id": row.key, "taken_by": row.first, "asked_by": row.second}


def _read_threads(row: Any) -> dict[str, Any]:
    if row.key == Side.AUTHOR:
        return {"to_authors": row.first, "due_since": row.moment}
    if row.key == Side.TRAINER:
        return {"to_trainer": row.first, "waiting_since": row.moment}
    return {"settled": row.first}


def _read_verdicts(rows: list[Any], parts: list[dict[str, Any]]) -> dict[str, int]:
    """Return where in ``parts`` the last verdict on each step stands; it is added to these."""
    last: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (row.moment, row.key)) if len(rows) > 1 else rows:
        places: dict[str, int] = {}
        for judged in row.step.split(","):
            step, _colon, letter = judged.partition(":")
            if letter not in places:
                verdict, asks = VERDICTS[letter]
                places[letter] = len(parts)
                parts.append({"verdict": verdict, "verdict_at": row.moment, "verdict_asks": asks})
            last[step] = places[letter]
    return last


@dataclass
class _Own:
    """The rows about the reader's own part in a plan."""

    rows: list[Any] = field(default_factory=list)

    def add_to(self, known: PlanFeedback) -> PlanFeedback:
        if not self.rows:
            return known
        about: dict[str, Any] = {}
        questions = []
        for row in self.rows:
            match row.source:
                case "unsent":
                    about |= {"unsent": row.first, "unsent_since": row.moment, "begun": row.second > 0}
                case "question":
                    questions.append(Question(row.step, row.moment, row.key, row.first, row.second))
                case "meeting":
                    about["meeting"] = date.fromisoformat(row.key)
        questions.sort(key=lambda question: (question.asked_at, question.request_id))
        readings = [row for row in self.rows if row.source in {"to_read", "asked_to_read"}]
        known = replace(known, questions=questions, **about)
        return _read_readings(known, readings) if readings else known


def _read_readings(known: PlanFeedback, rows: Iterable[Any]) -> PlanFeedback:
    """Add who reads whose unsent review, as far as they train the round now."""
    present = [row for row in sorted(rows, key=lambda row: row.moment) if row.first in known.trainers]
    asked = [row for row in present if row.source == "to_read"]
    return replace(
        known,
        asking={row.first: known.trainers[row.first] for row in asked},
        to_read=frozenset(row.first for row in asked if not row.second),
        wrote_back=[known.trainers[row.first] for row in present if row.source == "asked_to_read" and row.second],
        reading=[known.trainers[row.first] for row in present if row.source == "asked_to_read" and not row.second],
    )


def load_step_feedback(plan_ids: Collection[str]) -> dict[str, dict[str, StepFeedback]]:
    """Return what is known of the feedback on each step of the plans; steps without any are left out."""
    by_plan = load_plan_feedback(dict.fromkeys(plan_ids, frozenset()))
    return {plan_id: dict(known.steps) for plan_id, known in by_plan.items()}


def load_turns(plan_ids: Collection[str]) -> dict[str, PlanTurn]:
    """Return whose turn it is in each of the plans."""
    by_plan = load_plan_feedback(dict.fromkeys(plan_ids, frozenset()))
    return {plan_id: known.turn for plan_id, known in by_plan.items()}
