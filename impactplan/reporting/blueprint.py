"""The addresses of module 3: measurements from a file."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("reporting", __name__, url_prefix="/plans/<plan_id>/results")
