"""The worker is woken at the commit: never before, or it would see nothing and the row would wait for a minute."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from impactplan.models import Outbox, db
from impactplan.outbox import queue_job, queue_mail, register_handler, sweep, waking
from tests.outbox.test_sweep import own_handlers
from tests.support.cast import Cast
from tests.support.client import PageClient

__all__ = ["own_handlers"]


@pytest.fixture
def woken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """For which kind the worker was woken, and how many rows of it another process saw at that moment."""
    found: list[tuple[str, int]] = []

    def note(kind: str) -> None:
        with Session(db.engine) as other:
            found.append((kind, other.scalar(select(func.count()).where(Outbox.kind == kind)) or 0))

    monkeypatch.setattr(waking, "wake_worker", note)
    return found


def queue_a_mail(*_job: object) -> None:
    queue_mail("lena@example.org", "x", "x", "<p>x</p>")


def test_a_commit_wakes_once_for_each_kind(woken: list[tuple[str, int]]) -> None:
    for number in range(3):
        queue_job("thing", {"number": number})
    queue_a_mail()
    db.session.flush()
    assert woken == []
    db.session.commit()
    db.session.commit()
    assert woken == [("mail", 1), ("thing", 3)]


def test_the_end_of_a_part_of_a_transaction_is_none(woken: list[tuple[str, int]]) -> None:
    with db.session.begin_nested():
        queue_a_mail()
    assert woken == []
    db.session.commit()
    assert woken == [("mail", 1)]


def test_what_was_undone_wakes_nobody(woken: list[tuple[str, int]]) -> None:
    queue_a_mail()
    db.session.rollback()
    assert woken == []


def test_what_a_job_asks_for_is_there_when_the_worker_is_woken(app: Flask, woken: list[tuple[str, int]]) -> None:
    register_handler(app, "thing", queue_a_mail)
    queue_job("thing", {})
    db.session.commit()
    assert sweep("thing") == 1
    assert woken == [("thing", 1), ("mail", 1)]


@pytest.mark.parametrize("path", ["/login/link", "/reset"])
def test_a_link_that_is_asked_for_leaves_at_once(
    cast: Cast, client: PageClient, woken: list[tuple[str, int]], path: str
) -> None:
    client.post(path, data={"email": "lena@example.org"})
    assert woken == [("letter", 1)]
    sweep("letter")
    assert woken == [("letter", 1), ("mail", 1)]
