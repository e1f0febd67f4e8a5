"""Per quarter: the hours and the money that there are, against what the data collections ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from impactplan.calculators.burden import CollectionLoad, load_per_quarter
from impactplan.framework.fieldwork import effort_of, efforts
from impactplan.framework.sentences import quarter_name
from impactplan.graph import Item, PlanState
from impactplan.lib.dates import Quarter
from impactplan.lib.texts import gettext as _
from impactplan.workbook.sections import Calculation
from impactplan.workbook.wording import money, name_item, rounded

ZERO, TENTH, WHOLE = Decimal(0), Decimal("0.1"), Decimal(1)

MOST_OPEN = 24
"""As many quarters wait for their hours on a page; more come when these are filled in."""


@dataclass(frozen=True)
class Load:
    """A quarter: what it asks (rounded for nobody), and what there is, as far as somebody said so."""

    when: Quarter
    name: str
    hours: Decimal
    euros: Decimal
    hours_there: Decimal | None = None
    euros_there: Decimal | None = None
    item_id: str = ""

    @property
    def hours_short(self) -> Decimal:
        """Return how many hours are lacking, in tenths as they are shown; what nobody filled in lacks nothing yet."""
        return _short(self.hours, self.hours_there, TENTH)

    @property
    def euros_short(self) -> Decimal:
        return _short(self.euros, self.euros_there, WHOLE)

    @property
    def is_short(self) -> bool:
        return bool(self.hours_short or self.euros_short)

    @property
    def is_open(self) -> bool:
        """Tell whether nobody said yet what there is."""
        return self.hours_there is None or self.euros_there is None

    @property
    def hours_text(self) -> str:
        return _fraction(rounded(self.hours, 1), self.hours_there, _("hours"))

    @property
    def euros_text(self) -> str:
        if self.euros_there is None:
            return money(self.euros.quantize(WHOLE))
        return _("%(asked)s of %(there)s", asked=money(self.euros.quantize(WHOLE)), there=money(self.euros_there))

    @property
    def verdict(self) -> str:
        """Return in words whether it fits."""
        if self.is_open and not self.is_short:
            return _("not filled in yet")
        missing_input = []
        if self.hours_short:
            missing_input.append(_("%(hours)s hours", hours=rounded(self.hours_short, 1)))
        if self.euros_short:
            missing_input.append(money(self.euros_short))
        if not missing_input:
            return _("fits")
        return _(
            "%(what)s short",
            what=_("%(first)s and %(last)s", first=missing_input[0], last=missing_input[1])
            if len(missing_input) > 1
            else missing_input[0],
        )

    @property
    def hours_share(self) -> int:
        """Return the hours that are asked as a percentage of those that there are, up to 100."""
        return _share(self.hours, self.hours_there)

    @property
    def euros_share(self) -> int:
        return _share(self.euros, self.euros_there)


def _short(asked: Decimal, there: Decimal | None, step: Decimal) -> Decimal:
    return max(ZERO, (asked - there).quantize(step)) if there is not None else ZERO


def _fraction(asked: str, there: Decimal | None, unit: str) -> str:
    if there is None:
        return f"{asked} {unit}"
    return _("%(asked)s of %(there)s", asked=asked, there=f"{rounded(there, 1)} {unit}")


def _share(asked: Decimal, there: Decimal | None) -> int:
    if not there:
        return 100 if asked else 0
    return round(min(Decimal(100), asked / there * 100))


def loads_of(state: PlanState) -> list[Load]:
    """Return every quarter that asks something or was filled in, in the order of time.

    Of two rows for one quarter each stands by itself: the second is a slip that one must see.
    """
    hours, euros = _asked_by(efforts(state))
    loads = []
    for item in state.rows("capacity"):
        if item["year"] and item["quarter"]:
            when = (item["year"], int(item["quarter"]))
            loads.append(_load(when, hours, euros, item["hours"], item["euros"], item.id))
    there = {load.when for load in loads}
    loads += [_load(when, hours, euros) for when in {*hours, *euros} - there if hours.get(when) or euros.get(when)]
    return sorted(loads, key=lambda load: load.when)


def trimmed(loads: Sequence[Load]) -> tuple[list[Load], int]:
    """Return the quarters without all of those that nobody filled in, where they are many, and how many are left out.

    A year that was mistyped would else make hundreds of them.
    """
    waiting = [load for load in loads if not load.item_id][MOST_OPEN:]
    return [load for load in loads if load not in waiting], len(waiting)


def _asked_by(work: Sequence[CollectionLoad]) -> tuple[Mapping[Quarter, Decimal], Mapping[Quarter, Decimal]]:
    return load_per_quarter(work), load_per_quarter(work, lambda effort: effort.euros)


def _load(
    when: Quarter,
    hours: Mapping[Quarter, Decimal],
    euros: Mapping[Quarter, Decimal],
    hours_there: Decimal | None = None,
    euros_there: Decimal | None = None,
    item_id: str = "",
) -> Load:
    name = quarter_name(when[0], str(when[1]))
    return Load(when, name, hours.get(when, ZERO), euros.get(when, ZERO), hours_there, euros_there, item_id)


def of_capacity(state: PlanState, item: Item) -> list[Calculation]:
    """Return what the data collections ask in the quarter of a row, each with its part."""
    label = _("What the data strategy asks in this quarter")
    load = next((other for other in loads_of(state) if other.item_id == item.id), None)
    if load is None:
        return [Calculation(label, missing_input=_("needs a year and a quarter"))]
    lines = []
    for row in state.rows("collection"):
        hours, euros = (asked.get(load.when, ZERO) for asked in _asked_by([effort_of(row)]))
        if hours or euros:
            lines.append(f"{name_item(state, row)}: {_both(hours, euros)}")
    caution = load.verdict if load.is_short else ""
    return [Calculation(label, _both(load.hours, load.euros), tuple(lines), caution=caution)]


def _both(hours: Decimal, euros: Decimal) -> str:
    parts = [_("%(hours)s hours", hours=rounded(hours, 1)), money(euros.quantize(WHOLE))]
    return _("%(first)s and %(last)s", first=parts[0], last=parts[1])
