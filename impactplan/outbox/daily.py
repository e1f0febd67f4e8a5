"""What rooms have to do each day, and every quarter of an hour: what fails is logged, the rest is done all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import structlog

from impactplan.models import db
from impactplan.outbox.operations import daily_work, recurring_work

log = structlog.get_logger()


def do_daily_work(day: date) -> None:
    _do_all(daily_work.current, day, "daily work failed")


def do_recurring_work(moment: datetime) -> None:
    _do_all(recurring_work.current, moment, "recurring work failed")


def _do_all(functions: Iterable[Callable[[Any], None]], when: date, failure: str) -> None:
    for function in functions:
        try:
            function(when)
            db.session.commit()
        except Exception:
            db.session.rollback()
            log.exception(failure, function=function.__qualname__)
        finally:
            db.session.remove()
