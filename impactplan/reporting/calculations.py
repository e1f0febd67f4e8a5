"""How the net change is computed, line by line, with what each figure rests on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from impactplan.calculators import contribution
from impactplan.calculators.sampling import NotComputable
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS
from impactplan.reporting.missing_input import explain_missing
from impactplan.reporting.words import SMALL, exact, exact_percent, people, two_decimals
from impactplan.workbook import result_summary
from impactplan.workbook.sections import Calculation
from impactplan.workbook.wording import chosen, in_words, joined, number, percent, rounded

FIGURES = ("gross", "deadweight", "displacement", "own_share", "drop_off", "duration")


def label(name: str) -> str:
    return str(KINDS["contribution"].fields[name].label)


def grounds(item: Item, name: str) -> str:
    """Return what a figure rests on, between brackets: its source and how certain it is."""
    source, certainty = item[KINDS["contribution"].sources[name]], chosen(item, f"{name}_certainty").lower()
    reasons = [
        _("source: %(source)s", source=source) if source else _("no source"),
        _("certainty: %(certainty)s", certainty=certainty) if certainty else "",
    ]
    return f"({joined(reasons, '; ')})"


EXTRAPOLATED = ("answered", "changed", "applied_to")


def extrapolation_calculation(item: Item) -> Calculation:
    """Return how the answers became a number of people, and what is assumed of those who gave none."""
    title = _("From those who answered to all")
    counts = {name: number(item, name) for name in EXTRAPOLATED}
    try:
        estimate = contribution.extrapolate(item["changed"], item["answered"], item["applied_to"])
    except NotComputable as error:
        return Calculation(title, missing_input=explain_missing(error))
    lines = [
        _("%(changed)s of the %(answered)s who answered: %(share)s", share=percent(estimate.share, 1), **counts),
        _("%(share)s of %(everybody)s: %(number)s", share=percent(estimate.share, 1), everybody=counts["applied_to"],
          number=two_decimals(estimate.people)),
    ]  # fmt: skip
    silent = item["applied_to"] - item["answered"]
    if silent:
        lines.append(
            _("If none of the %(silent)s others changed: %(least)s. If all of them did: %(most)s.",
              silent=rounded(Decimal(silent)),
              least=rounded(Decimal(estimate.least)), most=rounded(Decimal(estimate.most)))
        )  # fmt: skip
    caution = _("This assumes that who did not answer changed as much as who did. Say so.") if silent else ""
    about = _("about %(people)s", people=people(estimate.people))
    return Calculation(title, about, tuple(lines), caution=caution, unfolded=True)


def _of_answers(item: Item) -> list[Calculation]:
    """Return how the answers became the gross change, and who is not in it, as far as that is said."""
    computed = []
    if any(item[name] is not None for name in ("answered", "changed", "applied_to")):
        computed.append(extrapolation_calculation(item))
    if item["dropped_out"]:
        count = number(item, "dropped_out")
        words = _("%(count)s people, not counted: of them nobody knows what changed", count=count)
        computed.append(Calculation(label("dropped_out"), words))
    return computed


def net_calculation(item: Item) -> Calculation:
    """Return the net change of the first year."""
    title = _("Due to us, in the first year")
    try:
        steps = contribution.waterfall(item["gross"], result_summary.corrections(item))
    except NotComputable as error:
        return Calculation(title, missing_input=explain_missing(error))
    lines = [joined([f"{label('gross')}: {exact(steps[0].left)}", grounds(item, "gross")], " ")]
    for before, step in pairwise(steps):
        percentage = item[step.key]
        if percentage is None:
            lines.append(_("%(what)s: not filled in, so nothing is taken off", what=label(step.key)))
            continue
        rest = percentage if step.key == "own_share" else 100 - percentage
        sum_ = f"{exact(before.left)} × {exact_percent(rest)} = {exact(step.left)}"
        figure = f"{label(step.key)} {exact_percent(percentage)}: {sum_}"
        lines.append(joined([figure, grounds(item, step.key)], " "))
    return Calculation(
        title, _("about %(people)s", people=people(steps[-1].left)), tuple(lines), caution=_weakest(item), unfolded=True
    )


def _weakest(item: Item) -> str:
    """Return which of the figures are the least certain."""
    low = [label(name).lower() for name in FIGURES if item[f"{name}_certainty"] == "low"]
    return _("The least certain: %(figures)s.", figures=in_words(low)) if low else ""


def range_calculation(item: Item) -> Calculation:
    """Return the net change between the lowest and the highest own share."""
    title = _("Between")
    extremes = result_summary.net_range(item)
    if extremes is None:
        return Calculation(
            title, missing_input=_("Needs an own share “at least” and “at most”: an estimate is a range.")
        )
    shares = sorted((item["own_share_low"], item["own_share_high"]))
    lines = tuple(
        _("At an own share of %(share)s: %(net)s", share=exact_percent(share), net=exact(net))
        for share, net in zip(shares, extremes, strict=True)
    )
    result = _("%(low)s and %(high)s", low=rounded(extremes[0]), high=people(extremes[1]))
    return Calculation(title, result, lines, unfolded=True)


def years_calculation(item: Item) -> Calculation:
    """Return the net change of each year, and what it adds up to."""
    title = _("Over the years")
    try:
        years = result_summary.net_years(item)
    except NotComputable as error:
        return Calculation(title, missing_input=explain_missing(error))
    remaining = 100 - (item["drop_off"] or Decimal(0))
    lines = [_("Year %(year)s: %(net)s", year=1, net=exact(years[0]))]
    for year, (before, net) in enumerate(pairwise(years), 2):
        sum_ = f"{exact(before)} × {exact_percent(remaining)} = {exact(net)}"
        lines.append(_("Year %(year)s: %(net)s", year=year, net=sum_))
    if len(years) > 1:
        lines.append(joined([_("Drop-off a year"), grounds(item, "drop_off")], " "))
    lines.append(joined([label("duration"), grounds(item, "duration")], " "))
    sum_of_years = sum(years, Decimal(0))
    total = _("%(count)s person-years", count=rounded(sum_of_years, 1 if sum_of_years < SMALL else 0))
    if len(years) == 1:
        return Calculation(title, total, tuple(lines), unfolded=True)
    each = in_words([rounded(net) for net in years])
    return Calculation(title, _("%(years)s people: %(total)s", years=each, total=total), tuple(lines), unfolded=True)


def contribution_calculations(_state: PlanState, item: Item) -> Sequence[Calculation]:
    return (*_of_answers(item), net_calculation(item), range_calculation(item), years_calculation(item))
