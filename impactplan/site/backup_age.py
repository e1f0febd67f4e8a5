"""When the last backup was made that proved to be one: for the operator, and for what watches over the site."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app

from impactplan.config import Settings

NAME = "last-backup.json"


@dataclass(frozen=True)
class ProvenBackup:
    made_at: str
    file: str
    plans: int
    entries: int
    people: int

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def _note() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.data_dir / NAME


def note_proven_backup(backup: ProvenBackup) -> None:
    half = _note().with_suffix(".part")
    half.write_text(json.dumps(asdict(backup)))
    half.replace(_note())


def find_proven_backup() -> ProvenBackup | None:
    try:
        return ProvenBackup(**json.loads(_note().read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def last_proven_backup() -> datetime | None:
    """Return the moment that the last proven backup shows, or nothing if there is none that this machine knows of."""
    backup = find_proven_backup()
    return backup.made if backup else None
