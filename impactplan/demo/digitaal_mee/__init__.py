"""The fictional programme Digitaal Mee, carried through all modules: the first year is measured and booked, the second
is under way. Its days are those of the demo's timeline."""

from __future__ import annotations

from impactplan.demo.digitaal_mee import (
    framework,
    indicators,
    integration,
    learning,
    ledger,
    reporting,
    results,
    roadmap,
    strategy,
    theory,
)
from impactplan.demo.rows import LaterAnswers, Rows, Sheets

SHEETS: Sheets = strategy.SHEETS | theory.SHEETS | framework.SHEETS | results.SHEETS | integration.SHEETS

# In the order of making: a row names earlier ones only.
ROWS: dict[str, Rows] = (
    strategy.ROWS
    | theory.ROWS
    | indicators.ROWS
    | framework.ROWS
    | results.ROWS
    | reporting.ROWS
    | learning.ROWS
    | ledger.ROWS
    | integration.ROWS
    | roadmap.ROWS
)

WRITTEN = ROWS | {kind: ROWS[kind] + rows for kind, rows in indicators.DISCARDED.items()}
"""All rows that were ever written."""

LAST: tuple[LaterAnswers, ...] = (
    LaterAnswers("deelnemer", 9, {"narrative": ("story",)}, deleted=(("indicator", "K9"),)),
    LaterAnswers("collega", 1.2, {"challenge": ("municipal_policy",)}),
    LaterAnswers("collega", 0.7, {"pitch": ("story", "contact")}),
)
"""What is newest in the plan: the co-author was at it after the owner."""
