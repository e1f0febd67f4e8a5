"""The pictures of module 4: the year of learning, the culture scan, and who backs it."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from impactplan.diagram.grid import score_grid
from impactplan.diagram.place import Place, place_in_grid
from impactplan.diagram.radar import RadarSpec, RadarWords, radar
from impactplan.diagram.typography import WIDTH
from impactplan.diagram.year import year_calendar
from impactplan.graph import Item, PlanState
from impactplan.learning import culture, rhythm, support
from impactplan.lib.texts import gettext as _
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.parts import Moves, Picture, RowPicture


def draw_year(state: PlanState, prefix: str, *, page: bool = False) -> Markup:
    spec = rhythm.calendar_spec(state, page)
    return Markup(year_calendar(spec, measure=measure(), prefix=prefix, heading=False, page=page))  # noqa: S704  # escaped there


def draw_culture(state: PlanState, prefix: str, *, page: bool = False, width: float = WIDTH) -> Markup:
    spec = RadarSpec(
        axes=culture.axes(state, page),
        title=culture.message(state),
        description=_("A radar of seven dimensions, from 1 in the middle to 5 at the edge. The list holds the same."),
        words=RadarWords(now=_("now"), goal=_("goal"), unscored=_("not scored yet")),
        language=state.language,
    )
    svg = radar(spec, measure=measure(), prefix=prefix, width=width, heading=False, page=page)
    return Markup(svg)  # noqa: S704  # escaped there


def draw_support(state: PlanState, prefix: str, *, page: bool = False, width: float = WIDTH) -> Markup:
    spec = support.grid_spec(state, page)
    svg = score_grid(spec, measure=measure(), prefix=prefix, width=width, heading=False, page=page)
    return Markup(svg)  # noqa: S704  # escaped there


YEAR = Picture("year", rhythm.title, draw_year, ("rhythm",))
RADAR = Picture("culture", culture.message, draw_culture, ("culture",), narrow=True, has_content=culture.has_content)
SUPPORT = Picture(
    "support", support.title, draw_support, ("supporter",), narrow_while_empty=True, has_content=support.has_content
)


def place_title(_state: PlanState, item: Item) -> str:
    attitude = support.attitude_of(item)
    if not support.is_placed(item):
        return _("Where does this person stand?")
    return _("%(attitude)s, influence %(score)s of 5", attitude=attitude.capitalize(), score=item["influence"])


def draw_place(state: PlanState, item: Item, prefix: str, width: float) -> Markup:
    number = [row.id for row in state.rows("supporter")].index(item.id) + 1
    own = Place(number, item.get("actor") or "…", item["influence"], item["attitude"])
    spec = replace(support.grid_spec(state, page=False), title=place_title(state, item))
    svg = place_in_grid(spec, own, measure=measure(), prefix=prefix, width=width)
    return Markup(svg)  # noqa: S704  # escaped there


ATTITUDE_VALUES = [str(value) for value in support.ATTITUDE_AXIS]
PLACE = RowPicture(place_title, draw_place, moves=Moves("influence", "attitude", "12345", ATTITUDE_VALUES))
CULTURE = RowPicture(
    lambda state, _item: culture.message(state),
    lambda state, _item, prefix, width: draw_culture(state, prefix, width=width),
)
