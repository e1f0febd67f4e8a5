"""Indicators and data collections as they stand in a document: what belongs together in one line."""

from __future__ import annotations

from collections.abc import Iterable

from impactplan.blocks import Entry, Fact, Facts, Prose, Text
from impactplan.exports.columns import unit_of
from impactplan.framework.calculations import of_collection
from impactplan.framework.sentences import change, period
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import KINDS
from impactplan.models.indicator import DIMENSIONS
from impactplan.workbook.report_labels import report_label
from impactplan.workbook.result_summary import minimum_words
from impactplan.workbook.wording import joined, money, name_item, names_of, show_value, with_unit, written


def field_text(state: PlanState, item: Item, name: str) -> str:
    """Return what a field says, with its unit."""
    declared = KINDS[item.kind].fields[name]
    text = show_value(declared, item[name], state)
    unit = unit_of(declared) if declared.type in {"number", "integer"} else ""
    return written(text, unit)


def label(item: Item, name: str) -> str:
    return report_label(item.kind, name)


def labelled(state: PlanState, item: Item, *names: str) -> str:
    """Return several short fields as one text, each after its label where it needs one."""
    parts = ((label(item, name), field_text(state, item, name)) for name in names)
    return joined((f"{title} {text}" for title, text in parts if text), ", ")


def facts(pairs: Iterable[tuple[str, str]]) -> Facts:
    return Facts(tuple(Fact(title, Text(text)) for title, text in pairs if text))


def indicator(state: PlanState, item: Item) -> Entry:
    """Return an indicator with all that was said of it."""

    def say(*names: str, by: str = ", ") -> str:
        return joined((field_text(state, item, name) for name in names), by)

    minimum = say("minimum") and minimum_words(item, with_unit(item["minimum"], item["unit"]))
    goal = joined([joined([change(item) or item["unit"], say("target_date")]), minimum], "; ")
    data = names_of(state, (*(item["sources"] or ()), *(item["collections"] or ())))
    share = joined([say("numerator"), say("denominator")], " / ")
    scores = labelled(state, item, "valid", "reliable", "feasible").lower()
    pairs = [
        (label(item, "outcome"), say("outcome")),
        (_("From baseline to target"), goal),
        (label(item, "baseline_kind"), say("baseline_kind", "baseline_date")),
        (label(item, "indicator_kind"), say("indicator_kind", "direction")),
        (label(item, "baseline_reason"), say("baseline_reason")),
        (label(item, "definition"), say("definition")),
        (joined([label(item, "numerator"), label(item, "denominator").lower()], " / "), share),
        (label(item, "breakdown"), say("breakdown")),
        (_("Data"), data or _("no data yet")),
        (joined([label(item, "owner"), label(item, "frequency").lower()], ", "), say("owner", "frequency")),
        (_("Quality"), scores and _("%(scores)s (out of 3)", scores=scores)),
    ]
    kind = KINDS["indicator"]
    pairs += [(label(item, name), say(name)) for name, field in kind.fields.items() if field.fold == DIMENSIONS]
    return Entry(name_item(state, item), (facts(pairs),))


def collection_cells(item: Item, state: PlanState) -> tuple[str, ...]:
    """Return in short how, when, of whom and at what cost data are collected."""
    hours = field_text(state, item, "staff_hours")
    people = field_text(state, item, "invited") or field_text(state, item, "population")
    return (
        field_text(state, item, "method"),
        period(item),
        joined([field_text(state, item, "group"), people], ", "),
        joined([hours, money(item["cost"])], ", "),
    )


def collection(state: PlanState, item: Item) -> Entry:
    """Return a data collection with all that was said of it and what was computed."""

    def say(*names: str, by: str = ", ") -> str:
        return joined((field_text(state, item, name) for name in names), by)

    waves = item["waves"] and ngettext("%(num)d wave", "%(num)d waves", item["waves"])
    pairs = [
        (label(item, "indicators"), say("indicators", by="; ")),
        (label(item, "method"), say("method", "origin")),
        (_("Period"), period(item)),
        (label(item, "group"), say("group", "population")),
        (label(item, "sampling"), say("sampling")),
        (label(item, "invited"), joined([say("invited"), labelled(state, item, "response").lower()], ", ")),
        (label(item, "minutes"), joined([say("minutes"), waves], ", ")),
        (label(item, "cost"), joined([say("staff_hours"), money(item["cost"])], ", ")),
        (label(item, "performed_by"), say("performed_by", "performer_reason", by=": ")),
    ]
    pairs += [
        (
            calculation.label,
            f"{calculation.result} ({calculation.caution})" if calculation.caution else calculation.result,
        )
        for calculation in of_collection(state, item)
    ]
    longer = tuple(
        Prose(label(item, name), Text(item[name], markdown=True)) for name in ("bias", "consent_text") if item[name]
    )
    return Entry(name_item(state, item), (facts([*pairs, *_privacy(state, item)]), *longer))


def _privacy(state: PlanState, item: Item) -> list[tuple[str, str]]:
    kind = KINDS["collection"]
    flags = ("special_category", "minors", "informed", "pseudonymised", "processor_agreement", "impact_assessment")
    retention = item["retention"] and _("kept for %(months)s", months=field_text(state, item, "retention"))
    marks = [str(kind.fields[name].label) for name in flags if item[name]]
    holds, basis = field_text(state, item, "personal_data"), field_text(state, item, "lawful_basis")
    return [
        (label(item, "personal_data"), joined([holds, basis, retention, *marks], "; ")),
        (label(item, "special_exception"), field_text(state, item, "special_exception")),
        (label(item, "handled_by"), field_text(state, item, "handled_by")),
    ]
