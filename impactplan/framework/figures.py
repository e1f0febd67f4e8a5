"""The figures of module 2 that are about a whole step: what is measured, which data there are, what it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from impactplan.calculators.burden import (
    hours_per_group,
    minutes_a_year,
    minutes_per_person,
    surveys_a_year,
    total_hours,
)
from impactplan.framework.fieldwork import asking, has_data, names_data
from impactplan.framework.materiality import LEVELS, tally, weight
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.rules import RulesOfThumb
from impactplan.workbook.parts import Figures
from impactplan.workbook.wording import joined, name_item, name_of, names_of, rounded


def has_outcomes(state: PlanState) -> bool:
    return bool(state.rows("outcome"))


def has_indicators(state: PlanState) -> bool:
    return bool(state.rows("indicator"))


def tally_title(state: PlanState) -> str:
    counted = tally(state)
    if len(counted.counts) == 2 and counted.count("") == counted.total:
        return ngettext("%(num)d outcome waits for your choice", "%(num)d outcomes wait for your choice", counted.total)
    return _("You measure %(now)s of %(count)s outcomes now", now=counted.count("now"), count=counted.total)


@dataclass(frozen=True)
class Covered:
    """An indicator with the data that are named for it."""

    name: str
    item_id: str
    at_hand: str
    to_collect: str

    @property
    def missing_input(self) -> bool:
        return not (self.at_hand or self.to_collect)


def coverage(state: PlanState) -> list[Covered]:
    return [
        Covered(
            name_item(state, item),
            item.id,
            names_of(state, item["sources"]),
            names_of(state, item["collections"]),
        )
        for item in state.rows("indicator")
    ]


def coverage_title(state: PlanState) -> str:
    indicators = state.rows("indicator")
    lacking = sum(not has_data(item) for item in indicators)
    if not lacking:
        return _("Every indicator has data")
    return _("%(lacking)s of %(count)s indicators have no data yet", lacking=lacking, count=len(indicators))


def is_incomplete(state: PlanState) -> bool:
    return any(not has_data(item) for item in state.rows("indicator"))


@dataclass(frozen=True)
class GroupBurden:
    name: str
    hours: str
    minutes: str
    surveys: str
    notes: Sequence[str]


@dataclass(frozen=True)
class Burden:
    groups: Sequence[GroupBurden]
    total: str


def burden(state: PlanState) -> Burden:
    """Return what each group is asked: hours of all together, minutes of somebody who is in everything."""
    work = asking(state)
    hours, surveys, minutes = hours_per_group(work), surveys_a_year(work), minutes_a_year(work)
    groups = []
    for group, asked in hours.items():
        times = _most(surveys, group)
        notes = _burden_notes(state.rules, times, _most(minutes, group))
        each = minutes_per_person(effort for effort in work if effort.group == group)
        name = name_of(state, group) or _("No group chosen")
        groups.append(GroupBurden(name, rounded(asked, 1), rounded(each), rounded(times) if times else "–", notes))
    return Burden(groups, rounded(total_hours(work), 1))


def _most(amounts: Mapping[tuple[str, int], Decimal], group: str) -> Decimal:
    return max((amount for (name, _year), amount in amounts.items() if name == group), default=Decimal(0))


def _burden_notes(rules: RulesOfThumb, times: Decimal, minutes: Decimal) -> list[str]:
    notes = []
    if times > rules.surveys_a_group_a_year:
        notes.append(
            _(
                "Asked %(times)s times a year; with more than %(most)s people give up. What can be combined?",
                times=rounded(times),
                most=rules.surveys_a_group_a_year,
            )
        )
    if minutes > rules.minutes_a_year:
        notes.append(
            _(
                "%(minutes)s minutes a year for somebody who takes part in everything; more than %(most)s is a lot to "
                "ask.",
                minutes=rounded(minutes),
                most=rules.minutes_a_year,
            )
        )
    return notes


def burden_title(state: PlanState) -> str:
    return _("Together you ask %(hours)s hours of people", hours=burden(state).total)


@dataclass(frozen=True)
class MatrixCell:
    advice: str
    names: Sequence[tuple[str, str]]
    """(name, id) of each indicator."""


@dataclass(frozen=True)
class Matrix:
    """Indicators by how well they can be had (3, 2, 1) and how heavily their outcome weighs."""

    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[MatrixCell]]]
    unplaced: Sequence[tuple[str, str]]


def matrix(state: PlanState) -> Matrix:
    weights = {item.id: weight(state, state.find(item["outcome"])) for item in state.rows("indicator")}
    columns = (_("Easy to get"), _("Takes effort"), _("Hard to get"))
    levels = {"much": _("Weighs heavily"), "some": _("Has some weight"), "little": _("Weighs little")}
    advice = {
        ("much", 3): _("measure this"),
        ("much", 1): _("look for a simpler way"),
        ("little", 3): _("only if it costs nothing"),
        ("little", 1): _("leave out"),
    }
    rows = []
    for level in LEVELS:
        cells = [
            MatrixCell(
                advice.get((level, feasible), ""),
                [
                    _named(state, item)
                    for item in state.rows("indicator")
                    if weights[item.id] == level and item["feasible"] == feasible
                ],
            )
            for feasible in (3, 2, 1)
        ]
        rows.append((levels[level], cells))
    loose = [_named(state, item) for item in state.rows("indicator") if not (weights[item.id] and item["feasible"])]
    return Matrix(columns, rows, loose)


def _named(state: PlanState, item: Item) -> tuple[str, str]:
    return name_item(state, item), item.id


def matrix_title(state: PlanState) -> str:
    hard = [name for _level, cells in matrix(state).rows[:1] for name, _id in cells[2].names]
    if hard:
        return ngettext(
            "%(num)d indicator matters much but is hard to get",
            "%(num)d indicators matter much but are hard to get",
            len(hard),
        )
    return _("What matters, and what is feasible")


def has_burden(state: PlanState) -> bool:
    return bool(asking(state))


def count_title(state: PlanState) -> str:
    indicators = state.rows("indicator")
    outcomes = len({item["outcome"] for item in indicators if state.find(item["outcome"])})
    first = ngettext("%(num)d indicator", "%(num)d indicators", len(indicators))
    if not outcomes:
        return _("%(indicators)s, without an outcome yet", indicators=first)
    second = ngettext("%(num)d outcome", "%(num)d outcomes", outcomes)
    return _("%(indicators)s for %(outcomes)s", indicators=first, outcomes=second)


def count_notes(state: PlanState) -> list[str]:
    """Return what there is to think about the indicators as a whole."""
    indicators, most, notes = state.rows("indicator"), state.rules.most_indicators, []
    if len(indicators) > most:
        notes.append(
            _("More than %(most)s indicators is seldom kept up. Which one would nobody miss?", most=most),
        )
    lacking = [name_item(state, item) for item in indicators if not has_data(item)]
    if lacking and names_data(state):
        notes.append(_("No data yet for: %(names)s.", names=joined(lacking, "; ")))
    return notes


TALLY = Figures("tally", tally_title, "framework/_tally.html", tally, above=True, has_content=has_outcomes)
COUNT = Figures(
    "count",
    count_title,
    "framework/_count.html",
    count_notes,
    above=True,
    has_content=lambda state: bool(count_notes(state)),
)
COVERAGE = Figures("coverage", coverage_title, "framework/_coverage.html", coverage, has_content=has_indicators)
LACKING = Figures("lacking", coverage_title, "framework/_lacking.html", coverage, has_content=is_incomplete)
BURDEN = Figures("burden", burden_title, "framework/_burden.html", burden, has_content=has_burden)
MATRIX = Figures("matrix", matrix_title, "framework/_matrix.html", matrix, has_content=has_indicators)
