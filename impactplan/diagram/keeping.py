"""Keeping what was drawn: a picture follows from its specification alone, and is asked for again at every view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any, ParamSpec, TypeVar

from impactplan.lib.recent import Recent

P = ParamSpec("P")
R = TypeVar("R")

MOST_KEPT = 100
"""Pictures that are kept in a process, the last ones asked for: up to some 5 MB."""

_pictures: Recent[bytes, Any] = Recent(MOST_KEPT)
forget_all = _pictures.forget_all


def kept(draw: Callable[P, R]) -> Callable[P, R]:
    """Keep what a function draws, under a digest of everything that it is given.

    What it is given must say in its ``repr`` all that it holds, as frozen dataclasses of plain values do.
    """

    @wraps(draw)
    def draw_or_find(*args: P.args, **kwargs: P.kwargs) -> R:
        given = repr((draw.__module__, draw.__name__, args, sorted(kwargs.items())))
        key = blake2b(given.encode("utf-8", "surrogatepass"), digest_size=20).digest()
        picture: R | None = _pictures.find(key)
        if picture is None:
            picture = draw(*args, **kwargs)
            _pictures.keep(key, picture)
        return picture

    return draw_or_find
