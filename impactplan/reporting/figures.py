"""The social return as a figure of the step ``valuation``: never a ratio without what it hangs on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from impactplan.blocks import Block, Column, Fact, Facts, Heading, Listing, Row, Table, Text
from impactplan.calculators.sampling import NotComputable
from impactplan.calculators.valuation import Case
from impactplan.graph import PlanState
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.reporting.checks import same_proxies
from impactplan.reporting.missing_input import explain_missing
from impactplan.reporting.returns import Return, compute_return, find_missing_inputs, monetary
from impactplan.reporting.words import exact, two_decimals
from impactplan.workbook.parts import DocumentBuilder, Figures
from impactplan.workbook.wording import in_words, joined, money, name_of, percent, quoted


@dataclass(frozen=True)
class YearLine:
    outcome: str
    year: int
    net: str
    sum: str
    present: str


@dataclass(frozen=True)
class VariantLine:
    label: str
    total: str
    ratio: str
    pays: bool
    """Whether the value is at least what went in."""


@dataclass(frozen=True)
class ReturnView:
    missing_input: tuple[str, ...]
    years: tuple[YearLine, ...] = ()
    total: str = ""
    together: str = ""
    """The total with its cents, as it stands in the computation."""
    input: str = ""
    variants: tuple[VariantLine, ...] = ()
    no_ratio: str = ""
    facts: tuple[tuple[str, str, str], ...] = ()
    """(what, figure, how it was computed)"""
    cautions: tuple[str, ...] = ()


def cents(amount: Decimal) -> str:
    return money(amount.quantize(Decimal("0.01")))


def view_return(state: PlanState) -> ReturnView:
    """Return the social return in words and figures, or what it lacks."""
    missing_input = tuple(
        joined([name_of(state, missing.outcome), explain_missing(missing.error)], ": ")
        for missing in find_missing_inputs(state)
    )
    computed = compute_return(state)
    if computed is None:
        return ReturnView(missing_input)
    return ReturnView(
        missing_input=missing_input,
        years=_year_lines(state, computed),
        total=money(Decimal(round(computed.total))),
        together=cents(computed.total),
        input=money(computed.input),
        variants=tuple(
            VariantLine(label, money(Decimal(round(variant.total))), two_decimals(variant.ratio), variant.ratio >= 1)
            for label, variant in zip(_variant_labels(computed), computed.variants, strict=True)
        ),
        no_ratio="" if computed.variants else explain_missing(NotComputable("range")),
        facts=_facts(computed),
        cautions=_cautions(state, computed),
    )


def _year_lines(state: PlanState, computed: Return) -> tuple[YearLine, ...]:
    lines = []
    for valued in computed.valued:
        for year, (net, present) in enumerate(zip(valued.net, valued.present, strict=True), 1):
            power = f" / {exact(1 + computed.rate)}{_power(year)}" if computed.rate else ""
            sum_ = f"{exact(net)} × {money(valued.case.euros)}{power}"
            lines.append(YearLine(name_of(state, valued.outcome), year, exact(net), sum_, cents(present)))
    return tuple(lines)


def _power(year: int) -> str:
    return "" if year == 1 else str(year).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _variant_labels(computed: Return) -> list[str]:
    only = computed.valued[0] if len(computed.valued) == 1 else None
    share = f" ({percent(only.low_share, 1)})" if only and only.low_share is not None else ""
    price = f" ({money(only.low_price)})" if only and only.low_price is not None else ""
    labels = {
        "estimated": _("As estimated"),
        "own_share": _("Own share at its lowest") + share,
        "price": _("Price at its lowest") + price,
        "both": _("Both at their lowest"),
        **_stressed_labels(only.stressed if only else {}),
    }
    return [labels[variant.key] for variant in computed.variants]


def _stressed_labels(cases: Mapping[str, Case]) -> dict[str, str]:
    """Return what is made worse, and of a single outcome how much it then is."""

    def beside(key: str, figure: Callable[[Case], str]) -> str:
        return f" ({figure(cases[key])})" if key in cases else ""

    return {
        "deadweight": _("More would have happened anyway")
        + beside("deadweight", lambda case: percent(case.corrections.deadweight, 1)),
        "drop_off": _("It wears off faster")
        + beside("drop_off", lambda case: _("%(share)s a year", share=percent(case.corrections.drop_off, 1))),
        "duration": _("It lasts a year less")
        + beside("duration", lambda case: ngettext("%(num)d year", "%(num)d years", case.years)),
    }


def _facts(computed: Return) -> tuple[tuple[str, str, str], ...]:
    facts = []
    if computed.variants:
        if computed.cost is None:
            text = _("at %(part)s of the own shares as estimated", part=percent(computed.break_even))
        elif computed.break_even > 1:
            text = _("never, not even at an own share of 100%")
        else:
            text = _("at an own share of %(share)s", share=percent(computed.break_even))
        how = _("the investment, divided by the value if all of it were due to us") if computed.cost is not None else ""
        facts.append((_("The value equals the investment"), text, how))
    if computed.cost is not None:
        net = computed.valued[0].net[0]
        facts.append(
            (
                _("Cost per person, first year"),
                money(Decimal(round(computed.cost))),
                f"{money(computed.input)} / {exact(net)}",
            )
        )
    return tuple(facts)


def _cautions(state: PlanState, computed: Return) -> tuple[str, ...]:
    cautions = [_("Never compare this ratio with that of another organisation: each is made of other choices.")]
    if computed.variants:
        lowest = min(variant.ratio for variant in computed.variants)
        if lowest < 1 <= computed.ratio:
            cautions.append(_("At the lowest estimates the value is less than the investment."))
    for names in same_proxies(state):
        cautions.append(
            _("The same proxy stands with %(outcomes)s. Is that the same euro twice?", outcomes=in_words(names))
        )
    if len(computed.valued) > 1:
        cautions.append(_("The same people may be in more than one outcome, so costs per person are not given."))
    bare = [item for item in monetary(state) if None in {item["unit_price_low"], item["unit_price_high"]}]
    if bare:
        without = in_words([quoted(name_of(state, item["outcome"])) for item in bare])
        cautions.append(_("One amount without a range, at %(outcomes)s: more certain than it is.", outcomes=without))
    if not computed.rate:
        cautions.append(_("There is no discount rate, so later years count in full."))
    return tuple(cautions)


def return_title(state: PlanState) -> str:
    """Return the message of the figures: the ratio with its lowest, or just what it is about."""
    computed = compute_return(state)
    if computed is None or not computed.variants:
        return _("The value beside the investment")
    lowest = min(variant.ratio for variant in computed.variants)
    if lowest >= computed.ratio:
        return _("Each euro gives about %(ratio)s of value", ratio=cents(computed.ratio))
    ratio, low = (cents(amount) for amount in (computed.ratio, lowest))
    return _("Each euro gives about %(ratio)s of value, and %(low)s at the lowest estimates", ratio=ratio, low=low)


def return_document(state: PlanState, _builder: DocumentBuilder) -> Sequence[Block]:
    """Return the figures as blocks of a document."""
    view = view_return(state)
    if not view.years:
        return ()
    facts = [Fact(_("Investment"), Text(view.input))]
    facts += [Fact(what, Text(figure)) for what, figure, _how in view.facts]
    cautions = [text for text in (view.no_ratio, *view.cautions) if text]
    return [
        Heading(return_title(state)),
        _years_table(view),
        *([_variants_table(view)] if view.variants else []),
        Facts(tuple(facts)),
        Listing(_("To keep in mind"), tuple(map(Text, cautions))),
    ]


def _years_table(view: ReturnView) -> Table:
    several = len({line.outcome for line in view.years}) > 1
    columns = (
        Column(_("Year"), width=34 if several else 14),
        Column(_("Net change"), numeric=True, width=16),
        Column(_("Computed"), width=30 if several else 46),
        Column(_("Present value"), numeric=True, width=20),
    )
    rows = [
        Row(
            (
                Text(joined([line.outcome if several else "", str(line.year)])),
                Text(line.net),
                Text(line.sum),
                Text(line.present),
            )
        )
        for line in view.years
    ]
    rows.append(Row((Text(_("Together")), Text(""), Text(""), Text(view.together))))
    return Table("", columns, tuple(rows))


def _variants_table(view: ReturnView) -> Table:
    columns = (
        Column(_("What if"), width=52),
        Column(_("Value"), numeric=True, width=24),
        Column(_("Value per euro put in"), numeric=True, width=24),
    )
    rows = [Row((Text(line.label), Text(line.total), Text(line.ratio))) for line in view.variants]
    return Table(_("Sensitivity analysis: what if the estimates were different?"), columns, tuple(rows))


RETURN = Figures(
    "return",
    return_title,
    "reporting/_return.html",
    view_return,
    has_content=lambda state: bool(monetary(state)),
    document=return_document,
)
