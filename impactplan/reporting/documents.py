"""The parts of module 3 in a document, where the general part would read badly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from impactplan.blocks import Block, Column, Entries, Entry, Fact, Facts, Moved, Place, Prose, Row, Table, Text
from impactplan.graph import Item, PlanState
from impactplan.lib.numbers import NBSP
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS
from impactplan.reporting.calculations import FIGURES, label
from impactplan.reporting.figures import RETURN, return_document
from impactplan.reporting.grid import GridMoment, find_moments
from impactplan.reporting.pictures import RESULTS, WATERFALL, computed, in_whole_parts, net_title
from impactplan.reporting.sentences import worth
from impactplan.reporting.words import BAND_SHAPES, band_words, change_words, progress_words, with_short_unit
from impactplan.workbook import result_summary
from impactplan.workbook.parts import DocumentBuilder
from impactplan.workbook.report_labels import report_label
from impactplan.workbook.wording import chosen, day, joined, name_of, number, rounded, with_unit

FROM_TO = " → "
RESULTS_PLACE = 3
"""At the front, behind the theory of change."""
MOST_BESIDE = 5
"""As many measuring moments fit beside each other on a page."""


def _label(kind: str, name: str) -> str:
    return report_label(kind, name)


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
    blocks: list[Block] = []
    if drawn := builder.picture(RESULTS):
        blocks.append(Moved(Place.FRONT, "results", _("Results"), tuple(drawn), RESULTS_PLACE))
    if indicators:
        blocks.append(_against_targets(state, indicators))
    return [*blocks, *builder.annex("measurements", _("All measurements"), lambda: _measurements(state))]


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
    blocks: list[Block] = builder.picture(WATERFALL)
    if computed(state):
        short = replace(gross_to_net_table(state), title=net_title(state))
        blocks.insert(0, Moved(Place.FRONT, "contribution", builder.title, (short,), RESULTS_PLACE + 1))
    title = _("%(title)s: the figures and what they rest on", title=builder.title)
    return [*blocks, *builder.annex("contributions", title, lambda: [_all_figures(state, builder)])]


def _all_figures(state: PlanState, builder: DocumentBuilder) -> Entries:
    return Entries("", tuple(_figures(state, item, builder) for item in state.rows("contribution")))


def gross_to_net_table(state: PlanState) -> Table:
    """Return per outcome what is left of the change, in whole people that add up as they are printed."""
    heads = [_("Outcome"), label("gross"), label("deadweight"), label("displacement"), _("Due to others")]
    widths = (33, 11, 13, 13, 11)
    columns = [
        Column(head, numeric=at > 0, width=width) for at, (head, width) in enumerate(zip(heads, widths, strict=True))
    ]
    columns.append(Column(_("Due to us"), width=19))
    rows = []
    for item in computed(state):
        parts, net = in_whole_parts(item)
        by_key = {step.key: text for step, text in parts}
        between = result_summary.net_range(item)
        spread = _("(%(low)s to %(high)s)", low=rounded(between[0]), high=rounded(between[1])) if between else ""
        cells = (*(by_key.get(key, "–") for key in ("gross", "deadweight", "displacement", "own_share")),)
        rows.append(Row(tuple(map(Text, (name_of(state, item["outcome"]), *cells, joined([net, spread], " "))))))
    return Table("", tuple(columns), tuple(rows))


def _figures(state: PlanState, item: Item, builder: DocumentBuilder) -> Entry:
    """Return each figure of a contribution with its source and certainty, and what they come to."""
    kind, facts = KINDS["contribution"], []
    for name in FIGURES:
        source, unit = item[kind.sources[name]], kind.fields[name].unit
        if item[name] is None and not source and not builder.options.empty:
            continue
        marks = (builder.sources.cite(source, builder.title),) if source else ()
        certainty = chosen(item, f"{name}_certainty").lower()
        notes = [
            _own_share_range(item) if name == "own_share" else "",
            certainty and _("certainty: %(certainty)s", certainty=certainty),
        ]
        figure = number(item, name, str(unit)) or _("not filled in")
        noted = joined(notes, "; ")
        facts.append(Fact(label(name), Text(joined([figure, noted and f"({noted})"], " "), marks=marks)))
    story = Prose(_label("contribution", "story"), Text(item["story"] or "", markdown=True))
    shown = Facts((*facts, *builder.calculations(item)))
    return Entry(name_of(state, item["outcome"]) or str(kind.label), (shown, story) if item["story"] else (shown,))


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
    """Return the findings, and how the assumptions turned out: those that did not hold, and all in an annex."""
    blocks = builder.kind(KINDS["insight"])
    links = [item for item in state.rows("link") if item["assumption"] and (item["held"] or item["held_because"])]
    if not links:
        return blocks
    if failed := [item for item in links if item["held"] == "no"]:
        blocks.append(replace(_held(state, failed), title=held_title(state, links)))
    else:
        blocks.append(Prose("", Text(held_title(state, links))))
    title = _("All links and their assumptions")
    return [*blocks, *builder.annex("links", title, lambda: [_held(state, links)])]


def held_title(state: PlanState, links: Sequence[Item]) -> str:
    """Say how many assumptions held, so that those below are not taken for all of them."""
    counts = Counter(item["held"] for item in links)
    return _(
        "Of %(all)s assumptions %(held)s held, %(partly)s partly and %(failed)s not; the others are not known yet",
        all=len([item for item in state.rows("link") if item["assumption"]]),
        held=counts["yes"],
        partly=counts["partly"],
        failed=counts["no"],
    )


def _held(state: PlanState, links: Sequence[Item]) -> Table:
    columns = (
        Column(_label("link", "assumption"), width=30),
        Column(_("Between"), width=30),
        Column(_("Held"), width=12),
        Column(_label("link", "held_because"), width=28),
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
    return Table("", columns, tuple(rows))
