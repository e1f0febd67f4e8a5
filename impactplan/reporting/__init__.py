"""Module 3, interpreting and reporting; measurements can come from a file."""

from __future__ import annotations

from flask import Flask

from impactplan.reporting import routes  # noqa: F401  # its views are registered on the blueprint
from impactplan.reporting.answers import answer, begun
from impactplan.reporting.blueprint import blueprint
from impactplan.reporting.parts import STEP_PARTS
from impactplan.workbook.registry import ModuleAnswer, register_answer, register_parts


def set_up(app: Flask) -> None:
    register_parts(app, STEP_PARTS)
    register_answer(app, 3, ModuleAnswer(answer, ("outcome", "indicator", "measurement", "contribution"), begun))
    app.register_blueprint(blueprint)
