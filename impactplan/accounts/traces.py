"""Where somebody stands in the tables, found by looking at the tables: so a new one cannot be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table

from impactplan.models import Base, outbox_table, user_table

ADDRESS = "email"
"""What a column with somebody's address is called, in every table: of those who have an account, and of those who are
only invited, listed or named."""
PAYLOAD_ADDRESSES = ("to", "email")
"""Where a mail or job that waits names whom it is for."""


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
    """Yield the columns that hold an address, but for the account's own."""
    for table in reversed(Base.metadata.sorted_tables):
        if ADDRESS in table.c and table is not user_table:
            yield table, table.c[ADDRESS]


def stays_without(column: Column[object]) -> bool:
    """Tell whether a row stays when the person it refers to leaves: it is about something else than them."""
    return any(key.ondelete == "SET NULL" for key in column.foreign_keys)


def addressed_to(email: str) -> list[Any]:
    """Return the conditions by which mails and jobs in the outbox are for an address."""
    return [outbox_table.c.payload[name].as_string() == email for name in PAYLOAD_ADDRESSES]


def find_traces(user_id: int, email: str) -> dict[str, list[Any]]:
    """Return per table the conditions, any of which makes a row one that is about somebody."""
    found: dict[str, list[Any]] = {
        user_table.name: [user_table.c.id == user_id],
        outbox_table.name: addressed_to(email),
    }
    for table, column in references_to(user_table):
        found.setdefault(table.name, []).append(column == user_id)
    for table, column in address_columns():
        found.setdefault(table.name, []).append(column == email)
    return found
