"""Draw an indicator as a line on its own scale: where it began, what would be enough, where it should go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from impactplan.diagram import svg, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.text import Measure, fit, wrap
from impactplan.diagram.typography import NOTE, Face
from impactplan.lib.tokens import COLOURS, FONTS

_PAD = 9.0  # what a mark takes beside the end of the scale
_MARK = 5.0  # radius
_SMALL = 20.0  # height of a line without words
_AXIS = 34.0  # top of the axis below the words over it, in a line with words
_HIGH = 62.0
_GAP = 10.0  # between words on one row
_VALUE = Face(12.0, 15.0, True, COLOURS["ink"])
_NAME = Face(12.5, 16.0, True, COLOURS["ink"])
_NAME_SHARE = 0.38


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator. Values are in its own unit; each may be absent, and any of them may be 0 or negative.

    ``labels`` are the values as people read them, with their unit. ``not_above`` makes the target a ceiling.
    """

    name: str
    description: str
    baseline: Decimal | None = None
    minimum: Decimal | None = None
    target: Decimal | None = None
    percentage: bool = False
    not_above: bool = False
    baseline_label: str = ""
    minimum_label: str = ""
    target_label: str = ""

    @property
    def values(self) -> tuple[Decimal, ...]:
        return tuple(value for value in (self.baseline, self.minimum, self.target) if value is not None)

    @property
    def is_empty(self) -> bool:
        return not self.values


def scale(line: IndicatorLine) -> tuple[Decimal, Decimal]:
    """Return the ends of the scale, in the unit of the values: 0–100 for a percentage, else from 0 or below.

    A percentage outside 0–100 stretches it. Raises ValueError for a line without any value.
    """
    if line.is_empty:
        raise ValueError("an indicator without values has no scale")
    low, high = min(*line.values, Decimal(0)), max(*line.values, Decimal(0))
    if line.percentage:
        return min(low, Decimal(0)), max(high, Decimal(100))
    return low, high if high > low else low + 1


@kept
def indicator_line(
    line: IndicatorLine, *, measure: Measure, prefix: str, width: float = 180.0, words: bool = False
) -> str:
    """Return the picture as SVG text, ``width`` CSS pixels wide; empty for an indicator without values.

    A ring is the baseline, a short stroke the minimum, a full disc the target, or a wall where it must not be
    exceeded. With ``words`` the values stand at their marks. ``prefix`` starts the ids, and must be a valid XML name.
    """
    if line.is_empty:
        return ""
    body = _body(line, width, measure, words)
    return svg.picture(
        body,
        width=width,
        height=_HIGH if words else _SMALL,
        prefix=prefix,
        title_text=line.name,
        description=line.description,
        font=FONTS["sans"],
    )


@kept
def indicator_lines(
    lines: Sequence[IndicatorLine], *, title: str, description: str, measure: Measure, prefix: str, width: float = 720.0
) -> str:
    """Return several indicators under each other as one picture, each with its name and on its own scale."""
    left = width * _NAME_SHARE
    parts, y = [], 4.0
    for line in lines:
        names = wrap(line.name, left - 16, _NAME.size, measure, bold=True, max_lines=4).lines
        high = max(_HIGH + 4, len(names) * _NAME.leading + 16)
        top = y + (high - len(names) * _NAME.leading) / 2
        parts += [typography.line(text, 0, top + row * _NAME.leading, _NAME) for row, text in enumerate(names)]
        if not line.is_empty:
            at = f"translate({svg.number(left)} {svg.number(y + (high - _HIGH) / 2)})"
            parts.append(svg.group(_body(line, width - left, measure, True), transform=at))
        y += high
        parts.append(svg.element("path", d=f"M0 {svg.number(y)}H{svg.number(width)}", stroke=COLOURS["line"]))
    return svg.picture(
        *parts,
        width=width,
        height=y + 4,
        prefix=prefix,
        title_text=title,
        description=description,
        font=FONTS["sans"],
    )


