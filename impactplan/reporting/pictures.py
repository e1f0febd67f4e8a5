"""The pictures of module 3: the results in time, and what is left of a change once it is corrected."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

from impactplan.calculators import contribution
from impactplan.calculators.sampling import NotComputable
from impactplan.diagram.series import MOST_PANELS, Level, Panel, SeriesPoint, SeriesSpec, measurements_in_time
from impactplan.diagram.waterfall import MOST_FALLS, ChangeBar, Fall, WaterfallSpec, gross_to_net
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.reporting.calculations import label
from impactplan.reporting.sentences import contribution_words
from impactplan.reporting.words import band_words, progress_words, with_short_unit
from impactplan.workbook import result_summary
from impactplan.workbook.addresses import step_address
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.parts import Picture
from impactplan.workbook.wording import joined, name_of, rounded, with_unit

SMALL = 10
"""Below so many people the parts are said with a decimal."""


def measured(state: PlanState) -> list[Item]:
    """Return the indicators that have a measurement with a date."""
    return [item for item in state.rows("indicator") if _dated(state, item)]


def _dated(state: PlanState, indicator: Item) -> list[Item]:
    return [item for item in result_summary.measurements_of(state, indicator) if item["measured_on"]]


def results_title(state: PlanState) -> str:
    got, count = result_summary.reached(state)
    if not measured(state) or not count:
        return _("Results against their targets")
    return _("%(got)s of %(count)s indicators reached their target", got=got, count=count)


def draw_results(state: PlanState, prefix: str, *, page: bool = False) -> Markup:
    indicators = measured(state)
    if not indicators:
        return Markup()
    left = len(indicators) - MOST_PANELS
    spec = SeriesSpec(
        panels=[_panel(state, item, page) for item in indicators],
        title=results_title(state),
        description=_(
            "A line for each indicator from its baseline on, against its minimum and target. The table holds the same."
        ),
        more=_left_over(left),
        language=state.language,
    )
    return Markup(measurements_in_time(spec, measure=measure(), prefix=prefix, page=page))  # noqa: S704  # escaped there


def _left_over(count: int) -> str:
    return _("And %(count)s more, in the table.", count=count) if count > 0 else ""


def _panel(state: PlanState, indicator: Item, page: bool) -> Panel:
    unit, name = indicator["unit"], indicator.get("name", "…")
    points = []
    for item in _dated(state, indicator):
        band = result_summary.band_of(indicator, item["value"])
        shown = with_short_unit(item["value"], unit)
        points.append(SeriesPoint(item["measured_on"], float(item["value"]), shown, band.value if band else "none"))
    baseline = None
    if indicator["baseline"] is not None and indicator["baseline_date"]:
        shown = with_short_unit(indicator["baseline"], unit)
        baseline = SeriesPoint(indicator["baseline_date"], float(indicator["baseline"]), shown)
    now = result_summary.band(state, indicator)
    progress = progress_words(state, indicator)
    spoken = joined(
        [
            f"{name}: {points[-1].text}",
            band_words(now) if now else "",
            progress and _("progress %(progress)s", progress=progress),
        ],
        ", ",
    )
    minimum, target = indicator["minimum"], indicator["target"]
    return Panel(
        title=name,
        points=points,
        spoken=spoken,
        baseline=baseline,
        minimum=Level(float(minimum), _("minimum %(minimum)s", minimum=with_unit(minimum, "")))
        if minimum is not None
        else None,
        target=Level(float(target), _("target %(target)s", target=with_unit(target, "")))
        if target is not None
        else None,
        href=step_address(state.plan_id, "results", indicator.id, f"row-{indicator.id}") if page else None,
    )


def computed(state: PlanState) -> list[Item]:
    """Return the contributions of which the net change can be computed."""
    return [item for item in state.rows("contribution") if _steps(item)]


def _steps(item: Item) -> list[contribution.CorrectionStep]:
    try:
        return contribution.waterfall(item["gross"], result_summary.corrections(item))
    except NotComputable:
        return []


def net_title(state: PlanState) -> str:
    contributions = computed(state)
    if not contributions:
        return _("From gross to net")
    title = _(
        "Of %(gross)s people who changed, about %(net)s are due to us",
        gross=rounded(contributions[0]["gross"]),
        net=rounded(result_summary.net_of(contributions[0])),
    )
    if len(contributions) == 1:
        return title
    return _("What is due to us, for %(count)s outcomes", count=len(contributions))


def draw_net(state: PlanState, prefix: str, *, page: bool = False) -> Markup:
    items = computed(state)
    if not items:
        return Markup()
    left = len(items) - MOST_FALLS
    spec = WaterfallSpec(
        falls=[_fall(state, item) for item in items],
        title=net_title(state),
        description=_(
            "Bars from the gross change to what is left of it after each correction. The rows hold the same."
        ),
        more=_left_over(left),
        language=state.language,
    )
    return Markup(gross_to_net(spec, measure=measure(), prefix=prefix))  # noqa: S704  # escaped there


def _fall(state: PlanState, item: Item) -> Fall:
    steps = _steps(item)
    bars = [
        ChangeBar(_fall_word(step.key), float(step.taken), float(step.left), _taken(step, steps[0].left))
        for step in steps
        if step.key == "gross" or step.taken
    ]
    net = steps[-1].left
    extremes = result_summary.net_range(item)
    bars.append(ChangeBar(_("Due to us"), 0.0, float(net), _("about %(count)s", count=rounded(net))))
    return Fall(
        title=name_of(state, item["outcome"]) or "…",
        bars=bars,
        spoken=contribution_words(item),
        between=(float(extremes[0]), float(extremes[1])) if extremes else None,
        range_text=_("(%(low)s to %(high)s)", low=rounded(extremes[0]), high=rounded(extremes[1])) if extremes else "",
    )


def _fall_word(key: str) -> str:
    """Return what a bar is called: as its field, but for the part that is taken off by the own share."""
    return _("Due to others") if key == "own_share" else label(key)


def _taken(step: contribution.CorrectionStep, gross: Decimal) -> str:
    places = 1 if gross < SMALL else 0
    return rounded(step.left, places) if step.key == "gross" else f"−{rounded(step.taken, places)}"


RESULTS = Picture(
    "results",
    results_title,
    draw_results,
    ("indicator", "measurement"),
    has_content=lambda state: bool(measured(state)),
)
WATERFALL = Picture(
    "waterfall", net_title, draw_net, ("contribution",), has_content=lambda state: bool(computed(state))
)
