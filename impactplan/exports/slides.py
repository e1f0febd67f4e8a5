"""The shapes of a slide: text that one can edit, and connectors that stay tied to their boxes.

Import this only when a slide is made: it loads python-pptx.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from impactplan.diagram.bidi import is_right_to_left
from impactplan.diagram.corridors import Point, Way
from impactplan.diagram.svg import clean
from impactplan.lib.tokens import COLOURS

EMU = 9525
"""In a CSS pixel."""
POINTS = 0.75
"""In a CSS pixel."""
LARGEST = 5376.0
"""The side of the largest slide, in pixels: 56 inches."""
FONT = b"Arial"
"""On every machine, or with letters of the same width in its place; a slide takes no fonts along."""
_TITLE_ONLY = 5
_OUT = 18.0
"""How far a connector between boxes of one column goes out, in pixels."""
_LEFT_SITE, _RIGHT_SITE = 1, 3
_DASHES = {"dots": MSO_LINE.ROUND_DOT, "dashes": MSO_LINE.DASH}
_LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}


@dataclass(frozen=True)
class Words:
    """A paragraph of a shape; ``size`` in pixels, ``colour`` the name of a token."""

    text: str
    size: float
    colour: str = "ink"
    bold: bool = False


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """How a line is drawn; ``dash`` is "dots", "dashes" or nothing, ``ends_in`` what a connector ends in."""

    colour: str
    width: float
    dash: str = ""
    ends_in: str = ""


@dataclass(frozen=True)
class Frame:
    """The outline of a box; ``corner`` is the radius of its corners, or what is cut off them."""

    fill: str
    line: Line
    corner: float = 6.0
    cut: bool = False


class Slide:
    """One slide of a presentation of its own, ``width`` by ``height`` pixels."""

    def __init__(self, width: float, height: float, title: str, language: str) -> None:
        self.presentation = Presentation()
        self.language = _LANGUAGES.get(language, language)
        _resize(self.presentation, width, height)
        _name_font(self.presentation)
        self.presentation.core_properties.title = _plain(title)[:255]
        self.presentation.core_properties.author = ""
        self.slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[_TITLE_ONLY])
        self.shapes = self.slide.shapes

    def title(self, rect: Rect, words: Words) -> None:
        shape = self.shapes.title
        _place(shape, rect)
        self._write(shape, [words], MSO_ANCHOR.TOP, inset=(0, 0))

    def text(self, rect: Rect, words: Sequence[Words], *, foot: bool = False, centred: bool = False) -> None:
        shape = self.shapes.add_textbox(*_emu(rect))
        self._write(shape, words, MSO_ANCHOR.BOTTOM if foot else MSO_ANCHOR.TOP, inset=(0, 0), centred=centred)

    def box(self, name: str, rect: Rect, words: Sequence[Words], frame: Frame) -> Any:
        """Add a box with text in it, and return what connectors tie to."""
        kind = MSO_SHAPE.PLAQUE if frame.cut else MSO_SHAPE.ROUNDED_RECTANGLE
        shape = self.shapes.add_shape(kind, *_emu(rect))
        shape.name = _plain(name)[:80]
        shape.adjustments[0] = min(0.5, frame.corner / min(rect.width, rect.height))
        _undress(shape)
        _fill(shape, frame.fill)
        _stroke(shape.line, frame.line)
        self._write(shape, words, MSO_ANCHOR.MIDDLE, inset=(9, 5))
        return shape

    def ground(self, name: str, rect: Rect, fill: str, line: Line | None = None) -> None:
        shape = self.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(rect))
        shape.name = name
        _undress(shape)
        _fill(shape, fill)
        if line:
            _stroke(shape.line, line)
        else:
            shape.line.fill.background()

    def line(self, name: str, start: tuple[float, float], end: tuple[float, float], line: Line) -> None:
        shape = self.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *map(_whole, (*start, *end)))
        shape.name = name
        _undress(shape)
        _stroke(shape.line, line)

    def connectors(self, name: str, described: str, way: Way, ends: tuple[Any, Any], line: Line) -> None:
        """Tie two boxes together, by way of knots where there are any; what is ``described`` a reader hears."""
        source, target = ends
        stops = [(source, way.start), *((self._knot(name, at, line), at) for at in way.knots), (target, way.end)]
        onward = Line(line.colour, line.width, line.dash)
        for (first, start), (last, end) in pairwise(stops):
            arrives = last is target
            site = _RIGHT_SITE if arrives and way.back else _LEFT_SITE
            ties = ((first.shape_id, _RIGHT_SITE), (last.shape_id, site))
            shape = self._connector(name, start, end, ties, line if arrives else onward)
            if arrives:
                shape._element.nvCxnSpPr.cNvPr.set("descr", _plain(described))

    def _connector(self, name: str, start: Point, end: Point, ties: Sequence[tuple[int, int]], line: Line) -> Any:
        shape = self.shapes.add_connector(MSO_CONNECTOR.CURVE, *map(_whole, (*start, *end)))
        shape.name = _plain(name)[:80]
        tied = shape._element.nvCxnSpPr.cNvCxnSpPr  # python-pptx has no public name for this, nor for those below
        for at, (shape_id, site) in zip((tied._add_stCxn(), tied._add_endCxn()), ties, strict=True):
            at.id, at.idx = shape_id, site
        geometry = shape._element.spPr.prstGeom
        if abs(start[1] - end[1]) < 1:
            geometry.set("prst", "line")
        elif abs(start[0] - end[0]) < 1:  # to the same side of a box in the same column: the curve goes out and back
            shape.width = _whole(1)
            guide = geometry.get_or_add_avLst()._add_gd()
            guide.name, guide.fmla = "adj1", f"val {round(_OUT * 100_000)}"
        _undress(shape)
        _stroke(shape.line, line)
        return shape

    def _knot(self, name: str, at: Point, line: Line) -> Any:
        """Add a small point at which connectors meet."""
        half = line.width / 2 + 1
        shape = self.shapes.add_shape(
            MSO_SHAPE.ROUNDED_RECTANGLE, *_emu(Rect(at[0] - half, at[1] - half, 2 * half, 2 * half))
        )
        shape.name, shape.adjustments[0] = _plain(name)[:80], 0.5
        _undress(shape)
        _fill(shape, line.colour)
        shape.line.fill.background()
        return shape

    def notes(self, text: str) -> None:
        self.slide.notes_slide.notes_text_frame.text = clean(text)

    def to_bytes(self) -> bytes:
        written = BytesIO()
        self.presentation.save(written)
        return written.getvalue()

    def _write(
        self, shape: Any, words: Sequence[Words], anchor: Any, inset: tuple[float, float], *, centred: bool = False
    ) -> None:
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
        frame.margin_left = frame.margin_right = _whole(inset[0])
        frame.margin_top = frame.margin_bottom = _whole(inset[1])
        for at, one in enumerate(words):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = _plain(one.text)
            run.font.size, run.font.bold = Pt(round(one.size * POINTS, 1)), one.bold
            run.font.color.rgb = _colour(one.colour)
            run._r.get_or_add_rPr().set("lang", self.language)  # as above
            back = is_right_to_left(one.text)
            paragraph.alignment = PP_ALIGN.CENTER if centred else PP_ALIGN.RIGHT if back else PP_ALIGN.LEFT
            if back:
                paragraph._p.get_or_add_pPr().set("rtl", "1")  # as above


def _undress(shape: Any) -> None:
    """Take off the look that the theme gives to a shape: its shadow, and a colour for what it does not say itself."""
    shape._element.remove(shape._element.find(qn("p:style")))


def _resize(presentation: Any, width: float, height: float) -> None:
    """Give all slides another size, and what their layouts hold a place to fit."""
    wide, high = _whole(width), _whole(height)
    across, down = wide / presentation.slide_width, high / presentation.slide_height
    presentation.slide_width, presentation.slide_height = wide, high
    master = presentation.slide_master
    for held in (master, *master.slide_layouts):
        for shape in held.placeholders:
            if shape._element.spPr.xfrm is not None:  # others take the place of the master's
                shape.left, shape.width = Emu(round(shape.left * across)), Emu(round(shape.width * across))
                shape.top, shape.height = Emu(round(shape.top * down)), Emu(round(shape.height * down))


def _name_font(presentation: Any) -> None:
    theme = presentation.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = theme.blob.replace(b'<a:latin typeface="Calibri"/>', b'<a:latin typeface="%s"/>' % FONT)


def _plain(text: str) -> str:
    return " ".join(clean(text).split())


def _whole(pixels: float) -> Emu:
    return Emu(round(pixels * EMU))


def _emu(rect: Rect) -> tuple[Emu, ...]:
    return tuple(map(_whole, (rect.x, rect.y, rect.width, rect.height)))


def _place(shape: Any, rect: Rect) -> None:
    shape.left, shape.top, shape.width, shape.height = _emu(rect)


def _colour(name: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(COLOURS[name].removeprefix("#")))  # type: ignore[no-untyped-call]  # has no types


def _fill(shape: Any, name: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = _colour(name)


def _stroke(given: Any, line: Line) -> None:
    given.color.rgb = _colour(line.colour)
    given.width = _whole(line.width)
    if line.dash:
        given.dash_style = _DASHES[line.dash]
    if line.ends_in:
        drawn = given._get_or_add_ln()  # python-pptx draws no ends of lines
        end = drawn.makeelement(
            "{http://schemas.openxmlformats.org/drawingml/2006/main}tailEnd", {"type": line.ends_in}
        )
        drawn.append(end)
