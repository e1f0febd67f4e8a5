"""Draw an indicator as a line on its own scale: where it began, what would be enough, where it should go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from impactplan.diagram import axes, labels, svg, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.scales import Scale
from impactplan.diagram.text import Measure, wrap
from impactplan.diagram.typography import NOTE, STRONG, WIDTH, Face
from impactplan.lib.tokens import COLOURS

_PAD = 9.0  # what a mark takes beside the end of the scale
_MARK = 5.0  # radius
_SMALL = 20.0  # height of a line without words
_AXIS = 34.0  # top of the axis below the words over it, in a line with words
_HIGH = 64.0
_GAP = 10.0  # between words on one row
_VALUE = Face(12.5, 15.5, True, COLOURS["ink"])
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
    baseline_text: str = ""
    target_text: str = ""
    """The values alone, for the ends of a small line."""

    @property
    def title(self) -> str:
        return self.name

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
    body = _body(line, width, measure) if words else _small(line, width, measure)
    return typography.finished(line, body, width=width, height=_HIGH if words else _SMALL, prefix=prefix)


@kept
def indicator_lines(
    lines: Sequence[IndicatorLine], *, title: str, description: str, measure: Measure, prefix: str, width: float = WIDTH
) -> str:
    """Return several indicators under each other as one picture, each with its name and on its own scale."""
    left = width * _NAME_SHARE
    parts, y = [], 4.0
    for line in lines:
        names = wrap(line.name, left - 16, STRONG.size, measure, bold=True, max_lines=4).lines
        high = max(_HIGH + 4, len(names) * STRONG.leading + 16)
        top = y + (high - len(names) * STRONG.leading) / 2
        parts.append(labels.block(names, 0, top, STRONG))
        if not line.is_empty:
            at = f"translate({svg.number(left)} {svg.number(y + (high - _HIGH) / 2)})"
            parts.append(svg.group(_body(line, width - left, measure), transform=at))
        y += high
        parts.append(axes.lines(axes.level(y, 0, width)))
    return typography.finished(_Message(title, description), *parts, width=width, height=y + 4, prefix=prefix)


@dataclass(frozen=True)
class _Message:
    title: str
    description: str


def _body(line: IndicatorLine, width: float, measure: Measure) -> str:
    """Return a line with its words, on the scale of its unit."""
    low, high = scale(line)
    at = Scale(float(low), float(high), _PAD, width - _PAD)
    parts = [_marked(line, at, _AXIS)]
    if line.minimum is not None:
        words = labels.fitted(line.minimum_label, width, NOTE, measure)
        middle = labels.within(at(float(line.minimum)), labels.width_of(words, NOTE, measure), 0, width)
        parts.append(typography.line(words, middle, 4, NOTE, anchor="middle"))
    ends = [(line.baseline_label, line.baseline), (line.target_label, line.target)]
    parts.append(_below([(text, at(float(value))) for text, value in ends if value is not None], width, measure))
    return "".join(parts)


def _small(line: IndicatorLine, width: float, measure: Measure) -> str:
    """Return a line between its own lowest and highest value, with these at its ends."""
    values = sorted(line.values)
    texts = {line.minimum: "", line.baseline: line.baseline_text, line.target: line.target_text}
    ends = [texts[values[0]], texts[values[-1]] if values[-1] > values[0] else ""]
    wides = [labels.width_of(text, _VALUE, measure) + 6 if text else 0.0 for text in ends]
    if sum(wides) > width / 2:
        ends, wides = ["", ""], [0.0, 0.0]
    at = Scale(float(values[0]), float(values[-1]), wides[0] + _PAD, width - wides[1] - _PAD)
    top = (_SMALL - _VALUE.leading) / 2
    words = typography.line(ends[0], 0, top, _VALUE) if ends[0] else ""
    words += typography.line(ends[1], width, top, _VALUE, anchor="end") if ends[1] else ""
    return _marked(line, at, _SMALL / 2) + words


def _marked(line: IndicatorLine, at: Scale, y: float) -> str:
    """Return the axis with the marks of the values on it."""
    parts = [axes.lines(axes.level(y, at.start, at.end), width=2)]
    if line.baseline is not None and line.target is not None:
        parts.append(_way(at(float(line.baseline)), at(float(line.target)), y))
    if line.minimum is not None:
        x = at(float(line.minimum))
        parts.append(svg.element("rect", x=x - 1, y=y - 7, width=2, height=14, fill=COLOURS["muted"]))
    if line.target is not None:
        parts.append(_target(at(float(line.target)), y, line.not_above))
    if line.baseline is not None:
        x, ground = at(float(line.baseline)), COLOURS["surface"]
        ring = svg.element("circle", cx=x, cy=y, r=_MARK - 0.5, fill=ground, stroke=COLOURS["accent"], stroke_width=2)
        parts.append(ring)
    return "".join(parts)


def _way(start: float, end: float, y: float) -> str:
    """Return the line from baseline to target, with an arrowhead before the target where there is room for one."""
    parts = [axes.lines(axes.level(y, start, end), colour="accent", width=3)]
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


def _below(ends: Sequence[tuple[str, float]], width: float, measure: Measure) -> str:
    """Return the words under the marks, pushed apart where they would touch."""
    room = (width - _GAP * (len(ends) - 1)) / max(1, len(ends))
    texts = [labels.fitted(text, room, _VALUE, measure) for text, _x in ends]
    wides = [labels.width_of(text, _VALUE, measure) for text in texts]
    middles = labels.spread([x for _text, x in ends], wides, 0, width, _GAP)
    return "".join(
        typography.line(text, middle, _AXIS + 12, _VALUE, anchor="middle")
        for text, middle in zip(texts, middles, strict=True)
    )
