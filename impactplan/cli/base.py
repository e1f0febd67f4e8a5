"""What every command needs: the app, and failures that are reported in one line."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, ParamSpec

import click
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from impactplan import __version__, create_app
from impactplan.config import Settings, SettingsError
from impactplan.extensions import db
from impactplan.service.checks import explain
from impactplan.service.start import NotReadyError
from impactplan.site.log import configure_logging

P = ParamSpec("P")


class Refusal(click.ClickException):
    """A failure that is reported in one line, or in one for each thing that is wrong."""


def with_app(command: Callable[..., None]) -> Callable[..., None]:
    """Run a command with the app, within its context, and report failures in one line."""

    @functools.wraps(command)
    def run_command(*args: Any, **kwargs: Any) -> None:
        try:
            settings = Settings.from_environ()
            configure_logging(production=settings.production)
            app = create_app(settings)
            with app.app_context():
                try:
                    command(app, *args, **kwargs)
                finally:
                    db.session.remove()
                    db.engine.dispose()  # lets SQLite tidy up its files
        except (SettingsError, NotReadyError) as error:
            raise Refusal(str(error)) from error
        except OSError as error:
            raise Refusal(f"{error.strerror}: {error.filename}" if error.filename else str(error)) from error
        except ArgumentError as error:
            raise Refusal("IMPACTPLAN_DATABASE_URL must look like postgresql://user:password@host/name.") from error
        except SQLAlchemyError as error:
            raise Refusal(explain(error)) from error

    return run_command


MODULES = {
    **dict.fromkeys(["backup", "restore"], "backups"),
    **dict.fromkeys(["demo", "export", "plans", "user"], "content"),
    **dict.fromkeys(["daily", "worker"], "working"),
    "db": "database",
    "outbox": "outbox",
    "run": "serving",
}
"""In which module of this package each command stands."""


class Commands(click.Group):
    """Loads the module of a command when the command is asked for: a server needs no backup and no migration."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted(MODULES)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in MODULES:
            import_module(f"impactplan.cli.{MODULES[name]}")
        return super().get_command(context, name)


@click.group(
    "impactplan", cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(__version__, message=f"%(prog)s %(version)s, in {sys.prefix}")
def commands() -> None:
    """impactplan: the workbook in which library teams make their impact plan."""
