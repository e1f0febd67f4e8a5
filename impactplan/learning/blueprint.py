"""The addresses of module 4: locking and correcting lines of the ledger."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("learning", __name__, url_prefix="/plans/<plan_id>/ledger")
