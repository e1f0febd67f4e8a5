"""The figures of the steps of module 4 as a whole."""

from __future__ import annotations

from impactplan.learning import culture
from impactplan.lib.texts import gettext as _
from impactplan.workbook.parts import Figures

LARGEST_STEPS = Figures(
    "gaps",
    lambda _state: _("Where the largest steps are"),
    "learning/_gaps.html",
    culture.view_figures,
    has_content=culture.has_content,
)
