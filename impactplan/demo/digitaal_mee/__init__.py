"""The fictional programme Digitaal Mee, carried through all modules, as it stood in April 2022: the first year is
measured and booked, the second is under way."""

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
from impactplan.demo.rows import Rows, Sheets

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

_OF_THE_COLLEAGUE = {"challenge": ("municipal_policy",), "pitch": ("story", "contact")}


def _only(*, of_colleague: bool) -> Sheets:
    return {
        kind: {
            name: value for name, value in values.items() if (name in _OF_THE_COLLEAGUE.get(kind, ())) is of_colleague
        }
        for kind, values in SHEETS.items()
        if kind in _OF_THE_COLLEAGUE or not of_colleague
    }


BY_THE_OWNER: tuple[Sheets, dict[str, Rows]] = (_only(of_colleague=False), ROWS)
BY_THE_COLLEAGUE: tuple[Sheets, ...] = tuple({kind: values} for kind, values in _only(of_colleague=True).items())
"""What is newest in the plan; with it, it says what ``SHEETS`` and ``ROWS`` say."""