def _body(line: IndicatorLine, width: float, measure: Measure, words: bool) -> str:
    low, high = scale(line)
    y = _AXIS if words else _SMALL / 2

    def at(value: Decimal) -> float:
        return _PAD + float((value - low) / (high - low)) * (width - 2 * _PAD)

    parts = [_stroke(_PAD, width - _PAD, y, "line", 2)]
    if line.baseline is not None and line.target is not None:
        parts.append(_way(at(line.baseline), at(line.target), y))
    if line.minimum is not None:
        x = at(line.minimum)
        parts.append(svg.element("rect", x=x - 1, y=y - 7, width=2, height=14, fill=COLOURS["muted"]))
    if line.target is not None:
        parts.append(_target(at(line.target), y, line.not_above))
    if line.baseline is not None:
        x, ground = at(line.baseline), COLOURS["surface"]
        ring = svg.element("circle", cx=x, cy=y, r=_MARK - 0.5, fill=ground, stroke=COLOURS["accent"], stroke_width=2)
        parts.append(ring)
    if words:
        if line.minimum is not None:
            parts.append(_label(line.minimum_label, at(line.minimum), 4, width, measure, NOTE))
        ends = [(line.baseline_label, line.baseline), (line.target_label, line.target)]
        parts.append(_below([(text, at(value)) for text, value in ends if value is not None], y + 12, width, measure))
    return "".join(parts)


def _stroke(start: float, end: float, y: float, colour: str, thick: float) -> str:
    way = f"M{svg.number(start)} {svg.number(y)}H{svg.number(end)}"
    return svg.element("path", d=way, fill="none", stroke=COLOURS[colour], stroke_width=thick)


def _way(start: float, end: float, y: float) -> str:
    """Return the line from baseline to target, with an arrowhead before the target where there is room for one."""
    parts = [_stroke(start, end, y, "accent", 3)]
    if abs(end - start) > 6 * _MARK:
        ahead = 1.0 if end > start else -1.0
        x, back = svg.number(end - ahead * _MARK), svg.number(end - ahead * (_MARK + 9))
        head = f"M{x} {svg.number(y)}L{back} {svg.number(y - 5)}V{svg.number(y + 5)}Z"
        parts.append(svg.element("path", d=head, fill=COLOURS["accent"]))
    return "".join(parts)


def _target(x: float, y: float, wall: bool) -> str:
    if wall:
        return svg.element("rect", x=x - 1.5, y=y - 8, width=3, height=16, fill=COLOURS["accent"])
    return svg.element("circle", cx=x, cy=y, r=_MARK, fill=COLOURS["accent"])


def _label(text: str, x: float, top: float, width: float, measure: Measure, face: Face) -> str:
    """Return words centred at ``x``, kept within the picture."""
    shown = fit(text, width, face.size, measure, bold=face.bold)
    half = measure(shown, face.size, face.bold) / 2
    return typography.line(shown, min(max(x, half), width - half), top, face, anchor="middle")


def _below(labels: list[tuple[str, float]], top: float, width: float, measure: Measure) -> str:
    """Return the words under the marks, pushed apart where they would touch."""
    labels = sorted(labels, key=lambda label: label[1])
    if len(labels) < 2:
        return "".join(_label(text, x, top, width, measure, _VALUE) for text, x in labels)
    room = (width - _GAP) / 2
    (first, left), (second, right) = [(fit(text, room, _VALUE.size, measure, bold=True), x) for text, x in labels]
    wide, other = (measure(text, _VALUE.size, True) for text in (first, second))
    start = min(max(left - wide / 2, 0), width - wide)
    end = min(max(right - other / 2, 0), width - other)
    if start + wide + _GAP > end:
        over = start + wide + _GAP - end
        start = max(0, start - over / 2)
        end = min(width - other, start + wide + _GAP)
        start = min(start, end - _GAP - wide)
    return typography.line(first, start, top, _VALUE) + typography.line(second, end, top, _VALUE)
