"""The write path of feedback: beside that of the plan's content, whose seq and log it leaves alone.

``with writing_feedback(...) as write:`` locks the plan, authorises, and commits what happens inside together with its
record, or nothing of it. What is slow (rendering, composing) comes before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from impactplan.access import OpenPlan, Permission, lock_plan
from impactplan.lib.refusals import Refusal
from impactplan.models import Plan, User, db, now
from impactplan.models.feedback import FeedbackEvent
from impactplan.outbox import queue_job


class FeedbackError(Refusal):
    """A write about feedback that cannot be done; its words are for the person who asked."""


@dataclass
class FeedbackWrite:
    plan: OpenPlan
    actor: User
    at: datetime

    def record(
        self,
        act: str,
        *,
        step: str = "",
        thread_id: str | None = None,
        subject_id: str | None = None,
        other_id: int | None = None,
    ) -> None:
        db.session.add(
            FeedbackEvent(
                plan_id=self.plan.id,
                act=act,
                step=step,
                thread_id=thread_id,
                subject_id=subject_id,
                actor_id=self.actor.id,
                other_id=other_id,
                seq=self.plan.seq,
                at=self.at,
            )
        )

    def queue_email(self, name: str, email: str, **about: object) -> None:
        """Have the worker write an email to somebody about what is written here."""
        queue_job("letter", {"letter": name, "email": email, "plan": self.plan.id, "by": self.actor.id, **about})

    def mark_seq(self) -> None:
        """Keep typing before and after this moment apart in the plan's log."""
        statement = update(Plan).where(Plan.id == self.plan.id).values(marked_seq=Plan.seq)
        db.session.execute(statement, execution_options={"synchronize_session": False})


@contextmanager
def writing_feedback(plan_id: str, permission: Permission, actor: User) -> Iterator[FeedbackWrite]:
    try:
        write = FeedbackWrite(lock_plan(plan_id, permission, actor), actor, now())
        yield write
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
