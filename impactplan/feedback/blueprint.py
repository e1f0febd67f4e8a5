"""The addresses of feedback: those within a plan."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("feedback", __name__, url_prefix="/plans/<plan_id>")
