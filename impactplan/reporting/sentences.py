"""How the rows of module 3 read when they are closed."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from impactplan.calculators.sampling import NotComputable
from impactplan.graph import Item, PlanState
from impactplan.lib.numbers import NBSP
from impactplan.lib.texts import gettext as _
from impactplan.reporting.missing_input import explain_missing
from impactplan.reporting.words import change_words
from impactplan.workbook import result_summary
from impactplan.workbook.sections import Sentence
from impactplan.workbook.sentence_parts import value
from impactplan.workbook.wording import (
    chosen,
    day,
    joined,
    money,
    name_of,
    names_of,
    number,
    quoted,
    rounded,
    shown_day,
    with_unit,
)

SHOWN = 160
"""As many letters of a longer text stand in a closed row."""


def measurement(state: PlanState, item: Item) -> Sentence:
    indicator = state.find(item["indicator"])
    measured = value("value", with_unit(item["value"], indicator["unit"] if indicator else ""))
    measured_on = value("measured_on", day(item, "measured_on"))
    when = value("wave", item["wave"]) or measured_on
    count = _("n = %(count)s", count=value("n", number(item, "n"))) if item["n"] is not None else ""
    named = value("indicator", name_of(state, item["indicator"]))
    title = joined([named, joined([measured, when and f"({when})"], " ")], ": ")
    return Sentence(title, joined([measured_on if item["wave"] else "", count, value("note", item["note"])]))


def judged_indicator(state: PlanState, item: Item) -> Sentence:
    """Return an indicator as the step of the results has it: with its thresholds."""
    minimum = value("minimum", with_unit(item["minimum"], item["unit"]))
    judge = value("judged_by", name_of(state, item["judged_by"]))
    parts = [
        value("target", change_words(item)),
        result_summary.minimum_words(item, minimum),
        judge and _("judged by %(judge)s", judge=judge),
    ]
    return Sentence(value("name", item["name"]), joined(parts))


def contribution(state: PlanState, item: Item) -> Sentence:
    outcome = state.find(item["outcome"])
    unwanted = outcome is not None and outcome["direction"] == "negative"
    return Sentence(value("outcome", name_of(state, item["outcome"])), contribution_words(item, unwanted=unwanted))


def contribution_words(item: Item, *, unwanted: bool = False) -> str:
    """Return what a contribution comes to: “126 people changed, about 50 due to us (34 to 59)”."""
    try:
        net = result_summary.net_of(item)
    except NotComputable as error:
        return explain_missing(error)
    extremes = result_summary.net_range(item)
    amounts = {"gross": rounded(item["gross"]), "net": rounded(net)}
    text = _("%(gross)s people changed, about %(net)s due to us", **amounts)
    if unwanted:
        text = _("%(gross)s people were worse off, about %(net)s by our doing", **amounts)
    between = extremes and _("(%(low)s to %(high)s)", low=rounded(extremes[0]), high=rounded(extremes[1]))
    return joined([text, between or ""], " ")


def valuation(state: PlanState, item: Item) -> Sentence:
    return Sentence(
        value("outcome", name_of(state, item["outcome"])),
        joined([value("method", chosen(item, "method")), worth(item) or value("words", opening(item))]),
    )


def opening(item: Item) -> str:
    """Return how the value in words begins: its first line, bare, as far as a closed row has room for it."""
    first = next(filter(None, map(str.strip, item.get("words", "").splitlines())), "")
    bare = first.lstrip("#*->• ").replace("**", "")
    return shorten(bare, SHOWN, placeholder=" …")


def worth(item: Item) -> str:
    """Return what a valuation says: why there is none, or the price with its range; what its method asks no more is
    kept, and told nowhere."""
    if item["method"] == "none":
        return str(item.get("reason", ""))
    if item["method"] != "monetary":
        return ""
    low, high = item["unit_price_low"], item["unit_price_high"]
    price = _("%(amount)s a person a year", amount=money(item["unit_price"])) if item["unit_price"] is not None else ""
    if low is not None and high is not None:
        between = _("from %(low)s to %(high)s", low=money(low), high=money(high))
    else:
        between = _("at least %(low)s", low=money(low)) if low is not None else ""
        between = _("at most %(high)s", high=money(high)) if high is not None else between
    year = _("prices of %(year)s", year=item["price_year"]) if item["price_year"] else ""
    return joined([price, between, year], ", ")


def insight(state: PlanState, item: Item) -> Sentence:
    confidence = chosen(item, "confidence").lower()
    parts = [
        confidence and _("confidence: %(confidence)s", confidence=value("confidence", confidence)),
        value("results", names_of(state, _without_repeats(state, item.get("results", ())))),
    ]
    return Sentence(value("finding", item["finding"]), joined(parts))


def _without_repeats(state: PlanState, ids: Sequence[str]) -> list[str]:
    """Leave out an indicator of which a measurement is named as well."""
    covered = {item["indicator"] for item in state.find_all(ids) if item.kind == "measurement"}
    return [item_id for item_id in ids if item_id not in covered]


def assumption(state: PlanState, item: Item) -> Sentence:
    """Return a link as the step of the insights has it: its assumption as a question."""
    ends = joined([name_of(state, item["source"]) or "…", name_of(state, item["target"]) or "…"], " → ")
    assumed = item["assumption"]
    because = item["held_because"]
    return Sentence(
        quoted(assumed) if assumed else "",
        joined(
            [
                _("believed of: %(link)s", link=ends),
                because and _("shown by: %(what)s", what=value("held_because", because)),
            ]
        ),
    )


def report(state: PlanState, item: Item) -> Sentence:
    when = day(item, "next_date")
    passed = when and item["next_date"] < shown_day(state)
    when = value("next_date", when)
    next_ = when and (_("△ was %(day)s", day=when) if passed else _("next on %(day)s", day=when))
    parts = [value("channel", item["channel"]), value("frequency", item["frequency"]), next_]
    return Sentence(value("message", item["message"]), joined(parts))


def score(item: Item) -> int | None:
    """Return severity × likelihood of a negative effect, once both are known."""
    severity, likelihood = item["severity"], item["likelihood"]
    return int(severity) * int(likelihood) if severity and likelihood else None


def is_serious(state: PlanState, item: Item) -> bool:
    return (score(item) or 0) >= state.rules.serious_negative_effect


def score_words(state: PlanState, item: Item) -> str:
    """Return “4 × 3 = 12: serious”, or nothing while a score is lacking."""
    points = score(item)
    if points is None:
        return ""
    sum_ = f"{item['severity']}{NBSP}×{NBSP}{item['likelihood']}{NBSP}={NBSP}{points}"
    return _("%(sum)s: serious", sum=sum_) if is_serious(state, item) else sum_


def negative_effect(state: PlanState, item: Item) -> Sentence:
    weight = score_words(state, item)
    parts = [
        value("stakeholder", name_of(state, item["stakeholder"])),
        value("negative_state", chosen(item, "negative_state").lower()),
        weight and _("severity × likelihood %(score)s", score=weight),
        value("mitigation", item["mitigation"]),
    ]
    return Sentence(value("description", item["description"]), joined(parts))
