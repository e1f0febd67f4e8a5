"""Theories of change to lay out, made from a seed: 15 to 150 boxes in six columns, with all kinds of links."""

from __future__ import annotations

import random
from dataclasses import dataclass

COLUMNS = 6
SEEDS = range(1, 51)
LEAST, MOST = 15, 150
_SHARES = (3, 4, 5, 5, 4, 2)  # of the boxes, by column: what plans have
_WITHIN, _SKIPPING = 0.06, 0.20  # of the links


@dataclass(frozen=True)
class Graph:
    """Boxes 0, 1, … by the column in which each stands, and links between them."""

    home: tuple[int, ...]
    links: tuple[tuple[int, int], ...]


def make_graph(seed: int) -> Graph:
    """Return the graph of a seed: with every seed a little larger, from LEAST boxes to MOST.

    Every other graph has threads, as plans have: what a box leads to mostly stands as high in its column as the box
    itself. In the rest any box can lead to any other. The order in which boxes are numbered says nothing of this.
    """
    chance = random.Random(seed)
    count = LEAST + (MOST - LEAST) * (seed - SEEDS[0]) // (len(SEEDS) - 1)
    home = [*range(COLUMNS), *chance.choices(range(COLUMNS), _SHARES, k=count - COLUMNS)]
    chance.shuffle(home)
    level = [chance.random() for _box in home]
    stacked = [[box for box in range(count) if home[box] == column] for column in range(COLUMNS)]
    blur = 0.12 if seed % 2 else 10.0
    links: dict[tuple[int, int], None] = {}
    wanted = round(count * chance.uniform(1.1, 1.6))
    for _try in range(20 * wanted):
        if len(links) == wanted:
            break
        source = chance.choice([box for box in range(count) if home[box] < COLUMNS - 1])
        kind = chance.random()
        ahead = 0 if kind < _WITHIN else chance.choice((2, 2, 3)) if kind < _WITHIN + _SKIPPING else 1
        reached = [box for box in stacked[min(COLUMNS - 1, home[source] + ahead)] if box != source]
        if reached:
            wish = chance.gauss(level[source], blur)
            target = min(reached, key=lambda box: abs(level[box] - wish)) if seed % 2 else chance.choice(reached)
            if (target, source) not in links:
                links[source, target] = None
    return Graph(tuple(home), tuple(links))
