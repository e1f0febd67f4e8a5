"""Crossings and times of laid out theories of change, beside Graphviz dot: ``python -m bench.drawing``.

Graphs of the seeds 1 to 50 and the demo plan. Both get the same boxes in the same columns with the same links, and
what they make of it is counted in the same way: lanes take part as boxes do, and a link within a column counts in
"detours", the boxes that it must go round. dot keeps a link within a column in the order of its ends; so it is asked
once more without those, and the better of its two counts of crossings stands beside ours ("dot", "dot, free").
Milliseconds are computing time of the process, the best of three: "tidy" orders and lays out, "place" lays out in the
order that is stored, as after an edit.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.dot import find_dot, order_by_dot
from bench.graphs import COLUMNS, SEEDS, Graph, make_graph
from impactplan import create_app
from impactplan.config import Settings
from impactplan.demo import load_demo
from impactplan.diagram import theory_graph
from impactplan.diagram.layout import Box, Space, lay_out
from impactplan.diagram.network import Columns, CutLinks, crossings, cut_links, detours
from impactplan.diagram.ordering import order
from impactplan.models import db
from impactplan.strategy.pictures import theory_spec
from impactplan.workbook.queries import load_state

PLAN = "digitaal-mee"
MOST_OF_DOT, WORSE_BY, WORSE_SHARE, MOST_MS = 1.02, 3, 0.15, 150
HEIGHT, MARK_WIDTH, BOX_WIDTH, WIDTH = 70.0, 20.0, 150.0, 1200.0


@dataclass(frozen=True)
class Row:
    """What one graph came to; crossings and detours of ours and of dot's, crossings of dot without inner links."""

    name: str
    boxes: int
    links: int
    ours: tuple[int, int]
    dot: tuple[int, int]
    free: tuple[int, int]
    tidy: float
    place: float

    @property
    def target(self) -> int:
        return min(self.dot[0], self.free[0])

    @property
    def is_worse(self) -> bool:
        """Whether it has more crossings than dot by more than is allowed, and not less to go round for it."""
        over = self.ours[0] - self.target > max(WORSE_BY, WORSE_SHARE * self.target)
        return over and sum(self.ours) > min(sum(self.dot), sum(self.free))


def demo_graph(folder: Path) -> Graph:
    """Return the theory of change of the demo plan."""
    app = create_app(Settings.from_environ({"IMPACTPLAN_ENV": "testing", "IMPACTPLAN_DATA_DIR": str(folder)}))
    with app.test_request_context():
        db.create_all()
        load_demo()
        spec = theory_spec(load_state(PLAN))
        db.session.remove()
        db.engine.dispose()
    home, number = theory_graph.homes(spec), {node.key: at for at, node in enumerate(spec.nodes)}
    links = ((number[link.source], number[link.target]) for link in theory_graph.drawn_links(spec))
    return Graph(tuple(home[node.key] for node in spec.nodes), tuple(links))


def best_time(work: Callable[[], object], times: int = 3) -> float:
    """Return the least computing time of a call, in milliseconds."""
    taken = []
    for _time in range(times):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return min(taken)


def lay(graph: Graph, columns: Columns | None = None) -> None:
    """Lay the graph out, in the order of ``columns`` or else in that of the boxes' numbers."""
    numbers = range(len(graph.home)) if columns is None else [node for column in columns for node in column]
    boxes = [Box(str(box), graph.home[box], HEIGHT) for box in numbers if box < len(graph.home)]
    links = [(str(source), str(target)) for source, target in graph.links]
    space = Space(COLUMNS, width=WIDTH, box_width=BOX_WIDTH, mark_width=MARK_WIDTH)
    lay_out(boxes, links, space, range(len(links)))


def measure(name: str, graph: Graph, program: str) -> Row:
    cut = cut_links(COLUMNS, graph.home, graph.links)
    free = replace(cut, network=replace(cut.network, inner=()))
    return Row(
        name,
        len(graph.home),
        len(graph.links),
        count(cut, order(cut.network)),
        count(cut, order_by_dot(cut, program)),
        count(cut, order_by_dot(free, program)),
        best_time(lambda: lay(graph, order(cut_links(COLUMNS, graph.home, graph.links).network))),
        best_time(lambda: lay(graph)),
    )


def count(cut: CutLinks, columns: Columns) -> tuple[int, int]:
    return crossings(columns, cut.network.links), detours(columns, cut.network.inner)


def measure_all(program: str) -> Iterator[Row]:
    for seed in SEEDS:
        yield measure(f"seed {seed}", make_graph(seed), program)
    with tempfile.TemporaryDirectory() as folder:
        yield measure("demo plan", demo_graph(Path(folder)), program)


def main() -> int:
    program = find_dot()
    if program is None:
        print("This needs Graphviz: apt-get install graphviz (Debian), brew install graphviz (macOS).")
        return 2
    heads = ("boxes", "links", "ours", "dot", "dot, free", "detours: ours", "dot", "dot, free", "tidy ms", "place ms")
    print(f"{'':<12}" + "".join(f"{head:>{len(head) + 3}}" for head in heads))
    rows = []
    for row in measure_all(program):
        rows.append(row)
        cells = (row.boxes, row.links, row.ours[0], row.dot[0], row.free[0], row.ours[1], row.dot[1], row.free[1])
        shown = (*map(str, cells), f"{row.tidy:.0f}", f"{row.place:.1f}")
        line = "".join(f"{cell:>{len(head) + 3}}" for cell, head in zip(shown, heads, strict=True))
        print(f"{row.name:<12}{line}{'  worse than dot' if row.is_worse else ''}", flush=True)
    ours, dot = sum(row.ours[0] for row in rows), sum(row.target for row in rows)
    slowest = max(row.tidy for row in rows)
    print(f"\n{ours} crossings beside {dot} of dot's better order: {ours / dot:.3f}; slowest {slowest:.0f} ms")
    worse = [row.name for row in rows if row.is_worse]
    print(f"Worse than dot by more than {WORSE_BY} and {WORSE_SHARE:.0%}: {', '.join(worse) or 'none'}")
    return int(bool(worse) or ours > MOST_OF_DOT * dot or slowest > MOST_MS)


if __name__ == "__main__":
    sys.exit(main())
