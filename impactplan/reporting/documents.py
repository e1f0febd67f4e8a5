"""The parts of module 3 in a document, where the general part would read badly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from impactplan.blocks import Block, Column, Fact, Facts, Prose, Row, Table, Text
from impactplan.graph import Item, PlanState
from impactplan.lib.numbers import NBSP
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS
from impactplan.reporting.calculations import FIGURES, label
from impactplan.reporting.figures import RETURN, return_document
from impactplan.reporting.grid import GridMoment, find_moments
from impactplan.reporting.pictures import RESULTS, WATERFALL
from impactplan.reporting.sentences import worth
from impactplan.reporting.words import BAND_SHAPES, band_words, change_words, progress_words, with_short_unit
from impactplan.workbook import result_summary
from impactplan.workbook.parts import DocumentBuilder
from impactplan.workbook.wording import chosen, day, joined, name_of, number, with_unit

FROM_TO = " → "
MOST_BESIDE = 5
"""As many measuring moments fit beside each other on a page."""


def _label(kind: str, name: str) -> str:
    return str(KINDS[kind].fields[name].label)


def _shown(indicator: Item, measurement: Item | None) -> Text:
    """Return a value with the shape of its band, and in words what the shape says."""
    if measurement is None or measurement["value"] is None:
        return Text("")
    band = result_summary.band_of(indicator, measurement["value"])
    value = with_unit(measurement["value"], indicator["unit"])
    return Text(f"{BAND_SHAPES[band]} {value} ({band_words(band)})" if band else value)


def results(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return the picture, the indicators against what was called enough, and the measurements."""
    indicators = [item for item in state.rows("indicator") if _says_something(state, item)]
    if not indicators and not state.rows("measurement"):
        return builder.general(None) if builder.options.empty else []
    blocks: list[Block] = [*builder.picture(RESULTS)]
    if indicators:
        blocks.append(_against_targets(state, indicators))
    return blocks + _measurements(state)


def _says_something(state: PlanState, item: Item) -> bool:
    return any(item[name] is not None for name in ("minimum", "target", "judged_by")) or bool(
        result_summary.latest(state, item)
    )


def _against_targets(state: PlanState, indicators: Sequence[Item]) -> Table:
    columns = (
        Column(_label("measurement", "indicator"), width=31),
        Column(_("From baseline to target"), width=16),
        Column(_label("indicator", "minimum"), width=12),
        Column(_("Now"), width=17),
        Column(_("Progress"), width=10),
        Column(_("According to"), width=14),
    )
    rows = [
        (
            item.get("name", ""),
            change_words(item),
            with_unit(item["minimum"], item["unit"]),
            _shown(item, result_summary.latest(state, item)),
            progress_words(state, item),
            name_of(state, item["judged_by"]),
        )
        for item in indicators
    ]
    texts = (tuple(cell if isinstance(cell, Text) else Text(cell) for cell in row) for row in rows)
    return Table(_("Indicators against their targets"), columns, tuple(map(Row, texts)))


def _measured(state: PlanState, indicator: Item | None) -> list[Item]:
    """Return the measurements of an indicator, or those that belong to none, in the order of time."""
    indicator_id = indicator.id if indicator else None
    items = [
        item
        for item in state.rows("measurement")
        if (item["indicator"] if indicator else _owner(state, item)) == indicator_id
    ]
    filled = [item for item in items if item["value"] is not None or item["note"]]
    return sorted(filled, key=lambda item: (item.get("measured_on", date.min), item.position))


def _owner(state: PlanState, item: Item) -> str | None:
    indicator = state.find(item["indicator"])
    return indicator.id if indicator else None


def _measurements(state: PlanState) -> list[Block]:
    """Return the measurements: as a grid while the moments fit beside each other, and else as a list."""
    indicators = [item for item in state.rows("indicator") if _measured(state, item)]
    moments = find_moments(item for indicator in indicators for item in _measured(state, indicator))
    undated = any(not item["measured_on"] for indicator in indicators for item in _measured(state, indicator))
    blocks: list[Block] = []
    if indicators and moments and len(moments) <= MOST_BESIDE and not undated:
        blocks.append(_grid(state, indicators, moments))
    elif indicators:
        blocks.append(_list(state, indicators))
    loose = _measured(state, None)
    if loose:
        rows = tuple(Row((Text(""), *_cells(None, item)), _note(item)) for item in loose)
        blocks.append(Table(_("Measurements that still lack an indicator or a date"), _list_columns(), rows))
    return blocks


def _grid(state: PlanState, indicators: Sequence[Item], moments: Sequence[GridMoment]) -> Table:
    width = 66 / len(moments)
    columns = [Column(_label("measurement", "indicator"), width=34)]
    columns += [
        Column(joined([moment.label, moment.when if moment.wave else ""], ", "), width=width) for moment in moments
    ]
    rows = []
    for indicator in indicators:
        own = _measured(state, indicator)
        cells = [Text(indicator.get("name", ""))]
        for moment in moments:
            there = [item for item in own if item in moment.items]
            cells.append(Text(joined([_in_cell(indicator, item) for item in there], ", ")))
        notes = [Fact(item["wave"] or day(item, "measured_on"), Text(item["note"])) for item in own if item["note"]]
        rows.append(Row(tuple(cells), tuple(notes)))
    return Table(str(KINDS["measurement"].plural), tuple(columns), tuple(rows))


