"""Running and writing migrations. Import this only where that is done: it loads Alembic, 6 MB."""

from __future__ import annotations

from argparse import Namespace

from alembic import command
from alembic.config import Config

from impactplan.config import MIGRATIONS


def migration_config() -> Config:
    config = Config(MIGRATIONS / "alembic.ini")
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def write_revision(message: str) -> None:
    """Write the migration that the models ask for, if they ask for any."""
    config = migration_config()
    config.cmd_opts = Namespace(autogenerate=True)
    command.revision(config, message, autogenerate=True)


def upgrade(revision: str = "head") -> None:
    """Bring the tables of the app in use up to date, or to an earlier migration."""
    command.upgrade(migration_config(), revision)
