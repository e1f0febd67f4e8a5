"""Graphviz dot, to measure an order of boxes against: it is asked for its order and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator

from impactplan.diagram.network import Columns, CutLinks


def find_dot() -> str | None:
    return shutil.which("dot")


def order_by_dot(cut: CutLinks, program: str) -> Columns:
    """Return the columns in dot's order: the same boxes, lanes and links, each column a rank of its own.

    Lanes are points, as dot itself makes them of a link that skips a rank. A chain of unseen points holds the ranks
    apart; it can run along the edge, where it is in nobody's way.
    """
    text = "\n".join(_description(cut))
    answer = subprocess.run([program, "-Tjson0"], input=text, capture_output=True, text=True, check=True)  # found by us
    height = {
        int(thing["name"][1:]): float(thing["pos"].split(",")[1])
        for thing in json.loads(answer.stdout)["objects"]
        if thing["name"].startswith("n")
    }
    return [sorted(column, key=height.__getitem__) for column in cut.network.columns]


def _description(cut: CutLinks) -> Iterator[str]:
    network = cut.network
    yield 'digraph {rankdir=LR; node [shape=box, width=1.2, height=0.5, label=""];'
    for index, column in enumerate(network.columns):
        yield f"rank{index} [shape=point, style=invis];"
        yield from (f"n{node} [shape=point];" for node in column if node in network.lanes)
        yield f"{{rank=same; rank{index}; {' '.join(f'n{node};' for node in column)}}}"
    yield " -> ".join(f"rank{index}" for index in range(len(network.columns))) + " [style=invis];"
    yield from (f"n{left} -> n{right};" for left, right in (*network.links, *network.inner))
    yield "}"
