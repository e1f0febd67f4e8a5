"""Which migrations there are, read from their files: Alembic itself is loaded only where one is run or written."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from sqlalchemy import Connection, column, inspect, select, table

from impactplan.config import MIGRATIONS

DECLARED = re.compile(r"^(revision|down_revision)\b[^=\n]*=(.+)$", re.MULTILINE)
VERSIONS = table("alembic_version", column("version_num"))


def read_revisions() -> Mapping[str, str | None]:
    """Return each migration with the one before it. They stand in one line: there are no branches."""
    revisions: dict[str, str | None] = {}
    for file in (MIGRATIONS / "versions").glob("*.py"):
        declared = dict(DECLARED.findall(file.read_text(encoding="utf-8")))
        before = ast.literal_eval(declared["down_revision"].strip())
        revisions[str(ast.literal_eval(declared["revision"].strip()))] = before
    return revisions


def find_head(revisions: Mapping[str, str | None]) -> str:
    """Return the newest migration."""
    (head,) = revisions.keys() - revisions.values()
    return head


def read_version(connection: Connection) -> str | None:
    """Return which migration a database is at; none while it is empty."""
    if not inspect(connection).has_table(VERSIONS.name):
        return None
    version: str | None = connection.execute(select(VERSIONS.c.version_num)).scalar()
    return version
