"""The pictures of module 3: the results in time, and what is left of a change once it is corrected."""

from __future__ import annotations

from markupsafe import Markup

from impactplan.blocks import Figure
from impactplan.calculators import contribution
from impactplan.calculators.sampling import NotComputable
from impactplan.diagram.series import MOST_PANELS, Level, Panel, SeriesPoint, SeriesSpec, measurements_in_time
from impactplan.diagram.typography import PRINT_WIDTH, WIDTH
from impactplan.diagram.waterfall import MOST_FALLS, ChangeBar, Fall, WaterfallSpec, gross_to_net
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.reporting import sentences
from impactplan.reporting.calculations import label
from impactplan.reporting.words import band_words, progress_phrase, with_short_unit
from impactplan.workbook import result_summary
from impactplan.workbook.addresses import step_address
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.parts import Picture, RowPicture
from impactplan.workbook.wording import MINUS, joined, lowered, name_of, rounded, whole, whole_parts, with_unit


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


def draw_results(state: PlanState, prefix: str, *, page: bool = False, width: float = WIDTH) -> Markup:
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
    svg = measurements_in_time(spec, measure=measure(), prefix=prefix, width=width, page=page)
    return Markup(svg)  # noqa: S704  # escaped there


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
    spoken = joined(
        [
            f"{name}: {points[-1].text}",
            band_words(now) if now else "",
            progress_phrase(state, indicator),
        ],
        ", ",
    )
    minimum, target = indicator["minimum"], indicator["target"]
    return Panel(
        title=name,
        points=points,
        spoken=spoken,
        baseline=baseline,
        minimum=Level(float(minimum), _at_least(indicator, with_unit(minimum, ""))) if minimum is not None else None,
        target=Level(float(target), _("target %(target)s", target=with_unit(target, "")))
        if target is not None
        else None,
        href=step_address(state.plan_id, "results", indicator.id, f"row-{indicator.id}") if page else None,
    )


def _at_least(indicator: Item, minimum: str) -> str:
    """Return in few words what the line of the minimum stands for: where less is better, it is the most."""
    if result_summary.is_downward(indicator):
        return _("at most %(target)s", target=minimum)
    return _("minimum %(minimum)s", minimum=minimum)


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
    most = max(contributions, key=result_summary.net_of)
    return _(
        "Most due to us: %(outcome)s (about %(net)s of %(gross)s people)",
        outcome=lowered(name_of(state, most["outcome"]) or "…"),
        net=rounded(result_summary.net_of(most)),
        gross=rounded(most["gross"]),
    )


def draw_net(state: PlanState, prefix: str, *, page: bool = False, width: float = WIDTH) -> Markup:
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
        more=" ".join(filter(None, (_left_over(left), own_scale(len(items))))),
        language=state.language,
    )
    return Markup(gross_to_net(spec, measure=measure(), prefix=prefix, width=width))  # noqa: S704  # escaped there


def own_scale(count: int) -> str:
    return _("Each outcome has a scale of its own: look at the numbers to compare them.") if count > 1 else ""


def in_whole_parts(item: Item) -> tuple[list[tuple[contribution.CorrectionStep, str]], str]:
    """Return what is taken off at each step, and what is left, in words whose figures add up as they are printed.

    Nobody counts people in decimals: a part of less than one is said to be that."""
    steps = _steps(item)
    gross, net = whole(steps[0].left), whole(steps[-1].left)
    taken = whole_parts([step.taken for step in steps[1:]], gross - net)
    shown = [(steps[0], rounded(gross))]
    shown += [
        (step, part if part.startswith("<") else f"{MINUS}{part}")
        for step, part in zip(steps[1:], taken, strict=True)
        if step.taken
    ]
    return shown, _("about %(count)s", count=rounded(net))


def _fall(state: PlanState, item: Item) -> Fall:
    steps = _steps(item)
    shown, about = in_whole_parts(item)
    bars = [ChangeBar(_fall_word(step.key), float(step.taken), float(step.left), text) for step, text in shown]
    net = steps[-1].left
    extremes = result_summary.net_range(item)
    bars.append(ChangeBar(_("Due to us"), 0.0, float(net), about))
    return Fall(
        title=name_of(state, item["outcome"]) or "…",
        bars=bars,
        spoken=sentences.contribution(state, item).detail,
        between=(float(extremes[0]), float(extremes[1])) if extremes else None,
        range_text=_("(%(low)s to %(high)s)", low=rounded(extremes[0]), high=rounded(extremes[1])) if extremes else "",
    )


def _fall_word(key: str) -> str:
    """Return what a bar is called: as its field, but for the part that is taken off by the own share."""
    return _("Due to others") if key == "own_share" else label(key)


def print_results(state: PlanState, prefix: str, _under_heading: bool) -> list[Figure]:
    return [Figure(draw_results(state, prefix, width=PRINT_WIDTH), results_title(state))]


RESULTS = Picture(
    "results",
    results_title,
    draw_results,
    ("indicator", "measurement"),
    narrow=True,
    has_content=lambda state: bool(measured(state)),
    document=print_results,
)
WATERFALL = Picture(
    "waterfall",
    net_title,
    draw_net,
    ("contribution",),
    narrow=True,
    has_content=lambda state: bool(computed(state)),
)


def series_title(state: PlanState, item: Item) -> str:
    indicator = _indicator_of(state, item)
    now = result_summary.band(state, indicator) if indicator else None
    return band_words(now).capitalize() if now else _("Measurements in time")


def _indicator_of(state: PlanState, item: Item) -> Item | None:
    return state.find(item["indicator"]) if item.kind == "measurement" else item


def draw_series(state: PlanState, item: Item, prefix: str, width: float) -> Markup:
    """Return the measurements of one indicator in time; nothing while none has a date."""
    indicator = _indicator_of(state, item)
    if indicator is None or not _dated(state, indicator):
        return Markup()
    spec = SeriesSpec(
        panels=[_panel(state, indicator, page=False)],
        title=series_title(state, item),
        description=_("A line from the baseline on, against minimum and target. The table holds the same."),
        language=state.language,
    )
    return Markup(measurements_in_time(spec, measure=measure(), prefix=prefix, width=width))  # noqa: S704  # escaped there


def fall_title(state: PlanState, item: Item) -> str:
    return sentences.contribution(state, item).detail


def draw_fall(state: PlanState, item: Item, prefix: str, width: float) -> Markup:
    """Return one contribution from gross to net; nothing while it cannot be computed."""
    if not _steps(item):
        return Markup()
    spec = WaterfallSpec(
        falls=[_fall(state, item)],
        title=fall_title(state, item),
        description=_("Bars from the gross change to what is left of it after each correction."),
        language=state.language,
    )
    return Markup(gross_to_net(spec, measure=measure(), prefix=prefix, width=width))  # noqa: S704  # escaped there


SERIES = RowPicture(series_title, draw_series, reads=("indicator", "measurement"))
FALL = RowPicture(fall_title, draw_fall, reads=("outcome",))
