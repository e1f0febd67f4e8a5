"""The parts of module 4 in a document where the general shape would read badly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from impactplan.blocks import Block, Column, Entries, Entry, Fact, Prose, Row, Table, Text
from impactplan.diagram.grid import has_numbers
from impactplan.exports.columns import is_numeric, unit_of
from impactplan.graph import Item, PlanState
from impactplan.learning import ledger
from impactplan.learning.amounts import euros
from impactplan.learning.books import Period, periods
from impactplan.learning.culture import KEYS, scored
from impactplan.learning.decisions import taken_by
from impactplan.learning.ledger import Book, Cells, ShownLine
from impactplan.learning.pictures import RADAR, SUPPORT
from impactplan.learning.support import grid_spec
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS
from impactplan.workbook.parts import DocumentBuilder, Picture
from impactplan.workbook.report_labels import report_label
from impactplan.workbook.wording import day, joined, number

UNDER = ("explanation", "decision")
Columns = Sequence[tuple[str, float]]
"""The names of fields with the share of the table that each gets."""


def document_decisions(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return each question by itself: its rule, what was decided, and what is done upon it."""
    kind, entries = KINDS["decision"], []
    for item in state.rows(kind.key):
        texts = builder.texts(item, kind)
        question, by = texts.pop(kind.title_field).text.text, taken_by(item)
        if by and texts["decision"].text:  # in one text: what, by whom and when
            decided = replace(texts["decision"].text, text=f"{texts['decision'].text.text} ({by})")
            texts["decision"] = replace(texts["decision"], text=decided)
            texts = {name: shown for name, shown in texts.items() if name not in {"decided_by", "decided_on"}}
        blocks = builder.entry({name: shown for name, shown in texts.items() if name != "basis"} | texts)
        if question or blocks:
            entries.append(Entry(question or str(kind.label), blocks))
    return [Entries("", tuple(entries))] if entries else builder.kind(kind)


