"""The real program: a document whose worker is killed half-way is taken up again within seconds."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from impactplan.access import Permission
from impactplan.models import Export, Outbox, db
from impactplan.outbox import queue_job, wake_worker, worker_lives
from impactplan.workbook.operations import create_item
from impactplan.workbook.writing import writing
from tests.server.test_worker import STARTS, alive, children, pid, wait_for
from tests.support.cast import make_cast
from tests.support.server import Server

ROWS = 300
"""So that the document takes long enough to be killed in the middle."""
SOON = 15
"""Seconds."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    try:
        server.make_database()
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def beside(server: Server) -> Iterator[Flask]:
    """An app on the same data, within its context."""
    app = server.app()
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def ask() -> str:
    """Make a long plan, ask for its document, and return the id of the export."""
    cast = make_cast()
    db.session.commit()
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        for number in range(ROWS):
            create_item(write, "stakeholder", {"name": f"Groep {number}", "traits": "tekst " * 60})
    export = Export(plan_id=cast.plan_id, seq=write.seq, format="pdf", options={}, options_hash="x")
    db.session.add(export)
    db.session.flush()
    queue_job("export", {"export": export.id})
    db.session.commit()
    wake_worker("export")
    return str(export.id)


def find(export_id: str) -> tuple[str, str, int]:
    """Return the state and stage of an export, and how many times it was begun."""
    db.session.rollback()
    db.session.expire_all()
    export = db.session.get_one(Export, export_id)
    return export.state, export.stage, db.session.query(Outbox).filter_by(kind="export").one().attempts


def wait_until_half_way(export_id: str) -> None:
    assert wait_for(lambda: find(export_id)[:2] == ("running", "pages"), STARTS)
    time.sleep(0.3)
    assert find(export_id)[0] == "running"


@pytest.mark.long
def test_a_document_is_taken_up_again_after_everything_was_killed(server: Server, beside: Flask) -> None:
    export_id = ask()
    wait_until_half_way(export_id)
    server.kill()
    assert wait_for(lambda: not worker_lives(), SOON), "its pages say that nothing is made"
    server.start()
    assert wait_for(worker_lives, STARTS)
    started = time.monotonic()
    assert wait_for(lambda: find(export_id)[2] == 2, SOON), "begun anew"
    assert time.monotonic() - started < SOON
    assert wait_for(lambda: find(export_id)[0] == "done", STARTS)
    assert [file.suffix for file in (server.folder / "exports").rglob("*") if file.is_file()] == [".pdf"]


@pytest.mark.long
def test_a_document_is_taken_up_again_after_a_process_of_the_worker_was_killed(server: Server, beside: Flask) -> None:
    export_id = ask()
    wait_until_half_way(export_id)
    (consumer,) = [child for child in children(pid(server)) if len(children(child)) >= 3]
    busy = [child for child in children(consumer) if children(child)]
    os.kill(busy[0], signal.SIGKILL)
    assert wait_for(lambda: not alive(busy[0]))
    assert wait_for(lambda: find(export_id)[2] == 2, SOON), "begun anew"
    assert wait_for(lambda: find(export_id)[0] == "done", STARTS)
