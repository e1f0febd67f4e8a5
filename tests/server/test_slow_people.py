"""Who sends nothing, or a letter at a time, or reads nothing, keeps nobody waiting; nor does an answer that hangs."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from waitress.server import create_server

from impactplan.cli.children import listen
from impactplan.cli.relay import Relay
from impactplan.cli.serving import OPTIONS
from tests.support.server import Server, Visitor, running

IDLE, SLOW = 32, 8
REQUEST = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n"
WITHIN = 20
"""Seconds; nothing here takes one of them, unless somebody waits for somebody else for ever."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path, "--no-worker", "--processes", "1") as server:
        yield server


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=WITHIN)


def test_idle_and_slow_connections_stop_no_page(server: Server) -> None:
    with ExitStack() as open_ones:
        for _one in range(IDLE):
            open_ones.enter_context(connect(server.port))
        slow = [open_ones.enter_context(connect(server.port)) for _one in range(SLOW)]
        for place in range(len(REQUEST) + 10):  # each in the middle of its head, and then of its body
            for one in slow:
                one.sendall((REQUEST + b"x" * 1000)[place : place + 1])
            if place % 20 == 0:
                assert Visitor(server).ask("GET", "/login")[0] == 200
        for one in slow:
            one.settimeout(0)
            with pytest.raises(BlockingIOError):
                one.recv(1)  # still waited for, and not turned away


class Site:
    """A site of which one page hangs until it is let go, and one is long."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.hanging = threading.Semaphore(0)
        app = Flask("slow")
        app.add_url_rule("/", view_func=lambda: "here")
        app.add_url_rule("/hangs", view_func=self.hang, endpoint="hangs")
        app.add_url_rule("/long", view_func=lambda: b"x" * 30_000_000, endpoint="long")
        app.add_url_rule("/who", view_func=lambda: str(threading.get_ident()), endpoint="who")
        self.listener = listen("127.0.0.1", 0)
        self.port = self.listener.getsockname()[1]
        self.relay = Relay(4)
        waitress = create_server(app, _dispatcher=self.relay, sockets=[self.listener], ident=None, **OPTIONS)
        self.thread = threading.Thread(target=self.relay.run, args=[waitress], daemon=True)
        self.thread.start()

    def hang(self) -> str:
        self.hanging.release()
        assert self.go.wait(WITHIN)
        return "done"

    def send(self, path: str) -> socket.socket:
        connection = connect(self.port)
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        return connection

    def ask(self, path: str) -> bytes:
        return read(self.send(path))

    def end(self) -> None:
        self.go.set()
        self.relay.over.set()
        self.thread.join(WITHIN)
        self.listener.close()


def read(connection: socket.socket) -> bytes:
    with connection:
        answer = b"".join(iter(lambda: connection.recv(1_000_000), b""))
    return answer.partition(b"\r\n\r\n")[2]


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.end()


def test_one_thread_answers_as_long_as_nothing_hangs(site: Site) -> None:
    assert len({site.ask("/who") for _time in range(10)}) <= 2  # two where this machine itself was held up


def test_another_leads_while_an_answer_hangs(site: Site) -> None:
    hanging = []
    for _one in range(3):
        hanging.append(site.send("/hangs"))
        assert site.hanging.acquire(timeout=WITHIN)
        assert site.ask("/") == b"here"
    site.go.set()
    assert [read(one) for one in hanging] == [b"done"] * 3
    assert site.ask("/") == b"here"


def test_nobody_waits_for_who_does_not_read(site: Site) -> None:
    unread = [site.send("/long") for _one in range(6)]
    assert site.ask("/") == b"here"
    assert len(read(unread[0])) == 30_000_000
    for one in unread:
        one.close()


def test_who_asked_gets_an_answer_before_the_end(site: Site) -> None:
    hanging = site.send("/hangs")
    assert site.hanging.acquire(timeout=WITHIN)
    site.relay.over.set()
    site.go.set()
    with hanging:
        answer = b""
        while not answer.endswith(b"\r\n\r\ndone"):
            part = hanging.recv(1000)
            assert part, "it breaks off"
            answer += part


def test_an_error_of_the_server_ends_it_for_another_to_begin() -> None:
    failing: Any = SimpleNamespace(pull_trigger=lambda: None)  # without the connections that it is to look at
    relay = Relay(1)
    with pytest.raises(AttributeError):
        relay.run(failing)
