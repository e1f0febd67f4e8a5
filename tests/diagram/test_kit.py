"""What all pictures have in common: places on a scale, words off each other, letters that can be read, own colours."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from impactplan.diagram import labels
from impactplan.diagram.grid import GridPoint, GridSpec, score_grid
from impactplan.diagram.place import Place, place_in_grid
from impactplan.diagram.scales import DayScale, Scale
from impactplan.diagram.series import Level, Panel, SeriesPoint, SeriesSpec, mark, measurements_in_time
from impactplan.diagram.typography import NARROW, WIDTH
from impactplan.lib.tokens import COLOURS
from impactplan.workbook.beside import WIDTH as BESIDE
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.registry import step_parts
from tests.diagram.cases import SVG, parse
from tests.diagram.test_grid import WORDS
from tests.diagram.test_tokens import luminance
from tests.exports.plans import full_state

LEAST_LETTERS = 12.5
NAMES = [
    "Samenwerkingsverband volwasseneneducatie",
    "Gemeente Merenrijk, afdeling maatschappelijke ontwikkeling",
    "Verantwoordingsgesprekspartner",
    "Vrijwilligersorganisaties en zelforganisaties",
    "Arbeidsmarktregio",
    "Jeugdgezondheidszorgmedewerkers",
    "Ouders",
    "Kinderopvangorganisatie De Regenboogbrug",
]
numbers = st.floats(-1e6, 1e6)


def boxes_of_texts(svg: str) -> list[tuple[float, float, float, float, str]]:
    """Return where each text of a picture stands: left, top, right, bottom; those in a group that is moved, moved."""
    boxes = []

    def walk(node, right: float, down: float) -> None:  # type: ignore[no-untyped-def]  # nested, its node is any element
        moved = re.fullmatch(r"translate\(([-\d.]+) ([-\d.]+)\)", node.get("transform", ""))
        if moved:
            right, down = right + float(moved[1]), down + float(moved[2])
        if node.tag == f"{SVG}text":
            size, text = float(node.get("font-size")), node.text or ""
            wide = measure()(text, size, node.get("font-weight") == "600")
            back = {"middle": 0.5, "end": 1.0}.get(node.get("text-anchor", ""), 0.0)
            left, base = right + float(node.get("x")) - back * wide, down + float(node.get("y"))
            boxes.append((left, base - 0.75 * size, left + wide, base + 0.22 * size, text))
        for child in node:
            walk(child, right, down)

    walk(parse(svg), 0.0, 0.0)
    return boxes


def assert_apart(svg: str, width: float) -> None:
    height = float(parse(svg).get("height", "0"))
    texts = boxes_of_texts(svg)
    for left, top, right, bottom, text in texts:
        assert left >= -0.5, text
        assert top >= -0.5, text
        assert right <= width + 0.5, text
        assert bottom <= height + 0.5, text
    for one, other in combinations(texts, 2):
        apart = (
            one[2] <= other[0] + 0.5 or other[2] <= one[0] + 0.5 or one[3] <= other[1] + 0.5 or other[3] <= one[1] + 0.5
        )
        assert apart, (one, other)


@given(low=numbers, size=st.floats(0.001, 1e6), start=numbers, end=numbers, share=st.floats(0, 1))
def test_a_scale_keeps_what_is_between_its_ends_between_them(
    low: float, size: float, start: float, end: float, share: float
) -> None:
    place = Scale(low, low + size, start, end)(low + share * size)
    margin = 1e-3 * (1 + abs(end - start))
    assert min(start, end) - margin <= place <= max(start, end) + margin


def test_what_has_no_size_stands_in_the_middle_and_days_have_their_place() -> None:
    assert Scale(3, 3, 10, 20)(3) == 15
    days = DayScale(date(2026, 1, 1), date(2026, 1, 11), 0, 100)
    assert days(date(2026, 1, 6)) == 50
    assert days(date(2026, 1, 6), 1) == 60


@given(st.lists(st.tuples(st.floats(-50, 250), st.floats(1, 30)), min_size=1, max_size=6))
def test_labels_are_spread_off_each_other_in_their_order(wanted: list[tuple[float, float]]) -> None:
    middles, sizes = [one for one, _size in wanted], [size for _one, size in wanted]
    places = labels.spread(middles, sizes, 0, 200, 2)
    order = sorted(range(len(wanted)), key=lambda at: (middles[at], at))
    for one, other in pairwise(order):
        assert places[one] + sizes[one] / 2 + 2 <= places[other] - sizes[other] / 2 + 1e-6
    for place, size in zip(places, sizes, strict=True):
        assert place - size / 2 >= -1e-6
        assert place + size / 2 <= 200 + 1e-6


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(1, 5), st.integers(1, 5)), max_size=40))
def test_names_in_the_grid_never_overlap_nor_leave_it(scored: list[tuple[str, int, int]]) -> None:
    points = tuple(GridPoint(number, name, up, across) for number, (name, up, across) in enumerate(scored, 1))
    assert_apart(_grid(points), WIDTH)


@pytest.mark.parametrize("cell", [(5, 5), (1, 1), (3, 3), (5, 1)])
@pytest.mark.parametrize("count", [1, 5, 6, 24, 40])
def test_forty_with_the_same_scores_can_be_told_apart(count: int, cell: tuple[int, int]) -> None:
    points = tuple(GridPoint(number, NAMES[number % len(NAMES)], *cell) for number in range(1, count + 1))
    assert_apart(_grid(points), WIDTH)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("up", [None, *range(1, 6)])
@pytest.mark.parametrize("across", [None, *range(1, 6)])
def test_where_one_stands_is_said_inside_the_small_grid(name: str, up: int | None, across: int | None) -> None:
    points = tuple(GridPoint(number, NAMES[number % len(NAMES)], 1 + number % 5, 5) for number in range(2, 20))
    spec = GridSpec(points, "Wie", "Wat", WORDS)
    svg = place_in_grid(spec, Place(1, name, up, across), measure=measure(), prefix="g", width=BESIDE)
    assert_apart(svg, BESIDE)


def _grid(points: tuple[GridPoint, ...]) -> str:
    return score_grid(GridSpec(points, "Wie", "Wat", WORDS), measure=measure(), prefix="g", heading=False)


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("width", [WIDTH, NARROW])
def test_values_of_a_series_stand_off_the_lines_to_measure_up_to(seed: int, width: float) -> None:
    chance = random.Random(seed)
    points = [SeriesPoint(date(2024 + at, 3, 1), value := chance.randint(20, 80), f"{value} %") for at in range(3)]
    minimum, target = sorted(chance.sample(range(20, 80), 2))
    panel = Panel("Hoeveel", points, "", None, Level(minimum, f"minimum {minimum}"), Level(target, f"doel {target}"))
    svg = measurements_in_time(SeriesSpec([panel], "T", "D"), measure=measure(), prefix="s", width=width)
    assert_apart(svg, width)
    struck = re.findall(r'd="M0 ([\d.]+)H[\d.]+" fill="none" stroke="#(?:2d6a1f|8a4b00)"', svg)
    plot = float(re.findall(r"translate\(0 ([\d.]+)\)", svg)[0]) + 4
    for _left, top, _right, bottom, text in boxes_of_texts(svg):
        if text.endswith(" %"):
            assert not [y for y in struck if top + 1 < plot + float(y) < bottom - 1], text


@pytest.fixture(scope="module")
def drawn(app_without_database: Flask) -> Iterator[dict[str, str]]:
    """Return all pictures of a plan in which everything is filled in, as a page shows them."""
    state = full_state(lambda kind, declared, number: f"{kind} {declared.name} {number}"[:60])
    with app_without_database.test_request_context():
        yield {
            picture.key: str(picture.draw(state, "p", page=True))
            for part in step_parts().values()
            for picture in part.pictures
        } | {
            f"{kind} in {key}": str(part.picture.draw(state, state.rows(kind)[0], "p", BESIDE))
            for key, step in step_parts().items()
            for kind, part in step.kinds.items()
            if part.picture
        }


def test_every_letter_can_be_read_on_the_page(drawn: dict[str, str]) -> None:
    for key, svg in drawn.items():
        sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)}
        assert min(sizes) >= LEAST_LETTERS, key


def test_every_picture_brings_its_own_white_ground(drawn: dict[str, str]) -> None:
    for key, svg in drawn.items():
        root = parse(svg)
        ground = next(node for node in root if node.tag not in (f"{SVG}title", f"{SVG}desc"))
        assert ground.get("fill") == COLOURS["surface"], key


SERIES = {
    "bars of the roadmap": ("accent-soft", "accent", "field"),
    "bars of the waterfall": ("field", "accent-soft", "accent"),
    "now and goal": ("module-4", "surface"),
    "points of a grid": ("accent", "ink"),
}


@pytest.mark.parametrize("name", SERIES)
def test_neighbouring_colours_differ_in_lightness_or_have_a_shape_of_their_own(name: str) -> None:
    """Where lightness alone does not tell two apart, a dash, an outline or another shape does: see the next test."""
    told_by_shape = {("accent", "ink"), ("accent", "field")}
    for one, other in pairwise(SERIES[name]):
        light, dark = (luminance(COLOURS[colour]) ** (1 / 3) * 116 - 16 for colour in (one, other))
        assert abs(light - dark) >= 20 or (one, other) in told_by_shape, (one, other)


def test_bands_of_a_series_have_different_shapes() -> None:
    shapes = {band: re.sub(r'"[^"]*"', "", mark(band, 10, 10)) for band in ("below", "between", "reached", "none")}
    assert len(set(shapes.values())) == 4
