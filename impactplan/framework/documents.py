"""The parts of module 2 in a document, where the general part would read badly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from impactplan.blocks import Block, Column, Entries, Fact, Facts, Figure, Listing, Row, Table, Text
from impactplan.framework import entries
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
from impactplan.framework.quarters import Load, loads_of, trimmed
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS
from impactplan.workbook.parts import DocumentBuilder
from impactplan.workbook.registry import part_of
from impactplan.workbook.wording import chosen, joined, name_item, name_of, names_of, together


def table(
    title: str, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]], *, numeric: int = 0
) -> Table:
    """Return a table of plain texts; the last ``numeric`` columns hold numbers."""
    count = len(columns)
    heads = tuple(Column(label, "", at >= count - numeric, width) for at, (label, width) in enumerate(columns))
    return Table(title, heads, tuple(Row(tuple(map(Text, row))) for row in rows))


def priorities(state: PlanState, builder: DocumentBuilder) -> list[Block]:
    """Return the outcomes in their order with the choice, its reason and their weight."""
    outcomes = state.rows("outcome")
    if not any(item["measure"] or item["measure_reason"] or materiality(item) for item in outcomes):
        return builder.general(None) if builder.options.empty else []
    columns = [
        (_("Place"), 8.0),
        (_("Outcome"), 32.0),
        (_("Choice"), 15.0),
        (_("Because"), 31.0),
        (_("Materiality"), 14.0),
    ]
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
    return [table(tally_title(state), columns, rows)]


def indicators(state: PlanState, builder: DocumentBuilder) -> list[Block]:
    """Return all indicators as lines under each other, then each by itself."""
    if builder.options.empty or not has_indicators(state):
        return builder.general(part_of("indicators"))
    lines: list[Block] = [Figure(draw_lines(state, "indicators-lines"), lines_title(state))] if has_lines(state) else []
    rows = state.rows("indicator")
    annex = builder.annex(
        "definitions",
        _("How each indicator is measured"),
        lambda: [Entries("", tuple(entries.indicator(state, item) for item in rows))],
    )
    return [*(lines or [_indicators(state, rows)]), *annex]


def _indicators(state: PlanState, rows: Sequence[Item]) -> Table:
    """Return the indicators with what each is of, where there is no picture of them yet."""
    columns = [(_("Indicator"), 50.0), (_("Outcome"), 50.0)]
    return table("", columns, [[name_item(state, item), name_of(state, item["outcome"])] for item in rows])


def sources(state: PlanState, builder: DocumentBuilder) -> list[Block]:
    """Return the sources with what they cover, and the indicators that still lack data."""
    rows = state.rows("source")
    if builder.options.empty or not rows:
        return builder.general(part_of("sources"))
    columns = [
        (_("Data source"), 27.0),
        (_("Whose, which years"), 24.0),
        (_("Indicators it covers"), 29.0),
        (_("Quality"), 20.0),
    ]
    blocks = [table("", columns, [_source(state, item) for item in rows])]
    lacking = tuple(Text(covered.name) for covered in coverage(state) if covered.missing_input)
    return [*blocks, Listing(coverage_title(state), lacking)] if lacking else [*blocks]


def _source(state: PlanState, item: Item) -> list[str]:
    quality = item["quality"] and _("%(value)s of %(highest)s", value=item["quality"], highest=5)
    personal = item["personal_data"] and str(KINDS["source"].fields["personal_data"].label)
    return [
        name_item(state, item),
        joined([item["owner"], item["period"], item["refresh"]], "; "),
        names_of(state, item["indicators"]),
        joined([quality, chosen(item, "evidence_class"), personal], "; "),
    ]


def collection(state: PlanState, builder: DocumentBuilder) -> list[Block]:
    """Return the data collections, each with what was computed."""
    rows = state.rows("collection")
    if builder.options.empty or not rows:
        return builder.general(part_of("collection"))
    columns = [
        (_("Data collection"), 27.0),
        (_("Method"), 15.0),
        (_("When"), 20.0),
        (_("Who and how many"), 22.0),
        (_("Hours and money"), 16.0),
    ]
    cells = [[name_item(state, item), *entries.collection_cells(item, state)] for item in rows]
    annex = builder.annex(
        "collections",
        _("How the data are collected"),
        lambda: [Entries("", tuple(entries.collection(state, item) for item in rows))],
    )
    costs = together(rows, "cost", "staff_hours")
    total = Row(tuple(map(Text, (_("Together"), "", "", "", costs)))) if costs else None
    return [replace(table("", columns, cells), total=total), *annex]


def feasibility(state: PlanState, builder: DocumentBuilder) -> list[Block]:
    """Return what there is against what is asked, the calendar, the burden, the weighing and what is left out."""
    sheet = builder.sheet(KINDS["feasibility"])
    if not state.rows("capacity") and not sheet:
        return builder.general(part_of("feasibility")) if builder.options.empty else []
    blocks: list[Block] = [*_quarters(loads_of(state)), *builder.picture(CALENDAR)]
    if has_burden(state):
        blocks += _burden(state)
    weighed = matrix(state)
    if any(cell.names for _level, cells in weighed.rows for cell in cells):
        blocks.append(_matrix(state, weighed))
    return [*blocks, *sheet]


def _quarters(loads: Sequence[Load]) -> list[Block]:
    message = quarters_message(loads)
    columns = [(_("Quarter"), 30.0), (_("Hours"), 23.0), (_("Money"), 23.0), (_("Does it fit?"), 24.0)]
    rows = [[load.name, load.hours_text, load.euros_text, _mark(load) + load.verdict] for load in trimmed(loads)[0]]
    return [table(message.rstrip("."), columns, rows)] if message else []


def _mark(load: Load) -> str:
    return "△ " if load.is_short else "✓ " if load.item_id and not load.is_open else ""


def _burden(state: PlanState) -> list[Block]:
    asked = burden(state)
    columns = [
        (_("Who"), 40.0),
        (_("Hours of all together"), 20.0),
        (_("Minutes of one person"), 20.0),
        (_("Times a year"), 20.0),
    ]
    rows = [[group.name, group.hours, group.minutes, group.surveys] for group in asked.groups]
    notes = [Fact(group.name, Text(joined(group.notes, " "))) for group in asked.groups if group.notes]
    shown: list[Block] = [table(burden_title(state), columns, rows, numeric=3)]
    return [*shown, Facts(tuple(notes))] if notes else shown


def _matrix(state: PlanState, weighed: Matrix) -> Table:
    columns = [(_("Weight"), 19.0), *((name, 27.0) for name in weighed.columns)]
    rows = [[level, *(joined((name for name, _id in cell.names), "; ") or "–" for cell in cells)]
            for level, cells in weighed.rows]  # fmt: skip
    return table(matrix_title(state), columns, rows)
