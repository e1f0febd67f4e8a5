"""The export of somebody's personal data: a ZIP that is made while it is sent."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, cast

from flask import render_template
from sqlalchemy import Table, or_, select

from impactplan.accounts.queries import load_owned_plans
from impactplan.accounts.traces import find_traces, tables_of_plan
from impactplan.lib.texts import force_locale
from impactplan.models import Base, Plan, User, db, plan_table

SECRETS = {
    *("password", "fs_uniquifier", "token_hash", "fs_webauthn_user_handle", "public_key"),
    *("tf_totp_secret", "us_totp_secrets", "mf_recovery_codes"),
    "nonce",  # opens a calendar feed without signing in
    "payload",  # a waiting email holds links that sign in; its recipient and subject are given separately
}
ROWS_AT_ONCE = 500

Mentioned = Iterator[tuple[str, Any]]


class Pipe:
    """A write-only file without seeking: what is written to it is taken out and sent."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.position = 0

    def write(self, data: bytes) -> int:
        self.chunks.append(bytes(data))
        self.position += len(data)
        return len(data)

    def tell(self) -> int:
        return self.position

    def flush(self) -> None:
        """Do nothing: there is no buffer."""

    def take(self) -> bytes:
        taken = b"".join(self.chunks)
        self.chunks.clear()
        return taken


def stream_data(user: User) -> Iterator[bytes]:
    """Yield the ZIP: what concerns the person, and every plan that they own in full."""
    pipe = Pipe()
    plans = load_owned_plans(int(user.id))
    with force_locale(user.language):
        readme = render_template("accounts/data_readme.txt", user=user, plans=plans)
    with zipfile.ZipFile(cast(Any, pipe), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", readme)
        yield from _write(archive, pipe, "account.json", personal_rows(user))
        for plan in plans:
            yield from _write(archive, pipe, f"plans/{plan['id']}.json", plan_rows(plan["id"]))
    yield pipe.take()


def _write(archive: zipfile.ZipFile, pipe: Pipe, name: str, rows: Iterable[tuple[str, Any]]) -> Iterator[bytes]:
    """Write rows as one JSON object of lists by table, a row at a time."""
    before = ""
    with archive.open(name, "w", force_zip64=True) as file:
        file.write(b"{")
        for table, row in rows:
            opening = "" if table == before else ("]," if before else "") + f"\n{json.dumps(table)}: [\n"
            separator = ",\n" if table == before else ""
            file.write((opening + separator + to_json(row)).encode())
            before = table
            if len(pipe.chunks) > 50:
                yield pipe.take()
        file.write(b"]\n}\n" if before else b"}\n")
    yield pipe.take()


def to_json(row: Any) -> str:
    shown = {key: value for key, value in row._mapping.items() if key not in SECRETS}
    if payload := row._mapping.get("payload"):
        shown |= {key: payload[key] for key in ("to", "subject", "letter") if key in payload}
    return json.dumps(shown, ensure_ascii=False, default=str)


def _rows(table: Table, *where: Any) -> Mentioned:
    keys = list(table.primary_key.columns) or list(table.columns)
    for row in db.session.execute(select(table).where(*where).order_by(*keys)).yield_per(ROWS_AT_ONCE):
        yield table.name, row


def personal_rows(user: User) -> Mentioned:
    """Yield every row that is about somebody, by table."""
    tables = {table.name: table for table in Base.metadata.sorted_tables}
    conditions = find_traces(int(user.id), str(user.email))
    for name in sorted(conditions, key=lambda name: name != "user"):
        yield from _rows(tables[name], or_(*conditions[name]))


def plan_rows(plan_id: str) -> Mentioned:
    """Yield a whole plan: its present state, and its log from the beginning.

    Personal rows, such as reflections and what was not sent, are left out. Of a table that is in part personal, the
    model says by a condition, ``shared``, which rows are the plan's.
    """
    yield from _rows(plan_table, Plan.id == plan_id)
    for table, column in reversed(list(tables_of_plan())):
        if not table.info.get("personal"):
            shared = table.info.get("shared")
            yield from _rows(table, column == plan_id, *([shared()] if shared else []))
