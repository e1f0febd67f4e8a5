"""Whether the program runs (``/healthz``) and whether all is there that it needs (``/readyz``).

Both answer before anything else of a request: no session, no account, no limit. Of what is wrong a stranger learns no
more than its name; why stands in the log. Whoever asks on the machine itself is told the age of the last backup too.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import structlog
from flask import Flask, json
from sqlalchemy import func, select
from werkzeug import Response

from impactplan.config import Settings, is_loopback, redis_options
from impactplan.models import db, now, outbox_table
from impactplan.outbox import mail_waits, worker_seen
from impactplan.service.checks import Schema, compare_schema, write_in, write_nothing
from impactplan.site.backup_age import last_proven_backup

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

LIMIT = 2.0
"""For how many seconds an answer to each question is waited for."""
FRESH = 1.0
"""How long an answer holds: whoever asks without end has the same one."""
SILENT_AFTER = timedelta(seconds=30)
OVERDUE_AFTER = timedelta(minutes=15)
"""A row that nobody took by then is not being worked off; one that is being done, or tried again, is not due."""
ROOM = 256 * 1024**2
"""Bytes that must be free for the data."""


class NotWellError(Exception):
    """What is wrong, for the log."""


def write_in_database(_settings: Settings) -> None:
    write_nothing()


def match_migration(_settings: Settings) -> None:
    schema = compare_schema()
    if schema not in {Schema.CURRENT, Schema.NEWER}:
        raise NotWellError(f"the database is {schema.value}")


def hear_worker(_settings: Settings) -> None:
    seen = worker_seen()
    if seen is None or now() - seen > SILENT_AFTER:
        raise NotWellError(f"last sign of life: {seen}")


def find_overdue_job(_settings: Settings) -> None:
    waiting = (
        outbox_table.c.done_at.is_(None),
        outbox_table.c.failed_at.is_(None),
        outbox_table.c.kind != ("mail" if mail_waits() else ""),
    )
    oldest = db.session.scalar(select(func.min(outbox_table.c.due_at)).where(*waiting))
    if oldest is not None and now() - oldest > OVERDUE_AFTER:
        raise NotWellError(f"a job waits since {oldest}")


def find_room(settings: Settings) -> None:
    free = shutil.disk_usage(settings.data_dir).free
    if free < ROOM:
        raise NotWellError(f"{free // 1024**2} MB free")
    write_in(settings.data_dir)


def answer_redis(settings: Settings) -> None:
    from redis import Redis  # noqa: PLC0415  # 7 MB that only a site with a Redis needs

    with Redis.from_url(settings.redis_url, **redis_options()) as client:
        client.ping()


Question = Callable[[Settings], None]
QUESTIONS: Mapping[str, Question] = {
    "database": write_in_database,
    "migration": match_migration,
    "worker": hear_worker,
    "jobs": find_overdue_job,
    "disk": find_room,
    "redis": answer_redis,
}


@dataclass
class Asked:
    """One question: its last answer, and whether one is still waited for."""

    name: str
    question: Question
    well: bool = True
    running: Thread | None = None


class Readiness:
    """Asks each question in a thread of its own. One that hangs is not asked again before it is through."""

    def __init__(self, app: Flask, questions: Mapping[str, Question] = QUESTIONS) -> None:
        self.app = app
        self.settings: Settings = app.config["SETTINGS"]
        needed = [name for name in questions if name != "redis" or self.settings.redis_url]
        self.asked = [Asked(name, questions[name]) for name in needed]
        self.lock = Lock()
        self.answers: dict[str, bool] = {}
        self.answered = 0.0

    def look(self) -> dict[str, bool]:
        """Return of each thing by its name whether it is well."""
        with self.lock:
            if not self.answers or time.monotonic() > self.answered + FRESH:
                self.answers = self._ask_all()
                self.answered = time.monotonic()
            return self.answers

    def last_backup(self) -> str | None:
        """Return when the last backup was made that proved to be one. It does not count: a site works without."""
        with self.app.app_context():
            made = last_proven_backup()
        return made.isoformat() if made else None

    def _ask_all(self) -> dict[str, bool]:
        waits = [(asked, self._begin(asked)) for asked in self.asked]
        until = time.monotonic() + LIMIT
        return {
            asked.name: bool(done and done.wait(max(0.0, until - time.monotonic())) and asked.well)
            for asked, done in waits
        }

    def _begin(self, asked: Asked) -> Event | None:
        if asked.running is not None and asked.running.is_alive():
            return None
        done = Event()
        asked.running = Thread(target=self._ask, args=(asked, done), name=f"ready-{asked.name}", daemon=True)
        asked.running.start()
        return done

    def _ask(self, asked: Asked, done: Event) -> None:
        before = asked.well
        try:
            with self.app.app_context():
                asked.question(self.settings)
            asked.well = True
        except Exception as error:
            asked.well = False
            if before:
                reason = str(error) if isinstance(error, NotWellError) else type(error).__name__
                log.warning("not well", what=asked.name, reason=reason)
        else:
            if not before:
                log.info("well again", what=asked.name)
        done.set()


def asked_on_this_machine(environ: WSGIEnvironment) -> bool:
    """Tell whether somebody on this machine asks, and no server in front for somebody else."""
    forwarded = any(environ.get(name) for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED"))
    return is_loopback(str(environ.get("REMOTE_ADDR", ""))) and not forwarded


class Probes:
    def __init__(self, app: WSGIApplication, readiness: Readiness) -> None:
        self.app, self.readiness = app, readiness

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if environ.get("REQUEST_METHOD") not in {"GET", "HEAD"} or path not in {"/healthz", "/readyz"}:
            return self.app(environ, start_response)
        checks = self.readiness.look() if path == "/readyz" else {}
        well = all(checks.values())
        content: dict[str, str | dict[str, str] | None] = {"status": "ok" if well else "not ok"}
        if checks:
            content["checks"] = {name: "ok" if fine else "not ok" for name, fine in checks.items()}
            if asked_on_this_machine(environ):
                content["last_backup"] = self.readiness.last_backup()
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        response = Response(json.dumps(content) + "\n", 200 if well else 503, headers, mimetype="application/json")
        return response(environ, start_response)


def answer_probes(app: Flask) -> None:
    app.wsgi_app = Probes(app.wsgi_app, Readiness(app))  # type: ignore[method-assign]  # Flask's own way
