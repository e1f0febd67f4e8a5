"""Lay out boxes in fixed columns, with links between them that never run through a box.

Boxes keep their column; their order, heights and the links' ways are found here. A link that skips columns
runs through a lane between the boxes there, a link within a column swings through the gutter beside it, and a
link that points back simply runs from right to left. Pure geometry: nothing is drawn, nothing is random.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from impactplan.diagram.ordering import Columns, Network, crossings, order
from impactplan.diagram.placing import Pull, level_lanes, place
from impactplan.diagram.ports import Chain, End, Side, align, choose_side, offsets, sort_ends
from impactplan.diagram.routing import Curve, Streets, bend, gutter_widths


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

    ``arrives`` is 1 when it ends going right, at the target's left side, and -1 when it ends going left.
    """

    curves: tuple[Curve, ...]
    arrives: int


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
    gutter: float = 34.0  # between two columns, at least


@dataclass(frozen=True)
class Layout:
    """``boxes`` by key, ``routes`` in the order of the links, and the left side of each column, in pixels.

    The first column starts at x = 0 and the highest column at y = 0; ``width`` and ``height`` are those of
    everything together. ``crossings`` counts the crossings between columns.
    """

    boxes: Mapping[str, Rect]
    routes: tuple[Route, ...]
    columns: tuple[float, ...]
    width: float
    height: float
    crossings: int


def lay_out(boxes: Sequence[Box], links: Sequence[tuple[str, str]], space: Space) -> Layout:
    """Place ``boxes`` and find the ways of ``links`` (source key, target key) between them.

    A box becomes higher than asked where its links need the room, and the whole wider where the columns do.
    Raises ValueError when a key occurs twice or a column does not exist, KeyError when a link has no such box.
    """
    model = _Model(boxes, links, space)
    columns = order(model.network)
    chains = model.chains(columns)
    sides = sort_ends(columns, chains)
    heights = model.heights(sides)
    usual, gaps = offsets(sides, space.port_gap), model.gaps(columns)
    centres = place(columns, gaps, heights, model.pulls(chains, usual))
    lanes = [
        (chain.nodes[1:-1], (centres[chain.nodes[0]] + usual[index, 0], centres[chain.nodes[-1]] + usual[index, 1]))
        for index, chain in enumerate(chains)
        if len(chain.nodes) > 2
    ]
    centres = level_lanes(lanes, columns, gaps, heights, centres)
    ports = align(chains, sides, centres, heights, space.port_gap, space.port_inset)
    count = space.columns - 1
    room = space.width - space.columns * space.box_width
    lefts = [0.0]
    for width in gutter_widths(ports, centres, model.home, count, room, space.gutter):
        lefts.append(lefts[-1] + space.box_width + width)
    streets = Streets(lefts, space.box_width, space.lead)
    ways = bend(ports, centres, model.home, streets)
    outside = streets.room(0, 1) if space.columns == 1 and any(chain.side for chain in chains) else 0.0
    return Layout(
        boxes={
            box.key: Rect(lefts[box.column], centres[node] - heights[node] / 2, space.box_width, heights[node])
            for node, box in enumerate(boxes)
        },
        routes=tuple(Route(way, _arrives(chain)) for way, chain in zip(ways, chains, strict=True)),
        columns=tuple(lefts),
        width=lefts[-1] + space.box_width + outside,
        height=max((centres[node] + heights[node] / 2 for node in range(len(centres))), default=0.0),
        crossings=crossings(columns, model.network.links),
    )


def _arrives(chain: Chain) -> int:
    return -chain.side or (-1 if chain.backwards else 1)


class _Model:
    """The boxes and links as numbers: boxes first, then a lane for every column that a link skips."""

    def __init__(self, boxes: Sequence[Box], links: Sequence[tuple[str, str]], space: Space) -> None:
        self.boxes, self.space = boxes, space
        number = {box.key: node for node, box in enumerate(boxes)}
        if len(number) < len(boxes):
            raise ValueError("two boxes have the same key")
        if any(not 0 <= box.column < space.columns for box in boxes):
            raise ValueError("a box stands in a column that does not exist")
        self.home = [box.column for box in boxes]
        self.pairs = [(number[source], number[target]) for source, target in links]
        self.ways = [self._way(*pair) for pair in self.pairs]
        columns: Columns = [[] for _ in range(space.columns)]
        for node, column in enumerate(self.home):
            columns[column].append(node)
        self.network = Network(
            columns,
            links=[step for way in self.ways for step in pairwise(way) if self.home[step[0]] != self.home[step[1]]],
            inner=[pair for pair in self.pairs if self.home[pair[0]] == self.home[pair[1]]],
            bands={node: box.band for node, box in enumerate(boxes) if box.band},
            lanes=range(len(boxes), len(self.home)),
        )

    def _way(self, source: int, target: int) -> tuple[int, ...]:
        """Return the nodes of a link from left to right, with new lanes for the columns it skips."""
        first, last = (source, target) if self.home[source] <= self.home[target] else (target, source)
        lanes = range(self.home[first] + 1, self.home[last])
        self.home.extend(lanes)
        return (first, *range(len(self.home) - len(lanes), len(self.home)), last)

    def chains(self, columns: Columns) -> list[Chain]:
        chains = []
        for (source, target), way in zip(self.pairs, self.ways, strict=True):
            if self.home[source] == self.home[target]:
                side = choose_side((source, target), columns, self.home[source], self.network.links)
                chains.append(Chain(way, side=side))
            else:
                chains.append(Chain(way, backwards=way[0] != source))
        return chains

    def heights(self, sides: Mapping[Side, Sequence[End]]) -> list[float]:
        """Return the heights of all nodes: lanes have none, boxes at least what their links need."""
        heights = [box.height for box in self.boxes] + [0.0] * (len(self.home) - len(self.boxes))
        for (node, _), ends in sides.items():
            needed = (len(ends) - 1) * self.space.port_gap + 2 * self.space.port_inset
            heights[node] = max(heights[node], needed)
        return heights

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
