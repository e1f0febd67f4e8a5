"""Tell who wrote a mail that it could not be delivered, once a day for all that went out together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, update

from impactplan.lib.dates import today
from impactplan.models import Outbox, User, db, now, outbox_table
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
    part_of, to = Outbox.payload["part_of"].as_string(), Outbox.payload["to"].as_string()
    mails = (
        select(Outbox.id, part_of.label("part_of"), to.label("to"), Outbox.error, Outbox.failed_at)
        .where(Outbox.kind == "mail", part_of.in_(parts))
        .order_by(Outbox.created_at, Outbox.id)
    )
    newest = {(row.part_of, row.to): row for row in db.session.execute(mails)}
    failed = [Undelivered(**row._mapping) for row in newest.values() if row.failed_at is not None]
    return sorted(failed, key=lambda mail: mail.to)


def send_again(mail_id: str, part_of: str, to: str) -> bool:
    """Have a mail that was given up sent once more, to this address, and tell whether there was such a mail."""
    mail = db.session.execute(
        select(outbox_table.c.payload).where(outbox_table.c.id == mail_id, outbox_table.c.failed_at.is_not(None))
    ).first()
    if mail is None or mail.payload.get("part_of") != part_of or "text" not in mail.payload:
        return False
    values = {"payload": {**mail.payload, "to": one_line(to)}, "failed_at": None, "attempts": 0, "due_at": now()}
    again = update(outbox_table).where(outbox_table.c.id == mail_id, outbox_table.c.failed_at.is_not(None))
    return db.session.execute(again.values(values).returning(outbox_table.c.id)).first() is not None


def tell_writer(job: Job, error: Exception) -> None:
    """Ask for a letter to the writer, in the current transaction; where it is seen, all that failed is seen."""
    if job.written_by is None or not job.payload.get("to"):
        return
    email = db.session.scalar(select(User.email).where(User.id == job.written_by))
    about = job.payload.get("part_of") or job.id
    notice_id = sha256(f"{job.written_by} {about} {today()}".encode()).hexdigest()[:16]
    if email is None or db.session.get(Outbox, notice_id) is not None:
        return
    payload = {
        "letter": LETTER,
        "email": email,
        "to": job.payload["to"],
        "addressee": job.payload.get("addressee", ""),
        "about": job.payload["subject"],
        "reason": reason_of(f"{type(error).__name__}: {error}"),
        "seen_at": job.payload.get("seen_at", ""),
    }
    db.session.add(Outbox(id=notice_id, kind="letter", payload=payload))
