"""Where the connectors of a slide run: through the gutters, and around the boxes in between.

A program for slides draws a connector as a curve between its ends, whatever stands there. So a long link gets knots in
the gutters, and is a connector from each to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from impactplan.diagram.drawing_parts import DrawnBox, DrawnColumn, DrawnLink

Point = tuple[float, float]

_CLEAR = 7.0  # between a level stretch and a box
_BESIDE = 13.0  # how far a link that goes back goes out
_BESIDE_KNOT = 3.0  # between a knot and the column beside it: the curve has the rest of the gutter


@dataclass(frozen=True)
class Way:
    """Where a link begins and ends, and its knots in between; ``back`` means that it ends at the right of a box."""

    start: Point
    end: Point
    knots: tuple[Point, ...] = ()
    back: bool = False

    def moved(self, right: float, down: float) -> Way:
        start, end, *knots = ((x + right, y + down) for x, y in (self.start, self.end, *self.knots))
        return Way(start, end, tuple(knots), self.back)


def find_ways(
    columns: Sequence[DrawnColumn], boxes: Sequence[DrawnBox], links: Sequence[DrawnLink]
) -> Mapping[str, Way]:
    """Return a way for every link, by its key; none runs through a box that stands between its ends."""
    return dict(_Ways(columns, boxes).find(links))


class _Ways:
    def __init__(self, columns: Sequence[DrawnColumn], boxes: Sequence[DrawnBox]) -> None:
        self.columns = columns
        self.place = {column.key: at for at, column in enumerate(columns)}
        self.boxes = {box.key: box for box in boxes}

    def find(self, links: Sequence[DrawnLink]) -> Iterator[tuple[str, Way]]:
        for link in links:
            source, target = self.boxes[link.source], self.boxes[link.target]
            here, there = self.place[source.column], self.place[target.column]
            yield link.key, self._onward(source, target) if here < there else self._back(source, target)

    def _onward(self, source: DrawnBox, target: DrawnBox) -> Way:
        here, there = self.place[source.column], self.place[target.column]
        start, end = _right(source), _left(target)
        if there - here == 1:
            return Way(start, end)
        if self._is_free(start[1], here, there):
            return Way(start, end, ((self._after(there - 1), start[1]),))
        if self._is_free(end[1], here, there):
            return Way(start, end, ((self._before(here + 1), end[1]),))
        level = self._corridor(start[1], end[1], here, there)
        return Way(start, end, ((self._before(here + 1), level), (self._after(there - 1), level)))

    def _back(self, source: DrawnBox, target: DrawnBox) -> Way:
        """Return a way to the right side of a box in the same column or one before it."""
        start, end = _right(source), _right(target)
        here, there = self.place[source.column], self.place[target.column]
        if here == there:
            return Way(start, end, back=True)
        level = self._corridor(start[1], end[1], there, here + 1)
        return Way(start, end, ((start[0] + _BESIDE, level), (end[0] + _BESIDE, level)), back=True)

    def _after(self, at: int) -> float:
        return self.columns[at].x + self.columns[at].width + _BESIDE_KNOT

    def _before(self, at: int) -> float:
        return self.columns[at].x - _BESIDE_KNOT

    def _between(self, here: int, there: int) -> list[DrawnBox]:
        return [box for box in self.boxes.values() if here < self.place[box.column] < there]

    def _is_free(self, y: float, here: int, there: int) -> bool:
        return all(y < box.y - 1 or y > box.y + box.height + 1 for box in self._between(here, there))

    def _corridor(self, start: float, end: float, here: int, there: int) -> float:
        """Return the level that costs the least way up and down, of those where no box stands."""
        between = self._between(here, there)
        levels = [box.y - _CLEAR for box in between] + [box.y + box.height + _CLEAR for box in between]
        free = [level for level in levels if self._is_free(level, here, there)]
        return min(free, key=lambda level: (abs(level - start) + abs(level - end), level), default=end)


def _right(box: DrawnBox) -> Point:
    return box.x + box.width, box.y + box.height / 2


def _left(box: DrawnBox) -> Point:
    return box.x, box.y + box.height / 2
