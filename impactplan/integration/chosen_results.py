"""Which results the one page tells of: a few, chosen by a rule that is said with them, and counted against all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from impactplan.calculators.bands import Band
from impactplan.calculators.sampling import NotComputable, margin_of_error
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.workbook import result_summary
from impactplan.workbook.wording import joined, name_of, number, rounded, with_unit

MOST_RESULTS = 3
UNLIMITED = 10**9
"""People, where nobody said how many there are: the margin is at its widest then."""
Result = tuple[Item, Item]
"""An indicator with its newest measurement."""


def measured(state: PlanState, *, positive: bool | None = True) -> Iterator[Result]:
    """Yield the indicators that were measured, with their newest value: of positive outcomes, of negative, of both."""
    for indicator in state.rows("indicator"):
        outcome = state.find(indicator["outcome"])
        negative = outcome is not None and outcome["direction"] == "negative"
        newest = result_summary.latest(state, indicator)
        if newest is not None and indicator["name"] and negative is not positive:
            yield indicator, newest


def choose_results(state: PlanState) -> list[Result]:
    """Return the results that the page tells of, in the order of the plan: those that matter most to the people
    concerned, and among them one that fell short, where there is any."""
    results = _with_target(state)
    if len(results) <= MOST_RESULTS:
        return results
    ranked = sorted(results, key=lambda result: -_importance(state, result[0]))
    chosen = ranked[:MOST_RESULTS]
    failed = [result for result in ranked if _band(result) is Band.BELOW]
    if failed and not any(result in failed for result in chosen):
        chosen = [*chosen[:-1], failed[0]]
    reached = [result for result in ranked if _band(result) is Band.REACHED]
    if reached and not any(result in reached for result in chosen):
        chosen = [reached[0], *chosen[1:]]
    return [result for result in results if result in chosen]


def _with_target(state: PlanState) -> list[Result]:
    return [result for result in measured(state, positive=None) if result[0]["target"] is not None]


def _importance(state: PlanState, indicator: Item) -> int:
    outcome = state.find(indicator["outcome"])
    return int((outcome and outcome["importance"]) or 0)


def _band(result: Result) -> Band | None:
    indicator, newest = result
    return result_summary.band_of(indicator, newest["value"])


def count_results(state: PlanState, told: Sequence[Result]) -> str:
    """Say how many of all targets were reached, and that not all results stand here."""
    got, count = result_summary.reached(state)
    if not count:
        return ""
    text = _("%(got)s of %(count)s indicators reached their target", got=got, count=count)
    if len(told) >= count:
        return text
    return _("%(text)s; %(told)s stand here", text=text, told=len(told))


def rule_words(state: PlanState, told: Sequence[Result]) -> str:
    """Say by which rule the results were chosen, where some were left out; what is not measured yet was not."""
    if not told or len(told) >= len(_with_target(state)):
        return ""
    return _("Chosen: what matters most to the people concerned, and what fell short.")


def result_words(state: PlanState, result: Result) -> str:
    """Tell a result: the change in the words of its outcome, from where to where, and how sure the figure is."""
    indicator, newest = result
    values = {
        "name": name_of(state, indicator["outcome"]).rstrip(" .") or indicator["name"],
        "baseline": number(indicator, "baseline"),
        "now": with_unit(newest["value"], indicator["unit"]),
        "target": with_unit(indicator["target"], indicator["unit"]),
        "sure": certainty_words(state, result),
    }
    if indicator["baseline"] is None:
        return _("%(name)s: %(now)s (target %(target)s%(sure)s)", **values)
    return _("%(name)s: from %(baseline)s to %(now)s (target %(target)s%(sure)s)", **values)


def certainty_words(state: PlanState, result: Result) -> str:
    """Return on how many answers a figure rests, and the margin of a percentage."""
    indicator, newest = result
    if not newest["n"]:
        return ""
    margin = _margin(state, indicator, int(newest["n"]))
    points = margin is not None and _("margin at most ±%(number)s percentage points", number=rounded(margin * 100))
    return "; " + joined([_("n = %(count)s", count=number(newest, "n")), points or ""], ", ")


def _margin(state: PlanState, indicator: Item, answers: int) -> Decimal | None:
    if not result_summary.is_percentage(indicator):
        return None
    sizes = [item["population"] for item in state.find_all(indicator["collections"]) if item["population"]]
    try:
        return margin_of_error(answers, max([size for size in sizes if size > answers], default=UNLIMITED))
    except NotComputable:
        return None
