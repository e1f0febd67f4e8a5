"""The boxes of a theory of change: how high they must be, and how they are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from impactplan.diagram import svg, typography
from impactplan.diagram.bidi import is_right_to_left
from impactplan.diagram.text import Measure, fit, wrap
from impactplan.diagram.theory_spec import Node, TheoryWords, Tone
from impactplan.diagram.typography import Face
from impactplan.lib.tokens import COLOURS

PADDING_X, PADDING_Y = 10.0, 8.0
_TRIANGLE = 9.0  # side of the warning triangle before a negative effect's mark
_PERSON = 10.0  # width of the figure before for whom an effect is
_CUT = 9.0  # of the corners of a negative effect
_PILL_HEIGHT, _PILL_PADDING, _PILL_GAP = 18.0, 6.0, 4.0

MARK = Face(12.5, 16.0, True, COLOURS["muted"])
MARK_NEGATIVE = Face(12.5, 16.0, True, COLOURS["warns"])
TEXT = Face(13.5, 16.5, True, COLOURS["ink"])
NOTE = Face(12.5, 15.5, False, COLOURS["muted"])
HINT = Face(13.0, 16.5, False, COLOURS["muted"])
BADGE = Face(12.5, 16.0, True, COLOURS["accent"])


@dataclass(frozen=True)
class CardLine:
    """One line of a box; a ``sign`` is drawn in its ``indent``."""

    text: str
    face: Face
    right_to_left: bool
    indent: float = 0.0
    sign: str = ""


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
            warns = Tone.NEGATIVE in tones
            face, sign = (MARK_NEGATIVE, _triangle()) if warns else (MARK, "")
            indent = _TRIANGLE + 4 if warns else 0.0
            marks = [self.words.tones[tone] for tone in tones]
            together = self._rows(" · ".join(marks), face, 2, indent, sign)
            each = [
                row for at, mark in enumerate(marks) for row in self._rows(mark, face, 2, indent, "" if at else sign)
            ]
            rows += together if len(together) == 1 else each
        rows += self._rows(node.text, TEXT, self.max_lines)
        rows += self._rows(node.note, NOTE, 2)
        rows += self._rows(node.whom, NOTE, 2, _PERSON + 5, _person())
        return Card(node, tuple(rows), tuple(self._pill_rows(node.badges)))

    def hint(self, key: str, text: str) -> Card:
        return Card(Node(key, text), tuple(self._rows(text, HINT, 12)), (), hint=True)

    def _rows(self, text: str, face: Face, max_lines: int, indent: float = 0.0, sign: str = "") -> list[CardLine]:
        """Return a text in lines; a ``sign`` stands before the first of them."""
        room = self.width - 2 * PADDING_X - indent
        lines = _wrapped(text, room, face, self.measure, max_lines, self.language)
        back = is_right_to_left(text)
        return [CardLine(line, face, back, indent, "" if at else sign) for at, line in enumerate(lines)]

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


@lru_cache(maxsize=4096)
def _wrapped(text: str, room: float, face: Face, measure: Measure, max_lines: int, language: str) -> tuple[str, ...]:
    """Return a text in lines; kept, since an edit leaves the texts of most boxes as they were."""
    wrapped = wrap(text, room, face.size, measure, bold=face.bold, max_lines=max_lines, language=language)
    return wrapped.lines


def draw(card: Card, height: float, setter: Setter, *, focus: bool, linked: bool) -> str:
    """Return the box drawn from (0, 0), ``height`` high; with ``linked`` as a link, where its node has an address."""
    parts = [svg.title(_spoken(card, setter.words)), _frame(card, setter.width, height, focus)]
    y = (height - card.height) / 2 + PADDING_Y
    for row in card.rows:
        parts.append(_line(row, setter.width, y))
        y += row.face.leading
    for labels in card.pills:
        parts.append(_pills(labels, PADDING_X, y + _PILL_GAP, setter))
        y += _PILL_HEIGHT + _PILL_GAP
    drawn = svg.group(*parts)
    return svg.link(card.node.href if linked else None, _spoken(card, setter.words), drawn)


def _spoken(card: Card, words: TheoryWords) -> str:
    """Return the whole content of a box in words, uncut."""
    node = card.node
    tones = [words.tones[tone] for tone in Tone if tone in node.tones]
    return " · ".join(
        part for part in (node.text.strip(), node.note.strip(), node.whom.strip(), *tones, *node.badges) if part
    )


def _frame(card: Card, wide: float, height: float, focus: bool) -> str:
    """Return the outline: round for a precondition, with cut corners for a negative effect, dashed when unintended."""
    tones = card.node.tones
    fill, stroke, width, radius = COLOURS["surface"], COLOURS["field"], 1.0, 6.0
    if card.hint:
        stroke = COLOURS["line"]
    if Tone.NEGATIVE in tones:
        fill, stroke = COLOURS["warns-soft"], COLOURS["warns"]
    if Tone.PRECONDITION in tones:
        fill, radius = COLOURS["panel"], 17.0
    if focus:
        stroke, width = COLOURS["accent"], 2.5
    dashed = card.hint or Tone.UNINTENDED in tones
    looks: dict[str, svg.Value | None] = {
        "fill": fill,
        "stroke": stroke,
        "stroke_width": width + (0.5 if dashed else 0),
        "stroke_dasharray": "6 3.5" if dashed else None,
    }
    if Tone.NEGATIVE in tones:
        cut, right, foot = _CUT, wide - _CUT, height - _CUT
        corners = ((cut, 0), (right, 0), (wide, cut), (wide, foot), (right, height), (cut, height), (0, foot), (0, cut))
        return svg.element("polygon", points=_points(corners), **looks)
    return svg.element("rect", width=wide, height=height, rx=min(radius, height / 2), **looks)


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in points)


def _line(row: CardLine, wide: float, top: float) -> str:
    back = row.right_to_left
    x = wide - PADDING_X - row.indent if back else PADDING_X + row.indent
    drawn = typography.line(row.text, x, top, row.face, anchor="end" if back else None, right_to_left=back)
    if not row.sign:
        return drawn
    left = wide - PADDING_X - row.indent + 5 if back else PADDING_X
    return svg.group(row.sign, transform=svg.moved(left, top + row.face.baseline)) + drawn


@cache
def _triangle() -> str:
    """Return the warning triangle, on a line of text that begins at (0, 0)."""
    points = ((0.5, 0.0), (_TRIANGLE / 2 + 0.5, 0.5 - _TRIANGLE), (_TRIANGLE + 0.5, 0.0))
    stroke = COLOURS["warns"]
    return svg.element(
        "polygon", points=_points(points), fill="none", stroke=stroke, stroke_width=1.5, stroke_linejoin="round"
    )


@cache
def _person() -> str:
    """Return a head and shoulders, on a line of text that begins at (0, 0)."""
    half, colour = _PERSON / 2, COLOURS["muted"]
    head = svg.element("circle", cx=half, cy=-7.0, r=2.6, fill=colour)
    shoulders = f"M0 0.6V-0.6A{svg.number(half)} 3.2 0 0 1 {svg.number(_PERSON)} -0.6V0.6Z"
    return head + svg.element("path", d=shoulders, fill=colour)


def _pills(labels: tuple[str, ...], x: float, y: float, setter: Setter) -> str:
    parts = []
    for label in labels:
        width = setter.pill_width(label)
        parts.append(
            svg.element(
                "rect", x=x, y=y, width=width, height=_PILL_HEIGHT, rx=_PILL_HEIGHT / 2, fill=COLOURS["accent-soft"]
            )
        )
        parts.append(typography.line(label, x + _PILL_PADDING, y + (_PILL_HEIGHT - BADGE.leading) / 2, BADGE))
        x += width + _PILL_GAP
    return "".join(parts)
