"""No text of the theory of change outside its box, where the PDF puts its letters."""

from __future__ import annotations

import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from impactplan.diagram.drawing import Drawing, draw
from impactplan.diagram.theory import assemble
from impactplan.exports import printing
from impactplan.workbook.font_metrics import FONTS, measure
from tests.diagram.cases import COLUMNS, labelled

POINTS = 0.75  # in a CSS pixel
XHTML = "{http://www.w3.org/1999/xhtml}"


def print_drawing(drawing: Drawing, picture: str, target: Path) -> None:
    """Print a picture at its own size on one page without margins."""
    size = f"{drawing.width}px {drawing.height}px"
    style = f"@page {{size: {size} !important; margin: 0 !important}} body, svg {{margin: 0; display: block}}"
    html = f'<!doctype html><html lang="nl"><title>Tekening</title><style>{style}</style><body>{picture}</body></html>'
    printing.print_pages(html, FONTS.parent, target, lambda _line: None)


def words_of(pdf: Path) -> list[tuple[str, float, float, float, float]]:
    """Return every word with its left, top, right and foot in CSS pixels."""
    done = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True)
    pages = list(ElementTree.fromstring(done.stdout).iter(f"{XHTML}page"))
    assert len(pages) == 1
    sides = ("xMin", "yMin", "xMax", "yMax")
    return [
        (word.text or "", *(float(word.get(side, "0")) / POINTS for side in sides))
        for word in pages[0].iter(f"{XHTML}word")
    ]


@pytest.mark.usefixtures("without_database")
def test_two_hundred_labels_stay_in_their_boxes(tmp_path: Path) -> None:
    plan = labelled(200)
    drawing = draw(plan, measure=measure())
    print_drawing(drawing, assemble(drawing, plan, "p"), tmp_path / "drawing.pdf")
    words = words_of(tmp_path / "drawing.pdf")
    first = min(box.y for box in drawing.boxes)
    titles = " ".join(column.title for column in COLUMNS).split()
    outside = [
        (text, left, top, right)
        for text, left, top, right, foot in words
        if foot > first
        and not any(
            box.x <= left and right <= box.x + box.width and box.y <= (top + foot) / 2 <= box.y + box.height
            for box in drawing.boxes
        )
    ]
    assert len(words) > 1_000 + len(titles)
    assert outside == []
