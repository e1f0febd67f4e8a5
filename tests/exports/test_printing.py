"""What WeasyPrint is spared: reading HTML as loosely as browsers must, styles of footnotes that are nowhere, letters of
pictures one by one, and working out again what it knew."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
import weasyprint.draw.text
from flask import Flask
from weasyprint.css import get_all_computed_styles

from impactplan.config import ROOT
from impactplan.exports.document import build_document
from impactplan.exports.html import render_print
from impactplan.exports.options import Options
from impactplan.exports.printing import BASE_URL, ConfinedFetcher, print_pages
from impactplan.exports.reading import Source, read_as_xml
from impactplan.graph import PlanState
from impactplan.models import Field
from tests.exports.conftest import read_pages
from tests.exports.plans import full_state

ASSETS = ROOT / "static/dist"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40" width="200" height="40">{}</svg>'


def printed(html: str, target: Path) -> str:
    print_pages(f"<html lang=en><title>Some</title><body>{html}", ASSETS, target, lambda _line: None)
    return read_pages(target)[0]


def test_only_items_of_lists_have_a_marker_and_nothing_is_a_footnote() -> None:
    source = Source("<p>One<ul><li>Two</ul><q>Three</q>", BASE_URL, ConfinedFetcher(ASSETS))
    style_for = get_all_computed_styles(source)
    styled = {(element.tag, pseudo) for element, pseudo in style_for.get_computed_styles() if pseudo}
    assert styled == {("li", "marker"), ("q", "before"), ("q", "after")}


def test_lists_keep_their_marks(tmp_path: Path) -> None:
    text = printed("<ol><li>One</li><li>Two</li></ol>", tmp_path / "list.pdf")
    assert text.split()[:4] == ["1.", "One", "2.", "Two"]


@pytest.mark.parametrize(
    "label", ["<dl class=doc-facts><dt>{}</dt></dl>", "<section class=cover><h1>{}</h1></section>"]
)
def test_a_word_that_is_longer_than_a_line_is_hyphenated(label: str, tmp_path: Path) -> None:
    word, target = "arbeidsongeschiktheidsverzekeringsmaatschappij", tmp_path / "long.pdf"
    printed(f"<div lang=nl>{label.format(word)}</div>", target)
    *lines, end = (part for part in read_pages(target, "-layout")[0].split() if part.strip("-").isalpha())
    assert [line[-1:] for line in lines] == ["-"] * (len(lines) or 1)
    assert "".join(line.removesuffix("-") for line in lines) + end == word


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ('<text x="2" y="20">Twelve signs</text>', ["Twelve signs"]),
        ('<text x="2" y="20">One <tspan font-weight="600">two</tspan> three</text>', ["One ", "two", " three"]),
        ('<text x="2 9 16" y="20">abc</text>', ["a", "b", "c"]),
        ('<text x="2" y="20" rotate="9">abc</text>', ["a", "b", "c"]),
    ],
)
def test_a_text_of_a_picture_is_drawn_whole_unless_its_letters_have_places(
    text: str, pieces: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    draw = weasyprint.draw.text.draw_first_line

    def hear(stream: Any, box: Any, *how: Any) -> Any:
        drawn.append(str(box.text))
        return draw(stream, box, *how)

    monkeypatch.setattr(weasyprint.draw.text, "draw_first_line", hear)
    said = printed(PICTURE.format(text), tmp_path / "picture.pdf")
    *words, _foot_of_the_page = drawn
    assert words == pieces
    assert "".join(pieces).replace(" ", "") in "".join(said.split())


MARKED = "\n\n".join(
    [
        "**One** & two <three>\u00a0four",
        "- five\n\n  six  \n  seven\n1. eight",
        "| a | b |\n|---|---|\n| *c* | [d](https://e.example/?f=1&g=2) |",
    ]
)
PLAIN_AND_NOT = """
import sys
from pathlib import Path
from impactplan.exports import lighter, quicker
if sys.argv[1] == "plain":
    lighter.keep_less = quicker.remember_all = lambda: None
from impactplan.exports.printing import print_pages
html, assets, target = map(Path, sys.argv[2:])
print_pages(html.read_text(encoding="utf-8"), assets, target, lambda _line: None)
"""


def say_marked(_kind: str, declared: Field, number: int) -> str:
    return MARKED if declared.type == "prose" else f'{declared.name} {number} < "&amp;" >'


@pytest.fixture(params=["nl", "en"])
def html(app_without_database: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    with app_without_database.app_context():
        yield print_html(full_state(say_marked, language=request.param))


def print_html(state: PlanState) -> str:
    return render_print(build_document(state, Options.of(empty=True), ["Anna de Vries"]))


def told(element: Element) -> Iterator[tuple[Any, ...]]:
    """Yield what there is to an element and all in it."""
    attributes = {name: value for name, value in element.items() if not name.endswith("xmlns")}
    yield element.tag, attributes, element.text or ""
    for child in element:
        yield from told(child)
        yield (child.tail or "",)


def test_a_document_is_the_same_read_as_xml_and_as_html(html: str) -> None:
    read, parsed = read_as_xml(html), tinyhtml5.parse(html, namespace_html_elements=False)
    assert read is not None
    assert list(told(read.find("body/div"))) == list(told(parsed.find("body/div")))
    assert {"table", "br", "{http://www.w3.org/2000/svg}svg"} <= {element.tag for element in read.iter()}


@pytest.mark.parametrize("text", ["<p>One<p>Two", "One <i>Two</p>", "One &eacute; Two", "One \x0b Two"])
def test_what_is_no_xml_is_read_as_html(text: str, tmp_path: Path) -> None:
    target = tmp_path / "loose.pdf"
    print_pages(f"<!doctype html>\n<html lang=en><title>Some</title><body>{text}", ASSETS, target, lambda _line: None)
    assert {"One", "Two"} <= set(read_pages(target)[0].split())


@pytest.mark.long
def test_a_document_is_the_same_as_weasyprint_makes_it_by_itself(html: str, tmp_path: Path) -> None:
    (tmp_path / "document.html").write_text(html, encoding="utf-8")
    for how in ("plain", "quicker"):
        words = [how, str(tmp_path / "document.html"), str(ASSETS), str(tmp_path / how)]
        subprocess.run([sys.executable, "-c", PLAIN_AND_NOT, *words], check=True, cwd=ROOT)
    assert (tmp_path / "plain").read_bytes() == (tmp_path / "quicker").read_bytes()