def document_culture(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return the radar, and beside it the seven dimensions in their order."""
    by_dimension = scored(state)
    items = [by_dimension[key] for key in KEYS if key in by_dimension]
    columns = (("dimension", 22.0), ("level_now", 16.0), ("level_goal", 16.0), ("evidence", 26.0), ("next_step", 20.0))
    return _upright(builder, RADAR, "culture", items, columns)


def document_support(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return the grid of attitude and influence, and the actors with what they worry about."""
    columns = (("actor", 24.0), ("attitude", 14.0), ("influence", 11.0), ("concern", 26.0), ("needs", 25.0))
    numbered = has_numbers(grid_spec(state, page=False))
    items = state.rows("supporter")
    return _upright(builder, SUPPORT, "supporter", items, columns, mark="ambassador", numbered=numbered)


def _upright(
    builder: DocumentBuilder,
    picture: Picture,
    kind_key: str,
    items: Sequence[Item],
    columns: Columns,
    mark: str = "",
    *,
    numbered: bool = False,
) -> list[Block]:
    """Return a picture and a table on an upright page; what has no column of its own runs below its row. ``mark`` is
    a yes-or-no that is said with the name; ``numbered`` rows have the number that the picture gives them."""
    kind, rows = KINDS[kind_key], []
    for place, item in enumerate(items, 1):
        texts = builder.texts(item, kind)
        if mark and texts.pop(mark).text:
            title = texts[kind.title_field]
            marked = f"{title.text.text} ({str(kind.fields[mark].label).lower()})"
            texts[kind.title_field] = replace(title, text=replace(title.text, text=marked))
        cells = tuple(texts[name].text if name in texts else Text("") for name, _width in columns)
        rest = [shown for name, shown in texts.items() if name not in dict(columns) and shown.text]
        if any(cells) and numbered:
            cells = (replace(cells[0], text=f"{place}. {cells[0].text}"), *cells[1:])
        if any(cells) or rest:
            rows.append(Row(cells, tuple(Fact(str(shown.declared.label), shown.text) for shown in rest)))
    if not rows:
        return builder.kind(kind)
    heads = tuple(
        Column(report_label(kind_key, name), unit_of(kind.fields[name]), is_numeric(kind.fields[name]), width)
        for name, width in columns
    )
    return [*builder.picture(picture), Table("", heads, tuple(rows))]


AMOUNTS = ("planned", "realised", "difference", "gross", "net", "carried", "worth", "cost", "cost_per_net")


def columns() -> tuple[Column, ...]:
    """Return the columns of the ledger; the corrections stand below their line."""
    heads = (
        *(_("Planned"), _("Realised"), _("Difference"), _("Gross"), _("Net"), _("Carried over")),
        *(_("Value"), _("Cost"), _("Cost per net change")),
    )
    widths = (8, 8, 9, 7.5, 7.5, 9, 11, 10, 10)
    amounts = (Column(head, numeric=True, width=width) for head, width in zip(heads, widths, strict=True))
    return (Column(_("Outcome"), width=20), *amounts)


def document_ledger(state: PlanState, builder: DocumentBuilder) -> Sequence[Block]:
    """Return a table per period, and apart from it one of the unwanted effects."""
    books = [(period, book) for period in periods(state) for book in ledger.books_of(state, period)]
    if not books:
        return builder.kind(KINDS["ledger_line"])
    annex = builder.annex("ledger", _("The impact ledger, line by line"), lambda: _whole_books(books))
    return [*(_short_book(period, book) for period, book in books), *annex]


def _whole_books(books: Sequence[tuple[Period, Book]]) -> list[Block]:
    tables: list[Block] = []
    for period, book in books:
        title = f"{ledger.title_of(period)} ({ledger.state_of(period)})"
        if book.negative:
            title = _("%(title)s: unwanted effects", title=ledger.title_of(period))
        tables.append(Table(title, columns(), tuple(_rows(book))))
    return [*tables, Prose("", Text(_explanation()))]


def _short_book(period: Period, book: Book) -> Table:
    """Return what a period brought, without where each line comes from."""
    year = ledger.title_of(period)
    title = _("%(title)s: unwanted effects", title=year) if book.negative else year
    heads = [(_("Outcome"), 40.0), (_("Planned"), 12.0), (_("Realised"), 12.0), (_("Gross"), 11.0), (_("Net"), 11.0)]
    columns = tuple(
        Column(label, numeric=at > 0, width=width) for at, (label, width) in enumerate([*heads, (_("Value"), 14.0)])
    )
    names = ("planned", "realised", "gross", "net", "worth")
    rows = [Row((Text(shown.title), *_amounts(shown.cells, names))) for shown in book.lines]
    return Table(title, columns, tuple(rows))


def _amounts(cells: Cells, names: Sequence[str] = AMOUNTS) -> tuple[Text, ...]:
    return tuple(Text(getattr(cells, name)) for name in names)


def _explanation() -> str:
    return _(
        "Corrections are, in this order: what would have happened anyway, displacement, our share and drop-off a year. "
        "What is carried over still lasts of earlier years and is never added to what the year itself brought. The "
        "books count changes: one person can count in several lines."
    )


def _rows(book: Book) -> Iterable[Row]:
    yield from (Row((Text(shown.title), *_amounts(shown.cells)), _under(shown)) for shown in book.lines)
    for name, sums in book.together:
        yield Row((Text(_("Together: %(outcome)s", outcome=name)), *_amounts(sums)))
    not_added = ledger.not_added_up() if book.several else ""
    notes = tuple(Fact("", Text(text)) for text in (not_added, book.left_out) if text)
    yield Row((Text(_("Total")), *_amounts(book.total)), notes)


def _under(shown: ShownLine) -> tuple[Fact, ...]:
    """Return what does not fit a column: where the line comes from, who booked and locked it, and why it differs."""
    item = shown.item
    if item is None:
        return (Fact("", Text(shown.detail)),)
    booked = joined([item["booked_by"], day(item, "booked_on")], ", ")
    years, price = number(item, "duration", _("years")), euros(item["unit_price"], 2)
    corrected = shown.cells.corrections
    booking = [
        shown.detail,
        corrected and _("corrections: %(corrections)s", corrections=corrected),
        shown.why and _("no net change: %(why)s", why=shown.why),
        booked and _("booked by %(who)s", who=booked),
        ledger.lock_of(item),
        years and _("lasts %(years)s", years=years),
        price and _("%(price)s per unit", price=price),
    ]
    facts = [Fact("", Text(text))] if (text := joined(booking)) else []
    fields = KINDS["ledger_line"].fields
    facts += [
        Fact(report_label("ledger_line", name), Text(item[name], markdown=fields[name].type == "prose"))
        for name in UNDER
        if item[name]
    ]
    return tuple(facts)
