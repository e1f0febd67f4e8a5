"""The mail of a review, and a digest, with a worker that is killed: never lost, and sent twice it is the same mail."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope, Session
from sqlalchemy import select, update

from impactplan.access import Permission
from impactplan.feedback.digests import queue_digests
from impactplan.feedback.notifications import announce_review
from impactplan.feedback.reviews import finish_review
from impactplan.feedback.writing import writing_feedback
from impactplan.models import Outbox, User, Worker, db, now
from impactplan.models.feedback import Circle, Verdict
from impactplan.outbox import wake_worker
from tests.feedback.support import begin
from tests.outbox.conftest import Mailbox
from tests.outbox.conftest import Server as MailServer
from tests.server.test_worker import children, log, pid, wait_for
from tests.support.cast import make_cast
from tests.support.server import Server


class DeadlyMailbox(Mailbox):
    """Kills whoever delivers, the first time: before it takes the mail, or right after, so that nobody learns of it."""

    def __init__(self) -> None:
        super().__init__()
        self.kill: Callable[[], None] | None = None
        self.takes = False

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        kill, self.kill = self.kill, None
        if kill is None:
            return await super().handle_DATA(server, session, envelope)
        answer = await super().handle_DATA(server, session, envelope) if self.takes else "451 Later"
        kill()
        return answer


@pytest.fixture
def mailbox() -> DeadlyMailbox:
    return DeadlyMailbox()


@pytest.fixture
def server(tmp_path: Path, mailbox: DeadlyMailbox) -> Iterator[Server]:
    post = MailServer(mailbox, hostname="127.0.0.1", port=0)
    post.start()
    server = Server(tmp_path)
    server.environ["IMPACTPLAN_MAIL_URL"] = f"smtp://127.0.0.1:{post.port}"
    server.make_database()
    server.start()
    assert wait_for(lambda: "worker started" in log(server), 30)
    yield server
    server.stop()
    post.stop()


def send_review(server: Server) -> None:
    with server.app().app_context():
        cast = make_cast()
        cast.karel.feedback_mail = False  # one mail is enough to follow
        with writing_feedback(cast.plan_id, Permission.REVIEW, cast.tess) as write:
            sent = finish_review(write, "Sterk begin.", {"theory": Verdict.AGREED}, seq=1, key="een")
            announce_review(write, sent)
        forget()


def send_digest(server: Server) -> None:
    with server.app().app_context():
        cast = make_cast()
        db.session.execute(update(User).where(User.id != cast.olga.id).values(digest="off"))
        db.session.execute(update(User).values(told_until=now() - timedelta(days=2)))
        db.session.commit()
        for step in ("theory", "sources"):
            begin(cast.plan_id, cast.carla, step, "Mag dit korter?", Circle.READERS)
        queue_digests(now())
        queue_digests(now())
        forget()


def forget() -> None:
    db.session.remove()
    db.engine.dispose()


def is_orphaned(server: Server) -> bool:
    """Tell whether it was seen that who had the mail is gone: until then, nobody takes it."""
    with server.app().app_context():
        holder = db.session.scalar(select(Outbox.worker_id).where(Outbox.kind == "mail"))
        living = db.session.scalars(select(Worker.id)).all()
        forget()
    return holder is not None and holder not in living


def lease_ends(server: Server) -> None:
    """Let the time pass for which whoever was killed had the row."""
    with server.app().app_context():
        waiting = Outbox.done_at.is_(None), Outbox.failed_at.is_(None)
        db.session.execute(update(Outbox).where(*waiting).values(due_at=now()))
        db.session.commit()
        for kind in ("letter", "digest", "mail"):
            wake_worker(kind)
        forget()


def is_done(server: Server) -> bool:
    """Tell whether the mail was written and has gone, and nothing else was asked for."""
    jobs = show_jobs(server)
    return len(jobs) == 2 and all(done for _kind, _tries, done, _error in jobs) and "mail" in {job[0] for job in jobs}


def show_jobs(server: Server) -> list[tuple[str, int, bool, str]]:
    with server.app().app_context():
        rows = db.session.scalars(select(Outbox)).all()
        jobs = [(row.kind, row.attempts, row.done_at is not None, row.error) for row in rows]
        forget()
    return jobs


@pytest.mark.long
@pytest.mark.parametrize("send", [send_review, send_digest])
@pytest.mark.parametrize(("takes", "copies"), [(False, 1), (True, 2)], ids=["before the 250", "after the 250"])
def test_a_worker_that_is_killed_loses_no_mail(
    server: Server, mailbox: DeadlyMailbox, takes: bool, copies: int, send: Callable[[Server], None]
) -> None:
    def kill_workers() -> None:
        for process in children(pid(server)):
            with suppress(ProcessLookupError):  # it ended with the one that it came from
                os.kill(process, signal.SIGKILL)
        killed.append(True)

    killed: list[bool] = []
    mailbox.takes, mailbox.kill = takes, kill_workers
    send(server)
    assert wait_for(lambda: killed, 90)
    assert wait_for(lambda: log(server).count("worker started") > 1, 60)
    assert not is_done(server)
    assert wait_for(lambda: is_orphaned(server), 60)
    lease_ends(server)
    assert wait_for(lambda: is_done(server), 90), (show_jobs(server), log(server))
    assert {mail["To"] for mail in mailbox.mails} == {"olga@example.org"}
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 1, "a mail program knows it for the same"
    assert len(mailbox.mails) == copies
