"""Documents of a plan: one neutral document, read on screen or handed over as a file."""

from __future__ import annotations

from flask import Blueprint, Flask

from impactplan import outbox

blueprint = Blueprint("exports", __name__)

from impactplan.exports import routes  # noqa: F401  # views register themselves on the blueprint
from impactplan.exports.additions import register_addition
from impactplan.exports.jobs import LEASE, make_file
from impactplan.exports.operations import forget_personal, remove_files, write_pdf

__all__ = ["blueprint", "forget_personal", "register_addition", "remove_files", "set_up", "write_pdf"]


def set_up(app: Flask) -> None:
    app.register_blueprint(blueprint)
    outbox.register_handler(app, "export", make_file, lease=LEASE, tries=2)