def _in_cell(indicator: Item, item: Item) -> str:
    band = result_summary.band_of(indicator, item["value"])
    value = with_short_unit(item["value"], indicator["unit"])
    count = _("(n = %(count)s)", count=number(item, "n")) if item["n"] is not None else ""
    return joined([BAND_SHAPES[band] if band else "", value, count], NBSP)


def _list_columns() -> tuple[Column, ...]:
    return (
        Column(_label("measurement", "indicator"), width=31),
        Column(_label("measurement", "measured_on"), width=16),
        Column(_label("measurement", "wave"), width=15),
        Column(_label("measurement", "value"), width=27),
        Column("n", numeric=True, width=11),
    )


def _list(state: PlanState, indicators: Sequence[Item]) -> Table:
    rows = [
        Row((Text(indicator.get("name", "")), *_cells(indicator, item)), _note(item))
        for indicator in indicators
        for item in _measured(state, indicator)
    ]
    return Table(str(KINDS["measurement"].plural), _list_columns(), tuple(rows))


def _cells(indicator: Item | None, item: Item) -> tuple[Text, ...]:
    value = _shown(indicator, item) if indicator else Text(number(item, "value"))
    return (Text(day(item, "measured_on")), Text(item.get("wave", "")), value, Text(number(item, "n")))


def _note(item: Item) -> tuple[Fact, ...]:
    return (Fact(_label("measurement", "note"), Text(item["note"])),) if item["note"] else ()


def contribution(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return the picture, and per outcome its figures with their certainty and source, and what they come to."""
    if not state.rows("contribution"):
        return builder.general(None) if builder.options.empty else []
    blocks: list[Block] = [*builder.picture(WATERFALL)]
    for item in state.rows("contribution"):
        blocks.append(_figures(state, item, builder))
        if item["story"]:
            blocks.append(Prose(_label("contribution", "story"), Text(item["story"], markdown=True)))
        if computed := builder.calculations(item):
            blocks.append(Facts(tuple(computed)))
    return blocks


def _figures(state: PlanState, item: Item, builder: DocumentBuilder) -> Table:
    columns = (
        Column(_("Figure"), width=34),
        Column(_("Estimate"), width=22),
        Column(_("Certainty"), width=14),
        Column(_("Range"), width=30),
    )
    kind, rows = KINDS["contribution"], []
    for name in FIGURES:
        source, unit = item[kind.sources[name]], kind.fields[name].unit
        if item[name] is None and not source and not builder.options.empty:
            continue
        marks = (builder.sources.cite(source, builder.title),) if source else ()
        between = _own_share_range(item) if name == "own_share" else ""
        cells = (
            Text(label(name)),
            Text(number(item, name, str(unit)) or _("not filled in"), marks=marks),
            Text(chosen(item, f"{name}_certainty")),
            Text(between),
        )
        rows.append(Row(cells))
    return Table(name_of(state, item["outcome"]), columns, tuple(rows))


def _own_share_range(item: Item) -> str:
    ends = [number(item, name, "%") for name in ("own_share_low", "own_share_high")]
    return joined(ends, " – ")


def valuation(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return the valuations in one table, the sheet with the risks, and the social return."""
    blocks: list[Block] = []
    columns = (
        Column(_label("valuation", "outcome"), width=40),
        Column(_label("valuation", "method"), width=22),
        Column(_("What it is worth"), width=38),
    )
    rows = []
    for item in state.rows("valuation"):
        priced = item["method"] == "monetary"
        source = item["price_source"] if priced else ""
        marks = (builder.sources.cite(source, builder.title),) if source else ()
        cells = (
            Text(name_of(state, item["outcome"])),
            Text(chosen(item, "method")),
            Text(worth(item), marks=marks) if worth(item) else Text(source or "", marks=marks),
        )
        under = [Fact(_label("valuation", "words"), Text(item["words"], markdown=True))] if item["words"] else []
        for name, text in (("proxy", item.get("proxy", "")), ("technique", chosen(item, "technique"))):
            under += [Fact(_label("valuation", name), Text(text))] if text and priced else []
        rows.append(Row(cells, tuple(under)))
    if rows:
        blocks.append(Table("", columns, tuple(rows)))
    elif builder.options.empty:
        blocks += builder.kind(KINDS["valuation"])
    blocks += builder.sheet(KINDS["social_return"])
    if RETURN.has_content(state):
        blocks += return_document(state, builder)
    return blocks


def insights(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return the findings, and how each assumption turned out."""
    blocks = builder.kind(KINDS["insight"])
    links = [item for item in state.rows("link") if item["assumption"] and (item["held"] or item["held_because"])]
    if not links:
        return blocks
    columns = (
        Column(_label("link", "assumption"), width=30),
        Column(_("Between"), width=30),
        Column(_label("link", "held"), width=14),
        Column(_label("link", "held_because"), width=26),
    )
    rows = [
        Row(
            (
                Text(item["assumption"]),
                Text(joined([name_of(state, item["source"]), name_of(state, item["target"])], FROM_TO)),
                Text(chosen(item, "held")),
                Text(item.get("held_because", "")),
            )
        )
        for item in links
    ]
    return [*blocks, Table(_("Did our assumptions hold?"), columns, tuple(rows))]
