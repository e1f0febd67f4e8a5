"""Work that is done for many, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog

from impactplan.models import db

T = TypeVar("T")
log = structlog.get_logger()


def for_each(ids: Iterable[str], work: Callable[[str, T], bool], more: T) -> int:
    """Do some work for each, in a transaction of its own, and return how often there was any.

    What fails for one is rolled back and logged, and the others go on.
    """
    done = 0
    for one in ids:
        try:
            done += work(one, more)
            db.session.commit()
        except Exception:
            db.session.rollback()
            log.exception("daily work failed for one", work=work.__qualname__, id=one)
    return done
