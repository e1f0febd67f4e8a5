"""Feedback on a plan: asked, given, answered and settled, with whose turn it is at every moment."""

from __future__ import annotations

from flask import Flask, Response

from impactplan.feedback import routes_requests, routes_reviews, routes_threads  # noqa: F401  # their views are registered on the blueprint
from impactplan.feedback.blueprint import blueprint
from impactplan.feedback.marks import find_marks
from impactplan.feedback.panel import FEEDBACK
from impactplan.workbook.registry import register_marks, register_panel_tab

__all__ = ["blueprint", "set_up"]


@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Say that nobody keeps these pages: who reads them decides what is in them."""
    response.cache_control.no_store = True
    return response


def set_up(app: Flask) -> None:
    register_panel_tab(app, FEEDBACK)
    register_marks(app, find_marks)
    app.register_blueprint(blueprint)
