"""Making a file when the machine does not go along: no room, no worker, a worker that was killed or only slow."""

from __future__ import annotations

import errno
import os
import shutil
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from impactplan.exports import rendering
from impactplan.exports.formats import FromDocument, formats
from impactplan.exports.operations import STUCK_AFTER, file_of, folder_of
from impactplan.exports.pdf import PDF
from impactplan.models import Export, Outbox, User, Worker, db, now
from impactplan.outbox import sweep
from impactplan.outbox.heartbeat import BEATS_MISSED, Heart
from impactplan.outbox.leases import take
from impactplan.outbox.operations import handlers, identity
from tests.exports.test_exports import ask, stored
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
WRITES = 5
FULL, FULL_ENGLISH = "De schijf van de server is vol.", "There is no room on the disk of the server."
IDLE = "Er wordt nu niets gemaakt"
Usage = namedtuple("Usage", "total used free")


def job() -> Outbox:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Outbox).filter_by(kind="export").one()


def make_due() -> None:
    job().due_at = now()
    db.session.commit()


def files(cast: Cast) -> list[str]:
    return sorted(os.listdir(folder_of(cast.plan_id)))


def failing_at(number: int) -> FromDocument:
    """Return a renderer whose n-th write finds no room; what it wrote before is on the disk."""

    def render(_document: Any, target: Path, _report: Any) -> int:
        with open(target, "wb") as file:
            for written in range(1, WRITES + 1):
                if written == number:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                file.write(b"%PDF-half")
                file.flush()
        return 1

    return FromDocument(render)


@pytest.mark.parametrize("number", range(1, WRITES + 1))
def test_a_full_disk_is_said_and_it_goes_on_by_itself(
    cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    client = signed_in(cast.olga)
    address = ask(client, cast)
    for tried in (1, 2, 3, 4):  # more often than a failure is tried
        with monkeypatch.context() as full:
            full.setitem(formats.current, "pdf", replace(PDF, renderer=failing_at(number)))
            assert sweep("export") == 0
        assert job().failed_at is None
        assert job().attempts == tried
        assert job().due_at <= now() + timedelta(minutes=1)
        assert files(cast) == [], "nothing half-written"
        assert FULL in client.get(address).text
        make_due()
    assert sweep("export") == 1
    assert FULL not in client.get(address).text
    assert files(cast) == [file_of(stored(address)).name]


def test_it_is_said_in_the_language_of_the_reader(
    cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = ask(signed_in(cast.olga), cast)
    monkeypatch.setitem(formats.current, "pdf", replace(PDF, renderer=failing_at(1)))
    sweep("export")
    db.session.execute(update(User).values(language="en"))
    db.session.commit()
    assert FULL_ENGLISH in signed_in(cast.olga).get(address).text


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_what_is_not_safely_on_the_disk_is_no_file(
    cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    client = signed_in(cast.olga)
    address = ask(client, cast)

    def fail(*_words: Any) -> None:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))

    with monkeypatch.context() as full:
        full.setattr(os if call == "fsync" else Path, call, fail)
        assert sweep("export") == 0
    assert files(cast) == []
    assert FULL in client.get(address).text


def test_with_little_room_it_is_not_begun(cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(cast.olga)
    address = ask(client, cast)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _folder: Usage(100, 99, rendering.LEAST_ROOM - 1))
        full.setattr(rendering, "write_file", lambda *_words: pytest.fail("begun"))
        assert sweep("export") == 0
    assert FULL in client.get(address).text


def test_a_file_that_is_made_at_once_is_refused_clearly(
    cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(cast.olga)
    with monkeypatch.context() as full:
        full.setitem(formats.current, "pdf", replace(PDF, renderer=failing_at(2), is_job=False))
        address = ask(client, cast)
    assert stored(address).state == "failed"
    assert FULL.rstrip(".") in client.get(address).text
    assert files(cast) == []


def test_after_a_day_it_is_given_up(cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(cast.olga)
    address = ask(client, cast)
    db.session.execute(update(Export).values(created_at=now() - STUCK_AFTER - timedelta(minutes=1)))
    db.session.execute(update(Outbox).values(attempts=1))
    db.session.commit()
    assert sweep("export") == 0
    assert job().failed_at
    assert "niet gelukt" in client.get(address).text


def test_without_a_worker_the_page_says_so_after_ten_seconds(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.olga)
    address = ask(client, cast)
    assert IDLE not in client.get(address).text, "a worker may just be starting"
    db.session.execute(update(Export).values(created_at=now() - timedelta(seconds=11)))
    db.session.commit()
    page = client.get(address).text
    assert IDLE in page
    assert 'data-progress="queued"' in page, "the page goes on asking"
    db.session.add(Worker())
    db.session.commit()
    assert IDLE not in client.get(address).text
    db.session.execute(update(Worker).values(seen_at=now() - timedelta(seconds=11)))
    db.session.commit()
    assert IDLE in client.get(address).text


def test_the_page_of_a_killed_worker_does_not_stand_at_85_percent(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.olga)
    address = ask(client, cast)
    dead, next_one = Heart(), Heart()
    dead.beat()
    identity.current.worker_id = dead.worker_id
    taken = take("export", handlers.current["export"])
    identity.current.worker_id = None
    assert taken
    values = {"state": "running", "stage": "writing", "progress": 85, "created_at": now() - timedelta(minutes=1)}
    db.session.execute(update(Export).values(values))
    db.session.execute(update(Worker).values(seen_at=now() - timedelta(seconds=11)))
    db.session.commit()
    page = client.get(address).text
    assert IDLE in page
    assert 'value="85"' not in page
    for _ in range(BEATS_MISSED + 1):
        next_one.due = 0
        next_one.beat()
    assert stored(address).state == "queued"
    assert "Wacht op zijn beurt" in client.get(address).text
    (folder_of(cast.plan_id)).mkdir(parents=True, exist_ok=True)
    left = file_of(stored(address)).with_suffix(".pdf.0123456789ab.part")
    left.write_bytes(b"%PDF-half")
    assert sweep("export") == 1
    assert files(cast) == [file_of(stored(address)).name], "nor does what it left stay"


def test_a_worker_that_was_only_slow_lets_the_other_finish(
    cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It notices at the next page that the file is not its own to make any more, and notes no failure."""
    address = ask(signed_in(cast.olga), cast)

    def render(_document: Any, _target: Path, report: Any) -> int:
        db.session.execute(update(Outbox).values(attempts=Outbox.attempts + 1))  # as taken by another
        db.session.execute(update(Export).values(state="done", progress=100))
        db.session.commit()
        report("writing", 1)
        raise AssertionError("it went on")

    with monkeypatch.context() as slow:
        slow.setitem(formats.current, "pdf", replace(PDF, renderer=FromDocument(render)))
        assert sweep("export") == 0
    assert stored(address).state == "done"
    assert job().error == ""
