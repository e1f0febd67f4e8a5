"""The parts of module 4 in a document where the general shape would read badly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple

from flask_babel import gettext as _

from impactplan.exports.blocks import Block, Column, Fact, Prose, Row, Table, Text
from impactplan.exports.builder import Builder
from impactplan.graph import PlanState
from impactplan.learning import ledger
from impactplan.learning.books import periods
from impactplan.learning.ledger import Book, Cells, Shown, euros
from impactplan.models import KINDS
from impactplan.workbook.wording import day, joined, number

UNDER = ("explanation", "decision")


def columns() -> tuple[Column, ...]:
    """Return the columns of the ledger with their shares of a page on its side."""
    return (
        Column(_("Outcome"), width=23.0),
        Column(_("Planned"), numeric=True, width=7.5),
        Column(_("Realised"), numeric=True, width=8.0),
        Column(_("Difference"), numeric=True, width=7.5),
        Column(_("Gross"), numeric=True, width=7.0),
        Column(_("Corrections"), width=13.0),
        Column(_("Net"), numeric=True, width=7.0),
        Column(_("Carried over"), numeric=True, width=8.0),
        Column(_("Value"), numeric=True, width=9.0),
        Column(_("Cost"), numeric=True, width=9.0),
        Column(_("Cost per net change"), numeric=True, width=9.0),
    )


def document_ledger(state: PlanState, builder: Builder) -> Sequence[Block]:
    """Return a table per period, and apart from it one of the unwanted effects."""
    blocks: list[Block] = []
    for period in periods(state):
        for book in ledger.books_of(state, period):
            title = joined([ledger.title_of(period), _("unwanted effects") if book.negative else ""], ": ")
            blocks.append(
                Table(f"{title} ({ledger.state_of(period)})", columns(), tuple(_rows(state, book)), wide=True)
            )
    if not blocks:
        return builder.kind(KINDS["ledger_line"])
    return [*blocks, Prose("", Text(explanation()))]


def explanation() -> str:
    return _(
        "Corrections are, in this order: deadweight, displacement, own share and drop-off a year. What is carried over "
        "still lasts of earlier years and is never added to what the year itself brought. The books count changes: one "
        "person can count in several lines."
    )


def _rows(state: PlanState, book: Book) -> Iterable[Row]:
    yield from (Row(_cells(shown.title, shown.cells), _under(state, shown)) for shown in book.lines)
    yield Row(_cells(_("Total"), book.total), (Fact("", Text(book.left_out)),) if book.left_out else ())


def _cells(title: str, cells: Cells) -> tuple[Text, ...]:
    return tuple(map(Text, (title, *astuple(cells))))


def _under(state: PlanState, shown: Shown) -> tuple[Fact, ...]:
    """Return what does not fit a column: where the line comes from, who booked and locked it, and why it differs."""
    item = shown.item
    if item is None:
        return (Fact("", Text(shown.detail)),)
    booked = joined([item["booked_by"], day(item, "booked_on")], ", ")
    years, price = number(item, "duration", _("years")), euros(item["unit_price"], 2)
    facts = [
        joined([shown.detail, shown.why and _("no net change: %(why)s", why=shown.why)]),
        joined(
            [
                booked and _("booked by %(who)s", who=booked),
                ledger.lock_of(item),
                years and _("lasts %(years)s", years=years),
                price and _("%(price)s per unit", price=price),
            ]
        ),
    ]
    told = [Fact("", Text(text)) for text in facts if text]
    fields = KINDS["ledger_line"].fields
    told += [
        Fact(str(fields[name].label), Text(item[name], markdown=fields[name].type == "prose"))
        for name in UNDER
        if item[name]
    ]
    return tuple(told)
