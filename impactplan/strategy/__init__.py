"""Module 1, impact strategy."""

from __future__ import annotations

from flask import Flask

from impactplan.strategy.answers import answer_strategy
from impactplan.strategy.parts import STEP_PARTS
from impactplan.workbook.registry import register_answer, register_parts


def set_up(app: Flask) -> None:
    register_parts(app, STEP_PARTS)
    register_answer(app, 1, answer_strategy)
