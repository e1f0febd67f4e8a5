"""A fault in the content of the database, and all of them together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from impactplan.extensions import db


@dataclass(frozen=True)
class Fault:
    place: str
    """The plan or the table that it is in."""
    message: str
    mend: str = ""
    """What ``db check --rebuild`` can do about it, or nothing: "derived" or "seq"."""


CANNOT_BE_READ = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, SQLAlchemyError)
"""What reading a value raises that is not of its type."""


def cannot_read(place: str, error: BaseException) -> Fault:
    """Return the fault of what could not be looked at any further because of others in it."""
    if isinstance(error, SQLAlchemyError):
        db.session.rollback()
    return Fault(place, f"cannot be read: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")


def in_groups(rows: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
