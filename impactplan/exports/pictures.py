"""A picture of a plan as a file by itself: to hand on, to paste elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from impactplan.diagram.standalone import stand_alone
from impactplan.exports.document import in_language
from impactplan.graph import PlanState
from impactplan.lib.dates import AMSTERDAM, format_date
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.workbook.font_metrics import faces, measure
from impactplan.workbook.parts import Picture

SHARPNESS = 2.0
"""Pixels of an image for a pixel of the picture."""
MOST_PIXELS = 24_000_000
"""An image of more pixels than this takes 100 MB while it is made: it gets less sharp."""


@dataclass(frozen=True)
class PictureFormat:
    key: str
    """Also the extension."""
    media_type: str
    name: LazyString
    use: LazyString
    """What it is good for."""
    write: Callable[[Picture, PlanState], bytes]
    offered: Callable[[Picture], bool] = lambda _picture: True


def write_svg(picture: Picture, state: PlanState) -> bytes:
    return _drawing(picture, state).encode()


def write_png(picture: Picture, state: PlanState) -> bytes:
    from resvg_py import svg_to_bytes  # noqa: PLC0415  # loaded when somebody asks for an image

    drawing = _drawing(picture, state)
    width, height = _size(drawing)
    sharpness = min(SHARPNESS, (MOST_PIXELS / (width * height)) ** 0.5)
    return bytes(svg_to_bytes(svg_string=drawing, zoom=sharpness))


def write_pptx(picture: Picture, state: PlanState) -> bytes:
    from impactplan.exports.theory_slide import write_slide  # noqa: PLC0415  # loads python-pptx

    if picture.theory is None:
        raise ValueError("only a picture of boxes and links can be a slide")
    with in_language(state.language):
        return write_slide(picture.theory(state), source_of(state), measure())


def _size(drawing: str) -> tuple[float, float]:
    """Return how wide and how high a finished ``<svg>`` is."""
    _left, _top, width, height = drawing.partition('viewBox="')[2].partition('"')[0].split()
    return float(width), float(height)


def _drawing(picture: Picture, state: PlanState) -> str:
    """Return a picture under its title and above its source, in the language of the plan."""
    with in_language(state.language):
        drawn = picture.draw(state, picture.key)
        return stand_alone(drawn, picture.title(state), source_of(state), faces(), language=state.language)


def source_of(state: PlanState) -> str:
    """Return where a picture is from: the plan, whose it is, and of what day."""
    plan = _("Impact plan “%(title)s”", title=state.title or _("Plan without a name"))
    day = format_date(state.at.astimezone(AMSTERDAM).date(), state.language)
    return " · ".join(part for part in (plan, state.organisation, day) if part)


SVG = PictureFormat("svg", "image/svg+xml", _l("Drawing (SVG)"), _l("stays sharp at any size"), write_svg)
PNG = PictureFormat("png", "image/png", _l("Image (PNG)"), _l("for a text, a mail or a website"), write_png)
PPTX = PictureFormat(
    "pptx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    _l("Slide (PPTX)"),
    _l("to go on with in a presentation"),
    write_pptx,
    lambda picture: picture.theory is not None,
)
FORMATS = (SVG, PNG, PPTX)


def list_picture_formats(picture: Picture) -> Sequence[PictureFormat]:
    return [format_ for format_ in FORMATS if format_.offered(picture)]
