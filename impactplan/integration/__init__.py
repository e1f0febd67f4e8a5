"""Module 5, integrating impact."""

from __future__ import annotations

from flask import Flask

from impactplan.integration.answers import begun, how_we_go_on
from impactplan.integration.parts import STEP_PARTS
from impactplan.workbook.registry import ModuleAnswer, register_answer, register_parts


def set_up(app: Flask) -> None:
    register_parts(app, STEP_PARTS)
    register_answer(app, 5, ModuleAnswer(how_we_go_on, ("condition", "action"), begun))
