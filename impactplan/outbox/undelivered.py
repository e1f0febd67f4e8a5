"""Tell who wrote a mail that it could not be delivered, once a day for all that went out together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import aliased

from impactplan.lib.dates import today
from impactplan.models import Outbox, User, db, now, outbox_table
from impactplan.models.outbox import found_by
from impactplan.outbox.operations import Job, one_line
from impactplan.outbox.reasons import REASONS, reason_of

LETTER = "undelivered"


@dataclass(frozen=True)
class Undelivered:
    """A mail that was given up."""

    id: str
    part_of: str
    to: str
    error: str
    failed_at: datetime

    @property
    def reason(self) -> str:
        return str(REASONS[reason_of(self.error)])


def find_undelivered(parts: Sequence[str]) -> list[Undelivered]:
    """Return the mails that were given up among those that went out with these, by address; one that went to the same
    address later counts instead."""
    columns = Outbox.id, Outbox.part_of, Outbox.email.label("to"), Outbox.error, Outbox.failed_at
    later = aliased(Outbox)
    newer = (
        select(later.id)
        .where(later.part_of == Outbox.part_of, later.email == Outbox.email)
        .where(tuple_(later.created_at, later.id) > tuple_(Outbox.created_at, Outbox.id))
    )
    failed = select(*columns).where(Outbox.part_of.in_(parts), Outbox.failed_at.is_not(None), ~newer.exists())
    mails = [Undelivered(**row._mapping) for row in db.session.execute(failed.where(Outbox.kind == "mail"))]
    return sorted(mails, key=lambda mail: mail.to)


def send_again(mail_id: str, part_of: str, to: str) -> bool:
    """Have a mail that was given up sent once more, to this address, and tell whether there was such a mail."""
    mail = db.session.execute(
        select(outbox_table.c.payload).where(outbox_table.c.id == mail_id, outbox_table.c.failed_at.is_not(None))
    ).first()
    if mail is None or mail.payload.get("part_of") != part_of or "text" not in mail.payload:
        return False
    payload = {**mail.payload, "to": one_line(to)}
    values = {"payload": payload, **found_by(payload), "failed_at": None, "attempts": 0, "due_at": now()}
    again = update(outbox_table).where(outbox_table.c.id == mail_id, outbox_table.c.failed_at.is_not(None))
    return db.session.execute(again.values(values).returning(outbox_table.c.id)).first() is not None


def tell_writer(job: Job, _error: Exception) -> None:
    """Ask for a letter to the writer, in the current transaction; where it is seen, all that failed is seen."""
    if job.written_by is None:
        return
    email = db.session.scalar(select(User.email).where(User.id == job.written_by))
    about = job.payload.get("part_of") or job.id
    notice_id = sha256(f"{job.written_by} {about} {today()}".encode()).hexdigest()[:16]
    if email is not None and db.session.get(Outbox, notice_id) is None:
        # The mail itself says to whom it went: nobody's address is kept twice.
        payload = {"letter": LETTER, "email": email, "mail": job.id}
        db.session.add(Outbox(id=notice_id, kind="letter", payload=payload))


@dataclass(frozen=True)
class Notice:
    """What the writer of a mail is told."""

    to: str
    subject: str
    reason: str
    seen_at: str


def find_notice(mail_id: str) -> Notice | None:
    """Return what to tell of a mail, unless it is gone, or on its way once more."""
    mail = db.session.get(Outbox, mail_id)
    if mail is None or mail.failed_at is None or "to" not in mail.payload:
        return None
    to = mail.payload.get("addressee") or mail.payload["to"]
    reason = str(REASONS[reason_of(mail.error)])
    return Notice(to, mail.payload["subject"], reason, mail.payload.get("seen_at", ""))
