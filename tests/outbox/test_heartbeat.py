"""Workers give signs of life; what a dead one had begun is begun again, and nothing is done by two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from impactplan.models import Outbox, Worker, db, now
from impactplan.outbox import Job, queue_job, queue_mail, register_handler, sweep, worker_lives, worker_seen
from impactplan.outbox.heartbeat import BEATS_MISSED, Heart
from impactplan.outbox.leases import MOST_BEGUN, take
from impactplan.outbox.operations import handlers, identity
from impactplan.outbox.sweep import work
from tests.outbox.conftest import stored


@pytest.fixture(autouse=True)
def own_handlers(app: Flask) -> Iterator[None]:
    before = dict(handlers.of(app))
    yield
    handlers.of(app).clear()
    handlers.of(app).update(before)
    identity.current.worker_id = None


def beat(heart: Heart) -> list[str]:
    heart.due = 0
    return heart.beat()


def begin(heart: Heart, kind: str = "thing") -> Job:
    """Let a worker take a row, and do no more."""
    beat(heart)
    if kind == "mail":
        queue_mail("lena@example.org", "x", "x", "<p>x</p>")
    else:
        queue_job(kind, {})
    db.session.commit()
    identity.current.worker_id = heart.worker_id
    job = take(kind, handlers.current[kind])
    identity.current.worker_id = None
    assert job
    return job


def wait_for_death(watching: Heart, *living: Heart) -> list[str]:
    """Let a worker look as often as it takes to see which others have died."""
    kinds = []
    for _ in range(BEATS_MISSED + 1):
        for heart in living:
            kinds += beat(heart)
        kinds += beat(watching)
    return kinds


def test_a_worker_is_seen_while_it_lives(app: Flask) -> None:
    assert worker_seen() is None
    assert not worker_lives()
    heart = Heart()
    beat(heart)
    seen = worker_seen()
    assert seen
    assert abs(now() - seen) < timedelta(seconds=5)
    assert worker_lives()
    db.session.execute(update(Worker).values(seen_at=now() - timedelta(seconds=11)))
    db.session.commit()
    assert not worker_lives()
    beat(heart)
    assert worker_lives()
    heart.stop()
    assert worker_seen() is None


def test_a_sign_of_life_from_the_future_tells_nothing(app: Flask) -> None:
    beat(Heart())
    db.session.execute(update(Worker).values(seen_at=now() + timedelta(days=2)))
    db.session.commit()
    assert worker_seen() is None
    assert not worker_lives()


def test_what_a_dead_worker_began_is_begun_again(app: Flask) -> None:
    released: list[str] = []
    register_handler(app, "thing", lambda _job: None, when_released=lambda job: released.append(job.id))
    job = begin(Heart())
    assert sweep("thing") == 0, "its lease still runs"
    assert wait_for_death(Heart()) == ["thing"]
    assert released == [job.id]
    assert sweep("thing") == 1
    assert stored(job.id).attempts == 2
    assert len(db.session.scalars(select(Worker)).all()) == 1, "the dead one is gone"


def test_a_living_worker_keeps_what_it_began_whatever_the_clock_says(app: Flask) -> None:
    register_handler(app, "thing", lambda _job: None)
    heart = Heart()
    job = begin(heart)
    for moment in (now() - timedelta(days=2), now() + timedelta(days=2)):
        db.session.execute(update(Worker).where(Worker.id == heart.worker_id).values(seen_at=moment))
        db.session.commit()
        assert wait_for_death(Heart(), heart) == []
    assert stored(job.id).worker_id == heart.worker_id


def test_a_worker_that_takes_leave_leaves_nothing_behind(app: Flask) -> None:
    register_handler(app, "thing", lambda _job: None)
    heart = Heart()
    job = begin(heart)
    heart.stop()
    assert stored(job.id).worker_id is None
    assert sweep("thing") == 1


def test_a_mail_waits_for_its_lease_as_it_may_have_gone(app: Flask) -> None:
    job = begin(Heart(), "mail")
    assert wait_for_death(Heart()) == []
    assert stored(job.id).due_at > now() + timedelta(minutes=4)


def test_a_worker_that_was_only_slow_undoes_what_another_took_over(app: Flask) -> None:
    def write(_job: Job) -> None:
        queue_mail("lena@example.org", "x", "x", "<p>x</p>")

    register_handler(app, "thing", write)
    slow = begin(Heart())
    wait_for_death(Heart())
    assert sweep("thing") == 1
    assert not work(slow, handlers.current["thing"])
    db.session.rollback()
    assert len(db.session.scalars(select(Outbox).where(Outbox.kind == "mail")).all()) == 1


def test_a_process_of_the_same_worker_that_died_is_made_good_at_once(app: Flask) -> None:
    register_handler(app, "thing", lambda _job: None)
    heart = Heart()
    begin(heart)
    identity.current.worker_id = heart.worker_id
    assert sweep("thing", apart=True) == 1


def test_what_ends_every_worker_is_given_up(app: Flask) -> None:
    ended: list[str] = []
    register_handler(app, "thing", lambda _job: None, when_ended=lambda job: ended.append(job.id))
    job = begin(Heart())
    db.session.execute(update(Outbox).values(attempts=MOST_BEGUN))
    db.session.commit()
    wait_for_death(Heart())
    assert ended == [job.id]
    assert stored(job.id).failed_at


def test_a_database_that_is_away_ends_no_worker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    heart = Heart()
    beat(heart)
    with monkeypatch.context() as away:
        away.setattr(db.session, "execute", lambda *_args, **_more: (_ for _ in ()).throw(OSError("away")))
        assert beat(heart) == []
    assert beat(heart) == []
    assert worker_lives()
