"""Make a backup, and prove that it is one: put back what was written, compare it, and open a plan of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask, current_app
from sqlalchemy import Connection, func, select

from impactplan import __version__, create_app
from impactplan.backup.archive import Archive, Manifest, write_archive
from impactplan.backup.content import DamagedError, snapshot
from impactplan.backup.filling import fill
from impactplan.config import Settings
from impactplan.exports.document import build_document
from impactplan.exports.html import render_body
from impactplan.exports.options import Options
from impactplan.exports.queries import find_authors
from impactplan.extensions import db
from impactplan.models import Plan, Revision, User, now
from impactplan.service.revisions import read_version
from impactplan.site.backup_age import ProvenBackup, note_proven_backup
from impactplan.workbook.queries import load_state


@dataclass(frozen=True)
class Proof:
    backup: ProvenBackup
    opened: str
    """The title of the plan that was opened."""
    items: int


def make_backup(target: Path) -> Proof:
    """Write a backup under its name once it has been put back elsewhere and found to be the same.

    Raises DamagedError, and leaves nothing behind, if it is not.
    """
    half = target.with_name(f".{target.name}.part")
    try:
        with snapshot() as connection:
            migration = read_version(connection)
            if migration is None:
                raise DamagedError("the database is empty")
            about = {"program": __version__, "migration": migration, "database": connection.dialect.name}
            write_archive(connection, half, about | {"made_at": now().isoformat()})
        proof = prove(Archive(half), target)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    note_proven_backup(proof.backup)
    return proof


def prove(archive: Archive, target: Path) -> Proof:
    """Put a backup back into a database of its own, in a temporary folder beside it, and look at it there."""
    archive.check()
    counts: dict[str, int] = {}
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder, temporary_app(Path(folder)):
        with db.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            # Counted before the migrations since, which may add entries or take rows out.
            fill(connection, archive, filled=lambda then: counts.update(count_rows(then)))
        compare_counts(archive.manifest, counts)
        opened, items = open_plan()
        return Proof(ProvenBackup(archive.manifest.made_at, str(target), **counts), opened, items)


COUNTS = {
    "plans": select(func.count()).select_from(Plan),
    "entries": select(func.count()).select_from(Revision),
    "people": select(func.count()).select_from(User),
}
TABLES = {"plans": "plan", "entries": "revision", "people": "user"}


def count_rows(connection: Connection) -> dict[str, int]:
    return {name: connection.scalar(query) or 0 for name, query in COUNTS.items()}


@contextmanager
def temporary_app(folder: Path) -> Iterator[Flask]:
    """Yield the application, within its context, on an empty database of its own."""
    settings: Settings = current_app.config["SETTINGS"]
    own = f"sqlite:///{folder / 'proof.db'}"
    app = create_app(replace(settings, database_url=own, data_dir=folder, redis_url="", mail_url=""))
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def compare_counts(manifest: Manifest, counts: dict[str, int]) -> None:
    for name, table in TABLES.items():
        if counts[name] != manifest.rows(table):
            raise DamagedError(f"{manifest.rows(table)} {name} were written and {counts[name]} came back")


def open_plan() -> tuple[str, int]:
    """Read the plan that was written in last, with its document; return its title and how many items it has."""
    plan_id = db.session.scalar(select(Plan.id).order_by(Plan.changed_at.desc(), Plan.id).limit(1))
    if plan_id is None:
        return "", 0
    state = load_state(plan_id)
    render_body(build_document(state, Options(), find_authors(plan_id)))
    return state.title, sum(1 for _item in state)
