"""Where things of a plan are found."""

from __future__ import annotations

from flask import url_for


def step_address(plan_id: str, step: str, row: str | None = None, anchor: str = "") -> str:
    """Return the address of a step, with a row opened and a place to go to where they are given."""
    address = url_for("workbook.show_step", plan_id=plan_id, step=step, **({"row": row} if row else {}))  # type: ignore[arg-type]  # url_for takes any value
    return address + (f"#{anchor}" if anchor else "")
