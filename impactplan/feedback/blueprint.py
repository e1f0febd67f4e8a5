"""The addresses of feedback: those within a plan, and the one that every mail about feedback holds."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("feedback", __name__, url_prefix="/plans/<plan_id>")
mail_blueprint = Blueprint("feedback_mail", __name__)
