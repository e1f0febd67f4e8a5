"""People with a connection of their own to a real server on this machine: they read pages and save fields."""

from __future__ import annotations

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Flask

from bench.__main__ import sign_in
from impactplan.config import ROOT, Settings
from impactplan.models import User, db, new_id
from impactplan.workbook.queries import load_state
from tests.support.server import free_port

BINARIES = Path(sys.executable).parent
STARTS_WITHIN = 90


@dataclass
class Person:
    """Somebody who is signed in, and writes in a plan of their own."""

    port: int
    plan_id: str
    cookie: str
    token: str = ""
    version: int = 0
    saved: list[str] = field(default_factory=list)
    """What was acknowledged, in order."""
    connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
        """Ask on the connection that is open; a server may have closed it, then on another."""
        sent = {"Cookie": self.cookie, "X-CSRFToken": self.token, "Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        for last in (False, True):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                self.connection.request(method, path, None if body is None else json.dumps(body), sent)
                answer = self.connection.getresponse()
                if changed := answer.headers.get("Set-Cookie"):
                    self.cookie = changed.split(";")[0]
                return answer.status, answer.read()
            except (http.client.HTTPException, ConnectionError):
                self.connection.close()
                self.connection = None
                if last:
                    raise
        raise AssertionError

    def arrive(self) -> None:
        self.token = json.loads(self.ask("GET", "/session")[1])["csrf_token"]

    def read(self, path: str = "steps/challenge") -> None:
        status, page = self.ask("GET", f"/plans/{self.plan_id}/{path}")
        if status != 200 or b"</html>" not in page:
            raise ValueError(f"page: {status}")

    def save(self) -> None:
        """Save a field as its page does: with a key, so that sending it again changes nothing."""
        value = new_id()
        path = f"/plans/{self.plan_id}/items/challenge/challenge/causes"
        headers = {"If_Match": str(self.version), "Idempotency_Key": f"bench-{value}"}
        status, answer = self.ask("PATCH", path, {"value": value}, **headers)
        if status != 200:
            raise ValueError(f"save: {status} {answer[:200]!r}")
        self.version = json.loads(answer)["version"]
        self.saved.append(value)

    def leave(self) -> None:
        if self.connection is not None:
            self.connection.close()


def let_in(app: Flask, port: int, number: int) -> list[Person]:
    """Return so many people of the town, each signed in."""
    with app.app_context():
        first = db.session.query(User.email).filter(User.email.like("town%@%")).order_by(User.id).limit(number)
        emails = [email for (email,) in first]
    people = []
    for place, email in enumerate(emails):
        cookie = sign_in(app, email).get_cookie("impactplan")
        assert cookie is not None
        people.append(Person(port, f"town-{place}", f"impactplan={cookie.value}"))
    with app.app_context():
        for person in people:
            person.version = load_state(person.plan_id, kinds=["challenge"]).sheet("challenge").version("causes")
        db.session.remove()
        db.engine.dispose()
    return people


@dataclass
class Load:
    """What many did at the same time."""

    seconds: float
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    computing: float = 0
    """Seconds that the server computed for it, if somebody looked."""
    asking: float = 0
    """Seconds that those who asked computed, if they told."""

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    @property
    def median(self) -> float:
        return statistics.median(self.times) * 1000 if self.times else float("nan")

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1] * 1000 if len(self.times) > 1 else float("nan")

    def note(self, work: Callable[[], None]) -> None:
        start = time.perf_counter()
        try:
            work()
        except (OSError, ValueError, http.client.HTTPException) as error:
            self.errors.append(f"{type(error).__name__}: {error}")
            return
        self.times.append(time.perf_counter() - start)

    def __str__(self) -> str:
        errors = f", {len(self.errors)} errors, the first {self.errors[0]}" if self.errors else ""
        each = f", {self.computing / len(self.times) * 1000:.2f} ms of computing each" if self.computing else ""
        asking = f", {self.asking / len(self.times) * 1000:.2f} ms of asking" if self.asking else ""
        return f"{self.rate:.0f}/s, median {self.median:.1f} ms, p95 {self.p95:.1f} ms{each}{asking}{errors}"


def press(works: Sequence[Callable[[], None]], until: Callable[[float], bool]) -> Load:
    """Have each do its work again and again, all at the same time, while ``until`` the seconds that passed is false."""
    load, start = Load(0), time.perf_counter()

    def go_on(work: Callable[[], None]) -> None:
        while not until(time.perf_counter() - start):
            load.note(work)

    threads = [threading.Thread(target=go_on, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - start
    return load


def command_of(server: str, port: int, processes: int, *, worker: bool = False) -> list[str]:
    if server == "run":
        more = [] if worker else ["--no-worker"]
        return [str(BINARIES / "impactplan"), "run", "--port", str(port), "--processes", str(processes), *more]
    settings = ["-c", str(ROOT / "deploy" / "gunicorn.conf.py")] if server == "deployed" else []
    return [
        *(str(BINARIES / "gunicorn"), *settings, "--workers", str(processes), "--bind", f"127.0.0.1:{port}"),
        *("--no-control-socket", "impactplan.wsgi:app" if find_spec("impactplan.wsgi") else "impactplan.cli.wsgi:app"),
    ]


@dataclass(frozen=True)
class Served:
    """A server that runs, as a session of processes."""

    port: int
    session: int

    def computing(self) -> float:
        """Return the seconds that its processes have computed, however busy the machine is."""
        ticks = sum(int(words[11]) + int(words[12]) for words in self._stats().values())
        return ticks / os.sysconf("SC_CLK_TCK")

    def processes(self) -> list[int]:
        """Return its processes, the first of them first."""
        return sorted(self._stats())

    def _stats(self) -> dict[int, list[str]]:
        """Return what the system tells of each of its processes, from its state on."""
        stats = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                words = stat.read_text().rsplit(")", 1)[1].split()
                if int(words[3]) == self.session:
                    stats[int(stat.parent.name)] = words
        return stats


@contextmanager
def serving(
    app: Flask, server: str, processes: int, *, worker: bool = False, packages: Path | None = None
) -> Iterator[Served]:
    """Run a real server on the data of the app, with the packages of a folder instead of all that are at hand."""
    settings: Settings = app.config["SETTINGS"]
    port = free_port()
    environ = {
        "IMPACTPLAN_ENV": settings.env,
        "IMPACTPLAN_DATA_DIR": str(settings.data_dir),
        "IMPACTPLAN_DATABASE_URL": settings.database_url,
        "IMPACTPLAN_BASE_URL": f"http://127.0.0.1:{port}",
    }
    with open(settings.data_dir / "server.log", "ab") as log:
        command = command_of(server, port, processes, worker=worker)
        if packages is not None:
            command = [sys.executable, "-S", *command]
            environ["PYTHONPATH"] = f"{packages}{os.pathsep}{ROOT}"
        process = subprocess.Popen(command, env=os.environ | environ, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(port)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")
