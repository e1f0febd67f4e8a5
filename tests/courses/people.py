"""What the tests about people in a round share: the emails that are queued, and the enrolments."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from impactplan.models import Enrolment, Outbox, RoundStaff, User, db


def queued_emails(to: str = "") -> list[dict[str, Any]]:
    """Return the queued emails, all or those to an address, in their order."""
    db.session.rollback()
    rows = db.session.scalars(select(Outbox.payload).where(Outbox.kind == "mail").order_by(Outbox.created_at))
    return [dict(payload) for payload in rows if not to or payload["to"] == to]


def link_to(email: str) -> str:
    """Return the path of the link in the last email to somebody."""
    found = re.search(r"http://localhost(/\S+)", queued_emails(email)[-1]["text"])
    assert found
    return found[1]


def enrolment_of(email: str, model: type[Any] = Enrolment) -> Any:
    """Return somebody's enrolment, or another model, whether or not they have accepted; None if there is none."""
    db.session.rollback()
    db.session.expire_all()
    query = select(model).join(User, User.id == model.user_id, isouter=True)
    return db.session.scalars(query.where((model.email == email) | (User.email == email))).unique().first()


def staff_member_of(email: str) -> Any:
    return enrolment_of(email, RoundStaff)
