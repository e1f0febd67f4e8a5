"""Module 4, learning, steering and impact culture; lines of the impact ledger are locked."""

from __future__ import annotations

from flask import Flask

from impactplan.learning import routes  # noqa: F401  # its views are registered on the blueprint
from impactplan.learning.answers import what_we_decide
from impactplan.learning.blueprint import blueprint
from impactplan.learning.parts import STEP_PARTS
from impactplan.workbook.registry import ModuleAnswer, register_answer, register_parts


def set_up(app: Flask) -> None:
    register_parts(app, STEP_PARTS)
    register_answer(app, 4, ModuleAnswer(what_we_decide, ("decision", "rhythm")))
    app.register_blueprint(blueprint)
