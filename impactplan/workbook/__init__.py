"""The shell of the workbook: open a step, write, look back."""

from __future__ import annotations

from flask import Flask

from impactplan.outbox import register_daily
from impactplan.workbook import filters, routes, routes_history, routes_items, routes_rows  # noqa: F401  # their views are registered on the blueprint
from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.panel_tabs import GUIDANCE, MISSING
from impactplan.workbook.receipts import drop_old_receipts
from impactplan.workbook.registry import register_panel_tab


def set_up(app: Flask) -> None:
    register_panel_tab(app, GUIDANCE)
    register_panel_tab(app, MISSING)
    register_daily(app, drop_old_receipts)
    app.register_blueprint(blueprint)
