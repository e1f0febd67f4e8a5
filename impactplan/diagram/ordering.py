"""Order the nodes of each column so that few links cross.

The layered way of Sugiyama, Tagawa & Toda (1981), with the two refinements that Gansner et al. (1993) describe
for dot: neighbours swap places until that no longer helps, and in every other pair of rounds also where it
makes no difference, which leads out of dead ends. Nothing is random: the same plan gives the same picture.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Columns = list[list[int]]
Pair = tuple[int, int]

_ROUNDS = 24
_PATIENCE = 8  # rounds without gain before a start is given up


@dataclass(frozen=True)
class Network:
    """Nodes by number, in columns that hold every node once.

    ``links`` run from a column to the next one (longer links are cut up by the caller), ``inner`` links
    within a column. ``bands`` keeps groups within a column together, lower numbers first; a node that is not
    named is in band 0. ``lanes`` are the nodes that have no order of their own.
    """

    columns: Sequence[Sequence[int]]
    links: Sequence[Pair]
    inner: Sequence[Pair] = ()
    bands: Mapping[int, int] = field(default_factory=dict)
    lanes: Container[int] = ()


def crossings(columns: Sequence[Sequence[int]], links: Sequence[Pair]) -> int:
    """Count the pairs of ``links`` between neighbouring columns that cross in this order."""
    place = {node: at for column in columns for at, node in enumerate(column)}
    home = {node: index for index, column in enumerate(columns) for node in column}
    gutters: list[list[Pair]] = [[] for _ in columns]
    for left, right in links:
        gutters[home[left]].append((place[left], place[right]))
    total = 0
    for pairs in gutters:
        seen: list[int] = []
        for _, end in sorted(pairs):
            total += len(seen) - bisect_right(seen, end)
            insort(seen, end)
    return total


def order(network: Network) -> Columns:
    """Return the columns in an order with few crossings; the given order stays where nothing is better."""
    search = _Search(network)
    best = [search.banded(column) for column in network.columns]
    best_cost = search.cost(best)
    for start in search.starts():
        for columns, cost in search.improvements(start):
            if cost < best_cost:
                best, best_cost = [list(column) for column in columns], cost
        if not best_cost:
            break
    search.swap_neighbours(best, equals=False)
    upside_down = [search.banded(column[::-1]) for column in best]
    return min(best, upside_down, key=lambda columns: (search.cost(columns), search.moved(columns)))


class _Search:
    def __init__(self, network: Network) -> None:
        self.network = network
        self.home = {node: index for index, column in enumerate(network.columns) for node in column}
        self.before: dict[int, list[int]] = {node: [] for node in self.home}
        self.after: dict[int, list[int]] = {node: [] for node in self.home}
        for left, right in network.links:
            self.after[left].append(right)
            self.before[right].append(left)
        self.around = {node: self.before[node] + self.after[node] for node in self.home}
        self.inner: list[list[Pair]] = [[] for _ in network.columns]
        for pair in network.inner:
            self.inner[self.home[pair[0]]].append(pair)

    def band(self, node: int) -> int:
        return self.network.bands.get(node, 0)

    def banded(self, column: Sequence[int]) -> list[int]:
        return sorted(column, key=self.band) if self.network.bands else list(column)

    def cost(self, columns: Columns) -> int:
        """Return the crossings, and the nodes that links within a column must go round."""
        return crossings(columns, self.network.links) + sum(map(_detours, columns, self.inner))

    def moved(self, columns: Columns) -> int:
        """Return how far the nodes are from where they were given."""
        return sum(
            abs(given.index(node) - at)
            for given, column in zip(self.network.columns, columns, strict=True)
            for at, node in enumerate(column)
            if node not in self.network.lanes
        )

    def starts(self) -> Iterator[Columns]:
        """Yield first orders: as given, as reached along the links from the first column, and from the last."""
        yield [self.banded(column) for column in self.network.columns]
        for onward, columns in ((self.after, self.network.columns), (self.before, self.network.columns[::-1])):
            reached: dict[int, None] = {}
            for root in (node for column in columns for node in column):
                queue = [root] if root not in reached else []
                for node in queue:
                    if node not in reached:
                        reached[node] = None
                        queue += onward[node]
            start: Columns = [[] for _ in columns]
            for node in reached:
                start[self.home[node]].append(node)
            yield [self.banded(column) for column in start]

    def improvements(self, columns: Columns) -> Iterator[tuple[Columns, int]]:
        """Yield ``columns``, which change in place, and their cost after each round of sorting and swapping."""
        self.swap_neighbours(columns, equals=False)
        lowest, still = self.cost(columns), 0
        yield columns, lowest
        for turn in range(_ROUNDS):
            self.sort_by_barycentre(columns, forward=turn % 2 == 0)
            self.swap_neighbours(columns, equals=turn % 4 >= 2)
            cost = self.cost(columns)
            yield columns, cost
            still = 0 if cost < lowest else still + 1
            lowest = min(lowest, cost)
            if still > _PATIENCE:
                return

    def sort_by_barycentre(self, columns: Columns, forward: bool) -> None:
        """Sort each column by the mean place of what its nodes are linked to on one side; others stay put."""
        sides = self.before if forward else self.after
        step = -1 if forward else 1
        for index in range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1):
            place = {node: at for at, node in enumerate(columns[index + step])}
            middle = {
                node: sum([place[end] for end in ends]) / len(ends) for node in columns[index] if (ends := sides[node])
            }
            linked = iter(sorted(middle, key=middle.__getitem__))
            columns[index] = self.banded([next(linked) if node in middle else node for node in columns[index]])

    def swap_neighbours(self, columns: Columns, equals: bool) -> None:
        """Swap neighbours in a column while that removes crossings; with ``equals`` also where it is the same."""
        waiting = set(range(len(columns)))
        while waiting:
            index = min(waiting)
            waiting.discard(index)
            if self._swap_in_column(columns, index, equals):
                waiting |= {near for near in (index - 1, index, index + 1) if 0 <= near < len(columns)}

    def _swap_in_column(self, columns: Columns, index: int, equals: bool) -> bool:
        column, inner, bands = columns[index], self.inner[index], self.network.bands
        ends = self._ends(columns, index)
        gained = False
        for at in range(len(column) - 1):
            upper, lower = column[at], column[at + 1]
            gain = _crossed(ends[upper], ends[lower]) - _crossed(ends[lower], ends[upper])
            if inner:
                swapped = [*column[:at], lower, upper, *column[at + 2 :]]
                gain += _detours(column, inner) - _detours(swapped, inner)
            if gain < 0 or (gain == 0 and not equals) or (bands and self.band(upper) != self.band(lower)):
                continue
            column[at], column[at + 1] = lower, upper
            gained = gained or gain > 0
        return gained

    def _ends(self, columns: Columns, index: int) -> dict[int, tuple[int, list[int]]]:
        """Return per node where its links end, as bits, and per link the bits of the places above that end.

        The column before takes the low bits, the column after the high ones. (A second link between the same
        two nodes counts once on the bit side: close enough to choose by, and ``crossings`` counts exactly.)
        """
        bits: dict[int, Pair] = {}
        if index > 0:
            for at, node in enumerate(columns[index - 1]):
                bits[node] = (1 << at, (1 << at) - 1)
        if index + 1 < len(columns):
            shift = len(bits)
            for at, node in enumerate(columns[index + 1]):
                bits[node] = (1 << at + shift, (1 << at) - 1 << shift)
        result = {}
        for node in columns[index]:
            mask, aboves = 0, []
            for end in self.around[node]:
                bit, above = bits[end]
                mask |= bit
                aboves.append(above)
            result[node] = (mask, aboves)
        return result


def _crossed(upper: tuple[int, list[int]], lower: tuple[int, list[int]]) -> int:
    """Count the crossings between the links of two neighbours."""
    mask, count = lower[0], 0
    for above in upper[1]:
        count += (mask & above).bit_count()
    return count


def _detours(column: Sequence[int], inner: Sequence[Pair]) -> int:
    """Count the nodes between the ends of links within the column."""
    if not inner:
        return 0
    place = {node: at for at, node in enumerate(column)}
    return sum(max(0, abs(place[one] - place[other]) - 1) for one, other in inner)
