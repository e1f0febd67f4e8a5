"""Draw what is left of a change once it is corrected: from gross to net, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from impactplan.diagram import svg, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.text import Measure, fit, wrap
from impactplan.diagram.typography import NOTE, Face
from impactplan.lib.tokens import COLOURS, FONTS

MOST_FALLS = 6

_PAD = 4.0
_TITLE = Face(13.0, 17.0, True, COLOURS["ink"])
_WORDS = Face(12.0, 26.0, False, COLOURS["ink"])
_STRONG = Face(12.0, 26.0, True, COLOURS["ink"])
_LABELS = 190.0
_AMOUNT = 110.0  # room for the amount behind the longest bar
_BAR = 16.0
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
def gross_to_net(spec: WaterfallSpec, *, measure: Measure, prefix: str, width: float = 720.0) -> str:
    """Return the picture as SVG text, ``width`` CSS pixels wide: at most MOST_FALLS waterfalls below each other.

    Each has a scale of its own, from zero to the gross change, which must not be below zero.
    """
    parts, y = [], 0.0
    for fall in spec.falls[:MOST_FALLS]:
        lines = wrap(
            fall.title, width - 2 * _PAD, _TITLE.size, measure, bold=True, max_lines=2, language=spec.language
        ).lines
        titled = "".join(typography.line(text, 0, row * _TITLE.leading, _TITLE) for row, text in enumerate(lines))
        head = len(lines) * _TITLE.leading + 6
        bars, height = _bars(fall, width - 2 * _PAD, measure)
        place = f"translate({svg.number(_PAD)} {svg.number(_PAD + y)})"
        lowered = svg.group(bars, transform=f"translate(0 {svg.number(head)})")
        parts.append(svg.group(svg.title(fall.spoken), titled, lowered, transform=place))
        y += head + height + _GAP
    if spec.more:
        y = max(y, 8.0)
        parts.append(typography.line(spec.more, _PAD, _PAD + y - 8, NOTE))
        y += NOTE.leading + _GAP - 8
    return svg.picture(
        *parts,
        width=width,
        height=2 * _PAD + max(0.0, y - _GAP + 8),
        prefix=prefix,
        title_text=spec.title,
        description=spec.description,
        font=FONTS["sans"],
    )


def _bars(fall: Fall, width: float, measure: Measure) -> tuple[str, float]:
    whole = max((bar.taken + bar.left for bar in fall.bars), default=0.0) or 1.0
    per = (width - _LABELS - _AMOUNT) / whole

    def x_of(amount: float) -> float:
        return _LABELS + amount * per

    parts = []
    for row, bar in enumerate(fall.bars):
        y = row * _WORDS.leading
        face = _STRONG if bar.is_total else _WORDS
        label = fit(bar.label, _LABELS - 12, face.size, measure, bold=face.bold)
        parts.append(typography.line(label, 0, y, face))
        start, end = (0.0, bar.left) if bar.is_total else (bar.left, bar.left + bar.taken)
        last = row == len(fall.bars) - 1
        parts.append(_bar(x_of(start), y, (end - start) * per, bar.is_total, last))
        behind = x_of(max(end, fall.between[1]) if last and fall.between else end) + 8
        text = f"{bar.text}  {fall.range_text}".strip() if last else bar.text
        parts.append(typography.line(text, behind, y, face))
        if not last:  # a hairline down to where the next bar begins
            at = svg.number(x_of(bar.left))
            way = f"M{at} {svg.number(y + 21)}V{svg.number(y + _WORDS.leading + 5)}"
            parts.append(svg.element("path", d=way, stroke=COLOURS["field"], stroke_width=1))
        elif fall.between:
            parts.append(_whisker(x_of(fall.between[0]), x_of(fall.between[1]), y + _WORDS.leading / 2))
    return "".join(parts), len(fall.bars) * _WORDS.leading


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
    a, b, top, bottom = svg.number(low), svg.number(high), svg.number(y - 5), svg.number(y + 5)
    way = f"M{a} {svg.number(y)}H{b}M{a} {top}V{bottom}M{b} {top}V{bottom}"
    return svg.element("path", d=way, stroke=COLOURS["surface"], stroke_width=4) + svg.element(
        "path", d=way, stroke=COLOURS["ink"], stroke_width=1.5
    )
