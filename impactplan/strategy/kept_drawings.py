"""Drawings that pages have, kept so that only what is different is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from impactplan.diagram.drawing import Drawing
from impactplan.extensions import PerApp
from impactplan.lib.recent import Recent

MOST_KEPT = 150
"""Drawings that are kept in a process, those that were asked for last: of 60 boxes, some 15 MB."""


@dataclass(frozen=True)
class KeptDrawing:
    """A drawing with what goes with its boxes and links, by their keys; of one that a page brought along, none."""

    drawing: Drawing
    words: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


KEPT_DRAWINGS: PerApp[Recent[tuple[str, str], KeptDrawing]] = PerApp("kept-drawings", lambda: Recent(MOST_KEPT))
"""What was sent, by the plan and the id under which a page has it. An id follows from all that is in a drawing, so what
is kept under it never changes."""
