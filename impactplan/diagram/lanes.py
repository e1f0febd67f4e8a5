"""Find the lanes of links that skip columns, between boxes that stay in the order in which they were given."""

from __future__ import annotations

from collections.abc import Sequence

from impactplan.diagram.network import Columns, CutLinks

_SWEEPS = 6


def order_lanes(cut: CutLinks) -> Columns:
    """Return the columns with each lane where its link crosses least; the boxes keep their order, by band."""
    network = cut.network
    columns = [
        sorted((node for node in column if node not in network.lanes), key=lambda node: network.bands.get(node, 0))
        for column in network.columns
    ]
    if any(len(way) > 2 for way in cut.ways):
        columns = _put_between(columns, cut)
        sifting = _Sifting(cut)
        for sweep in range(_SWEEPS):
            if not sifting.sweep(columns, forward=sweep % 2 == 0):
                break
    return columns


def _put_between(columns: Columns, cut: CutLinks) -> Columns:
    """Return the columns with every lane on the straight line between the ends of its link."""
    level = {node: (at + 0.5) / len(column) for column in columns for at, node in enumerate(column)}
    result = [list(column) for column in columns]
    for way in cut.ways:
        first, last = level[way[0]], level[way[-1]]
        for at, lane in enumerate(way[1:-1], 1):
            level[lane] = first + (last - first) * at / (len(way) - 1)
            result[cut.home[lane]].append(lane)
    for column in result:
        column.sort(key=level.__getitem__)
    # Of boxes in one column the levels only rise, so that sorting leaves their order as it is.
    return result


class _Sifting:
    """Takes lanes out one by one and puts each back where the fewest links cross it."""

    def __init__(self, cut: CutLinks) -> None:
        self.before: dict[int, list[int]] = {}
        self.after: dict[int, list[int]] = {}
        for left, right in cut.network.links:
            self.after.setdefault(left, []).append(right)
            self.before.setdefault(right, []).append(left)
        self.lanes = cut.network.lanes
        self.inner: dict[int, list[int]] = {}
        for one, other in cut.network.inner:
            self.inner.setdefault(one, []).append(other)
            self.inner.setdefault(other, []).append(one)

    def sweep(self, columns: Columns, *, forward: bool) -> bool:
        """Sift every column from left to right or back; tell whether a lane found a better place."""
        moved = False
        for index in range(len(columns)) if forward else range(len(columns) - 1, -1, -1):
            lanes = [node for node in columns[index] if node in self.lanes]
            if lanes:
                left = columns[index - 1] if index else ()
                right = columns[index + 1] if index + 1 < len(columns) else ()
                levels = self._levels(columns[index], left, right)
                for lane in lanes:
                    moved = self._sift(columns[index], lane, levels) or moved
        return moved

    def _levels(
        self, column: Sequence[int], left: Sequence[int], right: Sequence[int]
    ) -> dict[int, tuple[list[int], list[int]]]:
        """Return per node of a column at which places its links end, in the column before and in the one after."""
        before = {node: at for at, node in enumerate(left)}
        after = {node: at for at, node in enumerate(right)}
        return {
            node: ([before[end] for end in self.before.get(node, ())], [after[end] for end in self.after.get(node, ())])
            for node in column
        }

    def _sift(self, column: list[int], lane: int, levels: dict[int, tuple[list[int], list[int]]]) -> bool:
        """Move a lane to its best place in the column; of places that are as good it takes the nearest."""
        stood = column.index(lane)
        column.pop(stood)
        ((left,), (right,)) = levels[lane]
        cost, costs, seen = 0, [0], set()
        for node in column:
            for ends, own in zip(levels[node], (left, right), strict=True):
                # Below this node the lane crosses what ends below its own end, and no more what ends above it.
                for end in ends:
                    cost += (end > own) - (end < own)
            for other in self.inner.get(node, ()):
                cost += -1 if other in seen else 1
            seen.add(node)
            costs.append(cost)
        best = min(range(len(costs)), key=lambda at: (costs[at], abs(at - stood)))
        column.insert(best, lane)
        return costs[best] < costs[stood]
