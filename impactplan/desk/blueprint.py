"""The blueprint of the pages of a trainer; ``routes`` binds the views to it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("desk", __name__)
