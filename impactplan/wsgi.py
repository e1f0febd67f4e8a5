"""The one entry for any WSGI server, such as ``gunicorn -c deploy/gunicorn.conf.py impactplan.wsgi:app``.

It begins as ``impactplan run`` does: with the same settings, checks and log. Beside it runs ``impactplan worker``.
"""

from __future__ import annotations

import sys

from flask import Flask

from impactplan import create_app
from impactplan.config import Settings, SettingsError
from impactplan.service.memory import leave_what_is_loaded
from impactplan.service.patience import Patience, limit_waiting
from impactplan.service.start import NotReadyError, check_start
from impactplan.site.log import configure_logging


def make_app() -> Flask:
    settings = Settings.from_environ()
    configure_logging(production=settings.production)
    app = create_app(settings)
    with app.app_context():
        check_start()
        limit_waiting(Patience.WEB)
    leave_what_is_loaded()
    return app


try:
    app = make_app()
except (SettingsError, NotReadyError) as error:
    sys.exit("\n".join(f"impactplan: {fault}" for fault in str(error).splitlines()))
