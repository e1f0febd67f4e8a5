"""The shell of the workbook: open a step, write, look back."""

from __future__ import annotations

from flask import Flask

from impactplan.outbox import register_daily
from impactplan.workbook import (  # noqa: F401  # their views are registered on the blueprint
    filters,
    routes,
    routes_batches,
    routes_history,
    routes_items,
    routes_pasting,
    routes_rows,
    routes_snapshots,
    routes_undo,
)
from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.kept_pieces import declare_pieces
from impactplan.workbook.panel_tabs import GUIDANCE, MISSING
from impactplan.workbook.receipts import drop_old_receipts
from impactplan.workbook.registry import register_panel_tab


def set_up(app: Flask) -> None:
    declare_pieces()
    register_panel_tab(app, GUIDANCE)
    register_panel_tab(app, MISSING)
    register_daily(app, drop_old_receipts)
    app.register_blueprint(blueprint)
