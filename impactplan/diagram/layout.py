"""Lay out boxes in fixed columns, with links between them that never run through a box.

Boxes keep their column, and their order in it; their heights and the links' ways are found here. A link that skips
columns runs through a lane between the boxes there, a link within a column swings through the gutter beside it, and
a link that points back simply runs from right to left. Pure geometry: nothing is drawn, nothing is random.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from impactplan.diagram.lanes import order_lanes
from impactplan.diagram.network import Columns, crossings, cut_links
from impactplan.diagram.placing import Pull, level_lanes, place
from impactplan.diagram.ports import LEFT, RIGHT, Chain, End, Ports, Side, align, choose_side, offsets, sort_ends
from impactplan.diagram.routing import Curve, Point, Streets, bend, gutter_widths

_BEFORE_MARK, _BEHIND_MARK, _BETWEEN_MARKS = 3.0, 4.0, 2.0  # white around the mark of a link


@dataclass(frozen=True)
class Box:
    """A box to place: ``column`` from 0, ``height`` in pixels; within a column a lower ``band`` comes first."""

    key: str
    column: int
    height: float
    band: int = 0


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Route:
    """The way of one link: cubic curves end to end, from the source's border to the target's.

    ``arrives`` is 1 when it ends going right, at the target's left side, and -1 when it ends going left. ``mark``
    is the centre of the room that its mark has where it leaves its source: nothing else of the layout comes there.
    """

    curves: tuple[Curve, ...]
    arrives: int
    mark: Point


@dataclass(frozen=True)
class Space:
    """The measures of a layout, in pixels."""

    columns: int
    width: float = 1000.0
    box_width: float = 124.0
    box_gap: float = 14.0  # between two boxes
    band_gap: float = 36.0  # between two bands of boxes
    lane_gap: float = 9.0  # between a box and a link that passes it
    between_lanes: float = 7.0
    port_gap: float = 11.0  # between two links at a side
    port_inset: float = 9.0  # between a link and the corner of a box
    lead: float = 9.0  # what a link runs level at a box: the room of its arrow
    gutter: float = 34.0  # between two columns, at least; marks come on top of it
    mark_width: float = 0.0
    mark_height: float = 16.0


@dataclass(frozen=True)
class Layout:
    """``boxes`` by key, ``routes`` in the order of the links, and the left side of each column, in pixels.

    The first column starts at x = ``left`` and the highest column at y = ``top``; ``width`` and ``height`` are
    those of everything together. ``crossings`` counts the crossings between columns.
    """

    boxes: Mapping[str, Rect]
    routes: tuple[Route, ...]
    columns: tuple[float, ...]
    width: float
    height: float
    crossings: int
    left: float = 0.0
    top: float = 0.0

    def moved(self, x: float, y: float) -> Layout:
        """Return the same layout further to the right and lower."""

        def place(point: Point) -> Point:
            return point[0] + x, point[1] + y

        return replace(
            self,
            boxes={key: replace(rect, x=rect.x + x, y=rect.y + y) for key, rect in self.boxes.items()},
            routes=tuple(
                Route(
                    tuple((place(a), place(b), place(c), place(d)) for a, b, c, d in route.curves),
                    route.arrives,
                    place(route.mark),
                )
                for route in self.routes
            ),
            columns=tuple(left + x for left in self.columns),
            left=self.left + x,
            top=self.top + y,
        )


def lay_out(
    boxes: Sequence[Box], links: Sequence[tuple[str, str]], space: Space, marked: Container[int] = ()
) -> Layout:
    """Place ``boxes`` and find the ways of ``links`` (source key, target key) between them.

    The links with an index in ``marked`` get room for a mark. A box becomes higher than asked where its links need
    the room, and the whole wider where the columns do.
    Raises ValueError when a key occurs twice or a column does not exist, KeyError when a link has no such box.
    """
    model = _Model(boxes, links, space)
    columns = order_lanes(model.cut)
    chains = model.chains(columns)
    sides = sort_ends(columns, chains)
    extents = model.extents(chains, marked)
    heights = model.heights(sides, extents)
    usual, gaps = offsets(sides, extents), model.gaps(columns)
    centres = place(columns, gaps, heights, model.pulls(chains, usual))
    lanes = [
        (chain.nodes[1:-1], (centres[chain.nodes[0]] + usual[index, 0], centres[chain.nodes[-1]] + usual[index, 1]))
        for index, chain in enumerate(chains)
        if len(chain.nodes) > 2
    ]
    centres = level_lanes(lanes, columns, gaps, heights, centres)
    ports = align(chains, sides, centres, heights, extents, space.port_inset)
    streets = model.streets(ports, centres, marked)
    ways = bend(ports, centres, model.home, streets)
    outside = streets.room(0, RIGHT) if space.columns == 1 and any(chain.side for chain in chains) else 0.0
    return Layout(
        boxes={
            box.key: Rect(streets.lefts[box.column], centres[node] - heights[node] / 2, space.box_width, heights[node])
            for node, box in enumerate(boxes)
        },
        routes=tuple(
            Route(way, _arrives(chain), _mark(chain, way, space)) for way, chain in zip(ways, chains, strict=True)
        ),
        columns=tuple(streets.lefts),
        width=streets.lefts[-1] + space.box_width + outside,
        height=max((centres[node] + heights[node] / 2 for node in range(len(centres))), default=0.0),
        crossings=crossings(columns, model.cut.network.links),
    )


def _arrives(chain: Chain) -> int:
    return -chain.side or (-1 if chain.backwards else 1)


def _mark(chain: Chain, way: Sequence[Curve], space: Space) -> Point:
    """Return the centre of a link's mark: beside the box that it leaves, before it bends."""
    x, y = way[0][0]
    return x + chain.source_side * (_BEFORE_MARK + space.mark_width / 2), y


