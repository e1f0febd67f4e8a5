"""The pictures of module 4: the year of learning, the culture scan, and who backs it."""

from __future__ import annotations

from markupsafe import Markup

from impactplan.diagram.grid import score_grid
from impactplan.diagram.radar import RadarSpec, RadarWords, radar
from impactplan.diagram.year import year_calendar
from impactplan.graph import PlanState
from impactplan.learning import culture, rhythm, support
from impactplan.lib.texts import gettext as _
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.parts import Picture


def draw_year(state: PlanState, prefix: str, *, page: bool = False) -> Markup:
    spec = rhythm.calendar_spec(state, page)
    return Markup(year_calendar(spec, measure=measure(), prefix=prefix, heading=False, page=page))  # noqa: S704  # escaped there


def draw_culture(state: PlanState, prefix: str, *, page: bool = False) -> Markup:
    spec = RadarSpec(
        axes=culture.axes(state, page),
        title=culture.message(state),
        description=_("A radar of seven dimensions, from 1 in the middle to 5 at the edge. The list holds the same."),
        words=RadarWords(now=_("now"), goal=_("goal"), unscored=_("not scored yet")),
        language=state.language,
    )
    return Markup(radar(spec, measure=measure(), prefix=prefix, heading=False, page=page))  # noqa: S704  # escaped there


def draw_support(state: PlanState, prefix: str, *, page: bool = False) -> Markup:
    spec = support.grid_spec(state, page)
    return Markup(score_grid(spec, measure=measure(), prefix=prefix, heading=False, page=page))  # noqa: S704  # escaped there


YEAR = Picture("year", rhythm.title, draw_year, ("rhythm",))
RADAR = Picture("culture", culture.message, draw_culture, ("culture",), has_content=culture.has_content)
SUPPORT = Picture("support", support.title, draw_support, ("supporter",), has_content=support.has_content)
