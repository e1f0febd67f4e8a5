"""What somebody sees first: their plans, and where to go on."""

from __future__ import annotations

from flask import Flask

from impactplan.home import routes  # noqa: F401  # binds the views
from impactplan.home.blueprint import blueprint

__all__ = ["set_up"]


def set_up(app: Flask) -> None:
    app.register_blueprint(blueprint)