class _Model:
    """The boxes and links as numbers: boxes first, then a lane for every column that a link skips."""

    def __init__(self, boxes: Sequence[Box], links: Sequence[tuple[str, str]], space: Space) -> None:
        self.boxes, self.space = boxes, space
        number = {box.key: node for node, box in enumerate(boxes)}
        if len(number) < len(boxes):
            raise ValueError("two boxes have the same key")
        if any(not 0 <= box.column < space.columns for box in boxes):
            raise ValueError("a box stands in a column that does not exist")
        bands = {node: box.band for node, box in enumerate(boxes) if box.band}
        self.pairs = [(number[source], number[target]) for source, target in links]
        self.cut = cut_links(space.columns, [box.column for box in boxes], self.pairs, bands)
        self.home = self.cut.home

    def chains(self, columns: Columns) -> list[Chain]:
        chains = []
        for (source, target), way in zip(self.pairs, self.cut.ways, strict=True):
            if self.home[source] == self.home[target]:
                side = choose_side((source, target), columns, self.home[source], self.cut.network.links)
                chains.append(Chain(way, side=side))
            else:
                chains.append(Chain(way, backwards=way[0] != source))
        return chains

    def extents(self, chains: Sequence[Chain], marked: Container[int]) -> dict[End, float]:
        """Return the room above and below each end of a link: more where its mark stands."""
        usual, wide = self.space.port_gap / 2, (self.space.mark_height + _BETWEEN_MARKS) / 2
        extents: dict[End, float] = {}
        for index, chain in enumerate(chains):
            extents[index, 0] = extents[index, 1] = usual
            if index in marked:
                extents[index, chain.source_end] = max(usual, wide)
        return extents

    def heights(self, sides: Mapping[Side, Sequence[End]], extents: Mapping[End, float]) -> list[float]:
        """Return the heights of all nodes: lanes have none, boxes at least what their links need."""
        heights = [box.height for box in self.boxes] + [0.0] * (len(self.home) - len(self.boxes))
        for (node, _), ends in sides.items():
            between = sum(extents[one] + extents[other] for one, other in pairwise(ends))
            heights[node] = max(heights[node], between + 2 * self.space.port_inset)
        return heights

    def streets(self, ports: Ports, centres: Sequence[float], marked: Container[int]) -> Streets:
        """Return where columns and gutters are: marks widen the gutter, and links run level beside them."""
        space = self.space
        leads = dict.fromkeys(product(range(space.columns), (LEFT, RIGHT)), space.lead)
        for index, chain in enumerate(ports.chains):
            if index in marked:
                column = self.home[chain.nodes[chain.source_end and -1]]
                leads[column, chain.source_side] = _BEFORE_MARK + space.mark_width + _BEHIND_MARK
        least = [
            space.gutter + leads[column, RIGHT] + leads[column + 1, LEFT] - 2 * space.lead
            for column in range(space.columns - 1)
        ]
        room = space.width - space.columns * space.box_width
        lefts = [0.0]
        for width in gutter_widths(ports, centres, self.home, room, least):
            lefts.append(lefts[-1] + space.box_width + width)
        return Streets(lefts, space.box_width, space.lead, leads)

    def gaps(self, columns: Columns) -> list[list[float]]:
        return [[self._gap(above, below) for above, below in pairwise(column)] for column in columns]

    def _gap(self, above: int, below: int) -> float:
        lanes = (above >= len(self.boxes)) + (below >= len(self.boxes))
        if lanes:
            return self.space.between_lanes if lanes == 2 else self.space.lane_gap
        same_band = self.boxes[above].band == self.boxes[below].band
        return self.space.box_gap if same_band else self.space.band_gap

    def pulls(self, chains: Sequence[Chain], below: Mapping[End, float]) -> list[list[Pull]]:
        """Return what draws each node: its links wish to run level, lanes more than others."""
        pulls: list[list[Pull]] = [[] for _ in self.home]
        for index, chain in enumerate(chains):
            if chain.side:
                continue
            shifts = [below[index, 0], *[0.0] * (len(chain.nodes) - 2), below[index, 1]]
            for at, (one, other) in enumerate(pairwise(chain.nodes)):
                weight = (1.0, 2.0, 8.0)[(one >= len(self.boxes)) + (other >= len(self.boxes))]
                shift = shifts[at + 1] - shifts[at]
                pulls[one].append((other, shift, weight))
                pulls[other].append((one, -shift, weight))
        return pulls
