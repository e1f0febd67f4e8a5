"""What goes on beside the site: the worker, and the work of each day."""

from __future__ import annotations

from datetime import datetime

import click
from flask import Flask

from impactplan.cli.base import Refusal, commands, with_app
from impactplan.lib.dates import today
from impactplan.lib.left_out import left_out
from impactplan.outbox import do_daily_work
from impactplan.service.patience import Patience, limit_waiting
from impactplan.service.start import check_start

with left_out("psycopg", "redis"):  # 15 MB, which huey takes along
    from impactplan.outbox.worker import work


@commands.command()
@click.option("--parent", type=int, hidden=True)
@with_app
def worker(app: Flask, parent: int | None) -> None:
    """Send mails and make documents, in the foreground."""
    check_start()
    limit_waiting(Patience.WORKER)
    work(app, parent)


@commands.command("daily")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day to do it for; today if none is given.")
@with_app
def work_daily(_app: Flask, day: datetime | None) -> None:
    """Do now what the worker does early each morning: yearly questions, and keeping to the terms of retention."""
    if day and day.date() > today():
        raise Refusal("That day is yet to come. What was announced for a day is not deleted before it.")
    do_daily_work(day.date() if day else today())
