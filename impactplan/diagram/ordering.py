"""Order the nodes of each column so that few links cross.

The layered way of Sugiyama, Tagawa & Toda (1981): columns are sorted by the mean place of what their nodes are linked
to, to and fro, and in between each node is sifted to its best place, at times also to one that is as good. Where one
begins decides where one ends; so a few rounds are run from several starts, and more from the best of them. Nothing is
random, and nothing looks at the clock: the same plan gives the same picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from impactplan.diagram.network import Columns, Network, crossings, detours
from impactplan.diagram.relaxing import relax
from impactplan.diagram.sifting import Sifting

_FIRST_ROUNDS = 2  # from every start
_STOPS = (25, 80)  # of relaxing
_EFFORT = 600  # links of one gutter to the next that are gone through again, in all
_MOST_STARTS = 7
_FEWEST_ROUNDS, _MOST_ROUNDS = 8, 24
_TIES = (0, 1, 0, -1)


def order(network: Network) -> Columns:
    """Return the columns in an order with few crossings; the given order stays where nothing is better."""
    search = _Search(network)
    given = [search.banded(column) for column in network.columns]
    tried = sorted((search.improve(start, 0, _FIRST_ROUNDS) for start in search.starts()), key=itemgetter(0))
    size = max(1, len(network.links))
    rounds = max(_FEWEST_ROUNDS, min(_MOST_ROUNDS, 2 * _EFFORT // size))
    lowest, best = search.cost(given), given
    for _cost, columns in tried[: max(1, min(_MOST_STARTS, _EFFORT // size))]:
        if not lowest:
            break
        cost, improved = search.improve(columns, _FIRST_ROUNDS, rounds)
        if cost < lowest:
            lowest, best = cost, improved
    upside_down = [search.banded(column[::-1]) for column in best]
    return min(best, upside_down, key=lambda columns: (search.cost(columns), search.moved(columns)))


class _Search:
    def __init__(self, network: Network) -> None:
        self.network = network
        self.sifting = Sifting(network)
        self.home = {node: index for index, column in enumerate(network.columns) for node in column}

    def banded(self, column: Sequence[int]) -> list[int]:
        bands = self.network.bands
        return sorted(column, key=lambda node: bands.get(node, 0)) if bands else list(column)

    def cost(self, columns: Columns) -> int:
        """Return the crossings, and the nodes that links within a column must go round."""
        return crossings(columns, self.network.links) + detours(columns, self.network.inner)

    def moved(self, columns: Columns) -> int:
        """Return how far the nodes are from where they were given."""
        total = 0
        for given, column in zip(self.network.columns, columns, strict=True):
            place = {node: at for at, node in enumerate(given)}
            total += sum(abs(place[node] - at) for at, node in enumerate(column) if node not in self.network.lanes)
        return total

    def starts(self) -> Iterator[Columns]:
        """Yield first orders: as given, as reached along the links from the first column, and from the last; and as
        these two relax."""
        network = self.network
        yield [self.banded(column) for column in network.columns]
        for onward, columns in (
            (self.sifting.after, network.columns),
            (self.sifting.before, network.columns[::-1]),
        ):
            start = self._reached(onward, columns)
            yield [self.banded(column) for column in start]
            for relaxed in relax(network, start, _STOPS):
                yield [self.banded(column) for column in relaxed]

    def _reached(self, onward: Mapping[int, Sequence[int]], columns: Sequence[Sequence[int]]) -> Columns:
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
        return start

    def improve(self, start: Columns, first: int, rounds: int) -> tuple[int, Columns]:
        """Return the best that some rounds of sorting and sifting come to, and its cost; ``first`` numbers them."""
        columns = [list(column) for column in start]
        best, lowest = start, self.cost(start)
        for turn in range(first, first + rounds):
            if not lowest:
                break
            self.sort_by_barycentre(columns, forward=turn % 2 == 0)
            if turn % 4 >= 2:
                self.sort_by_barycentre(columns, forward=turn % 2 == 1)
            self.sifting.settle(columns, 2, _TIES[turn % 4])
            cost = self.cost(columns)
            if cost < lowest:
                best, lowest = [list(column) for column in columns], cost
        return lowest, best

    def sort_by_barycentre(self, columns: Columns, forward: bool) -> None:
        """Sort each column by the mean place of what its nodes are linked to on one side; others stay put."""
        sides = self.sifting.before if forward else self.sifting.after
        step = -1 if forward else 1
        for index in range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1):
            place = {node: at for at, node in enumerate(columns[index + step])}
            middle = {
                node: sum([place[end] for end in ends]) / len(ends) for node in columns[index] if (ends := sides[node])
            }
            linked = iter(sorted(middle, key=middle.__getitem__))
            columns[index] = self.banded([next(linked) if node in middle else node for node in columns[index]])
