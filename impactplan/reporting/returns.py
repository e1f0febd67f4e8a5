"""What the net changes are worth against what went in: the cases of a plan, together. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from impactplan.calculators import valuation
from impactplan.calculators.sampling import NotComputable
from impactplan.calculators.valuation import Case
from impactplan.graph import Item, PlanState
from impactplan.workbook import result_summary

ZERO = Decimal(0)
STRESSED = ("deadweight", "drop_off", "duration")


@dataclass(frozen=True)
class Valued:
    """One outcome in euros: its case as estimated, and what the lowest estimates are, where they were given."""

    outcome: str
    case: Case
    net: Sequence[Decimal]
    present: Sequence[Decimal]
    low_share: Decimal | None
    low_price: Decimal | None

    @property
    def total(self) -> Decimal:
        return sum(self.present, ZERO)

    def changed(self, *, share: bool, price: bool) -> Decimal:
        """Return the present value with the lowest own share, the lowest price, or both."""
        case = self.case
        if share and self.low_share is not None:
            case = replace(case, corrections=replace(case.corrections, own_share=self.low_share))
        if price and self.low_price is not None:
            case = replace(case, euros=self.low_price)
        return valuation.value(case).total

    @property
    def stressed(self) -> dict[str, Case]:
        return valuation.stressed(self.case)


@dataclass(frozen=True)
class Variant:
    """One line of the sensitivity table; ``key`` is estimated, own_share, price, both, or one of STRESSED."""

    key: str
    total: Decimal
    ratio: Decimal


@dataclass(frozen=True)
class Return:
    """The social return of a plan. Without ``variants`` nothing may be said of a ratio."""

    valued: tuple[Valued, ...]
    input: Decimal
    rate: Decimal
    variants: tuple[Variant, ...]
    break_even: Decimal
    """The own share at which the value equals the input; of several outcomes, the part of their own shares."""
    cost: Decimal | None
    """Euros per net person in the first year; None with several outcomes, who may be the same people."""

    @property
    def total(self) -> Decimal:
        return sum((outcome.total for outcome in self.valued), ZERO)

    @property
    def ratio(self) -> Decimal:
        return self.total / self.input


@dataclass(frozen=True)
class MissingInput:
    """An outcome, or with none the whole, whose value cannot be computed, and why."""

    outcome: str
    error: NotComputable


def monetary(state: PlanState) -> list[Item]:
    return [item for item in state.rows("valuation") if item["method"] == "monetary"]


def find_missing_inputs(state: PlanState) -> list[MissingInput]:
    """Return what keeps the outcomes in euros, or the whole, from being computed."""
    missing_input = [value for item in monetary(state) if isinstance(value := _value(state, item), MissingInput)]
    if not monetary(state):
        missing_input.append(MissingInput("", NotComputable("price")))
    if not result_summary.input_total(state):
        missing_input.append(MissingInput("", NotComputable("input")))
    valued = find_valued(state)
    if valued and not missing_input and not sum(each.total for each in valued):
        reason = "value" if any(each.case.euros for each in valued) else "unit price"
        missing_input.append(MissingInput("", NotComputable(reason)))
    return missing_input


def find_valued(state: PlanState) -> tuple[Valued, ...]:
    """Return the outcomes in euros that can be computed."""
    return tuple(value for item in monetary(state) if isinstance(value := _value(state, item), Valued))


def compute_return(state: PlanState) -> Return | None:
    """Return the social return of the outcomes that can be computed, or None while there is none, or no input."""
    valued = find_valued(state)
    spent = result_summary.input_total(state)
    if not valued or not spent:
        return None
    only = valued[0] if len(valued) == 1 else None
    total = sum((each.total for each in valued), ZERO)
    if not total:
        return None
    return Return(
        valued=valued,
        input=spent,
        rate=result_summary.share(state.sheet("social_return")["discount_rate"]),
        variants=_variants(valued, spent),
        break_even=valuation.break_even_own_share(replace(only.case, input=spent)) if only else spent / total,
        cost=valuation.cost_per_net(spent, only.net[0]) if only else None,
    )


def _value(state: PlanState, item: Item) -> Valued | MissingInput:
    outcome = item["outcome"] or ""
    contribution = result_summary.contribution_of(state, item["outcome"])
    try:
        if contribution is None:
            raise NotComputable("gross")
        if item["unit_price"] is None:
            raise NotComputable("unit price")
        net = result_summary.net_years(contribution)
        case = Case(
            gross=contribution["gross"],
            corrections=result_summary.corrections(contribution),
            years=contribution["duration"],
            euros=item["unit_price"],
            rate=result_summary.share(state.sheet("social_return")["discount_rate"]),
            # Only the present values are used; they are divided by what went in once they are added up.
            input=Decimal(1),
        )
        present = valuation.value(case).present
    except NotComputable as error:
        return MissingInput(outcome, error)
    low = contribution["own_share_low"]
    low_share = result_summary.share(low) if low is not None else None
    return Valued(outcome, case, net, present, low_share, item["unit_price_low"])


def _variants(valued: Sequence[Valued], spent: Decimal) -> tuple[Variant, ...]:
    """Return the sensitivity table of the whole, as far as lowest estimates were given; without any, nothing."""
    shares = any(outcome.low_share is not None for outcome in valued)
    prices = any(outcome.low_price is not None for outcome in valued)
    estimates = [
        ("estimated", False, False, shares or prices),
        ("own_share", True, False, shares),
        ("price", False, True, prices),
        ("both", True, True, shares and prices),
    ]
    variants = []
    for key, share, price, there in estimates:
        if there:
            total = sum((outcome.changed(share=share, price=price) for outcome in valued), ZERO)
            variants.append(Variant(key, total, total / spent))
    return (*variants, *(_stressed(valued, spent) if variants else ()))


def _stressed(valued: Sequence[Valued], spent: Decimal) -> list[Variant]:
    """Return a line for each estimate without a range of its own, made worse at every outcome that it changes."""
    lines = []
    for key in STRESSED:
        cases = [outcome.stressed.get(key) for outcome in valued]
        if any(cases):
            pairs = zip(cases, valued, strict=True)
            total = sum((valuation.value(case or outcome.case).total for case, outcome in pairs), ZERO)
            lines.append(Variant(key, total, total / spent))
    return lines
