"""Bend links between placed boxes.

All bends keep to the gutters between the columns; over a column a link runs level, in a lane of its own. That
is why no link can run through a box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from impactplan.diagram.ports import LEFT, RIGHT, Ports

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]
"""A cubic Bézier curve: start, two control points, end. A straight piece has its control points on the line."""

_ARC_ROOM = 0.6  # of a gutter: beyond it the other links cross
_ARC_STEP = 0.75  # of a lead: what an arc stands out further than the one that it goes round


@dataclass(frozen=True)
class Streets:
    """Where the columns and the gutters between them are: the left side of each column, in pixels."""

    lefts: Sequence[float]
    box_width: float
    lead: float  # what a link runs level at a box, at least
    leads: Mapping[tuple[int, int], float]  # the same at a side of a column: (column, LEFT or RIGHT)

    def room(self, column: int, side: int) -> float:
        """Return the width of the gutter at one side of a column; outside the picture, room for an arc."""
        other = column + side
        if not 0 <= other < len(self.lefts):
            return 4 * self.lead + self.leads[column, side]
        return abs(self.lefts[other] - self.lefts[column]) - self.box_width

    def edge(self, column: int, side: int) -> float:
        return self.lefts[column] + (self.box_width if side == RIGHT else 0.0)

    def foot(self, column: int, side: int) -> float:
        """Return where links begin to bend beside a column."""
        return self.edge(column, side) + side * self.leads[column, side]


def gutter_widths(
    ports: Ports, centres: Sequence[float], home: Sequence[int], room: float, least: Sequence[float]
) -> list[float]:
    """Share ``room`` among the gutters: wider where links climb and fall more, each as wide as ``least`` at least."""
    loads = [0.0] * len(least)
    for index, chain in enumerate(ports.chains):
        levels = ports.way(index, centres)
        first = home[chain.nodes[0]]
        for at, (level, next_level) in enumerate(pairwise(levels)):
            gutter = first + at if chain.side != LEFT else first - 1
            if 0 <= gutter < len(loads):
                loads[gutter] += abs(level - next_level)
    usual = sum(loads) / len(loads) + 1.0 if loads else 1.0
    shares = [usual + load for load in loads]
    spare = max(0.0, room - sum(least))
    return [low + spare * share / sum(shares) for low, share in zip(least, shares, strict=True)]


def bend(ports: Ports, centres: Sequence[float], home: Sequence[int], streets: Streets) -> list[tuple[Curve, ...]]:
    """Return the curves of every link, from its source to its target."""
    bulges = _bulges(ports, centres, home, streets)
    ways = []
    for index, chain in enumerate(ports.chains):
        levels = ports.way(index, centres)
        column = home[chain.nodes[0]]
        if chain.side:
            feet = streets.edge(column, chain.side), streets.foot(column, chain.side)
            ways.append(_arc(feet, levels[0], levels[-1], chain.side * bulges[index]))
        else:
            ways.append(_across(levels, column, streets, chain.backwards))
    return ways


def _across(levels: Sequence[float], column: int, streets: Streets, backwards: bool) -> tuple[Curve, ...]:
    x = streets.edge(column, RIGHT)
    curves: list[Curve] = []
    for level, next_level in pairwise(levels):
        column += 1
        bend_start, bend_end = streets.foot(column - 1, RIGHT), streets.foot(column, LEFT)
        middle = (bend_start + bend_end) / 2
        curves.append(_straight((x, level), (bend_start, level)))
        curves.append(((bend_start, level), (middle, level), (middle, next_level), (bend_end, next_level)))
        x = bend_end
    curves.append(_straight((x, levels[-1]), (streets.edge(column, LEFT), levels[-1])))
    return tuple(curve[::-1] for curve in reversed(curves)) if backwards else tuple(curves)


def _arc(feet: tuple[float, float], start: float, end: float, bulge: float) -> tuple[Curve, ...]:
    """Return the way between two levels of the same edge: out, round and back."""
    edge, foot = feet
    head = foot + bulge
    return (
        _straight((edge, start), (foot, start)),
        ((foot, start), (head, start), (head, end), (foot, end)),
        _straight((foot, end), (edge, end)),
    )


def _straight(start: Point, end: Point) -> Curve:
    return start, start, end, end


def _bulges(ports: Ports, centres: Sequence[float], home: Sequence[int], streets: Streets) -> dict[int, float]:
    """Return per link within a column how far its control points stand out: round the shorter ones beside it."""
    beside: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
    for index, chain in enumerate(ports.chains):
        if chain.side:
            high, low = sorted(ports.way(index, centres))
            beside.setdefault((home[chain.nodes[0]], chain.side), []).append((high, low, index))
    bulges = {}
    for (column, side), arcs in beside.items():
        # A cubic curve reaches three quarters of the way to its control points.
        most = max(0.0, _free(streets, column, side)) * _ARC_ROOM / 0.75
        rounds: list[tuple[float, float, int]] = []
        for high, low, index in sorted(arcs, key=lambda arc: (arc[1] - arc[0], arc[2])):
            rank = 1 + max((other[2] for other in rounds if other[0] < low and high < other[1]), default=0)
            rounds.append((high, low, rank))
            bulges[index] = min(most, streets.lead * (1 + rank) * _ARC_STEP)
    return bulges


def _free(streets: Streets, column: int, side: int) -> float:
    """Return the width of a gutter between what runs level at both of its sides."""
    opposite = streets.leads.get((column + side, -side), streets.lead)
    return streets.room(column, side) - streets.leads[column, side] - opposite
