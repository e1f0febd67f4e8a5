"""What must not simply go on after an older copy was put back.

Pages that were open before hold versions of fields. So that whatever they send next is a conflict, and never quietly
overwrites, every version that is counted on is raised beyond all that anybody can have seen. Receipts stay: what they
answer for is in the backup too, and a request that comes again must not be carried out twice.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, literal, select, update

from impactplan.backup.archive import LEFT_OUT
from impactplan.models import (
    Draft,
    Meeting,
    Outbox,
    PlanItem,
    PrivateNote,
    Reflection,
    Revision,
    new_id,
    now,
    plan_table,
)
from impactplan.models.base import table_of
from impactplan.models.plan import RESTORED_SEQ

BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
ROWS_AT_ONCE = 1000
UNSENT = "PutBackError: it waited when the backup was made, and may have been sent since"
"""The error of a mail that is kept back, as ``outbox.reasons`` explains it."""


def distance(highest: int) -> int:
    """Return by how much versions are raised: beyond the highest that there was here, and growing by the second, so
    that whoever puts back the same copy twice reaches other versions. It needs nothing of a machine that was lost."""
    return max(int((now() - BEGAN).total_seconds()), highest, RESTORED_SEQ)


def settle(connection: Connection, by: int, made: datetime) -> None:
    """Raise versions, end sessions, forget files, and keep back mails that may have gone out."""
    connection.execute(update(plan_table).values(seq=plan_table.c.seq + by))
    _raise_counted(connection, table_of(PlanItem), "field_versions", by)
    _raise_counted(connection, table_of(Reflection), "versions", by)
    _raise_counted(connection, table_of(Draft), "versions", by)
    for model, name in ((PrivateNote, "version"), (Meeting, "sequence")):
        column = table_of(model).c[name]
        connection.execute(update(table_of(model)).values({name: column + by}))
    _log_restore(connection, made)
    for name in LEFT_OUT:
        connection.execute(plan_table.metadata.tables[name].delete())
    outbox = table_of(Outbox)
    waiting = outbox.c.done_at.is_(None) & outbox.c.failed_at.is_(None)
    connection.execute(outbox.delete().where(waiting, outbox.c.kind == "export"))
    connection.execute(update(outbox).where(waiting).values(failed_at=now(), error=UNSENT, worker_id=None))


def _raise_counted(connection: Connection, table: Table, name: str, by: int) -> None:
    """Raise the versions that stand per field in a JSON column."""
    column, last = table.c[name], ""
    change = update(table).where(table.c.id == bindparam("the_id")).values({name: bindparam("the_versions")})
    while rows := _rows_after(connection, table, column, last):
        raised = [{"the_id": row[0], "the_versions": _raised(row[1], by)} for row in rows if row[1]]
        if raised:
            connection.execute(change, raised)
        last = rows[-1][0]


def _rows_after(connection: Connection, table: Table, column: Any, last: str) -> list[Any]:
    query = select(table.c.id, column).where(table.c.id > last).order_by(table.c.id).limit(ROWS_AT_ONCE)
    return list(connection.execute(query))


def _raised(versions: dict[str, int], by: int) -> dict[str, int]:
    return {name: version + by for name, version in versions.items()}


def _log_restore(connection: Connection, made: datetime) -> None:
    """Say in the log of every plan that it was put back. Who saw the plan before may have seen what is not there."""
    revision, plan = table_of(Revision), plan_table
    entry: dict[str, Any] = {
        "plan_id": plan.c.id,
        "seq": plan.c.seq,
        "batch": literal(new_id()),
        "action": literal("restore"),
        "item_id": plan.c.id,
        "kind": literal("plan"),
        "after": literal({"v": made.isoformat()}, revision.c.after.type),
        "at": literal(now(), revision.c.at.type),
    }
    connection.execute(insert(revision).from_select(list(entry), select(*entry.values())))


def highest_seq(connection: Connection) -> int:
    return int(connection.scalar(select(func.max(plan_table.c.seq))) or 0)
