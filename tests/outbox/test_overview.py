"""What an operator sees of the outbox, on the command line and as administrator, and trying again what failed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from impactplan.cli.outbox import show_outbox
from impactplan.models import Outbox, User, Worker, db, now
from impactplan.outbox import queue_job, queue_mail, sweep
from impactplan.outbox.overview import load_failed, load_standings, mask, retry_failed
from tests.outbox.conftest import Mailbox, Server, stored
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.shell import Shell


@pytest.fixture
def failed(sending: Server, mailbox: Mailbox) -> str:
    mailbox.refuse_recipients = {"lena@example.org": "550 5.1.1 <lena@example.org> No such user"}
    mail_id = queue_mail("lena@example.org", "Geheim", "Geheim", "<p>Geheim</p>")
    queue_mail("karel@example.org", "Dag", "Dag", "<p>Dag</p>")
    queue_job("letter", {"letter": "sign_in_link", "email": "vera@example.org"})
    db.session.commit()
    sweep("mail")
    return mail_id


def test_it_counts_what_waits_failed_and_was_done(failed: str) -> None:
    counted = {standing.kind: (standing.waiting, standing.failed, standing.done) for standing in load_standings()}
    assert counted == {"mail": (0, 1, 1), "letter": (1, 0, 0)}
    (row,) = load_failed()
    assert row.to == "l…@example.org"
    assert "lena" not in row.error


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("lena@example.org", "l…@example.org"),
        ("550 <lena.de.vries@example.org>: no", "550 <l…@example.org>: no"),
        ("x@y", "x…@y"),
        ("no address", "no address"),
    ],
)
def test_addresses_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_what_failed_is_tried_again(failed: str, mailbox: Mailbox) -> None:
    assert retry_failed("nothing") == set()
    assert retry_failed(failed) == {"mail"}
    db.session.commit()
    mailbox.refuse_recipients = {}
    assert sweep("mail") == 1
    assert stored(failed).done_at
    assert retry_failed() == set()


def test_of_what_is_forgotten_nothing_is_left_to_try(sending: Server, mailbox: Mailbox) -> None:
    mailbox.refuse_recipient = "550 No"
    queue_mail("lena@example.org", "Dag", "Dag", "<p>Dag</p>", forgotten=True)
    db.session.commit()
    sweep("mail")
    assert retry_failed() == set()
    assert [row.can_retry for row in load_failed()] == [False]


def test_the_administrator_sees_it_and_tries_again(
    cast: Cast, signed_in: Callable[[User], PageClient], failed: str, mailbox: Mailbox
) -> None:
    bea = signed_in(cast.bea)
    page = bea.get("/").text
    assert "l…@example.org" in page
    assert "Dit adres bestaat niet." in page
    assert "Geheim" not in page
    assert "lena@example.org" not in page
    assert "er is geen worker" in page
    mailbox.refuse_recipients = {}
    assert bea.post("/outbox/retry", data={"row": failed}).status_code == 302
    assert sweep("mail") == 1
    db.session.add(Worker())
    db.session.commit()
    page = bea.get("/").text
    assert "l…@example.org" not in page
    assert "geen worker" not in page


def test_the_command_shows_it_and_tries_again(ready: Shell) -> None:
    assert ready("outbox").stdout == "kind\twaiting\tfailed\tdone in 24 hours\n"
    assert "No worker was seen at all" in ready("outbox").stderr
    refused = ready("outbox", "--retry", "nothing")
    assert refused.returncode != 0
    assert "Nothing that failed has the id nothing" in refused.stderr
    assert ready("outbox", "--retry").returncode == 0


def test_the_command_names_the_oldest_and_what_failed(
    app: Flask, failed: str, mailbox: Mailbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.execute(update(Outbox).where(Outbox.kind == "letter").values(created_at=now() - timedelta(hours=3)))
    db.session.commit()
    show = show_outbox.callback.__wrapped__  # type: ignore[union-attr]  # without an app of its own
    show(app, None)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0:3] == ["kind\twaiting\tfailed\tdone in 24 hours", "letter\t1\t0\t0", "mail\t0\t1\t1"]
    assert lines[3].startswith("oldest waiting\t")
    assert lines[3].endswith("not tried yet")
    assert lines[4].startswith(f"failed\t{failed}\tmail\t")
    assert lines[4].endswith("\tl…@example.org\tRefusedError: 550 5.1.1 <l…@example.org> No such user")
    assert "Geheim" not in "".join(lines)
    mailbox.refuse_recipients = {}
    show(app, failed)
    assert sweep("mail") == 1
