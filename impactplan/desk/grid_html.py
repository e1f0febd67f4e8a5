"""The rows of the grid as HTML. Two hundred plans have 4,800 cells, so a cell is a class and two words: its shapes come
from the style sheet, its address from its row and column by the script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from markupsafe import Markup, escape

from impactplan.desk.grid import GridRow
from impactplan.feedback.turn import ReviewState
from impactplan.feedback.wording import REVIEW_STATES
from impactplan.lib.dates import format_date_short
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext, pgettext
from impactplan.site.language import language
from impactplan.steps import Step

FILLED = {"empty": "e", "partly": "p", "complete": "c", "aside": "a"}
REVIEWED = {
    ReviewState.NONE: "n",
    ReviewState.ASKED: "q",
    ReviewState.IN_REVIEW: "r",
    ReviewState.REVISE: "v",
    ReviewState.AGREED: "k",
}
"""The letters of a cell's class: how full, then the state of review, then the number of the module (``cq3``). No letter
stands for something on both axes, so the style sheet finds each wherever it is."""


def filled_words() -> dict[str, str]:
    return {
        "empty": pgettext("grid", "empty"),
        "partly": pgettext("grid", "begun"),
        "complete": pgettext("grid", "complete"),
        "aside": pgettext("grid", "set aside"),
    }


def make_cells(steps: Sequence[Step]) -> dict[int, dict[ReviewState, dict[str, str]]]:
    """Return by module the cell for each pair of states: made once a page, whatever the number of plans."""
    filled, reviewed = filled_words(), {state: str(words) for state, words in REVIEW_STATES.items()}
    return {
        number: {
            state: {
                full: f"<td class={letter}{REVIEWED[state]}{number}>{_say(filled[full], reviewed[state], state)}"
                for full, letter in FILLED.items()
            }
            for state in ReviewState
        }
        for number in {step.module for step in steps}
    }


def _say(filled: str, reviewed: str, state: ReviewState) -> str:
    return str(escape(filled if state is ReviewState.NONE else f"{filled}, {reviewed}"))


@dataclass(frozen=True)
class Columns:
    """The steps that have a column, with the cells of each."""

    plain: Sequence[tuple[str, Mapping[str, str]]]
    """The cells of steps of which nothing was said or asked, by how full they are."""
    places: Mapping[str, int]
    cells: Sequence[Mapping[ReviewState, Mapping[str, str]]]

    @classmethod
    def of(cls, steps: Sequence[Step]) -> Columns:
        made = make_cells(steps)
        cells = [made[step.module] for step in steps]
        plain = [(step.key, of_step[ReviewState.NONE]) for step, of_step in zip(steps, cells, strict=True)]
        return cls(plain, {step.key: place for place, step in enumerate(steps)}, cells)

    def render(self, row: GridRow) -> str:
        states = row.known.states
        cells = [of_step[states[key]] for key, of_step in self.plain]
        for step, state in row.reviews.items():
            if (place := self.places.get(step)) is not None:
                cells[place] = self.cells[place][state][states[step]]
        return "".join(cells)


def render_rows(rows: Iterable[GridRow], steps: Sequence[Step]) -> Markup:
    """Return the rows of the table, each with the plan, a cell a step, whose turn it is, and the last change."""
    columns, days, dates = Columns.of(steps), DayWords(), ShortDates(language())
    address = url_for("workbook.show_plan", plan_id="PLAN")
    return Markup("".join([_render_row(row, columns, address, days, dates) for row in rows]))  # noqa: S704  # made of escaped parts


def _render_row(row: GridRow, columns: Columns, address: str, days: DayWords, dates: ShortDates) -> str:
    href = escape(address.replace("PLAN", row.plan.id))
    head = f'<tr><th scope=row><a href="{href}">{escape(row.plan.title)}</a><small>{escape(row.plan.who)}</small>'
    mine = " class=mine" if row.is_mine else ""
    changed = dates[row.changed] if row.changed else ""
    return f"{head}{columns.render(row)}<td{mine}>{escape(describe_turn(row, days))}<td>{changed}\n"


class DayWords(dict[int, str]):
    """Numbers of days in words, each put into words once a page; and who a turn can be of."""

    def __init__(self) -> None:
        self.you, self.trainer = pgettext("turn", "you"), pgettext("turn", "trainer")
        self.authors = pgettext("turn", "authors")

    def __missing__(self, days: int) -> str:
        self[days] = ngettext("%(num)d day", "%(num)d days", days) if days else _("today")
        return self[days]


class ShortDates(dict[date, str]):
    """Days as a narrow column has them, each written once a page."""

    def __init__(self, written_in: str) -> None:
        self.written_in = written_in

    def __missing__(self, day: date) -> str:
        self[day] = format_date_short(day, self.written_in)
        return self[day]


def describe_turn(row: GridRow, days: DayWords) -> str:
    """Say whose turn it is, as shortly as a column allows, and for how many days."""
    turn, waits, due = row.known.turn, row.waits_days, row.due_days
    if waits is not None:
        names = [row.known.trainers[one] for one in sorted(turn.taken_by) if one in row.known.trainers]
        who = days.you if row.is_mine else ", ".join(names) or days.trainer
        return f"{who}, {days[waits]}"
    return "" if due is None else f"{days.authors}, {days[due]}"
