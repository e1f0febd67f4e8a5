"""A plan that has just been started."""

from __future__ import annotations

from impactplan.demo.rows import Rows, Sheets

SHEETS: Sheets = {
    "purpose": {
        "ambition": "Nieuwkomers in Kustlijn praten mee, in de winkel en op school.",
        "motives": ("learn",),
        "scope": "programme",
        "area": "gemeente Kustlijn",
    },
}

ROWS: dict[str, Rows] = {
    "stakeholder": (("S1", {"name": "Nieuwkomers die Nederlands willen oefenen", "stakeholder_kind": "target_group"}),),
}
