"""Deliver mails by SMTP; without an SMTP server, in development, they stay to be read at /dev/mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from impactplan.config import Settings
from impactplan.models import User, db, now
from impactplan.outbox.message import InvalidMessageError, write_message
from impactplan.outbox.operations import Job, PermanentError, queue_job
from impactplan.outbox.smtp import LONGEST_DELIVERY, Server, send

LEASE = timedelta(seconds=LONGEST_DELIVERY) + timedelta(minutes=5)
"""Longer than any delivery takes, so that nobody begins a second one meanwhile."""
TRIES = 29
"""The waits between these come to five days."""
RENEWED_AFTER = timedelta(minutes=30)
"""A mail with a link that works for two hours is written again before it goes out, when it has waited so long."""
KEPT = ("to", "subject", "message_id", "part_of", "renewal")
"""What stays of a mail that has gone: who got what, not what it said."""


def mail_waits() -> bool:
    """Tell whether mails stay in the outbox because there is no server to send them with."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.production and not settings.mail_url


def renew(job: Job) -> None:
    """Ask anew for the letter that a mail was written for: by who wrote it, or else by who gets it."""
    writer = select(User.email).where(User.id == job.written_by)
    email = job.payload["to"] if job.written_by is None else db.session.scalar(writer)
    if email:
        queue_job("letter", {**job.payload["renewal"], "email": email})


def deliver(job: Job) -> Mapping[str, Any] | None:
    """Hand one mail to the server."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.mail_url:
        return None
    if job.payload.get("renewal") and abs(now() - job.created_at) > RENEWED_AFTER:
        renew(job)
        return {}
    server = Server.from_settings(settings)
    try:
        message = write_message(job.payload, server.sender)
    except InvalidMessageError as error:
        raise PermanentError(str(error)) from error
    send(server, message)
    if job.payload.get("forgotten"):
        return {}
    return {name: job.payload[name] for name in KEPT if name in job.payload}
