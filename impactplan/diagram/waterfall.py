"""Draw what is left of a change once it is corrected: from gross to net, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from impactplan.diagram import axes, labels, svg, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.scales import Scale
from impactplan.diagram.text import Measure, wrap
from impactplan.diagram.typography import NOTE, PAD, STRONG, WIDTH, Face
from impactplan.lib.tokens import COLOURS

MOST_FALLS = 6

_WORDS = Face(12.5, 26.0, False, COLOURS["ink"])
_STRONG = Face(12.5, 26.0, True, COLOURS["ink"])
_LABELS = 190.0
_AMOUNT = 132.0  # room for the amount behind the longest bar
_BAR = 16.0
_NARROW = 480.0  # a narrower picture has the words of a bar above it
_GAP = 24.0


@dataclass(frozen=True)
class ChangeBar:
    """One row. A total begins at zero; what is taken off runs from ``left`` to ``left + taken``."""

    label: str
    taken: float
    left: float
    text: str
    """The amount as one reads it."""

    @property
    def is_total(self) -> bool:
        return not self.taken


@dataclass(frozen=True)
class Fall:
    """The waterfall of one change; ``between`` is the range of the last bar."""

    title: str
    bars: Sequence[ChangeBar]
    spoken: str
    between: tuple[float, float] | None = None
    range_text: str = ""


@dataclass(frozen=True)
class WaterfallSpec:
    falls: Sequence[Fall]
    title: str
    description: str
    more: str = ""
    """What is said of those that are not drawn, or while there are none."""
    language: str = "nl"


@kept
def gross_to_net(spec: WaterfallSpec, *, measure: Measure, prefix: str, width: float = WIDTH) -> str:
    """Return the picture as SVG text, ``width`` CSS pixels wide: at most MOST_FALLS waterfalls below each other.

    Each has a scale of its own, from zero to the gross change, which must not be below zero.
    """
    parts, y = [], 0.0
    for fall in spec.falls[:MOST_FALLS]:
        lines = wrap(
            fall.title, width - 2 * PAD, STRONG.size, measure, bold=True, max_lines=2, language=spec.language
        ).lines
        titled = labels.block(lines, 0, 0, STRONG)
        head = len(lines) * STRONG.leading + 6
        bars, height = _bars(fall, width - 2 * PAD, measure)
        place = f"translate({svg.number(PAD)} {svg.number(PAD + y)})"
        lowered = svg.group(bars, transform=f"translate(0 {svg.number(head)})")
        parts.append(svg.group(svg.title(fall.spoken), titled, lowered, transform=place))
        y += head + height + _GAP
    if spec.more:
        y = max(y, 8.0)
        said = wrap(spec.more, width - 2 * PAD, NOTE.size, measure, language=spec.language).lines
        parts.append(labels.block(said, PAD, PAD + y - 8, NOTE))
        y += len(said) * NOTE.leading + _GAP - 8
    return typography.finished(spec, *parts, width=width, height=2 * PAD + max(0.0, y - _GAP + 8), prefix=prefix)


def _bars(fall: Fall, width: float, measure: Measure) -> tuple[str, float]:
    whole = max((bar.taken + bar.left for bar in fall.bars), default=0.0) or 1.0
    above = width < _NARROW
    x_of = Scale(0.0, whole, 0.0 if above else _LABELS, width - _AMOUNT)
    leading = 2 * _BAR + _WORDS.leading / 2 if above else _WORDS.leading
    parts = []
    for row, bar in enumerate(fall.bars):
        y = row * leading
        face = _STRONG if bar.is_total else _WORDS
        label = labels.fitted(bar.label, width if above else _LABELS - 12, face, measure)
        parts.append(typography.line(label, 0, y - (_WORDS.leading - _BAR) / 2 if above else y, face))
        y += leading - _WORDS.leading
        start, end = (0.0, bar.left) if bar.is_total else (bar.left, bar.left + bar.taken)
        last = row == len(fall.bars) - 1
        parts.append(_bar(x_of(start), y, x_of(end) - x_of(start), bar.is_total, last))
        behind = x_of(max(end, fall.between[1]) if last and fall.between else end) + 8
        text = f"{bar.text}  {fall.range_text}".strip() if last else bar.text
        parts.append(typography.line(text, behind, y, face))
        if not last:  # a hairline down to where the next bar begins
            down = axes.plumb(x_of(bar.left), y + 21, y + leading + 5)
            parts.append(axes.lines(down, colour="field"))
        elif fall.between:
            parts.append(_whisker(x_of(fall.between[0]), x_of(fall.between[1]), y + _WORDS.leading / 2))
    return "".join(parts), len(fall.bars) * leading


def _bar(x: float, y: float, width: float, total: bool, last: bool) -> str:
    top = y + (_WORDS.leading - _BAR) / 2
    fill = COLOURS["accent"] if last else COLOURS["field"] if total else COLOURS["accent-soft"]
    stroke = None if total else COLOURS["field"]
    dash = None if total else "3 2"
    return svg.element(
        "rect",
        x=x,
        y=top,
        width=max(width, 0.5),
        height=_BAR,
        rx=2,
        fill=fill,
        stroke=stroke,
        stroke_dasharray=dash,
    )


def _whisker(low: float, high: float, y: float) -> str:
    """Return the range of the last bar as a line with ends."""
    ways = axes.level(y, low, high), axes.plumb(low, y - 5, y + 5), axes.plumb(high, y - 5, y + 5)
    return axes.lines(*ways, colour="surface", width=4) + axes.lines(*ways, colour="ink", width=1.5)
