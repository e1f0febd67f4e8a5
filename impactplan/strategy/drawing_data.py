"""The drawing of a theory of change as data: what a page needs to bring what it shows up to date, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

from impactplan.diagram import theory_graph
from impactplan.diagram.drawing import Drawing, DrawnBox, DrawnLink, differences, draw
from impactplan.diagram.theory_spec import TheorySpec
from impactplan.graph import PlanState
from impactplan.strategy.builds import Build, find_builds
from impactplan.strategy.drawing_words import say_box, say_link, typed_values, versions_of
from impactplan.strategy.kept_drawings import KEPT_DRAWINGS, KeptDrawing
from impactplan.strategy.pictures import theory_spec, theory_title
from impactplan.strategy.theory_list import MAY_LEAD_TO
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.wording import name_item


@dataclass(frozen=True)
class DrawingData:
    """A drawing with what goes with it, of a plan at a moment."""

    state: PlanState

    @cached_property
    def spec(self) -> TheorySpec:
        return theory_spec(self.state, page=True)

    @cached_property
    def drawing(self) -> Drawing:
        return draw(self.spec, measure=measure(), page=True)

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, Any]]:
        """What goes with each box and link, by its key."""
        building = find_builds(self.state)
        ends = [(link.source, link.target) for link in self.drawing.links]
        leads_to, comes_from = _gather(ends), _gather([(target, source) for source, target in ends])
        words: dict[str, Mapping[str, Any]] = {}
        for box in self.drawing.boxes:
            item = self.state.by_id[box.key]
            words[box.key] = {
                "kind": item.kind,
                "values": typed_values(item),
                "versions": versions_of(item),
                "label": say_box(self.state, item, leads_to, comes_from),
                "builds": _view_builds(building.get(item.id, ())),
            }
        for link in self.drawing.links:
            words[link.key] = self._words_of_link(link, building)
        return words

    def _words_of_link(self, link: DrawnLink, building: Mapping[str, Sequence[Build]]) -> Mapping[str, Any]:
        source, target = self.state.by_id[link.source], self.state.by_id[link.target]
        item = self.state.find(link.key)
        return {
            "kind": item.kind if item else "",
            "values": typed_values(item) if item else {},
            "versions": versions_of(item) if item else {},
            "label": say_link(self.state, source, target, item),
            "builds": _view_builds(building.get(link.key, ())),
        }

    @cached_property
    def id(self) -> str:
        """A digest of the drawing and of what goes with it."""
        told = json.dumps(self.words, sort_keys=True, ensure_ascii=True)
        return blake2b((self.drawing.id + told).encode(), digest_size=12).hexdigest()


def _view_builds(builds: Sequence[Build]) -> list[dict[str, str]]:
    return [{"kind": build.key, "label": build.label, "href": build.href} for build in builds]


def _gather(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    gathered: dict[str, list[str]] = {}
    for one, other in pairs:
        gathered.setdefault(one, []).append(other)
    return gathered


def view_drawing(state: PlanState, have: str) -> dict[str, Any]:
    """Return a drawing for a page that has another one (``have``), or none: what differs, and what is gone.

    A box or link that is drawn as before comes without its markup; where ``base`` is empty, everything comes.
    """
    data = DrawingData(state)
    store = KEPT_DRAWINGS.current
    drawing = data.drawing
    base = KeptDrawing(drawing) if have == drawing.id else store.find((state.plan_id, have))
    kept_now = KeptDrawing(drawing, data.words)
    store.keep((state.plan_id, data.id), kept_now)
    changes = differences(base.drawing, drawing) if base else differences(_NOTHING, drawing)
    old_words = base.words if base else {}
    view = {
        "seq": state.seq,
        "id": data.id,
        "base": have if base else "",
        "title": theory_title(state),
        "width": drawing.width,
        "height": drawing.height,
        "columns": [{"key": one.key, "title": one.title, "x": one.x, "width": one.width} for one in drawing.columns],
        "order": [box.key for box in drawing.boxes],
        "boxes": list(_view_boxes(drawing, {box.key for box in changes.boxes}, data.words, old_words, base)),
        "links": list(_view_links(drawing, {link.key for link in changes.links}, data.words, old_words)),
        "gone": list(changes.gone),
        "notes": [key for _number, key, _text in drawing.notes],
        "may": MAY_LEAD_TO,
        "people": [{"id": item.id, "name": name_item(state, item)} for item in state.rows("stakeholder")],
        "tidier": theory_graph.avoidable(data.spec),
    }
    for part in ("ground", "legend"):
        if base is None or getattr(base.drawing, part) != getattr(drawing, part):
            view[part] = getattr(drawing, part)
    return view


_NOTHING = Drawing(0, 0, (), "", (), (), "")


def _view_boxes(
    drawing: Drawing,
    redrawn: set[str],
    words: Mapping[str, Mapping[str, Any]],
    old_words: Mapping[str, Mapping[str, Any]],
    base: KeptDrawing | None,
) -> Iterator[dict[str, Any]]:
    markup = {box.key: box.markup for box in base.drawing.boxes} if base else {}
    for box in drawing.boxes:
        if box.key in redrawn or words[box.key] != old_words.get(box.key):
            view = {**_place(box), **words[box.key]}
            yield view if markup.get(box.key) == box.markup else view | {"markup": box.markup}


def _place(box: DrawnBox) -> dict[str, Any]:
    return {"id": box.key, "column": box.column, "x": box.x, "y": box.y, "width": box.width, "height": box.height}


def _view_links(
    drawing: Drawing,
    redrawn: set[str],
    words: Mapping[str, Mapping[str, Any]],
    old_words: Mapping[str, Mapping[str, Any]],
) -> Iterator[dict[str, Any]]:
    for link in drawing.links:
        if link.key in redrawn or words[link.key] != old_words.get(link.key):
            view = {"id": link.key, "source": link.source, "target": link.target, "at": link.at, **words[link.key]}
            yield view | {"markup": link.markup} if link.key in redrawn else view
