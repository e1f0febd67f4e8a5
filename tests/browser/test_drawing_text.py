"""No text outside its box, as Chromium draws it."""

from __future__ import annotations

import base64
from collections.abc import Callable

from playwright.sync_api import Page

from impactplan.diagram.theory import theory_of_change
from impactplan.workbook.font_metrics import FONTS, measure
from tests.diagram.cases import labelled

OUTSIDE = """() => [...document.querySelectorAll("[data-box]")].flatMap((box) => {
  const frame = box.querySelector("rect, polygon").getBBox();
  return [...box.querySelectorAll("text")].filter((line) => {
    const at = line.getBBox();
    return at.x < frame.x || at.x + at.width > frame.x + frame.width
      || at.y < frame.y || at.y + at.height > frame.y + frame.height;
  }).map((line) => line.textContent);
})"""


def font_faces() -> str:
    faces = []
    for weight in (400, 600):
        for part in ("latin-ext", "latin"):
            file = base64.b64encode((FONTS / f"source-sans-3-{part}-{weight}-normal.woff2").read_bytes()).decode()
            family = "Source Sans" if part == "latin" else "Source Sans Ext"
            source = f"url(data:font/woff2;base64,{file})"
            faces.append(f'@font-face {{font-family: "{family}"; font-weight: {weight}; src: {source}}}')
    return "".join(faces)


def test_two_hundred_labels_stay_in_their_boxes(open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    picture = theory_of_change(labelled(200), measure=measure(), prefix="p", page=True)
    page.set_content(f"<style>{font_faces()}</style>{picture}")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('600 13px \"Source Sans\"')")
    assert page.locator("[data-box]").count() == 200
    assert page.evaluate(OUTSIDE) == []
