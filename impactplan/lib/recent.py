"""Keeping what was asked for last, up to so much of it, for all threads of a process."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key, of which those go that were asked for longest ago, once all together are larger than ``most``."""

    def __init__(self, most: int, size: Callable[[V], int] = lambda _value: 1) -> None:
        self.most, self.measure, self.size = most, size, 0
        self._values: dict[K, V] = {}
        self._lock = Lock()

    def find(self, key: K) -> V | None:
        with self._lock:
            if key not in self._values:
                return None
            value = self._values[key] = self._values.pop(key)  # the last one to go
            return value

    def keep(self, key: K, value: V) -> None:
        with self._lock:
            self._drop(key)
            self._values[key] = value
            self.size += self.measure(value)
            while self.size > self.most:
                self._drop(next(iter(self._values)))

    def _drop(self, key: K) -> None:
        if key in self._values:
            self.size -= self.measure(self._values.pop(key))

    def forget_all(self) -> None:
        """Drop everything, for whoever measures making it."""
        with self._lock:
            self._values.clear()
            self.size = 0
