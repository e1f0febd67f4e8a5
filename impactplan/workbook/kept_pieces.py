"""What the pieces of a plan's pages may hang on (see ``site.pieces``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from impactplan.access import OpenPlan
from impactplan.models import Field, Fold, Kind
from impactplan.site.pieces import constant, smaller
from impactplan.steps import Module, Step
from impactplan.workbook.panel import PanelTab
from impactplan.workbook.sections import Layout


@dataclass(frozen=True)
class PlanOfPiece:
    """A plan as a piece knows it: enough for its addresses. The rest changes with every save, or by reader."""

    id: str

    def __getattr__(self, name: str) -> NoReturn:
        raise RuntimeError(f"a piece that is kept cannot hang on the plan's {name}")


def declare_pieces() -> None:
    constant(Field, Fold, Kind, Layout, Module, PanelTab, Step)
    smaller(OpenPlan, lambda plan: PlanOfPiece(plan.id))
