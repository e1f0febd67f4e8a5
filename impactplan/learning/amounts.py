"""The amounts of the ledger in words: people whole, so that they add up as printed, euros and corrections."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from impactplan.graph import Item, PlanState
from impactplan.learning.books import BookLine, outcome_of, periods
from impactplan.lib.numbers import NBSP
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.workbook.wording import MINUS, money, rounded, whole, whole_parts, whole_people, written


def amount(value: Decimal | int | None, places: int = 0) -> str:
    """Return a number as the books show it: rounded, with a real minus, and nothing for nothing."""
    if value is None:
        return ""
    shown = rounded(abs(Decimal(value)), places)
    return f"{MINUS}{shown}" if value < 0 and shown != "0" else shown


def people(value: Decimal | None) -> str:
    return whole_people(value) if value is not None else ""


PEOPLE = ("gross", "net", "carried")
"""The amounts of a line that are people and may have decimals."""


def in_whole_people(lines: Sequence[BookLine]) -> list[dict[str, str]]:
    """Return of each line its amounts in whole people: those about one outcome add up to its total, as printed."""
    shown: list[dict[str, str]] = [{} for _line in lines]
    groups: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        groups.setdefault(outcome_of(line), []).append(at)
    for places in groups.values():
        for name in PEOPLE:
            known = {at: value for at in places if (value := getattr(lines[at], name)) is not None}
            parts = whole_parts(list(known.values()), whole(sum(known.values(), Decimal())))
            for at, text in zip(known, parts, strict=True):
                shown[at][name] = text
    return shown


def people_of(state: PlanState, item: Item) -> dict[str, str]:
    """Return the people of one line as the table of its year prints them."""
    tables = [lines for period in periods(state) for lines in (period.lines, period.negative)]
    printed = (zip(lines, in_whole_people(lines), strict=True) for lines in tables)
    return next((shown for table in printed for line, shown in table if line.item and line.item.id == item.id), {})


def in_people(printed: str) -> str:
    """Return a whole number of people with what it counts: “1 person”, “12 people”, “< 1 person”."""
    one = printed.lstrip(f"<>{NBSP}{MINUS}") == "1"
    return str(ngettext("%(count)s person", "%(count)s people", 1 if one else 2, count=printed))


def euros(value: Decimal | None, places: int = 0) -> str:
    if value is None:
        return ""
    rounded_value = value.quantize(Decimal(1).scaleb(-places))
    return (MINUS if rounded_value < 0 else "") + money(abs(rounded_value))


def difference(value: int | None) -> str:
    """Return a difference with its sign: “+6”, “−12”, “±0”."""
    if value is None:
        return ""
    return f"+{amount(value)}" if value > 0 else amount(value) if value else "±0"


def corrections(line: BookLine) -> str:
    """Return the corrections, each with what it does: “−30 %, −5 %, 60 % ours, −25 % a year”; no zeros."""
    if line.corrections is None:
        return ""

    def shown(share: Decimal) -> str:
        return written(rounded(share * 100, 1), "%")

    rates = line.corrections
    parts = [MINUS + shown(share) for share in (rates.deadweight, rates.displacement) if share]
    parts.append(_("%(share)s ours", share=shown(rates.own_share)))
    if rates.drop_off:
        parts.append(_("%(share)s a year", share=MINUS + shown(rates.drop_off)))
    return ", ".join(part.replace(" ", NBSP) for part in parts)
