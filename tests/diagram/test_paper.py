"""The paper of a theory of change: as small as may be, and no letter on it too small to read."""

from __future__ import annotations

import re

import pytest

from impactplan.diagram.paper import A3, A3_TALL, A4, LEAST_POINTS, SMALLEST, lay_on_paper
from impactplan.diagram.theory import assemble
from impactplan.diagram.theory_spec import TheorySpec
from tests.diagram.cases import COLUMNS, Link, Node, digital_course, measure, random_links, spec


def columns_of(count: int) -> TheorySpec:
    """Return a theory of six columns of ``count`` boxes."""
    nodes = [
        Node(f"n{at}", "Cursisten regelen hun zaken zelf online " * 2, COLUMNS[at // count].key)
        for at in range(6 * count)
    ]
    return spec(nodes, [Link(f"n{a}", f"n{b}") for a, b in random_links(1, 5 * count, nodes=6 * count)])


@pytest.mark.parametrize(
    ("theory", "paper"),
    [(spec([], []), A4), (digital_course(), A4), (columns_of(10), A3), (columns_of(14), A3_TALL)],
    ids=["empty", "course", "60", "84"],
)
def test_it_takes_the_smallest_paper_on_which_it_can_be_read(theory: TheorySpec, paper: object) -> None:
    (sheet,) = lay_on_paper(theory, measure)
    assert sheet.paper is paper


@pytest.mark.parametrize("under_heading", [False, True])
@pytest.mark.parametrize("count", [2, 3, 7, 10, 17, 25, 40])
def test_no_letter_is_below_seven_points(count: int, under_heading: bool) -> None:
    theory = columns_of(count)
    for sheet in lay_on_paper(theory, measure, under_heading=under_heading):
        scale = min(sheet.paper.width / sheet.drawing.width, sheet.paper.height / sheet.height)
        svg = assemble(sheet.drawing, theory, "p", top=sheet.top, bottom=sheet.bottom)
        smallest = min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg))
        assert smallest >= SMALLEST
        assert smallest * scale * 0.75 >= LEAST_POINTS - 0.02


def test_what_is_too_high_goes_on_over_sheets_that_leave_no_box_in_two() -> None:
    theory = columns_of(60)
    sheets = lay_on_paper(theory, measure)
    assert len(sheets) > 1
    assert (sheets[0].top, sheets[-1].bottom) == (0.0, sheets[0].drawing.height)
    for box in sheets[0].drawing.boxes:
        assert any(sheet.top <= box.y and box.y + box.height <= sheet.bottom for sheet in sheets), box.key


def test_each_sheet_begins_with_the_titles_of_the_columns_and_stays_on_its_paper() -> None:
    theory = columns_of(60)
    for sheet in lay_on_paper(theory, measure, under_heading=True):
        svg = assemble(sheet.drawing, theory, "p", top=sheet.top, bottom=sheet.bottom)
        titles = svg.rindex(sheet.drawing.titles)
        assert not sheet.top or titles > svg.rindex("data-box"), "what was cut off above lies under them"
        height = float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', svg)[1])  # type: ignore[index]  # each picture has one
        assert height == pytest.approx(sheet.height, abs=0.1)
        assert height * sheet.paper.width / sheet.drawing.width <= sheet.paper.height
