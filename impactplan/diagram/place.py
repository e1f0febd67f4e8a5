"""Draw where one stands on a grid of five by five, small: the others as dots, and this one large with its name."""

from __future__ import annotations

from dataclasses import dataclass

from impactplan.diagram import axes, labels, svg, typography
from impactplan.diagram.grid import SCORES, GridPoint, GridSpec, signed
from impactplan.diagram.keeping import kept
from impactplan.diagram.text import Measure, wrap
from impactplan.diagram.typography import LABEL, PAD, Face
from impactplan.lib.tokens import COLOURS

_AXIS = 22.0  # room for the scores at the left
_OTHER = 4.0
_OWN = 9.0
_QUADRANT = Face(LABEL.size, 15.0, False, COLOURS["muted"])
_NAME = Face(13.0, 16.0, True, COLOURS["ink"])
_SPOTS = (0, 0), (-1, -1), (1, 1), (1, -1), (-1, 1), (0, -1), (0, 1), (-1, 0), (1, 0)
"""Where the dots of those with the same scores stand, from the middle of their cell."""


@dataclass(frozen=True)
class Place:
    """The point that is drawn large: its number among those of the grid, and its scores on the axes of the grid."""

    number: int
    name: str
    up: int | None
    across: int | None


@kept
def place_in_grid(spec: GridSpec, own: Place, *, measure: Measure, prefix: str, width: float) -> str:
    """Return the picture as SVG text, ``width`` CSS pixels wide, of ``spec`` with one point large.

    One without both scores stands as a ring in the middle. The group of the point says in its data where its cell is
    and how large cells are, so that a script can move it.
    """
    drawn = _Drawn(spec, own, measure, width - 2 * PAD).all()
    return typography.framed(spec, drawn, measure=measure, prefix=prefix, width=width, shown=False)


class _Drawn:
    def __init__(self, spec: GridSpec, own: Place, measure: Measure, width: float) -> None:
        self.spec, self.own, self.measure, self.width = spec, own, measure, width
        self.cell = (width - _AXIS) / len(SCORES)
        words, room = spec.words, 2 * self.cell - 8
        self.names = {
            name: wrap(name, room, _QUADRANT.size, measure, max_lines=3, language=spec.language).lines
            for name in (words.high_low, words.high_high, words.low_low, words.low_high)
        }
        self.above, self.below = (
            max(len(self.names[name]) for name in names) * _QUADRANT.leading + 6
            for names in ((words.high_low, words.high_high), (words.low_low, words.low_high))
        )
        self.top = LABEL.leading + 4 + self.above
        self.bottom = self.top + self.cell * len(SCORES)

    def x(self, score: float) -> float:
        return _AXIS + (score - 0.5) * self.cell

    def y(self, score: float) -> float:
        return self.bottom - (score - 0.5) * self.cell

    def all(self) -> tuple[str, float]:
        others = [point for point in self.spec.points if point.number != self.own.number]
        parts = [self._grounds(), self._lines(), self._axes()]
        parts += [self._other(point, others) for point in others]
        parts.append(self._own())
        return "".join(parts), self.bottom + self.below + 2 * LABEL.leading + 8

    def _grounds(self) -> str:
        """Return the ground of each quadrant, with its name over or under the cells, where nothing else stands."""
        words, two = self.spec.words, 2 * self.cell
        parts = []
        for name, left, high in (
            (words.high_low, _AXIS, True),
            (words.high_high, _AXIS + 3 * self.cell, True),
            (words.low_low, _AXIS, False),
            (words.low_high, _AXIS + 3 * self.cell, False),
        ):
            ground = COLOURS["accent-soft" if name is words.high_high else "panel"]
            top = self.top - self.above if high else self.bottom - two
            height = two + (self.above if high else self.below)
            parts.append(svg.element("rect", x=left, y=top, width=two, height=height, rx=4, fill=ground))
            lines = self.names[name]
            row = self.top - 3 - len(lines) * _QUADRANT.leading if high else self.bottom + 3
            parts.append(labels.block(lines, left + 4, row, _QUADRANT))
        return "".join(parts)

    def _lines(self) -> str:
        rows = [axes.level(self.top + at * self.cell, _AXIS, self.width) for at in range(len(SCORES) + 1)]
        columns = [axes.plumb(_AXIS + at * self.cell, self.top, self.bottom) for at in range(len(SCORES) + 1)]
        return axes.lines(*rows, *columns)

    def _axes(self) -> str:
        words = self.spec.words
        low, high = words.across_ends
        parts = [typography.line(f"{words.up} ↑", 0, 0, LABEL)]
        for score in SCORES:
            ups, acrosses = (signed(axis, axis[score - 1]) for axis in (self.spec.up, self.spec.across))
            parts.append(typography.line(ups, _AXIS - 6, self.y(score) - LABEL.leading / 2, LABEL, anchor="end"))
            parts.append(typography.line(acrosses, self.x(score), self.bottom + self.below + 2, LABEL, anchor="middle"))
        foot = self.bottom + self.below + LABEL.leading + 4
        parts.append(
            typography.line(labels.fitted(f"{words.across} →", self.width, LABEL, self.measure), _AXIS, foot, LABEL)
        )
        ends = labels.fitted(f"{low} – {high}", self.width / 2, LABEL, self.measure)
        parts.append(typography.line(ends, self.width, foot, _QUADRANT, anchor="end"))
        return "".join(parts)

    def _other(self, point: GridPoint, others: list[GridPoint]) -> str:
        same = [one for one in others if (one.up, one.across) == (point.up, point.across)]
        right, down = _SPOTS[same.index(point) % len(_SPOTS)]
        x = self.x(self.spec.across.index(point.across) + 1) + right * 3 * _OTHER
        y = self.y(self.spec.up.index(point.up) + 1) + down * 3 * _OTHER
        dot = svg.element("circle", cx=x, cy=y, r=_OTHER, fill=COLOURS["muted"])
        return svg.group(svg.title(point.name), dot)

    def _own(self) -> str:
        """Return the point itself, drawn from the middle of its cell."""
        own, spec = self.own, self.spec
        is_placed = own.up in spec.up and own.across in spec.across
        up = spec.up.index(own.up) + 1 if is_placed and own.up is not None else 3
        across = spec.across.index(own.across) + 1 if is_placed and own.across is not None else 3
        fill, stroke = ("accent", "surface") if is_placed else ("surface", "accent")
        dot = svg.element("circle", r=_OWN, fill=COLOURS[fill], stroke=COLOURS[stroke], stroke_width=2.5)
        return svg.group(
            self._name(self.x(across), over=up == 1),
            dot,
            transform=svg.moved(self.x(across), self.y(up)),
            data_place="",
            data_up=str(up),
            data_across=str(across),
            data_cell=svg.number(self.cell),
        )

    def _name(self, x: float, *, over: bool) -> str:
        """Return the name under the point, or over it in the lowest row, inside the picture."""
        room = 2.6 * self.cell
        lines = wrap(self.own.name, room, _NAME.size, self.measure, bold=True, max_lines=2, language=self.spec.language)
        wides = [labels.width_of(line, _NAME, self.measure) for line in lines.lines]
        middle = labels.within(x, max(wides, default=0.0) + 8, _AXIS, self.width) - x
        top = -_OWN - 4 - len(wides) * _NAME.leading if over else _OWN + 4
        return "".join(
            labels.on_ground(line, middle, top + row * _NAME.leading, _NAME, wide, "surface")
            for row, (line, wide) in enumerate(zip(lines.lines, wides, strict=True))
        )
