"""Give every node a height of its own by letting links pull: what is linked comes to stand together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from impactplan.diagram.network import Columns, Network

_MOMENTUM = 0.22
_LEVELLED = 6  # steps between which heights keep their mean and size


def relax(network: Network, start: Columns, stops: Sequence[int]) -> Iterator[Columns]:
    """Yield the columns in order of height after each of so many steps.

    Every step brings each node half-way to the mean of what it is linked to. What then remains longest is how the
    graph as a whole lies from one end to the other: the way of Fiedler's vector, by the power method with momentum.
    """
    ends: dict[int, list[int]] = {node: [] for column in start for node in column}
    for one, other in (*network.links, *network.inner):
        ends[one].append(other)
        ends[other].append(one)
    nodes = list(ends)
    number = {node: at for at, node in enumerate(nodes)}
    linked = [[number[end] for end in ends[node]] for node in nodes]
    shares = [0.5 / len(others) if others else 0.0 for others in linked]
    heights = [(at + 0.5) / len(column) for column in start for at in range(len(column))]
    before = [0.0] * len(heights)
    for step in range(max(stops) + 1):
        if step in stops:
            yield [sorted(column, key=lambda node: heights[number[node]]) for column in start]
        if step % _LEVELLED == 0:
            size = max(map(abs, heights), default=0.0) or 1.0
            heights, before = _levelled(heights, linked, size), _levelled(before, linked, size)
        heights, before = (
            [
                height * 0.5 + share * sum([heights[end] for end in others]) - _MOMENTUM * last
                for height, last, others, share in zip(heights, before, linked, shares, strict=True)
            ],
            heights,
        )


def _levelled(heights: Sequence[float], linked: Sequence[Sequence[int]], size: float) -> list[float]:
    """Return the heights divided by ``size``, around a mean of zero in which a node counts as often as it has links."""
    links = sum(map(len, linked)) or 1
    mean = sum(len(others) * height for others, height in zip(linked, heights, strict=True)) / links
    return [(height - mean) / size for height in heights]
