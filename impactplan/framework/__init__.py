"""Module 2, impact framework and data collection."""

from __future__ import annotations

from flask import Flask

from impactplan.framework.answers import answer, begun
from impactplan.framework.parts import STEP_PARTS
from impactplan.workbook.registry import ModuleAnswer, register_answer, register_parts


def set_up(app: Flask) -> None:
    register_parts(app, STEP_PARTS)
    register_answer(app, 2, ModuleAnswer(answer, ("outcome", "indicator", "source", "collection"), begun))
