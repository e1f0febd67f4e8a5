"""How a ledger line was worked out: its lock, its net change, what is carried over, its value and cost."""

from __future__ import annotations

from collections.abc import Mapping

from impactplan.calculators.contribution import waterfall
from impactplan.graph import Item, PlanState
from impactplan.learning.amounts import amount, euros, in_people, people_of
from impactplan.learning.books import BookLine, bears_all_costs, book, source_of
from impactplan.learning.ledger import lock_of, why_not
from impactplan.lib.numbers import format_number
from impactplan.lib.texts import gettext as _
from impactplan.site.language import language
from impactplan.workbook.sections import Calculation
from impactplan.workbook.wording import MINUS, percent


def calculations(state: PlanState, item: Item) -> list[Calculation]:
    """Return the lock, the net change, what is carried over, the value and the cost per net change of a line."""
    line, printed = book(state, item), people_of(state, item)
    computed = [Calculation(_("Locked"), lock_of(item))] if line.locked else []
    computed.append(_net_calculation(state, line, printed))
    if "carried" in printed:
        note = _("Of earlier years, this still lasts. It is never added to what this year brought.")
        computed.append(Calculation(_("Carried over"), in_people(printed["carried"]), (note,)))
    if line.worth is not None and line.price is not None:
        sum_ = f"{amount(line.net, 3)} × {euros(line.price, 2)}"
        computed.append(Calculation(_("Value"), euros(line.worth), (sum_,)))
    if line.cost_per_net is not None:
        sum_ = f"{euros(item['cost'])} ÷ {amount(line.net, 3)}"
        computed.append(
            Calculation(_("Cost per net change"), euros(line.cost_per_net), (sum_,), caution=_caution(state, item))
        )
    return computed


def _caution(state: PlanState, item: Item) -> str:
    if not bears_all_costs(state, item):
        return ""
    return _("All costs of the year stand here, though they made the other outcomes too: this is too much per person.")


def _net_calculation(state: PlanState, line: BookLine, printed: Mapping[str, str]) -> Calculation:
    label, item = _("Net change"), line.item
    if line.net is None or line.corrections is None or item is None:
        return Calculation(label, missing_input=why_not(state, line)[0])
    names = {
        "deadweight": (_("would have happened anyway"), line.corrections.deadweight),
        "displacement": (_("merely moved"), line.corrections.displacement),
        "own_share": (_("due to others"), 1 - line.corrections.own_share),
    }
    sign = -1 if line.net < 0 or item["gross"] < 0 else 1
    lines = [_("Gross change: %(gross)s", gross=amount(item["gross"], 1))]
    for step in waterfall(abs(item["gross"]), line.corrections)[1:]:
        words, share = names[step.key]
        left = format_number((sign * step.left).normalize(), language()).replace("-", MINUS)
        lines.append(_("%(share)s %(why)s: %(left)s is left", share=percent(share, 1), why=words, left=left))
    if not line.locked and source_of(state, item) is item:
        lines.append(_("The corrections are those of the line that this one corrects."))
    elif not line.locked:
        lines.append(_("The corrections are those in Our share as they are today. Locking fixes them."))
    return Calculation(label, in_people(printed["net"]), tuple(lines))
