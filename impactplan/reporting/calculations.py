"""How the net change is computed, line by line, with what each figure rests on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from impactplan.calculators import contribution
from impactplan.calculators.sampling import NotComputable
from impactplan.graph import Item, PlanState
from impactplan.lib.numbers import NBSP
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS
from impactplan.reporting.missing_input import explain_missing
from impactplan.reporting.words import exact, people, two_decimals
from impactplan.workbook import result_summary
from impactplan.workbook.sections import Calculation
from impactplan.workbook.wording import chosen, in_words, joined, rounded

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
        sum_ = f"{exact(before.left)} × {exact(rest)}{NBSP}% = {exact(step.left)}"
        figure = f"{label(step.key)} {exact(percentage)}{NBSP}%: {sum_}"
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
        _("At an own share of %(share)s: %(net)s", share=f"{exact(share)}{NBSP}%", net=exact(net))
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
        sum_ = f"{exact(before)} × {exact(remaining)}{NBSP}% = {exact(net)}"
        lines.append(_("Year %(year)s: %(net)s", year=year, net=sum_))
    if len(years) > 1:
        lines.append(joined([_("Drop-off a year"), grounds(item, "drop_off")], " "))
    lines.append(joined([label("duration"), grounds(item, "duration")], " "))
    total = _("%(count)s person-years", count=two_decimals(sum(years, Decimal(0))))
    if len(years) == 1:
        return Calculation(title, total, tuple(lines), unfolded=True)
    each = in_words([rounded(net) for net in years])
    return Calculation(title, _("%(years)s people: %(total)s", years=each, total=total), tuple(lines), unfolded=True)


def contribution_calculations(_state: PlanState, item: Item) -> Sequence[Calculation]:
    return (net_calculation(item), range_calculation(item), years_calculation(item))
