"""How the sections of module 2 lie on their pages: indicators by outcome, collections by method, time by quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from impactplan.framework import sentences
from impactplan.framework.fieldwork import names_data
from impactplan.framework.materiality import measure_word, show_priority
from impactplan.framework.pictures import draw_line
from impactplan.framework.quarters import Load, loads_of, trimmed
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models.collection import METHODS
from impactplan.workbook.sections import Layout, RowView, Section
from impactplan.workbook.wording import joined, name_item


@dataclass(frozen=True)
class RowGroup:
    """Rows that stand together under a heading; ``gap`` says what is missing where there are none."""

    key: str
    title: str
    rows: Sequence[RowView] = ()
    word: str = ""
    measure: str = ""
    gap: str = ""


@dataclass(frozen=True)
class IndicatorShown:
    """What a closed indicator shows: its line, and where its data come from."""

    line: Markup
    data: str
    change: str
    asked: bool = False
    """Whether data were named in the plan already: before that step nobody misses them."""


def show_indicator(state: PlanState, item: Item) -> IndicatorShown:
    named = state.find_all((*(item["sources"] or ()), *(item["collections"] or ())))
    data = joined(dict.fromkeys(name_item(state, data_item) for data_item in named), "; ")
    asked = names_data(state)
    return IndicatorShown(draw_line(item, f"line-{item.id}"), data, sentences.indicator(state, item).detail, asked)


def by_outcome(state: PlanState, section: Section) -> list[RowGroup]:
    """Return the indicators under their outcomes, and the outcomes to be measured now that have none."""
    groups = []
    for outcome in state.rows("outcome"):
        rows = [row for row in section.rows if row.item["outcome"] == outcome.id]
        has_none = outcome["measure"] == "now" and not rows
        if rows or has_none:
            gap = _("To be measured now, but without an indicator yet.") if has_none else ""
            title = outcome["statement"] or _("(outcome without a name)")
            measure = outcome.get("measure", "")
            groups.append(RowGroup(outcome.id, title, rows, measure_word(measure) if measure else "", measure, gap))
    known = {outcome.id for outcome in state.rows("outcome")}
    loose = [row for row in section.rows if row.item["outcome"] not in known]
    return [*groups, RowGroup("", _("Without an outcome"), loose)] if loose else groups


def by_method(_state: PlanState, section: Section) -> list[RowGroup]:
    """Return the data collections under their methods."""
    groups = []
    for key, label in (*METHODS, ("", _("Without a method"))):
        rows = [row for row in section.rows if row.item.get("method", "") == key]
        if rows:
            groups.append(RowGroup(key, str(label), rows))
    return groups


@dataclass(frozen=True)
class Quarter:
    """A quarter in which hours or money are asked or there: with its row, or with what a new row begins with."""

    load: Load
    row: RowView | None = None


@dataclass(frozen=True)
class Quarters:
    quarters: Sequence[Quarter]
    unnamed: Sequence[RowView]
    """Rows of which the year or the quarter is not filled in."""
    message: str
    more: int = 0
    """How many further quarters ask something."""


def by_quarter(state: PlanState, section: Section) -> Quarters:
    """Return the quarters in the order of time, with or without a row, and what they come to together."""
    quarters = []
    rows = {row.item.id: row for row in section.rows}
    new = {(row.item["year"], row.item["quarter"]): row.item.id for row in section.rows if row.new}
    loads = loads_of(state)
    shown, more = trimmed(loads)
    for load in shown:
        row = rows.pop(load.item_id or new.get(load.when, ""), None)
        quarters.append(Quarter(load, replace(row, shown=load) if row else None))
    return Quarters(quarters, list(rows.values()), quarters_message(loads), more)


def quarters_message(loads: Sequence[Load]) -> str:
    """Say in a sentence whether the work fits."""
    known = [load for load in loads if load.item_id]
    short = [load for load in known if load.is_short]
    if not known:
        return ""
    if not short:
        lacking = len(loads) - len(known)
        return _("It fits in every quarter that you filled in.") if lacking else _("It fits in every quarter.")
    return _("It does not fit in %(short)s of %(count)s quarters.", short=len(short), count=len(known))


PRIORITIES = Layout("framework/_priorities.html", closed="framework/_priority.html", show=show_priority)
INDICATORS = Layout(
    "framework/_indicators.html",
    by_outcome,
    closed="framework/_indicator.html",
    show=show_indicator,
    group=lambda item: str(item.get("outcome", "")),
)
COLLECTIONS = Layout(
    "framework/_collections.html",
    by_method,
    group=lambda item: str(item.get("method", "")),
)
QUARTERS = Layout("framework/_quarters.html", by_quarter, closed="framework/_quarter.html", group=lambda item: item.id)
