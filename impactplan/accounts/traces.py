"""Where a person is mentioned in the database, derived from the tables themselves so that no new one is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table

from impactplan.models import Base, user_table

ADDRESS = "email"
"""The name of a column with an address, in every table: of people who have an account, and of those who are only
invited, listed or named, or to whom an email or job in the outbox goes."""


def references_to(target: Table) -> Iterator[tuple[Table, Column[object]]]:
    """Yield the columns that refer to a row of a table by its id; tables that others refer to come last."""
    for table in reversed(Base.metadata.sorted_tables):
        for column in table.columns:
            if any(key.column is target.c.id for key in column.foreign_keys):
                yield table, column


def tables_of_plan() -> Iterator[tuple[Table, Column[object]]]:
    """Yield each table that has a plan, in the order in which its rows can be deleted.

    Kinds refer to the plan through their item, so it is the column that counts and not its foreign key.
    """
    for table in reversed(Base.metadata.sorted_tables):
        if "plan_id" in table.c:
            yield table, table.c.plan_id


def address_columns() -> Iterator[tuple[Table, Column[object]]]:
    """Yield the columns that hold an address, except the account's own."""
    for table in reversed(Base.metadata.sorted_tables):
        if ADDRESS in table.c and table is not user_table:
            yield table, table.c[ADDRESS]


def survives_user(column: Column[object]) -> bool:
    """Tell whether a row stays when the user it refers to is deleted, because it is about something else."""
    return any(key.ondelete == "SET NULL" for key in column.foreign_keys)


def find_traces(user_id: int, email: str) -> dict[str, list[Any]]:
    """Return, by table, the conditions any of which makes a row one about this person."""
    conditions: dict[str, list[Any]] = {user_table.name: [user_table.c.id == user_id]}
    for table, column in references_to(user_table):
        conditions.setdefault(table.name, []).append(column == user_id)
    for table, column in address_columns():
        conditions.setdefault(table.name, []).append(column == email)
    return conditions
