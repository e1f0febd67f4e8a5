"""Figures of the steps of module 1 as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from impactplan.graph import PlanState
from impactplan.lib.texts import gettext as _
from impactplan.workbook.parts import Figures


@dataclass(frozen=True)
class Many:
    """There are more outcomes than one keeps in view."""

    count: int
    most: int

    @property
    def words(self) -> str:
        return _(
            "With more than %(most)s outcomes, readers lose the thread. Which ones say the same, or matter least?",
            most=self.most,
        )


def find_many(state: PlanState) -> Many | None:
    count, most = len(state.rows("outcome")), state.rules.most_outcomes
    return Many(count, most) if count > most else None


MANY = Figures(
    "many",
    lambda state: _("%(count)s outcomes", count=len(state.rows("outcome"))),
    "workbook/_advice.html",
    find_many,
    above=True,
    has_content=lambda state: find_many(state) is not None,
)
