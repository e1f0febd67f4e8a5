"""Secret addresses of calendars: made and withdrawn by whom they belong to, opened by whoever has them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, insert, select, update

from impactplan.access import OpenRound, RoundPermission, lock_round, open_round
from impactplan.access.rounds import ROUND_COLUMNS, round_relation_columns
from impactplan.models import CalendarLink, Course, Round, User, db, new_id, now
from impactplan.site.addresses import full_address

LONGEST_TOKEN = 200


@dataclass(frozen=True)
class OpenCalendar:
    """A calendar as its address opens it: of which round, and in which language."""

    round: OpenRound
    language: str


def signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="calendar-link")


def load_address(round_id: str, user: User) -> str:
    """Return the address of somebody's calendar of a round, or nothing if they have none."""
    place = CalendarLink.round_id == round_id, CalendarLink.user_id == user.id
    link = db.session.execute(select(CalendarLink.id, CalendarLink.nonce).where(*place)).first()
    return full_address("courses.show_calendar", token=signer().dumps([link.id, link.nonce])) if link else ""


def renew_link(round_id: str, user: User) -> bool:
    """Give somebody an address, and return whether they had one, which works no more."""
    lock_round(round_id, RoundPermission.ATTEND, user)
    place = CalendarLink.round_id == round_id, CalendarLink.user_id == user.id
    values = {"nonce": new_id(), "created_at": now()}
    changed = db.session.execute(update(CalendarLink).where(*place).values(**values).returning(CalendarLink.id))
    had = changed.first() is not None
    if not had:
        values |= {"id": new_id(), "round_id": round_id, "user_id": user.id}
        db.session.execute(insert(CalendarLink).values(**values))
    return had


def revoke_link(round_id: str, user: User) -> None:
    lock_round(round_id, RoundPermission.ATTEND, user)
    db.session.execute(delete(CalendarLink).where(CalendarLink.round_id == round_id, CalendarLink.user_id == user.id))


def open_calendar(token: str) -> OpenCalendar | None:
    """Return what an address opens: nothing if it is none, was withdrawn, or its owner is in the round no more."""
    try:
        link_id, nonce = map(str, signer().loads(token[:LONGEST_TOKEN]))
    except (BadSignature, ValueError, TypeError):
        return None
    user = db.session.execute(
        select(User.id, User.language)
        .join(CalendarLink, CalendarLink.user_id == User.id)
        .where(CalendarLink.id == link_id, CalendarLink.nonce == nonce, User.active.is_(True))
    ).first()
    if user is None:
        return None
    found = db.session.execute(
        select(*ROUND_COLUMNS, Course.title.label("course"), *round_relation_columns(user.id))
        .join(Course, Course.id == Round.course_id)
        .join(CalendarLink, CalendarLink.round_id == Round.id)
        .where(CalendarLink.id == link_id)
    ).first()
    opened = open_round(found) if found is not None else None
    return OpenCalendar(opened, user.language) if opened is not None and opened.relations else None
