"""The parts of module 5 in a document that the declared fields alone would tell badly."""

from __future__ import annotations

import math
from collections.abc import Sequence

from impactplan.blocks import HEIGHTS, Block, Column, Fact, Figure, OnePage, Prose, Row, Table, Text
from impactplan.graph import Item, PlanState
from impactplan.integration.onepage import compose_story, has_something
from impactplan.integration.pictures import datable, draw_pages, title_of
from impactplan.integration.raci import ROLES, Raci, make_raci
from impactplan.integration.timing import in_time_order, period, predecessors
from impactplan.integration.why import why
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.parts import DocumentBuilder
from impactplan.workbook.registry import part_of
from impactplan.workbook.wording import chosen, joined, money, name_of, names_of, number

MILLIMETRES = 0.3528  # of a point
PAGE_WIDTH, PAGE_HEIGHT, COLUMN_WIDTH = 174, 273, 83
TITLE_POINTS, TITLE_LEADING, TEXT_POINTS, TEXT_LEADING = 17, 7.1, 9.5, 4.63
AROUND_PAGE, AROUND_PART = 46, 8.6
"""Millimetres: what else stands on the page, and over and under a block, with some to spare."""
FILLED = 0.92
"""How far a line is filled on average."""
LONGEST_NAME = 40
PEOPLE_UPRIGHT = 6
"""How many people have a column of their own beside the action."""


def roadmap(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return the actions in the order of time, the same against time, and who is what in them."""
    if not state.rows("action"):
        return builder.kind(KINDS["action"])
    return [*_pictures(state), _actions(state), *builder.figures(part_of("roadmap"))]


def _pictures(state: PlanState) -> list[Figure]:
    if not datable(state):
        return []
    drawn, title = draw_pages(state, "roadmap"), title_of(state)
    if len(drawn) == 1:
        return [Figure(drawn[0], title)]
    return [
        Figure(svg, _("%(title)s (part %(part)s of %(parts)s)", title=title, part=part, parts=len(drawn)))
        for part, svg in enumerate(drawn, 1)
    ]


def _actions(state: PlanState) -> Table:
    labels = (_("Action"), _("Accountable"), _("When"), _("State"), _("Money and hours"))
    rows = tuple(_action(state, item) for item in in_time_order(state.rows("action")))
    return Table("", _columns(labels, (34, 22, 20, 10, 14)), rows)


def _columns(labels: Sequence[str], widths: Sequence[float]) -> tuple[Column, ...]:
    return tuple(Column(label, width=width) for label, width in zip(labels, widths, strict=True))


def _row(cells: Sequence[str | None], under: Sequence[tuple[str, str | None]]) -> Row:
    facts = tuple(Fact(label, Text(text)) for label, text in under if text)
    return Row(tuple(Text(cell or "") for cell in cells), facts)


def _action(state: PlanState, item: Item) -> Row:
    name = name_of(state, item.id)
    marked = f"◆ {name}" if item["milestone"] and name else name
    after = names_of(state, [earlier.id for earlier in predecessors(state, item)])
    costs = joined([money(item["euros"]), number(item, "hours", _("hours"))])
    cells = (marked, item["accountable"], period(item), chosen(item, "action_state").lower(), costs)
    return _row(cells, ((_("Depends on"), after), (_("Why we do this"), why(state, item)), (_("Risk"), item["risk"])))


def conditions(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return the conditions in one table, what is missing first."""
    order = {"missing": 0, "partly": 1, None: 2, "present": 3}
    items = sorted(state.rows("condition"), key=lambda item: order[item["state"]])
    if not items:
        return builder.kind(KINDS["condition"])
    labels = (_("What must be in order"), _("Kind of condition"), _("State"), _("Owner"), _("Actions"))
    rows = tuple(_condition(state, item) for item in items)
    return [Table("", _columns(labels, (30, 15, 14, 19, 22)), rows)]


def _condition(state: PlanState, item: Item) -> Row:
    kind, stand = chosen(item, "condition_kind"), chosen(item, "state").lower()
    cells = (name_of(state, item.id), kind, stand, item["owner"], names_of(state, item["actions"]))
    named = name_of(state, item["precondition"])
    return _row(cells, ((_("Precondition in the theory of change"), named if named != cells[0] else ""),))


def raci(state: PlanState, _builder: DocumentBuilder) -> Sequence[Block]:
    """Return the table of roles: people as columns, or where they are many or their names long, the roles."""
    table = make_raci(state)
    if len(table.people) > PEOPLE_UPRIGHT or any(len(name) > LONGEST_NAME for name in table.people):
        return [_roles(state)]
    return [_raci(table)]


def _roles(state: PlanState) -> Table:
    kind = KINDS["action"]
    labels = (_("Action"), *(str(kind.fields[name].label) for name in ROLES))
    rows = tuple(
        _row((name_of(state, item.id) or "…", *(item[name] for name in ROLES)), ())
        for item in in_time_order(state.rows("action"))
    )
    return Table(_("Who does what (RACI)"), _columns(labels, (25, 21, 18, 18, 18)), rows)


def _raci(table: Raci) -> Table:
    share = 60 / max(len(table.people), 4)
    columns = (
        Column(_("Action"), width=100 - share * len(table.people)),
        *(Column(name, width=share) for name in table.people),
    )
    rows = tuple(Row((Text(line.name or "…"), *map(Text, line.letters))) for line in table.lines)
    return Table(_("Who does what (RACI)"), columns, rows)


def one_page(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return the story as a page of its own; a field that is still empty says what the plan says."""
    if not has_something(state):
        return builder.kind(KINDS["pitch"]) if builder.options.empty else []
    page = compose_story(state)
    parts = [Prose(part.label, Text(_with_date(part.name, part.text, page.date), markdown=True)) for part in page.body]
    message, foot = page.parts["headline"].text, page.parts["contact"].text
    height = next((height for height in HEIGHTS if height <= room_for_picture(message, parts)), 0)
    figure = Figure(page.picture.svg, page.picture.title) if page.picture and height else None
    return [OnePage(message, tuple(parts), figure, height, foot)]


def room_for_picture(message: str, parts: Sequence[Prose]) -> float:
    """Return how many millimetres of the page are left under its words, set as print.css sets them."""
    title = _lines(message, TITLE_POINTS, PAGE_WIDTH) * TITLE_LEADING
    text = sum(_lines(part.text.text, TEXT_POINTS, COLUMN_WIDTH) * TEXT_LEADING + AROUND_PART for part in parts)
    return PAGE_HEIGHT - AROUND_PAGE - title - text / 2


def _lines(text: str, points: float, width: float) -> int:
    """Return on how many lines of so many millimetres a text is set; a word at the end of each may not fit."""
    wide = width / MILLIMETRES * FILLED
    return sum(max(1, math.ceil(measure()(line, points, False) / wide)) for line in text.splitlines())


def _with_date(name: str, text: str, date: str) -> str:
    if name != "request" or not date:
        return text
    needed = _("Decision needed by %(day)s", day=date)
    return f"{text}\n\n{needed}"
