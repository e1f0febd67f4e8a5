"""Writers of SQLite wait for their turn: threads, processes and what is left of them when something goes wrong."""

from __future__ import annotations

import gc
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from impactplan.lib import turns
from impactplan.lib.turns import QueuedConnection

WRITER = """
import sqlite3, sys
from impactplan.lib.turns import QueuedConnection
path, number, stay = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
connection = sqlite3.connect(path, factory=QueuedConnection, isolation_level="IMMEDIATE", timeout=0)
import time
for _time in range(number):
    connection.execute("UPDATE counter SET value = value + 1")
    if stay:
        print("writing", flush=True)
        time.sleep(stay)
    connection.commit()
"""


@pytest.fixture
def path(tmp_path: Path) -> Iterator[str]:
    path = str(tmp_path / "turns.db")
    kept = sqlite3.connect(path)  # the last one to close would lock the others out for a moment
    kept.execute("PRAGMA journal_mode=WAL")
    kept.execute("CREATE TABLE counter (value INTEGER CHECK (value >= 0))")
    kept.execute("INSERT INTO counter VALUES (0)")
    kept.commit()
    yield path
    kept.close()
    assert not turns._held, "no lock is left behind"


def connect(path: str) -> QueuedConnection:
    """Connect as the app does, but without SQLite's patience: whoever is not queued fails at once."""
    return sqlite3.connect(
        path, factory=QueuedConnection, isolation_level="IMMEDIATE", timeout=0, check_same_thread=False
    )


