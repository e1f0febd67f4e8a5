"""Checks of the lines of the impact ledger."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, type_coerce

from impactplan.graph import Item, PlanState
from impactplan.lib.dates import today
from impactplan.lib.texts import gettext as _
from impactplan.models.base import FixedNumber
from impactplan.workbook.checks import BLOCKS, EVIDENCE, HINTS, STRUCTURE, WARNS, FieldChecks

LEDGER_LINE = FieldChecks("ledger", "ledger_line")


@LEDGER_LINE.at("period", STRUCTURE, WARNS, "corrects.period")
def _corrects_another_year(state: PlanState, item: Item) -> str:
    corrected = state.find(item["corrects"])
    if corrected and corrected["period"] != item["period"]:
        return _("A correction belongs in the period of the line that it corrects, so that both cancel out.")
    return ""


@LEDGER_LINE.at("period", STRUCTURE, HINTS)
def _year_to_come(_state: PlanState, item: Item) -> str:
    if item["period"] and item["period"] > today().year:
        return _("This year has still to come: plan the reach, and book the rest afterwards.")
    return ""


@LEDGER_LINE.at("period", STRUCTURE, HINTS, "corrects", "ledger_line:period", "ledger_line:locked_on")
def _booked_late(state: PlanState, item: Item) -> str:
    if item["period"] and not item["corrects"] and _is_closed(state, item):
        return _("All other lines of this year are locked. Is this a late booking? Explain it below.")
    return ""


def _is_closed(state: PlanState, item: Item) -> bool:
    others = [line for line in state.rows("ledger_line") if line["period"] == item["period"] and line.id != item.id]
    return bool(others) and all(line["locked_on"] is not None for line in others)


def _add_sign_check(name: str) -> None:
    def find(_state: PlanState, item: Item) -> str:
        if not item["corrects"] and (item[name] or 0) < 0:
            return _("Below zero? To take off what was booked wrongly, use the button at the locked line.")
        return ""

    find.__name__ = f"{name}_below_zero"
    LEDGER_LINE.at(name, STRUCTURE, WARNS, "corrects")(find)


for _name in ("planned_reach", "realised_reach", "gross", "cost"):
    _add_sign_check(_name)


def _gross_exceeds_reach(row: Any) -> ColumnElement[bool]:
    reached = cast(row.realised_reach, BigInteger) * int(FixedNumber.SCALE)  # as a FixedNumber is kept
    return (reached >= 0) & (reached < type_coerce(row.gross, BigInteger))


@LEDGER_LINE.at("gross", STRUCTURE, BLOCKS, "realised_reach", condition=_gross_exceeds_reach)
def _more_changed_than_reached(_state: PlanState, item: Item) -> str:
    gross, realised = item["gross"], item["realised_reach"]
    if gross is not None and realised is not None and 0 <= realised < gross:
        return _("More people changed than were reached. One of the two cannot be right.")
    return ""


@LEDGER_LINE.at("explanation", EVIDENCE, WARNS, "planned_reach", "realised_reach")
def _unexplained_difference(_state: PlanState, item: Item) -> str:
    planned, realised = item["planned_reach"], item["realised_reach"]
    off = planned is not None and realised is not None and planned > 0 and abs(realised - planned) * 10 >= planned
    if off and not item["explanation"]:
        return _("This differs by a tenth or more from what was planned. Why?")
    return ""


@LEDGER_LINE.at("indicator", STRUCTURE, WARNS, "indicator.outcome", "outcome")
def _indicator_of_another_outcome(state: PlanState, item: Item) -> str:
    indicator = state.find(item["indicator"])
    if indicator and indicator["outcome"] != item["outcome"]:
        return _("This indicator belongs to another outcome.")
    return ""
