"""How the rows of module 2 read when they are closed."""

from __future__ import annotations

from impactplan.framework.fieldwork import known_completes
from impactplan.graph import Item, PlanState
from impactplan.lib.numbers import format_number
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models.feasibility import QUARTERS
from impactplan.site.language import language
from impactplan.workbook.sections import Sentence
from impactplan.workbook.sentence_parts import plain, value
from impactplan.workbook.wording import chosen, day, joined, money, name_of, number, with_unit


def change(item: Item) -> str:
    """Return from where to where an indicator goes: “45 → 70 %”."""
    return plain(_change(item))


def _change(item: Item) -> str:
    target, baseline = (value(name, with_unit(item[name], item["unit"])) for name in ("target", "baseline"))
    if item["direction"] == "not_above" and target:
        return joined([baseline, _("not above %(target)s", target=target)], ", ")
    if baseline and target:
        return f"{value('baseline', number(item, 'baseline'))} → {target}"
    if target:
        return _("to %(target)s", target=target)
    return _("from %(baseline)s", baseline=baseline) if baseline else ""


def outcome(_state: PlanState, item: Item) -> Sentence:
    """Return an outcome as it reads among the priorities: with the reason of the choice."""
    return Sentence(value("statement", item["statement"]), value("measure_reason", item["measure_reason"]))


def indicator(_state: PlanState, item: Item) -> Sentence:
    return Sentence(
        value("name", item["name"]), joined([_change(item), value("target_date", day(item, "target_date"))])
    )


def source(_state: PlanState, item: Item) -> Sentence:
    count = len(item["indicators"] or ())
    covers = ngettext("for %(num)d indicator", "for %(num)d indicators", count) if count else ""
    quality = item["quality"] and _("quality %(value)s of 5", value=value("quality", item["quality"]))
    parts = [value("indicators", covers), value("period", item["period"]), value("owner", item["owner"]), quality]
    return Sentence(value("name", item["name"]), joined(parts))


def period(item: Item) -> str:
    return joined([day(item, "start"), day(item, "end")], " – ")


def expected(item: Item) -> str:
    """Return how many answers will come, and out of how many people: “144 of 240 expected”."""
    completes = known_completes(item)
    if completes is None:
        return ""
    shown = format_number(completes, language())
    if item["population"] and item["population"] != completes:
        whole = format_number(item["population"], language())
        return _("%(completes)s of %(population)s expected", completes=shown, population=whole)
    return _("%(completes)s expected", completes=shown)


def collection(state: PlanState, item: Item) -> Sentence:
    group = name_of(state, item["group"])
    group = value("group", group)
    title = value("name", item["name"]) or joined([value("method", chosen(item, "method")), group], ": ")
    whom = group if item["name"] else ""
    when = joined([value("start", day(item, "start")), value("end", day(item, "end"))], " – ")
    return Sentence(title, joined([whom, when, expected(item)]))


def quarter_name(year: int | None, quarter: str | None) -> str:
    months = next((str(label) for key, label in QUARTERS if key == quarter), "")
    return joined([months, str(year) if year else ""], " ")


def capacity(_state: PlanState, item: Item) -> Sentence:
    room = [value("hours", number(item, "hours", _("hours"))), value("euros", money(item["euros"]))]
    return Sentence(value("quarter", quarter_name(item["year"], item["quarter"])), joined(room))
