"""Tell who wrote a mail that it could not be delivered, once a day for all that went out together."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import select

from impactplan.lib.dates import today
from impactplan.models import Outbox, User, db
from impactplan.outbox.operations import Job
from impactplan.outbox.reasons import reason_of

LETTER = "undelivered"


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
