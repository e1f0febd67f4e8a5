"""What must be in order before anything is served or worked off, whatever starts us."""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from impactplan.accounts import has_demo_accounts
from impactplan.config import Settings
from impactplan.models import db
from impactplan.outbox import mail_waits
from impactplan.service.checks import UPGRADE, Schema, compare_schema, explain, write_in, write_nothing

log = structlog.get_logger()

REFUSED = {
    Schema.EMPTY: f"The database is empty. {UPGRADE}",
    Schema.OLDER: f"The database is older than this program. {UPGRADE}",
}


class NotReadyError(Exception):
    """What keeps the program from starting: of each, a line that says what to do."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))


def check_start() -> None:
    """Refuse to run on what is not ready, or with what must not be open to the world."""
    settings: Settings = current_app.config["SETTINGS"]
    faults = [*find_folder_faults(settings), *find_database_faults(settings)]
    db.session.remove()
    db.engine.dispose()  # no connection is shared with a process that is begun from this one
    if faults:
        raise NotReadyError(*faults)
    if mail_waits():
        log.warning("no mail server: mails wait until IMPACTPLAN_MAIL_URL is set")


def find_folder_faults(settings: Settings) -> Iterator[str]:
    try:
        write_in(settings.data_dir)
    except OSError as error:
        yield f"IMPACTPLAN_DATA_DIR cannot be written: {error.strerror}: {settings.data_dir}"


def find_database_faults(settings: Settings) -> Iterator[str]:
    try:
        schema = compare_schema()
        if schema in REFUSED:
            yield REFUSED[schema]
            return
        if schema is Schema.NEWER:
            log.warning("the database is newer than this program: install the version that it was upgraded with")
        if settings.production and has_demo_accounts():
            yield "There are demo accounts in this database, and everybody knows their password. Use another one."
    except SQLAlchemyError as error:
        yield explain(error)
        return
    try:
        write_nothing()
    except SQLAlchemyError as error:
        yield f"The database cannot be written. {explain(error)}"
