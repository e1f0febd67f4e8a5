"""For a server such as gunicorn: ``gunicorn -c deploy/gunicorn.conf.py impactplan.cli.wsgi:app``.

It begins as ``impactplan run`` does: with the same checks, the same log and, beside it, ``impactplan worker``.
"""

from __future__ import annotations

import sys

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from impactplan import create_app
from impactplan.cli.base import Refusal
from impactplan.cli.serving import check_start
from impactplan.config import Settings, SettingsError
from impactplan.site.log import configure_logging


def make_app() -> Flask:
    settings = Settings.from_environ()
    configure_logging(settings)
    app = create_app(settings)
    if settings.secure:  # the server in front of us says who asks; nothing else can reach this one
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]  # Flask's own way
    with app.app_context():
        check_start(settings)
    return app


try:
    app = make_app()
except (SettingsError, Refusal) as error:
    sys.exit(f"impactplan: {error}")
