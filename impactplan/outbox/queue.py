"""The queue by which a request wakes the worker. It carries no work, only the wish to sweep: rows are the work.

It loads huey: ``waking`` has it loaded when something is queued, without redis unless that is where the queue lies.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from huey import Huey, SqliteHuey, crontab

from impactplan.config import Settings
from impactplan.lib.dates import today
from impactplan.models import db, now
from impactplan.outbox.daily import do_daily_work, do_recurring_work
from impactplan.outbox.operations import handlers
from impactplan.outbox.plain import PlainSerializer
from impactplan.outbox.sweep import sweep

log = structlog.get_logger()
AGAIN_AFTER = 1


class Queue:
    """The huey of an app and its tasks, made when first used: a command that needs none leaves no file."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.settings: Settings = app.config["SETTINGS"]
        self._huey: Huey | None = None
        self._sweep: Any = None

    @property
    def huey(self) -> Huey:
        return self._make()

    def wake_worker(self, kind: str) -> None:
        self._make()
        self._sweep(kind)

    def _make(self) -> Huey:
        if self._huey is None:
            self._huey = self._connect()
            self._declare_tasks(self._huey)
        return self._huey

    def _connect(self) -> Huey:
        options = {"results": False, "utc": True, "serializer": PlainSerializer()}
        file = str(self.settings.data_dir / "queue.db")
        if self.settings.redis_url:
            from impactplan.outbox.storage import RedisOrFile  # noqa: PLC0415  # loads redis: 7 MB

            return Huey("impactplan", storage_class=RedisOrFile, url=self.settings.redis_url, filename=file, **options)
        return SqliteHuey("impactplan", filename=file, **options)

    def _declare_tasks(self, huey: Any) -> None:
        def sweep_kind(kind: str) -> None:
            if kind not in handlers.of(self.app):  # nor is a file made by that name
                log.warning("unknown kind of job")
                return
            with self.app.app_context(), _alone(self.settings.data_dir, kind) as alone:
                if alone:
                    sweep(kind, apart=True)
                else:  # what is being swept now may have passed by what this was queued for
                    self._sweep.schedule((kind,), delay=AGAIN_AFTER)

        def sweep_all() -> None:
            for kind in handlers.of(self.app):
                self._sweep(kind)

        def work_daily() -> None:
            with self.app.app_context():
                do_daily_work(today())

        def work_recurring() -> None:
            with self.app.app_context():
                do_recurring_work(now())

        self._sweep = huey.task(name="sweep")(sweep_kind)
        huey.periodic_task(crontab(minute="*"), name="sweep_all")(sweep_all)
        huey.periodic_task(crontab(minute="43", hour="4"), name="work_daily")(work_daily)
        huey.periodic_task(crontab(minute="*/15"), name="work_recurring")(work_recurring)


@contextmanager
def _alone(folder: Path, kind: str) -> Iterator[bool]:
    """Tell whether no other process of this machine sweeps the kind: documents are made one at a time.

    The system frees the lock of a process that dies.
    """
    with open(folder / f"sweep-{kind}.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def release_connections() -> None:
    """Let go of database connections before a fork, which must not share them."""
    db.engine.dispose()
