"""Personal reflections, one a module: written for oneself, and shared only as their author chooses."""

from __future__ import annotations

from flask import Flask

from impactplan.exports import register_addition
from impactplan.reflections import routes  # noqa: F401  # binds the views
from impactplan.reflections.blueprint import blueprint
from impactplan.reflections.documents import add_reflections
from impactplan.reflections.views import find_reflection_entries
from impactplan.workbook.registry import register_sidebar_entries

__all__ = ["set_up"]


def set_up(app: Flask) -> None:
    register_sidebar_entries(app, find_reflection_entries)
    register_addition(app, "reflections", add_reflections)
    app.register_blueprint(blueprint)
