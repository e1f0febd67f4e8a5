"""The columns of the theory of change, and which box can stand where."""

from __future__ import annotations

from collections.abc import Mapping

from impactplan.lib.texts import gettext as _
from impactplan.models import BOX_KINDS
from impactplan.strategy.chain import COLUMNS, TERMS, kind_of


def find_column_values(kind: str, column: str) -> Mapping[str, str] | str | None:
    """Return what a box of a kind has when it stands in a column, or in words why it cannot stand there."""
    if column not in COLUMNS or kind not in BOX_KINDS:
        return None
    if kind == "precondition":
        return _("A precondition stands before what it leads to. Link it to another box, and it moves along.")
    if kind == "outcome":
        if column in TERMS:
            return {"term": column}
        if column == "impact":
            return _(
                "An outcome is measured; an impact is what it leads to in the end. Add the impact as a box of its own, "
                "and let this lead to it."
            )
        return _(
            "An outcome is a change in people; what you do and deliver comes before it. Add that as a box of its own."
        )
    if kind_of(column) == kind:
        return {}
    reasons = {
        "activity": _("An activity is what you do. What it delivers or changes is a box of its own."),
        "output": _(
            "An output is what you deliver and can count. What changes because of it is a box of its own, to which it "
            "leads."
        ),
        "impact": _(
            "An impact is what it leads to in the end. For a change that you can measure, add an outcome as a box of "
            "its own."
        ),
    }
    return reasons[kind]
