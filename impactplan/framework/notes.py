"""What there is to think about at a field of an outcome's priority or of an indicator. It never keeps from saving."""

from __future__ import annotations

from collections.abc import Container, Mapping
from decimal import Decimal

from flask_babel import gettext as _

from impactplan.framework.fieldwork import has_data, known_completes
from impactplan.framework.materiality import show_materiality, weight
from impactplan.framework.questions import joining_word
from impactplan.graph import Item, PlanState
from impactplan.lib.dates import today
from impactplan.workbook.wording import number


def told(**notes: str) -> Mapping[str, str]:
    return {name: note for name, note in notes.items() if note}


def of_outcome(state: PlanState, item: Item) -> Mapping[str, str]:
    return told(measure=_on_choice(state, item))


def _on_choice(state: PlanState, item: Item) -> str:
    measure, weighs = item["measure"], weight(state, item)
    if measure == "not" and item["direction"] == "negative":
        return _("A negative effect that nobody measures can grow unseen. Is there a simple signal you can follow?")
    if measure == "not" and weighs == "much":
        return _("This outcome weighs heavily (%(score)s). Say in the reason why it is not measured.",
                 score=show_materiality(item) or _("importance %(value)s", value=item["importance"]))  # fmt: skip
    if measure == "now" and weighs == "little":
        return _("This outcome weighs little. Can it wait, so that there is time for what matters more?")
    return ""


def of_indicator(state: PlanState, item: Item) -> Mapping[str, str]:
    return told(
        name=_on_name(item),
        denominator=_on_denominator(item),
        baseline=_on_baseline(item),
        target=_on_target(item),
        minimum=_on_minimum(item),
        target_date=_on_target_date(state, item),
        baseline_kind=_on_baseline_kind(item),
        baseline_date=_on_baseline_date(item),
        breakdown=_on_breakdown(state, item),
        collections=_on_data(item),
    )


def is_percentage(item: Item) -> bool:
    return item["indicator_kind"] == "percentage" or (not item["indicator_kind"] and item["unit"] == "%")


def beyond(direction: str | None, start: Decimal | None, end: Decimal | None) -> bool | None:
    """Tell whether ``end`` lies beyond ``start`` in a direction; None where that cannot be said."""
    if start is None or end is None or direction not in {"up", "down"}:
        return None
    return end > start if direction == "up" else end < start


def _on_name(item: Item) -> str:
    word = joining_word(item.get("name", ""))
    if not word:
        return ""
    return _("Are these two questions in one (“%(word)s”)? Then nobody knows which one the figure answers. "
             "Make two indicators, or choose.", word=word)  # fmt: skip


def _on_denominator(item: Item) -> str:
    if is_percentage(item) and not item["denominator"]:
        return _("A percentage of what? Without this two colleagues will come to different figures.")
    return ""


def _on_baseline(item: Item) -> str:
    kind, value = item["baseline_kind"], item["baseline"]
    if is_percentage(item) and value is not None and not 0 <= value <= 100:
        return _("A percentage lies between 0 and 100.")
    if kind in {"none_change", "none_first"} and value is not None:
        return _("You say that there is no baseline, and yet here is a value. Which of the two is right?")
    return ""


def _on_target(item: Item) -> str:
    target = item["target"]
    if is_percentage(item) and target is not None and not 0 <= target <= 100:
        return _("A percentage lies between 0 and 100.")
    if beyond(item["direction"], item["baseline"], target) is False:
        way = _("up") if item["direction"] == "up" else _("down")
        return _("It should go %(way)s, but the target does not lie beyond the baseline of %(baseline)s.",
                 way=way, baseline=number(item, "baseline"))  # fmt: skip
    return ""


def _on_minimum(item: Item) -> str:
    if beyond(item["direction"], item["target"], item["minimum"]):
        return _("The minimum asks more than the target. Did you mean it the other way round?")
    return ""


def is_measured(state: PlanState, indicators: Container[str]) -> bool:
    """Tell whether one of some indicators has a measurement."""
    return any(row["indicator"] in indicators for row in state.rows("measurement"))


def _on_target_date(state: PlanState, item: Item) -> str:
    if item["target_date"] and item["target_date"] < today() and not is_measured(state, {item.id}):
        return _("This day has passed. Is it measured, or does the target need a new day?")
    return ""


def _on_baseline_kind(item: Item) -> str:
    if not item["baseline_kind"] and (item["baseline"] is not None or item["target"] is not None):
        return _("How do you know where it began? Without this nobody can judge the change.")
    return ""


def _on_baseline_date(item: Item) -> str:
    start, end = item["baseline_date"], item["target_date"]
    if start and end and start > end:
        return _("The baseline is later than the target date.")
    if start and end and start == end:
        return _("Baseline and target have the same day: nothing can change in between.")
    return ""


def _on_breakdown(state: PlanState, item: Item) -> str:
    """Warn where not even two groups can be large enough to be shown."""
    counts = [known_completes(found) for found in state.find_all(item["collections"])]
    most, least = max((count or 0 for count in counts), default=0), state.rules.smallest_cell
    if not item["breakdown"] or not most or most >= 2 * least:
        return ""
    return _("With %(count)s answers there are no two groups of %(least)s, and smaller ones are not shown.",
             count=most, least=least)  # fmt: skip


def _on_data(item: Item) -> str:
    if item["name"] and not has_data(item):
        return _("No data yet. Choose what you have already, or how you will collect it.")
    return ""
