"""The books of the plan: what each ledger line comes to, and the periods that they make. Pure, from a PlanState."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from impactplan.calculators.contribution import Corrections
from impactplan.calculators.ledger import Booking, booked_net, carried_over
from impactplan.calculators.sampling import NotComputable
from impactplan.calculators.valuation import cost_per_net
from impactplan.graph import Item, PlanState
from impactplan.workbook import result_summary

COPIED = ("deadweight", "displacement", "own_share", "drop_off", "duration")
"""What locking copies from the own contribution of the outcome; the price comes from its valuation."""
CALLED = ("outcome_name", "unwanted")
"""What it copies of the outcome itself."""
AMOUNTS = ("planned_reach", "realised_reach", "gross", "cost")
"""What a line that corrects another books the difference of."""


def holds_its_own(item: Item) -> bool:
    """Tell whether a line has corrections of its own: it is locked, or takes off what a locked one says."""
    return item["locked_on"] is not None or bool(item["corrects"])


def source_of(state: PlanState, item: Item) -> Item | None:
    """Return the item that holds the corrections of a line: the line itself, or the contribution until it is locked."""
    return item if holds_its_own(item) else result_summary.contribution_of(state, item["outcome"])


def name_and_sign(state: PlanState, item: Item) -> tuple[str, bool]:
    """Return what the outcome of a line is called and whether it is unwanted: as it was locked, else as it is now."""
    outcome = state.find(item["outcome"])
    if item["outcome_name"] or outcome is None:
        return item["outcome_name"] or "", bool(item["unwanted"])
    return outcome["statement"] or "", outcome["direction"] == "negative"


def fixed_values(state: PlanState, item: Item) -> dict[str, Any]:
    """Return the corrections, the price, and the outcome's name and sign of a line, as locking writes them."""
    source = source_of(state, item)
    name, unwanted = name_and_sign(state, item)
    called = {"outcome_name": name or None, "unwanted": unwanted or None}
    if source is item:
        return called | {name: item[name] for name in (*COPIED, "unit_price")}
    price = result_summary.euros_per_unit(state, item["outcome"])
    return called | {name: source[name] if source else None for name in COPIED} | {"unit_price": price}


@dataclass(frozen=True)
class BookLine:
    """A ledger line, or an outcome without one of which something still lasts (``item`` is None)."""

    outcome: Item | None
    item: Item | None = None
    corrections: Corrections | None = None
    net: Decimal | None = None
    missing_input: str = ""
    """Why there is no net change: what is lacking, as NotComputable names it, or ``contribution``."""
    price: Decimal | None = None
    carried: Decimal | None = None
    name: str = ""
    """Of the outcome: as it was locked, else as it is now; empty if it has none, or is gone."""
    unwanted: bool = False
    depth: int = 0
    """1 for a line that stands under the one that it corrects."""

    def _say(self, name: str) -> Any:
        return self.item[name] if self.item else None

    @property
    def planned(self) -> int | None:
        return cast(int | None, self._say("planned_reach"))

    @property
    def realised(self) -> int | None:
        return cast(int | None, self._say("realised_reach"))

    @property
    def gross(self) -> Decimal | None:
        return cast(Decimal | None, self._say("gross"))

    @property
    def cost(self) -> Decimal | None:
        return cast(Decimal | None, self._say("cost"))

    @property
    def locked(self) -> bool:
        return self._say("locked_on") is not None

    @property
    def worth(self) -> Decimal | None:
        return self.net * self.price if self.net is not None and self.price is not None else None

    @property
    def variance(self) -> int | None:
        """Realised minus planned reach."""
        return _difference(self.planned, self.realised)

    @property
    def cost_per_net(self) -> Decimal | None:
        return _per_net(self.cost, self.net)


def _difference(planned: int | None, realised: int | None) -> int | None:
    return realised - planned if planned is not None and realised is not None else None


def _per_net(cost: Decimal | None, net: Decimal | None) -> Decimal | None:
    try:
        return cost_per_net(cost, net)
    except NotComputable:
        return None


def book(state: PlanState, item: Item) -> BookLine:
    """Work out one ledger line; what is carried over follows from all of them."""
    name, unwanted = name_and_sign(state, item)
    return replace(_booked(state, item), name=name, unwanted=unwanted)


def _booked(state: PlanState, item: Item) -> BookLine:
    outcome = state.find(item["outcome"])
    price = fixed_values(state, item)["unit_price"]
    source = source_of(state, item)
    if source is None or (source is item and item["deadweight"] is None and item["own_share"] is None):
        return BookLine(outcome, item, missing_input="contribution" if item["outcome"] else "outcome", price=price)
    try:
        corrections = result_summary.corrections(source)
        return BookLine(outcome, item, corrections, booked_net(item["gross"], corrections), price=price)
    except NotComputable as error:
        return BookLine(outcome, item, missing_input=error.reason, price=price)


def bookings(state: PlanState, lines: Iterable[BookLine]) -> dict[str, list[Booking]]:
    """Return, by outcome, what can last: lines with a net change, a period and a duration."""
    lasting: dict[str, list[Booking]] = {}
    for line in lines:
        if line.item is None or line.net is None or line.corrections is None or not line.item["period"]:
            continue
        source = source_of(state, line.item)
        if source is not None and source["duration"]:
            booking = Booking(line.item["period"], line.net, line.corrections.drop_off, source["duration"])
            lasting.setdefault(outcome_of(line), []).append(booking)
    return lasting


