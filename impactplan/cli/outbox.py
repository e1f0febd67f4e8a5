"""What waits to be sent or made, and what was given up."""

from __future__ import annotations

import click
from flask import Flask

from impactplan.cli.base import Refusal, commands, with_app
from impactplan.extensions import db
from impactplan.outbox import mail_waits, wake_worker, worker_lives, worker_seen
from impactplan.outbox.overview import load_failed, load_oldest, load_standings, retry_failed

EVERYTHING = "all"


@commands.command("outbox")
@click.option("--retry", is_flag=False, flag_value=EVERYTHING, metavar="[ID]", help="Try again what failed, or one.")
@with_app
def show_outbox(_app: Flask, retry: str | None) -> None:
    """Show what waits, failed and was done in the last day, with tabs between."""
    if retry:
        kinds = retry_failed("" if retry == EVERYTHING else retry)
        if not kinds and retry != EVERYTHING:
            raise Refusal(f"Nothing that failed has the id {retry}, or nothing is left of it to send.")
        db.session.commit()
        for kind in kinds:
            wake_worker(kind)
    click.echo("\t".join(("kind", "waiting", "failed", "done in 24 hours")))
    for standing in load_standings():
        click.echo(f"{standing.kind}\t{standing.waiting}\t{standing.failed}\t{standing.done}")
    oldest = load_oldest()
    if oldest:
        tried = f"tried {oldest.attempts} times: {oldest.error}" if oldest.error else "not tried yet"
        click.echo(f"oldest waiting\t{oldest.id}\t{oldest.kind}\t{oldest.since:%Y-%m-%d %H:%M}\t{tried}")
    for row in load_failed():
        click.echo(f"failed\t{row.id}\t{row.kind}\t{row.since:%Y-%m-%d %H:%M}\t{row.to}\t{row.error}")
    if mail_waits():
        click.echo("No mail server is set: mails wait until IMPACTPLAN_MAIL_URL is set.", err=True)
    if not worker_lives():
        seen = worker_seen()
        since = f"since {seen:%Y-%m-%d %H:%M}" if seen else "at all"
        click.echo(f"No worker was seen {since}: nothing is sent or made. Run: impactplan worker", err=True)
