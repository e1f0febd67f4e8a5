"""The demo's plan as a report: how many pages each ready document has, and that none of them is nearly empty."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from impactplan.exports.choices import READY
from impactplan.exports.pdf import PDF
from impactplan.exports.rendering import Content, write_file
from impactplan.graph import PlanState
from tests.exports.conftest import read_pages

pytestmark = [pytest.mark.long, pytest.mark.once]
MOST_PAGES = {"alderman": 3, "management": 14, "all": 34}
LANGUAGES = ("nl", "en")
OPENS_WITH = {
    "nl": (("Het ene dat we vragen", "Wat we vragen"), "Zo dragen we bij aan", "2 van de 8 indicatoren"),
    "en": (("The one thing we ask", "What we ask"), "How we contribute to", "2 of 8 indicators"),
}
"""What the first pages say: what is asked, the theory of change, the results."""
OF_A_FORM = {
    "nl": ("Of een naam", "Wie vraag je?", "Hoe zeker ben je", "versie 41", "Zitten er persoonsgegevens in?"),
    "en": ("Or a name", "Who is asked", "How sure are you", "version 41", "Does it hold personal data?"),
}
"""What the fields are called where one fills them in."""
RESOLUTION = 20
"""Pixels to the inch: a line of text is a few of them high."""
INK = 200
"""What is darker than this is print."""
TOP, BOTTOM = 0.075, 0.93
"""Where the type area begins and ends, below the head and above the foot of a page."""


@dataclass(frozen=True)
class Report:
    """One of the ready documents, made once for all that is asked of it."""

    key: str
    language: str
    pdf: Path
    pages: list[str]


@pytest.fixture(
    scope="module",
    params=[(ready, language) for language in LANGUAGES for ready in READY],
    ids=lambda made: f"{made[0].key}-{made[1]}",
)
def report(request: pytest.FixtureRequest, demo: PlanState, tmp_path_factory: pytest.TempPathFactory) -> Report:
    ready, language = request.param
    target = tmp_path_factory.mktemp("report") / f"{ready.key}.pdf"
    write_file(PDF, Content(replace(demo, language=language), ready.options, ["Sanne Visser"]), target)
    return Report(ready.key, language, target, read_pages(target))


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


def test_no_page_is_less_than_a_third_full(report: Report) -> None:
    *pages, _last = fills(report.pdf)
    assert {number: fill for number, fill in enumerate(pages, 1) if fill < 1 / 3} == {}


def test_it_is_no_longer_than_it_says(report: Report) -> None:
    assert len(report.pages) <= MOST_PAGES[report.key]


def test_it_opens_with_what_everybody_reads(report: Report) -> None:
    asked, theory, results = OPENS_WITH[report.language]
    front = 0 if report.key == "alderman" else 2
    assert any(words in report.pages[front] for words in asked)
    assert theory in report.pages[front + 1]
    assert results in report.pages[front + 2]


def test_it_reads_as_a_report_and_not_as_a_form(report: Report) -> None:
    text = "\n".join(report.pages)
    assert [label for label in OF_A_FORM[report.language] if label in text] == []
