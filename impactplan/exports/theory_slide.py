"""The theory of change as one slide, of boxes and connectors that one can go on with.

Import this only when a slide is made: it loads python-pptx.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from impactplan.diagram.corridors import find_ways
from impactplan.diagram.drawing import Drawing, DrawnBox, draw
from impactplan.diagram.text import Measure, wrap
from impactplan.diagram.theory_spec import Effect, Evidence, Link, Node, TheorySpec, Tone
from impactplan.exports.slides import LARGEST, Frame, Line, Rect, Slide, Words
from impactplan.lib.texts import gettext as _

SMALL, USUAL = 12.5, 13.5
"""Sizes of text in pixels: 9.4 and 10.1 points."""
_TITLE, _TITLE_LEADING = 26.0, 32.0
_MARGIN, _GAP, _LEGEND, _SOURCE = 36.0, 16.0, 26.0, 22.0
_LEAST = (1280.0, 720.0)
_WIDTHS = (1208.0, 1280.0, 1360.0, 1440.0, 1520.0, 1600.0, 1700.0, 1800.0, 1920.0)
_WIDER = 1.14
"""Letters on a slide are of another font than in our pictures, and wider."""
_SAMPLE = 34.0

_LINES = {
    None: Line("field", 1.2, ends_in="triangle"),
    Evidence.NONE: Line("field", 2.0, "dots", "triangle"),
    Evidence.EXPERIENCE: Line("field", 1.7, "dashes", "triangle"),
    Evidence.OWN_DATA: Line("field", 2.0, ends_in="triangle"),
    Evidence.RESEARCH: Line("field", 3.2, ends_in="triangle"),
}


def write_slide(spec: TheorySpec, source: str, measure: Measure) -> bytes:
    """Return a presentation of one slide: the theory of change under its message, and its source."""

    def wide(text: str, size: float, bold: bool = False) -> float:
        return _WIDER * measure(text, size, bold)

    return _TheorySlide(spec, source, wide).written()


class _TheorySlide:
    def __init__(self, spec: TheorySpec, source: str, measure: Measure) -> None:
        self.spec, self.source, self.measure = spec, source, measure
        self.nodes = {node.key: node for node in spec.nodes}
        self.drawing, self.width, self.height, self.spare = self._fitted()
        self.slide = Slide(self.width, self.height, spec.title, spec.language)
        self.left = (self.width - self.drawing.width) / 2
        self.top = _MARGIN + self._title_height(self.width) + _GAP + self.spare / 3

    def _title_height(self, width: float) -> float:
        return _TITLE_LEADING * len(self._title_lines(width))

    def _title_lines(self, width: float) -> tuple[str, ...]:
        return wrap(self.spec.title, width - 2 * _MARGIN, _TITLE, self.measure, bold=True, max_lines=3).lines

    def _fitted(self) -> tuple[Drawing, float, float, float]:
        """Return the narrowest drawing that a slide of 16 by 9 holds at its own size, the size of the slide, and what
        it leaves free from top to bottom."""
        for drawn_at in _WIDTHS:
            drawing = draw(self.spec, measure=self.measure, width=drawn_at, max_lines=12)
            width = max(_LEAST[0], drawing.width + 2 * _MARGIN)
            height = self._title_height(width) + _foot(drawing) + 2 * _MARGIN + 3 * _GAP + _LEGEND + _SOURCE
            if height <= width * 9 / 16:
                break
        width = min(LARGEST, max(width, height * 16 / 9))
        high = min(LARGEST, max(height, width * 9 / 16))
        return drawing, width, high, max(0.0, high - height)

    def written(self) -> bytes:
        head = Rect(_MARGIN, _MARGIN, self.width - 2 * _MARGIN, self._title_height(self.width))
        self.slide.title(head, Words(" ".join(self._title_lines(self.width)), _TITLE, bold=True))
        self._ceiling()
        self._columns()
        shapes = {box.key: self._box(box) for box in self.drawing.boxes}
        self._connectors(shapes)
        foot = self.height - _MARGIN - _SOURCE
        self._legend(foot - _GAP - _LEGEND)
        rect = Rect(_MARGIN, foot, self.width - 2 * _MARGIN, _SOURCE)
        self.slide.text(rect, [Words(self.source, SMALL, "muted")], foot=True)
        if notes := self._notes():
            self.slide.notes(notes)
        return self.slide.to_bytes()

    def _columns(self) -> None:
        tops = [box.y for box in self.drawing.boxes]
        under = self.top + min(tops, default=60.0) - 20
        for column, drawn in zip(self.spec.columns, self.drawing.columns, strict=True):
            left = self.left + drawn.x
            words = Words(column.title, USUAL, column.colour, bold=True)
            self.slide.text(Rect(left, under - 44, drawn.width, 40), [words], foot=True)
            self.slide.line(column.title, (left, under), (left + drawn.width, under), Line(column.colour, 2.0))

    def _rect(self, box: DrawnBox) -> Rect:
        return Rect(self.left + box.x, self.top + box.y, box.width, box.height)

    def _box(self, box: DrawnBox) -> Any:
        node = self.nodes[box.key]
        return self.slide.box(node.text, self._rect(box), list(self._words(node)), _frame(node))

    def _words(self, node: Node) -> Iterator[Words]:
        warns = Tone.NEGATIVE in node.tones
        marks = [self.spec.words.tones[tone] for tone in Tone if tone in node.tones and tone is not Tone.ABOVE_CEILING]
        if marks:
            yield Words(("△ " if warns else "") + " · ".join(marks), SMALL, "warns" if warns else "muted", bold=True)
        yield Words(node.text, USUAL, bold=True)
        for text in (node.note, node.whom):
            if text.strip():
                yield Words(text, SMALL, "muted")
        if node.badges:
            yield Words(" · ".join(node.badges), SMALL, "accent", bold=True)

    def _ceiling(self) -> None:
        """Draw the ground of what is named and not claimed."""
        above = [box for box in self.drawing.boxes if Tone.ABOVE_CEILING in self.nodes[box.key].tones]
        last = self.drawing.columns[-1]
        above = [box for box in above if box.column == last.key]
        if not above:
            return
        top = min(box.y for box in above) - 9
        height = max(box.y + box.height for box in above) - top + 26
        rect = Rect(self.left + last.x - 12, self.top + top, last.width + 24, height)
        self.slide.ground(self.spec.words.ceiling, rect, "panel", Line("muted", 1.2, "dashes"))
        label = Rect(rect.x + 12, rect.y + rect.height - 22, last.width, 20)
        self.slide.text(label, [Words(self.spec.words.ceiling, SMALL, "muted", bold=True)], foot=True)

    def _connectors(self, shapes: dict[str, Any]) -> None:
        ways = find_ways(self.drawing.columns, self.drawing.boxes, self.drawing.links)
        links = {(link.source, link.target): link for link in self.spec.links}
        for drawn in self.drawing.links:
            link = links[drawn.source, drawn.target]
            way = ways[drawn.key]
            number = f"{drawn.number}. " if drawn.number else ""
            self.slide.connectors(
                f"{number}{self.nodes[link.source].text} → {self.nodes[link.target].text}",
                self._spoken(link),
                way.moved(self.left, self.top),
                (shapes[link.source], shapes[link.target]),
                _line(link),
            )

    def _spoken(self, link: Link) -> str:
        words = self.spec.words
        ends = f"{self.nodes[link.source].text} → {self.nodes[link.target].text}"
        evidence = words.evidence[link.evidence] if link.evidence else ""
        return " · ".join(
            part for part in (ends, words.effects[link.effect], evidence, link.assumption.strip()) if part
        )

    def _legend(self, top: float) -> None:
        """Name the lines that occur."""
        left = self.left + 4
        for words, line in self._entries():
            wide = self.measure(words.text, words.size, words.bold) + 10
            if line:
                level = top + _LEGEND / 2
                self.slide.line(words.text, (left, level), (left + _SAMPLE, level), line)
                left += _SAMPLE + 8
            self.slide.text(Rect(left, top + 4, wide, _LEGEND - 4), [words])
            left += wide + 14

    def _entries(self) -> Iterator[tuple[Words, Line | None]]:
        words, links = self.spec.words, self.spec.links
        kinds = [kind for kind in reversed(Evidence) if any(link.evidence is kind for link in links)]
        if kinds and words.legend:
            yield Words(words.legend, SMALL, "muted", bold=True), None
        for kind in kinds:
            yield Words(words.evidence[kind], SMALL, "muted"), _LINES[kind]
        if any(link.effect is Effect.INHIBITS for link in links):
            yield Words(words.effects[Effect.INHIBITS], SMALL, "muted"), _line(Link("", "", Effect.INHIBITS))

    def _notes(self) -> str:
        """Return the assumptions under their numbers, and where the slide is from."""
        links = {drawn.key: drawn for drawn in self.drawing.links}
        lines = []
        for number, key, text in self.drawing.notes:
            ends = f"{self.nodes[links[key].source].text} → {self.nodes[links[key].target].text}"
            lines.append(f"{number}. {ends}: {text}")
        return "\n".join([_("Assumptions"), *lines, "", self.source]) if lines else self.source


def _foot(drawing: Drawing) -> float:
    """Return where the lowest box ends, with the name of the ceiling under it."""
    return max((box.y + box.height for box in drawing.boxes), default=0.0) + 26


def _frame(node: Node) -> Frame:
    dash = "dashes" if Tone.UNINTENDED in node.tones else ""
    if Tone.NEGATIVE in node.tones:
        return Frame("warns-soft", Line("warns", 1.4, dash), 9.0, cut=True)
    if Tone.PRECONDITION in node.tones:
        return Frame("panel", Line("field", 1.2, dash), 18.0)
    return Frame("surface", Line("field", 1.2, dash))


def _line(link: Link) -> Line:
    line = _LINES[link.evidence]
    if link.effect is Effect.INHIBITS:
        return Line("warns", line.width, line.dash, "oval")
    return line
