"""The scores of a radar as rows, where it would be too narrow to read."""

from __future__ import annotations

from impactplan.diagram import axes, labels, svg, typography
from impactplan.diagram.radar_spec import HIGHEST, RadarSpec, draw_key, draw_point
from impactplan.diagram.scales import Scale
from impactplan.diagram.text import Measure, wrap
from impactplan.diagram.typography import NOTE, STRONG, Face
from impactplan.lib.tokens import COLOURS

_SCORE = Face(13.0, 16.5, True, COLOURS["module-4"])
_ROW = 26.0  # height of the line with the points
_GAP = 12.0
_KEY = 46.0
_INSET = 8.0


def draw_rows(spec: RadarSpec, measure: Measure, width: float, page: bool) -> tuple[str, float]:
    """Return a line of 1 to 5 for each axis, with where one is and wants to be, from (0, 0), and the height."""
    parts, y = [draw_key(spec.words)], _KEY
    at = Scale(1, HIGHEST, _INSET, width - _INSET)
    for axis in spec.axes:
        scored = axis.now is not None or axis.goal is not None
        score = f"{axis.now or '?'} → {axis.goal or '?'}" if scored else spec.words.unscored
        face = _SCORE if scored else NOTE
        wide = labels.width_of(score, face, measure)
        names = wrap(axis.name, width - wide - 12, STRONG.size, measure, bold=True, language=spec.language).lines
        drawn = [labels.block(names, 0, y, STRONG), typography.line(score, width, y, face, "end")]
        middle = y + len(names) * STRONG.leading + _ROW / 2
        ticks = [axes.plumb(at(level), middle - 4, middle + 4) for level in range(1, HIGHEST + 1)]
        drawn.append(axes.lines(axes.level(middle, at(1), at(HIGHEST)), *ticks))
        if axis.now is not None and axis.goal is not None and axis.now != axis.goal:
            drawn.append(
                axes.lines(axes.level(middle, at(axis.now), at(axis.goal)), colour="ink", width=1.5, dash="5 4")
            )
        for value, is_now in ((axis.goal, False), (axis.now, True)):
            if value is not None:
                drawn.append(draw_point((at(value), middle), is_now))
        parts.append(
            svg.link(axis.href if page else None, spec.spoken(axis), svg.group(svg.title(spec.spoken(axis)), *drawn))
        )
        y = middle + _ROW / 2 + _GAP
    return "".join(parts), y - _GAP
