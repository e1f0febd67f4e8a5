"""Module 1 of Digitaal Mee up to what is offered: why, for whom, the challenge, the stakeholders, the solutions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from impactplan.demo.rows import Rows, Sheets, to
from impactplan.demo.timeline import YearOf

SHEETS: Sheets = {
    "purpose": {
        "ambition": (
            "Inwoners van Merenrijk die moeite hebben met internet, regelen hun zaken straks vaker zelf, en veilig. "
            "We willen weten wat Digitaal Mee daaraan bijdraagt, zodat we elk jaar beter kiezen wat we doen."
        ),
        "motives": ("learn", "choose", "account"),
        "scope": "programme",
        "period_start": date(2021, 4, 1),
        "period_end": date(2022, 12, 31),
        "area": "gemeente Merenrijk (62.000 inwoners)",
    },
    "challenge": {
        "statement": (
            "Naar schatting 6.000 van de 50.000 volwassenen in Merenrijk (12 %) kunnen hun zaken niet zelfstandig "
            "online regelen. Zij missen voorzieningen en leunen op naasten."
        ),
        "group_concerned": "Volwassenen die hun zaken niet zelfstandig online kunnen regelen",
        "size": Decimal(6000),
        "size_unit": "volwassenen",
        "size_year": YearOf(2020),
        "size_source": "Schatting op basis van het landelijke aandeel (fictief); nog lokaal te toetsen",
        "causes": (
            "- Weinig ervaring met computers, thuis of op het werk\n"
            "- Websites en formulieren in moeilijke taal\n"
            "- Angst om fouten te maken of opgelicht te worden"
        ),
        "consequences": (
            "- Mensen lopen toeslagen en regelingen mis\n"
            "- Ze raken afhankelijk van familie of buren\n"
            "- Naasten zijn veel tijd kwijt aan hulp"
        ),
        "national_challenge": "information_society",
        "municipal_policy": "Beleidsplan sociaal domein, onderdeel ‘iedereen doet mee’ (fictief).",
        "goals": ("10",),
    },
}

STAKEHOLDERS: Rows = (
    (
        "S1",
        {
            "name": "Digistarters 55+",
            "stakeholder_kind": "target_group",
            "size": 4200,
            "traits": "Weinig ervaring met computers, vaak onzeker. Veel van hen komen al in de bibliotheek.",
            "influence": 2,
            "interest": 5,
            "involvement": "Zes cursisten denken mee over de lessen en de vragenlijst.",
        },
    ),
    (
        "S2",
        {
            "name": "Werkzoekenden met weinig digitale vaardigheid",
            "stakeholder_kind": "target_group",
            "size": 700,
            "traits": "Moeten online solliciteren en hun uitkering online regelen.",
            "influence": 2,
            "interest": 5,
            "involvement": "Gesprek bij de start en na de cursus.",
        },
    ),
    (
        "S3",
        {
            "name": "Naasten die nu digitale hulp geven",
            "stakeholder_kind": "indirect",
            "size": 2500,
            "traits": "Vaak kinderen of buren.",
            "influence": 1,
            "interest": 4,
            "involvement": "Interviews {in season 2021-10}.",
        },
    ),
    (
        "S4",
        {
            "name": "Gemeente (sociaal domein)",
            "stakeholder_kind": "funder",
            "size": 1,
            "influence": 5,
            "interest": 4,
            "involvement": "Elk halfjaar overleg over gedeelde doelen.",
        },
    ),
    (
        "S5",
        {
            "name": "Vrijwillige digicoaches",
            "stakeholder_kind": "deliverer",
            "size": 36,
            "traits": "Kennen de cursisten goed.",
            "influence": 4,
            "interest": 3,
            "involvement": "Elk kwartaal een teamsessie.",
        },
    ),
)

AUDIENCES: Rows = (
    (
        "P1",
        {
            "name": "Wethouder sociaal domein",
            "question": "Wat krijgt de inwoner voor deze subsidie?",
            "decision": "Subsidie voor cursusjaar {programme year 2023}",
            "moment": "{day 2022-07-07}, vóór het subsidiebesluit",
            "reach": "external",
        },
    ),
    (
        "P2",
        {
            "stakeholder": to("S5"),
            "question": "Wat werkt in mijn groep?",
            "decision": "Lessen aanpassen",
            "moment": "{day 2021-06-24}, daarna elk kwartaal",
            "reach": "internal",
        },
    ),
    (
        "P3",
        {
            "name": "Raad van toezicht",
            "question": "Liggen we op koers en wat zijn de risico’s?",
            "decision": "Doorgaan of bijsturen",
            "moment": "{day 2021-09-16}, daarna elk kwartaal",
            "reach": "internal",
        },
    ),
    (
        "P4",
        {
            "stakeholder": to("S1"),
            "question": "Wat doen jullie met mijn antwoorden?",
            "decision": "Weer meedoen aan de meting",
            "moment": "{day 2021-07-09}, daarna elk halfjaar",
            "reach": "external",
        },
    ),
    (
        "P5",
        {
            "name": "Gemeenteraad",
            "question": "Worden kwetsbare inwoners bereikt?",
            "decision": "Kaders voor het sociaal domein",
            "moment": "{day 2022-09-23}, daarna elk jaar",
            "reach": "external",
        },
    ),
)

INPUTS: Rows = (
    ("M1", {"name": "Personeel", "euros": Decimal(42000), "hours": Decimal(840), "fte": Decimal("0.6")}),
    (
        "M2",
        {
            "name": "Vrijwilligers",
            "euros": Decimal(16000),
            "hours": Decimal(1000),
            "in_kind": "1.000 uur vrijwilligerswerk, gewaardeerd op € 16 per uur",
        },
    ),
    ("M3", {"name": "Licenties, materiaal en meting", "euros": Decimal(10000)}),
)

ACTIVITIES: Rows = (
    (
        "A6",
        {"name": "Warme doorverwijzing", "stakeholders": to("S1", "S2"), "frequency": "met 12 partners, het hele jaar"},
    ),
    (
        "A1",
        {
            "name": "Basiscursus computer en internet",
            "stakeholders": to("S1", "S2"),
            "frequency": "10 groepen per jaar",
        },
    ),
    ("A5", {"name": "Training digicoaches", "stakeholders": to("S5"), "frequency": "3 trainingen per jaar"}),
    ("A4", {"name": "Oefeninloop na de cursus", "stakeholders": to("S1"), "frequency": "92 keer per jaar"}),
    ("A3", {"name": "IDO-spreekuur", "stakeholders": to("S1", "S2"), "frequency": "184 dagdelen per jaar"}),
    ("A2", {"name": "Cursus digitale overheid", "stakeholders": to("S1", "S2"), "frequency": "14 groepen per jaar"}),
)


def _output(name: str, activity: str, quantity: int, unit: str) -> dict[str, Any]:
    return {"name": name, "activity": to(activity), "quantity": Decimal(quantity), "unit": unit, "period": "jaar"}


OUTPUTS: Rows = (
    ("O6", _output("Warme doorverwijzingen", "A6", 90, "personen")),
    ("O1", _output("Afronders basiscursus (van 100 starters)", "A1", 75, "personen")),
    ("O5", _output("Getrainde digicoaches", "A5", 36, "personen")),
    ("O4", _output("Bezoeken oefeninloop", "A4", 736, "bezoeken")),
    ("O3", _output("Beantwoorde IDO-vragen", "A3", 1380, "vragen")),
    ("O2", _output("Afronders cursus digitale overheid (van 140 starters)", "A2", 105, "personen")),
)

ROWS: dict[str, Rows] = {
    "stakeholder": STAKEHOLDERS,
    "audience": AUDIENCES,
    "input": INPUTS,
    "activity": ACTIVITIES,
    "output": OUTPUTS,
}
