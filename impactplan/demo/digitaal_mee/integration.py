"""Module 5 of Digitaal Mee: conditions, tasks, the one-page story."""

from __future__ import annotations

from datetime import date
from typing import Any

from impactplan.demo.rows import Rows, Sheets, to


def _condition(kind: str, state: str, statement: str, owner: str, **more: Any) -> dict[str, Any]:
    return {"condition_kind": kind, "state": state, "statement": statement, "owner": owner, **more}


CONDITIONS: Rows = (
    (
        "VW1",
        _condition(
            "mandate", "present", "Het MT heeft de theory of change vastgesteld en wil erop sturen", "directeur"
        ),
    ),
    ("VW2", _condition("time", "present", "Per kwartaal 24 uur om te meten en te leren", "programmamanager")),
    ("VW3", _condition("money", "present", "€ 464 per programma voor meten, uit het werkbudget", "controller")),
    (
        "VW4",
        _condition("people", "present", "Elke indicator heeft een eigenaar die weet wat te doen", "programmamanager"),
    ),
    (
        "VW5",
        _condition(
            "data",
            "partly",
            "Veilige oefencomputers: zes van de twaalf zijn er",
            "projectleider",
            precondition=to("V1"),
        ),
    ),
    (
        "VW6",
        _condition("process", "present", "Verwerkersovereenkomst en toestemmingstekst zijn geregeld", "directeur"),
    ),
    ("VW7", _condition("culture", "present", "Cijfers per groep blijven binnen het team", "projectleider")),
    (
        "VW8",
        _condition(
            "partners", "missing", "UWV verwijst werkzoekenden warm door en laat weten wie er start", "programmamanager"
        ),
    ),
)

TASKS: Rows = (
    (
        "T1",
        {
            "name": "Kwartaalsessie ‘wat leren we’ voorbereiden en leiden",
            "doer": "self",
            "request": "Vier keer per jaar een dagdeel, in mijn jaaruren",
            "agreed": True,
        },
    ),
    (
        "T2",
        {
            "name": "Voor- en nameting uitdelen en ophalen",
            "doer": "colleague",
            "request": "Docenten: tien minuten in de eerste en de laatste les, met hulp van een coach uit een andere groep",
            "agreed": True,
        },
    ),
    (
        "T3",
        {
            "name": "Impactboekhouding opmaken",
            "doer": "colleague",
            "request": "Beleidsadviseur: elk jaar in {month name 2022-01} drie dagen; de controller zet de boekingen vast",
            "agreed": True,
        },
    ),
    (
        "T4",
        {
            "name": "Meekijken met de vragenlijst en de steekproef",
            "doer": "support",
            "request": "POI: één keer per jaar een uur meedenken, in september",
            "agreed": True,
        },
    ),
    (
        "T5",
        {
            "name": "Cursisten nabellen",
            "doer": "external",
            "request": "Hogeschool: elk halfjaar een stagiair voor dertig uur",
            "agreed": False,
        },
    ),
)


SHEETS: Sheets = {
    "pitch": {
        "headline": "Zelf doen, en veilig: wat Digitaal Mee de inwoners van Merenrijk brengt",
        "story": (
            "‘Vroeger legde ik de brief van de gemeente weg. Nu zoek ik het zelf op en druk ik op verzenden.’\n\n"
            "Een cursist van 71 jaar, met toestemming"
        ),
        "request": "Verleng de subsidie van Digitaal Mee voor cursusjaar {programme year 2023}: € 42.000, evenveel als dit jaar.",
        "request_date": date(2022, 7, 7),
        "contact": "Sanne Visser, projectleider Digitaal Mee, sanne.visser@merenrijk.example",
        "picture": "results",
    },
}

ROWS: dict[str, Rows] = {
    "condition": CONDITIONS,
    "task": TASKS,
}
