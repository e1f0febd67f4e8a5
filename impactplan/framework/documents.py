"""The parts of module 2 in a document, where the general part would read badly."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from impactplan.exports.blocks import Block, Column, Fact, Facts, Figure, Prose, Row, Table, Text
from impactplan.exports.builder import Builder
from impactplan.framework.figures import (
    Matrix,
    burden,
    burden_title,
    coverage,
    coverage_title,
    has_burden,
    has_indicators,
    matrix,
    matrix_title,
    tally_title,
)
from impactplan.framework.layouts import quarters_message
from impactplan.framework.materiality import materiality, measure_word, show_materiality
from impactplan.framework.pictures import CALENDAR, draw_lines, has_lines, lines_title
from impactplan.framework.quarters import Load, loads_of
from impactplan.graph import PlanState
from impactplan.models import KINDS
from impactplan.workbook.registry import parts_of
from impactplan.workbook.views import name_item
from impactplan.workbook.wording import joined


def table(
    title: str, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]], *, numeric: int = 0
) -> Table:
    """Return a table of plain texts; the last ``numeric`` columns hold numbers."""
    count = len(columns)
    heads = tuple(Column(label, "", at >= count - numeric, width) for at, (label, width) in enumerate(columns))
    return Table(title, heads, tuple(Row(tuple(map(Text, row))) for row in rows))


def priorities(state: PlanState, builder: Builder) -> list[Block]:
    """Return the outcomes in their order with the choice, its reason and their weight."""
    outcomes = state.rows("outcome")
    if not any(item["measure"] or item["measure_reason"] or materiality(item) for item in outcomes):
        return builder.general(None) if builder.options.empty else []
    columns = [("", 5.0), (_("Outcome"), 34.0), (_("Choice"), 15.0), (_("Because"), 32.0), (_("Materiality"), 14.0)]
    rows = [
        [
            str(place),
            name_item(state, item),
            measure_word(item["measure"]),
            item.get("measure_reason", ""),
            show_materiality(item),
        ]
        for place, item in enumerate(outcomes, 1)
    ]
    return [Prose("", Text(tally_title(state) + ".")), table("", columns, rows)]


def indicators(state: PlanState, builder: Builder) -> list[Block]:
    """Return all indicators as lines under each other, then each by itself."""
    blocks = builder.general(parts_of("indicators"))
    if blocks and has_lines(state):
        blocks.insert(0, Figure(draw_lines(state, "indicators-lines"), lines_title(state)))
    return blocks


def sources(state: PlanState, builder: Builder) -> list[Block]:
    blocks = builder.general(parts_of("sources"))
    if not blocks or not has_indicators(state):
        return blocks
    columns = [(_("Indicator"), 40.0), (_("At hand"), 30.0), (_("To be collected"), 30.0)]
    lines = [[one.name, one.at_hand or "–", one.to_collect or (_("no data yet") if one.lacks else "–")]
             for one in coverage(state)]  # fmt: skip
    return [*blocks, table(coverage_title(state), columns, lines)]


def feasibility(state: PlanState, builder: Builder) -> list[Block]:
    """Return what there is against what is asked, the calendar, the burden, the weighing and what is left out."""
    sheet = builder.sheet(KINDS["feasibility"])
    if not state.rows("capacity") and not sheet:
        return builder.general(parts_of("feasibility")) if builder.options.empty else []
    blocks: list[Block] = [*_quarters(loads_of(state)), *builder.picture(CALENDAR)]
    if has_burden(state):
        blocks += _burden(state)
    found = matrix(state)
    if any(cell.names for _level, cells in found.rows for cell in cells):
        blocks.append(_matrix(state, found))
    return [*blocks, *sheet]


def _quarters(loads: Sequence[Load]) -> list[Block]:
    message = quarters_message(loads)
    columns = [(_("Quarter"), 30.0), (_("Hours"), 23.0), (_("Money"), 23.0), (_("Does it fit?"), 24.0)]
    rows = [[load.name, load.hours_text, load.euros_text, _mark(load) + load.verdict] for load in loads]
    return [Prose("", Text(message)), table(_("Time and money per quarter"), columns, rows)] if message else []


def _mark(load: Load) -> str:
    return "△ " if load.is_short else "✓ " if load.item_id and not load.is_open else ""


def _burden(state: PlanState) -> list[Block]:
    found = burden(state)
    columns = [
        (_("Who"), 40.0),
        (_("Hours of all together"), 20.0),
        (_("Minutes of one person"), 20.0),
        (_("Times a year"), 20.0),
    ]
    rows = [[one.name, one.hours, one.minutes, one.surveys] for one in found.groups]
    notes = [Fact(one.name, Text(joined(one.notes, " "))) for one in found.groups if one.notes]
    shown: list[Block] = [table(burden_title(state), columns, rows, numeric=3)]
    return [*shown, Facts(tuple(notes))] if notes else shown


def _matrix(state: PlanState, found: Matrix) -> Table:
    columns = [("", 19.0), *((name, 27.0) for name in found.columns)]
    rows = [[level, *(joined((name for name, _href in cell.names), "; ") or "–" for cell in cells)]
            for level, cells in found.rows]  # fmt: skip
    return table(matrix_title(state), columns, rows)
