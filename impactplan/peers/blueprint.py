"""The addresses of questions to the peer group: those within a plan, and one's own answers."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("peers", __name__, url_prefix="/plans/<plan_id>/peers")
own_blueprint = Blueprint("own_peers", __name__)
