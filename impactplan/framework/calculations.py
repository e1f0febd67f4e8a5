"""What is computed from a data collection, an outcome or an indicator, and how: or in words why it cannot be."""

from __future__ import annotations

from decimal import Decimal

from impactplan.calculators.burden import hours_of
from impactplan.calculators.sampling import (
    WITH_MARGIN,
    Fieldwork,
    NotComputable,
    Sampling,
    margin_of_error,
    plan_fieldwork,
    sample_size,
)
from impactplan.framework.fieldwork import (
    asks_percentage,
    completes_of,
    effort_of,
    known_completes,
    response_of,
    takes_everybody,
)
from impactplan.framework.materiality import materiality, show_materiality
from impactplan.framework.pictures import IN_A_FORM, IN_A_FORM_NARROW, draw_line, has_values
from impactplan.graph import Item, PlanState
from impactplan.lib.numbers import NBSP
from impactplan.lib.texts import gettext as _
from impactplan.workbook.sections import Calculation
from impactplan.workbook.wording import joined, number, rounded

FIVE, TEN = Decimal("0.05"), Decimal("0.10")


def why_not(reason: str) -> str:
    """Return what a figure lacks, in words."""
    words = {
        "population": _("needs a population size"),
        "invited": _("needs a number of invitations"),
        "response": _("needs an expected response"),
        "completes": _("nobody is expected to answer"),
        "more completes than people": _("more answers are expected than there are people"),
    }
    return words[reason]


def of_collection(state: PlanState, item: Item) -> list[Calculation]:
    """Return the calculations of a data collection: completes, sample, margin, burden."""
    return [_completes(item), *_sample(state, item), _margin(state, item), _burden(item)]


def _completes(item: Item) -> Calculation:
    label = _("Completed answers to expect")
    try:
        count = completes_of(item)
    except NotComputable as error:
        return Calculation(label, missing_input=why_not(error.reason))
    if item["invited"]:
        shown = {"invited": number(item, "invited"), "response": number(item, "response"), "count": rounded(_d(count))}
        line = _("%(invited)s invited × %(response)s%% response = %(count)s", **shown)
    elif item["response"] is not None:
        shown = {"all": number(item, "population"), "response": number(item, "response"), "count": rounded(_d(count))}
        line = _("the whole population: %(all)s × %(response)s%% response = %(count)s", **shown)
    else:
        line = _("the whole population: %(all)s", all=number(item, "population"))
    return Calculation(label, rounded(_d(count)), (line,))


def has_margin(state: PlanState, item: Item) -> bool:
    """Tell whether the margin of error means anything: for how people are chosen, and for what they are asked."""
    return item["sampling"] in WITH_MARGIN and asks_percentage(state, item)


def points(share: Decimal, places: int = 0) -> str:
    """Return a margin as what it is: a number of percentage points, which says nothing of how large a part it is."""
    return _("%(number)s percentage points", number=rounded(share * 100, places)).replace(" ", NBSP, 1)


def _sample(state: PlanState, item: Item) -> list[Calculation]:
    """Return how many answers a margin of 5 and of 10 points asks; nothing where a margin says nothing."""
    if (item["sampling"] and not has_margin(state, item)) or takes_everybody(item) or not asks_percentage(state, item):
        return []
    label = _("Answers needed")
    try:
        sizes = [(margin, sample_size(item["population"], margin)) for margin in (FIVE, TEN)]
    except NotComputable as error:
        return [Calculation(label, missing_input=why_not(error.reason))]
    parts = [
        _("%(count)s for a margin of %(margin)s", count=rounded(_d(size.needed)), margin=points(margin))
        for margin, size in sizes
    ]
    lines = [
        _(
            "margin %(margin)s, 95%% sure: n₀ = 1.96² × 0.25 / %(share)s² = %(unlimited)s; "
            "n = n₀ / (1 + (n₀ − 1) / %(population)s) = %(exact)s, rounded up %(needed)s",
            margin=points(margin),
            share=rounded(margin, 2),
            unlimited=rounded(size.unlimited, 2),
            population=number(item, "population"),
            exact=rounded(size.exact, 2),
            needed=rounded(_d(size.needed)),
        )
        for margin, size in sizes
    ]  # fmt: skip
    works = fieldwork_of(item)
    if works is not None:
        lines.append(_invitations(item, works))
    caution = _infeasible(item, works) if works is not None and not works.feasible else ""
    return [Calculation(label, joined(parts, "; "), tuple(lines), caution=caution)]


