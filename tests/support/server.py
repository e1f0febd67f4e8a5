"""The real program as a process of its own, on a free port, with its own data folder."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Protocol

from flask import Flask

from impactplan import create_app
from impactplan.config import Settings

COMMAND = (str(Path(sys.executable).parent / "impactplan"),)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_made: list[bytes] = []
"""The file of a new database, once there is one: the command takes seconds."""


class Server:
    """``impactplan run`` with its worker; it can be killed and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.environ = {
            "IMPACTPLAN_ENV": "testing",
            "IMPACTPLAN_DATA_DIR": str(folder),
            "IMPACTPLAN_DATABASE_URL": f"sqlite:///{folder / 'impactplan.db'}",
            "IMPACTPLAN_BASE_URL": self.base_url,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command of the program on this server's data."""
        return subprocess.run(
            [*COMMAND, *words],
            env=os.environ | self.environ,
            input=text,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )

    def make_database(self) -> None:
        """Make the database as the command does; in a file, all but the first of a test process get a copy."""
        file = self.folder / "impactplan.db"
        own = self.environ["IMPACTPLAN_DATABASE_URL"] == f"sqlite:///{file}"
        if own and _made:
            file.write_bytes(_made[0])
            return
        self.command("db", "upgrade")
        if own and not file.with_name(f"{file.name}-wal").exists():
            _made.append(file.read_bytes())

    def start(self, *options: str) -> None:
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "run", "--port", str(self.port), *options],
                env=os.environ | self.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 90  # how long it takes on a machine that is busy says nothing
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.base_url}/healthz", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError((self.folder / "server.log").read_text())

    def kill(self) -> None:
        """End everything at once, as a power cut does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)

    def app(self) -> Flask:
        """Return an app on the same data, for a test to arrange or look things up."""
        return create_app(Settings.from_environ(self.environ))

    def visitor(self) -> Visitor:
        return Visitor(self)


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Server]:
    server = Server(folder)
    server.make_database()
    server.start(*options)
    try:
        yield server
    finally:
        server.stop()


class HasAddress(Protocol):
    base_url: str


class Visitor:
    """A script that signs in and saves, as the page in a browser does."""

    def __init__(self, server: HasAddress, *handlers: urllib.request.BaseHandler) -> None:
        self.server = server
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), *handlers)
        self.token = ""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        request = urllib.request.Request(
            self.server.base_url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Accept": "application/json",
                "X-CSRFToken": self.token,
                "Referer": f"{self.server.base_url}/",  # which https asks for
            }
            | {name.replace("_", "-"): value for name, value in headers.items()},
        )
        try:
            with self.opener.open(request, timeout=20) as answer:
                text = answer.read().decode()
                return answer.status, json.loads(text) if text.startswith("{") else text
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def send(self, path: str, form: Mapping[str, str]) -> tuple[str, str]:
        """Send a form and follow where it leads; return the page, and the path that it is at."""
        request = urllib.request.Request(
            self.server.base_url + path,
            data=urllib.parse.urlencode({**form, "csrf_token": self.token}).encode(),
            headers={"Referer": f"{self.server.base_url}/"},
        )
        with self.opener.open(request, timeout=20) as answer:
            return answer.read().decode(), urllib.parse.urlsplit(answer.url).path

    def sign_in(self, email: str, password: str) -> None:
        self.token = self.ask("GET", "/session")[1]["csrf_token"]
        status, answer = self.ask("POST", "/login", {"email": email, "password": password})
        assert status == 200, answer
        self.token = self.ask("GET", "/session")[1]["csrf_token"]


def links_in(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"<>]+", text)
