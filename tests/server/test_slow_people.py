"""Who sends nothing, or a letter at a time, keeps nobody waiting."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.server import Server, Visitor, running

IDLE, SLOW = 32, 8
REQUEST = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n"
WITHIN = 20
"""Seconds, which only a server that waits for somebody else needs."""


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
