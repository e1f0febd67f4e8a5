"""Draw a theory of change: from what we do, by what it delivers and changes, to the impact above us."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from impactplan.diagram import svg, theory_boxes, theory_links, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.layout import Box, Space, lay_out
from impactplan.diagram.text import Measure, fit, wrap
from impactplan.diagram.theory_boxes import Card, Setter
from impactplan.diagram.theory_spec import (
    Effect,
    Evidence,
    Link,
    Node,
    TheoryColumn,
    TheorySpec,
    TheoryWords,
    Tone,
)
from impactplan.diagram.typography import LABEL, Face
from impactplan.lib.tokens import COLOURS, FONTS

__all__ = [
    "Effect",
    "Evidence",
    "Link",
    "Node",
    "TheoryColumn",
    "TheorySpec",
    "TheoryWords",
    "Tone",
    "theory_of_change",
]

_PAD = 4.0  # between the edge of the picture and what is in it
_TITLE = Face(12.5, 16.0, True, COLOURS["muted"])
_BELOW_TITLES = 20.0
_NARROWEST, _WIDEST = 96.0, 220.0  # boxes
_USUAL_GUTTER, _WIDEST_GUTTER = 50.0, 90.0
_LEAST_WIDTH = 560.0  # for the message and the legend where there are few columns
_BEFORE_CEILING = 15.0  # between the edge of the ceiling and the column above it
_CEILING_GAP = 9.0  # between that edge and a box over or under it
_LABEL_ROOM = 26.0  # at the foot of the edge, for its label

Band = tuple[str, float]
"""Markup drawn from (0, 0), and the height it takes."""


@kept
def theory_of_change(
    spec: TheorySpec,
    *,
    measure: Measure,
    prefix: str,
    width: float = 1000.0,
    max_lines: int = 8,
    heading: bool = True,
    page: bool = False,
) -> str:
    """Return the picture as SVG text, about ``width`` CSS pixels wide and as high as it needs.

    ``prefix`` makes its ids unique in the document. Texts get ``max_lines`` lines in their box; the full text
    stands in the box's title. ``heading`` puts the message above the picture; ``page`` makes boxes with an
    address links. Without nodes the picture teaches: it shows the columns with their hints.

    Raises ValueError when two nodes have one key or a node names an unknown column, KeyError when a column
    names an unknown colour or ``spec.words`` lacks a word that is needed.
    """
    scene = _Scene(spec, measure, width, max_lines, page)
    bands = (scene.heading() if heading else ("", 0.0), scene.titles(), scene.body(), scene.legend())
    drawn, y = [], _PAD
    for markup, height in bands:
        if markup:
            drawn.append(svg.group(markup, transform=f"translate({svg.number(_PAD)} {svg.number(y)})"))
        y += height
    return svg.picture(
        *drawn,
        width=scene.width + 2 * _PAD,
        height=y + _PAD,
        prefix=prefix,
        title_text=spec.title,
        description=spec.description,
        font=FONTS["sans"],
    )


class _Scene:
    """The parts of one picture."""

    def __init__(self, spec: TheorySpec, measure: Measure, width: float, max_lines: int, page: bool) -> None:
        self.spec, self.measure, self.page = spec, measure, page
        self.teaching = not spec.nodes
        count = max(1, len(spec.columns))
        inside = width - 2 * _PAD
        share = (inside - _USUAL_GUTTER * (count - 1)) / count
        box_width = min(max(share, _NARROWEST), _WIDEST)
        self.setter = Setter(box_width, measure, spec.language, spec.words, max_lines)
        self.links = _links(spec)
        homes = _homes(spec)
        last = [node for node in spec.nodes if homes[node.key] == count - 1]
        self.above = {node.key for node in last if Tone.ABOVE_CEILING in node.tones}
        self.all_above = len(self.above) == len(last)
        self.ceiling_label = self._lines(spec.words.ceiling, box_width, LABEL, 3) if self.above else ()
        self.cards = self._cards()
        below = {node.key for node in last if self.above} - self.above
        boxes = [Box(key, homes[key], card.height, int(key in below)) for key, card in self.cards.items()]
        space = Space(
            columns=count,
            width=min(inside, count * box_width + (count - 1) * _WIDEST_GUTTER),
            box_width=box_width,
            band_gap=2 * _CEILING_GAP + len(self.ceiling_label) * LABEL.leading,
        )
        self.layout = lay_out(boxes, [(link.source, link.target) for link in self.links], space)
        self.width = max(self.layout.width, min(inside, _LEAST_WIDTH))

    def _cards(self) -> dict[str, Card]:
        if self.teaching:
            return {column.key: self.setter.hint(column.key, column.hint) for column in self.spec.columns}
        cards = (self.setter.card(node, above_is_shown=node.key in self.above) for node in self.spec.nodes)
        return {card.node.key: card for card in cards}

    def _lines(self, text: str, width: float, face: Face, max_lines: int) -> tuple[str, ...]:
        language = self.spec.language
        return wrap(text, width, face.size, self.measure, bold=face.bold, max_lines=max_lines, language=language).lines

    def heading(self) -> Band:
        """Return the message above the picture."""
        return typography.heading(self.spec.title, self.width, self.measure, self.spec.language)

    def titles(self) -> Band:
        """Return the columns' titles, each on a rule in its colour."""
        width = self.setter.width
        wrapped = [self._lines(column.title, width, _TITLE, 3) for column in self.spec.columns]
        rows = max(map(len, wrapped), default=0)
        rule = rows * _TITLE.leading + 4
        drawn = []
        for column, lines, left in zip(self.spec.columns, wrapped, self.layout.columns, strict=False):
            colour = COLOURS[column.colour]
            for row, line in enumerate(lines, start=rows - len(lines)):
                drawn.append(typography.line(line, left, row * _TITLE.leading, replace(_TITLE, colour=colour)))
            drawn.append(svg.element("rect", x=left, y=rule, width=width, height=2, fill=colour))
        return "".join(drawn), rule + 2 + _BELOW_TITLES

    def body(self) -> Band:
        """Return boxes and links, with the accountability ceiling behind them."""
        ceiling, below = self._ceiling()
        focus = self.spec.focus
        links = sorted(
            zip(self.links, self.layout.routes, strict=True), key=lambda pair: focus in (pair[0].source, pair[0].target)
        )
        drawn = [ceiling]
        for link, route in links:
            brought_forward = focus in (link.source, link.target)
            colour = theory_links.colour(link, focus=brought_forward, faint=self.teaching)
            label = self._label(link)
            drawn.append(theory_links.draw(link, route, label, colour=colour, reachable=self.page))
        for key, card in self.cards.items():
            rect = self.layout.boxes[key]
            drawn.append(theory_boxes.draw(card, rect, self.setter, focus=key == focus, linked=self.page))
        return "".join(drawn), self.layout.height + below

    def _label(self, link: Link) -> str:
        """Return a link in words: from where to where, how, on what evidence, on what assumption."""
        if self.teaching:
            return ""
        words = self.spec.words
        ends = f"{self.cards[link.source].node.text.strip()} → {self.cards[link.target].node.text.strip()}"
        evidence = words.evidence[link.evidence] if link.evidence else ""
        return " · ".join(part for part in (ends, words.effects[link.effect], evidence, link.assumption) if part)

    def _ceiling(self) -> Band:
        """Return the ground above the ceiling with its dashed edge and label, and the room the label needs.

        The edge stands before the last column; where this has impacts below the ceiling too, it turns to run
        over them.
        """
        if not self.above:
            return "", 0.0
        layout = self.layout
        left, right = layout.columns[-1] - _BEFORE_CEILING, layout.width + _PAD
        top = 8 - _BELOW_TITLES
        if self.all_above:
            bottom = layout.height + _LABEL_ROOM
            edge = f"M{svg.number(left)} {svg.number(top)}V{svg.number(bottom)}"
            line = fit(self.spec.words.ceiling, left - 8, LABEL.size, self.measure, bold=True)
            label = typography.line(line, left - 8, bottom - LABEL.leading - 2, LABEL, anchor="end")
        else:
            lowest = max(layout.boxes[key].y + layout.boxes[key].height for key in self.above)
            bottom = lowest + _CEILING_GAP
            edge = f"M{svg.number(left)} {svg.number(top)}V{svg.number(bottom)}H{svg.number(right)}"
            label = "".join(
                typography.line(line, layout.columns[-1], bottom + 3 + row * LABEL.leading, LABEL)
                for row, line in enumerate(self.ceiling_label)
            )
        ground = svg.element("rect", x=left, y=top, width=right - left, height=bottom - top, fill=COLOURS["panel"])
        dashes = svg.element(
            "path", d=edge, fill="none", stroke=COLOURS["muted"], stroke_width=1.2, stroke_dasharray="9 5"
        )
        return ground + dashes + label, _LABEL_ROOM if self.all_above else 0.0

    def legend(self) -> Band:
        """Return the legend of the links' styles."""
        if self.teaching:
            return "", 0.0
        markup, height = theory_links.legend(self.links, self.spec.words, self.measure, self.width)
        return (svg.group(markup, transform="translate(0 16)"), height + 16) if markup else ("", 0.0)


def _links(spec: TheorySpec) -> list[Link]:
    """Return the links to draw; a picture that teaches joins each column to the next."""
    if not spec.nodes:
        return [Link(source.key, target.key) for source, target in pairwise(spec.columns)]
    keys = {node.key for node in spec.nodes}
    return [link for link in spec.links if link.source in keys and link.target in keys]


def _homes(spec: TheorySpec) -> dict[str, int]:
    """Return the column of each node; one without a column stands before the first of what it leads to."""
    index = {column.key: at for at, column in enumerate(spec.columns)}
    if not spec.nodes:
        return index
    homes: dict[str, int] = {}
    if len({node.key for node in spec.nodes}) < len(spec.nodes):
        raise ValueError("two nodes have the same key")
    for node in spec.nodes:
        if node.column is not None:
            if node.column not in index:
                raise ValueError(f"no such column: {node.column!r}")
            homes[node.key] = index[node.column]
    for node in spec.nodes:
        if node.column is None:
            targets = [homes[link.target] for link in spec.links if link.source == node.key and link.target in homes]
            homes[node.key] = max(0, min(targets, default=0) - 1)
    return homes
