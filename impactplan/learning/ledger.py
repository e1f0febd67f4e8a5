"""The ledger as one reads it: amounts in words, why something is not there, how a line was worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from impactplan.graph import Item, PlanState
from impactplan.learning.amounts import PEOPLE, amount, corrections, difference, euros, in_whole_people, people
from impactplan.learning.books import (
    BookLine,
    Period,
    Total,
    by_outcome,
    name_and_sign,
    periods,
    total,
    totals_of_corrected,
)
from impactplan.lib.dates import today
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import KINDS
from impactplan.workbook import result_summary
from impactplan.workbook.addresses import step_address
from impactplan.workbook.sections import RowView, Section, Sentence
from impactplan.workbook.sentence_parts import Part, parts_of, plain, value
from impactplan.workbook.wording import chosen, day, joined, lowered, name_of


@dataclass(frozen=True)
class Way:
    """Where something of the plan is found. Pages make an address of it; a document, which has none, does not ask."""

    plan_id: str
    step: str
    row: str = ""

    @property
    def href(self) -> str:
        return step_address(self.plan_id, self.step, self.row or None, f"row-{self.row}" if self.row else "")


def why_not(state: PlanState, line: BookLine) -> tuple[str, Way | None]:
    """Return in words why a line has no net change, and the way to where that is corrected (or nothing)."""
    if line.item is None or not line.missing_input:
        return "", None
    if line.missing_input == "outcome":
        return _("choose the outcome that this line is about"), None
    if line.missing_input == "gross":
        return _("the gross change is not filled in"), None
    if line.locked:
        return _("this line was locked without corrections"), None
    there = result_summary.contribution_of(state, line.item["outcome"])
    if there is None:
        return _("our share in this outcome is not estimated yet"), Way(state.plan_id, "contribution")
    way = Way(state.plan_id, "contribution", there.id)
    if line.missing_input not in KINDS["contribution"].fields:
        return _("a percentage in Our share is not between 0 and 100"), way
    field = str(KINDS["contribution"].fields[line.missing_input].label)
    return _("Our share still lacks: %(field)s", field=lowered(field)), way


def lock_of(item: Item) -> str:
    """Return who locked a line and when."""
    if item["locked_on"] is None:
        return ""
    return joined([_("locked on %(day)s", day=day(item, "locked_on")), item["locked_by"]], ", ")


def sentence(state: PlanState, item: Item) -> Sentence:
    gross = item["gross"] is not None and _("gross %(gross)s", gross=value("gross", people(item["gross"])))
    corrects = item["corrects"] and _("corrects an earlier line")
    year = value("period", item["period"])
    name = name_and_sign(state, item)[0] or name_of(state, item["outcome"])
    return Sentence(value("outcome", name), joined([year, corrects or "", gross or ""]))


@dataclass(frozen=True)
class Cells:
    """The amounts of a line or of a total, in words."""

    planned: str
    realised: str
    difference: str
    gross: str
    corrections: str
    net: str
    carried: str
    worth: str
    cost: str
    cost_per_net: str


def cells(entry: BookLine | Total, shown: Mapping[str, str] | None = None) -> Cells:
    """Return the amounts of a line or a total; ``shown`` are the people of a line, in whole ones that add up."""
    by_itself = {name: people(getattr(entry, name)) for name in PEOPLE} if shown is None else shown
    return Cells(
        planned=amount(entry.planned),
        realised=amount(entry.realised),
        difference=difference(entry.variance),
        gross=by_itself.get("gross", ""),
        corrections=corrections(entry) if isinstance(entry, BookLine) else "",
        net=by_itself.get("net", ""),
        carried=by_itself.get("carried", ""),
        worth=euros(entry.worth),
        cost=euros(entry.cost),
        cost_per_net=euros(entry.cost_per_net),
    )


@dataclass(frozen=True)
class ShownLine:
    """A line of the table, in words."""

    line: BookLine
    cells: Cells
    title: str
    way: Way | None
    marked_detail: str
    why: str
    correction: Way | None
    row: RowView | None = None
    lock: str = ""
    """Who locked it and when."""

    @property
    def item(self) -> Item | None:
        return self.line.item

    @property
    def detail(self) -> str:
        return plain(self.marked_detail)

    @property
    def detail_parts(self) -> Sequence[Part]:
        return parts_of(self.marked_detail, self.row.changeable if self.row else ())


@dataclass(frozen=True)
class Book:
    """A table of the ledger: the lines of wanted effects of a period, or those of unwanted ones."""

    lines: Sequence[ShownLine]
    together: Sequence[tuple[str, Cells]]
    """What each outcome with several lines comes to, where there are other outcomes too."""
    total: Cells
    left_out: str
    """How many lines are not in the sums."""
    several: bool
    """Whether the lines are about several outcomes, of which people are not added up."""
    negative: bool


@dataclass(frozen=True)
class ShownPeriod:
    period: Period
    title: str
    state: str
    books: Sequence[Book]
    new: RowView | None = None
    """A line that stands open below the tables: nobody typed in it yet."""


@dataclass(frozen=True)
class Ledger:
    periods: Sequence[ShownPeriod]
    year: int
    """The year that a new line begins with."""
    new: RowView | None
    """A new line of a year that has no others."""


def shown_line(
    state: PlanState, line: BookLine, rows: Mapping[str, RowView] | None = None, amounts: Cells | None = None
) -> ShownLine:
    item, said = line.item, amounts or cells(line)
    title = line.name or (name_of(state, line.outcome.id) if line.outcome else "")
    if item is None:
        earlier = _("no line in this year: lasts from earlier years")
        return ShownLine(line, said, title or _("(an outcome that was removed)"), None, earlier, "", None)
    why, correction = why_not(state, line)
    grade = value("grade", chosen(item, "grade").lower())
    parts = [
        value("indicator", name_of(state, item["indicator"])),
        grade and _("evidence: %(grade)s", grade=grade),
    ]
    corrected = state.find(item["corrects"])
    if corrected is not None:
        other = corrected["period"] != item["period"] and str(corrected["period"])
        parts.insert(0, _("corrects the line of %(year)s", year=other) if other else _("corrects the line above"))
    way = Way(state.plan_id, "ledger", item.id)
    row = (rows or {}).get(item.id)
    name = title or (_("(an outcome that was removed)") if item["outcome"] else _("(no outcome chosen)"))
    return ShownLine(line, said, name, way, joined(parts), why, correction, row, lock_of(item))


def books_of(state: PlanState, period: Period, rows: dict[str, RowView] | None = None) -> list[Book]:
    """Return the tables of a period: wanted effects, and apart from these the unwanted ones."""
    tables = []
    for lines, negative in ((period.lines, False), (period.negative, True)):
        if lines:
            sums = total(lines)
            shown = [
                shown_line(state, line, rows, cells(line, said))
                for line, said in zip(lines, in_whole_people(lines), strict=True)
            ]
            together = [(name, cells(sum_)) for name, sum_ in totals_of_corrected(lines)]
            several = len(by_outcome(lines)) > 1
            tables.append(Book(shown, together, cells(sums), without_net(sums), several, negative))
    return tables


def title_of(period: Period) -> str:
    return str(period.year) if period.year else _("Without a year")


def state_of(period: Period) -> str:
    """Return how far a period is locked."""
    count, locked = len(period.items), sum(item["locked_on"] is not None for item in period.items)
    if locked == count:
        return _("locked")
    if locked:
        return _("%(locked)s of %(count)s lines locked", locked=locked, count=count)
    return ngettext("%(num)s line, open", "%(num)s lines, open", count)


def not_added_up() -> str:
    return _("People are not added up over outcomes: mostly they are the same people. Euros are.")


def view_ledger(state: PlanState, section: Section) -> Ledger:
    rows = {row.item.id: row for row in section.rows}
    new = {row.item["period"]: row for row in section.rows if row.new}
    periods_shown = []
    for period in periods(state):
        tables = books_of(state, period, rows)
        opened = new.pop(period.year, None)
        periods_shown.append(ShownPeriod(period, title_of(period), state_of(period), tables, opened))
    years = [period.year for period in (shown.period for shown in periods_shown) if period.year]
    return Ledger(periods_shown, max(years, default=today().year), next(iter(new.values()), None))


def without_net(book_: Total) -> str:
    """Say how many lines are not in the sums of net change, value and cost per net change."""
    if not book_.without_net:
        return ""
    return ngettext(
        "%(num)s line has no net change yet and is not in the sums of net change and value.",
        "%(num)s lines have no net change yet and are not in the sums of net change and value.",
        book_.without_net,
    )
