"""Rows are worked off once, also by several workers, also when one is killed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from structlog.contextvars import bound_contextvars, clear_contextvars, get_contextvars

from impactplan.lib.dates import today
from impactplan.models import Outbox, db, now
from impactplan.outbox import Job, queue_job, queue_mail, register_handler, sweep
from impactplan.outbox.leases import take
from impactplan.outbox.operations import PermanentError, handlers
from impactplan.outbox.settling import drop_old, fail, finish
from impactplan.outbox.waking import get_queue, wake_worker
from tests.outbox.conftest import make_due, stored


@pytest.fixture(autouse=True)
def own_handlers(app: Flask) -> Iterator[None]:
    before = dict(handlers.of(app))
    yield
    handlers.of(app).clear()
    handlers.of(app).update(before)


def queue(kind: str = "thing", number: int = 1) -> list[str]:
    ids = [queue_job(kind, {"number": n}) for n in range(number)]
    db.session.commit()
    return ids


def test_what_a_handler_returns_is_kept(app: Flask) -> None:
    register_handler(app, "thing", lambda job: {"told": job.payload["number"]})
    (row_id,) = queue()
    assert sweep("thing") == 1
    assert stored(row_id).payload == {"told": 0}


def test_what_a_handler_writes_is_committed_with_its_row(app: Flask) -> None:
    def write(_job: Job) -> None:
        queue_mail("lena@example.org", "x", "x", "<p>x</p>")

    register_handler(app, "thing", write)
    queue()
    sweep("thing")
    db.session.rollback()
    assert len(db.session.scalars(select(Outbox).where(Outbox.kind == "mail")).all()) == 1


def test_a_job_stands_in_the_log_under_the_request_that_asked_for_it_and_so_does_what_it_asks_for(app: Flask) -> None:
    clear_contextvars()  # of a request that another test made in this process
    seen = []

    def write(_job: Job) -> None:
        seen.append(get_contextvars().get("request_id"))
        queue_mail("lena@example.org", "x", "x", "<p>x</p>")

    register_handler(app, "thing", write)
    with bound_contextvars(request_id="asked-here"):
        queue()
    queue()
    sweep("thing")
    assert seen == ["asked-here", None]
    mails = db.session.scalars(select(Outbox.request_id).where(Outbox.kind == "mail").order_by(Outbox.created_at))
    assert mails.all() == seen
    assert "request_id" not in get_contextvars()


def test_what_a_failing_handler_wrote_is_not(app: Flask) -> None:
    def write(_job: Job) -> None:
        queue_mail("lena@example.org", "x", "x", "<p>x</p>")
        db.session.flush()
        raise ValueError("no")

    register_handler(app, "thing", write)
    (row_id,) = queue()
    assert sweep("thing") == 0
    assert stored(row_id).error == "ValueError: no"
    assert db.session.scalars(select(Outbox).where(Outbox.kind == "mail")).all() == []


def test_a_permanent_error_ends_it(app: Flask) -> None:
    def refuse(_job: Job) -> None:
        raise PermanentError("never")

    register_handler(app, "thing", refuse)
    (row_id,) = queue()
    sweep("thing")
    assert stored(row_id).failed_at


def test_a_killed_worker_gives_its_row_back_after_the_lease(app: Flask) -> None:
    register_handler(app, "thing", lambda _job: None, lease=timedelta(minutes=5))
    (row_id,) = queue()
    first = take("thing", handlers.current["thing"])  # and here the worker is killed
    assert first
    assert sweep("thing") == 0
    assert 290 < (stored(row_id).due_at - now()).total_seconds() <= 300
    make_due(row_id)
    assert sweep("thing") == 1
    assert stored(row_id).attempts == 2


def test_two_workers_never_do_the_same(built_app: Flask, app: Flask) -> None:
    done: list[str] = []

    def note(job: Job) -> None:
        time.sleep(0.002)
        done.append(job.id)

    register_handler(app, "thing", note)
    ids = queue(number=60)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            with built_app.app_context():
                sweep("thing")
                db.session.remove()
        except BaseException as error:
            errors.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not errors
    assert sorted(done) == sorted(ids)


def test_old_rows_go_and_others_stay(app: Flask) -> None:
    old, recent, waiting = queue(number=3)
    for row_id, values in (
        (old, {"done_at": now() - timedelta(days=91)}),
        (recent, {"done_at": now() - timedelta(days=89)}),
        (waiting, {"created_at": now() - timedelta(days=200)}),
    ):
        db.session.execute(update(Outbox).where(Outbox.id == row_id).values(values))
    db.session.commit()
    drop_old(today())
    assert set(db.session.scalars(select(Outbox.id))) == {recent, waiting}


def test_a_poke_never_fails_the_request(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    queue_of_app = get_queue()
    wake_worker("mail")
    monkeypatch.setattr(queue_of_app, "_huey", None)
    monkeypatch.setattr(type(queue_of_app), "_connect", lambda _self: (_ for _ in ()).throw(OSError("disk full")))
    wake_worker("mail")


def test_an_error_of_the_database_tells_nothing_that_somebody_wrote(app: Flask) -> None:
    twice = queue_job("thing", {})
    db.session.commit()
    db.session.add(Outbox(id=twice, kind="thing", payload={"text": "in vertrouwen"}))
    with pytest.raises(IntegrityError) as caught:
        db.session.commit()
    assert "in vertrouwen" not in str(caught.value)


def test_a_row_is_found_by_whom_it_is_for(app: Flask) -> None:
    mail = queue_mail("lena@example.org", "Hallo", "x", "<p>x</p>", part_of="ronde")
    job = queue_job("thing", {"email": "pim@example.org"})
    db.session.commit()
    columns = select(Outbox.id, Outbox.email, Outbox.part_of)
    found = {row.id: (row.email, row.part_of) for row in db.session.execute(columns)}
    assert found == {mail: ("lena@example.org", "ronde"), job: ("pim@example.org", None)}


def test_what_is_forgotten_is_not_found_either(app: Flask) -> None:
    went = queue_mail("lena@example.org", "Hallo", "x", "<p>x</p>", forgotten=True)
    refused = queue_mail("not an address", "Hallo", "x", "<p>x</p>", forgotten=True)
    db.session.commit()
    job = take("mail", handlers.current["mail"])
    while job is not None:
        if job.id == went:
            finish(job, {})
        else:
            fail(job, handlers.current["mail"], PermanentError("no such address"))
        job = take("mail", handlers.current["mail"])
    rows = db.session.execute(select(Outbox.id, Outbox.email)).all()
    assert {row.id: row.email for row in rows} == {went: None, refused: None}