def fieldwork_of(item: Item) -> Fieldwork | None:
    """Return what a margin of 5 % takes at the expected response, if that can be said."""
    try:
        return plan_fieldwork(item["population"], FIVE, response_of(item))
    except NotComputable:
        return None


def _invitations(item: Item, works: Fieldwork) -> str:
    return _(
        "at %(response)s%% response: %(needed)s / %(share)s = %(invitations)s invitations for a margin of "
        "5 percentage points",
        response=number(item, "response"),
        needed=rounded(_d(works.needed)),
        share=rounded(response_of(item) or Decimal(1), 2),
        invitations=rounded(_d(works.invitations)),
    )


def _infeasible(item: Item, works: Fieldwork) -> str:
    return _(
        "A margin of 5 percentage points cannot be had: it takes %(invitations)s invitations, and there are "
        "%(population)s people. Ask all of them: that gives %(completes)s answers and a margin of %(margin)s.",
        invitations=rounded(_d(works.invitations)),
        population=number(item, "population"),
        completes=rounded(_d(works.completes)),
        margin=points(works.margin, 1),
    )


def _margin(state: PlanState, item: Item) -> Calculation:
    label = _("Margin of error")
    if item["sampling"] and item["sampling"] not in WITH_MARGIN:
        return Calculation(label, missing_input=_not_applicable(item["sampling"]))
    if not asks_percentage(state, item):
        return Calculation(label, missing_input=_("not applicable: it holds for a percentage, and none is asked here"))
    try:
        completes = completes_of(item)
        margin = margin_of_error(completes, item["population"])
    except NotComputable as error:
        return Calculation(label, missing_input=why_not(error.reason))
    if not margin:
        return Calculation(label, _("none: everybody takes part"))
    line = _(
        "95%% sure: 1.96 × √(0.25 / %(n)s × (%(population)s − %(n)s) / (%(population)s − 1)) = %(margin)s",
        margin=rounded(margin, 4),
        n=rounded(_d(completes)),
        population=number(item, "population"),
    )
    caution = _(
        "At most: it is widest near the half. It leaves out who did not answer: they may differ from those who did."
    )
    return Calculation(label, _("± %(points)s, for a percentage", points=points(margin, 1)), (line,), caution=caution)


def _not_applicable(sampling: str) -> str:
    ways = {
        Sampling.QUOTA: _("not applicable: a quota is no random choice"),
        Sampling.CONVENIENCE: _("not applicable: who happened to be there is no random choice"),
        Sampling.PURPOSIVE: _("not applicable: who is chosen on purpose is no random choice"),
    }
    return ways[Sampling(sampling)]


def _burden(item: Item) -> Calculation:
    label = _("What it asks of people")
    completes = known_completes(item)
    if item["minutes"] is None:
        return Calculation(label, missing_input=_("needs the minutes that it takes somebody"))
    if not item["minutes"]:
        return Calculation(label, _("nothing: nobody is asked anything"))
    if completes is None:
        return Calculation(label, missing_input=_("needs a number of answers"))
    effort = effort_of(item)
    line = _(
        "%(completes)s answers × %(minutes)s minutes × %(waves)s waves / 60",
        completes=rounded(_d(completes)),
        minutes=number(item, "minutes"),
        waves=effort.waves,
    )
    return Calculation(label, _("%(hours)s hours", hours=rounded(hours_of(effort), 1)).replace(" ", NBSP), (line,))


def of_outcome(_state: PlanState, item: Item) -> list[Calculation]:
    """Return how heavily an outcome weighs."""
    label, score = _("Materiality"), materiality(item)
    if score is None:
        missing_input = _("needs a score for significance") if item["relevance"] else _("needs a score for relevance")
        return [Calculation(label, missing_input=missing_input)]
    return [Calculation(label, _("%(score)s of 25", score=score), (show_materiality(item),))]


def of_indicator(_state: PlanState, item: Item) -> list[Calculation]:
    """Return the line of an indicator, once it has a value."""
    if not has_values(item):
        return []
    broad, narrow = (
        draw_line(item, f"open-{width}-{item.id}", width, words=True) for width in (IN_A_FORM, IN_A_FORM_NARROW)
    )
    return [Calculation(_("From baseline to target"), picture=broad, narrow=narrow)]


def _d(count: int) -> Decimal:
    return Decimal(count)
