"""That a migration loses nothing: how many items and log entries each plan has, before and after."""

from __future__ import annotations

from typing import Any

from alembic.runtime.migration import MigrationInfo
from sqlalchemy import Connection, inspect, text

COUNTS = {
    "plans": "SELECT 'all', count(*) FROM plan",
    "items": "SELECT plan_id, count(*) FROM plan_item WHERE deleted_at IS NULL GROUP BY plan_id",
    "log entries": "SELECT plan_id, count(*) FROM revision GROUP BY plan_id",
}
"""In SQL, as the tables of another migration need not be those of the models."""
DECLARES = "CHANGES_COUNTS"
"""A migration that is meant to change them sets this name to True."""


class CountsDifferError(Exception):
    """A migration made rows come or go; the message says which."""


class CountKeeper:
    """Compares the counts after every migration with those before it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.before = self.count()

    def count(self) -> dict[tuple[str, str], int]:
        if not inspect(self.connection).has_table("revision"):
            return {}
        return {
            (what, str(row[0])): int(row[1])
            for what, query in COUNTS.items()
            for row in self.connection.execute(text(query))
        }

    def compare(self, *, step: MigrationInfo, **_about: Any) -> None:
        """Take the place of alembic's ``on_version_apply``: what it raises takes back the whole upgrade."""
        after, before = self.count(), self.before
        self.before = after
        if not before or getattr(getattr(step.up_revision, "module", None), DECLARES, False):
            return
        for what, plan in sorted(before.keys() | after.keys()):
            now, then = after.get((what, plan), 0), before.get((what, plan), 0)
            if now != then:
                where = "" if plan == "all" else f" of plan {plan}"
                raise CountsDifferError(f"Migration {step.up_revision_id} turns {then} {what}{where} into {now}.")
