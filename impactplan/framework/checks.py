"""Checks of an outcome's priority and of an indicator."""

from __future__ import annotations

from collections.abc import Container
from decimal import Decimal

from impactplan.framework.fieldwork import has_data, known_completes, names_data
from impactplan.framework.materiality import show_materiality, weight
from impactplan.framework.questions import joining_word
from impactplan.graph import Item, PlanState
from impactplan.lib.dates import today
from impactplan.lib.texts import gettext as _
from impactplan.workbook.checks import BLOCKS, EVIDENCE, HINTS, MISSING, STRUCTURE, WARNS, WORDING, FieldChecks
from impactplan.workbook.result_summary import is_percentage
from impactplan.workbook.wording import number

PRIORITY = FieldChecks("priorities", "outcome")
INDICATOR = FieldChecks("indicators", "indicator")

_WEIGHT = ("relevance", "significance", "importance")
_COMPLETES = tuple(f"collections.{name}" for name in ("population", "invited", "response", "sampling", "method"))


@PRIORITY.at("measure", STRUCTURE, WARNS, "direction")
def _negative_unmeasured(_state: PlanState, item: Item) -> str:
    if item["measure"] == "not" and item["direction"] == "negative":
        return _("A negative effect that nobody measures can grow unseen. Is there a simple signal you can follow?")
    return ""


@PRIORITY.at("measure", STRUCTURE, HINTS, *_WEIGHT)
def _heavy_unmeasured(state: PlanState, item: Item) -> str:
    if item["measure"] == "not" and weight(state, item) == "much":
        return _("This outcome weighs heavily (%(score)s). Say in the reason why it is not measured.",
                 score=show_materiality(item) or _("importance %(value)s", value=item["importance"]))  # fmt: skip
    return ""


@PRIORITY.at("measure", STRUCTURE, HINTS, *_WEIGHT)
def _light_measured(state: PlanState, item: Item) -> str:
    if item["measure"] == "now" and weight(state, item) == "little":
        return _("This outcome weighs little. Can it wait, so that there is time for what matters more?")
    return ""


def beyond(direction: str | None, start: Decimal | None, end: Decimal | None) -> bool | None:
    """Tell whether ``end`` lies beyond ``start`` in a direction; None where that cannot be said."""
    if start is None or end is None or direction not in {"up", "down"}:
        return None
    return end > start if direction == "up" else end < start


def is_measured(state: PlanState, indicators: Container[str]) -> bool:
    """Tell whether one of some indicators has a measurement."""
    return any(row["indicator"] in indicators for row in state.rows("measurement"))


def _out_of_hundred(item: Item, name: str) -> str:
    if is_percentage(item) and item[name] is not None and not 0 <= item[name] <= 100:
        return _("A percentage lies between 0 and 100.")
    return ""


@INDICATOR.at("name", WORDING, WARNS)
def _two_questions(_state: PlanState, item: Item) -> str:
    word = joining_word(item.get("name", ""))
    if not word:
        return ""
    return _("Are these two questions in one (“%(word)s”)? Then nobody knows which one the figure answers. "
             "Make two indicators, or choose.", word=word)  # fmt: skip


@INDICATOR.at("denominator", STRUCTURE, WARNS, "indicator_kind", "unit")
def _percentage_of_what(_state: PlanState, item: Item) -> str:
    if is_percentage(item) and not item["denominator"]:
        return _("A percentage of what? Without this two colleagues will come to different figures.")
    return ""


@INDICATOR.at("baseline", STRUCTURE, WARNS, "indicator_kind", "unit")
def _baseline_percentage(_state: PlanState, item: Item) -> str:
    return _out_of_hundred(item, "baseline")


@INDICATOR.at("baseline", STRUCTURE, WARNS, "baseline_kind")
def _baseline_of_none(_state: PlanState, item: Item) -> str:
    if item["baseline_kind"] in {"none_change", "none_first"} and item["baseline"] is not None:
        return _("You say that there is no baseline, and yet here is a value. Which of the two is right?")
    return ""


@INDICATOR.at("target", STRUCTURE, WARNS, "indicator_kind", "unit")
def _target_percentage(_state: PlanState, item: Item) -> str:
    return _out_of_hundred(item, "target")


@INDICATOR.at("target", STRUCTURE, WARNS, "direction", "baseline")
def _target_not_beyond_baseline(_state: PlanState, item: Item) -> str:
    if beyond(item["direction"], item["baseline"], item["target"]) is not False:
        return ""
    way = _("up") if item["direction"] == "up" else _("down")
    return _("It should go %(way)s, but the target does not lie beyond the baseline of %(baseline)s.",
             way=way, baseline=number(item, "baseline"))  # fmt: skip


@INDICATOR.at("minimum", STRUCTURE, WARNS, "direction", "target")
def _minimum_beyond_target(_state: PlanState, item: Item) -> str:
    if beyond(item["direction"], item["target"], item["minimum"]):
        return _("The minimum asks more than the target. Did you mean it the other way round?")
    return ""


@INDICATOR.at("target_date", EVIDENCE, WARNS, "measurement:indicator")
def _target_date_passed(state: PlanState, item: Item) -> str:
    if item["target_date"] and item["target_date"] < today() and not is_measured(state, {item.id}):
        return _("This date has passed. Has it been measured, or does the target need a new date?")
    return ""


# That it is missing blocks by itself; so it is with the other hints of what is missing.
@INDICATOR.at("baseline_kind", MISSING, HINTS, "baseline", "target")
def _baseline_kind_missing(_state: PlanState, item: Item) -> str:
    if not item["baseline_kind"] and (item["baseline"] is not None or item["target"] is not None):
        return _("How do you know where it began? Without this nobody can judge the change.")
    return ""


@INDICATOR.at(
    "baseline_date", STRUCTURE, BLOCKS, "target_date", condition=lambda row: row.baseline_date > row.target_date
)
def _baseline_after_target(_state: PlanState, item: Item) -> str:
    start, end = item["baseline_date"], item["target_date"]
    return _("The baseline is later than the target date.") if start and end and start > end else ""


@INDICATOR.at("baseline_date", STRUCTURE, WARNS, "target_date")
def _baseline_on_target_date(_state: PlanState, item: Item) -> str:
    if item["baseline_date"] and item["baseline_date"] == item["target_date"]:
        return _("Baseline and target have the same date: nothing can change in between.")
    return ""


@INDICATOR.at("breakdown", EVIDENCE, WARNS, *_COMPLETES)
def _groups_too_small(state: PlanState, item: Item) -> str:
    """Warn where not even two groups can be large enough to be shown."""
    counts = [known_completes(collection) for collection in state.find_all(item["collections"])]
    most, least = max((count or 0 for count in counts), default=0), state.rules.smallest_cell
    if not item["breakdown"] or not most or most >= 2 * least:
        return ""
    return _("With %(count)s answers there are no two groups of %(least)s, and smaller ones are not shown.",
             count=most, least=least)  # fmt: skip


@INDICATOR.at("collections", MISSING, HINTS, "name", "sources")
def _no_data(state: PlanState, item: Item) -> str:
    if item["name"] and not has_data(item) and names_data(state):
        return _("No data yet. Choose what you have already, or how you will collect it.")
    return ""
