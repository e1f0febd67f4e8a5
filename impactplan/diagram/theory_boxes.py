"""The boxes of a theory of change: how high they must be, and how they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from impactplan.diagram import svg, typography
from impactplan.diagram.bidi import is_right_to_left
from impactplan.diagram.layout import Rect
from impactplan.diagram.text import Measure, fit, wrap
from impactplan.diagram.theory_spec import Node, TheoryWords, Tone
from impactplan.diagram.typography import NOTE, Face
from impactplan.lib.tokens import COLOURS

PADDING_X, PADDING_Y = 10.0, 8.0
_TRIANGLE = 9.0  # side of the warning triangle before a negative effect's mark
_PILL_HEIGHT, _PILL_PADDING, _PILL_GAP = 16.0, 6.0, 4.0


MARK = Face(10.5, 14.0, True, COLOURS["muted"])
MARK_NEGATIVE = Face(10.5, 14.0, True, COLOURS["warns"])
TEXT = Face(12.5, 15.5, True, COLOURS["ink"])
HINT = Face(12.0, 15.0, False, COLOURS["muted"])
BADGE = Face(10.5, 14.0, True, COLOURS["accent"])


@dataclass(frozen=True)
class CardLine:
    text: str
    face: Face
    right_to_left: bool


@dataclass(frozen=True)
class Card:
    """A box's content, broken into lines for its width."""

    node: Node
    rows: tuple[CardLine, ...]
    pills: tuple[tuple[str, ...], ...]
    hint: bool = False

    @property
    def height(self) -> float:
        lines = sum(row.face.leading for row in self.rows)
        pills = len(self.pills) * (_PILL_HEIGHT + _PILL_GAP)
        return 2 * PADDING_Y + max(lines + pills, TEXT.leading)


