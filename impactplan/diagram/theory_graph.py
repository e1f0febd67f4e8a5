"""What of a theory of change stands in which column, and which order of its boxes crosses least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from impactplan.diagram.keeping import kept
from impactplan.diagram.lanes import order_lanes
from impactplan.diagram.network import Columns, CutLinks, cut_links, detours
from impactplan.diagram.network import crossings as count_crossings
from impactplan.diagram.ordering import order
from impactplan.diagram.theory_spec import Link, Node, TheorySpec, Tone

Order = tuple[tuple[str, ...], ...]
"""The keys of the boxes per column, from top to bottom."""


def crossings(spec: TheorySpec) -> int:
    """Count the crossings of links when the boxes stand in the order in which they are given."""
    cut = _cut(spec)
    return count_crossings(order_lanes(cut), cut.network.links)


def tidy(spec: TheorySpec) -> Order:
    """Return the order of the boxes in their columns with which few links cross; the given one where none is better."""
    cut = _cut(spec)
    given, columns = order_lanes(cut), order(cut.network)
    if _effort(cut, given) <= _effort(cut, columns):
        columns = given
    return tuple(tuple(spec.nodes[node].key for node in column if node < len(spec.nodes)) for column in columns)


def avoidable(spec: TheorySpec) -> int:
    """Count the crossings that there are now and not in the tidy order."""
    return _avoidable(_cut(spec))


@kept
def _avoidable(cut: CutLinks) -> int:
    """Kept by what is linked alone: another text asks for no other order."""
    now = count_crossings(order_lanes(cut), cut.network.links)
    return max(0, now - count_crossings(order(cut.network), cut.network.links)) if now else 0


def in_order(spec: TheorySpec, columns: Order) -> TheorySpec:
    """Return the same theory with its boxes in another order."""
    nodes = {node.key: node for node in spec.nodes}
    return replace(spec, nodes=tuple(nodes[key] for column in columns for key in column))


def homes(spec: TheorySpec) -> dict[str, int]:
    """Return the column of each node; one without a column stands before the first of what it leads to.

    Raises ValueError when two nodes have one key or a node names an unknown column.
    """
    index = {column.key: at for at, column in enumerate(spec.columns)}
    column_of: dict[str, int] = {}
    if len({node.key for node in spec.nodes}) < len(spec.nodes):
        raise ValueError("two nodes have the same key")
    for node in spec.nodes:
        if node.column is not None:
            if node.column not in index:
                raise ValueError(f"no such column: {node.column!r}")
            column_of[node.key] = index[node.column]
    leads_to: dict[str, list[int]] = {}
    for link in spec.links:
        if link.target in column_of:
            leads_to.setdefault(link.source, []).append(column_of[link.target])
    for node in spec.nodes:
        if node.column is None:
            column_of[node.key] = max(0, min(leads_to.get(node.key, ()), default=0) - 1)
    return column_of


def drawn_links(spec: TheorySpec) -> list[Link]:
    """Return the links between nodes that are there, each with a key of its own."""
    if not spec.nodes:
        return [Link(source.key, target.key) for source, target in pairwise(spec.columns)]
    keys = {node.key for node in spec.nodes}
    links, taken = [], set(keys)
    for link in spec.links:
        if link.source in keys and link.target in keys:
            key = wished = link.key or f"{link.source}~{link.target}"
            number = 1
            while key in taken:
                number += 1
                key = f"{wished}~{number}"
            taken.add(key)
            links.append(replace(link, key=key))
    return links


def bands(nodes: Sequence[Node], home: dict[str, int], columns: int) -> dict[str, int]:
    """Return who stands under the accountability ceiling in the last column, where something stands above it."""
    last = [node for node in nodes if home[node.key] == columns - 1]
    above = {node.key for node in last if Tone.ABOVE_CEILING in node.tones}
    return {node.key: 1 for node in last if above and node.key not in above}


def _effort(cut: CutLinks, columns: Columns) -> int:
    return count_crossings(columns, cut.network.links) + detours(columns, cut.network.inner)


def _cut(spec: TheorySpec) -> CutLinks:
    home = homes(spec)
    number = {node.key: at for at, node in enumerate(spec.nodes)}
    below = bands(spec.nodes, home, len(spec.columns))
    links = drawn_links(spec) if spec.nodes else []
    return cut_links(
        len(spec.columns),
        [home[node.key] for node in spec.nodes],
        [(number[link.source], number[link.target]) for link in links],
        {number[key]: band for key, band in below.items()},
    )
