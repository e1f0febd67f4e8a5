"""Serving the site, and the worker beside it."""

from __future__ import annotations

import signal
import sys
from datetime import datetime

import click
from flask import Flask
from waitress.server import create_server

from impactplan.cli.base import Refusal, commands, with_app
from impactplan.config import BODY_LIMIT, HEADER_LIMIT, Settings, is_loopback
from impactplan.lib.dates import today
from impactplan.outbox import do_daily_work
from impactplan.outbox.worker import Supervisor, work
from impactplan.service.patience import Patience, limit_waiting
from impactplan.service.start import check_start

THREADS = 4


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--no-worker", is_flag=True, help="Do not start a worker too.")
@with_app
def run(app: Flask, host: str, port: int, no_worker: bool) -> None:
    """Serve the site, and run its worker."""
    settings: Settings = app.config["SETTINGS"]
    if not settings.production and not is_loopback(host):
        raise Refusal(f"Only this machine may reach a site in development, so it cannot listen on {host}.")
    check_start()
    limit_waiting(Patience.WEB)
    server = create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        max_request_body_size=BODY_LIMIT,
        max_request_header_size=HEADER_LIMIT,
        # The app itself knows whom to believe about who asks; of a site in development, it must see the others too.
        clear_untrusted_proxy_headers=False,
    )
    supervisor = None if no_worker else Supervisor([sys.executable, "-m", "impactplan.cli", "worker"])
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, stop)
    try:
        if supervisor:
            supervisor.start()
        click.echo(f"impactplan serves http://{host}:{getattr(server, 'effective_port', port)}", err=True)
        server.run()
    finally:
        if supervisor:
            supervisor.stop()


def stop(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


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
