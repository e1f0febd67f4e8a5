"""A database that fails under the running site: what was acknowledged is there once, the rest is sent again."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from subprocess import run
from typing import Any
from urllib.error import HTTPError

import psycopg
import pytest

from tests.support.databases import Cluster, cluster
from tests.support.saving import Savers, during, is_failure, make_person, make_plan, sign_in
from tests.support.server import Server, Visitor

DISK = "300m"
"""More than what must be free for the site to be well."""
LEFT = 2 * 1024 * 1024
"""Bytes that are filled last."""
SAVERS, SAVES, TIMES = 4, 75, 3


@pytest.fixture(scope="module")
def database() -> Iterator[Cluster]:
    with cluster() as database:
        yield database


@contextmanager
def serving(folder: Path, **environ: str) -> Iterator[Server]:
    server = Server(folder)
    server.environ |= environ
    server.make_database()
    server.start("--no-worker")
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def server(database: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("site"), IMPACTPLAN_DATABASE_URL=database.url) as server:
        yield server


@pytest.mark.long
@pytest.mark.parametrize("end", [Cluster.kill, Cluster.stop])
def test_postgresql_goes_while_people_save(database: Cluster, server: Server, end: Callable[[Cluster], None]) -> None:
    def go_and_come() -> None:
        end(database)
        savers.wait_for_refusals(SAVERS)
        database.start()

    with Savers(server, make_person(server, f"olga-{end.__name__}"), SAVERS, SAVES) as savers:
        during(savers, TIMES, go_and_come)
    assert len(savers.refused) >= TIMES * SAVERS
    savers.prove()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own for the data, which can be filled."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=700", "impactplan-test", folder]
    if run(mount, capture_output=True).returncode:
        pytest.skip("a file system cannot be mounted here")
    try:
        yield folder
    finally:
        run(["umount", "--lazy", folder], check=True)


def empty_log(database: Path) -> None:
    """Have SQLite give back the room of its write-ahead log, of which it would use what is there already."""
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            time.sleep(0.01)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Leave no room for a while, not for a byte; at once, before all that is to be saved is."""
    filler, about = folder / "filler", os.statvfs(folder)
    with filler.open("wb", buffering=0) as file:
        with suppress(OSError):
            os.posix_fallocate(file.fileno(), 0, about.f_bavail * about.f_frsize - LEFT)
        empty_log(folder / "impactplan.db")
        with suppress(OSError):
            file.seek(0, os.SEEK_END)
            while True:
                file.write(bytes(4096))
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def immutable(folder: Path) -> Iterator[None]:
    """Let nothing be written for a while, also by those who have a file open, as where a disk has become read-only."""
    paths = [path for path in folder.iterdir() if path.name != "server.log"]
    if run(["chattr", "+i", folder, *paths], capture_output=True).returncode:
        pytest.skip("files cannot be made immutable here")
    try:
        yield
    finally:
        run(["chattr", "-i", folder, *paths], check=True)


def checks(server: Server) -> dict[str, str]:
    """Return what ``/readyz`` says of each thing, once its answer is a fresh one."""
    time.sleep(1.1)
    status, content = Visitor(server).ask("GET", "/readyz")
    found: dict[str, str] = (content if status == 200 else json.loads(content))["checks"]
    return found


@pytest.mark.long
def test_a_full_disk_under_sqlite(small_disk: Path) -> None:
    with serving(small_disk) as server:

        def fill() -> None:
            with filled(small_disk):
                savers.wait_for_refusals(SAVERS)
                readiness.append(checks(server)["disk"])

        readiness: list[str] = []
        email = make_person(server, "olga")
        assert checks(server)["disk"] == "ok"
        with Savers(server, email, SAVERS, 2 * SAVES) as savers:
            during(savers, TIMES, fill)
        assert readiness == ["not ok"] * TIMES
        assert checks(server)["disk"] == "ok"
        savers.prove()


def look_and_save(server: Server, make_read_only: Callable[[], AbstractContextManager[None]]) -> dict[str, str]:
    """While nothing can be written, pages are read and a save is kept by whoever typed it; afterwards it is done.

    Returns what ``/readyz`` said meanwhile.
    """
    visitor = sign_in(server, make_person(server, "olga"))
    plan = f"/plans/{make_plan(visitor)}"
    field = f"{plan}/items/purpose/purpose/ambition"

    def save(version: int, text: str) -> tuple[int, Any]:
        return visitor.ask("PATCH", field, {"value": text}, If_Match=str(version), Idempotency_Key=text)

    status, saved = save(0, "Eerst")
    assert status == 200
    assert checks(server)["database"] == "ok"
    with make_read_only():
        for path in ("/", f"{plan}/", f"{plan}/steps/purpose", f"{plan}/history", "/profile"):
            assert visitor.ask("GET", path, Accept="text/html")[0] == 200, path
        assert "Eerst" in visitor.ask("GET", f"{plan}/steps/purpose", Accept="text/html")[1]
        assert is_failure(*save(saved["version"], "Daarna"))
        typed = {"ambition": "Daarna", "version-ambition": str(saved["version"])}
        with pytest.raises(HTTPError) as refused:
            visitor.send(f"{plan}/items/purpose/purpose", typed)
        with refused.value as answer:
            assert answer.code == 503
        meanwhile = checks(server)
    deadline = time.monotonic() + 20
    while is_failure(*save(saved["version"], "Daarna")):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    while checks(server)["database"] != "ok":  # a process that had opened it read-only finds out at its next try
        assert time.monotonic() < deadline
    assert "Daarna" in visitor.ask("GET", f"{plan}/steps/purpose", Accept="text/html")[1]
    assert "All is well." in server.command("db", "check").stdout
    return meanwhile


@pytest.mark.long
def test_a_data_folder_that_becomes_read_only(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        said = look_and_save(server, lambda: immutable(tmp_path))
    # Only the disk, where the process that is asked has had the file open from before.
    assert "not ok" in {said["database"], said["disk"]}


@pytest.mark.long
def test_a_postgresql_that_becomes_read_only(database: Cluster, server: Server) -> None:
    """As when another machine has taken over, and this one only follows."""

    @contextmanager
    def read_only() -> Iterator[None]:
        def set_to(value: str) -> None:
            with psycopg.connect(database.url, autocommit=True) as connection:
                connection.execute("SET default_transaction_read_only = off")
                connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
                connection.execute("SELECT pg_reload_conf()")

        set_to("on")
        try:
            yield
        finally:
            set_to("off")

    assert look_and_save(server, read_only)["database"] == "not ok"
