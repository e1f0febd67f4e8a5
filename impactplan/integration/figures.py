"""The figures of the steps of module 5 as a whole."""

from __future__ import annotations

from impactplan.integration import documents
from impactplan.integration.raci import has_raci, make_raci
from impactplan.integration.timing import find_quiet_start
from impactplan.lib.texts import gettext as _
from impactplan.workbook.parts import Figures

RACI = Figures(
    "raci",
    lambda _state: _("Who does what (RACI)"),
    "integration/_raci.html",
    make_raci,
    has_content=has_raci,
    document=documents.raci,
)

FIRST_DAYS = Figures(
    "first-days",
    lambda state: _("Nothing in the first %(count)s days after the course", count=state.rules.first_days),
    "workbook/_advice.html",
    find_quiet_start,
    above=True,
    has_content=lambda state: find_quiet_start(state) is not None,
)
