"""Where the queue lies when there is a Redis: in it, and in a file of this machine for as long as it is away.

The queue carries only the wish to sweep, so nothing is lost with either: rows of the outbox are the work, and all of
them are looked at every minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import redis
import structlog
from huey import storage
from huey.storage import RedisStorage, SqliteStorage
from redis import ConnectionPool, RedisError

from impactplan.config import redis_options

log = structlog.get_logger()

AWAY_FOR = 1.0
"""For how many seconds a Redis that is away is not asked again, at least."""
AWAY_FOR_EACH = 5
"""And how many times as long as it took to find out: of one that answers nothing, each try takes long."""

if storage.Redis is None:  # huey was loaded before anybody needed redis
    storage.ConnectionPool, storage.Redis = ConnectionPool, redis.Redis
    storage.ConnectionError, storage.TimeoutError = redis.ConnectionError, redis.TimeoutError
    RedisStorage.redis_client = redis.Redis


class RedisOrFile(SqliteStorage):  # type: ignore[misc]  # huey has no types
    """A file, whose queue lies in Redis instead while that answers. What huey keeps besides stays in the file."""

    priority = False

    def __init__(self, name: str, url: str, filename: str) -> None:
        super().__init__(name, filename=filename)
        self.redis = RedisStorage(name, blocking=False, connection_pool=ConnectionPool.from_url(url, **redis_options()))
        self.asked_again_at = float("-inf")
        self.away = False
        self.when_away: Callable[[], None] | None = None
        """What to do in this process when Redis has gone, and what lay in it or was under way from it perhaps too."""

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        if not self._ask_redis(self.redis.enqueue, data)[0]:
            super().enqueue(data, priority)

    def dequeue(self) -> Any:
        """Return what was queued on this machine while Redis was away, and then what lies there."""
        item = super().dequeue()
        return item if item is not None else self._ask_redis(self.redis.dequeue)[1]

    def add_to_schedule(self, data: bytes, ts: datetime) -> None:
        if not self._ask_redis(self.redis.add_to_schedule, data, ts)[0]:
            super().add_to_schedule(data, ts)

    def read_schedule(self, ts: datetime) -> list[bytes]:
        return [*super().read_schedule(ts), *(self._ask_redis(self.redis.read_schedule, ts)[1] or ())]

    def close(self) -> Any:
        self.redis.close()
        return super().close()

    def _ask_redis(self, operation: Callable[..., Any], *arguments: Any) -> tuple[bool, Any]:
        """Return whether Redis answered, and what."""
        if time.monotonic() < self.asked_again_at:
            return False, None
        began = time.monotonic()
        try:
            result = operation(*arguments)
        except (RedisError, OSError) as error:
            self._note_away(began, error)
            return False, None
        if self.away:
            log.info("Redis is back")
        self.away = False
        return True, result

    def _note_away(self, began: float, error: Exception) -> None:
        failed = time.monotonic()
        self.asked_again_at = failed + max(AWAY_FOR, AWAY_FOR_EACH * (failed - began))
        if self.away:
            return
        self.away = True
        log.warning("Redis is away: the queue goes on in a file", error=type(error).__name__)
        if self.when_away:
            self.when_away()
