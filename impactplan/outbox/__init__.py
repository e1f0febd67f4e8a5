"""Work that leaves the request: mails and jobs are rows, written with what causes them and swept by a worker."""

from __future__ import annotations

from flask import Flask

from impactplan.config import Settings
from impactplan.outbox.daily import do_daily_work, do_recurring_work
from impactplan.outbox.heartbeat import SILENT_AFTER, worker_lives, worker_seen
from impactplan.outbox.mailer import LEASE, TRIES, deliver, mail_waits
from impactplan.outbox.message import ENCODED_WORD
from impactplan.outbox.operations import (
    Job,
    Limits,
    queue_job,
    queue_mail,
    register_daily,
    register_handler,
    register_recurring,
)
from impactplan.outbox.routes import blueprint
from impactplan.outbox.settling import drop_old, renew_lease
from impactplan.outbox.sweep import sweep
from impactplan.outbox.undelivered import Undelivered, find_undelivered, send_again, tell_writer
from impactplan.outbox.waking import wake_worker

__all__ = [
    "ENCODED_WORD",
    "SILENT_AFTER",
    "Job",
    "Limits",
    "Undelivered",
    "do_daily_work",
    "do_recurring_work",
    "find_undelivered",
    "mail_waits",
    "queue_job",
    "queue_mail",
    "register_daily",
    "register_handler",
    "register_recurring",
    "renew_lease",
    "send_again",
    "set_up",
    "sweep",
    "wake_worker",
    "worker_lives",
    "worker_seen",
]


def set_up(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    register_handler(app, "mail", deliver, lease=LEASE, tries=TRIES, repeatable=False, when_failed=tell_writer)
    register_daily(app, drop_old)
    if not settings.production and not settings.mail_url:
        app.register_blueprint(blueprint)
