"""The desk of a trainer: the plans of the rounds that they train."""

from __future__ import annotations

from flask import Flask

from impactplan.desk import routes, routes_review, routes_snippets  # noqa: F401  # bind the views
from impactplan.desk.blueprint import blueprint

__all__ = ["set_up"]


def set_up(app: Flask) -> None:
    app.register_blueprint(blueprint)
