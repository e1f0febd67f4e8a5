"""The parts of a drawn theory of change: what stands where, and the markup of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from impactplan.diagram import svg, theory_boxes, theory_graph, theory_links, theory_marks, typography
from impactplan.diagram.drawing_parts import DrawnBox, DrawnColumn, DrawnLink
from impactplan.diagram.layout import Box, Layout, Space, lay_out
from impactplan.diagram.text import Measure, fit, wrap
from impactplan.diagram.theory_boxes import Card, Setter
from impactplan.diagram.theory_spec import Link, TheorySpec, Tone
from impactplan.diagram.typography import Face
from impactplan.lib.tokens import COLOURS

_PAD = 4.0  # between the edge of the picture and what is in it
_TITLE = Face(14.0, 18.0, True, COLOURS["muted"])
_LABEL = Face(12.5, 16.0, True, COLOURS["muted"])  # of the accountability ceiling
_BELOW_TITLES = 20.0
_NARROWEST, _WIDEST = 112.0, 236.0  # boxes
_USUAL_GUTTER, _WIDEST_GUTTER = 62.0, 100.0
_LEAST_WIDTH = 560.0  # for the message and the legend where there are few columns
_BEFORE_CEILING = 15.0  # between the edge of the ceiling and the column above it
_CEILING_GAP = 9.0  # between that edge and a box over or under it
_LABEL_ROOM = 26.0  # at the foot of the edge, for its label
_BEFORE_LEGEND = 16.0


class Scene:
    """One theory of change, laid out."""

    def __init__(
        self, spec: TheorySpec, measure: Measure, width: float, *, max_lines: int, heading: bool, page: bool
    ) -> None:
        self.spec, self.measure, self.page = spec, measure, page
        self.teaching = not spec.nodes
        count = max(1, len(spec.columns))
        inside = width - 2 * _PAD
        box_width = min(max((inside - _USUAL_GUTTER * (count - 1)) / count, _NARROWEST), _WIDEST)
        self.setter = Setter(box_width, measure, spec.language, spec.words, max_lines)
        self.homes = {column.key: at for at, column in enumerate(spec.columns)} if self.teaching else {}
        self.homes |= theory_graph.homes(spec)
        below = theory_graph.bands(spec.nodes, self.homes, count)
        self.above = [
            node.key for node in spec.nodes if Tone.ABOVE_CEILING in node.tones and self.homes[node.key] == count - 1
        ]
        self.all_above = not below
        self.ceiling_label = self._lines(spec.words.ceiling, box_width, _LABEL, 3) if self.above else ()
        self.cards = self._cards()
        self.drawn_links = theory_graph.drawn_links(spec)
        marked = [index for index, link in enumerate(self.drawn_links) if link.assumption.strip()]
        self.mark_width = theory_marks.width(len(marked), measure)
        space = Space(
            columns=count,
            width=min(inside, count * box_width + (count - 1) * _WIDEST_GUTTER),
            box_width=box_width,
            band_gap=2 * _CEILING_GAP + len(self.ceiling_label) * _LABEL.leading,
            mark_width=self.mark_width,
            mark_height=theory_marks.HEIGHT,
        )
        boxes = [Box(key, self.homes[key], card.height, below.get(key, 0)) for key, card in self.cards.items()]
        ends = [(link.source, link.target) for link in self.drawn_links]
        layout = lay_out(boxes, ends, space, marked)
        self.inside = max(layout.width, min(inside, _LEAST_WIDTH))
        self.message, message_height = self._message() if heading else ("", 0.0)
        self.titles_top = _PAD + message_height
        self.titles, titles_height = self._titles(layout)
        self.head = self.titles_top + titles_height
        self.layout = layout.moved(_PAD, self.head)
        self.foot = self.layout.top + self.layout.height + (_LABEL_ROOM if self.above and self.all_above else 0.0)
        self.legend, self.legend_height = self._legend()

    @property
    def width(self) -> float:
        return self.inside + 2 * _PAD

    @property
    def height(self) -> float:
        return self.foot + self.legend_height + _PAD

    def _cards(self) -> dict[str, Card]:
        if self.teaching:
            return {column.key: self.setter.hint(column.key, column.hint) for column in self.spec.columns}
        cards = (self.setter.card(node, above_is_shown=node.key in self.above) for node in self.spec.nodes)
        return {card.node.key: card for card in cards}

    def _lines(self, text: str, width: float, face: Face, max_lines: int) -> tuple[str, ...]:
        language = self.spec.language
        return wrap(text, width, face.size, self.measure, bold=face.bold, max_lines=max_lines, language=language).lines

    def columns(self) -> tuple[DrawnColumn, ...]:
        pairs = zip(self.spec.columns, self.layout.columns, strict=False)
        return tuple(DrawnColumn(column.key, column.title, left, self.setter.width) for column, left in pairs)

    def boxes(self) -> tuple[DrawnBox, ...]:
        """Return the boxes by column, from top to bottom."""
        if self.teaching:
            return ()
        order = sorted(self.cards, key=lambda key: (self.homes[key], self.layout.boxes[key].y))
        return tuple(self._box(key) for key in order)

    def _box(self, key: str) -> DrawnBox:
        rect, card = self.layout.boxes[key], self.cards[key]
        markup = theory_boxes.draw(card, rect.height, self.setter, focus=key == self.spec.focus, linked=self.page)
        column = self.spec.columns[self.homes[key]].key
        return DrawnBox(key, column, rect.x, rect.y, rect.width, rect.height, markup)

    def links(self) -> tuple[DrawnLink, ...]:
        """Return the links in the order in which one reads the boxes that they leave; so they are numbered too."""
        return () if self.teaching else tuple(self._links())

    def _links(self) -> Iterator[DrawnLink]:
        def place(pair: tuple[Link, int]) -> tuple[int, float, float]:
            link, index = pair
            return self.homes[link.source], self.layout.boxes[link.source].y, self.layout.routes[index].mark[1]

        number = 0
        for link, index in sorted(zip(self.drawn_links, range(len(self.drawn_links)), strict=True), key=place):
            note = link.assumption.strip()
            number += bool(note)
            route, focus = self.layout.routes[index], self.spec.focus in (link.source, link.target)
            mark = theory_marks.draw(number, route.mark, self.mark_width) if note else ""
            drawn = theory_links.draw(
                link,
                route,
                self._label(link),
                colour=theory_links.colour(link, focus=focus),
                reachable=self.page,
                mark=mark,
            )
            shown = number if note else None
            yield DrawnLink(link.key, link.source, link.target, route.mark, drawn, shown, note)

    def _label(self, link: Link) -> str:
        """Return a link in words: from where to where, how, on what evidence, on what assumption."""
        words = self.spec.words
        ends = f"{self.cards[link.source].node.text.strip()} → {self.cards[link.target].node.text.strip()}"
        evidence = words.evidence[link.evidence] if link.evidence else ""
        return " · ".join(part for part in (ends, words.effects[link.effect], evidence, link.assumption) if part)

    def ground(self) -> str:
        """Return what lies under boxes and links; in a drawing that teaches, the hints and the way they go."""
        parts = [self.message, self.titles, self._ceiling()]
        if self.teaching:
            faint = COLOURS["line"]
            hints = [
                theory_links.draw(link, route, "", colour=faint)
                for link, route in zip(self.drawn_links, self.layout.routes, strict=True)
            ]
            for key, card in self.cards.items():
                rect = self.layout.boxes[key]
                drawn = theory_boxes.draw(card, rect.height, self.setter, focus=False, linked=False)
                hints.append(svg.group(drawn, transform=svg.moved(rect.x, rect.y)))
            parts.append(svg.group(*hints, data_part="hints"))
        return "".join(parts)

    def _message(self) -> tuple[str, float]:
        drawn, height = typography.heading(self.spec.title, self.inside, self.measure, self.spec.language)
        return svg.group(drawn, transform=svg.moved(_PAD, _PAD)) if drawn else "", height

    def _titles(self, layout: Layout) -> tuple[str, float]:
        """Return the columns' titles, each on a rule in its colour, and the room that they take."""
        width = self.setter.width
        wrapped = [self._lines(column.title, width, _TITLE, 3) for column in self.spec.columns]
        rows = max(map(len, wrapped), default=0)
        rule = rows * _TITLE.leading + 4
        drawn = []
        for column, lines, left in zip(self.spec.columns, wrapped, layout.columns, strict=False):
            face = replace(_TITLE, colour=COLOURS[column.colour])
            for row, line in enumerate(lines, start=rows - len(lines)):
                drawn.append(typography.line(line, _PAD + left, self.titles_top + row * face.leading, face))
            top = self.titles_top + rule
            drawn.append(svg.element("rect", x=_PAD + left, y=top, width=width, height=2, fill=face.colour))
        return "".join(drawn), rule + 2 + _BELOW_TITLES

    def _ceiling(self) -> str:
        """Return the ground above the accountability ceiling with its dashed edge and label.

        The edge stands before the last column; where this has impacts below the ceiling too, it turns to run
        over them.
        """
        if not self.above:
            return ""
        layout = self.layout
        left, right = layout.columns[-1] - _BEFORE_CEILING, layout.left + layout.width + _PAD
        top = layout.top + 8 - _BELOW_TITLES
        edge = f"M{svg.number(left)} {svg.number(top)}"
        if self.all_above:
            bottom = self.foot
            edge += f"V{svg.number(bottom)}"
            line = fit(self.spec.words.ceiling, left - 8, _LABEL.size, self.measure, bold=True)
            label = typography.line(line, left - 8, bottom - _LABEL.leading - 2, _LABEL, anchor="end")
        else:
            bottom = max(layout.boxes[key].y + layout.boxes[key].height for key in self.above) + _CEILING_GAP
            edge += f"V{svg.number(bottom)}H{svg.number(right)}"
            label = "".join(
                typography.line(line, layout.columns[-1], bottom + 3 + row * _LABEL.leading, _LABEL)
                for row, line in enumerate(self.ceiling_label)
            )
        ground = svg.element("rect", x=left, y=top, width=right - left, height=bottom - top, fill=COLOURS["panel"])
        dashes = svg.element(
            "path", d=edge, fill="none", stroke=COLOURS["muted"], stroke_width=1.2, stroke_dasharray="9 5"
        )
        return ground + dashes + label

    def _legend(self) -> tuple[str, float]:
        """Return the legend of the links' styles, and the room that it takes under the rest."""
        if self.teaching:
            return "", 0.0
        markup, height = theory_links.legend(self.drawn_links, self.spec.words, self.measure, self.inside)
        if not markup:
            return "", 0.0
        return svg.group(markup, transform=svg.moved(_PAD, self.foot + _BEFORE_LEGEND)), height + _BEFORE_LEGEND
