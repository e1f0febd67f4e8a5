"""Draw who or what has two scores on a grid of five by five: influence × interest, attitude × influence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from impactplan.diagram import axes, labels, svg, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.text import Measure, wrap
from impactplan.diagram.typography import LABEL, PAD, WIDTH, Face
from impactplan.lib.tokens import COLOURS

SCORES = range(1, 6)

_AXIS = 56.0  # room for the scores at the left
_CELL_PADDING = 7.0
_LEAST_ROW = 52.0
_WIDE_CELL = 80.0  # in three of them a sentence has room
_DOT = 3.5  # radius of a point with its name beside it
_NAME = Face(12.5, 15.5, False, COLOURS["ink"])
_NUMBER = Face(12.5, 20.0, True, COLOURS["surface"])
_DISC_WIDTH, _DISC_HEIGHT, _DISC_GAP = 28.0, 20.0, 4.0
_MOST_NAMED, _MOST_NAMED_IN_CELL = 24, 5  # beyond these, numbers take the place of names

Cell = tuple[int, int]
"""(up, across)"""


@dataclass(frozen=True)
class GridPoint:
    """One point. ``number`` is its place in the table beside the picture; the scores are those of the spec's axes."""

    number: int
    name: str
    up: int
    across: int
    href: str | None = None
    marked: bool = False
    """Drawn with another shape, which ``GridWords.marked`` names."""


@dataclass(frozen=True)
class GridWords:
    """The words in the picture. Quadrants are named by the upward axis first: ``high_low`` is high up, at the left.
    ``table`` says where the numbers are explained, ``empty`` what to do when there are no points, ``marked`` what
    the other shape means.
    """

    up: str
    across: str
    up_ends: tuple[str, str]
    """What the lowest and the highest score of the axis are."""
    across_ends: tuple[str, str]
    high_low: str
    high_high: str
    low_low: str
    low_high: str
    table: str
    empty: str
    marked: str = ""


@dataclass(frozen=True)
class GridSpec:
    """Everything in the picture: who has no score yet is not in it, and belongs in a list beside it."""

    points: tuple[GridPoint, ...]
    title: str
    description: str
    words: GridWords
    language: str = "nl"
    up: range = SCORES
    across: range = SCORES
    """The five scores of each axis."""


@kept
def score_grid(
    spec: GridSpec,
    *,
    measure: Measure,
    prefix: str,
    width: float = WIDTH,
    heading: bool = True,
    page: bool = False,
) -> str:
    """Return the picture as SVG text, ``width`` CSS pixels wide and as high as its fullest cells need.

    Those with the same scores are listed in one cell. Few points stand with their names, many with their numbers
    and a count per cell. ``prefix``, ``heading`` and ``page`` are as in ``theory_of_change``. Raises ValueError for
    a score outside its axis, and for an axis that has not five scores.
    """
    grid = _Grid(spec, measure, width - 2 * PAD, page)
    return typography.framed(spec, grid.drawn(), measure=measure, prefix=prefix, width=width, shown=heading)


def has_numbers(spec: GridSpec) -> bool:
    """Tell whether there are so many points that numbers take the place of names: then the table has them too."""
    fullest = max(Counter((point.up, point.across) for point in spec.points).values(), default=0)
    return len(spec.points) > _MOST_NAMED or fullest > _MOST_NAMED_IN_CELL


