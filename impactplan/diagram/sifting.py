"""Put the nodes of a column, one by one, where the fewest links cross, as long as that helps.

Sifting (Matuszewski, Schönfeld & Molitor 1999), in columns whose neighbours stay as they are. What decides is, for
two nodes, how many crossings there are more when the one stands above the other than when it stands below. These
numbers of one node with all others of its column are added up together, as the digits of one long integer: Python adds
those as fast as small ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from struct import Struct

from impactplan.diagram.network import Columns, Network, Pair

_BITS = 32  # of a digit: two nodes with 30,000 links each still fit
Row = Sequence[int]
"""Per place in the given column: the crossings more when a node stands above the node from there."""


class Sifting:
    """The links of a network, prepared for sifting its columns again and again."""

    def __init__(self, network: Network) -> None:
        self.given = [list(column) for column in network.columns]
        self.place = {node: at for column in self.given for at, node in enumerate(column)}
        home = {node: index for index, column in enumerate(self.given) for node in column}
        self.before: dict[int, list[int]] = {node: [] for node in self.place}
        self.after: dict[int, list[int]] = {node: [] for node in self.place}
        for left, right in network.links:
            self.after[left].append(right)
            self.before[right].append(left)
        self.to_left = {node: sum(1 << _BITS * self.place[end] for end in ends) for node, ends in self.before.items()}
        self.to_right = {node: sum(1 << _BITS * self.place[end] for end in ends) for node, ends in self.after.items()}
        self.steps = [
            (sum(self.to_left[node] for node in column), sum(self.to_right[node] for node in column))
            for column in self.given
        ]
        self.bands = [[network.bands.get(node, 0) for node in column] for column in self.given]
        self.inner: list[list[Pair]] = [[] for _ in self.given]
        for one, other in network.inner:
            if one != other:
                self.inner[home[one]].append((self.place[one], self.place[other]))

    def settle(self, columns: Columns, rounds: int, tie: int = 0) -> None:
        """Sift the columns that a change can have touched, from left to right and back, ``rounds`` times at most.

        Where places are as good as where a node stands, it stays, or with ``tie`` goes to the highest (-1) or the
        lowest (1) of them: that leads out of dead ends.
        """
        last = len(columns) - 1
        waiting = set(range(len(columns)))
        for turn in range(rounds):
            for index in sorted(waiting, reverse=turn % 2 == 1):
                waiting.discard(index)
                if len(columns[index]) > 1 and self._sift(columns, index, tie):
                    waiting |= {near for near in (index - 1, index + 1) if 0 <= near <= last}
            if not waiting:
                return

    def _sift(self, columns: Columns, index: int, tie: int) -> bool:
        """Sift each node of a column once; tell whether that made fewer crossings."""
        given, inner, bands = self.given[index], self.inner[index], self.bands[index]
        rows = self._rows(columns, index)
        column = [self.place[node] for node in columns[index]]
        banded = any(bands)
        ends = {node: column.index(node) for pair in inner for node in pair}
        gained = False
        for node in tuple(column):
            at = column.index(node)
            gains = list(map(rows[node].__getitem__, column))
            if inner:
                _add_detours(gains, node, at, inner, ends)
            sums = list(accumulate(gains, initial=0))
            low, high = _band(column, bands, node) if banded else (0, len(column))
            best = max(sums[low : high + 1])
            if best > sums[at]:
                gained = True
                to = sums.index(best, low)
            elif tie:
                to = sums.index(best, low) if tie < 0 else high - sums[low : high + 1][::-1].index(best)
            else:
                continue
            if not at <= to <= at + 1:  # before or behind itself is where it is
                del column[at]
                column.insert(to - (to > at), node)
                ends = {end: column.index(end) for end in ends}
        columns[index] = [given[at] for at in column]
        return gained

    def _rows(self, columns: Columns, index: int) -> list[Row]:
        """Return the rows of the nodes of a column, by their place in the given one."""
        before = _weigh(columns[index - 1], self.to_right, self.steps[index - 1][1]) if index else {}
        after = _weigh(columns[index + 1], self.to_left, self.steps[index + 1][0]) if index + 1 < len(columns) else {}
        column = self.given[index]
        signs = sum(1 << _BITS * at + _BITS - 1 for at in range(len(column)))
        unpack = Struct(f"<{len(column)}i").unpack
        rows: list[Row] = []
        for node in column:
            # Each digit is lifted above zero while it is added to, and put back into two's complement.
            total = signs
            for end in self.before[node]:
                total += before[end]
            for end in self.after[node]:
                total += after[end]
            rows.append(unpack((total ^ signs).to_bytes(_BITS // 8 * len(column), "little")))
        return rows


def _weigh(column: Sequence[int], links: Mapping[int, int], together: int) -> dict[int, int]:
    """Return per node of a neighbouring column: of each node here, the links that end above it minus those below."""
    weights, above = {}, -together
    for node in column:
        own = links[node]
        weights[node] = above + own
        above += own + own
    return weights


def _band(column: Sequence[int], bands: Sequence[int], node: int) -> tuple[int, int]:
    """Return between which places a node may stand."""
    low = sum(bands[other] < bands[node] for other in column)
    return low, low + sum(bands[other] == bands[node] for other in column)


def _add_detours(gains: list[int], node: int, at: int, inner: Sequence[Pair], ends: Mapping[int, int]) -> None:
    """Change what a node gains by passing each other one: fewer nodes must stand between the ends of inner links.

    ``at`` is where the node stands, ``ends`` where each end of those links does.
    """
    for one, other in inner:
        high, low = ends[one], ends[other]
        if node in (one, other):
            end = low if node == one else high
            gains[:end] = [gain + 1 for gain in gains[:end]]
            gains[end + 1 :] = [gain - 1 for gain in gains[end + 1 :]]
            gains[at] = 0
        else:
            if high > low:
                high, low = low, high
            gains[high] -= 1
            gains[low] += 1
