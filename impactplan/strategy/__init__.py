"""Module 1, impact strategy."""

from __future__ import annotations

from flask import Flask

from impactplan.site.words import register_words
from impactplan.strategy import guide_routes, list_routes, paste_routes, routes  # noqa: F401  # views are registered
from impactplan.strategy.answers import answer_strategy, begun
from impactplan.strategy.blueprint import blueprint
from impactplan.strategy.parts import STEP_PARTS
from impactplan.strategy.plan_map import MAP
from impactplan.strategy.polling import answer_polls
from impactplan.strategy.theory_columns import find_column_values
from impactplan.workbook.new_rows import register_joining
from impactplan.workbook.registry import (
    ModuleAnswer,
    register_answer,
    register_batch_view,
    register_columns,
    register_map,
    register_parts,
)


def set_up(app: Flask) -> None:
    register_parts(app, STEP_PARTS)
    register_answer(app, 1, ModuleAnswer(answer_strategy, ("stakeholder", "impact"), begun))
    register_map(app, MAP)
    register_columns(app, find_column_values)
    register_joining(app, list_routes.join_behind)
    register_batch_view(app, "drawing", routes.view_after_batch)
    register_words(app, "drawing", "strategy/_drawing_parts.html")
    answer_polls(app)
    app.register_blueprint(blueprint)