def value(path: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT value FROM counter").fetchone()[0])


def run_writer(path: str, number: int, stay: float = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, path, str(number), str(stay)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finish(writer: subprocess.Popen[str]) -> int:
    writer.communicate(timeout=60)
    return writer.returncode


def increase(path: str, times: int) -> None:
    connection = connect(path)
    for _time in range(times):
        connection.execute("UPDATE counter SET value = value + 1")
        connection.commit()
    connection.close()


def test_threads_and_processes_write_one_after_the_other(path: str) -> None:
    errors: list[Exception] = []

    def work() -> None:
        try:
            increase(path, 50)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    writers = [run_writer(path, 50) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [finish(writer) for writer in writers] == [0, 0, 0]
    assert not errors
    assert value(path) == 11 * 50


def test_reading_waits_for_nobody(path: str) -> None:
    writing, reading = connect(path), connect(path)
    writing.execute("UPDATE counter SET value = 5")
    assert reading.execute("SELECT value FROM counter").fetchone() == (0,)
    writing.rollback()
    writing.close()
    reading.close()


def test_a_statement_that_fails_passes_the_turn_on(path: str) -> None:
    failing = connect(path)
    with pytest.raises(sqlite3.IntegrityError):
        failing.execute("UPDATE counter SET value = -1")
    failing.rollback()
    with pytest.raises(sqlite3.OperationalError):
        failing.execute("UPDATE nowhere SET value = 1")
    increase(path, 1)
    failing.close()
    assert value(path) == 1


def test_one_that_cannot_begin_passes_the_turn_on(path: str) -> None:
    """As when somebody has the database open who knows of no queue."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    mine = connect(path)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        mine.execute("UPDATE counter SET value = 1")
    other.execute("ROLLBACK")
    other.close()
    increase(path, 1)
    mine.close()
    assert value(path) == 1


@pytest.mark.parametrize("way", ["close", "forget"])
def test_a_connection_that_goes_passes_its_turn_on(path: str, way: str) -> None:
    writing = connect(path)
    writing.execute("UPDATE counter SET value = 5")
    if way == "close":
        writing.close()
    else:
        del writing
        gc.collect()
    increase(path, 1)
    assert value(path) == 1


def test_two_connections_of_one_thread_end_in_an_error_and_not_in_a_deadlock(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    first, second = connect(path), connect(path)
    first.execute("UPDATE counter SET value = 1")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        second.execute("UPDATE counter SET value = 2")
    first.commit()
    second.execute("UPDATE counter SET value = 2")
    second.commit()
    first.close()
    second.close()
    assert value(path) == 2


def test_the_turn_of_a_process_that_is_killed_is_free(path: str) -> None:
    writer = run_writer(path, 1, stay=60)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "writing\n"
    os.kill(writer.pid, signal.SIGKILL)
    finish(writer)
    increase(path, 1)
    assert value(path) == 1


def test_who_waits_for_another_process_is_woken(path: str) -> None:
    writer = run_writer(path, 1, stay=0.5)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "writing\n"
    began = time.monotonic()
    increase(path, 1)
    assert 0.2 < time.monotonic() - began < 5
    finish(writer)
    assert value(path) == 2


def test_a_child_neither_has_nor_ends_the_turn_of_its_parent(path: str) -> None:
    writing = connect(path)
    writing.execute("UPDATE counter SET value = 1")
    child = os.fork()
    if child == 0:
        writing.turn.pass_on()  # type: ignore[union-attr]  # a file has one
        os._exit(1 if turns._held or turns._queues else 0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    writer = run_writer(path, 1)
    time.sleep(0.3)
    assert writer.poll() is None, "it is still the parent's turn"
    writing.commit()
    assert finish(writer) == 0
    writing.close()
    assert value(path) == 2


def test_without_a_file_to_lock_it_is_left_to_sqlite(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a disk that is full or read-only: the error is SQLite's own, and a write that succeeds is one."""

    def refuse(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(turns.os, "open", refuse)
    increase(path, 2)
    assert value(path) == 2


def test_a_database_in_memory_has_no_queue() -> None:
    connection = connect(":memory:")
    assert connection.turn is None
    connection.execute("CREATE TABLE t (x)")
    connection.execute("INSERT INTO t VALUES (1)")
    connection.close()


def test_what_cannot_be_committed_is_taken_back(path: str) -> None:
    """SQLite itself leaves the transaction open: whoever has the connection next would commit it."""
    one, other = connect(path), connect(path)
    one.execute("PRAGMA foreign_keys = ON")
    one.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY)")
    one.execute("CREATE TABLE about (id INTEGER REFERENCES kept DEFERRABLE INITIALLY DEFERRED)")
    one.execute("UPDATE counter SET value = 7")
    one.execute("INSERT INTO about VALUES (1)")
    with pytest.raises(sqlite3.IntegrityError):
        one.commit()
    assert not one.in_transaction
    other.execute("UPDATE counter SET value = value + 1")
    other.commit()
    assert value(path) == 1
    one.close()
    other.close()


# --- waiting for the disk ---


def connect_waiting(path: str) -> QueuedConnection:
    """Connect as the app does: whoever wrote waits for the disk itself, after its turn."""
    connection = connect(path)
    connection.wait_after_turn()
    return connection


def log_size(path: str) -> int:
    return Path(f"{path}-wal").stat().st_size


@pytest.mark.parametrize("ending", ["commit", "rollback"])
def test_others_write_while_somebody_waits_for_the_disk(
    path: str, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """After a rollback too: what was looked up in the meantime, others may not have on the disk yet."""
    waiting, waited = connect_waiting(path), []

    def write_meanwhile(file: int) -> None:
        waited.append(file)
        increase(path, 1)

    monkeypatch.setattr(turns.os, "fdatasync", write_meanwhile)
    waiting.execute("UPDATE counter SET value = value + 10")
    getattr(waiting, ending)()
    assert waited == [waiting.log]
    waiting.close()
    assert value(path) == (11 if ending == "commit" else 1)


def test_reading_waits_for_no_disk(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: int) -> None:
        raise AssertionError("nothing was written")

    reading = connect_waiting(path)
    monkeypatch.setattr(turns.os, "fdatasync", refuse)
    reading.execute("SELECT value FROM counter").fetchone()
    reading.commit()
    reading.rollback()
    reading.close()


def test_what_waits_is_the_log_of_this_database(path: str) -> None:
    waiting = connect_waiting(path)
    assert waiting.log is not None
    assert os.path.samestat(os.fstat(waiting.log), os.stat(f"{path}-wal"))
    waiting.execute("UPDATE counter SET value = 5")
    before = log_size(path)
    waiting.commit()
    assert log_size(path) > before
    log = waiting.log
    waiting.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(log)


def test_a_disk_that_refused_gets_all_of_it_another_way(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system reports an error once, and then takes for written what is not."""
    asked = []

    def refuse(_file: int) -> None:
        asked.append(1)
        raise OSError(5, "Input/output error")

    writing = connect_waiting(path)
    monkeypatch.setattr(turns.os, "fdatasync", refuse)
    reading = sqlite3.connect(path, isolation_level=None)
    reading.execute("BEGIN")
    reading.execute("SELECT value FROM counter").fetchone()  # holds the log back from the database
    writing.execute("UPDATE counter SET value = 5")
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        writing.commit()
    reading.execute("COMMIT")
    reading.close()
    assert log_size(path) > 0
    assert not writing.turn.is_taken  # type: ignore[union-attr]  # a file has one
    writing.execute("UPDATE counter SET value = value + 1")
    writing.commit()
    assert log_size(path) == 0, "all of it is in the database itself"
    assert asked == [1], "to ask again would be answered with success"
    assert not writing.is_doubtful
    writing.close()
    assert value(path) == 6


def test_without_a_log_sqlite_itself_waits(tmp_path: Path) -> None:
    connection = connect(str(tmp_path / "plain.db"))
    connection.wait_after_turn()
    assert connection.log is None
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    connection.close()
