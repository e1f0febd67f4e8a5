"""Put mails and jobs in the outbox, and say who works them off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app

from impactplan.extensions import PerApp
from impactplan.models import Outbox, db, new_id, now


@dataclass(frozen=True)
class Job:
    """A row of the outbox that somebody works off."""

    id: str
    kind: str
    payload: Mapping[str, Any]
    attempts: int
    """How many times it was begun, this time included."""
    created_at: datetime = field(default_factory=now)
    written_by: int | None = None


@dataclass(frozen=True)
class Limits:
    """What a job may take. The system keeps to it: the job has a process of its own."""

    seconds: int
    """Of computing."""
    megabytes: int
    """Beside what the worker itself takes."""


@dataclass(frozen=True)
class Handler:
    function: Callable[[Job], Mapping[str, Any] | None]
    lease: timedelta
    tries: int
    limits: Limits | None = None
    when_ended: Callable[[Job], None] | None = None
    repeatable: bool = True
    when_released: Callable[[Job], None] | None = None
    when_failed: Callable[[Job, Exception], None] | None = None


class PermanentError(Exception):
    """Trying again makes no sense; the message says why."""


class NotNowError(Exception):
    """Nothing of this kind can be done now: the rest waits too, without a try of its own."""

    again_after: timedelta | None = None
    """How soon it is tried again, for as long as it takes; otherwise as any failure, so many times."""


class TooMuchError(PermanentError):
    """This takes more time or memory than a job may."""


handlers: PerApp[dict[str, Handler]] = PerApp("job-handlers", dict)
"""Who works off which kind of job."""


@dataclass
class Identity:
    worker_id: str | None = None


identity: PerApp[Identity] = PerApp("worker-identity", Identity)
"""Which worker this process belongs to, if it belongs to one."""
daily_work: PerApp[list[Callable[[date], None]]] = PerApp("daily-work", list)


def register_handler(
    app: Flask,
    kind: str,
    function: Callable[[Job], Mapping[str, Any] | None],
    *,
    lease: timedelta = timedelta(minutes=5),
    tries: int = 12,
    limits: Limits | None = None,
    when_ended: Callable[[Job], None] | None = None,
    repeatable: bool = True,
    when_released: Callable[[Job], None] | None = None,
    when_failed: Callable[[Job, Exception], None] | None = None,
) -> None:
    """Say which function works off a kind.

    It may write: what it leaves in the session is committed together with the row being done. What it returns
    replaces the payload. The lease must be longer than one row can take: after it, another worker begins again.
    What may take long has limits; ``when_ended`` notes that the system ended it, and may write as well.

    What is ``repeatable``, as all its effects are in our database and files, begins again as soon as its worker is
    gone, which ``when_released`` may note; what is not, after its lease. ``when_failed`` may tell whom it concerns that
    it is given up.
    """
    handlers.of(app)[kind] = Handler(function, lease, tries, limits, when_ended, repeatable, when_released, when_failed)


def register_daily(app: Flask, function: Callable[[date], None]) -> None:
    """Say what is to be done once a day, early in the morning; it is given the day.

    It may be called twice on a day, or not at all on some: what it did before, it does not do again.
    """
    daily_work.of(app).append(function)


def queue_job(kind: str, payload: Mapping[str, Any]) -> str:
    """Add a job to the current transaction and return its id; wake the worker for its kind after the commit."""
    job_id = new_id()
    db.session.add(Outbox(id=job_id, kind=kind, payload=dict(payload)))
    return job_id


def queue_mail(
    to: str,
    subject: str,
    text: str,
    html: str,
    *,
    reply_to: str = "",
    part_of: str = "",
    forgotten: bool = False,
    conversation: str = "",
    unsubscribe: str = "",
    written_by: int | None = None,
    seen_at: str = "",
    addressee: str = "",
    renewal: Mapping[str, Any] | None = None,
) -> str:
    """Add a finished mail to the current transaction and return its id; wake the worker after the commit.

    Its Message-ID is fixed here: should it ever go out twice, it is recognised as the same. ``part_of`` is the id of
    what it went out with, by which its fate can be looked up. Of a mail that is ``forgotten`` nothing stays once it
    has gone, not even to whom.

    Mails with the same ``conversation`` are shown together: they refer to one message that never was. ``unsubscribe``
    is the address at which a POST, without a session, ends such mails for who gets this one.

    Who it is ``written_by`` is told when it cannot be delivered, with the page where that is ``seen_at``; the
    ``addressee`` is then named to them instead of the address. What is in it may not keep: then ``renewal`` is the job
    "letter" that writes it again when it is late.
    """
    mail_id = new_id()
    host = urlsplit(str(current_app.config["BASE_URL"])).hostname or "localhost"
    payload = {
        "to": one_line(to),
        "subject": one_line(subject),
        "text": text,
        "html": html,
        "message_id": f"<{mail_id}@{host}>",
    }
    more: dict[str, Any] = {"reply_to": one_line(reply_to), "part_of": part_of, "forgotten": forgotten}
    more |= {"references": f"<{conversation}@{host}>" if conversation else "", "unsubscribe": unsubscribe}
    more |= {"seen_at": seen_at, "addressee": addressee}
    if renewal:  # whose it is follows from the row: nobody's address is kept twice
        more |= {"renewal": {name: renewal[name] for name in renewal if name != "email"}}
    payload |= {name: value for name, value in more.items() if value}
    db.session.add(Outbox(id=mail_id, kind="mail", payload=payload, written_by=written_by))
    return mail_id


def one_line(text: str) -> str:
    """Return the text as it may stand in a header: without line ends, which would begin another header."""
    return " ".join(text.split())
