"""All that stands around the program on a server, from Debian's packages: nginx with TLS as it is shipped, gunicorn,
the worker, PostgreSQL and Redis, each on loopback with a folder of its own."""

from __future__ import annotations

import os
import re
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from flask import Flask

from impactplan import create_app
from impactplan.config import ROOT, Settings
from tests.support.databases import postgresql
from tests.support.server import COMMAND, Visitor, free_port
from tests.support.shell import SECRET

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NGINX = "/usr/sbin/nginx"
GUNICORN = str(Path(sys.executable).parent / "gunicorn")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


def read_answer(opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> Answer:
    try:
        with opener.open(request, timeout=20) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def until(what: Callable[[], object], seconds: float, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if what():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"It did not happen in {seconds} s:\n{log.read_text()[-5000:]}")


class Stack:
    """The running servers, and what a test does to them."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.http, self.https, self.web, self.redis = (free_port() for _name in range(4))
        self.base_url = f"https://127.0.0.1:{self.https}"
        self.data = folder / "data"
        self.data.mkdir()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environ = {
            "IMPACTPLAN_ENV": "production",
            "IMPACTPLAN_SECRET_KEY": SECRET,
            "IMPACTPLAN_BASE_URL": self.base_url,
            "IMPACTPLAN_DATA_DIR": str(self.data),
            "IMPACTPLAN_DATABASE_URL": database_url,
            "IMPACTPLAN_REDIS_URL": f"redis://127.0.0.1:{self.redis}/0",
            "WEB_CONCURRENCY": "2",
        }

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def command(self, *words: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        environ = os.environ | self.environ
        return subprocess.run(
            [*COMMAND, *words], env=environ, input=text, capture_output=True, text=True, check=True, timeout=120
        )

    def start(self, name: str, *words: str) -> None:
        with open(self.log(name), "ab") as log:
            self.processes[name] = subprocess.Popen(
                words, env=os.environ | self.environ, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )

    def start_all(self) -> None:
        memory = ("--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", str(self.folder))
        self.start("redis", "redis-server", "--port", str(self.redis), *memory)
        until(lambda: b"Ready to accept" in self.log("redis").read_bytes(), 30, self.log("redis"))
        self.command("db", "upgrade")
        self.start("worker", *COMMAND, "worker")
        config = str(DEPLOY / "gunicorn.conf.py")
        self.start("web", GUNICORN, "-c", config, "-b", f"127.0.0.1:{self.web}", "impactplan.wsgi:app")
        until(lambda: self.ask_directly("/healthz"), 90, self.log("web"))
        write_nginx(self)
        self.start("nginx", NGINX, "-c", str(self.folder / "nginx.conf"), "-e", str(self.log("nginx-error")))
        until(lambda: self.open("/healthz").status == 200, 30, self.log("nginx"))
        until(lambda: self.ask_directly("/readyz"), 60, self.log("worker"))

    def ask_directly(self, path: str) -> bool:
        """Ask the program itself, past nginx, as who watches over it on this machine."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.web}{path}")
        return read_answer(urllib.request.build_opener(), request).status == 200

    @property
    def trust(self) -> urllib.request.HTTPSHandler:
        """Trust the certificate of this stack, and no other."""
        return urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=self.folder / "fullchain.pem"))

    def open(self, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Ask nginx, over TLS."""
        request = urllib.request.Request(self.base_url + path, body, headers)
        return read_answer(urllib.request.build_opener(self.trust), request)

    def visitor(self) -> Visitor:
        return Visitor(self, self.trust)

    def app(self) -> Flask:
        """Return an app on the same data, for a test to look things up."""
        return create_app(Settings.from_environ(self.environ))

    def web_processes(self) -> list[int]:
        master = self.processes["web"].pid
        return [int(word) for word in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    def stop_all(self) -> None:
        for process in reversed(self.processes.values()):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


def write_nginx(stack: Stack) -> None:
    """Put the shipped configuration into a server of its own, with other ports and folders and nothing else."""
    folder = stack.folder
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "privkey.pem", "-out", "fullchain.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    site = (DEPLOY / "nginx.conf").read_text()
    for shipped, here in {
        "listen 80;": f"listen 127.0.0.1:{stack.http};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{stack.https} ssl http2;",
        "127.0.0.1:8000": f"127.0.0.1:{stack.web}",
        "plan.example.org": "127.0.0.1",
        "https://$host$request_uri": f"https://$host:{stack.https}$request_uri",
        "Host $host;": f"Host $host:{stack.https};",
        "/etc/ssl/impactplan": str(folder),
        "/opt/impactplan;": f"{folder}/opt;",
        "/var/log/nginx/error.log": str(stack.log("nginx-error")),
    }.items():
        assert shipped in site, shipped
        site = site.replace(shipped, here)
    site = re.sub(r"\n *listen \[::\].*", "", site)  # not every machine that tests has it
    (folder / "opt").mkdir()
    (folder / "opt" / "static").symlink_to(ROOT / "static")
    (folder / "site.conf").write_text(site)
    temporary = "".join(
        f"    {name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\ndaemon off;\npid {folder}/nginx.pid;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\n    include /etc/nginx/mime.types;\n    default_type application/octet-stream;\n"
        f"{temporary}    include {folder}/site.conf;\n}}\n"
    )


@contextmanager
def running_stack(folder: Path) -> Iterator[Stack]:
    with ExitStack() as around:
        stack = Stack(folder, around.enter_context(postgresql()))
        around.callback(stack.stop_all)
        stack.start_all()
        yield stack
