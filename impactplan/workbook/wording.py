"""Words that the sentences of all modules are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from impactplan.calculators.rounding import apportion
from impactplan.graph import Item, PlanState
from impactplan.lib.dates import format_date, today
from impactplan.lib.numbers import NBSP, attach_unit, format_amount, format_euros, format_number
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS, Field
from impactplan.site.language import language
from impactplan.workbook.registry import describe

BETWEEN_NAMES = "; "
"""Names hold commas themselves."""
MINUS = "−"


def joined(parts: Iterable[str | None], by: str = " · ") -> str:
    return by.join(part for part in parts if part)


def chosen(item: Item, name: str) -> str:
    """Return the label of a choice, or nothing."""
    return KINDS[item.kind].fields[name].label_of(item[name]) if item[name] else ""


def number(item: Item, name: str, unit: str = "") -> str:
    if item[name] is None:
        return ""
    shown = format_number(item[name], language())
    return written(shown, unit) if unit.startswith("%") else joined([shown, unit], " ")


def with_unit(amount: Decimal | None, unit: str | None) -> str:
    """Return a value with its unit, which stay together: “70 %”."""
    return written(format_number(amount, language()), unit) if amount is not None else ""


def written(number: str, unit: str | None) -> str:
    """Return a number in words with its unit, as the language in use puts them together."""
    return attach_unit(number, unit or "", language())


def day(item: Item, name: str) -> str:
    return format_date(item[name], language()) if item[name] is not None else ""


def shown_day(state: PlanState) -> date:
    """Return the day as of which the plan is told: today, or that of the moment that is shown."""
    return state.shown_on or today()


def money(amount: Decimal | None) -> str:
    return format_euros(amount, language()) if amount is not None else ""


def together(items: Sequence[Item], euros: str, hours: str) -> str:
    """Return what items take together, in money and hours; nothing where fewer than two say so."""
    if sum(item[euros] is not None or item[hours] is not None for item in items) < 2:
        return ""
    sums = [sum((item[name] for item in items if item[name] is not None), Decimal()) for name in (euros, hours)]
    return joined([money(sums[0]) if sums[0] else "", _("%(count)s hours", count=rounded(sums[1])) if sums[1] else ""])


def rounded(amount: Decimal, places: int = 0) -> str:
    """Return a number as people read it, rounded to so many places; storage and computing do not round."""
    shown = amount.quantize(Decimal(1).scaleb(-places))
    return format_number(shown if places else shown.to_integral_value(), language())


def whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_EVEN)


def whole_people(amount: Decimal, printed: Decimal | None = None) -> str:
    """Return a number of people, whole as nobody counts them in decimals; less than one is not nobody.

    ``printed`` is what it is rounded to where it must add up with others."""
    shown = whole(amount) if printed is None else printed
    if amount and not shown:
        return f"<{NBSP}1" if amount > 0 else f">{NBSP}{MINUS}1"
    return f"{MINUS}{rounded(-shown)}" if shown < 0 else rounded(shown)


def whole_parts(parts: Sequence[Decimal], together: Decimal) -> list[str]:
    """Return parts in whole people, so that they come to ``together`` as they are printed."""
    return [whole_people(part, printed) for part, printed in zip(parts, apportion(parts, together), strict=True)]


def percent(share: Decimal, places: int = 0) -> str:
    """Return a fraction as a percentage."""
    return written(rounded(share * 100, places), "%")


def show_value(declared: Field, value: Any, state: PlanState | None = None) -> str:
    """Return a value as one reads it, in the language in use."""
    if not declared.is_filled(value):
        return ""
    if declared.type in {"choice", "scale"}:
        return declared.label_of(str(value))
    if declared.type == "choices":
        return ", ".join(declared.label_of(key) for key in value)
    if declared.type == "date":
        return format_date(value, language())
    if declared.money:
        return format_amount(value, language())
    if declared.type in {"number", "integer"}:
        return format_number(value, language())
    if declared.type == "flag":
        return _("yes")
    if declared.is_reference and state is not None:
        ids = [value] if isinstance(value, str) else value
        return BETWEEN_NAMES.join(name_item(state, item) for item in state.find_all(ids))
    return str(value)


def name_item(state: PlanState, item: Item) -> str:
    """Return the words by which an item is chosen and mentioned."""
    return describe(state, item).title or _("(%(kind)s without a name)", kind=str(KINDS[item.kind].label).lower())


def name_of(state: PlanState, item_id: str | None) -> str:
    """Return the words by which an item is mentioned, or nothing when it is not there."""
    item = state.find(item_id)
    return describe(state, item).title if item else ""


def names_of(state: PlanState, ids: Iterable[str] | None) -> str:
    return joined((describe(state, item).title for item in state.find_all(ids)), BETWEEN_NAMES)


def quantity(item: Item) -> str:
    """Return how much an output is, such as “75 people per year”."""
    period = item["period"] and _("per %(period)s", period=item["period"].removeprefix("per "))
    return joined([number(item, "quantity"), item["unit"], period], " ")


def in_words(names: Sequence[str]) -> str:
    """Return names as one says them: “a, b and c”."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])


def shortened(names: Sequence[str], most: int) -> list[str]:
    """Return the first ``most`` names and how many more there are; one more is as short as its name."""
    if len(names) <= most + 1:
        return [*names]
    return [*names[:most], _("%(count)s more", count=len(names) - most)]


def lowered(text: str) -> str:
    """Start a text in the middle of a sentence, unless its first word is an abbreviation or a name in capitals."""
    rest = text.partition(" ")[0][1:]
    if text.startswith("Eén"):  # the accent of a capital is left out
        return "één" + text[3:]
    return text[:1].lower() + text[1:] if rest == rest.lower() else text


def briefly(text: str, most: int = 60) -> str:
    """Return a text, or as many of its words as fit in a list to choose from."""
    if len(text) <= most:
        return text
    begin = text[:most]
    return (begin.rpartition(" ")[0] or begin).rstrip(" ,;:·") + "…"


def quoted(text: str) -> str:
    return _("“%(text)s”", text=text)
