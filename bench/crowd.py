"""Many people at a real server from one process that does next to nothing itself: what it takes, the server lacks.

Each has a connection, and asks again as soon as there is an answer. ``bench.clients.press`` does the same with a thread
for each and any work; here it is one page, or saves of one field, in bytes that are made beforehand.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.clients import Load, Person
from impactplan.models import new_id

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass
class Asker:
    """Somebody who asks for the same again and again, from a given start of a request."""

    port: int
    start: bytes
    version: int | None
    """The version of the field that they save; None for a page."""
    saved: list[str] = field(default_factory=list)
    begun: float = 0
    read: bytes = b""

    def connect(self, selector: selectors.BaseSelector) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(self.socket, selectors.EVENT_READ, self)

    def disconnect(self, selector: selectors.BaseSelector) -> None:
        selector.unregister(self.socket)
        self.socket.close()

    def ask(self) -> None:
        request = self.start + b"\r\n"
        if self.version is not None:
            self.saved.append(new_id())
            body = b'{"value": "%s"}' % self.saved[-1].encode()
            about = b"If-Match: %d\r\nIdempotency-Key: crowd-%s\r\nContent-Length: %d\r\n\r\n"
            request = self.start + about % (self.version, self.saved[-1].encode(), len(body)) + body
        self.begun, self.read = time.perf_counter(), b""
        self.socket.sendall(request)

    def take(self, data: bytes) -> bytes | None:
        """Take what came, and return the head of the answer once it is there whole; what is wrong is an error."""
        self.read += data
        head, end, body = self.read.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not data or (end and not length):
            raise ValueError("the answer breaks off")
        if length is None or len(body) < int(length[1]):
            return None
        if b" 200 " not in head[:16]:
            raise ValueError(f"{head[:32]!r} {body[:200]!r}")
        if self.version is not None:
            self.version = json.loads(body)["version"]
        return head


def press(askers: list[Asker], seconds: float) -> tuple[list[float], float]:
    """Have all ask until the time is over, and return how long each answer took, and how long it went on."""
    times: list[float] = []
    start, left = time.perf_counter(), len(askers)
    with selectors.DefaultSelector() as selector:
        for asker in askers:
            asker.connect(selector)
            asker.ask()
        while left:
            for key, _events in selector.select():
                asker = key.data
                head = asker.take(asker.socket.recv(262_144))
                if head is None:
                    continue
                moment = time.perf_counter()
                times.append(moment - asker.begun)
                over = moment - start > seconds
                if over or CLOSES.search(head):
                    asker.disconnect(selector)
                if over:
                    left -= 1
                    continue
                if CLOSES.search(head):
                    asker.connect(selector)
                asker.ask()
    return times, time.perf_counter() - start


def _start_of(person: Person, method: str, path: str) -> bytes:
    headers = {
        "Host": f"127.0.0.1:{person.port}",
        "Cookie": person.cookie,
        "X-CSRFToken": person.token,
        "Content-Type": "application/json",
    }
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "".join(f"{line}\r\n" for line in lines).encode()


def let_press(people: Sequence[Person], seconds: float, path: str = "") -> Load:
    """Have people ask for a page of their plans, or save a field of it, from a process of their own."""
    field_path = "items/challenge/challenge/causes"
    asked = [
        {
            "port": person.port,
            "start": _start_of(
                person, "GET" if path else "PATCH", f"/plans/{person.plan_id}/{path or field_path}"
            ).decode(),
            "version": None if path else person.version,
        }
        for person in people
    ]
    command = [sys.executable, "-m", "bench.crowd", str(seconds)]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=False)
    if done.returncode:
        return Load(seconds, errors=[done.stderr.strip().splitlines()[-1]])
    answer = json.loads(done.stdout)
    for person, version, saved in zip(people, answer["versions"], answer["saved"], strict=True):
        person.saved += saved
        person.version = person.version if version is None else version
    return Load(answer["seconds"], answer["times"], asking=answer["asking"])


def main() -> int:
    asked = json.load(sys.stdin)
    askers = [Asker(one["port"], one["start"].encode(), one["version"]) for one in asked]
    began = time.process_time()
    times, seconds = press(askers, float(sys.argv[1]))
    answer = {
        "times": times,
        "seconds": seconds,
        "asking": time.process_time() - began,
        "versions": [asker.version for asker in askers],
        "saved": [asker.saved for asker in askers],
    }
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
