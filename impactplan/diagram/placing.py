"""Place ordered things along a line: as near as can be to where they want to be, without touching."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

_SWEEPS = 8
_ROOM = 1.08  # of what the tallest column needs: some play lets more links run level

Pull = tuple[int, float, float]
"""What draws a node: (the other node, how far this node's centre should be below the other's, weight)."""


def spread(
    wishes: Sequence[float], weights: Sequence[float], gaps: Sequence[float], low: float, high: float
) -> list[float]:
    """Return positions between ``low`` and ``high`` with at least ``gaps`` between them, nearest to ``wishes``.

    Nearest in the sense of weighted least squares, exactly: without its gaps this is isotonic regression, which
    pooling adjacent violators solves in one pass (Barlow et al. 1972). ``gaps`` is one shorter than ``wishes``.
    Where there is too little room, ``high`` gives way.
    """
    offsets = [0.0, *accumulate(gaps)]
    blocks: list[tuple[float, float, int]] = []
    for wish, weight, offset in zip(wishes, weights, offsets, strict=True):
        block = (wish - offset, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            mean, mass, count = blocks.pop()
            total = mass + block[1]
            block = ((mean * mass + block[0] * block[1]) / total, total, count + block[2])
        blocks.append(block)
    top = max(low, high - offsets[-1])
    means = [mean for mean, _, count in blocks for _ in range(count)]
    return [min(max(mean, low), top) + offset for mean, offset in zip(means, offsets, strict=True)]


def place(
    columns: Sequence[Sequence[int]],
    gaps: Sequence[Sequence[float]],
    heights: Sequence[float],
    pulls: Sequence[Sequence[Pull]],
) -> list[float]:
    """Return the centre of every node, so that links run as level as the order in the columns allows.

    ``gaps[i]`` has the free space between neighbours in ``columns[i]``, one shorter than the column;
    ``heights`` and ``pulls`` are per node. The highest node touches 0, and all
    together are hardly higher than the tallest column must be.
    """
    distances = _distances(columns, gaps, heights)
    needed = [
        sum(between) + (heights[column[0]] + heights[column[-1]]) / 2 if column else 0.0
        for column, between in zip(columns, distances, strict=True)
    ]
    room = max(needed, default=0.0) * _ROOM
    centres = [0.0] * len(heights)
    for column, between, need in zip(columns, distances, needed, strict=True):
        if column:
            start = (room - need + heights[column[0]]) / 2
            for node, centre in zip(column, accumulate(between, initial=start), strict=True):
                centres[node] = centre
    for sweep in range(_SWEEPS):
        indices = range(len(columns)) if sweep % 2 == 0 else range(len(columns) - 1, -1, -1)
        for index in indices:
            _settle(columns[index], distances[index], heights, pulls, centres, room)
    top = min((centre - height / 2 for centre, height in zip(centres, heights, strict=True)), default=0.0)
    return [centre - top for centre in centres]


def level_lanes(
    lanes: Sequence[tuple[Sequence[int], tuple[float, float]]],
    columns: Sequence[Sequence[int]],
    gaps: Sequence[Sequence[float]],
    heights: Sequence[float],
    centres: Sequence[float],
) -> list[float]:
    """Return the centres after giving each link's lanes one common level, as near to one of its ends as can be.

    ``lanes`` has per link its lanes and the levels of its two ends. Where the boxes leave no common level, the
    lanes stay as they are. So a long link bends once where it can, and no more often than it must.
    """
    result = list(centres)
    limits: dict[int, tuple[list[tuple[int, float]], list[tuple[int, float]]]] = {}
    for column, between in zip(columns, _distances(columns, gaps, heights), strict=True):
        for (above, below), distance in zip(pairwise(column), between, strict=True):
            limits.setdefault(below, ([], []))[0].append((above, distance))
            limits.setdefault(above, ([], []))[1].append((below, distance))
    floor = max((centre + height / 2 for centre, height in zip(centres, heights, strict=True)), default=0.0)
    for nodes, ends in lanes:
        low, high = 0.0, floor
        for node in nodes:
            over, under = limits.get(node, ([], []))
            low = max([low, *(result[other] + distance for other, distance in over)])
            high = min([high, *(result[other] - distance for other, distance in under)])
        if low <= high:
            level = min((min(max(end, low), high) for end in ends), key=lambda at: min(abs(at - end) for end in ends))
            for node in nodes:
                result[node] = level
    return result


def _distances(
    columns: Sequence[Sequence[int]], gaps: Sequence[Sequence[float]], heights: Sequence[float]
) -> list[list[float]]:
    """Return per column how far apart the centres of neighbours must be."""
    return [
        [
            (heights[above] + heights[below]) / 2 + gap
            for (above, below), gap in zip(pairwise(column), between, strict=True)
        ]
        for column, between in zip(columns, gaps, strict=True)
    ]


def _settle(
    column: Sequence[int],
    distances: Sequence[float],
    heights: Sequence[float],
    pulls: Sequence[Sequence[Pull]],
    centres: list[float],
    room: float,
) -> None:
    """Move the nodes of one column to where the others draw them."""
    if not column:
        return
    wishes, weights = [], []
    for node in column:
        weight = sum(pull[2] for pull in pulls[node])
        if weight:
            wishes.append(sum((centres[other] + below) * share for other, below, share in pulls[node]) / weight)
        else:
            wishes.append(centres[node])
        weights.append(weight or 0.01)
    low, high = heights[column[0]] / 2, room - heights[column[-1]] / 2
    for node, centre in zip(column, spread(wishes, weights, distances, low, high), strict=True):
        centres[node] = centre
