"""The parts of module 5 in a document that the declared fields alone would tell badly."""

from __future__ import annotations

from collections.abc import Sequence

from impactplan.blocks import (
    Block,
    Column,
    Fact,
    Figure,
    Moved,
    OnePage,
    PagePart,
    Place,
    Row,
    Table,
    Text,
)
from impactplan.graph import Item, PlanState
from impactplan.integration.onepage import Story, compose_story, has_something
from impactplan.integration.pictures import datable, draw_pages, title_of
from impactplan.integration.raci import ROLES, Raci, make_raci
from impactplan.integration.timing import in_time_order, period, predecessors, stand
from impactplan.integration.why import why
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS
from impactplan.workbook.parts import DocumentBuilder
from impactplan.workbook.registry import part_of
from impactplan.workbook.wording import chosen, joined, money, name_of, names_of, number, together

LONGEST_NAME = 40
PEOPLE_UPRIGHT = 6
"""How many people have a column of their own beside the action."""


def roadmap(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return the actions in the order of time, the same against time, and who is what in them."""
    if not state.rows("action"):
        return builder.kind(KINDS["action"])
    annex = builder.annex(
        "actions",
        _("Why we do each action, and who does what"),
        lambda: [_reasons(state), *builder.figures(part_of("roadmap"))],
    )
    return [*_pictures(state), _actions(state), *annex]


def _reasons(state: PlanState) -> Table:
    """Return why each action is done, what it waits for, and its roles where no table of people holds them."""
    roles = ROLES if _has_many_people(make_raci(state)) else ()
    fields = KINDS["action"].fields
    rows = []
    for item in in_time_order(state.rows("action")):
        after = names_of(state, [earlier.id for earlier in predecessors(state, item)])
        under = [(_("Depends on"), after), *((str(fields[name].label), item[name]) for name in roles)]
        rows.append(_row((name_of(state, item.id) or "…", why(state, item)), under))
    return Table("", _columns((_("Action"), _("Why we do this")), (30, 70)), tuple(rows))


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
    items = in_time_order(state.rows("action"))
    rows = tuple(_action(state, item) for item in items)
    costs = together(items, "euros", "hours")
    total = _row((_("Together"), "", "", "", costs), ()) if costs else None
    return Table("", _columns(labels, (32, 19, 18, 15, 16)), rows, total)


def _columns(labels: Sequence[str], widths: Sequence[float]) -> tuple[Column, ...]:
    return tuple(Column(label, width=width) for label, width in zip(labels, widths, strict=True))


def _row(cells: Sequence[str | None], under: Sequence[tuple[str, str | None]]) -> Row:
    facts = tuple(Fact(label, Text(text)) for label, text in under if text)
    return Row(tuple(Text(cell or "") for cell in cells), facts)


def _action(state: PlanState, item: Item) -> Row:
    name = name_of(state, item.id)
    marked = f"◆ {name}" if item["milestone"] and name else name
    costs = joined([money(item["euros"]), number(item, "hours", _("hours"))])
    cells = (marked, item["accountable"], period(item), stand(state, item), costs)
    return _row(cells, ((_("Risk"), item["risk"]),))


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
    """Return the table of roles with people as columns, unless they are many or their names long."""
    table = make_raci(state)
    return [] if _has_many_people(table) else [_raci(table)]


def _has_many_people(table: Raci) -> bool:
    return len(table.people) > PEOPLE_UPRIGHT or any(len(name) > LONGEST_NAME for name in table.people)


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
    return [Moved(Place.FRONT, "pitch", builder.title, (page_of(compose_story(state, printed=True)),), 1)]


def page_of(story: Story) -> OnePage:
    """Return the story as a page, with all its words."""
    parts = tuple(
        PagePart(part.label, Text(_with_date(part.name, part.text, story), markdown=True)) for part in story.body
    )
    figure = Figure(story.picture.svg, story.picture.title) if story.picture else None
    return OnePage(story.parts["headline"].text, parts, figure, story.parts["contact"].text)


def _with_date(name: str, text: str, story: Story) -> str:
    return f"{text}\n\n{story.date_words}" if name == "request" and story.date_words else text
