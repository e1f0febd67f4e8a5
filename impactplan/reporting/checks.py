"""Checks of results, contribution and valuation; those of what is told are in ``telling_checks``."""

from __future__ import annotations

from decimal import Decimal

from impactplan.calculators.contribution import extrapolate
from impactplan.calculators.sampling import NotComputable
from impactplan.graph import Item, PlanState
from impactplan.lib.dates import today
from impactplan.lib.names import fold
from impactplan.lib.texts import gettext as _
from impactplan.reporting.calculations import FIGURES
from impactplan.reporting.words import people
from impactplan.workbook import result_summary
from impactplan.workbook.checks import EVIDENCE, HINTS, MISSING, STRUCTURE, WARNS, FieldChecks
from impactplan.workbook.wording import name_of

MEASUREMENT = FieldChecks("results", "measurement")
THRESHOLDS = FieldChecks("results", "indicator")
CONTRIBUTION = FieldChecks("contribution", "contribution")
VALUATION = FieldChecks("valuation", "valuation")
SOCIAL_RETURN = FieldChecks("valuation", "social_return")


@MEASUREMENT.at("measured_on", STRUCTURE, WARNS)
def _still_to_come(_state: PlanState, item: Item) -> str:
    if item["measured_on"] and item["measured_on"] > today():
        return _("This date is still to come.")
    return ""


@MEASUREMENT.at("measured_on", STRUCTURE, WARNS, "indicator.baseline_date")
def _before_baseline(state: PlanState, item: Item) -> str:
    indicator = state.find(item["indicator"])
    baseline_date = indicator["baseline_date"] if indicator else None
    if item["measured_on"] and baseline_date and item["measured_on"] < baseline_date:
        return _("This is before the baseline was measured.")
    return ""


@MEASUREMENT.at("n", EVIDENCE, WARNS)
def _few_enough_to_recognise(state: PlanState, item: Item) -> str:
    if item["n"] is None or item["n"] >= state.rules.smallest_cell:
        return ""
    return _(
        "Fewer than %(count)s answers: use this figure internally only, as people could be recognised in it.",
        count=state.rules.smallest_cell,
    )


@MEASUREMENT.at("n", EVIDENCE, WARNS, "indicator.indicator_kind", "indicator.unit")
def _percentage_of_few(state: PlanState, item: Item) -> str:
    indicator, least = state.find(item["indicator"]), state.rules.smallest_percentage_base
    if item["n"] is None or item["n"] >= least or indicator is None or not result_summary.is_percentage(indicator):
        return ""
    return _(
        "A percentage of fewer than %(count)s answers jumps with every answer. Say the numbers themselves.",
        count=least,
    )


@MEASUREMENT.at("value", STRUCTURE, WARNS, "indicator.unit")
def _percentage(state: PlanState, item: Item) -> str:
    indicator, value = state.find(item["indicator"]), item["value"]
    if value is not None and indicator and indicator["unit"] == "%" and not 0 <= value <= 100:
        return _("A percentage lies between 0 and 100.")
    return ""


def _signed(item: Item, name: str) -> Decimal | None:
    """Return a figure of an indicator so that more is better."""
    value: Decimal | None = item[name]
    return value if value is None or not result_summary.is_downward(item) else -value


@THRESHOLDS.at("minimum", STRUCTURE, WARNS, "target", "direction", "baseline")
def _minimum_beyond_target(_state: PlanState, item: Item) -> str:
    minimum, target = _signed(item, "minimum"), _signed(item, "target")
    if minimum is not None and target is not None and minimum > target:
        return _("The minimum lies beyond the target: one of them is the wrong way round.")
    return ""


@THRESHOLDS.at("minimum", STRUCTURE, WARNS, "target")
def _minimum_is_target(_state: PlanState, item: Item) -> str:
    if item["minimum"] is not None and item["minimum"] == item["target"]:
        return _("Minimum and target are the same, so nothing lies between failing and succeeding.")
    return ""


