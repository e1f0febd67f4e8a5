"""Each day: announce what will be deleted of a round, and delete what was announced and is due.

Every enrolment is checked again in a transaction of its own, with its round locked, right before anything is done to
it: so it does not matter how often this runs, on which days, or what changed in the meantime.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, exists, func, select, update

from impactplan.accounts.operations import lock_account
from impactplan.accounts.privacy import close_account
from impactplan.courses.after_course import retention_emails as emails
from impactplan.courses.after_course.account_links import has_other_links
from impactplan.courses.after_course.batches import for_each
from impactplan.courses.after_course.retention_policy import NOTICE_PERIOD, RetentionPolicy, end_column, plan_deletion
from impactplan.emails import Email
from impactplan.lib.dates import AMSTERDAM
from impactplan.models import (
    CalendarLink,
    Enrolment,
    PeerGroup,
    Round,
    RoundMail,
    RoundStaff,
    User,
    db,
    name_or_local_part,
    now,
)


def apply_retention(day: date) -> None:
    """Announce and delete what is due in every round."""
    for round_id in _find_rounds():
        notified = for_each(_find_enrolments(round_id), announce, day)
        if notified:
            for_each([round_id], notify_coordinators, notified)
        for_each(_find_enrolments(round_id), delete_enrolment, day)
        for_each([round_id], clear_round, day)


def _find_rounds() -> Sequence[str]:
    ids = list(db.session.scalars(select(Round.id).where(Round.held_at.is_(None)).order_by(Round.id)))
    db.session.commit()
    return ids


def _find_enrolments(round_id: str) -> Sequence[str]:
    ids = list(db.session.scalars(select(Enrolment.id).where(Enrolment.round_id == round_id).order_by(Enrolment.id)))
    db.session.commit()
    return ids


def load_enrolment(enrolment_id: str) -> Any:
    """Return an enrolment with the retention policy of its round, and whose it is."""
    address = func.coalesce(User.email, Enrolment.email)
    columns = (
        Enrolment.id,
        Enrolment.round_id,
        Enrolment.user_id,
        Enrolment.dropped_at,
        Enrolment.announced_at,
        Enrolment.delete_after,
        Enrolment.account_too,
        Enrolment.invited_at,
        Round.title,
        Round.keep_months,
        Round.keep_dropped_months,
        Round.held_at,
        end_column().label("ends"),
        address.label("email"),
        name_or_local_part(func.coalesce(User.name, Enrolment.name), address).label("name"),
        func.coalesce(User.language, "nl").label("language"),
    )
    query = select(*columns).join(Round, Round.id == Enrolment.round_id)
    query = query.join(User, User.id == Enrolment.user_id, isouter=True)
    return db.session.execute(query.where(Enrolment.id == enrolment_id)).first()


def policy_of(row: Any) -> RetentionPolicy:
    return RetentionPolicy(row.ends, row.keep_months, row.keep_dropped_months, row.held_at is not None)


def lock_enrolment(enrolment_id: str) -> Any:
    """Begin a write about an enrolment, with its round locked, and return it as it is then."""
    db.session.commit()
    round_id = select(Enrolment.round_id).where(Enrolment.id == enrolment_id).scalar_subquery()
    db.session.execute(update(Round).where(Round.id == round_id).values(title=Round.title))
    return load_enrolment(enrolment_id)


def announce(enrolment_id: str, day: date) -> bool:
    """Bring the announcement about an enrolment up to date, and notify its person if it is new. Returns whether they
    were notified.

    Nobody has ever emailed those who are only listed, so they get no email now either: the page of the round names
    them.
    """
    enrolment = load_enrolment(enrolment_id)
    delete_on = deletion_day(enrolment, day) if enrolment is not None else None
    if enrolment is None or delete_on == enrolment.delete_after:
        return False
    if delete_on is None or enrolment.announced_at is not None:
        return revise(enrolment_id, day)
    closes = closes_account(enrolment)
    has_been_emailed = enrolment.user_id is not None or enrolment.invited_at is not None
    email = emails.compose_announcement(enrolment, delete_on, closes=closes) if has_been_emailed else None
    enrolment = lock_enrolment(enrolment_id)
    if enrolment is None or enrolment.announced_at is not None or deletion_day(enrolment, day) != delete_on:
        return False  # changed in the meantime: the next run is early enough
    _record(enrolment, delete_on, account_too=closes)
    if email is not None:
        email.queue()
    return email is not None


def revise(enrolment_id: str, day: date) -> bool:
    """Move an announced deletion to a later day, or call it off; nobody is notified now."""
    enrolment = lock_enrolment(enrolment_id)
    if enrolment is not None and enrolment.announced_at is not None:
        _record(enrolment, deletion_day(enrolment, day), account_too=enrolment.account_too)
    return False


def deletion_day(enrolment: Any, day: date) -> date | None:
    return plan_deletion(policy_of(enrolment), enrolment.dropped_at, enrolment.delete_after, day)


def _record(enrolment: Any, delete_on: date | None, *, account_too: bool) -> None:
    announced_at = None if delete_on is None else enrolment.announced_at or now()
    values = {
        "delete_after": delete_on,
        "announced_at": announced_at,
        "account_too": account_too and delete_on is not None,
    }
    db.session.execute(update(Enrolment).where(Enrolment.id == enrolment.id).values(values))


def closes_account(enrolment: Any) -> bool:
    """Tell whether somebody's account goes with the enrolment: it has no other links, and they did not come back."""
    return enrolment.user_id is not None and not has_other_links(
        enrolment.user_id, enrolment.id, enrolment.announced_at
    )


