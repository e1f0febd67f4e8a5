"""Documents of a plan: one neutral document, read on screen or handed over as a file."""

from __future__ import annotations

from flask import Flask

from impactplan import outbox
from impactplan.exports.additions import register_addition
from impactplan.exports.formats import list_formats, register_format
from impactplan.exports.jobs import FILE_LIMITS, make_file, note_ended, note_released
from impactplan.exports.operations import forget_personal, remove_expired, remove_files
from impactplan.exports.pdf import PDF
from impactplan.exports.rendering import LEASE
from impactplan.exports.routes import blueprint

__all__ = ["forget_personal", "register_addition", "register_format", "remove_files", "set_up"]


def set_up(app: Flask) -> None:
    register_format(app, PDF)
    app.jinja_env.globals["export_formats"] = list_formats
    app.register_blueprint(blueprint)
    outbox.register_handler(
        app,
        "export",
        make_file,
        lease=LEASE,
        tries=2,
        limits=FILE_LIMITS,
        when_ended=note_ended,
        when_released=note_released,
    )
    outbox.register_daily(app, remove_expired)
