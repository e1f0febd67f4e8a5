"""Whether the program runs, and whether all is there that it needs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from impactplan import create_app
from impactplan.config import Settings
from impactplan.models import Outbox, Worker, db, now, worker_table
from impactplan.outbox import queue_job
from impactplan.service import health
from impactplan.service.health import QUESTIONS, Readiness
from impactplan.site import backup_age
from impactplan.site.backup_age import ProvenBackup, note_proven_backup

ALL = {"database", "migration", "worker", "jobs", "disk"}


@pytest.fixture
def ready(app: Flask, head: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """A site where all is well; return what tells what is not."""
    db.session.add(Worker(id="w"))
    db.session.commit()
    monkeypatch.setattr(health, "FRESH", -1)

    def look() -> set[str]:
        db.session.commit()
        answer = FlaskClient(app).get("/readyz")
        content = answer.get_json()
        wrong = {name for name, state in content["checks"].items() if state != "ok"}
        assert set(content["checks"]) == ALL
        assert (answer.status_code, content["status"]) == ((503, "not ok") if wrong else (200, "ok"))
        return wrong

    return look


def test_all_is_well(ready: Callable[[], set[str]]) -> None:
    assert ready() == set()


def test_no_worker(ready: Callable[[], set[str]]) -> None:
    db.session.execute(update(worker_table).values(seen_at=now() - timedelta(minutes=1)))
    assert ready() == {"worker"}
    db.session.execute(delete(worker_table))
    assert ready() == {"worker"}


def test_a_job_that_nobody_takes(ready: Callable[[], set[str]]) -> None:
    queue_job("export", {})
    assert ready() == set()
    db.session.execute(update(Outbox).values(due_at=now() - timedelta(hours=1)))
    assert ready() == {"jobs"}
    db.session.execute(update(Outbox).values(done_at=now()))
    assert ready() == set()


def test_a_mail_that_waits_for_its_server_is_not_overdue(
    ready: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_job("mail", {})
    db.session.execute(update(Outbox).values(due_at=now() - timedelta(hours=1)))
    assert ready() == {"jobs"}
    monkeypatch.setattr(health, "mail_waits", lambda: True)
    assert ready() == set()


def test_a_database_of_before(ready: Callable[[], set[str]], stamp: Callable[[str], None]) -> None:
    stamp("0001")
    assert ready() == {"migration"}
    stamp("9999")
    assert ready() == set(), "one of a later version works"


def test_a_full_disk(ready: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "ROOM", 2**62)
    assert ready() == {"disk"}


def test_redis_is_asked_where_there_is_one(app: Flask, settings: Settings) -> None:
    away = create_app(replace(settings, redis_url="redis://127.0.0.1:9/0"))
    checks = FlaskClient(away).get("/readyz").get_json()["checks"]
    assert checks["redis"] == "not ok"
    assert "redis" not in FlaskClient(app).get("/readyz").get_json()["checks"]
    with away.app_context():
        db.engine.dispose()


def test_without_a_database_it_runs_and_is_not_ready(app_without_database: Flask) -> None:
    client = FlaskClient(app_without_database)
    assert client.get("/healthz").get_json() == {"status": "ok"}
    answer = client.get("/readyz")
    wrong = {name for name, state in answer.get_json()["checks"].items() if state != "ok"}
    assert (answer.status_code, wrong) == (503, ALL - {"disk"})
    assert "test.db" not in answer.text


def test_what_hangs_is_not_waited_for_nor_asked_again(without_database: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LIMIT", 0.2)
    monkeypatch.setattr(health, "FRESH", -1)
    release, asked = Event(), []

    def hang(_settings: Settings) -> None:
        asked.append(1)
        release.wait(20)

    readiness = Readiness(without_database, {"disk": QUESTIONS["disk"], "database": hang})
    began = time.monotonic()
    assert [readiness.look() for _number in range(3)] == [{"disk": True, "database": False}] * 3
    assert time.monotonic() - began < 2
    assert asked == [1]
    release.set()
    thread = readiness.asked[1].running
    assert thread
    thread.join(5)
    assert readiness.look()["database"]


def test_who_asks_without_end_has_the_same_answer(without_database: Flask) -> None:
    asked: list[int] = []
    readiness = Readiness(without_database, {"disk": lambda _settings: asked.append(1)})
    for _number in range(20):
        readiness.look()
    assert len(asked) == 1


def test_why_stands_in_the_log_once(without_database: Flask, caplog: pytest.LogCaptureFixture) -> None:
    state = {"well": False}

    def ask(_settings: Settings) -> None:
        if not state["well"]:
            raise health.NotWellError("3 MB free")

    caplog.set_level(logging.INFO)
    readiness = Readiness(without_database, {"disk": ask})
    for well in (False, False, True, True):
        state["well"] = well
        readiness.answered = 0
        readiness.look()
    assert caplog.text.count("3 MB free") == 1
    assert caplog.text.count("well again") == 1


def test_it_answers_whoever_asks_under_whatever_name(app: Flask) -> None:
    client = FlaskClient(app)
    assert client.get("/healthz", base_url="http://10.0.0.5:8000").status_code == 200
    assert client.head("/healthz").text == ""
    assert client.post("/healthz").status_code == 404
    assert "Set-Cookie" not in client.get("/healthz").headers


def test_the_last_proven_backup_is_told_on_this_machine_and_changes_nothing(
    ready: Callable[[], set[str]], app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = FlaskClient(app)
    assert ready() == set()
    assert client.get("/readyz").get_json()["last_backup"] is None
    made = now()
    monkeypatch.setattr(backup_age, "_note", lambda: tmp_path / "last-backup.json")
    note_proven_backup(ProvenBackup(made.isoformat(), "backup.tar.gz", 1, 2, 3))
    assert client.get("/readyz").get_json()["last_backup"] == made.isoformat()
    for elsewhere in ({"X-Forwarded-For": "192.0.2.7"}, {"Forwarded": "for=192.0.2.7"}):
        assert "last_backup" not in client.get("/readyz", headers=elsewhere).get_json()
    assert "last_backup" not in client.get("/readyz", environ_base={"REMOTE_ADDR": "192.0.2.7"}).get_json()
    assert ready() == set()
