"""The queue carries plain data: who can write to it runs nothing, and writes no file."""

from __future__ import annotations

import os
import pickle
import sqlite3
import stat
from pathlib import Path

import pytest
from flask import Flask

from impactplan import create_app
from impactplan.config import Settings, SettingsError
from impactplan.models import db
from impactplan.outbox.plain import PlainSerializer, StrangeMessageError
from impactplan.outbox.queue import Queue


class Bomb:
    """Makes a file when it is read as a pickle."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


@pytest.fixture
def app_of_its_own(tmp_path: Path) -> Flask:
    environ = {
        "IMPACTPLAN_ENV": "testing",
        "IMPACTPLAN_DATABASE_URL": f"sqlite:///{tmp_path / 'data' / 'test.db'}",
        "IMPACTPLAN_DATA_DIR": str(tmp_path / "data"),
    }
    return create_app(Settings.from_environ(environ))


def stored(folder: Path) -> list[bytes]:
    connection = sqlite3.connect(folder / "queue.db")
    try:
        rows = connection.execute("SELECT data FROM task UNION ALL SELECT data FROM schedule")
        return [bytes(row[0]) for row in rows]
    finally:
        connection.close()


def test_a_wish_goes_through_as_plain_text(app_of_its_own: Flask, tmp_path: Path) -> None:
    queue = Queue(app_of_its_own)
    queue.wake_worker("mail")
    queue._sweep.schedule(("mail",), delay=60)
    messages = stored(tmp_path / "data")
    assert len(messages) == 2
    assert all(message.startswith(b"{") and b'"mail"' in message for message in messages)
    task = queue.huey.dequeue()
    assert task.args == ("mail",)
    later = queue.huey.dequeue()
    assert later.eta is not None
    queue.huey.storage.close()


def test_a_pickle_in_the_queue_is_not_opened(app_of_its_own: Flask, tmp_path: Path) -> None:
    queue, made = Queue(app_of_its_own), tmp_path / "made"
    queue.huey.storage.enqueue(pickle.dumps(Bomb(made)))
    with pytest.raises(StrangeMessageError):
        queue.huey.dequeue()
    assert not made.exists()
    queue.huey.storage.put_data("r:x", pickle.dumps(Bomb(made)))
    with pytest.raises(StrangeMessageError):
        queue.huey.get("r:x")
    assert not made.exists()
    queue.huey.storage.close()


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "5",
        "{",
        "[" * 100_000,
        "{}",
        '{"id": "1"}',
        '{"id": "1", "name": "x", "other": 1}',
        '{"id": "1", "name": "x", "args": [{"a": 1}]}',
        '{"id": "1", "name": "x", "on_complete": {"id": "2"}}',
    ],
)
def test_what_is_no_message_of_ours_is_refused(text: str) -> None:
    with pytest.raises(StrangeMessageError):
        PlainSerializer().deserialize(text.encode())


def test_what_is_not_plain_is_not_written() -> None:
    with pytest.raises(StrangeMessageError):
        PlainSerializer().serialize({"a": object()})


def test_an_unknown_kind_makes_no_file(app_of_its_own: Flask, tmp_path: Path) -> None:
    queue = Queue(app_of_its_own)
    queue.wake_worker("x/../../made")
    queue.huey.execute(queue.huey.dequeue())
    assert list(tmp_path.glob("made*")) == []
    assert list((tmp_path / "data").glob("sweep-*")) == []
    queue.huey.storage.close()


def test_no_other_user_of_the_machine_reads_the_data(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    (folder / "exports").mkdir(mode=0o755)
    old = folder / "exports" / "plan.pdf"
    old.write_bytes(b"x")
    old.chmod(0o644)
    environ = {
        "IMPACTPLAN_ENV": "testing",
        "IMPACTPLAN_DATABASE_URL": f"sqlite:///{folder / 'test.db'}",
        "IMPACTPLAN_DATA_DIR": str(folder),
    }
    app = create_app(Settings.from_environ(environ))
    with app.app_context():
        db.create_all()
        db.session.remove()
        Queue(app).wake_worker("mail")
        names = list(folder.rglob("*"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *names)}
        db.engine.dispose()
    assert {"test.db", "queue.db", "plan.pdf", "data", "exports"} <= set(modes)
    assert {mode & 0o077 for mode in modes.values()} == {0}, modes


@pytest.mark.parametrize("folder", [Path("/tmp"), Path.home()])
def test_a_folder_of_everybody_is_not_closed_to_them(folder: Path) -> None:
    before = folder.stat().st_mode
    with pytest.raises(SettingsError, match="DATA_DIR"):
        create_app(Settings.from_environ({"IMPACTPLAN_ENV": "testing", "IMPACTPLAN_DATA_DIR": str(folder)}))
    assert folder.stat().st_mode == before
