"""The addresses of the workbook: those within a plan."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("workbook", __name__, url_prefix="/plans/<plan_id>")
