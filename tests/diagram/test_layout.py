from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impactplan.diagram.layout import Box, Rect, Route, Space, lay_out
from impactplan.diagram.placing import spread
from impactplan.diagram.routing import Curve, Point

Links = list[tuple[str, str]]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Box], Links, Space]:
    """Boxes in up to six columns with any links: onwards, back, across columns, within one, to itself, twice."""
    columns = draw(st.integers(1, 6))
    boxes = [
        Box(f"n{index}", column, height, band)
        for index, (column, height, band) in enumerate(
            draw(
                st.lists(
                    st.tuples(st.integers(0, columns - 1), st.floats(20, 200), st.sampled_from([0, 0, 0, 1])),
                    max_size=18,
                )
            )
        )
    ]
    keys = st.sampled_from([box.key for box in boxes]) if boxes else st.nothing()
    return boxes, draw(st.lists(st.tuples(keys, keys), max_size=24)) if boxes else [], Space(columns)


def inside(point: tuple[float, float], rect: Rect) -> bool:
    (x, y), slack = point, 0.01
    return rect.x + slack < x < rect.x + rect.width - slack and rect.y + slack < y < rect.y + rect.height - slack


def flatten(curve: Curve, steps: int = 16) -> list[Point]:
    """Return ``steps`` + 1 points on a curve."""
    points: list[Point] = []
    for step in range(steps + 1):
        t = step / steps
        u = 1 - t
        shares = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
        x, y = (sum(share * point[axis] for share, point in zip(shares, curve, strict=True)) for axis in (0, 1))
        points.append((x, y))
    return points


def points(route: Route) -> list[tuple[float, float]]:
    return [point for curve in route.curves for point in flatten(curve)]


def on_side(point: tuple[float, float], rect: Rect) -> bool:
    x, y = point
    at_side = min(abs(x - rect.x), abs(x - rect.x - rect.width)) < 0.01
    return at_side and rect.y - 0.01 <= y <= rect.y + rect.height + 0.01


@given(graphs())
@settings(deadline=None)
def test_boxes_never_touch(graph: tuple[list[Box], Links, Space]) -> None:
    boxes, links, space = graph
    layout = lay_out(boxes, links, space)
    for one, other in combinations(layout.boxes.values(), 2):
        if one.x == other.x:
            upper, lower = sorted((one, other), key=lambda rect: rect.y)
            assert lower.y - upper.y - upper.height >= space.box_gap - 0.01
        else:
            assert abs(one.x - other.x) >= space.box_width + space.gutter - 0.01


@given(graphs())
@settings(deadline=None)
def test_links_join_the_sides_of_their_boxes(graph: tuple[list[Box], Links, Space]) -> None:
    layout = lay_out(*graph)
    for (source, target), route in zip(graph[1], layout.routes, strict=True):
        assert on_side(route.curves[0][0], layout.boxes[source])
        assert on_side(route.curves[-1][-1], layout.boxes[target])
        for before, after in zip(route.curves, route.curves[1:], strict=False):
            assert before[-1] == after[0]


@given(graphs())
@settings(deadline=None)
def test_no_link_runs_through_a_box(graph: tuple[list[Box], Links, Space]) -> None:
    layout = lay_out(*graph)
    for route in layout.routes:
        for point in points(route):
            assert not any(inside(point, rect) for rect in layout.boxes.values())


@given(graphs())
@settings(deadline=None)
def test_links_stay_within_the_picture(graph: tuple[list[Box], Links, Space]) -> None:
    layout = lay_out(*graph)
    for route in layout.routes:
        for x, y in points(route):
            assert -0.01 <= x <= layout.width + 0.01
            assert -0.01 <= y <= layout.height + 0.01


@given(graphs())
@settings(deadline=None)
def test_the_same_plan_gives_the_same_picture(graph: tuple[list[Box], Links, Space]) -> None:
    assert lay_out(*graph) == lay_out(*graph)


@given(graphs())
@settings(deadline=None)
def test_links_at_one_side_keep_apart(graph: tuple[list[Box], Links, Space]) -> None:
    layout = lay_out(*graph)
    ends = [route.curves[end][end] for route in layout.routes for end in (0, -1)]
    for one, other in combinations(ends, 2):
        if abs(one[0] - other[0]) < 0.01:
            assert abs(one[1] - other[1]) >= graph[2].port_gap - 0.01


def test_a_long_link_passes_between_the_boxes() -> None:
    boxes = [Box("a", 0, 40), Box("b", 1, 300), Box("c", 1, 300), Box("d", 2, 40)]
    layout = lay_out(boxes, [("a", "b"), ("a", "d"), ("a", "c"), ("b", "d"), ("c", "d")], Space(3))
    assert layout.crossings == 0
    level = {round(y, 6) for x, y in points(layout.routes[1]) if layout.columns[1] < x < layout.columns[1] + 124}
    assert len(level) == 1


def test_a_link_back_arrives_from_the_right() -> None:
    layout = lay_out([Box("a", 0, 40), Box("b", 1, 40)], [("a", "b"), ("b", "a")], Space(2))
    onward, back = layout.routes
    assert (onward.arrives, back.arrives) == (1, -1)
    assert back.curves[-1][-1][0] == layout.boxes["a"].x + layout.boxes["a"].width


def test_a_chain_runs_level() -> None:
    layout = lay_out([Box("a", 0, 40), Box("b", 1, 90), Box("c", 2, 60)], [("a", "b"), ("b", "c")], Space(3))
    for route in layout.routes:
        assert len({round(y, 6) for _, y in points(route)}) == 1


def test_a_box_grows_with_its_links() -> None:
    boxes = [Box("hub", 1, 20), *(Box(f"n{number}", 0, 20) for number in range(30))]
    layout = lay_out(boxes, [(f"n{number}", "hub") for number in range(30)], Space(2))
    assert layout.boxes["hub"].height >= 29 * 10


def test_nothing_makes_an_empty_layout() -> None:
    assert lay_out([], [], Space(6)).height == 0


@pytest.mark.parametrize(
    ("boxes", "links", "error"),
    [
        ([Box("a", 0, 10), Box("a", 0, 10)], [], ValueError),
        ([Box("a", 6, 10)], [], ValueError),
        ([Box("a", 0, 10)], [("a", "b")], KeyError),
    ],
)
def test_impossible_plans_are_refused(boxes: list[Box], links: Links, error: type[Exception]) -> None:
    with pytest.raises(error):
        lay_out(boxes, links, Space(6))


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 5), st.floats(0, 20)), min_size=1, max_size=12))
def test_spreading_keeps_order_gaps_and_bounds(things: list[tuple[float, float, float]]) -> None:
    wishes, weights, gaps = map(list, zip(*things, strict=True))
    placed = spread(wishes, weights, gaps[:-1], -50, 250)
    assert all(after - before >= gap - 1e-6 for before, after, gap in zip(placed, placed[1:], gaps, strict=False))
    assert placed[0] >= -50 - 1e-6
    assert placed[-1] <= 250 + 1e-6


def test_spreading_leaves_alone_what_has_room() -> None:
    assert spread([1, 10, 20], [1, 1, 1], [5, 5], 0, 30) == [1, 10, 20]
