"""A round with ten meetings, and shortcuts to their pages and to the emails about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from sqlalchemy import select

from impactplan.courses.programme.meeting_operations import add_first_meetings, load_meetings
from impactplan.lib.dates import today
from impactplan.models import Meeting, Outbox, User, db
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
LINK = "https://vergader.example/3"


def make_programme(cast: Cast) -> Cast:
    """The cast's round with ten meetings from next week on, of which Tess reads English."""
    cast.tess.language = "en"
    add_first_meetings(cast.round_id)
    for meeting in db.session.scalars(select(Meeting)):
        meeting.day = today() + timedelta(weeks=meeting.number)
        meeting.starts, meeting.ends = time(13), time(15)
        meeting.place = "" if meeting.online else "Bibliotheek Merenrijk"
    db.session.commit()
    return cast


def queued_emails() -> list[dict[str, Any]]:
    db.session.rollback()
    rows = db.session.scalars(select(Outbox.payload).where(Outbox.kind == "mail").order_by(Outbox.created_at))
    return [dict(payload) for payload in rows]


def email_to(user: User) -> dict[str, Any]:
    found = [mail for mail in queued_emails() if mail["to"] == user.email]
    assert len(found) == 1
    return found[0]


def meeting_of(cast: Cast, number: int) -> Any:
    db.session.rollback()
    return load_meetings(cast.round_id)[number - 1]


def address(cast: Cast, number: int, more: str = "") -> str:
    return f"/rounds/{cast.round_id}/meetings/{meeting_of(cast, number).id}{more}"


def filled(cast: Cast, number: int, **more: str) -> dict[str, str]:
    """Return the form of a meeting as the page shows it, with changes."""
    meeting = meeting_of(cast, number)
    return {
        "sequence": str(meeting.sequence),
        "module": str(meeting.module),
        "day": f"{meeting.day:%d-%m-%Y}" if meeting.day else "",
        "starts": f"{meeting.starts:%H:%M}" if meeting.starts else "",
        "ends": f"{meeting.ends:%H:%M}" if meeting.ends else "",
        "online": "yes" if meeting.online else "no",
        **{name: getattr(meeting, name) for name in ("place", "link", "webinar", "guest", "note")},
        "tell": "y",
    } | more
