"""The digest: what no other mail told somebody, put together once a day or once a week.

A window closes in the morning, by the clock in Amsterdam. For each person it makes one row, which the database has
once, and with it one job; the worker then writes the mail from what its reader may see at that moment. So a window
that no worker was there for is caught up with, and one that is looked at twice is one mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select, update

from impactplan.access import Relation
from impactplan.emails import compose_email, sign_for_plans
from impactplan.feedback.news import PlanLines, gather_news, group_lines, note_told, open_reader
from impactplan.feedback.opting_out import DIGEST, opt_out_address
from impactplan.lib.dates import AMSTERDAM, moment_of
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import (
    Digest,
    DigestFrequency,
    Enrolment,
    Membership,
    RoundStaff,
    ToldNews,
    User,
    db,
    insert_new,
    now,
    user_table,
)
from impactplan.models.base import table_of
from impactplan.outbox import queue_job

LETTER = "feedback_digest"
JOB = "digest"
"""Jobs of a kind of their own: on a morning there can be hundreds, and no link to sign in waits for them."""
MORNING = time(7)
OVERLAP = timedelta(minutes=10)
"""What was begun before a window closed can be committed after it: so far back each digest looks once more. What was
told is known by its id, so nothing is told twice."""
KEPT = timedelta(days=60)
BATCH = 200
PERIODS = {DigestFrequency.DAILY: timedelta(days=1), DigestFrequency.WEEKLY: timedelta(days=7)}


def find_window(moment: datetime, frequency: DigestFrequency) -> date:
    """Return the day on whose morning the last window closed: of weekly digests, a Monday."""
    local = moment.astimezone(AMSTERDAM)
    day = local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)
    return day - timedelta(days=day.weekday()) if frequency is DigestFrequency.WEEKLY else day


def queue_digests(moment: datetime) -> None:
    """Ask for the digest of everybody whose window closed since their last one."""
    for frequency in PERIODS:
        _queue(moment, frequency)


def _queue(moment: datetime, frequency: DigestFrequency) -> None:
    day = find_window(moment, frequency)
    closed = moment_of(day, MORNING)
    people = db.session.execute(_due(moment, closed, frequency)).all()
    db.session.commit()
    for start in range(0, len(people), BATCH):
        _queue_batch(people[start : start + BATCH], day, moment, closed - PERIODS[frequency])
        db.session.commit()


def _due(moment: datetime, closed: datetime, frequency: DigestFrequency) -> Any:
    """Return the query of those who want digests, say something in some plan, and had none since a window closed. Where
    a clock went ahead and came back, somebody was told until a moment that is yet to come."""
    roles = (
        exists().where(Membership.user_id == User.id),
        exists().where(Enrolment.user_id == User.id),
        exists().where(RoundStaff.user_id == User.id, RoundStaff.role == Relation.TRAINER.value),
    )
    return (
        select(User.id, User.email, User.told_until)
        .where(User.digest == frequency, User.active, or_(*roles))
        .where(or_(User.told_until < closed, User.told_until > moment))
        .order_by(User.id)
    )


def _queue_batch(people: Sequence[Any], day: date, moment: datetime, before: datetime) -> None:
    """Make the rows of a window, and a job for each that was not there yet."""
    since = {row.id: (row.told_until if row.told_until <= moment else before) - OVERLAP for row in people}
    rows = [{"user_id": user_id, "day": day, "since": since[user_id], "created_at": moment} for user_id in since]
    digest = table_of(Digest)
    made = set(db.session.scalars(insert_new(digest, rows).returning(digest.c.user_id)))
    told = update(user_table).where(user_table.c.id.in_(since)).values(told_until=moment)
    db.session.execute(told)
    for row in people:
        if row.id in made:
            queue_job(JOB, {"letter": LETTER, "email": row.email, "day": day.isoformat()})


def write_digest(user: User, payload: dict[str, Any]) -> None:
    """Write to somebody what is new to them at this moment, if anything is."""
    digest = db.session.get(Digest, (user.id, date.fromisoformat(payload["day"])), populate_existing=True)
    if digest is None or user.digest == DigestFrequency.OFF:
        return
    reader = open_reader(user, digest.since)
    lines = gather_news(reader)
    if not lines:
        return
    plans = group_lines(reader, lines)
    opt_out = opt_out_address(user, DIGEST)
    more = {"person": user.shown_name, "plans": plans, "opt_out": opt_out, "weekly": user.digest == "weekly"}
    more["signature"] = sign_for_plans(part.plan.id for part in plans)
    email = compose_email(str(user.email), say_subject(plans), LETTER, **more)
    replace(email, unsubscribe=opt_out).queue()
    note_told([reader.id], [subject for line in lines for subject in line.subjects])


def say_subject(plans: Sequence[PlanLines]) -> str:
    if len(plans) == 1:
        return _("New in ‘%(title)s’", title=plans[0].plan.title)
    return ngettext("New in %(num)d plan", "New in %(num)d plans", len(plans))


def drop_old_digests(_day: date) -> None:
    """Forget what was told long ago: nothing so old is new to anybody."""
    long_ago = now() - KEPT
    for statement in (
        delete(Digest).where(Digest.created_at < long_ago),
        delete(ToldNews).where(ToldNews.told_at < long_ago),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
