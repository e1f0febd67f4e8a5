"""What the tests about people in a round share: the mails that went out, and the places there are."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from impactplan.models import Enrolment, Outbox, RoundStaff, User, db


def letters(to: str = "") -> list[dict[str, Any]]:
    """Return the mails that wait, all or those to an address, in the order they were queued."""
    db.session.rollback()
    rows = db.session.scalars(select(Outbox.payload).where(Outbox.kind == "mail").order_by(Outbox.created_at))
    return [dict(payload) for payload in rows if not to or payload["to"] == to]


def link_to(email: str) -> str:
    """Return the path of the link in the last mail to somebody."""
    found = re.search(r"http://localhost(/\S+)", letters(email)[-1]["text"])
    assert found
    return found[1]


def place_of(email: str, place: type[Any] = Enrolment) -> Any:
    """Return somebody's place, whether or not they have accepted; nothing if there is none."""
    db.session.rollback()
    db.session.expire_all()
    query = select(place).join(User, User.id == place.user_id, isouter=True)
    return db.session.scalars(query.where((place.email == email) | (User.email == email))).unique().first()


def staff_of(email: str) -> Any:
    return place_of(email, RoundStaff)
