"""Boxes and links as numbers in columns: what an order is sought for, and how its crossings are counted."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Columns = list[list[int]]
Pair = tuple[int, int]


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


def detours(columns: Sequence[Sequence[int]], inner: Sequence[Pair]) -> int:
    """Count the nodes that stand between the ends of links within a column."""
    if not inner:
        return 0
    place = {node: at for column in columns for at, node in enumerate(column)}
    return sum(max(0, abs(place[one] - place[other]) - 1) for one, other in inner)


@dataclass(frozen=True)
class CutLinks:
    """A network, and per link its nodes from left to right; ``home`` has the column of every node."""

    network: Network
    ways: Sequence[tuple[int, ...]]
    home: Sequence[int]


def cut_links(
    columns: int, home: Sequence[int], pairs: Sequence[Pair], bands: Mapping[int, int] | None = None
) -> CutLinks:
    """Return the network of boxes 0, 1, … that stand in the columns ``home``, with ``pairs`` of them linked.

    A link gets a lane in every column that it skips: a node of its own, numbered after the boxes.
    """
    homes = list(home)
    ways = []
    for source, target in pairs:
        first, last = (source, target) if homes[source] <= homes[target] else (target, source)
        lanes = range(homes[first] + 1, homes[last])
        homes.extend(lanes)
        ways.append((first, *range(len(homes) - len(lanes), len(homes)), last))
    stacked: Columns = [[] for _ in range(columns)]
    for node, column in enumerate(homes):
        stacked[column].append(node)
    network = Network(
        stacked,
        links=[step for way in ways for step in pairwise(way) if homes[step[0]] != homes[step[1]]],
        inner=[pair for pair in pairs if homes[pair[0]] == homes[pair[1]]],
        bands=bands or {},
        lanes=range(len(home), len(homes)),
    )
    return CutLinks(network, ways, homes)