@dataclass(frozen=True)
class Total:
    """What a year adds, and apart from it what still lasts of earlier ones. None where no line says it, and for
    everything but euros where the lines are about several outcomes."""

    planned: int | None
    realised: int | None
    gross: Decimal | None
    net: Decimal | None
    worth: Decimal | None
    cost: Decimal | None
    cost_per_net: Decimal | None
    carried: Decimal | None
    without_net: int
    """How many lines have no net change yet, and so are not in the sums that rest on it."""

    @property
    def variance(self) -> int | None:
        """Realised minus planned reach."""
        return _difference(self.planned, self.realised)


def _sum(values: Iterable[Any]) -> Any:
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known else None


def outcome_of(line: BookLine) -> str:
    """Return what the lines about one outcome have in common; a line about none stands by itself."""
    if line.outcome is not None:
        return line.outcome.id
    return line.name or (line.item.id if line.item else "")


def by_outcome(lines: Iterable[BookLine]) -> dict[str, list[BookLine]]:
    groups: dict[str, list[BookLine]] = {}
    for line in lines:
        groups.setdefault(outcome_of(line), []).append(line)
    return groups


def total(lines: Sequence[BookLine]) -> Total:
    """Add up lines: euros always, people only where all lines are about one outcome.

    The outcomes of a programme are mostly of the same people, so a sum over outcomes counts them several times over,
    and the cost per person of such a sum is nobody's. Source: A guide to Social Return on Investment (SROI Network,
    2012), principle 5, do not over-claim, and stage 4.1, double counting. A cost counts towards the cost per net change
    only where the net change is known.
    """
    booked = [line for line in lines if line.item is not None]
    same = lines if len(by_outcome(lines)) == 1 else ()
    people = [line for line in same if line.item is not None]
    costed = [line for line in people if line.net is not None]
    return Total(
        planned=_sum(line.planned for line in people),
        realised=_sum(line.realised for line in people),
        gross=_sum(line.gross for line in people),
        net=_sum(line.net for line in people),
        worth=_sum(line.worth for line in booked),
        cost=_sum(line.cost for line in booked),
        cost_per_net=_per_net(_sum(line.cost for line in costed), _sum(line.net for line in costed)),
        carried=_sum(line.carried for line in same),
        without_net=sum(line.net is None for line in booked),
    )


def totals_of_corrected(lines: Sequence[BookLine]) -> list[tuple[str, Total]]:
    """Return, beside other outcomes, what each outcome with several lines comes to: a booking and what corrects it."""
    groups = by_outcome(lines)
    several = [own for own in groups.values() if sum(line.item is not None for line in own) > 1]
    return [(own[0].name, total(own)) for own in several] if len(groups) > 1 else []


def bears_all_costs(state: PlanState, item: Item) -> bool:
    """Tell whether all the costs of a year stand at one of several outcomes, so that its people seem too dear."""
    same_year = [row for row in state.rows("ledger_line") if row["period"] == item["period"] and not row["corrects"]]
    others = [row for row in same_year if row["outcome"] != item["outcome"]]
    return bool(item["cost"]) and bool(others) and not any(row["cost"] for row in others)


@dataclass(frozen=True)
class Period:
    year: int | None
    lines: tuple[BookLine, ...]
    negative: tuple[BookLine, ...]
    """The lines of unwanted effects: in a block of their own, never taken off from the others."""

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(line.item for line in (*self.lines, *self.negative) if line.item is not None)

    @property
    def lockable(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item["locked_on"] is None and item["period"] and item["outcome"])

    @property
    def locked(self) -> bool:
        return bool(self.items) and all(item["locked_on"] is not None for item in self.items)


def _in_order(lines: Sequence[BookLine]) -> list[BookLine]:
    """Put every line that corrects another one of the same period under it, at whatever remove."""
    there = {line.item.id: line for line in lines if line.item}
    under: dict[str, list[BookLine]] = {}
    roots = []
    for line in lines:
        above = there.get(line.item["corrects"]) if line.item else None
        if above is not None and above.item is not None and above is not line:
            under.setdefault(above.item.id, []).append(line)
        else:
            roots.append(line)

    ordered: list[BookLine] = []
    ahead = [(line, 0) for line in reversed(roots)]
    while ahead:
        line, depth = ahead.pop()
        ordered.append(replace(line, depth=depth))
        below = under.get(line.item.id, []) if line.item else []
        ahead += [(child, 1) for child in reversed(below)]
    return ordered


def _with_carried(
    year: int, lines: list[BookLine], booked: dict[str, list[Booking]], all_: list[BookLine]
) -> list[BookLine]:
    """Say once per outcome what still lasts in the year: at its first line, or at a line of its own."""
    left = {outcome: amount for outcome, own in booked.items() if (amount := carried_over(own, year))}
    shown = []
    for line in lines:
        carried = left.pop(outcome_of(line), None)
        shown.append(replace(line, carried=carried))
    by_outcome = {outcome_of(line): line for line in all_}
    return shown + [
        BookLine(line.outcome, carried=amount, name=line.name, unwanted=line.unwanted)
        for line, amount in ((by_outcome[outcome], amount) for outcome, amount in left.items())
    ]


def periods(state: PlanState) -> list[Period]:
    """Return the periods of the ledger, the newest first; lines without a period come before all."""
    lines = [book(state, item) for item in state.rows("ledger_line")]
    booked = bookings(state, lines)
    years = sorted({line.item["period"] for line in lines if line.item and line.item["period"]}, reverse=True)
    undated = [line for line in lines if line.item and not line.item["period"]]
    all_periods = [Period(None, tuple(undated), ())] if undated else []
    for year in years:
        of_year = _in_order([line for line in lines if line.item and line.item["period"] == year])
        of_year = _with_carried(year, of_year, booked, lines)
        plain = tuple(line for line in of_year if not line.unwanted)
        all_periods.append(Period(year, plain, tuple(line for line in of_year if line.unwanted)))
    return all_periods
