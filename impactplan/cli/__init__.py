"""The command line. A failure caused by a setting or an argument is reported in one line, without a traceback."""

from __future__ import annotations

import sys

import click
from click.exceptions import NoArgsIsHelpError

from impactplan.cli.base import Refusal, commands

__all__ = ["commands", "main"]


def main() -> None:
    """Run the command that was typed; say in one line what is wrong with it."""
    try:
        commands(standalone_mode=False)
    except NoArgsIsHelpError as error:
        click.echo(error.format_message())
    except click.ClickException as error:
        message = error.format_message()
        for fault in message.splitlines() if isinstance(error, Refusal) else [message]:
            click.echo(f"impactplan: {' '.join(fault.split())}", err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
