"""Module 5, integrating impact."""

from __future__ import annotations

from flask import Flask

from impactplan.integration.answers import how_we_go_on
from impactplan.integration.parts import STEP_PARTS
from impactplan.workbook.registry import register_answer, register_parts


def set_up(app: Flask) -> None:
    register_parts(app, STEP_PARTS)
    register_answer(app, 5, how_we_go_on)
