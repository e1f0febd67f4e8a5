"""How far the steps of a plan are, as one value: read beside other things of a plan, it is no query of its own."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, func, or_

from impactplan.models import step_table
from impactplan.steps import STEPS
from impactplan.workbook.completeness import ASIDE, COMPLETE, EMPTY, PARTLY

_LETTERS = {"p": PARTLY, "c": COMPLETE, "a": ASIDE}
_READ = {f"{step.key}:{letter}": (step.key, state) for step in STEPS for letter, state in _LETTERS.items()}
HANDLED = frozenset({COMPLETE, ASIDE})
"""The states in which nothing is left to do."""
NO_STEPS = {step.key: EMPTY for step in STEPS}
"""The states of a plan in which nothing is written."""


def is_begun() -> ColumnElement[bool]:
    """Return which steps ``steps_together`` is to be asked of; what it does not name is empty."""
    return or_(step_table.c.set_aside, step_table.c.filled > 0)


def steps_together() -> ColumnElement[str]:
    """Return what ``read_steps`` reads, of the steps that a query is about. The database decides how far each is: two
    hundred plans have too many steps to do so here."""
    letter = case((step_table.c.set_aside, "a"), (step_table.c.missing > 0, "p"), else_="c")
    return func.aggregate_strings(step_table.c.step + ":" + letter, ",")


def read_steps(together: str | None) -> dict[str, str]:
    """Return the state of every step; those that are no steps any more are left out."""
    named = together.split(",") if together else ()
    return NO_STEPS | dict([_READ[said] for said in named if said in _READ])
