"""Each day: announce what will be deleted of a round, and delete what was announced and whose day has come.

Every place is looked at again in a transaction of its own, with its round locked, right before something is done to
it: so it does not matter how often this runs, nor on which days, nor what changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, exists, func, select, update

from impactplan.accounts.operations import lock_account
from impactplan.accounts.privacy import close_account
from impactplan.courses.afterwards import retention_mails as mails
from impactplan.courses.afterwards.daily import for_each
from impactplan.courses.afterwards.terms import TOLD_BEFORE, Terms, end_column, plan_deletion
from impactplan.courses.afterwards.ties import is_tied
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
from impactplan.outbox import wake_worker


def keep_terms(day: date) -> None:
    """Announce and delete in every round what is due."""
    for round_id in _find_rounds():
        told = for_each(_find_places(round_id), announce, day)
        if told:
            for_each([round_id], tell_coordinators, told)
        for_each(_find_places(round_id), delete_place, day)
        for_each([round_id], clear_round, day)
    wake_worker("mail")


def _find_rounds() -> Sequence[str]:
    found = list(db.session.scalars(select(Round.id).where(Round.held_at.is_(None)).order_by(Round.id)))
    db.session.commit()
    return found


def _find_places(round_id: str) -> Sequence[str]:
    found = list(db.session.scalars(select(Enrolment.id).where(Enrolment.round_id == round_id).order_by(Enrolment.id)))
    db.session.commit()
    return found


def load_place(place_id: str) -> Any:
    """Return a place with the terms of its round, and whose it is."""
    address = func.coalesce(User.email, Enrolment.email)
    columns = (
        *(Enrolment.id, Enrolment.round_id, Enrolment.user_id, Enrolment.dropped_at, Enrolment.announced_at),
        *(Enrolment.delete_after, Enrolment.account_too, Enrolment.invited_at),
        *(Round.title, Round.keep_months, Round.keep_dropped_months, Round.held_at, end_column().label("ends")),
        address.label("email"),
        name_or_local_part(func.coalesce(User.name, Enrolment.name), address).label("name"),
        func.coalesce(User.language, "nl").label("language"),
    )
    query = select(*columns).join(Round, Round.id == Enrolment.round_id)
    query = query.join(User, User.id == Enrolment.user_id, isouter=True)
    return db.session.execute(query.where(Enrolment.id == place_id)).first()


def terms_of(row: Any) -> Terms:
    return Terms(row.ends, row.keep_months, row.keep_dropped_months, row.held_at is not None)


def lock_place(place_id: str) -> Any:
    """Begin a write about a place, one at a time in its round, and return it as it is at our turn."""
    db.session.commit()
    mine = select(Enrolment.round_id).where(Enrolment.id == place_id).scalar_subquery()
    db.session.execute(update(Round).where(Round.id == mine).values(title=Round.title))
    return load_place(place_id)


def announce(place_id: str, day: date) -> bool:
    """Bring what is announced of a place up to date, and tell its person if it was not. Returns whether they were.

    To whoever was only listed nobody has ever written, so we do not begin now: the page of the round names them.
    """
    place = load_place(place_id)
    deleted = when(place, day) if place is not None else None
    if place is None or deleted == place.delete_after:
        return False
    if deleted is None or place.announced_at is not None:
        return revise(place_id, day)
    closes, known = closes_account(place), place.user_id is not None or place.invited_at is not None
    letter = mails.write_announcement(place, deleted, closes=closes) if known else None
    place = lock_place(place_id)
    if place is None or place.announced_at is not None or when(place, day) != deleted:
        return False  # decided otherwise meanwhile: the next time is early enough
    _note(place, deleted, account_too=closes)
    if letter is not None:
        letter.queue()
    return letter is not None


def revise(place_id: str, day: date) -> bool:
    """Move what was announced to a later day, or take it back: nobody is told now."""
    place = lock_place(place_id)
    if place is not None and place.announced_at is not None:
        _note(place, when(place, day), account_too=place.account_too)
    return False


def when(place: Any, day: date) -> date | None:
    return plan_deletion(terms_of(place), place.dropped_at, place.delete_after, day)


def _note(place: Any, deleted: date | None, *, account_too: bool) -> None:
    told = None if deleted is None else place.announced_at or now()
    values = {"delete_after": deleted, "announced_at": told, "account_too": account_too and deleted is not None}
    db.session.execute(update(Enrolment).where(Enrolment.id == place.id).values(values))


def closes_account(place: Any) -> bool:
    """Tell whether somebody's account goes with the place: they are in nothing else, and did not come back."""
    return place.user_id is not None and not is_tied(place.user_id, place.id, place.announced_at)


def tell_coordinators(round_id: str, count: int) -> bool:
    """Say to those who run a round how many people were told today."""
    mine = RoundStaff.round_id == round_id, RoundStaff.role == "coordinator"
    people = db.session.execute(
        select(User.email, User.shown_name.label("name"), User.language)
        .join(RoundStaff, RoundStaff.user_id == User.id)
        .where(*mine)
    ).all()
    title = db.session.scalar(select(Round.title).where(Round.id == round_id)) or ""
    letters = [mails.write_summary(person, round_id, title, count) for person in people]
    db.session.commit()
    for letter in letters:
        letter.queue()
    return bool(letters)


def delete_place(place_id: str, day: date) -> bool:
    """Delete a place that was announced long enough ago, and the account with it if nobody uses that."""
    place = load_place(place_id)
    if not is_due(place, day):
        return False
    farewell = mails.write_farewell(place) if place.account_too and closes_account(place) else None
    place = lock_place(place_id)
    if not is_due(place, day):
        return False
    if farewell is not None:
        lock_account(place.user_id)
    _forget(place)
    if farewell is None or not closes_account(place):
        return True
    return _close(place, farewell)


def _forget(place: Any) -> None:
    links = CalendarLink.round_id == place.round_id, CalendarLink.user_id == place.user_id
    staff = exists().where(RoundStaff.round_id == place.round_id, RoundStaff.user_id == place.user_id)
    db.session.execute(delete(CalendarLink).where(*links, ~staff))
    db.session.execute(delete(Enrolment).where(Enrolment.id == place.id))


def _close(place: Any, farewell: Email) -> bool:
    """Close the account with the place, all or nothing. The last mail is queued after all others to the address are
    gone, in the same transaction, and nothing of it stays once it has been sent."""
    closed = close_account(place.user_id, place.email, {})
    farewell.queue()
    db.session.commit()
    closed.clear()
    return True


def is_due(place: Any, day: date) -> bool:
    """Tell whether a place was announced, has its day, and would be announced for that day now as well."""
    if place is None or place.announced_at is None or place.delete_after is None or day < place.delete_after:
        return False
    told = place.announced_at.astimezone(AMSTERDAM).date()
    return bool(told + TOLD_BEFORE <= day and when(place, day) == place.delete_after)


def clear_round(round_id: str, day: date) -> bool:
    """Delete what was written to the people of a round, and its groups, once its term is over and nobody is in it.

    The round stays with its meetings and its staff: they tell of the course and not of who took part.
    """
    columns = Round.keep_months, Round.keep_dropped_months, Round.held_at, end_column().label("ends")
    nobody = ~exists().where(Enrolment.round_id == Round.id)
    row = db.session.execute(select(*columns).where(Round.id == round_id, nobody).with_for_update()).first()
    due = terms_of(row).due if row and row.held_at is None else None
    if due is None or day < due:
        return False
    for table in (RoundMail, PeerGroup):
        db.session.execute(delete(table).where(table.round_id == round_id))
    return True
