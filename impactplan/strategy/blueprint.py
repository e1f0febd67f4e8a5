"""The addresses of module 1: the drawing of the theory of change, and the ways to think it up."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("strategy", __name__, url_prefix="/plans/<plan_id>")
