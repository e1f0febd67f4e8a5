"""The shell of the workbook: open a step, write, look back."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("workbook", __name__, url_prefix="/plans/<plan_id>")

from impactplan.workbook import filters, routes, routes_history, routes_items, routes_rows  # noqa: F401  # views register themselves on the blueprint
