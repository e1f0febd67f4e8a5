"""The blueprint of the reflection pages; ``routes`` binds the views to it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("reflections", __name__, url_prefix="/plans/<plan_id>")
