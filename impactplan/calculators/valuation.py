"""What the net change is worth in euros, against what went in, and how much that hangs on a guess.

Source: A guide to Social Return on Investment (SROI Network, 2012), stage 5. A ratio is never shown without its
sensitivity, and never compared between organisations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from impactplan.calculators.contribution import Corrections, net_per_year
from impactplan.calculators.sampling import NotComputable

ONE = Decimal(1)


@dataclass(frozen=True)
class Case:
    """All that a ratio is made from. Euros are per unit of net change and year; the rate is a fraction a year."""

    gross: Decimal
    corrections: Corrections
    years: int
    euros: Decimal
    rate: Decimal
    input: Decimal


@dataclass(frozen=True)
class Value:
    present: Sequence[Decimal]
    """The present value of each year, in euros."""
    total: Decimal
    ratio: Decimal


@dataclass(frozen=True)
class Variant:
    """One line of the sensitivity table: what was changed, and the ratio that gives."""

    own_share: Decimal
    euros: Decimal
    ratio: Decimal


def value(case: Case) -> Value:
    """Return the present values and the ratio: PV = Σ net_t·€/(1+r)^(t+1); ratio = PV / input."""
    if case.input <= 0:
        raise NotComputable("input")
    if case.rate <= -ONE:
        raise NotComputable("rate")
    net = net_per_year(case.gross, case.corrections, case.years)
    present = [amount * case.euros / (ONE + case.rate) ** (year + 1) for year, amount in enumerate(net)]
    total = sum(present, Decimal(0))
    return Value(present, total, total / case.input)


def sensitivity(case: Case, own_share: Decimal, euros: Decimal) -> list[Variant]:
    """Return the ratio as it is, with a lower own share, with a lower price, and with both."""
    table = []
    for share in (case.corrections.own_share, own_share):
        for price in (case.euros, euros):
            changed = replace(case, corrections=replace(case.corrections, own_share=share), euros=price)
            table.append(Variant(share, price, value(changed).ratio))
    return table


MORE, LEAST_MORE = Decimal("1.5"), Decimal("0.1")
"""How much worse a share without a range of its own is taken: half as much again, and ten points or more."""


def worse(share: Decimal) -> Decimal:
    """Return a correction as somebody less hopeful would put it: half as much again, at least 0.1 more, at most 1."""
    return min(ONE, max(share * MORE, share + LEAST_MORE))


def stressed(case: Case) -> dict[str, Case]:
    """Return the case with one estimate made worse, by the name of that estimate; what changes nothing is left out.

    Deadweight, drop-off and duration are estimated without a range and are often the least certain. Source: A guide to
    Social Return on Investment (SROI Network, 2012), stage 5.3, which names them for a sensitivity analysis and leaves
    open by how much they are changed.
    """
    taken = case.corrections
    cases = {}
    if taken.deadweight < 1:
        cases["deadweight"] = replace(case, corrections=replace(taken, deadweight=worse(taken.deadweight)))
    if case.years > 1:
        if taken.drop_off < 1:
            cases["drop_off"] = replace(case, corrections=replace(taken, drop_off=worse(taken.drop_off)))
        cases["duration"] = replace(case, years=case.years - 1)
    return cases


def break_even_own_share(case: Case) -> Decimal:
    """Return the own share at which the value equals the input; above 1 it is out of reach."""
    whole = value(replace(case, corrections=replace(case.corrections, own_share=ONE)))
    if not whole.total:
        raise NotComputable("value")
    return case.input / whole.total


def cost_per_net(input_: Decimal | None, net: Decimal | None) -> Decimal:
    """Return the euros per unit of net change in a year."""
    if input_ is None:
        raise NotComputable("input")
    if not net:
        raise NotComputable("net")
    return input_ / net
