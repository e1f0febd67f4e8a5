"""What is too much is refused before it is taken in, by the program itself."""

from __future__ import annotations

import socket
import stat
import time
from collections.abc import Iterator

import pytest

from impactplan.config import BODY_LIMIT, HEADER_LIMIT, REQUEST_LIMIT
from tests.support.server import Server, running

CHUNK = b"x" * 65536


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all: what is refused leaves nothing behind, and each comes on a connection of its own."""
    folder = tmp_path_factory.mktemp("bodies")
    with running(folder, "--no-worker") as server:
        yield server


def send(server: Server, head: str, body: int) -> tuple[bytes, int]:
    """Send a request with a body of so many bytes; return the first line of the answer, and how much was taken."""
    taken = 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(head.encode())
        try:
            while taken < body:
                connection.sendall(CHUNK)
                taken += len(CHUNK)
        except OSError:
            pass
        try:
            return connection.recv(4096).split(b"\r\n")[0], taken
        except ConnectionError:
            return b"closed", taken


def head(length: int | None, more: str = "") -> str:
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    return f"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n{size}\r\n{more}\r\n"


def test_a_body_beyond_measure_is_not_taken_in(server: Server) -> None:
    said, taken = send(server, head(400_000_000), 400_000_000)
    assert b"413" in said or said == b"closed"
    assert taken < 5 * BODY_LIMIT, "what is on its way in the network is all there is"


def test_one_that_does_not_say_how_long_it_is_neither(server: Server) -> None:
    said, taken = send(server, head(None) + "fffffff\r\n", 100_000_000)
    assert b"413" in said or said == b"closed"
    assert taken < 5 * BODY_LIMIT


def test_a_little_too_much_gets_a_page_that_says_so(server: Server) -> None:
    size = REQUEST_LIMIT + 10_000
    said, _taken = send(server, head(size), size)
    assert b"413" in said


def test_nor_are_headers_without_end(server: Server) -> None:
    said, _taken = send(server, head(0, "X-Long: " + "x" * (HEADER_LIMIT + 1000) + "\r\n"), 0)
    assert b"431" in said or b"400" in said


def test_the_files_of_a_running_site_are_its_own(server: Server) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and not list(server.folder.glob("*.db")):
        time.sleep(0.05)
    own = [path for path in server.folder.rglob("*") if path.name != "server.log"]
    assert own
    assert [path for path in own if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700
