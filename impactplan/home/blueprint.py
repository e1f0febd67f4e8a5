"""The blueprint of the home page; ``routes`` binds the views to it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("home", __name__)
