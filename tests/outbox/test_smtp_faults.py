"""What mail servers do besides taking mail: each mail arrives once, is tried again, or is refused for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from impactplan.models import Outbox, Worker, db, now
from impactplan.outbox import mailer, queue_mail, smtp, sweep
from impactplan.outbox.leases import take
from impactplan.outbox.operations import handlers, identity
from impactplan.outbox.reasons import REASONS, reason_of
from tests.outbox.conftest import make_due, stored
from tests.outbox.scripted import HANG_UP, SILENCE, ScriptedServer
from tests.support.cast import Cast

UseMail = Callable[..., None]
Serve = Callable[..., ScriptedServer]


@pytest.fixture
def serve(mail_url: UseMail) -> Iterator[Serve]:
    servers: list[ScriptedServer] = []

    def start(answers: Mapping[str, str] | None = None, slow: float = 0) -> ScriptedServer:
        servers.append(ScriptedServer(answers, slow))
        mail_url(f"smtp://127.0.0.1:{servers[-1].port}")
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def queue(to: str = "lena@example.org", **more: object) -> str:
    mail_id = queue_mail(to, "Dag", "Dag\n.\n..Lena", "<p>Dag</p>", **more)  # type: ignore[arg-type]  # as the test says
    db.session.commit()
    return mail_id


@pytest.mark.parametrize("answer", ["421 4.3.2 Shutting down", "500 What?", HANG_UP, SILENCE])
def test_what_goes_wrong_after_it_was_accepted_sends_nothing_twice(
    serve: Serve, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "LEAVING_TIMEOUT", 0.2)
    server = serve({"QUIT": answer})
    ids = [queue(), queue("karel@example.org")]
    assert sweep("mail") == 2
    for mail_id in ids:
        assert stored(mail_id).done_at
        make_due(mail_id)
    sweep("mail")
    assert len(server.contents) == 2


def test_a_line_with_a_full_stop_arrives_as_it_is(serve: Serve) -> None:
    server = serve()
    queue()
    assert sweep("mail") == 1
    assert b"\r\n..\r\n...Lena" in server.contents[0], "the protocol doubles a first full stop"


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "content"])
def test_a_refusal_for_good_is_final_wherever_it_comes(serve: Serve, command: str) -> None:
    server = serve({command: "554 5.7.1 Not from you"})
    mail_id = queue()
    assert sweep("mail") == 0
    assert stored(mail_id).failed_at
    make_due(mail_id)
    sweep("mail")
    assert server.connections == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "content"])
def test_a_refusal_for_now_is_tried_again(serve: Serve, command: str) -> None:
    serve({command: "451 4.7.1 Greylisted"})
    mail_id = queue()
    assert sweep("mail") == 0
    row = stored(mail_id)
    assert row.failed_at is None
    assert "451" in row.error


@pytest.mark.parametrize(
    "answers", [{"connect": "554 No"}, {"EHLO": "550 No", "HELO": "550 No"}, {"MAIL": "530 Sign in"}]
)
def test_a_refusal_of_this_site_is_not_held_against_the_mail(serve: Serve, answers: dict[str, str]) -> None:
    serve(answers)
    mail_id = queue()
    assert sweep("mail") == 0
    assert stored(mail_id).failed_at is None


def test_while_the_server_is_away_only_one_mail_is_tried(serve: Serve) -> None:
    server = serve({"connect": "421 Too busy"})
    ids = [queue(), queue("karel@example.org"), queue("vera@example.org")]
    assert sweep("mail") == 0
    assert server.connections == 1
    assert sorted(stored(mail_id).attempts for mail_id in ids) == [0, 0, 1]
    server.answers["connect"] = "220 post"
    assert sweep("mail") == 2, "they go as soon as it is back"


def test_after_a_server_that_was_away_for_three_days_each_mail_arrives_once(serve: Serve) -> None:
    server = serve({"connect": "421 Too busy"})
    begin = now()
    ids = [queue(f"lena{number}@example.org") for number in range(20)]
    for hours in range(72):
        with time_machine.travel(begin + timedelta(hours=hours)):
            assert sweep("mail") == 0
    server.answers["connect"] = "220 post"
    sent = 0
    for hours in (72, 75, 78, 79):
        with time_machine.travel(begin + timedelta(hours=hours)):
            sent += sweep("mail")
    assert sent == len(ids) == len(server.contents)
    assert all(stored(mail_id).done_at for mail_id in ids)


def test_a_slow_server_gets_a_mail_once(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.3)
    server = serve(slow=1.0)
    mail_id = queue()
    assert sweep("mail") == 1
    assert len(server.contents) == 1
    assert stored(mail_id).done_at


def test_the_lease_outlasts_the_slowest_server() -> None:
    assert smtp.CONTENT_LIMIT >= 600
    assert timedelta(seconds=smtp.OPENING_LIMIT + smtp.CONTENT_LIMIT + smtp.LEAVING_TIMEOUT) < mailer.LEASE


@pytest.mark.parametrize("command", ["connect", "EHLO", "RCPT", "content"])
def test_silence_ends(serve: Serve, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.3)
    monkeypatch.setattr(smtp, "CONTENT_LIMIT", 0.5)
    serve({command: SILENCE})
    mail_id = queue()
    assert sweep("mail") == 0
    assert stored(mail_id).failed_at is None


def test_a_server_that_answers_in_bits_for_ever_is_left(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "OPENING_LIMIT", 0.5)
    serve({"EHLO": "\r\n".join(["250-more"] * 10) + "\r\n250-", "RCPT": SILENCE})
    mail_id = queue()
    assert sweep("mail") == 0
    assert stored(mail_id).attempts == 1


@pytest.mark.parametrize("days", [2, -2])
def test_a_clock_that_went_astray_and_came_back_delays_nothing(serve: Serve, days: int) -> None:
    """As the rows stand after the clock was two days off: one new, one that was tried, one that was taken."""
    serve()
    off = now() + timedelta(days=days)
    ids = [queue(), queue("karel@example.org"), queue("vera@example.org")]
    db.session.execute(update(Outbox).values(created_at=off, due_at=off))
    later = {"due_at": off + timedelta(hours=6), "attempts": 3}
    db.session.execute(update(Outbox).where(Outbox.id == ids[1]).values(later))
    db.session.execute(update(Outbox).where(Outbox.id == ids[2]).values({**later, "worker_id": "gone"}))
    db.session.commit()
    sent = sweep("mail")
    assert stored(ids[0]).done_at
    assert stored(ids[1]).done_at
    taken = stored(ids[2])
    assert taken.done_at or taken.due_at <= now() + mailer.LEASE, "its lease begins anew, as it may be on its way"
    assert sent >= 2


def test_what_another_worker_has_that_lives_is_left_to_it(serve: Serve, app: Flask) -> None:
    server = serve()
    mail_id = queue()
    db.session.add(Worker(id="other"))
    db.session.commit()
    identity.current.worker_id = "other"
    assert take("mail", handlers.current["mail"])
    identity.current.worker_id = "own"
    try:
        make_due(mail_id)  # as when the clock jumps past the lease
        assert sweep("mail") == 0
        db.session.delete(db.session.get_one(Worker, "other"))
        db.session.commit()
        assert sweep("mail") == 1
    finally:
        identity.current.worker_id = None
    assert len(server.contents) == 1


def test_who_wrote_it_is_told_once_for_all_that_went_out_together(serve: Serve, cast: Cast) -> None:
    server = serve({"RCPT": "550 5.1.1 No such user"})
    for name in ("lena", "truus", "bert"):
        queue(f"{name}@example.org", part_of="ronde", written_by=cast.olga.id, seen_at="https://plan.example/hier")
    assert sweep("mail") == 0
    assert sweep("letter") == 1
    server.answers["RCPT"] = "250 OK"
    assert sweep("mail") == 1
    told = server.contents[0].decode()
    assert f"To: {cast.olga.email}" in told
    assert "lena@example.org" in told
    assert "https://plan.example/hier" in told


def test_nobody_is_told_twice_or_about_what_tells(serve: Serve, cast: Cast) -> None:
    serve({"RCPT": "550 5.1.1 No such user"})
    queue(written_by=cast.olga.id)
    for _ in range(4):
        sweep("mail")
        sweep("letter")
    kinds = [row.kind for row in db.session.scalars(select(Outbox))]
    assert sorted(kinds) == ["letter", "mail", "mail"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("RefusedError: 550 5.1.1 <x>: Recipient address rejected", "unknown"),
        ("RefusedError: 550 no such user here", "unknown"),
        ("PermanentError: {'weg@example.org': (550, b'5.1.1 no such user')}", "unknown"),  # as it was noted before
        ("RefusedError: 550 5.1.2 Bad domain", "domain"),
        ("RefusedError: 552 5.2.2 Over quota", "full"),
        ("RefusedError: 552 Message size exceeds", "large"),
        ("RefusedError: 554 5.7.1 Spam", "refused"),
        ("RefusedError: 554 Go away", "refused"),
        ("InvalidMessageError: The address in To cannot be used in an email.", "address"),
        ("DeferredError: 451 later", "waited"),
        ("SMTPServerDisconnected: gone", "waited"),
        ("ServerAwayError: ConnectionRefusedError", "server"),
    ],
)
def test_reasons_are_told_in_words(error: str, reason: str) -> None:
    assert reason_of(error) == reason
    assert reason in REASONS
