"""Secret addresses of calendars: their owner makes and withdraws them, and anybody who has one can open it."""

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
    """A calendar that was opened by its address: its round, and its language."""

    round: OpenRound
    language: str


def signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="calendar-link")


def load_address(round_id: str, user: User) -> str:
    """Return the address of somebody's calendar of a round, or nothing if they have none."""
    own_link = CalendarLink.round_id == round_id, CalendarLink.user_id == user.id
    link = db.session.execute(select(CalendarLink.id, CalendarLink.nonce).where(*own_link)).first()
    return full_address("courses.show_calendar", token=signer().dumps([link.id, link.nonce])) if link else ""


def renew_link(round_id: str, user: User) -> bool:
    """Give somebody a new address, and return whether they had one, which stops working."""
    lock_round(round_id, RoundPermission.ATTEND, user)
    own_link = CalendarLink.round_id == round_id, CalendarLink.user_id == user.id
    values = {"nonce": new_id(), "created_at": now()}
    changed = db.session.execute(update(CalendarLink).where(*own_link).values(**values).returning(CalendarLink.id))
    existed = changed.first() is not None
    if not existed:
        values |= {"id": new_id(), "round_id": round_id, "user_id": user.id}
        db.session.execute(insert(CalendarLink).values(**values))
    return existed


def revoke_link(round_id: str, user: User) -> None:
    lock_round(round_id, RoundPermission.ATTEND, user)
    db.session.execute(delete(CalendarLink).where(CalendarLink.round_id == round_id, CalendarLink.user_id == user.id))


def open_calendar(token: str) -> OpenCalendar | None:
    """Return what an address opens; None if it is invalid or withdrawn, or its owner is not in the round any more."""
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
    row = db.session.execute(
        select(*ROUND_COLUMNS, Course.title.label("course"), *round_relation_columns(user.id))
        .join(Course, Course.id == Round.course_id)
        .join(CalendarLink, CalendarLink.round_id == Round.id)
        .where(CalendarLink.id == link_id)
    ).first()
    round_ = open_round(row) if row is not None else None
    return OpenCalendar(round_, user.language) if round_ is not None and round_.relations else None
