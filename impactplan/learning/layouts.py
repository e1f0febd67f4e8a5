"""How the sections of module 4 are shown: as a chain, per frequency, per dimension, per period."""

from __future__ import annotations

from impactplan.learning import culture, decisions, ledger, rhythm
from impactplan.workbook.sections import Layout

DECISIONS = Layout(
    "learning/_decisions.html", decisions.view_decisions, closed="learning/_decision.html", show=decisions.chain
)
RHYTHM = Layout("learning/_rhythm.html", rhythm.view_rhythm, group=rhythm.frequency)
CULTURE = Layout(
    "learning/_culture.html",
    culture.view_culture,
    fields="learning/_culture_fields.html",
    closed="learning/_dimension.html",
    group=lambda item: item["dimension"] or "",
)
LEDGER = Layout("learning/_ledger.html", ledger.view_ledger, group=lambda item: str(item["period"] or ""))
