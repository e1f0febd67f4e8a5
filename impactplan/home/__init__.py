"""What somebody sees first: their plans, and where to go on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("home", __name__)

from impactplan.home import routes  # noqa: F401  # views register themselves on the blueprint
