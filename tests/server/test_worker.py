"""The real program with its worker: mail goes out, and processes end when they must."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from impactplan.models import db
from impactplan.outbox import queue_mail, wake_worker
from tests.outbox.conftest import Mailbox
from tests.outbox.conftest import Server as MailServer
from tests.support.server import Server

STARTS = 60
"""Seconds in which the worker is there, also on a machine with much else to do."""


def wait_for(what: Callable[[], object], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.05)
    return False


def children(pid: int) -> list[int]:
    """Return the processes that came from one, and theirs."""
    try:
        own = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        for thread in Path(f"/proc/{pid}/task").iterdir():
            own += [int(word) for word in (thread / "children").read_text().split()]
    except OSError:
        return []
    own = list(dict.fromkeys(own))
    return own + [grandchild for child in own for grandchild in children(child)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(tmp_path: Path, mailbox: Mailbox) -> Iterator[Server]:
    post = MailServer(mailbox, hostname="127.0.0.1", port=0)
    post.start()
    server = Server(tmp_path)
    server.environ["IMPACTPLAN_MAIL_URL"] = f"smtp://127.0.0.1:{post.port}"
    try:
        server.make_database()
        server.start()
        assert wait_for(lambda: "worker started" in log(server), STARTS)
        assert wait_for(lambda: len(worker(server)) >= 4, STARTS), "itself, its two processes and its scheduler"
        yield server
    finally:
        server.stop()
        post.stop()


def pid(server: Server) -> int:
    assert server.process is not None
    return server.process.pid


def log(server: Server) -> str:
    return (server.folder / "server.log").read_text()


def worker(server: Server) -> list[int]:
    """Return the processes of the worker, without those that serve."""
    commands = {child: Path(f"/proc/{child}/cmdline").read_text().split("\0") for child in children(pid(server))}
    own = next(child for child, command in commands.items() if "worker" in command)
    return [own, *children(own)]


def mail(server: Server, number: int = 1) -> None:
    app = server.app()
    with app.app_context():
        for count in range(number):
            queue_mail(f"lena{count}@example.org", "Dag", "tekst", "<p>tekst</p>")
        db.session.commit()
        wake_worker("mail")
        db.session.remove()
        db.engine.dispose()


def test_a_mail_goes_out_at_once(server: Server, mailbox: Mailbox) -> None:
    mail(server)
    assert wait_for(lambda: mailbox.mails, 5)


def test_a_killed_worker_is_started_again_and_goes_on(server: Server, mailbox: Mailbox) -> None:
    before = worker(server)
    os.kill(before[0], signal.SIGKILL)
    assert wait_for(lambda: not any(alive(process) for process in before)), "its own processes end with it"
    mail(server)
    assert wait_for(lambda: mailbox.mails, 20)
    assert not set(children(pid(server))) & set(before)


def test_the_worker_ends_with_a_killed_server(server: Server) -> None:
    running = children(pid(server))
    os.kill(pid(server), signal.SIGKILL)
    assert wait_for(lambda: not any(alive(process) for process in running))


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_without_a_word_of_complaint(server: Server, ending: signal.Signals) -> None:
    running = children(pid(server))
    os.kill(pid(server), ending)
    assert server.process
    assert server.process.wait(20) == 0
    assert wait_for(lambda: not any(alive(process) for process in running), 5)
    assert "Traceback" not in log(server)
    assert "rror" not in log(server)


def test_nothing_is_written_outside_the_data_folder(server: Server, mailbox: Mailbox) -> None:
    mail(server)
    assert wait_for(lambda: mailbox.mails, 5)
    opened = set()
    for process in (pid(server), *children(pid(server))):
        for link in Path(f"/proc/{process}/fd").iterdir():
            try:
                target = os.readlink(link)
                flags = int(Path(f"/proc/{process}/fdinfo/{link.name}").read_text().split("flags:")[1].split()[0], 8)
            except OSError:
                continue
            if target.startswith("/") and not target.startswith(("/dev/", "/proc/")) and flags & 3:
                opened.add(Path(target.removesuffix(" (deleted)")))
    assert opened
    assert [path for path in opened if server.folder not in path.parents] == []
