"""Where the queue lies when there is a Redis: in it, and in a file of this machine for as long as it is away.

The queue carries only the wish to sweep, so nothing is lost with either: rows of the outbox are the work, and all of
them are looked at every minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from huey.storage import RedisStorage, SqliteStorage
from redis import ConnectionPool, RedisError

from impactplan.config import redis_options

log = structlog.get_logger()

AWAY_FOR = 10.0
"""For how many seconds a Redis that did not answer is not asked again: each try can take as long as it may."""


class RedisOrFile(SqliteStorage):  # type: ignore[misc]  # huey has no types
    """A file, whose queue lies in Redis instead while that answers. What huey keeps besides stays in the file."""

    priority = False

    def __init__(self, name: str, url: str, filename: str) -> None:
        super().__init__(name, filename=filename)
        self.redis = RedisStorage(name, blocking=False, connection_pool=ConnectionPool.from_url(url, **redis_options()))
        self.asked_again_at = float("-inf")
        self.away = False

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
        try:
            result = operation(*arguments)
        except (RedisError, OSError) as error:
            self.asked_again_at = time.monotonic() + AWAY_FOR
            if not self.away:
                log.warning("Redis is away: the queue goes on in a file", error=type(error).__name__)
            self.away = True
            return False, None
        if self.away:
            log.info("Redis is back")
        self.away = False
        return True, result
