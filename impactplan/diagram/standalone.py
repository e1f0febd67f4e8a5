"""A picture that goes along by itself: with its title and its source, and with letters that need no fonts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from impactplan.diagram import svg
from impactplan.diagram.bidi import is_right_to_left
from impactplan.diagram.text import wrap
from impactplan.lib.tokens import COLOURS

if TYPE_CHECKING:
    from impactplan.diagram.outlines import Outlines

_SVG = "{http://www.w3.org/2000/svg}"
_MARGIN = 28.0
_TITLE_SIZE, _TITLE_LEADING = 20.0, 26.0
_SOURCE_SIZE, _SOURCE_LEADING = 12.5, 17.0
_GAP = 18.0  # between the title, the picture and the source
_ELSEWHERE = "Source Sans 3, Source Sans Pro, DejaVu Sans, Noto Sans, Noto Color Emoji, sans-serif"
"""Where the letters are looked for that our fonts lack."""
_PLACE = frozenset({"x", "y", "font-size", "font-weight", "font-family", "text-anchor"})
_DROPPED = frozenset({"tabindex", "aria-hidden", "role"})

ElementTree.register_namespace("", "http://www.w3.org/2000/svg")


@dataclass(frozen=True)
class Faces:
    """The faces that pictures are set in."""

    regular: Outlines
    bold: Outlines
    title: Outlines

    def of(self, bold: bool) -> Outlines:
        return self.bold if bold else self.regular


def stand_alone(picture: str, title: str, source: str, faces: Faces, *, language: str = "nl") -> str:
    """Return a finished ``<svg>`` on white ground, under its title and above the words that say where it is from.

    Letters that our fonts have become outlines, each line with its words as its name; others stay text. What is for a
    page only (places to jump to, marks for scripts) is left out. Raises ElementTree.ParseError for what is no SVG.
    """
    root = ElementTree.fromstring(picture)  # noqa: S314  # our own markup, in which texts are escaped
    _, _, inner_width, inner_height = map(float, root.attrib["viewBox"].split())
    body = "".join(_markup(child, faces) for child in root if child.tag not in (_SVG + "title", _SVG + "desc"))
    description = next((child.text or "" for child in root if child.tag == _SVG + "desc"), "")
    above, top = _lines(title, inner_width, faces.title, _TITLE_SIZE, _TITLE_LEADING, COLOURS["ink"], language)
    below, foot = _lines(source, inner_width, faces.regular, _SOURCE_SIZE, _SOURCE_LEADING, COLOURS["muted"], language)
    width = inner_width + 2 * _MARGIN
    height = 2 * _MARGIN + top + _GAP + inner_height + _GAP + foot
    return svg.picture(
        svg.element("rect", width=width, height=height, fill=COLOURS["surface"]),
        _at(_MARGIN, _MARGIN, above),
        _at(_MARGIN, _MARGIN + top + _GAP, body),
        _at(_MARGIN, height - _MARGIN - foot, below),
        width=width,
        height=height,
        prefix="picture",
        title_text=title,
        description=description,
        font=_ELSEWHERE,
    )


def _at(x: float, y: float, markup: str) -> str:
    return svg.group(markup, transform=f"translate({svg.number(x)} {svg.number(y)})")


def _lines(
    text: str, width: float, face: Outlines, size: float, leading: float, colour: str, language: str
) -> tuple[str, float]:
    def measure(text: str, size: float, bold: bool = False) -> float:
        return face.width(text, size)

    lines = wrap(text, width, size, measure, max_lines=4, language=language).lines
    turned = is_right_to_left(text)
    drawn = [
        _line(line, face, width if turned else 0.0, row * leading + size, size, {"fill": colour}, -1.0 if turned else 0)
        for row, line in enumerate(svg.seen(line, turned) for line in lines)
    ]
    return "".join(drawn), len(lines) * leading


def _markup(node: ElementTree.Element, faces: Faces) -> str:
    """Return an element of a picture as it goes along."""
    if node.tag == _SVG + "text" and not len(node):
        return _text(node, faces)
    attributes = _kept(node.attrib)
    children = "".join(_markup(child, faces) for child in node)
    return svg.element(node.tag.removeprefix(_SVG), svg.plain(node.text or "") + children, **attributes)


def _kept(attributes: Mapping[str, str], dropped: frozenset[str] = frozenset()) -> dict[str, svg.Value | None]:
    """Return the attributes of a drawing: not those that a page works with."""
    return {
        name.replace("-", "_"): value
        for name, value in attributes.items()
        if not name.startswith(("data-", "aria-")) and name != "id" and name not in _DROPPED | dropped
    }


def _text(node: ElementTree.Element, faces: Faces) -> str:
    given = node.attrib
    size = float(given.get("font-size", "16"))
    face = faces.of(int(given.get("font-weight", "400")) >= 600)
    back = {"middle": -0.5, "end": -1.0}.get(given.get("text-anchor", ""), 0.0)
    place = (float(given.get("x", "0")), float(given.get("y", "0")))
    return _line(node.text or "", face, *place, size, _kept(given, _PLACE), back)


def _line(
    text: str, face: Outlines, x: float, y: float, size: float, look: Mapping[str, svg.Value | None], back: float
) -> str:
    """Return a line, its start moved ``back`` by a part of its width."""
    runs = list(face.runs(text))
    x += back * sum(face.width(run, size) for run, _known in runs)
    drawn = []
    for run, known in runs:
        if known and (way := face.draw(run, x, y, size)):
            drawn.append(svg.element("path", d=way, aria_label=run, **look))
        elif not known:
            drawn.append(svg.seen_text(run, x=x, y=y, font_size=size, **look))
        x += face.width(run, size)
    return "".join(drawn)