@THRESHOLDS.at("minimum", STRUCTURE, WARNS, "target", "direction", "baseline")
def _minimum_below_baseline(_state: PlanState, item: Item) -> str:
    minimum, baseline = _signed(item, "minimum"), _signed(item, "baseline")
    if minimum is not None and baseline is not None and minimum < baseline:
        return _("The minimum is worse than the baseline: would you be content if things got worse?")
    return ""


@THRESHOLDS.at("target", STRUCTURE, WARNS, "baseline", "direction")
def _target_not_beyond_baseline(_state: PlanState, item: Item) -> str:
    target, baseline = _signed(item, "target"), _signed(item, "baseline")
    if target is None or baseline is None or item["direction"] == "not_above" or target > baseline:
        return ""
    return _("The target is not beyond the baseline.")


@CONTRIBUTION.at("gross", STRUCTURE, WARNS, "answered", "changed", "applied_to")
def _more_than_the_answers(_state: PlanState, item: Item) -> str:
    try:
        found = extrapolate(item["changed"], item["answered"], item["applied_to"])
    except NotComputable:
        return ""
    if item["gross"] is None or abs(item["gross"] - found.people) <= 1:
        return ""
    return _("The answers come to %(people)s, see below. Which of the two is right?", people=people(found.people))


@CONTRIBUTION.at("gross", EVIDENCE, HINTS, "answered")
def _who_did_not_answer(_state: PlanState, item: Item) -> str:
    if item["gross"] is None or item["answered"] is not None:
        return ""
    return _("Did everybody answer? If not, fill in below of how many you know it, and how many dropped out.")


@CONTRIBUTION.at("own_share", EVIDENCE, WARNS)
def _all_is_due_to_us(_state: PlanState, item: Item) -> str:
    if item["own_share"] != 100:
        return ""
    return _(
        "100% is a strong claim: nobody else had any part in it, no partner, no family, not the learner. "
        "That is hardly ever true."
    )


@CONTRIBUTION.at("own_share", STRUCTURE, WARNS, "own_share_low", "own_share_high")
def _share_out_of_range(_state: PlanState, item: Item) -> str:
    return _("This lies outside the range that you give.") if _is_outside(item, "own_share") else ""


def _is_outside(item: Item, name: str) -> bool:
    value, low, high = item[name], item[f"{name}_low"], item[f"{name}_high"]
    return value is not None and ((low is not None and value < low) or (high is not None and value > high))


@CONTRIBUTION.at("own_share_low", STRUCTURE, WARNS, "own_share_high")
def _range_reversed(_state: PlanState, item: Item) -> str:
    low, high = item["own_share_low"], item["own_share_high"]
    return _("“At least” is more than “at most”.") if low is not None and high is not None and low > high else ""


_COMPARED = ("outcome", "indicator:outcome", "indicator:baseline_kind")


def _has_comparison(state: PlanState, outcome: str | None) -> bool:
    return any(
        item["outcome"] == outcome and item["baseline_kind"] == "comparison_group" for item in state.rows("indicator")
    )


@CONTRIBUTION.at("deadweight", EVIDENCE, WARNS, *_COMPARED)
def _no_deadweight(state: PlanState, item: Item) -> str:
    if item["deadweight"] != 0 or _has_comparison(state, item["outcome"]):
        return ""
    return _(
        "Zero says that nobody would have changed without you. Without a comparison group that is hard to maintain."
    )


@CONTRIBUTION.at("deadweight", STRUCTURE, WARNS, *_COMPARED)
def _deadweight_taken_off_twice(state: PlanState, item: Item) -> str:
    if not item["deadweight"] or not _has_comparison(state, item["outcome"]):
        return ""
    return _(
        "An indicator of this outcome has a comparison group. If the gross change comes from it, deadweight is "
        "taken off already and must be 0 here."
    )


