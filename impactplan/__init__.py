"""impactplan: the workbook in which people make an impact plan."""

from __future__ import annotations

import gc

# Nothing that is loaded becomes garbage, and looking for it takes a fifth of what a command takes to begin.
gc.disable()

from flask import Flask

from impactplan import (
    accounts,
    courses,
    desk,
    emails,
    exports,
    feedback,
    framework,
    home,
    integration,
    learning,
    models,
    outbox,
    peers,
    reflections,
    reporting,
    site,
    strategy,
    workbook,
)
from impactplan.config import ROOT, Settings, SettingsError
from impactplan.extensions import babel, csrf, db, limiter
from impactplan.lib.folders import SharedFolderError, make_private
from impactplan.service.health import answer_probes
from impactplan.site.application import Application

gc.freeze()  # or the first look after this is at all of it, and so is the next
gc.enable()

__version__ = "0.1.0"


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application: configure, bind the extensions, register the rooms."""
    settings = settings or Settings.from_environ()
    app = Application(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(settings.flask(), SETTINGS=settings, BASE_URL=settings.base_url)
    try:
        make_private(settings.data_dir)
    except SharedFolderError as error:
        raise SettingsError(f"IMPACTPLAN_DATA_DIR must be a folder of its own, not {error}.") from error
    db.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    babel.init_app(app, locale_selector=site.select_locale)
    site.set_up(app)
    register_rooms(app)
    answer_probes(app)
    site.wrap(app)
    return app


def register_rooms(app: Flask) -> None:
    """Let each room register what it hands up, and its pages."""
    workbook.set_up(app)
    for module in (strategy, framework, reporting, learning, integration):
        module.set_up(app)
    outbox.set_up(app)
    outbox.register_daily(app, site.drop_old_receipts)
    emails.set_up(app)
    accounts.set_up(app)
    feedback.set_up(app)
    peers.set_up(app)
    exports.set_up(app)
    reflections.set_up(app)
    courses.set_up(app)
    home.set_up(app)
    desk.set_up(app)


__all__ = ["create_app", "models"]
