"""Databases for tests, each in a temporary folder of its own: SQLite files, or a PostgreSQL cluster on a socket."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import sqlalchemy
from sqlalchemy import make_url, text

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


IN_A_HURRY = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "4GB", "jit": "off"}
"""What the machine would lose with its power is no matter here; a server that is killed loses nothing. That tables are
small PostgreSQL learns minutes after they were filled: until then it would compile much of what is asked of them."""


class Cluster:
    """A PostgreSQL server of a test's own, reachable only through its socket."""

    STARTS = 60
    """Seconds, also when it has to recover first."""

    def __init__(self, folder: Path) -> None:
        if not BINARIES:
            raise RuntimeError("PostgreSQL is not installed: run make test, which installs it.")
        self.folder = folder
        self.data = folder / "data"
        self.url = f"postgresql://impactplan@/postgres?host={folder}"
        self.owner = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
        self.process: subprocess.Popen[bytes] | None = None
        if self.owner:
            shutil.chown(folder, self.owner, self.owner)

    def _begin(self, tool: str, *words: str) -> subprocess.Popen[bytes]:
        """Start a tool as a child of our own: what is killed must be waited for by somebody, or its number stays."""
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [BINARIES[-1] / tool, "-D", self.data, *words],
                cwd=self.folder, stdout=log, stderr=log, user=self.owner, group=self.owner, extra_groups=(),
            )  # fmt: skip

    def create(self) -> None:
        options = ("--no-sync", "-U", "impactplan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        with self._begin("initdb", *options) as making:
            pass
        self._must(making.returncode == 0)

    def start(self) -> None:
        options = {"listen_addresses": "", "unix_socket_directories": str(self.folder), **IN_A_HURRY}
        self.process = self._begin("postgres", *(f"--{name}={value}" for name, value in options.items()))
        deadline = time.monotonic() + self.STARTS
        while True:
            try:
                psycopg.connect(self.url).close()
                return
            except psycopg.OperationalError:
                self._must(self.process.poll() is None and time.monotonic() < deadline)
                time.sleep(0.05)

    def _must(self, is_so: bool) -> None:
        if not is_so:
            raise RuntimeError((self.folder / "log").read_text())

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it without waiting for its visitors: SIGINT is properly, SIGQUIT at once."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(self.STARTS)

    def processes(self) -> list[int]:
        """Return the processes of the server, the first one first."""
        assert self.process is not None
        first = self.process.pid
        found = [first]
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == first:
                        found.append(int(entry.name))
        return found

    def signal(self, number: signal.Signals) -> None:
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def kill(self) -> None:
        """End all its processes at once, as a power cut does."""
        os.kill(self.processes()[0], signal.SIGSTOP)  # so that it begins no other meanwhile
        self.signal(signal.SIGKILL)
        assert self.process is not None
        self.process.wait(self.STARTS)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a cluster. Its folder lies outside pytest's: every run of pytest closes that to other users, so also to
    another run's server."""
    with TemporaryDirectory(prefix="impactplan-postgresql-") as folder:
        server = Cluster(Path(folder))
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a cluster and yield the URL of an empty database."""
    with cluster() as server:
        yield server.url


def empty_database(url: str, folder: Path, *, copy_of: str = "") -> str:
    """Return the address of a database with nothing in it, or a copy of another, of the same kind as at ``url``."""
    named = make_url(url)
    if named.get_backend_name() == "sqlite":
        if copy_of:
            shutil.copy(make_url(copy_of).database or "", folder / "empty.db")
        return f"sqlite:///{folder / 'empty.db'}"
    name = f"{folder.name}_{secrets.token_hex(4)}".replace("-", "_").lower()
    template = f"TEMPLATE {make_url(copy_of).database}" if copy_of else ""
    engine = sqlalchemy.create_engine(named, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} {template}"))
    engine.dispose()
    return named.set(database=name).render_as_string(hide_password=False)


def upgrade_to(revision: str, environ: Mapping[str, str]) -> None:
    """Bring a database to an earlier migration, as a program of then would have."""
    lines = (
        "from impactplan import create_app",
        "from impactplan.service.migrations import upgrade",
        "with create_app().app_context():",
        f"    upgrade({revision!r})",
    )
    command = [sys.executable, "-c", "\n".join(lines)]
    subprocess.run(command, env={**os.environ, **environ}, check=True, capture_output=True, timeout=120)
