"""The parts of a line in which somebody types a row: which there are, in which order, and what can be in them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from impactplan.graph import PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import Field
from impactplan.site.language import language
from impactplan.workbook.pasted_rows import Paste, RowsPlan, order_parts

FEWEST_PARTS = 5
"""So many parts at least are named where nobody chose them: what is required stands first."""


def name_parts(fields: Sequence[Field], paste: Paste) -> set[str]:
    """Return the names of the fields that one is asked to type: chosen ones, or what is required."""
    if chosen := {declared.name for declared in fields} & set(paste.order):
        return chosen
    required = sum(bool(declared.required or declared.later_required) for declared in fields)
    return {declared.name for declared in fields[: max(required, FEWEST_PARTS)]}


def list_parts(fields: Sequence[Field], paste: Paste, planned: RowsPlan | None) -> list[Field | None]:
    """Return the parts of a line in order: what was typed so far, and what can follow."""
    taken = list(planned.columns) if planned else []
    if paste.start or (planned and planned.has_headings):
        return taken
    names = name_parts(fields, paste)
    return taken + [one for one in order_parts(fields, paste) if one.name in names and one not in taken]


def hint_at(declared: Field, state: PlanState) -> str:
    """Return what can stand in a part for which there are no names to choose from."""
    match declared.type:
        case "date":
            return _("A day, such as 31-12-2026.")
        case "year":
            return _("A year, such as 2026.")
        case "flag":
            return _("Yes or no.")
        case "scale":
            return _("%(low)s to %(high)s.", low=declared.low, high=declared.high)
        case "number" | "integer" if declared.unit:
            return _("A number (%(unit)s).", unit=declared.unit)
        case "number" | "integer":
            return _("A number.")
    return state.rules.fill_in(str(declared.help or ""), language()) or _("In your own words.")


def find_hints(fields: Sequence[Field], state: PlanState) -> Mapping[str, str]:
    return {declared.name: hint_at(declared, state) for declared in fields}