@dataclass(frozen=True)
class Setter:
    """Sets the text of boxes of one width."""

    width: float
    measure: Measure
    language: str
    words: TheoryWords
    max_lines: int

    def card(self, node: Node, *, above_is_shown: bool) -> Card:
        """Break a node's content into lines; the mark "above the ceiling" is left out where the picture shows it."""
        rows: list[CardLine] = []
        tones = [tone for tone in Tone if tone in node.tones]
        if above_is_shown:
            tones = [tone for tone in tones if tone is not Tone.ABOVE_CEILING]
        if tones:
            face = MARK_NEGATIVE if Tone.NEGATIVE in tones else MARK
            indent = _TRIANGLE + 4 if face is MARK_NEGATIVE else 0.0
            marks = [self.words.tones[tone] for tone in tones]
            together = self._rows(" · ".join(marks), face, 2, indent)
            each = [row for mark in marks for row in self._rows(mark, face, 2, indent)]
            rows += together if len(together) == 1 else each
        rows += self._rows(node.text, TEXT, self.max_lines)
        rows += self._rows(node.note, NOTE, 2)
        return Card(node, tuple(rows), tuple(self._pill_rows(node.badges)))

    def hint(self, key: str, text: str) -> Card:
        return Card(Node(key, text), tuple(self._rows(text, HINT, 12)), (), hint=True)

    def _rows(self, text: str, face: Face, max_lines: int, indent: float = 0.0) -> list[CardLine]:
        room = self.width - 2 * PADDING_X - indent
        wrapped = wrap(text, room, face.size, self.measure, bold=face.bold, max_lines=max_lines, language=self.language)
        return [CardLine(line, face, is_right_to_left(text)) for line in wrapped.lines]

    def _pill_rows(self, badges: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        room = self.width - 2 * PADDING_X
        row: list[str] = []
        used = 0.0
        for badge in badges:
            label = fit(badge, room - 2 * _PILL_PADDING, BADGE.size, self.measure, bold=True)
            wide = self.pill_width(label) + _PILL_GAP
            if row and used + wide > room + _PILL_GAP:
                yield tuple(row)
                row, used = [], 0.0
            row.append(label)
            used += wide
        if row:
            yield tuple(row)

    def pill_width(self, label: str) -> float:
        return self.measure(label, BADGE.size, True) + 2 * _PILL_PADDING


def draw(card: Card, rect: Rect, setter: Setter, *, focus: bool, linked: bool) -> str:
    """Return the drawn box; with ``linked`` as a link, where its node has an address."""
    parts = [svg.title(_spoken(card, setter.words)), _frame(card, rect, focus)]
    y = rect.y + (rect.height - card.height) / 2 + PADDING_Y
    for index, row in enumerate(card.rows):
        if row.face is MARK_NEGATIVE and index == 0:
            parts.append(_triangle(rect.x + PADDING_X, y + row.face.baseline))
        parts.append(_line(row, rect, y))
        y += row.face.leading
    for labels in card.pills:
        parts.append(_pills(labels, rect.x + PADDING_X, y + _PILL_GAP, setter))
        y += _PILL_HEIGHT + _PILL_GAP
    drawn = svg.group(*parts)
    return svg.link(card.node.href if linked else None, _spoken(card, setter.words), drawn)


def _spoken(card: Card, words: TheoryWords) -> str:
    """Return the whole content of a box in words, uncut."""
    node = card.node
    tones = [words.tones[tone] for tone in Tone if tone in node.tones]
    return " · ".join(part for part in (node.text.strip(), node.note.strip(), *tones, *node.badges) if part)


def _frame(card: Card, rect: Rect, focus: bool) -> str:
    tones = card.node.tones
    fill, stroke, width, radius = COLOURS["surface"], COLOURS["field"], 1.0, 6.0
    if card.hint:
        stroke = COLOURS["line"]
    if Tone.NEGATIVE in tones:
        fill, stroke = COLOURS["warns-soft"], COLOURS["warns"]
    if Tone.PRECONDITION in tones:
        fill, radius = COLOURS["panel"], 15.0
    if focus:
        stroke, width = COLOURS["accent"], 2.5
    quiet = stroke == COLOURS["field"]
    dashed = card.hint or Tone.UNINTENDED in tones
    return svg.element(
        "rect",
        x=rect.x,
        y=rect.y,
        width=rect.width,
        height=rect.height,
        rx=min(radius, rect.height / 2),
        fill=fill,
        stroke=stroke,
        stroke_width=width + (0.25 if dashed else 0),
        stroke_opacity=0.65 if quiet and not dashed else None,
        stroke_dasharray="5 3" if dashed else None,
    )


def _line(row: CardLine, rect: Rect, top: float) -> str:
    if row.right_to_left:
        x = rect.x + rect.width - PADDING_X
        return typography.line(row.text, x, top, row.face, anchor="end", right_to_left=True)
    x = rect.x + PADDING_X + (_TRIANGLE + 4 if row.face is MARK_NEGATIVE else 0)
    return typography.line(row.text, x, top, row.face, right_to_left=False)


def _triangle(x: float, y: float) -> str:
    tip, foot = y - _TRIANGLE + 0.5, y + 0.5
    points = ((x, foot), (x + _TRIANGLE / 2, tip), (x + _TRIANGLE, foot))
    return svg.element(
        "polygon",
        points=" ".join(f"{svg.number(px)},{svg.number(py)}" for px, py in points),
        fill="none",
        stroke=COLOURS["warns"],
        stroke_width=1.4,
        stroke_linejoin="round",
    )


def _pills(labels: tuple[str, ...], x: float, y: float, setter: Setter) -> str:
    parts = []
    for label in labels:
        width = setter.pill_width(label)
        parts.append(
            svg.element(
                "rect", x=x, y=y, width=width, height=_PILL_HEIGHT, rx=_PILL_HEIGHT / 2, fill=COLOURS["accent-soft"]
            )
        )
        parts.append(typography.line(label, x + _PILL_PADDING, y + 1, BADGE))
        x += width + _PILL_GAP
    return "".join(parts)
