"""Draw a theory of change: from what we do, by what it delivers and changes, to the impact above us."""

from __future__ import annotations

from impactplan.diagram import svg
from impactplan.diagram.drawing import WIDTH, Drawing, draw
from impactplan.diagram.keeping import kept
from impactplan.diagram.text import Measure
from impactplan.diagram.theory_spec import TheorySpec
from impactplan.lib.tokens import COLOURS, FONTS


@kept
def theory_of_change(
    spec: TheorySpec,
    *,
    measure: Measure,
    prefix: str,
    width: float = WIDTH,
    max_lines: int = 8,
    heading: bool = True,
    page: bool = False,
) -> str:
    """Return the picture as SVG text: the drawing that ``draw`` makes of the same, put together.

    ``prefix`` makes its ids unique in the document.
    """
    drawing = draw(spec, measure=measure, width=width, max_lines=max_lines, heading=heading, page=page)
    return assemble(drawing, spec, prefix)


def assemble(drawing: Drawing, spec: TheorySpec, prefix: str, *, top: float = 0.0, bottom: float | None = None) -> str:
    """Return a drawing of ``spec`` as one picture, on a white ground of its own; of a high one what is from ``top``
    to ``bottom``, under the titles of the columns.

    Every part can be found and replaced: boxes by ``data-box``, links by ``data-link``, the rest by ``data-part``.
    """
    links = [svg.group(link.markup, data_link=link.key) for link in drawing.links]
    boxes = [svg.group(box.markup, data_box=box.key, transform=svg.moved(box.x, box.y)) for box in drawing.boxes]
    above = drawing.head if top else 0.0
    height = (drawing.height if bottom is None else bottom) - top + above
    white = svg.element("rect", width=drawing.width, height=height, fill=COLOURS["surface"])
    parts: tuple[str, ...] = (
        svg.group(drawing.ground, data_part="ground"),
        svg.group(*links, data_part="links"),
        svg.group(*boxes, data_part="boxes"),
        svg.group(drawing.legend, data_part="legend"),
    )
    if top:
        before = svg.element("rect", width=drawing.width, height=above, fill=COLOURS["surface"])
        parts = (svg.group(*parts, transform=svg.moved(0, above - top)), before, drawing.titles)
    return svg.picture(
        white,
        *parts,
        width=drawing.width,
        height=height,
        prefix=prefix,
        title_text=spec.title,
        description=spec.description,
        font=FONTS["sans"],
        data_drawing_id=drawing.id,
    )
