"""Serving the site."""

from __future__ import annotations

import sys
from typing import Any

import click
from flask import Flask
from waitress.server import create_server

from impactplan.cli.base import Refusal, commands, with_app
from impactplan.cli.children import Children, count_cores, listen
from impactplan.cli.relay import Relay
from impactplan.config import BODY_LIMIT, HEADER_LIMIT, Settings, is_loopback
from impactplan.outbox.supervisor import Supervisor
from impactplan.service.patience import Patience, limit_waiting
from impactplan.service.start import check_start

THREADS = 4
OPTIONS: dict[str, Any] = {
    "max_request_body_size": BODY_LIMIT,
    "max_request_header_size": HEADER_LIMIT,
    # How many may be open with each process: a browser keeps some, also while its person only reads.
    "connection_limit": 2000,
    # What a slow reader has not taken yet waits in memory, and beyond a measure in a file: no thread waits for them.
    "outbuf_high_watermark": sys.maxsize,
    # The app itself knows whom to believe about who asks; of a site in development, it must see the others too.
    "clear_untrusted_proxy_headers": False,
}


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
    check_start()
    limit_waiting(Patience.WEB)
    listener = listen(host, port)

    def serve() -> None:
        relay = Relay(THREADS)
        relay.run(create_server(app, _dispatcher=relay, sockets=[listener], ident=None, **OPTIONS))

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
