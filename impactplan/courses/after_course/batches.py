"""Work on many rows, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog

from impactplan.models import db

T = TypeVar("T")
log = structlog.get_logger()


def for_each(ids: Iterable[str], work: Callable[[str, T], bool], argument: T) -> int:
    """Call ``work`` with each id, in a transaction of its own, and return how often it returned True.

    A failure is rolled back and logged; the others continue.
    """
    count = 0
    for row_id in ids:
        try:
            count += work(row_id, argument)
            db.session.commit()
        except Exception:
            db.session.rollback()
            log.exception("daily work failed for one", work=work.__qualname__, id=row_id)
    return count
