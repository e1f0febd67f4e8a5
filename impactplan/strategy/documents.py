"""The theory of change in a document: its story and outcomes; its drawing goes to the front, all links to an annex."""

from __future__ import annotations

from collections.abc import Sequence

from impactplan.blocks import Block, Column, Fact, Facts, Moved, Place, Row, Table, Text
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS
from impactplan.strategy.pictures import THEORY
from impactplan.workbook.parts import DocumentBuilder
from impactplan.workbook.registry import part_of
from impactplan.workbook.report_labels import report_label
from impactplan.workbook.wording import chosen, joined, name_item, name_of, names_of, number

FROM_TO = {"strengthens": " → ", "inhibits": " ⊣ "}
ORDER = 2
"""The place at the front, behind the one page."""


def theory(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return what the step says, with the drawing and the links where they stand in a whole document."""
    if builder.options.empty:
        return builder.general(part_of("theory"))
    blocks = builder.sheet(KINDS["narrative"])
    if drawn := builder.picture(THEORY):
        blocks.append(Moved(Place.FRONT, "theory", _("Theory of change"), tuple(drawn), ORDER))
    if outcomes := state.rows("outcome"):
        blocks.append(_outcomes(state, outcomes))
    blocks += _named(state)
    return [*blocks, *builder.annex("links", _("All links and their assumptions"), lambda: _links(state, builder))]


def _named(state: PlanState) -> list[Facts]:
    """Return the impact, and what must be in order before anything works, in a line each."""
    fields = KINDS["impact"].fields
    facts = []
    for item in state.rows("impact"):
        above = item["above_ceiling"] and str(fields["above_ceiling"].label).lower()
        facts.append(
            Fact(str(KINDS["impact"].label), Text(joined([name_item(state, item), above and f"({above})"], " ")))
        )
    for item in state.rows("precondition"):
        met = names_of(state, item["conditions"])
        text = joined([name_item(state, item), met and f"({met})"], " ")
        facts.append(Fact(str(KINDS["precondition"].label), Text(text)))
    return [Facts(tuple(facts))] if facts else []


def _outcomes(state: PlanState, outcomes: Sequence[Item]) -> Table:
    fields = KINDS["outcome"].fields
    labels = [str(fields[name].label) for name in ("statement", "stakeholder", "term", "outcome_kind", "importance")]
    columns = tuple(Column(label, width=width) for label, width in zip(labels, (38, 23, 11, 12, 16), strict=True))
    rows = tuple(Row(tuple(map(Text, _outcome(state, item)))) for item in outcomes)
    return Table(str(KINDS["outcome"].plural), columns, rows)


def _outcome(state: PlanState, item: Item) -> tuple[str, ...]:
    """Return the cells of an outcome; that it is negative or unintended is said with its name."""
    notable = [("direction", "negative"), ("intention", "unintended")]
    marks = joined([chosen(item, name).lower() for name, choice in notable if item[name] == choice], ", ")
    importance = joined([number(item, "importance"), item["importance_by"] and f"({item['importance_by']})"], " ")
    return (
        joined([name_item(state, item), marks and f"({marks})"], " "),
        name_of(state, item["stakeholder"]),
        chosen(item, "term"),
        chosen(item, "outcome_kind"),
        importance,
    )


def _links(state: PlanState, builder: DocumentBuilder) -> list[Table]:
    """Return the links with what is assumed, on which evidence, and what came of it."""
    links = state.rows("link")
    if not links:
        return []
    fields = KINDS["link"].fields
    held = any(item["held"] or item["held_because"] for item in links)
    widths = (32, 24, 14, 30) if held else (40, 40, 20)
    heads = [
        _("From and to"),
        str(fields["assumption"].label),
        str(fields["evidence"].label),
        report_label("link", "held"),
    ]
    columns = tuple(Column(label, width=width) for label, width in zip(heads, widths, strict=False))
    rows = tuple(_link(state, builder, item, held) for item in links)
    return [Table("", columns, rows)]


def _link(state: PlanState, builder: DocumentBuilder, item: Item, held: bool) -> Row:
    ends = joined([name_of(state, item["source"]), name_of(state, item["target"])], FROM_TO.get(item["effect"], " → "))
    texts = builder.texts(item, KINDS["link"])
    evidence = texts["evidence"].text
    cells = [Text(ends), Text(item["assumption"] or ""), evidence]
    if held:
        cells.append(Text(joined([chosen(item, "held"), item["held_because"]], ": ")))
    risk = item["risk"] and Fact(str(KINDS["link"].fields["risk"].label), Text(item["risk"], markdown=True))
    loose = texts.get("evidence_reference")
    source = loose and loose.text and Fact(str(loose.declared.label), loose.text)
    return Row(tuple(cells), tuple(fact for fact in (risk, source) if fact))
