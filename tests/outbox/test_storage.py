"""The queue in Redis, and in a file for as long as that is away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from redis import Redis

from impactplan import create_app
from impactplan.config import REDIS_TIMEOUT, Settings
from impactplan.models import db
from impactplan.outbox import storage
from impactplan.outbox.queue import Queue
from impactplan.outbox.waking import get_queue, wake_worker
from tests.outbox.test_queue import stored
from tests.support.redis import RedisServer, hung_port

CLOSED = "redis://127.0.0.1:9/0"


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


def app_with(url: str, folder: Path) -> Flask:
    environ = {
        "IMPACTPLAN_ENV": "testing",
        "IMPACTPLAN_DATABASE_URL": f"sqlite:///{folder / 'test.db'}",
        "IMPACTPLAN_DATA_DIR": str(folder),
        "IMPACTPLAN_REDIS_URL": url,
    }
    return create_app(Settings.from_environ(environ))


def queue_on(url: str, folder: Path) -> Queue:
    return Queue(app_with(url, folder))


def kinds(queue: Queue) -> list[Any]:
    found = []
    while task := queue.huey.dequeue():
        found.append(task.args[0])
    return found


def test_it_lies_in_redis_where_there_is_one(redis: RedisServer, tmp_path: Path) -> None:
    queue = queue_on(redis.url, tmp_path / "data")
    queue.wake_worker("mail")
    with Redis.from_url(redis.url) as client:
        assert client.llen("huey.redis.impactplan") == 1
    assert stored(tmp_path / "data") == []
    assert kinds(queue) == ["mail"]
    queue._sweep.schedule(("letter",), delay=60)
    later = queue.huey.dequeue()
    queue.huey.add_schedule(later)
    assert stored(tmp_path / "data") == []
    assert queue.huey.read_schedule(later.eta - timedelta(seconds=1)) == []
    assert [task.args for task in queue.huey.read_schedule(later.eta)] == [("letter",)]
    queue.huey.storage.close()


def test_it_goes_on_in_a_file_and_back(redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "AWAY_FOR", 0)
    queue = queue_on(redis.url, tmp_path / "data")
    queue.wake_worker("mail")
    redis.stop()
    queue.wake_worker("letter")
    assert len(stored(tmp_path / "data")) == 1
    assert kinds(queue) == ["letter"], "what went with Redis is only a wish: rows are swept every minute"
    queue.wake_worker("export")
    redis.start()
    queue.wake_worker("mail")
    assert kinds(queue) == ["export", "mail"], "first what was queued meanwhile"
    queue.huey.storage.close()


def test_who_works_off_the_queue_hears_that_redis_has_gone(redis: RedisServer, tmp_path: Path) -> None:
    queue = queue_on(redis.url, tmp_path / "data")
    heard = []
    queue.huey.storage.when_away = lambda: heard.append(queue.wake_worker("mail"))
    queue.wake_worker("letter")
    redis.stop()
    assert kinds(queue) == []
    assert kinds(queue) == ["mail"], "what lay there is wished for again"
    assert len(heard) == 1
    redis.start()
    time.sleep(storage.AWAY_FOR + 0.1)
    queue.wake_worker("mail")
    assert stored(tmp_path / "data") == [], "one that is back is used soon"
    assert kinds(queue) == ["mail"]
    queue.huey.storage.close()


@pytest.mark.parametrize("hangs", [False, True])
def test_a_redis_that_is_away_stops_nothing(tmp_path: Path, hangs: bool, caplog: pytest.LogCaptureFixture) -> None:
    with hung_port() as hung:
        app = app_with(hung if hangs else CLOSED, tmp_path / "data")
        with app.app_context():
            began = time.monotonic()
            for _number in range(20):
                wake_worker("mail")
            assert time.monotonic() - began < REDIS_TIMEOUT + 2
            queue = get_queue()
            assert kinds(queue) == ["mail"] * 20
            queue.huey.storage.close()
            db.engine.dispose()
    assert caplog.text.count("Redis is away") == 1


def test_a_socket_of_this_machine_is_one_too(tmp_path: Path) -> None:
    app = app_with("unix:///run/none.sock?db=1", tmp_path / "data")
    with app.app_context():
        wake_worker("mail")
        queue = get_queue()
        assert kinds(queue) == ["mail"]
        queue.huey.storage.close()
        db.engine.dispose()
    assert app.config["RATELIMIT_STORAGE_URI"] == "redis+unix:///run/none.sock?db=1"
