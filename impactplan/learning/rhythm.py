"""The learning rhythm: when in the year one looks at the figures together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from impactplan.diagram.year import Moment, YearSpec, YearWords
from impactplan.graph import Item, PlanState
from impactplan.lib.dates import MONTHS as MONTH_NAMES
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models.rhythm import FREQUENCIES
from impactplan.site.language import language
from impactplan.workbook.addresses import step_address
from impactplan.workbook.groups import Group, Heading, in_groups
from impactplan.workbook.sections import Section, Sentence
from impactplan.workbook.sentence_parts import value
from impactplan.workbook.wording import chosen, in_words, joined, lowered

EVERY = {"weekly": 1, "monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
"""In every how manieth month a rhythm comes back."""
TIMES = {"weekly": 52, "monthly": 12, "quarterly": 4, "half_yearly": 2, "yearly": 1}
NONE = "none"
SHORT = {"maart": "mrt"}
"""Months whose short name is not their first three letters."""


def months_of(item: Item) -> tuple[int, ...]:
    """Return the months of a year in which a moment comes; none while that is not known."""
    every = EVERY.get(item["rhythm"])
    if every is None:
        return ()
    if every == 1:
        return tuple(range(1, 13))
    if not item["month"]:
        return ()
    first = int(item["month"]) - 1
    return tuple(sorted((first + step) % 12 + 1 for step in range(0, 12, every)))


def frequency(item: Item) -> str:
    return item["rhythm"] or NONE


def month_name(month: int) -> str:
    return MONTH_NAMES[language()][month - 1]


def sentence(_state: PlanState, item: Item) -> Sentence:
    months = months_of(item)
    when = ""
    if months and len(months) < 12:
        when = value("month", _("in %(months)s", months=in_words([month_name(month) for month in months])))
    brought = item["input"] and _("on the table: %(input)s", input=value("input", lowered(item["input"])))
    who = item["who"] and value("who", lowered(item["who"]))
    return Sentence(value("moment", item["moment"]), joined([when, who, brought]))


def view_rhythm(_state: PlanState, section: Section) -> Sequence[Group]:
    """Return the rows by how often they come, the most frequent first."""
    headings = [Heading(key, str(label)) for key, label in FREQUENCIES]
    return in_groups(section.rows, frequency, [*headings, Heading(NONE, _("How often is not known yet"))])


def silent_months(state: PlanState) -> list[int]:
    """Return the months in which nobody looks at the figures, as far as the moments have months."""
    known = {month for item in state.rows("rhythm") for month in months_of(item)}
    return [month for month in range(1, 13) if month not in known] if known else []


def times_a_year(state: PlanState) -> int:
    return sum(TIMES.get(item["rhythm"], 0) for item in state.rows("rhythm"))


def title(state: PlanState) -> str:
    """Return the message of the picture: how often one looks, and when not at all."""
    times, silent = times_a_year(state), silent_months(state)
    if not times:
        return _("When we learn together in the year")
    often = ngettext(
        "Once a year we learn together", "%(times)s times a year we learn together", times, times=str(times)
    )
    if not silent:
        return often
    if len(silent) > 4:
        return _("%(often)s; in %(count)s months nobody looks at the figures", often=often, count=len(silent))
    names = in_words([month_name(month) for month in silent])
    return _("%(often)s; in %(months)s nobody looks at the figures", often=often, months=names)


def calendar_spec(state: PlanState, page: bool) -> YearSpec:
    moments = tuple(
        Moment(
            name=item.get("moment", "…"),
            note=chosen(item, "rhythm").lower(),
            months=months_of(item),
            steady=item["rhythm"] == "weekly",
            spoken=joined([chosen(item, "rhythm").lower(), sentence(state, item).detail]),
            href=step_address(state.plan_id, "rhythm", item.id, f"row-{item.id}") if page else None,
        )
        for item in sorted(state.rows("rhythm"), key=lambda item: list(TIMES).index(item["rhythm"] or "yearly"))
    )
    return YearSpec(
        moments=moments,
        title=title(state),
        description=_("Twelve months side by side with a row for each learning moment. The list holds the same."),
        words=YearWords(
            months=tuple(SHORT.get(name, name[:3]) for name in MONTH_NAMES[language()]),
            unplaced=_("month still open"),
            empty=_("Add a learning moment, and it appears here."),
        ),
        language=state.language,
    )


@dataclass(frozen=True)
class NextMoment:
    item: Item
    year: int
    month: int


def next_moment(state: PlanState, today: date) -> NextMoment | None:
    """Return the first moment from this month on; the rarest of those in the same month says most."""
    moments = []
    for item in state.rows("rhythm"):
        ahead = [(today.year + (month < today.month), month) for month in months_of(item)]
        if ahead and item["moment"]:
            moments.append((*min(ahead), TIMES[item["rhythm"]], item.position, item))
    if not moments:
        return None
    year, month, _times, _position, item = min(moments, key=lambda moment: moment[:4])
    return NextMoment(item, year, month)
