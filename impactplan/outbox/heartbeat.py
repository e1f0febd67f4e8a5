"""The signs of life of workers, by which what a dead one had begun is taken up by another, and pages know of none.

A worker is dead when others saw no new beat of it several times in a row. No clocks are compared: those of two machines
differ, and any of them can jump.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, func, select, update

from impactplan.extensions import PerApp
from impactplan.models import Worker, db, new_id, now, worker_table
from impactplan.outbox.leases import release_orphans

log = structlog.get_logger()

BEAT_EVERY = 1.5
"""Seconds, at least; looked at every second."""
BEATS_MISSED = 4
"""How many times in a row no new beat of a worker is seen before it counts as dead."""
SILENT_AFTER = timedelta(seconds=10)
"""When pages say that there is no worker."""


def worker_seen() -> datetime | None:
    """Return the last sign of life of any worker; one from the future, of a clock that went wrong, tells nothing."""
    seen = select(func.max(worker_table.c.seen_at)).where(worker_table.c.seen_at <= now() + SILENT_AFTER)
    moment: datetime | None = db.session.scalar(seen)
    return moment


def worker_lives() -> bool:
    """Tell whether there is a worker that mails and files can be expected from."""
    seen = worker_seen()
    return seen is not None and now() - seen < SILENT_AFTER


@dataclass
class Heart:
    """The heart of one worker; it also watches those of the others."""

    worker_id: str = field(default_factory=new_id)
    beats: int = 0
    due: float = 0.0
    watched: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The last beat seen of each other worker, and how often there was no new one."""
    reachable: bool = True

    def beat(self) -> list[str]:
        """Give a sign of life when it is time, and return the kinds of what dead workers left.

        It never fails: a database that does not answer for a while ends no worker.
        """
        if time.monotonic() < self.due:
            return []
        self.due = time.monotonic() + BEAT_EVERY
        try:
            released = self._note()
        except Exception as error:
            db.session.rollback()
            if self.reachable:
                log.warning("no sign of life given", error=type(error).__name__)
            self.reachable = False
            return []
        finally:
            db.session.remove()
        self.reachable = True
        return released

    def _note(self) -> list[str]:
        first, self.beats = not self.beats, self.beats + 1
        own = update(worker_table).where(worker_table.c.id == self.worker_id)
        noted = db.session.execute(own.values(seen_at=now(), beats=self.beats).returning(worker_table.c.id)).first()
        if noted is None:
            db.session.add(Worker(id=self.worker_id, beats=self.beats))
        db.session.commit()
        dead = self._find_dead()
        if not dead and not first:
            return []
        db.session.execute(delete(worker_table).where(worker_table.c.id.in_(dead)))
        return release_orphans()

    def _find_dead(self) -> list[str]:
        others = select(worker_table.c.id, worker_table.c.beats).where(worker_table.c.id != self.worker_id)
        before, self.watched = self.watched, {}
        for worker_id, beats in db.session.execute(others).all():
            last, missed = before.get(worker_id, (beats, -1))
            self.watched[worker_id] = (beats, missed + 1 if beats == last else 0)
        return [worker_id for worker_id, (_beats, missed) in self.watched.items() if missed >= BEATS_MISSED]

    def stop(self) -> None:
        """Take leave, and with it of what was begun."""
        try:
            db.session.execute(delete(worker_table).where(worker_table.c.id == self.worker_id))
            release_orphans()
        except Exception as error:
            db.session.rollback()
            log.warning("no leave taken", error=type(error).__name__)
        finally:
            db.session.remove()


heart: PerApp[Heart] = PerApp("heart", Heart)