@CONTRIBUTION.at("displacement", EVIDENCE, HINTS, "story")
def _displaced_from(_state: PlanState, item: Item) -> str:
    if item["displacement"] and not item["story"]:
        return _("Say in the story where it moved from: who offered this before?")
    return ""


@CONTRIBUTION.at("drop_off", EVIDENCE, WARNS, "duration")
def _nothing_wears_off(_state: PlanState, item: Item) -> str:
    if item["drop_off"] in {None, 0} and (item["duration"] or 0) > 1:
        return _("Does it really last so long without anything wearing off?")
    return ""


def _add_source_check(name: str) -> None:
    # That the source is missing blocks by itself.
    def find(_state: PlanState, item: Item) -> str:
        if item[name] is not None and not item[f"{name}_source"]:
            return _("A figure without a source convinces nobody. An estimate has a source too: whose?")
        return ""

    find.__name__ = f"no_{name}_source"
    CONTRIBUTION.at(f"{name}_source", MISSING, HINTS, name)(find)


for _name in FIGURES:
    _add_source_check(_name)


@VALUATION.at("unit_price", EVIDENCE, WARNS, "method", "unit_price_low", "unit_price_high")
def _one_amount(_state: PlanState, item: Item) -> str:
    if not _is_monetary(item) or item["unit_price"] is None:
        return ""
    if None not in {item["unit_price_low"], item["unit_price_high"]}:
        return ""
    return _("One amount looks more certain than it is. Give a lowest and a highest one too.")


def _is_monetary(item: Item) -> bool:
    return bool(item["method"] == "monetary")


@VALUATION.at("unit_price", STRUCTURE, WARNS, "method", "unit_price_low", "unit_price_high")
def _price_out_of_range(_state: PlanState, item: Item) -> str:
    if _is_monetary(item) and _is_outside(item, "unit_price"):
        return _("This lies outside the range that you give.")
    return ""


@VALUATION.at("price_year", STRUCTURE, WARNS, "method")
def _year_to_come(_state: PlanState, item: Item) -> str:
    if _is_monetary(item) and item["price_year"] and item["price_year"] > today().year:
        return _("This year is still to come.")
    return ""


@VALUATION.at("proxy", EVIDENCE, WARNS, "method", "valuation:method", "valuation:proxy", "valuation:outcome.statement")
def _same_euros(state: PlanState, item: Item) -> str:
    proxy = _proxy(item)
    others = [other for other in state.rows("valuation") if other.id != item.id and _proxy(other) == proxy]
    if not proxy or not others:
        return ""
    return _(
        "The same proxy stands with “%(outcome)s”. Are these not the same euros, counted twice?",
        outcome=name_of(state, others[0]["outcome"]),
    )


def _proxy(item: Item) -> str:
    return fold(str(item.get("proxy", ""))) if _is_monetary(item) else ""


def same_proxies(state: PlanState) -> list[list[str]]:
    """Return the names of outcomes that are valued by the same proxy, per proxy."""
    outcomes: dict[str, list[str]] = {}
    for item in state.rows("valuation"):
        if _proxy(item):
            outcomes.setdefault(_proxy(item), []).append(name_of(state, item["outcome"]))
    return [names for names in outcomes.values() if len(names) > 1]


@VALUATION.at("price_source", MISSING, HINTS, "method", "unit_price")
def _no_price_source(_state: PlanState, item: Item) -> str:
    if _is_monetary(item) and item["unit_price"] is not None and not item["price_source"]:
        return _("An amount without a source convinces nobody.")
    return ""


@SOCIAL_RETURN.at("input", STRUCTURE, HINTS, "input:euros")
def _other_than_the_inputs(state: PlanState, item: Item) -> str:
    euros = [row["euros"] for row in state.rows("input") if row["euros"] is not None]
    if item["input"] is None or not euros or sum(euros) == item["input"]:
        return ""
    return _("This is not the sum of the inputs at “What we offer”. That can be right; say why below.")
