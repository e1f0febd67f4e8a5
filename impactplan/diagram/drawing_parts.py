"""The parts that a drawing of a theory of change is handed over in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DrawnColumn:
    """A column of the drawing, in pixels from its left side."""

    key: str
    title: str
    x: float
    width: float


@dataclass(frozen=True)
class DrawnBox:
    """A box; its ``markup`` is drawn from (0, 0) and belongs at (x, y)."""

    key: str
    column: str
    x: float
    y: float
    width: float
    height: float
    markup: str


@dataclass(frozen=True)
class DrawnLink:
    """A link, drawn where it runs; ``at`` is the centre of its mark, which holds its ``number`` if it has one.

    ``note`` is what the number stands for: the assumption under the link.
    """

    key: str
    source: str
    target: str
    at: tuple[float, float]
    markup: str
    number: int | None = None
    note: str = ""
