"""What a trainer works at: the plans of the rounds that they train."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("desk", __name__)

from impactplan.desk import routes  # noqa: F401  # views register themselves on the blueprint
