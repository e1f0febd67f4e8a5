"""The pictures of module 2: indicators as lines from baseline to target, and the calendar of asking."""

from __future__ import annotations

from markupsafe import Markup

from impactplan.diagram.calendar import CollectionBar, PeriodSpec, calendar
from impactplan.diagram.indicator_line import IndicatorLine, indicator_line, indicator_lines
from impactplan.framework.fieldwork import overlapping, period_of
from impactplan.framework.sentences import change, expected
from impactplan.graph import Item, PlanState
from impactplan.lib.dates import today
from impactplan.lib.texts import gettext as _
from impactplan.workbook.addresses import step_address
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.parts import Picture, RowPicture
from impactplan.workbook.result_summary import is_percentage, minimum_words
from impactplan.workbook.wording import joined, name_item, name_of, with_unit

IN_A_FORM, IN_A_FORM_NARROW = 560, 290
"""How wide a line stands in the form of its row, and on a telephone."""


def line_of(item: Item) -> IndicatorLine:
    """Return an indicator as the picture wants it."""
    unit = item["unit"]
    words = {name: with_unit(item[name], unit) for name in ("baseline", "minimum", "target")}
    ceiling = item["direction"] == "not_above"
    return IndicatorLine(
        name=item.get("name", "…"),
        description=joined([change(item), minimum_words(item, words["minimum"])]),
        baseline=item["baseline"],
        minimum=item["minimum"],
        target=item["target"],
        percentage=is_percentage(item),
        not_above=ceiling,
        baseline_label=_("baseline %(value)s", value=words["baseline"]),
        minimum_label=minimum_words(item, words["minimum"]),
        target_label=_("not above %(target)s", target=words["target"])
        if ceiling
        else _("target %(value)s", value=words["target"]),
        baseline_text=with_unit(item["baseline"], unit if unit == "%" else ""),
        target_text=with_unit(item["target"], unit if unit == "%" else ""),
    )


def has_values(item: Item) -> bool:
    return not line_of(item).is_empty


def draw_line(item: Item, prefix: str, width: int = 180, *, words: bool = False) -> Markup:
    """Return an indicator's line: small, or with words."""
    return Markup(indicator_line(line_of(item), measure=measure(), prefix=prefix, width=width, words=words))  # noqa: S704  # escaped there


def lines_title(state: PlanState) -> str:
    count = len(state.rows("indicator"))
    return _("Where each indicator begins and where it should go") if count > 1 else _("From baseline to target")


def draw_lines(state: PlanState, prefix: str) -> Markup:
    """Return all indicators that have a value, under each other."""
    lines = [line for line in map(line_of, state.rows("indicator")) if not line.is_empty]
    svg = indicator_lines(
        lines,
        title=lines_title(state),
        description=_("A line per indicator, on its own scale. The table holds the same."),
        measure=measure(),
        prefix=prefix,
    )
    return Markup(svg)  # noqa: S704  # escaped there


def has_lines(state: PlanState) -> bool:
    return any(map(has_values, state.rows("indicator")))


def coinciding(state: PlanState) -> list[Item]:
    """Return the collections during which the same group is asked something else too."""
    return [item for item in state.rows("collection") if any(overlapping(state, item))]


def calendar_title(state: PlanState) -> str:
    collections = coinciding(state)
    groups = list(dict.fromkeys(name_of(state, item["group"]) for item in collections))
    if not collections:
        return _("When you collect data: nobody is asked for two things at the same time")
    if len(groups) == 1:
        count = len(collections)
        return _("%(group)s: %(count)s collections at the same time", group=groups[0], count=count)
    return _("%(count)s groups are asked for several things at the same time", count=len(groups))


def bars_of(state: PlanState, *, page: bool) -> tuple[CollectionBar, ...]:
    marked = {item.id for item in coinciding(state)}
    return tuple(
        CollectionBar(
            name=name_item(state, item),
            group=name_of(state, item["group"]) or _("No group chosen"),
            start=item["start"],
            end=item["end"],
            note=expected(item),
            coincides=item.id in marked,
            href=step_address(state.plan_id, "collection", item.id, f"row-{item.id}") if page else None,
        )
        for item in state.rows("collection")
        if period_of(item)
    )


def has_periods(state: PlanState) -> bool:
    return any(map(period_of, state.rows("collection")))


def draw_calendar(state: PlanState, prefix: str, *, page: bool = False) -> Markup:
    """Return the calendar; today is for a page only, a document is read later."""
    if not has_periods(state):
        return Markup("")
    spec = PeriodSpec(
        bars=bars_of(state, page=page),
        title=calendar_title(state),
        description=_("A bar per data collection over the quarters. The list of the data strategy holds the same."),
        coincides=_("at the same time as another"),
        quarter=_("Q{number}"),
        today=today() if page else None,
        today_label=_("today"),
        language=state.language,
    )
    return Markup(calendar(spec, measure=measure(), prefix=prefix, page=page))  # noqa: S704  # escaped there


CALENDAR = Picture("calendar", calendar_title, draw_calendar, ("collection",), has_content=has_periods)


def line_title(_state: PlanState, item: Item) -> str:
    """Say from where to where an indicator should go."""
    return change(item) or _("From baseline to target")


def draw_beside(_state: PlanState, item: Item, prefix: str, width: float) -> Markup:
    """Return the line of an indicator with its words; nothing while it has no value."""
    return Markup(indicator_line(line_of(item), measure=measure(), prefix=prefix, width=width, words=True))  # noqa: S704  # escaped there


LINE = RowPicture(line_title, draw_beside)
