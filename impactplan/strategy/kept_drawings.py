"""Drawings that pages have, kept so that only what is different is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from impactplan.diagram.drawing import Drawing
from impactplan.extensions import PerApp

MOST_KEPT = 150
"""Drawings that are kept in a process, those that were asked for last: of 60 boxes, some 15 MB."""


@dataclass(frozen=True)
class KeptDrawing:
    """A drawing with what goes with its boxes and links, by their keys; of one that a page brought along, none."""

    drawing: Drawing
    words: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class KeptDrawings:
    """What was sent, by the plan and the id under which a page has it. An id follows from all that is in a drawing, so
    what is kept under it never changes."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], KeptDrawing] = {}
        self._lock = Lock()

    def find(self, plan_id: str, drawing_id: str) -> KeptDrawing | None:
        with self._lock:
            kept = self._kept.pop((plan_id, drawing_id), None)
            if kept is not None:
                self._kept[plan_id, drawing_id] = kept  # asked for last, so the last one to go
            return kept

    def keep(self, plan_id: str, drawing_id: str, kept: KeptDrawing) -> None:
        with self._lock:
            self._kept.pop((plan_id, drawing_id), None)
            self._kept[plan_id, drawing_id] = kept
            while len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]


KEPT_DRAWINGS: PerApp[KeptDrawings] = PerApp("kept-drawings", KeptDrawings)