def notify_coordinators(round_id: str, count: int) -> bool:
    """Notify the coordinators of a round how many people were notified today."""
    coordinators = RoundStaff.round_id == round_id, RoundStaff.role == "coordinator"
    people = db.session.execute(
        select(User.email, User.shown_name.label("name"), User.language)
        .join(RoundStaff, RoundStaff.user_id == User.id)
        .where(*coordinators)
    ).all()
    title = db.session.scalar(select(Round.title).where(Round.id == round_id)) or ""
    summaries = [emails.compose_summary(person, round_id, title, count) for person in people]
    db.session.commit()
    for email in summaries:
        email.queue()
    return bool(summaries)


def delete_enrolment(enrolment_id: str, day: date) -> bool:
    """Delete an enrolment that was announced long enough ago, and the account with it if nobody uses that."""
    enrolment = load_enrolment(enrolment_id)
    if not is_due(enrolment, day):
        return False
    farewell = emails.compose_farewell(enrolment) if enrolment.account_too and closes_account(enrolment) else None
    enrolment = lock_enrolment(enrolment_id)
    if not is_due(enrolment, day):
        return False
    if farewell is not None:
        lock_account(enrolment.user_id)
    _forget(enrolment)
    if farewell is None or not closes_account(enrolment):
        return True
    return _close(enrolment, farewell)


def _forget(enrolment: Any) -> None:
    links = CalendarLink.round_id == enrolment.round_id, CalendarLink.user_id == enrolment.user_id
    staff = exists().where(RoundStaff.round_id == enrolment.round_id, RoundStaff.user_id == enrolment.user_id)
    db.session.execute(delete(CalendarLink).where(*links, ~staff))
    db.session.execute(delete(Enrolment).where(Enrolment.id == enrolment.id))


def _close(enrolment: Any, farewell: Email) -> bool:
    """Close the account with the enrolment, all or nothing. The last email is queued in the same transaction, after all
    others to the address are gone, and nothing of it stays once it has been sent."""
    closed = close_account(enrolment.user_id, enrolment.email, {})
    farewell.queue()
    db.session.commit()
    closed.clear()
    return True


def is_due(enrolment: Any, day: date) -> bool:
    """Tell whether an enrolment was announced, its day has come, and it would be announced for that day now too."""
    if (
        enrolment is None
        or enrolment.announced_at is None
        or enrolment.delete_after is None
        or day < enrolment.delete_after
    ):
        return False
    announced_on = enrolment.announced_at.astimezone(AMSTERDAM).date()
    return bool(announced_on + NOTICE_PERIOD <= day and deletion_day(enrolment, day) == enrolment.delete_after)


def clear_round(round_id: str, day: date) -> bool:
    """Delete the emails to a round and its groups, once its retention period is over and nobody is enrolled.

    The round stays with its meetings and its staff: they are about the course and not about who took part.
    """
    columns = Round.keep_months, Round.keep_dropped_months, Round.held_at, end_column().label("ends")
    empty = ~exists().where(Enrolment.round_id == Round.id)
    row = db.session.execute(select(*columns).where(Round.id == round_id, empty).with_for_update()).first()
    due = policy_of(row).due if row and row.held_at is None else None
    if due is None or day < due:
        return False
    for table in (RoundMail, PeerGroup):
        db.session.execute(delete(table).where(table.round_id == round_id))
    return True
