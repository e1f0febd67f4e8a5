"""The demo's plan as a report: how many pages each ready document has, and that none of them is nearly empty."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from impactplan.exports.choices import READY
from impactplan.exports.pdf import PDF
from impactplan.exports.rendering import Content, write_file
from impactplan.graph import PlanState
from tests.exports.conftest import read_pages

pytestmark = [pytest.mark.long, pytest.mark.once]
MOST_PAGES = {"alderman": 3, "management": 14, "all": 34}
RESOLUTION = 20
"""Pixels to the inch: a line of text is a few of them high."""
INK = 200
"""What is darker than this is print."""
TOP, BOTTOM = 0.075, 0.93
"""Where the type area begins and ends, below the head and above the foot of a page."""


@pytest.fixture(scope="module", params=[ready.key for ready in READY])
def report(
    request: pytest.FixtureRequest, demo: PlanState, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    ready = next(ready for ready in READY if ready.key == request.param)
    target = tmp_path_factory.mktemp("report") / f"{ready.key}.pdf"
    write_file(PDF, Content(demo, ready.options, ["Sanne Visser"]), target)
    return ready.key, target


def fills(pdf: Path) -> Iterator[float]:
    """Yield for each page how far down its type area the lowest ink stands."""
    subprocess.run(["pdftoppm", "-gray", "-r", str(RESOLUTION), str(pdf), str(pdf.with_suffix(""))], check=True)
    for picture in sorted(pdf.parent.glob(f"{pdf.stem}-*.pgm")):
        kind, size, _most, pixels = picture.read_bytes().split(b"\n", 3)
        assert kind == b"P5"
        width, height = map(int, size.split())
        top, bottom = round(height * TOP), round(height * BOTTOM)
        inked = [y for y in range(top, bottom) if min(pixels[y * width : (y + 1) * width]) < INK]
        yield (max(inked, default=top) - top) / (bottom - top)


def test_no_page_is_less_than_a_third_full(report: tuple[str, Path]) -> None:
    _key, pdf = report
    *pages, _last = fills(pdf)
    assert {number: fill for number, fill in enumerate(pages, 1) if fill < 1 / 3} == {}


def test_it_is_no_longer_than_it_says(report: tuple[str, Path]) -> None:
    key, pdf = report
    assert len(read_pages(pdf)) <= MOST_PAGES[key]


def test_it_opens_with_what_everybody_reads(report: tuple[str, Path]) -> None:
    key, pdf = report
    pages = read_pages(pdf)
    front = 0 if key == "alderman" else 2
    assert "Het ene dat we vragen" in pages[front] or "Wat we vragen" in pages[front]
    assert "Zo dragen we bij aan" in pages[front + 1]
    assert "2 van de 8 indicatoren" in pages[front + 2]


def test_it_reads_as_a_report_and_not_as_a_form(report: tuple[str, Path]) -> None:
    _key, pdf = report
    text = "\n".join(read_pages(pdf))
    for label in ("Of een naam", "Wie vraag je?", "Hoe zeker ben je", "versie 41", "Zitten er persoonsgegevens in?"):
        assert label not in text
