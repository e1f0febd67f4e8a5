"""The file of a backup: a compressed tar with a manifest, and a file of lines for each table."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from sqlalchemy import Connection

from impactplan.backup.content import DamagedError, dump_rows, reflect_tables

FORMAT = 1
MANIFEST = "manifest.json"
LEFT_OUT = {
    "export": "files that were made of plans; they are made again when somebody asks",
    "worker": "which workers live; they say so themselves",
    "user_session": "where people are signed in; they sign in again",
}
"""The tables whose rows are left out, and why."""
FILES_LEFT_OUT = {
    "exports/": LEFT_OUT["export"],
    "queue.db": "wakes the worker; the work itself stands in the table outbox",
    "counters.db": "counts tries of signing in; it begins anew",
    "*-turn, *.lock": "empty; processes lock them",
    "last-backup.json": "when the last backup proved itself, of this machine",
}
"""What else the data folder holds, beside the database, and why it is left out."""
KEEP_APART = {
    "IMPACTPLAN_SECRET_KEY": "signs links in mails that went out, addresses of calendars and of unsubscribing",
    "IMPACTPLAN_DATABASE_URL": "with the password of the database",
    "IMPACTPLAN_MAIL_URL": "with the password of the mail server",
    "IMPACTPLAN_REDIS_URL": "with its password, if it has one",
    "IMPACTPLAN_BASE_URL": "the address that is in those links",
}
"""The settings that a backup does not hold, and that are needed to go on with it."""


class NewerError(Exception):
    """The backup was made by a newer program; the message says which."""


@dataclass(frozen=True)
class TableFile:
    name: str
    file: str
    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    program: str
    migration: str
    database: str
    """The kind of database that it was made of."""
    made_at: str
    tables: list[TableFile]
    format: int = FORMAT
    left_out: dict[str, str] = field(default_factory=lambda: {**LEFT_OUT, **FILES_LEFT_OUT})
    keep_apart: dict[str, str] = field(default_factory=lambda: dict(KEEP_APART))

    @classmethod
    def parse(cls, content: bytes) -> Manifest:
        values = json.loads(content)
        if values["format"] > FORMAT:
            raise NewerError(str(values["program"]))
        return cls(**values | {"tables": [TableFile(**table) for table in values["tables"]]})

    def rows(self, table: str) -> int:
        return next((each.rows for each in self.tables if each.name == table), 0)

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def write_archive(connection: Connection, target: Path, about: Mapping[str, Any]) -> Manifest:
    """Write the content of a database; the tables are collected in files beside the target, never in memory."""
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        tables = [_write_table(connection, table, Path(folder)) for table in reflect_tables(connection)]
        manifest = Manifest(tables=tables, **about)
        (Path(folder) / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
        with open(target, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
                for name in (MANIFEST, *(table.file for table in tables)):
                    tar.add(Path(folder) / name, name, filter=_without_owner)
            file.flush()
            os.fsync(file.fileno())
    return manifest


def _write_table(connection: Connection, table: Any, folder: Path) -> TableFile:
    name, digest, rows = f"{table.name}.jsonl", hashlib.sha256(), 0
    with open(folder / name, "wb") as file:
        for line in () if table.name in LEFT_OUT else dump_rows(connection, table):
            file.write(line)
            digest.update(line)
            rows += 1
    return TableFile(table.name, name, [column.name for column in table.columns], rows, digest.hexdigest())


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


class Archive:
    """A backup to read. Each reading goes through the file from its beginning, a line at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._members() as members:
            name, content = next(members, ("", None))
            if name != MANIFEST or content is None:
                raise DamagedError("it is no backup of impactplan")
            try:
                self.manifest = Manifest.parse(content.read())
            except (ValueError, KeyError, TypeError) as error:
                raise DamagedError("its manifest cannot be read") from error

    @contextmanager
    def _members(self) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
        try:
            with tarfile.open(self.path, "r|gz") as tar:
                yield ((member.name, file) for member in tar if (file := tar.extractfile(member)) is not None)
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DamagedError("it was cut off, or is no compressed tar file") from error

    def tables(self) -> Iterator[tuple[TableFile, IO[bytes]]]:
        """Yield every table with its lines, in the order in which they can be filled."""
        with self._members() as members:
            next(members)
            for table in self.manifest.tables:
                name, lines = next(members, ("", None))
                if name != table.file or lines is None:
                    raise DamagedError(f"it lacks {table.file}")
                yield table, lines

    def check(self) -> None:
        """Compare every table with what the manifest says of it."""
        for table, lines in self.tables():
            digest, rows = hashlib.sha256(), 0
            for line in lines:
                digest.update(line)
                rows += 1
            if (digest.hexdigest(), rows) != (table.sha256, table.rows):
                raise DamagedError(f"{table.file} is not what was written")
