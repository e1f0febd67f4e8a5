"""Rows as somebody types them in lines: a line for each, with a sign between its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from impactplan.graph import PlanState
from impactplan.lib.pasted import BAR, SEMICOLON
from impactplan.models import Field
from impactplan.workbook.forms import show_raw
from impactplan.workbook.wording import name_item

Values = Mapping[str, Any]


def write_line(parts: Sequence[str]) -> str:
    """Return parts as a line: with bars between them if one holds a semicolon, and in quotes what else divides it; one
    that holds a quote too, as two of these could stand around a bar."""
    divider = BAR if len(parts) > 1 and any(set(part) & {BAR, SEMICOLON} for part in parts) else SEMICOLON
    divides = {BAR, "\n", *([SEMICOLON] if len(parts) == 1 else [])}
    quoted = ['"' + part.replace('"', '""') + '"' if divides & set(part) or '"' in part else part for part in parts]
    return f"{divider} ".join(quoted).rstrip()


def type_part(declared: Field, value: Any, state: PlanState) -> str:
    """Return a value as a part of a line."""
    if not declared.is_filled(value):
        return ""
    if declared.type == "flag":
        return "ja"
    if declared.is_reference:
        return " + ".join(
            name_item(state, item) for item in state.find_all([value] if isinstance(value, str) else value)
        )
    if declared.type == "choices":
        return " + ".join(map(declared.label_of, value))
    return declared.label_of(value) if declared.type == "choice" else show_raw(declared, value)


def type_lines(fields: Sequence[Field], rows: Sequence[Values], state: PlanState) -> str:
    """Return rows as lines, with what their parts are on the first."""
    headings = write_line([str(declared.label) for declared in fields])
    lines = [write_line([type_part(declared, row.get(declared.name), state) for declared in fields]) for row in rows]
    return "\n".join([headings, *lines])
