"""A theory of change as data: every box and link with its place and its markup.

The page patches what changed in what it shows, and the whole picture is put together from the same parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from impactplan.diagram import theory_scene
from impactplan.diagram.drawing_parts import DrawnBox, DrawnColumn, DrawnLink
from impactplan.diagram.keeping import kept
from impactplan.diagram.text import Measure
from impactplan.diagram.theory_spec import TheorySpec

__all__ = ["WIDTH", "Changes", "Drawing", "DrawnBox", "DrawnColumn", "DrawnLink", "differences", "draw"]

WIDTH = 1200.0
"""What six columns are drawn at: the letters keep their size on a window of 1280."""


@dataclass(frozen=True)
class Drawing:
    """Everything in the picture: columns from left to right, boxes and links in the order in which one reads them."""

    width: float
    height: float
    columns: tuple[DrawnColumn, ...]
    ground: str
    """What lies under the boxes and links: titles, and the accountability ceiling."""
    boxes: tuple[DrawnBox, ...]
    links: tuple[DrawnLink, ...]
    legend: str
    titles: str = ""
    """The titles of the columns, which are in the ground too: a part of the drawing further down begins with them."""
    head: float = 0.0
    """The height that they take at the top."""

    @cached_property
    def id(self) -> str:
        """A digest of all that is in the drawing."""
        return blake2b(repr(self).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

    @property
    def notes(self) -> tuple[tuple[int, str, str], ...]:
        """The assumptions by the number on their link: (number, key of the link, text)."""
        return tuple((link.number, link.key, link.note) for link in self.links if link.number is not None)


@dataclass(frozen=True)
class Changes:
    """What must be drawn anew to come from one drawing to another; ``gone`` has keys of boxes and of links."""

    boxes: tuple[DrawnBox, ...]
    links: tuple[DrawnLink, ...]
    gone: tuple[str, ...]


@kept
def draw(
    spec: TheorySpec,
    *,
    measure: Measure,
    width: float = WIDTH,
    max_lines: int = 8,
    heading: bool = False,
    page: bool = False,
) -> Drawing:
    """Return the drawing, about ``width`` CSS pixels wide and as high as it needs; boxes keep the order of the nodes.

    Texts get ``max_lines`` lines in their box; the full text stands in the box's title. ``heading`` puts the
    message above the columns; ``page`` makes boxes with an address links. Without nodes the drawing teaches: it
    shows the columns with their hints, and these are no boxes of it.

    Raises ValueError when two nodes have one key or a node names an unknown column, KeyError when a column
    names an unknown colour or ``spec.words`` lacks a word that is needed.
    """
    scene = theory_scene.Scene(spec, measure, width, max_lines=max_lines, heading=heading, page=page)
    return Drawing(
        width=scene.width,
        height=scene.height,
        columns=scene.columns(),
        ground=scene.ground(),
        boxes=scene.boxes(),
        links=scene.links(),
        legend=scene.legend,
        titles=scene.titles,
        head=scene.head,
    )


def differences(old: Drawing, new: Drawing) -> Changes:
    """Return the parts of ``new`` that are not in ``old``, or not as they are there, and the keys that went."""
    boxes = {box.key: box for box in old.boxes}
    links = {link.key: link for link in old.links}
    there = {box.key for box in new.boxes} | {link.key for link in new.links}
    return Changes(
        boxes=tuple(box for box in new.boxes if boxes.get(box.key) != box),
        links=tuple(link for link in new.links if links.get(link.key) != link),
        gone=tuple(key for key in (*boxes, *links) if key not in there),
    )
