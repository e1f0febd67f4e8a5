"""Where things of a plan are found."""

from __future__ import annotations

from typing import Any

from flask import url_for


def step_address(plan_id: str, step: str, row: str | None = None, anchor: str = "", view: str = "", **more: Any) -> str:
    """Return the address of a step, with a row opened, a place to go to and a way of showing it where these are
    given."""
    address = url_for("workbook.show_step", plan_id=plan_id, step=step, view=view or None, row=row or None, **more)
    return address + (f"#{anchor}" if anchor else "")
