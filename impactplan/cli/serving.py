"""Serving the site, and the worker beside it."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

import click
import structlog
from flask import Flask
from sqlalchemy import inspect
from waitress.server import create_server

from impactplan.accounts import has_demo_accounts
from impactplan.cli.base import Refusal, commands, with_app
from impactplan.cli.children import Children, count_cores, listen
from impactplan.config import BODY_LIMIT, HEADER_LIMIT, Settings, is_loopback
from impactplan.extensions import db
from impactplan.lib.dates import today
from impactplan.outbox import do_daily_work, mail_waits
from impactplan.outbox.worker import Supervisor, work

log = structlog.get_logger()
THREADS = 4
CONNECTIONS: dict[str, Any] = {"connection_limit": 2000, "asyncore_use_poll": True}
"""How many may be open with each process: a browser keeps some, also while its person only reads."""


def check_start(settings: Settings) -> None:
    """Refuse to serve what is not ready, or what must not be open to the world."""
    if not inspect(db.engine).has_table("user"):
        raise Refusal("The database is empty. Run: impactplan db upgrade")
    if settings.production and has_demo_accounts():
        raise Refusal("There are demo accounts in this database, and everybody knows their password. Use another one.")
    if mail_waits():
        log.warning("no mail server: mails wait until IMPACTPLAN_MAIL_URL is set")
    db.session.remove()
    db.engine.dispose()


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--processes", type=click.IntRange(1, 64), help="How many processes serve; one per core if not said.")
@click.option("--no-worker", is_flag=True, help="Do not start a worker too.")
@with_app
def run(app: Flask, host: str, port: int, processes: int | None, no_worker: bool) -> None:
    """Serve the site, and run its worker."""
    settings: Settings = app.config["SETTINGS"]
    if not settings.production and not is_loopback(host):
        raise Refusal(f"Only this machine may reach a site in development, so it cannot listen on {host}.")
    check_start(settings)
    # A server in front of us is on this machine; only from there is it believed who asks.
    options: dict[str, Any] = (
        {
            "trusted_proxy": "127.0.0.1",
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
            "clear_untrusted_proxy_headers": True,
        }
        if settings.secure
        else {}
    )
    options |= {"max_request_body_size": BODY_LIMIT, "max_request_header_size": HEADER_LIMIT}
    listener = listen(host, port)

    def serve() -> None:
        create_server(app, sockets=[listener], threads=THREADS, ident=None, **CONNECTIONS, **options).run()

    children = Children(serve, processes or count_cores())
    supervisor = None if no_worker else Supervisor([sys.executable, "-m", "impactplan.cli", "worker"])
    try:
        children.start()
        if supervisor:
            supervisor.start()
        click.echo(f"impactplan serves http://{host}:{listener.getsockname()[1]}", err=True)
        children.keep_running()
    finally:
        children.stop()
        if supervisor:
            supervisor.stop()


@commands.command()
@click.option("--parent", type=int, hidden=True)
@with_app
def worker(app: Flask, parent: int | None) -> None:
    """Send mails and make documents, in the foreground."""
    check_start(app.config["SETTINGS"])
    work(app, parent)


@commands.command("daily")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day to do it for; today if none is given.")
@with_app
def work_daily(_app: Flask, day: datetime | None) -> None:
    """Do now what the worker does early each morning: yearly questions, and keeping to the terms of retention."""
    if day and day.date() > today():
        raise Refusal("That day is yet to come. What was announced for a day is not deleted before it.")
    do_daily_work(day.date() if day else today())
