"""How a server deals with its memory."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

M_ARENA_MAX = -8
"""The setting of the C library for the number of its heaps."""
SELDOM = 10_000
"""So many new objects before Python looks whether some of them hold each other: 700 are not even one request."""


def use_one_heap() -> None:
    """Have the threads of a process share a heap: one for each takes some MB each, to spare waits that Python's own
    lock rules out."""
    with suppress(OSError, AttributeError):  # there is no such setting but in glibc
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def leave_what_is_loaded() -> None:
    """Leave out of collecting garbage all that there is: none of it ever goes, and to look at it takes a fifth of the
    time of a request. What is loaded before processes are forked also stays in memory that all of them share."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)
