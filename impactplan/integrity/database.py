"""Faults that the database itself can tell of: its file, and references to what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Table, and_, func, select
from sqlalchemy.exc import DatabaseError, OperationalError

from impactplan.extensions import db
from impactplan.integrity.faults import Fault
from impactplan.models import KINDS, Membership, Plan, item_table

SHOWN = 20
"""How many faults of one kind in one table are listed."""


class DamagedFileError(Exception):
    """The file of an SQLite database is not whole; the message says what it found first."""


def check_file() -> None:
    """Have SQLite go through its file. PostgreSQL keeps sums of its own, and refuses to read what does not fit."""
    if db.engine.dialect.name != "sqlite":
        return
    try:
        with db.engine.connect() as connection:
            answer = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
    except OperationalError:
        raise
    except DatabaseError as error:
        raise DamagedFileError(str(error.orig)) from error
    if answer != "ok":
        raise DamagedFileError(" ".join(str(answer).split()))


def find_dangling() -> Iterator[Fault]:
    """Yield rows that refer to what is not there, one fault a reference of a table."""
    for table in db.metadata.sorted_tables:
        for constraint in sorted(table.foreign_key_constraints, key=lambda each: list(each.column_keys)):
            yield from _dangling(table, constraint)


def _dangling(table: Table, constraint: ForeignKeyConstraint) -> Iterator[Fault]:
    target = constraint.referred_table.alias("target")
    pairs = [(element.parent, target.c[element.column.name]) for element in constraint.elements]
    there = select(1).select_from(target).where(and_(*(here == other for here, other in pairs))).exists()
    lost = ~there.correlate(table), *(here.is_not(None) for here, _other in pairs)
    count = db.session.scalar(select(func.count()).select_from(table).where(*lost)) or 0
    if count:
        example = db.session.execute(select(*table.primary_key.columns or table.columns).where(*lost).limit(1)).one()
        names = ", ".join(constraint.column_keys)
        yield Fault(
            table.name,
            f"{count} rows refer by {names} to rows of {constraint.referred_table.name} that are not there, "
            f"such as {' '.join(map(str, example))}",
        )


def find_halves() -> Iterator[Fault]:
    """Yield items without their fields, items of no kind, and plans without exactly one owner."""
    for kind in KINDS.values():
        whole = select(1).where(kind.table.c.id == item_table.c.id).exists()
        yield from _items(item_table.c.kind == kind.key, ~whole, what=f"is a {kind.key} without its fields")
    yield from _items(item_table.c.kind.not_in(list(KINDS)), what="is of no kind that there is")
    owners = (
        select(func.count())
        .where(Membership.plan_id == Plan.id, Membership.role == "owner")
        .correlate(Plan)
        .scalar_subquery()
    )
    for row in db.session.execute(select(Plan.id, owners.label("owners")).where(owners != 1)):
        yield Fault(row.id, f"has {row.owners} owners")


def _items(*which: Any, what: str) -> Iterator[Fault]:
    for row in db.session.execute(select(item_table.c.plan_id, item_table.c.id).where(*which).limit(SHOWN)):
        yield Fault(row.plan_id, f"item {row.id} {what}")
