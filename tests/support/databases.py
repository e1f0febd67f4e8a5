"""Databases for tests, each in a temporary folder of its own: SQLite files, or a PostgreSQL cluster on a socket."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy
from sqlalchemy import make_url, text

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a cluster, reachable only through its socket, and yield the URL of an empty database.

    Its folder lies outside pytest's: every run of pytest closes that to other users, so also to another run's server.
    """
    if not BINARIES:
        raise RuntimeError("PostgreSQL is not installed: run make test, which installs it.")
    with TemporaryDirectory(prefix="impactplan-postgresql-") as folder:
        yield from _run_cluster(Path(folder))


def _run_cluster(folder: Path) -> Iterator[str]:
    as_owner: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]

    def run(*words: str) -> None:
        subprocess.run([*as_owner, *words], check=True, cwd=folder, capture_output=True)

    data = str(folder / "data")
    tools = BINARIES[-1]
    run(str(tools / "initdb"), "-D", data, "-U", "impactplan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run(str(tools / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", settings, "start")
    try:
        yield f"postgresql://impactplan@/postgres?host={folder}"
    finally:  # a server that went by itself is as good as stopped
        with suppress(subprocess.CalledProcessError):
            run(str(tools / "pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop")


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
