"""The processes that serve one socket: others begin for those that die, all end together, and they count as one."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from impactplan.demo import PASSWORD
from tests.server.test_worker import alive, children, log, pid, wait_for
from tests.support.server import Server, Visitor

NUMBER = 3


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.make_database()
    server.start("--no-worker", "--processes", str(NUMBER))
    assert wait_for(lambda: len(children(pid(server))) == NUMBER)
    yield server
    server.stop()


def ask(server: Server, times: int = 20) -> None:
    for _time in range(times):
        assert Visitor(server).ask("GET", "/healthz")[0] == 200


def test_another_begins_for_one_that_is_killed(server: Server) -> None:
    before = children(pid(server))
    assert len(before) == NUMBER
    os.kill(before[1], signal.SIGKILL)
    ask(server)
    assert wait_for(lambda: len(children(pid(server))) == NUMBER and before[1] not in children(pid(server)))
    assert {before[0], before[2]} < set(children(pid(server))), "the others went on"
    assert "process ended, starting another" in log(server)
    ask(server)


def test_all_may_die_and_it_serves_again(server: Server) -> None:
    before = children(pid(server))
    for process in before:
        os.kill(process, signal.SIGKILL)
    assert wait_for(lambda: len(set(children(pid(server))) - set(before)) == NUMBER)
    ask(server)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_they_end_with_their_parent(server: Server, ending: signal.Signals) -> None:
    running = children(pid(server))
    os.kill(pid(server), ending)
    assert server.process
    code = server.process.wait(20)
    assert code == (0 if ending != signal.SIGKILL else -signal.SIGKILL)
    assert wait_for(lambda: not any(alive(process) for process in running), 5)
    assert "Traceback" not in log(server)
    server.start("--no-worker", "--processes", "1")
    assert len(children(pid(server))) == 1, "the port is free at once"


def test_a_signal_is_never_lost_even_while_they_begin(server: Server) -> None:
    """Python swallows an exception that a handler raises in the middle of a fork."""
    for pause in (0.0, 0.02, 0.05):
        server.stop()
        server.start("--no-worker", "--processes", "8")
        time.sleep(pause)
        os.kill(pid(server), signal.SIGINT)
        assert server.process
        assert server.process.wait(20) == 0


def test_tries_are_counted_over_all_processes(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.environ["IMPACTPLAN_ENV"] = "development"
    server.make_database()
    server.start("--no-worker", "--processes", str(NUMBER))
    try:
        answers = []
        for _time in range(14):
            visitor = Visitor(server)  # each on a connection of its own, so with whichever process takes it
            visitor.token = visitor.ask("GET", "/session")[1]["csrf_token"]
            answers.append(visitor.ask("POST", "/login", {"email": "niemand@example.org", "password": "fout"})[0])
        assert answers.count(429) == 4, answers
        assert answers[-4:] == [429] * 4, "as many as one process lets pass, and not three times as many"
    finally:
        server.stop()


def test_no_process_shares_a_connection_to_the_database(server: Server) -> None:
    server.command("demo")
    visitor = Visitor(server)
    visitor.sign_in("ander@demo.example", PASSWORD)
    for _time in range(30):
        assert visitor.ask("GET", "/plans/taal-aan-zee/")[0] == 200
    databases = {process: opened_databases(process) for process in (pid(server), *children(pid(server)))}
    assert databases.pop(pid(server)) == set(), "the parent has none that a child could have from it"
    assert any(databases.values())


def opened_databases(process: int) -> set[str]:
    opened = {os.readlink(link) for link in Path(f"/proc/{process}/fd").iterdir()}
    return {path for path in opened if path.endswith((".db", "-wal", "-shm", "-turn"))}
