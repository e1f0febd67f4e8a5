"""A plan that is half filled in, as one finds it in the weeks between two meetings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from impactplan.demo.digitaal_mee import Rows, to

SHEETS: dict[str, dict[str, Any]] = {
    "purpose": {
        "ambition": "Elk kind in Heuvelstroom begint met plezier in lezen aan groep 3.",
        "motives": ("learn", "support"),
        "scope": "activity",
        "area": "Heuvelstroom-Noord",
    },
    "challenge": {
        "statement": "Een op de vijf kleuters in Heuvelstroom-Noord wordt thuis zelden voorgelezen.",
        "group_concerned": "Kleuters en hun ouders",
        "size": Decimal(310),
        "size_unit": "kleuters",
    },
}

ROWS: dict[str, Rows] = {
    "stakeholder": (
        ("S1", {"name": "Kleuters in Heuvelstroom-Noord", "stakeholder_kind": "target_group", "size": 310}),
        ("S2", {"name": "Ouders die weinig voorlezen", "stakeholder_kind": "target_group"}),
        ("S3", {"name": "Leerkrachten van groep 1 en 2", "stakeholder_kind": "intermediary", "size": 14}),
    ),
    "activity": (
        ("A1", {"name": "Voorleesochtend op school", "stakeholders": to("S1", "S2"), "frequency": "elke maand"}),
        ("A2", {"name": "Boekenkoffer voor thuis", "stakeholders": to("S2")}),
    ),
    "outcome": (
        ("U1", {"statement": "Ouders lezen vaker voor", "stakeholder": to("S2"), "term": "short"}),
        ("U2", {"statement": "Kleuters hebben plezier in boeken"}),
    ),
    "impact": (("I1", {"statement": "Kinderen in Heuvelstroom groeien op met taal"}),),
}