class _Grid:
    def __init__(self, spec: GridSpec, measure: Measure, width: float, page: bool) -> None:
        self.spec, self.measure, self.width, self.page = spec, measure, width, page
        if len(spec.up) != len(SCORES) or len(spec.across) != len(SCORES):
            raise ValueError("an axis has five scores")
        self.cells: dict[Cell, list[GridPoint]] = {}
        for point in sorted(spec.points, key=lambda point: point.number):
            if point.up not in spec.up or point.across not in spec.across:
                raise ValueError(f"a score of {point.name!r} is not on its axis")
            cell = (SCORES[spec.up.index(point.up)], SCORES[spec.across.index(point.across)])
            self.cells.setdefault(cell, []).append(point)
        self.named = not has_numbers(spec)
        self.cell_width = (width - _AXIS) / len(SCORES)
        self.per_row = max(1, int((self.cell_width - 2 * _CELL_PADDING + _DISC_GAP) // (_DISC_WIDTH + _DISC_GAP)))
        self.tops: dict[int, float] = {}
        words = spec.words
        self.names = {
            name: self._quadrant_lines(name)
            for name in (words.high_low, words.high_high, words.low_low, words.low_high)
        }
        self.above = self._strip(words.high_low, words.high_high)
        self.below = self._strip(words.low_low, words.low_high)
        y = LABEL.leading + 8 + self.above
        for up in reversed(SCORES):
            self.tops[up] = y
            y += self._row_height(up)
        self.bottom = y

    def _quadrant_lines(self, name: str) -> tuple[str, ...]:
        room = 2 * self.cell_width - 2 * _CELL_PADDING
        return wrap(name, room, LABEL.size, self.measure, bold=True, max_lines=3, language=self.spec.language).lines

    def _strip(self, *names: str) -> float:
        """Return the room for the names of the quadrants over or under the cells."""
        return max(len(self.names[name]) for name in names) * LABEL.leading + 10

    def _row_height(self, up: int) -> float:
        needed = (self._cell_height(self.cells.get((up, across), [])) for across in SCORES)
        return max(_LEAST_ROW, *needed)

    def _cell_height(self, members: Sequence[GridPoint]) -> float:
        if self.named:
            return 2 * _CELL_PADDING + sum(len(self._name(point)) * _NAME.leading + 4 for point in members)
        rows = -(-len(members) // self.per_row)
        return 2 * _CELL_PADDING + LABEL.leading + rows * (_DISC_HEIGHT + _DISC_GAP)

    def _name(self, point: GridPoint) -> tuple[str, ...]:
        room = self.cell_width - 2 * _CELL_PADDING - 3 * _DOT
        return wrap(point.name, room, _NAME.size, self.measure, max_lines=4, language=self.spec.language).lines

    def drawn(self) -> tuple[str, float]:
        """Return the grid from (0, 0), and its height."""
        foot = self.bottom + self.below
        parts = [self._quadrants(), self._lines(), self._axes(foot)]
        parts += [self._cell(cell, members) for cell, members in self.cells.items()]
        height = foot + 2 * LABEL.leading + 10
        note = self.spec.words.empty if not self.cells else "" if self.named else self.spec.words.table
        if note and self.cells:
            parts.append(typography.line(self._fitted(note, self.width), 0, height, LABEL))
            height += LABEL.leading
        elif note:
            parts.append(self._hint(note))
        if self.spec.words.marked and any(point.marked for point in self.spec.points):
            parts.append(_diamond(_AXIS + _DOT, height + LABEL.leading / 2, 1.6 * _DOT))
            marked = self._fitted(self.spec.words.marked, self.width - _AXIS)
            parts.append(typography.line(marked, _AXIS + 4 * _DOT, height, LABEL))
            height += LABEL.leading
        return "".join(parts), height

    def _left(self, across: int) -> float:
        return _AXIS + (across - 1) * self.cell_width

    def _quadrants(self) -> str:
        """Return the ground and the name of each quadrant; scores of 3 lie between them."""
        words = self.spec.words
        middle, below = self.tops[3], self.tops[2]
        parts = []
        for name, high, across in (
            (words.high_low, True, 1),
            (words.high_high, True, 4),
            (words.low_low, False, 1),
            (words.low_high, False, 4),
        ):
            top = self.tops[5] - self.above if high else below
            bottom = middle if high else self.bottom + self.below
            left, width = self._left(across), 2 * self.cell_width
            ground = COLOURS["accent-soft" if name is words.high_high else "panel"]
            parts.append(svg.element("rect", x=left, y=top, width=width, height=bottom - top, rx=6, fill=ground))
            row = top + 5 if high else self.bottom + 5
            parts.append(labels.block(self.names[name], left + _CELL_PADDING, row, LABEL))
        return "".join(parts)

    def _fitted(self, text: str, width: float) -> str:
        return labels.fitted(text, width, LABEL, self.measure)

    def _lines(self) -> str:
        """Return hairlines between the cells."""
        rows = [axes.level(y, _AXIS, self.width) for y in (*self.tops.values(), self.bottom)]
        columns = [axes.plumb(self._left(score), self.tops[5], self.bottom) for score in (*SCORES, 6)]
        return axes.lines(*rows, *columns)

    def _axes(self, foot: float) -> str:
        """Return the two axes: their names, the scores and which end is which."""
        words = self.spec.words
        ups, acrosses = ({1: ends[0], 5: ends[1]} for ends in (words.up_ends, words.across_ends))
        parts = [typography.line(self._fitted(words.up, self.width), 0, 0, LABEL)]
        for score in SCORES:
            nearest = min(self.tops[score - 1] if score > 1 else self.bottom, self.tops[score] + _LEAST_ROW)
            middle = (self.tops[score] + nearest) / 2 - LABEL.leading / 2
            parts.append(
                typography.line(signed(self.spec.up, self.spec.up[score - 1]), _AXIS - 10, middle, LABEL, anchor="end")
            )
            centre = self._left(score) + self.cell_width / 2
            parts.append(
                typography.line(
                    signed(self.spec.across, self.spec.across[score - 1]), centre, foot + 4, LABEL, anchor="middle"
                )
            )
            if score in ups:
                end = self._fitted(ups[score], _AXIS - 10)
                parts.append(typography.line(end, _AXIS - 10, middle + LABEL.leading, LABEL, anchor="end"))
                parts.append(self._end(acrosses[score], score, foot + 4 + LABEL.leading))
        name = self._fitted(words.across, 3 * self.cell_width)
        parts.append(
            typography.line(name, self._left(3) + self.cell_width / 2, foot + 4 + LABEL.leading, LABEL, anchor="middle")
        )
        return "".join(parts)

    def _end(self, text: str, score: int, top: float) -> str:
        """Return what an end of the axis at the foot is: in the middle of its cell, or over the one beside it too."""
        if labels.width_of(text, LABEL, self.measure) <= self.cell_width:
            return typography.line(text, self._left(score) + self.cell_width / 2, top, LABEL, anchor="middle")
        shown = self._fitted(text, 2 * self.cell_width)
        if score == SCORES[0]:
            return typography.line(shown, self._left(score), top, LABEL)
        return typography.line(shown, self._left(score + 1), top, LABEL, anchor="end")

    def _hint(self, text: str) -> str:
        """Return ``text`` in the middle of an empty grid."""
        first, cells = (2, 3) if self.cell_width >= _WIDE_CELL else (1, 5)
        width, face = cells * self.cell_width, LABEL
        lines = wrap(text, width - 2 * _CELL_PADDING, face.size, self.measure, bold=True, max_lines=3).lines
        height = len(lines) * face.leading + 2 * _CELL_PADDING
        left, top = self._left(first), self.tops[3] + (_LEAST_ROW - height) / 2
        ground = svg.element(
            "rect", x=left, y=top, width=width, height=height, rx=6, fill=COLOURS["surface"], stroke=COLOURS["line"]
        )
        return ground + labels.block(lines, left + width / 2, top + _CELL_PADDING, face, "middle")

    def _cell(self, cell: Cell, members: Sequence[GridPoint]) -> str:
        up, across = cell
        x, y = self._left(across) + _CELL_PADDING, self.tops[up] + _CELL_PADDING
        parts = []
        if self.named:
            for point in members:
                parts.append(self._linked(point, self._draw_point(point, x, y)))
                y += len(self._name(point)) * _NAME.leading + 4
            return "".join(parts)
        if len(members) > 1:
            right = self._left(across + 1) - _CELL_PADDING
            parts.append(typography.line(f"{len(members)}×", right, y - 3, LABEL, anchor="end"))
        for at, point in enumerate(members):
            row, column = divmod(at, self.per_row)
            left = x + column * (_DISC_WIDTH + _DISC_GAP)
            top = y + LABEL.leading + row * (_DISC_HEIGHT + _DISC_GAP)
            parts.append(self._linked(point, _disc(point, left, top)))
        return "".join(parts)

    def _linked(self, point: GridPoint, markup: str) -> str:
        words = self.spec.words
        up, across = signed(self.spec.up, point.up), signed(self.spec.across, point.across)
        spoken = f"{point.name} · {words.up} {up} · {words.across} {across}"
        spoken += f" · {words.marked}" if point.marked else ""
        return svg.link(point.href if self.page else None, spoken, svg.group(svg.title(spoken), markup))

    def _draw_point(self, point: GridPoint, x: float, y: float) -> str:
        """Return a point with its name beside it."""
        middle = y + _NAME.leading / 2
        dot = (
            _diamond(x + _DOT, middle, 1.6 * _DOT)
            if point.marked
            else svg.element("circle", cx=x + _DOT, cy=middle, r=_DOT, fill=COLOURS["accent"])
        )
        return dot + labels.block(self._name(point), x + 3 * _DOT, y, _NAME)


def _disc(point: GridPoint, x: float, y: float) -> str:
    """Return a stakeholder's number on a small ground."""
    ground = svg.element(
        "rect",
        data_numbered=str(point.number),
        x=x,
        y=y,
        width=_DISC_WIDTH,
        height=_DISC_HEIGHT,
        rx=3 if point.marked else _DISC_HEIGHT / 2,
        fill=COLOURS["ink" if point.marked else "accent"],
    )
    return ground + typography.line(str(point.number), x + _DISC_WIDTH / 2, y, _NUMBER, anchor="middle")


def _diamond(x: float, y: float, half: float) -> str:
    return svg.element("path", d=axes.diamond(x, y, half), fill=COLOURS["ink"])


def signed(axis: range, score: int) -> str:
    """Return a score of an axis, with its sign where there are scores below zero."""
    return f"{score:+d}".replace("-", "−").replace("+0", "0") if axis[0] < 0 else str(score)
