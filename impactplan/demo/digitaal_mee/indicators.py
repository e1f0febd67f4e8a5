"""Module 2 of Digitaal Mee, first half: the indicators, with the thresholds that results are judged by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from impactplan.demo.rows import Rows, to

TARGET_DATE = date(2022, 12, 31)
BEFORE = {"baseline_kind": "pre_measurement", "baseline_date": date(2021, 5, 28)}


def _indicator(outcome: str, name: str, kind: str, unit: str, owner: str, **more: Any) -> dict[str, Any]:
    return {
        "outcome": to(outcome),
        "name": name,
        "indicator_kind": kind,
        "unit": unit,
        "direction": "up",
        "target_date": TARGET_DATE,
        "owner": owner,
        **more,
    }


def _levels(baseline: str | None, minimum: str, target: str, judge: str) -> dict[str, Any]:
    return {
        "baseline": Decimal(baseline) if baseline else None,
        "minimum": Decimal(minimum),
        "target": Decimal(target),
        "judged_by": to(judge),
    }


def _quality(valid: int, reliable: int, feasible: int) -> dict[str, int]:
    return {"valid": valid, "reliable": reliable, "feasible": feasible}


INDICATORS: Rows = (
    (
        "K1",
        _indicator("U1", "% afronders dat zelfstandig inlogt met DigiD", "percentage", "%", "projectleider")
        | BEFORE
        | _levels("45", "60", "70", "S1")
        | _quality(3, 2, 3)
        | {
            "definition": "Logt aan het eind van de cursus zonder hulp in op een oefenomgeving met DigiD.",
            "numerator": "afronders die zonder hulp inloggen",
            "denominator": "alle afronders die voor- en nameting invulden",
            "breakdown": "leeftijd (55–64, 65–74, 75+)",
            "frequency": "voor en na elke cursus",
        },
    ),
    (
        "K2",
        _indicator("U2", "Gemiddelde score op de herkenningsopdracht (0–10)", "mean", "punten", "cursuscoördinator")
        | BEFORE
        | _levels("4.8", "6", "7", "S5")
        | _quality(3, 3, 3)
        | {
            "definition": "Tien berichten; cursisten geven aan welke echt zijn en welke nep. Een punt per goed antwoord.",
            "frequency": "in de laatste les",
        },
    ),
    (
        "K3",
        _indicator(
            "U3",
            "% afronders met minstens 1 punt winst op zelfvertrouwen (1–5, gekoppeld)",
            "percentage",
            "%",
            "projectleider",
        )
        | _levels(None, "60", "70", "S1")
        | _quality(3, 2, 3)
        | {
            "baseline_kind": "none_change",
            "definition": "Verschil per persoon tussen voor- en nameting op de schaal ‘ik durf dit zelf’ (1–5).",
            "numerator": "afronders met 1 punt winst of meer",
            "denominator": "afronders met een voor- én een nameting",
            "breakdown": "leeftijd; basiscursus of cursus digitale overheid",
            "frequency": "voor en na elke cursus",
            "impact_what": "Meer durf om zelf iets online te regelen; cursisten noemen dit het belangrijkst.",
            "impact_who": "Digistarters van 55 jaar en ouder, vaak onzeker en afhankelijk van naasten.",
            "impact_scale": "126 van de 180 afronders in cursusjaar {programme year 2021}.",
            "impact_depth": "Minstens één punt op een schaal van vijf.",
            "impact_duration": "Naar schatting drie jaar, elk jaar iets minder.",
            "impact_contribution": "Ongeveer 60 % van wat er zonder ons niet was gebeurd; tussen 40 en 70 %.",
            "impact_risk": "Dankbare cursisten vullen te mooie antwoorden in.",
        },
    ),
    (
        "K4",
        _indicator(
            "U4",
            "% dat in 3 maanden minstens 1 overheidszaak zelf online regelde",
            "percentage",
            "%",
            "projectleider",
        )
        | BEFORE
        | _levels("32", "42", "50", "S4")
        | _quality(3, 2, 2)
        | {
            "definition": "Zegt in het telefoongesprek minstens één zaak zonder hulp te hebben geregeld, en noemt welke.",
            "numerator": "gebelde cursisten met minstens één voorbeeld",
            "denominator": "alle gebelde cursisten",
            "breakdown": "met of zonder bezoek aan de oefeninloop",
            "frequency": "drie tot zes maanden na de cursus",
        },
    ),
    (
        "K5",
        _indicator(
            "U5", "% werkzoekende cursisten dat zelf online solliciteerde", "percentage", "%", "cursuscoördinator"
        )
        | BEFORE
        | _levels("28", "35", "45", "S4")
        | _quality(3, 1, 2)
        | {
            "numerator": "werkzoekende cursisten die zelf een sollicitatie verstuurden",
            "denominator": "alle gebelde werkzoekende cursisten",
            "frequency": "drie tot zes maanden na de cursus",
        },
    ),
    (
        "K6",
        _indicator("U6", "Uren digitale hulp per week door naaste", "mean", "uur per week", "beleidsadviseur")
        | _levels("2.5", "2", "1.5", "S3")
        | _quality(2, 1, 2)
        | {
            "direction": "down",
            "baseline_kind": "retrospective",
            "baseline_date": date(2021, 11, 30),
            "definition": "Gemiddelde van wat naasten noemen; de beginwaarde vragen we in hetzelfde gesprek terug.",
            "frequency": "één keer per jaar",
        },
    ),
    (
        "K7",
        _indicator(
            "U7",
            "% (zeer) eens met ‘ik regel mijn eigen zaken’ na 6 maanden",
            "percentage",
            "%",
            "projectleider",
        )
        | _levels(None, "50", "60", "S1")
        | _quality(3, 2, 2)
        | {
            "baseline_kind": "none_first",
            "baseline_reason": "Het landelijke instrument kent alleen een meting achteraf (1-meting).",
            "numerator": "gebelde cursisten die (zeer) eens antwoorden",
            "denominator": "alle cursisten die na zes maanden zijn gebeld",
            "frequency": "zes maanden na de cursus",
        },
    ),
    (
        "K8",
        _indicator(
            "U8",
            "% cursisten dat in 6 maanden slachtoffer werd van oplichting",
            "percentage",
            "%",
            "projectleider",
        )
        | BEFORE
        | _levels("6", "6", "4", "S5")
        | _quality(2, 1, 2)
        | {
            "direction": "down",
            "definition": "Verloor in de afgelopen zes maanden geld of gegevens door een nepbericht, nepwinkel of nephelpdesk.",
            "numerator": "gebelde cursisten die zeggen dat het hun is overkomen",
            "denominator": "alle gebelde cursisten",
            "frequency": "drie tot zes maanden na de cursus",
        },
    ),
)


ROWS: dict[str, Rows] = {"indicator": INDICATORS}

DISCARDED: dict[str, Rows] = {
    "indicator": (
        (
            "K9",
            _indicator("U1", "Aantal uitgereikte certificaten", "count", "certificaten", "cursuscoördinator")
            | BEFORE
            | {"baseline": Decimal(152), "target": Decimal(180), "frequency": "na elke cursus"},
        ),
    )
}
"""What was thrown away since, after the trainer's remark."""
