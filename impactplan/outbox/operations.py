"""Put mails and jobs in the outbox, and say who works them off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, Unpack
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
    request_id: str | None = None

    @property
    def log_context(self) -> dict[str, str]:
        """Return what lines of the log about it stand under."""
        return {"request_id": self.request_id} if self.request_id else {}


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
    prepare: Callable[[], None] | None = None


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
recurring_work: PerApp[list[Callable[[datetime], None]]] = PerApp("recurring-work", list)


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
    prepare: Callable[[], None] | None = None,
) -> None:
    """Say which function works off a kind.

    It may write: what it leaves in the session is committed together with the row being done. What it returns
    replaces the payload. The lease must be longer than one row can take: after it, another worker begins again.
    What may take long has limits; ``when_ended`` notes that the system ended it, and may write as well.

    What is ``repeatable``, as all its effects are in our database and files, begins again as soon as its worker is
    gone, which ``when_released`` may note; what is not, after its lease. ``when_failed`` may tell whom it concerns that
    it is given up.

    ``prepare`` loads what each process that works off a row with limits is to find ready, as it ends with its row.
    """
    handlers.of(app)[kind] = Handler(
        function, lease, tries, limits, when_ended, repeatable, when_released, when_failed, prepare
    )


def register_daily(app: Flask, function: Callable[[date], None]) -> None:
    """Say what is to be done once a day, early in the morning; it is given the day.

    It may be called twice on a day, or not at all on some: what it did before, it does not do again.
    """
    daily_work.of(app).append(function)


def register_recurring(app: Flask, function: Callable[[datetime], None]) -> None:
    """Say what is to be done every quarter of an hour; it is given the moment.

    Quarters are skipped when no worker runs, and come again when a clock is put back: it finds out itself what is due.
    """
    recurring_work.of(app).append(function)


def queue_job(kind: str, payload: Mapping[str, Any]) -> str:
    """Add a job to the current transaction and return its id; the commit wakes the worker."""
    job_id = new_id()
    db.session.add(Outbox(id=job_id, kind=kind, payload=dict(payload)))
    return job_id


class AboutMail(TypedDict, total=False):
    """What can be said of a mail beside what stands in it."""

    reply_to: str
    part_of: str
    """The id of what it went out with, by which its fate can be looked up."""
    forgotten: bool
    """Whether nothing of it stays once it has gone, not even to whom."""
    conversation: str
    """Mails with the same are shown together: they refer to one message that never was."""
    unsubscribe: str
    """The address at which a POST, without a session, ends such mails for who gets this one."""
    written_by: int | None
    """Who is told when it cannot be delivered."""
    seen_at: str
    """The page where they can see that."""
    addressee: str
    """Who is named to them instead of the address."""
    renewal: Mapping[str, Any] | None
    """The job "letter" that writes it again when it is late, where what is in it may not keep."""


def queue_mail(to: str, subject: str, text: str, html: str, **about: Unpack[AboutMail]) -> str:
    """Add a finished mail to the current transaction and return its id; the commit wakes the worker.

    Its Message-ID is fixed here: should it ever go out twice, it is recognised as the same.
    """
    mail_id = new_id()
    payload = {
        "to": one_line(to),
        "subject": one_line(subject),
        "text": text,
        "html": html,
        "message_id": _message_id(mail_id),
        **_said_of(about),
    }
    db.session.add(Outbox(id=mail_id, kind="mail", payload=payload, written_by=about.get("written_by")))
    return mail_id


def _said_of(about: AboutMail) -> dict[str, Any]:
    """Return what is kept with a mail, as far as there is any."""
    conversation, renewal = about.get("conversation"), about.get("renewal") or {}
    kept = {
        "reply_to": one_line(about.get("reply_to", "")),
        "part_of": about.get("part_of"),
        "forgotten": about.get("forgotten"),
        "references": _message_id(conversation) if conversation else "",
        "unsubscribe": about.get("unsubscribe"),
        "seen_at": about.get("seen_at"),
        "addressee": about.get("addressee"),
        # Whose it is follows from the row: nobody's address is kept twice.
        "renewal": {name: renewal[name] for name in renewal if name != "email"},
    }
    return {name: value for name, value in kept.items() if value}


def _message_id(name: str) -> str:
    return f"<{name}@{urlsplit(str(current_app.config['BASE_URL'])).hostname or 'localhost'}>"


def one_line(text: str) -> str:
    """Return the text as it may stand in a header: without line ends, which would begin another header."""
    return " ".join(text.split())
