"""What WeasyPrint is spared: styles of footnotes that are nowhere, and letters of pictures one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import weasyprint.draw.text
from weasyprint.css import get_all_computed_styles

from impactplan.config import ROOT
from impactplan.exports.printing import Source, print_pages
from tests.exports.conftest import read_pages

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40" width="200" height="40">{}</svg>'


def printed(html: str, target: Path) -> str:
    print_pages(f"<html lang=en><title>Some</title><body>{html}", ROOT / "static/dist", target, lambda _line: None)
    return read_pages(target)[0]


def test_only_items_of_lists_have_a_marker_and_nothing_is_a_footnote() -> None:
    style_for = get_all_computed_styles(Source(string="<p>One<ul><li>Two</ul><q>Three</q>"))
    styled = {(element.tag, pseudo) for element, pseudo in style_for.get_computed_styles() if pseudo}
    assert styled == {("li", "marker"), ("q", "before"), ("q", "after")}


def test_lists_keep_their_marks(tmp_path: Path) -> None:
    text = printed("<ol><li>One</li><li>Two</li></ol>", tmp_path / "list.pdf")
    assert text.split()[:4] == ["1.", "One", "2.", "Two"]


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
