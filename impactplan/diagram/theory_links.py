"""The links of a theory of change, and the legend that names their kinds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from impactplan.diagram import svg, typography
from impactplan.diagram.layout import Route
from impactplan.diagram.routing import Curve, Point
from impactplan.diagram.text import Measure
from impactplan.diagram.theory_spec import Effect, Evidence, Link, TheoryWords
from impactplan.diagram.typography import Face
from impactplan.lib.tokens import COLOURS

_ARROW = 8.0  # length; its two sides together are 8 high
_MINUS = 5.5  # radius of the minus sign of an inhibiting link
_LEGEND_ROW, _SAMPLE = 24.0, 34.0
_WORD = Face(12.5, 16.0, False, COLOURS["muted"])
_HEADING = Face(12.5, 16.0, True, COLOURS["muted"])


@dataclass(frozen=True)
class Stroke:
    width: float
    dashes: str | None = None
    cap: str | None = None


STROKES = {
    None: Stroke(1.1),
    Evidence.NONE: Stroke(2.0, "0.1 4.6", "round"),
    Evidence.EXPERIENCE: Stroke(1.6, "6 4"),
    Evidence.OWN_DATA: Stroke(1.9),
    Evidence.RESEARCH: Stroke(3.0),
}


def draw(link: Link, route: Route, label: str, *, colour: str, reachable: bool = False, mark: str = "") -> str:
    """Return the drawn link with its mark, named ``label``; ``reachable`` gives it a wide unseen line to point at."""
    *front, last = route.curves
    inhibits = link.effect is Effect.INHIBITS
    tip, away = last[3], -route.arrives
    end: Point = (tip[0] + away * (2.0 if inhibits else _ARROW - 1), tip[1])
    path = _path((*front, (last[0], last[0], end, end)))
    parts = [svg.title(label)] if label else []
    if reachable:
        parts.append(
            svg.element("path", d=path, fill="none", stroke=COLOURS["surface"], stroke_opacity=0, stroke_width=11)
        )
    parts.append(_stroked(path, STROKES[link.evidence], colour))
    parts.append(_bar_and_minus(tip, away, colour) if inhibits else _arrow(tip, away, colour))
    return svg.group(*parts, mark)


def colour(link: Link, *, focus: bool = False, faint: bool = False) -> str:
    """Return the colour of a link: brought forward, faint in a picture that only teaches, or as its effect."""
    if focus or faint:
        return COLOURS["accent" if focus else "line"]
    return COLOURS["warns" if link.effect is Effect.INHIBITS else "field"]


def _path(curves: Sequence[Curve]) -> str:
    commands = [f"M{_point(curves[0][0])}"]
    for start, first_control, second_control, end in curves:
        if start[1] == first_control[1] == second_control[1] == end[1]:
            commands.append(f"H{svg.number(end[0])}")
        else:
            commands.append(f"C{_point(first_control)} {_point(second_control)} {_point(end)}")
    return "".join(commands)


def _point(point: Point) -> str:
    return f"{svg.number(point[0])} {svg.number(point[1])}"


def _stroked(path: str, stroke: Stroke, colour: str) -> str:
    return svg.element(
        "path",
        d=path,
        fill="none",
        stroke=colour,
        stroke_width=stroke.width,
        stroke_dasharray=stroke.dashes,
        stroke_linecap=stroke.cap,
    )


def _arrow(tip: Point, away: int, colour: str) -> str:
    x, y = tip
    back = x + away * _ARROW
    points = ((x, y), (back, y - 4), (back, y + 4))
    return svg.element("polygon", points=" ".join(_point(point).replace(" ", ",") for point in points), fill=colour)


def _bar_and_minus(tip: Point, away: int, colour: str) -> str:
    """Return the end of an inhibiting link: a bar before the box and a minus sign in a ring before the bar."""
    x, y = tip
    bar, middle = x + away * 2.5, x + away * (5.0 + _MINUS)
    return "".join(
        (
            svg.element("path", d=f"M{_point((bar, y - 5))}V{svg.number(y + 5)}", stroke=colour, stroke_width=2.5),
            svg.element("circle", cx=middle, cy=y, r=_MINUS, fill=COLOURS["surface"], stroke=colour, stroke_width=1.3),
            svg.element(
                "path", d=f"M{_point((middle - 2.8, y))}H{svg.number(middle + 2.8)}", stroke=colour, stroke_width=1.6
            ),
        )
    )


def legend(links: Sequence[Link], words: TheoryWords, measure: Measure, width: float) -> tuple[str, float]:
    """Return the legend of the kinds that occur, drawn from (0, 0), and its height in pixels."""
    parts: list[str] = []
    left = top = 0.0
    for sample, word, bold in _entries(links, words):
        room = measure(word, _WORD.size, bold) + (_SAMPLE + 8 if sample else 0)
        if left and left + room > width:
            left, top = 0.0, top + _LEGEND_ROW
        text_x = left
        if sample:
            parts.append(_sample(sample, left, top + _LEGEND_ROW / 2))
            text_x += _SAMPLE + 8
        face = _HEADING if bold else _WORD
        parts.append(typography.line(word, text_x, top + (_LEGEND_ROW - face.leading) / 2, face))
        left += room + 20
    return "".join(parts), top + _LEGEND_ROW if parts else 0.0


def _entries(links: Sequence[Link], words: TheoryWords) -> Iterator[tuple[Link | None, str, bool]]:
    """Yield (sample, word, bold) for the evidence and the effects that need an explanation."""
    evidence = [kind for kind in reversed(Evidence) if any(link.evidence is kind for link in links)]
    if evidence and words.legend:
        yield None, words.legend, True
    for kind in evidence:
        yield Link("", "", evidence=kind), words.evidence[kind], False
    if any(link.effect is Effect.INHIBITS for link in links):
        for effect in Effect:
            yield Link("", "", effect=effect), words.effects[effect], False


def _sample(link: Link, x: float, y: float) -> str:
    """Return a short level line in the style of ``link``."""
    start, end = (x, y), (x + _SAMPLE, y)
    straight: Curve = (start, start, end, end)
    if link.evidence is None:
        return draw(link, Route((straight,), 1, start), "", colour=colour(link))
    return _stroked(_path((straight,)), STROKES[link.evidence], COLOURS["field"])
