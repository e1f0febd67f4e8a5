"""The spring question: once a year after the course, the authors of a plan are asked whether it still holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from impactplan.access import AUTHORS, Permission, lock_plan
from impactplan.courses.after_course.batches import for_each
from impactplan.courses.after_course.retention_policy import end_column
from impactplan.emails import Email, compose_email, sign_for_plans
from impactplan.lib.texts import force_locale
from impactplan.lib.texts import gettext as _
from impactplan.models import Enrolment, Membership, Plan, PlanStep, Round, SpringQuestion, User, db, now
from impactplan.site.addresses import full_address
from impactplan.site.language import LANGUAGES

FIRST, LAST = (4, 1), (5, 31)
"""The first and last day of the year on which it is asked."""
OPEN_UNTIL = (6, 30)
"""Until when home pages show a question that nobody answered."""
AFTER = timedelta(days=90)
"""How long after the end of a round the question is asked for the first time."""
HOLDS, CHANGES, PAST = "holds", "changes", "past"
ANSWERS = (HOLDS, CHANGES, PAST)


def ask_in_spring(day: date) -> None:
    """Ask about every plan whose course is over, once this year."""
    if FIRST <= (day.month, day.day) <= LAST:
        plans = list(db.session.scalars(_plans_to_ask(day)))
        db.session.commit()
        for_each(plans, ask, day.year)


def _plans_to_ask(day: date) -> Any:
    """Return the query of plans to ask about now.

    Those who dropped out are not asked because of a course that they did not finish. A plan that was asked about
    before is asked about again, also when its round keeps no enrolments any more.
    """
    ended = end_column() < day - AFTER
    taking_part = and_(Enrolment.plan_id == Plan.id, Enrolment.dropped_at.is_(None), Round.id == Enrolment.round_id)
    asked = aliased(SpringQuestion)
    of_plan = exists().where(asked.plan_id == Plan.id)
    return (
        select(Plan.id)
        .where(
            or_(exists(select(Round.id).where(taking_part, ended)), of_plan),
            ~exists(select(Round.id).where(taking_part, ended.is_not(True))),
            ~of_plan.where(or_(asked.year == day.year, asked.answer == PAST)),
            exists().where(PlanStep.plan_id == Plan.id, PlanStep.filled > 0),
        )
        .order_by(Plan.id)
    )


def ask(plan_id: str, year: int) -> bool:
    """Ask the authors of a plan, unless all of them switched it off or somebody was asked at the same moment."""
    emails = [compose_question(person) for person in _load_authors(plan_id)]
    db.session.commit()
    if not emails:
        return False
    try:
        db.session.add(SpringQuestion(plan_id=plan_id, year=year))
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        return False
    for email in emails:
        email.queue()
    return True


def _load_authors(plan_id: str) -> Sequence[Any]:
    roles = [role.value for role in AUTHORS]
    return db.session.execute(
        select(User.email, User.shown_name, User.language, Plan.id.label("plan_id"), Plan.title)
        .join(Membership, Membership.user_id == User.id)
        .join(Plan, Plan.id == Membership.plan_id)
        .where(Plan.id == plan_id, Membership.role.in_(roles), User.active, User.asked_in_spring)
        .order_by(User.id)
    ).all()


def compose_question(person: Any) -> Email:
    with force_locale(person.language if person.language in LANGUAGES else "nl"):
        return compose_email(
            person.email,
            _("Does your impact plan still hold?"),
            "spring_question",
            person=person.shown_name,
            plan_title=person.title,
            link=full_address("courses.show_spring", plan_id=person.plan_id),
            profile=full_address("accounts.show_profile"),
            signature=sign_for_plans([person.plan_id]),
        )


def find_question(plan_id: str) -> SpringQuestion | None:
    """Return the last question about a plan."""
    newest = select(SpringQuestion).where(SpringQuestion.plan_id == plan_id).order_by(SpringQuestion.year.desc())
    question: SpringQuestion | None = db.session.scalar(newest.limit(1))
    return question


ASKED = (
    select(func.max(SpringQuestion.year))
    .where(SpringQuestion.plan_id == Plan.id, SpringQuestion.answer == "")
    .correlate(Plan)
    .scalar_subquery()
    .label("asked")
)
"""A column of a plan: the last year of which nobody answered the question."""


def is_open(asked: int | None, day: date) -> bool:
    """Tell whether the question of a year, as ``ASKED`` has it, is shown on a day."""
    return asked == day.year and FIRST <= (day.month, day.day) <= OPEN_UNTIL


def answer_question(plan_id: str, actor: User, answer: str) -> None:
    """Store an answer to the last question; a later answer replaces an earlier one."""
    lock_plan(plan_id, Permission.EDIT, actor)
    question = find_question(plan_id)
    if question is not None:
        question.answer, question.answered_at, question.answered_by = answer, now(), actor.id
