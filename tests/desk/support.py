"""A desk as full as it gets: five rounds of one trainer, forty plans in each, every step in some state."""

from __future__ import annotations

from itertools import cycle

from sqlalchemy import insert

from impactplan.models import (
    Enrolment,
    FeedbackRequest,
    FeedbackRequestStep,
    Plan,
    Review,
    ReviewStep,
    Round,
    RoundStaff,
    User,
    db,
    new_id,
    now,
    step_table,
)
from impactplan.steps import STEPS

FILLED = cycle([(0, 0, False), (3, 2, False), (5, 0, False), (0, 0, True)])
"""What is filled in, what is missing, and whether the step is set aside."""


def fill_desk(trainer_id: int, course_id: str, rounds: int = 5, plans: int = 40) -> list[str]:
    """Give a trainer rounds of plans in which every pair of states occurs, and return the rounds."""
    made = []
    for number in range(rounds):
        round_ = Round(title=f"Ronde {number + 10}", course_id=course_id)
        db.session.add(round_)
        db.session.flush()
        db.session.add(RoundStaff(round_id=round_.id, user_id=trainer_id, role="trainer", accepted_at=now()))
        _fill_round(str(round_.id), number, trainer_id, plans)
        made.append(str(round_.id))
    db.session.commit()
    return made


def _fill_round(round_id: str, number: int, trainer_id: int, count: int) -> None:
    names = [f"Deelnemer {number}.{place}" for place in range(count)]
    people = [
        User(
            email=f"vol{number}.{place}@example.org",
            name=name,
            organisation=f"Bibliotheek {place % 20}",
            active=True,
            fs_uniquifier=new_id(),
        )
        for place, name in enumerate(names)
    ]
    db.session.add_all(people)
    db.session.flush()
    plans = [{"id": new_id(), "title": f"Plan {number}.{place}"} for place in range(count)]
    places = [
        {"id": new_id(), "round_id": round_id, "user_id": user.id, "plan_id": plan["id"], "accepted_at": now()}
        for user, plan in zip(people, plans, strict=True)
    ]
    steps = [
        {"plan_id": plan["id"], "step": step.key, "filled": filled, "missing": missing, "set_aside": aside, "seq": 0}
        for plan in plans
        for step, (filled, missing, aside) in zip(STEPS, FILLED, strict=False)
    ]
    asked = [{"id": new_id(), "plan_id": plan["id"], "question": "Klopt dit?", "seq": 0} for plan in plans]
    for place, request in enumerate(asked):
        request |= {"asked_by": people[place].id, "key": new_id(), "taken_by": trainer_id if place % 2 else None}
    waits = [
        {"request_id": request["id"], "plan_id": request["plan_id"], "step": step.key}
        for request in asked
        for step in STEPS[3:6]
    ]
    reviews = [{"id": new_id(), "plan_id": plan["id"], "trainer_id": trainer_id, "seq": 0} for plan in plans]
    judged = [
        {"review_id": review["id"], "plan_id": review["plan_id"], "step": step.key, "seq": 0, "verdict": verdict}
        for review in reviews
        for step, verdict in zip(STEPS[:10], cycle(["agreed", "revise"]), strict=False)
    ]
    for model, values in ((Plan, plans), (Enrolment, places), (FeedbackRequest, asked), (FeedbackRequestStep, waits)):
        db.session.execute(insert(model), values)
    reviewed = [{**review, "key": review["id"]} for review in reviews]
    for model, values in ((step_table, steps), (Review, reviewed), (ReviewStep, judged)):
        db.session.execute(insert(model), values)
