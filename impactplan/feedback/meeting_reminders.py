"""The reminder before a meeting of what is still open: remarks to answer, feedback to give, what is not sent.

It goes out from the morning two days ahead on, once for a person and a meeting, and never twice within 48 hours.
Whether the meeting still comes then, and what is open, the worker looks up when it writes the mail. Where nothing is
open yet it looks again the next morning.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import aliased

from impactplan.access import Relation
from impactplan.emails import compose_email, sign_for_round
from impactplan.feedback.digests import JOB, MORNING
from impactplan.feedback.news import gather_open, group_lines, open_reader
from impactplan.feedback.opting_out import MEETING, opt_out_address
from impactplan.lib.dates import AMSTERDAM, DateError, moment_of
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import Enrolment, Meeting, MeetingReminder, Round, RoundStaff, User, db, insert_new, now
from impactplan.models.base import table_of
from impactplan.outbox import queue_job
from impactplan.site.addresses import full_address
from impactplan.site.templating import show_until, show_weekday

LETTER = "meeting_reminder"
AHEAD = timedelta(days=2)
APART = timedelta(hours=48)
REMINDER = table_of(MeetingReminder)


def begins_at(day: date, starts: time | None) -> datetime:
    """Return when a meeting begins; of one without a time, when its day does."""
    try:
        return moment_of(day, starts or time())
    except DateError:  # the clock skips this time: it begins when it shows the next
        return datetime.combine(day, starts or time(), AMSTERDAM)


def is_near(day: date | None, starts: time | None, moment: datetime) -> bool:
    """Tell whether a meeting is near enough to remind of it, and has not begun."""
    if day is None or begins_at(day, starts) <= moment:
        return False
    return day - moment.astimezone(AMSTERDAM).date() <= AHEAD


def queue_reminders(moment: datetime) -> None:
    """Ask for a reminder to everybody with a meeting that is near, once on a day until they had it."""
    local = moment.astimezone(AMSTERDAM)
    if local.time() < MORNING:
        return
    people = [row for row in db.session.execute(_near(local.date())) if is_near(row.day, row.starts, moment)]
    db.session.commit()
    people.sort(key=lambda row: (begins_at(row.day, row.starts), row.meeting_id, row.id))
    for row in people:
        _queue(row, local.date())
    db.session.commit()


def _near(day: date) -> Any:
    """Return the query of people and the coming meetings for which they had no reminder and were not tried today."""
    takes_part = and_(Enrolment.round_id == Meeting.round_id, Enrolment.dropped_at.is_(None))
    trains = and_(RoundStaff.round_id == Meeting.round_id, RoundStaff.role == Relation.TRAINER.value)
    had = and_(MeetingReminder.user_id == User.id, MeetingReminder.meeting_id == Meeting.id)
    held = Meeting.day.between(day, day + AHEAD), Meeting.cancelled_at.is_(None)
    people = []
    for model, belongs in ((Enrolment, takes_part), (RoundStaff, trains)):
        query = (
            select(User.id, User.email, Meeting.id.label("meeting_id"), Meeting.day, Meeting.starts)
            .select_from(Meeting)
            .join(model, belongs)
            .join(User, User.id == model.user_id)
            .join(MeetingReminder, had, isouter=True)
            .where(*held, User.meeting_mail, User.active)
            .where(or_(REMINDER.c.user_id.is_(None), and_(REMINDER.c.reminded_at.is_(None), REMINDER.c.tried_on < day)))
        )
        people.append(query)
    return people[0].union(people[1])


def _queue(row: Any, day: date) -> None:
    """Make the row of a person and a meeting, or take it up again; who did either asks for the reminder."""
    values = {"user_id": row.id, "meeting_id": row.meeting_id, "tried_on": day}
    made = insert_new(REMINDER, [values]).returning(REMINDER.c.user_id)
    mine = REMINDER.c.user_id == row.id, REMINDER.c.meeting_id == row.meeting_id, REMINDER.c.tried_on < day
    again = update(REMINDER).where(*mine, REMINDER.c.reminded_at.is_(None)).values(tried_on=day)
    statements = made, again.returning(REMINDER.c.user_id)
    if any(db.session.execute(statement).first() is not None for statement in statements):
        queue_job(JOB, {"letter": LETTER, "email": row.email, "meeting": row.meeting_id})


def write_reminder(user: User, payload: dict[str, Any]) -> None:
    """Write to somebody what is open before a meeting that they have, if anything is."""
    meeting = load_meeting(int(user.id), payload["meeting"])
    if meeting is None or not user.meeting_mail or not is_near(meeting.day, meeting.starts, now()):
        return
    reader, made = open_reader(user, now()), load_plans_near(now())
    plans = group_lines(reader, [line for line in gather_open(reader) if line.plan_id in made])
    if not plans:
        return
    opt_out = opt_out_address(user, MEETING)
    count = sum(part.count for part in plans)
    subject = say_subject(count, meeting.day)
    more = {"person": user.shown_name, "plans": plans, "opt_out": opt_out, "meeting": meeting, "count": count}
    more["when"] = say_when(meeting)
    more["signature"] = sign_for_round(meeting.round_id)
    more["link"] = full_address("courses.list_meetings", round_id=meeting.round_id)
    email = compose_email(str(user.email), subject, LETTER, **more)
    if claim(int(user.id), meeting.id):
        replace(email, unsubscribe=opt_out).queue()


def load_plans_near(moment: datetime) -> set[str]:
    """Return the plans of rounds that meet in these days: a trainer of several is told of those alone. As nobody gets
    two reminders in that time, it is more than the round of one meeting."""
    day = moment.astimezone(AMSTERDAM).date()
    query = (
        select(Enrolment.plan_id)
        .join(Meeting, Meeting.round_id == Enrolment.round_id)
        .where(Meeting.day.between(day, day + AHEAD), Meeting.cancelled_at.is_(None))
        .where(Enrolment.plan_id.is_not(None), Enrolment.dropped_at.is_(None))
    )
    return {str(plan_id) for plan_id in db.session.scalars(query)}


def say_subject(count: int, day: date) -> str:
    return ngettext(
        "Before the meeting of %(day)s: %(num)d thing is still open",
        "Before the meeting of %(day)s: %(num)d things are still open",
        count,
        day=show_weekday(day),
    )


def say_when(meeting: Any) -> str:
    """Say when the meeting is, as a sentence."""
    day, until = show_weekday(meeting.day), show_until(meeting.day)
    if meeting.starts is None:
        return _("The meeting of %(round)s is %(until)s: %(day)s.", round=meeting.round, until=until, day=day)
    when = _("%(day)s at %(time)s", day=day, time=f"{meeting.starts:%H:%M}")
    return _("The meeting of %(round)s is %(until)s: %(day)s.", round=meeting.round, until=until, day=when)


def load_meeting(user_id: int, meeting_id: str) -> Any:
    """Return a meeting that is held, with its round, if somebody takes part in that or trains it at this moment."""
    takes_part = select(Enrolment.round_id).where(Enrolment.user_id == user_id, Enrolment.dropped_at.is_(None))
    trains = select(RoundStaff.round_id).where(RoundStaff.user_id == user_id, RoundStaff.role == Relation.TRAINER.value)
    columns = Meeting.id, Meeting.round_id, Meeting.day, Meeting.starts, Meeting.module, Meeting.online
    query = select(*columns, Round.title.label("round")).join(Round, Round.id == Meeting.round_id)
    query = query.where(Meeting.id == meeting_id, Meeting.cancelled_at.is_(None))
    return db.session.execute(query.where(Meeting.round_id.in_(takes_part.union(trains)))).first()


def claim(user_id: int, meeting_id: str) -> bool:
    """Note, in the current transaction, that somebody gets their reminder; tell whether they may. Two for one person
    are claimed one after the other."""
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())
    at, other = now(), aliased(MeetingReminder)
    recent = select(other.user_id).where(other.user_id == user_id, other.reminded_at.between(at - APART, at))
    mine = REMINDER.c.user_id == user_id, REMINDER.c.meeting_id == meeting_id, REMINDER.c.reminded_at.is_(None)
    claimed = update(REMINDER).where(*mine, ~recent.exists()).values(reminded_at=at).returning(REMINDER.c.user_id)
    return db.session.execute(claimed).first() is not None
