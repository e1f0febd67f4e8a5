"""A plan that is half-way module 3, as one finds it in the weeks between two meetings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from impactplan.demo.rows import LaterAnswers, Rows, Sheets, to
from impactplan.demo.timeline import QuarterOf, YearOf

SHEETS: Sheets = {
    "purpose": {
        "ambition": "Elk kind in Heuvelstroom-Noord begint met plezier in lezen aan groep 3.",
        "motives": ("learn", "support"),
        "scope": "activity",
        "period_start": date(2021, 8, 30),
        "period_end": date(2022, 7, 15),
        "area": "Heuvelstroom-Noord",
    },
    "challenge": {
        "statement": "Een op de vijf kleuters in Heuvelstroom-Noord wordt thuis zelden voorgelezen.",
        "group_concerned": "Kleuters en hun ouders",
        "size": Decimal(62),
        "size_unit": "kleuters",
        "size_year": YearOf(2021),
        "size_source": "Vragenlijst bij de inschrijving op drie scholen (fictief)",
        "causes": "- Weinig boeken in huis\n- Ouders die zelf moeite hebben met lezen\n- Drukke avonden",
        "national_challenge": "literate_society",
    },
    "narrative": {
        "story": "Wie voorlezen leuk leert vinden, doet het vaker. Zo komt er elke dag een beetje taal bij.",
    },
    "feasibility": {"dropped": "Geen taaltoets bij kleuters: de school meet dat al, en wij hebben er geen uren voor."},
}


def _outcome(statement: str, whom: str, term: str, kind: str, measure: str, reason: str) -> dict[str, Any]:
    return {
        "statement": statement,
        "stakeholder": to(whom),
        "term": term,
        "outcome_kind": kind,
        "direction": "positive",
        "intention": "intended",
        "measure": measure,
        "measure_reason": reason,
    }


def _link(source: str, target: str, assumption: str, evidence: str) -> dict[str, Any]:
    ends = {"source": to(source), "target": to(target), "effect": "strengthens"}
    return ends | {"assumption": assumption, "evidence": evidence}


def _indicator(outcome: str, name: str, unit: str, baseline: str, target: str, owner: str) -> dict[str, Any]:
    return {
        "outcome": to(outcome),
        "name": name,
        "indicator_kind": "percentage" if unit == "%" else "mean",
        "unit": unit,
        "direction": "up",
        "baseline": Decimal(baseline),
        "baseline_kind": "pre_measurement",
        "baseline_date": date(2021, 9, 24),
        "target": Decimal(target),
        "target_date": date(2022, 7, 1),
        "owner": owner,
    }


def _collection(name: str, indicators: tuple[str, ...], method: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "indicators": to(*indicators),
        "method": method,
        "origin": "primary",
        "sampling": "census",
        "start": date(2021, 9, 6),
        "end": date(2022, 7, 1),
        "performed_by": "self",
        "personal_data": "no",
        **more,
    }


ROWS: dict[str, Rows] = {
    "stakeholder": (
        ("S1", {"name": "Kleuters in Heuvelstroom-Noord", "stakeholder_kind": "target_group", "size": 310}),
        ("S2", {"name": "Ouders die weinig voorlezen", "stakeholder_kind": "target_group", "size": 62}),
        ("S3", {"name": "Leerkrachten van groep 1 en 2", "stakeholder_kind": "intermediary", "size": 14}),
    ),
    "audience": (
        (
            "P1",
            {
                "stakeholder": to("S3"),
                "question": "Wat merken we ervan in de klas?",
                "decision": "Volgend jaar weer meedoen",
                "moment": "{month 2022-07}",
                "reach": "external",
            },
        ),
    ),
    "input": (("M1", {"name": "Leesconsulent", "hours": Decimal(160), "euros": Decimal(7200)}),),
    "activity": (
        ("A1", {"name": "Voorleesochtend op school", "stakeholders": to("S1", "S2"), "frequency": "elke maand"}),
        ("A2", {"name": "Boekenkoffer voor thuis", "stakeholders": to("S2"), "frequency": "het hele jaar"}),
    ),
    "output": (
        (
            "O1",
            {
                "name": "Ouders op de voorleesochtenden",
                "activity": to("A1"),
                "quantity": Decimal(45),
                "unit": "ouders",
                "period": "jaar",
            },
        ),
        (
            "O2",
            {
                "name": "Uitgeleende boekenkoffers",
                "activity": to("A2"),
                "quantity": Decimal(120),
                "unit": "koffers",
                "period": "jaar",
            },
        ),
    ),
    "outcome": (
        (
            "U1",
            _outcome(
                "Ouders weten hoe voorlezen leuk wordt",
                "S2",
                "short",
                "knowledge",
                "now",
                "Laat zien of de ochtend werkt.",
            ),
        ),
        (
            "U2",
            _outcome("Ouders lezen vaker voor", "S2", "short", "behaviour", "now", "Hierop besluiten de scholen."),
        ),
        (
            "U3",
            _outcome(
                "Kleuters hebben plezier in boeken",
                "S1",
                "short",
                "confidence",
                "now",
                "Leerkrachten zien dit het eerst.",
            ),
        ),
        (
            "U4",
            _outcome(
                "Kleuters begrijpen meer woorden", "S1", "mid", "skill", "later", "De school meet dit al in groep 3."
            ),
        ),
    ),
    "impact": (("I1", {"statement": "Kinderen in Heuvelstroom groeien op met taal", "above_ceiling": True}),),
    "link": (
        ("L1", _link("O1", "U1", "Ouders kijken de kunst af", "experience")),
        ("L2", _link("U1", "U2", "Wie weet hoe het moet, doet het vaker", "research")),
        ("L3", _link("O2", "U2", "Er is thuis een rustig moment", "none")),
        ("L4", _link("U2", "U3", "Voorlezen gaat zonder dwang", "experience")),
        ("L5", _link("U3", "U4", "Plezier leidt tot meer woorden", "research")),
        ("L6", _link("U4", "I1", "De school bouwt erop voort", "none")),
    ),
    "indicator": (
        ("K1", _indicator("U1", "% ouders dat drie voorleestips kan noemen", "%", "20", "60", "leesconsulent")),
        ("K2", _indicator("U2", "Keren voorlezen per week", "keer per week", "1.4", "3", "leesconsulent")),
        (
            "K3",
            _indicator("U3", "% kleuters dat uit zichzelf een boek pakt", "%", "35", "55", "leerkracht van groep 2")
            | {"baseline_kind": "observation"},
        ),
        (
            "K4",
            _indicator("U4", "% kleuters dat de helft van de themawoorden kent", "%", "40", "50", "intern begeleider")
            | {"baseline_kind": "records"},
        ),
    ),
    "source": (
        (
            "B1",
            {
                "name": "Woordenlijst van de scholen",
                "owner": "intern begeleider",
                "refresh": "elk jaar",
                "indicators": to("K4"),
                "quality": 3,
                "evidence_class": "observed",
            },
        ),
    ),
    "collection": (
        (
            "D1",
            _collection("Korte vragenlijst voor ouders", ("K1", "K2"), "survey")
            | {
                "group": to("S2"),
                "population": 62,
                "invited": 62,
                "response": Decimal(50),
                "minutes": Decimal(4),
                "waves": 2,
                "staff_hours": Decimal(20),
                "cost": Decimal(60),
                "performer_reason": "De leesconsulent kent de ouders en leest de vragen voor als dat nodig is.",
                "bias": "Ouders die moeite hebben met lezen, geven sneller een antwoord dat netjes klinkt.",
                "personal_data": "yes",
                "lawful_basis": "consent",
                "retention": 12,
                "consent_text": "Meedoen mag. We bewaren uw antwoorden een jaar, zonder uw naam.",
                "pseudonymised": True,
                "informed": True,
                "handled_by": "nobody",
            },
        ),
        (
            "D2",
            _collection("Kijken in de leeshoek", ("K3",), "observation")
            | {
                "group": to("S1"),
                "population": 310,
                "staff_hours": Decimal(16),
                "cost": Decimal(0),
                "performed_by": "partner",
                "performer_reason": "De leerkracht is er toch en telt een kwartier lang, zonder namen.",
            },
        ),
        (
            "D3",
            _collection("Woordenlijst overnemen van school", ("K4",), "registration")
            | {
                "origin": "existing",
                "group": to("S1"),
                "population": 310,
                "staff_hours": Decimal(4),
                "cost": Decimal(0),
                "performed_by": "partner",
                "performer_reason": "De school heeft de cijfers al en geeft alleen totalen per groep.",
            },
        ),
    ),
    "capacity": (
        (
            "2021-3",
            {"year": YearOf(2021, 3), "quarter": QuarterOf(2021, 3), "hours": Decimal(12), "euros": Decimal(50)},
        ),
        (
            "2021-4",
            {"year": YearOf(2021, 4), "quarter": QuarterOf(2021, 4), "hours": Decimal(12), "euros": Decimal(50)},
        ),
        (
            "2022-1",
            {"year": YearOf(2022, 1), "quarter": QuarterOf(2022, 1), "hours": Decimal(12), "euros": Decimal(50)},
        ),
        (
            "2022-2",
            {"year": YearOf(2022, 2), "quarter": QuarterOf(2022, 2), "hours": Decimal(12), "euros": Decimal(50)},
        ),
    ),
    "measurement": (
        (
            "X1",
            {
                "indicator": to("K1"),
                "measured_on": date(2022, 1, 28),
                "wave": "halverwege",
                "value": Decimal(48),
                "n": 31,
            },
        ),
        (
            "X2",
            {
                "indicator": to("K2"),
                "measured_on": date(2022, 1, 28),
                "wave": "halverwege",
                "value": Decimal("2.1"),
                "n": 31,
            },
        ),
    ),
    "contribution": (
        (
            "E1",
            {
                "outcome": to("U1"),
                "gross": Decimal(13),
                "gross_source": "Vragenlijst {month 2022-01}: van 20 naar 48 % van 45 ouders",
                "gross_certainty": "low",
            },
        ),
    ),
}

LAST = (LaterAnswers("intervisie", 8, {"feasibility": ("dropped",)}),)
