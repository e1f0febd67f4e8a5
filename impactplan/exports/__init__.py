"""Documents of a plan: one neutral document, read on screen or handed over as a file."""

from __future__ import annotations

from flask import Flask

from impactplan import outbox
from impactplan.exports import picture_routes, routes  # noqa: F401  # their views are registered on the blueprint
from impactplan.exports.additions import register_addition
from impactplan.exports.blueprint import blueprint
from impactplan.exports.feedback import add_feedback
from impactplan.exports.formats import list_formats, prepare_formats, register_format
from impactplan.exports.jobs import FILE_LIMITS, make_file, note_ended, note_released
from impactplan.exports.operations import forget_personal, remove_expired, remove_files
from impactplan.exports.pdf import PDF
from impactplan.exports.pictures import list_picture_formats
from impactplan.exports.rendering import LEASE

__all__ = ["forget_personal", "register_addition", "register_format", "remove_files", "set_up"]


def set_up(app: Flask) -> None:
    register_format(app, PDF)
    register_addition(app, "feedback", add_feedback)
    app.jinja_env.globals["export_formats"] = list_formats
    app.jinja_env.globals["picture_formats"] = list_picture_formats
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
        prepare=prepare_formats,
    )
    outbox.register_daily(app, remove_expired)
