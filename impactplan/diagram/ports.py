"""Choose where links leave and arrive: spread over the sides of their boxes, sorted so that they do not cross."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from impactplan.diagram.placing import spread

LEFT, RIGHT = -1, 1
End = tuple[int, int]
"""One end of a link: (the link's index, 0 for the first or 1 for the last node of its chain)."""
Side = tuple[int, int]
"""One side of a box: (node, LEFT or RIGHT)."""

_PASSES = 3


@dataclass(frozen=True)
class Chain:
    """One link as nodes from left to right: a box, perhaps lanes, a box.

    ``backwards`` when the link points from right to left. A chain within one column runs from its source to its
    target along one ``side`` of the column; for other chains ``side`` is 0.
    """

    nodes: tuple[int, ...]
    backwards: bool = False
    side: int = 0

    def sides(self) -> tuple[Side, Side]:
        """Return at which side of which box each end is."""
        if self.side:
            return (self.nodes[0], self.side), (self.nodes[-1], self.side)
        return (self.nodes[0], RIGHT), (self.nodes[-1], LEFT)

    @property
    def source_end(self) -> int:
        """Which of its ends is at its source."""
        return int(self.backwards)

    @property
    def source_side(self) -> int:
        return self.sides()[self.source_end][1]


@dataclass(frozen=True)
class Ports:
    """The ends at each side from top to bottom, and the level (height in the picture) of each end."""

    chains: Sequence[Chain]
    sides: Mapping[Side, Sequence[End]]
    levels: Mapping[End, float]

    def way(self, index: int, centres: Sequence[float]) -> list[float]:
        """Return the levels of one link: where it leaves its first node, its lanes, where it meets the last."""
        lanes = [centres[node] for node in self.chains[index].nodes[1:-1]]
        return [self.levels[index, 0], *lanes, self.levels[index, 1]]


def sort_ends(columns: Sequence[Sequence[int]], chains: Sequence[Chain]) -> dict[Side, list[End]]:
    """Return the ends at each side from top to bottom, in the order in which their other ends lie."""
    place = {node: at for column in columns for at, node in enumerate(column)}
    keys: dict[Side, list[tuple[tuple[int, int, int], End]]] = {}
    for index, chain in enumerate(chains):
        for last, side in enumerate(chain.sides()):
            other = place[chain.nodes[-2 if last else 1]]
            key = (1, other, index)
            if chain.side:
                # Arcs nest: the nearest goes outermost on the box, the links to other columns in between.
                distance = place[side[0]] - other
                key = (0, distance, index) if distance > 0 else (2, distance, -index)
            keys.setdefault(side, []).append((key, (index, last)))
    return {side: [end for _, end in sorted(ends)] for side, ends in keys.items()}


def offsets(sides: Mapping[Side, Sequence[End]], extents: Mapping[End, float]) -> dict[End, float]:
    """Return how far each end is below the centre of its box when all stand close around it.

    ``extents`` has per end the room that it takes above itself, and as much below.
    """
    result = {}
    for ends in sides.values():
        below = -sum(extents[end] for end in ends)
        for end in ends:
            result[end] = below + extents[end]
            below += 2 * extents[end]
    return result


def align(
    chains: Sequence[Chain],
    sides: Mapping[Side, Sequence[End]],
    centres: Sequence[float],
    heights: Sequence[float],
    extents: Mapping[End, float],
    inset: float,
) -> Ports:
    """Return the ports of placed boxes: level with the other end where the box is high enough, else around
    the centre; as far apart as their ``extents`` ask, and ``inset`` away from the corners.
    """
    usual = {end: centres[node] + offset for (node, end), offset in _with_nodes(sides, offsets(sides, extents))}
    levels = dict(usual)
    for _ in range(_PASSES):
        for (node, _side), ends in sides.items():
            reach = max(0.0, heights[node] / 2 - inset)
            low, high = centres[node] - reach, centres[node] + reach
            across = [_across(chains, end, levels, centres) for end in ends]
            wishes = [level if low <= level <= high else usual[end] for end, level in zip(ends, across, strict=True)]
            steps = [extents[one] + extents[other] for one, other in pairwise(ends)]
            placed = spread(wishes, [1.0] * len(ends), steps, low, high)
            levels.update(zip(ends, placed, strict=True))
    return Ports(chains, sides, levels)


def _with_nodes(
    sides: Mapping[Side, Sequence[End]], values: Mapping[End, float]
) -> list[tuple[tuple[int, End], float]]:
    return [((node, end), values[end]) for (node, _), ends in sides.items() for end in ends]


def _across(chains: Sequence[Chain], end: End, levels: Mapping[End, float], centres: Sequence[float]) -> float:
    """Return the level to which the link runs from this end."""
    index, last = end
    chain = chains[index]
    if chain.side:
        return levels[end]
    if len(chain.nodes) == 2:
        return levels[index, 1 - last]
    return centres[chain.nodes[-2 if last else 1]]


def choose_side(
    pair: tuple[int, int], columns: Sequence[Sequence[int]], index: int, links: Sequence[tuple[int, int]]
) -> int:
    """Choose at which side of column ``index`` a link between two of its boxes runs.

    That is where fewer links of the boxes in between are in its way; the outer edges of the picture stay free.
    """
    if index == 0 or index == len(columns) - 1:
        return RIGHT if index == 0 else LEFT
    column = columns[index]
    first, second = sorted(column.index(node) for node in pair)
    between = set(column[first + 1 : second])
    busy = Counter(LEFT if right in between else RIGHT for left, right in links if {left, right} & between)
    return LEFT if busy[LEFT] < busy[RIGHT] else RIGHT
