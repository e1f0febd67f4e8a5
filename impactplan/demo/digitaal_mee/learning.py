"""Module 4 of Digitaal Mee, but for the ledger: decisions, learning rhythm, culture scan, support."""

from __future__ import annotations

from datetime import date
from typing import Any

from impactplan.demo.rows import Rows, to

DECISIONS: Rows = (
    (
        "LV1",
        {
            "question": "Waarom haakt 25 % af?",
            "basis": to("L3", "K3"),
            "rule": "Is de afronding in twee kwartalen lager dan 75 %, dan starten we een avondgroep.",
            "decision": "adapt",
            "decided_by": "directeur",
            "decided_on": date(2021, 7, 6),
            "evidence": "Afronding: 71 % in het eerste kwartaal, 68 % in het tweede. Wie stopte, werkt vaak overdag.",
        },
    ),
    (
        "LV2",
        {
            "question": "Leert het spreekuur aan of neemt het over?",
            "basis": to("L7", "K4"),
            "rule": "Is meer dan 40 % een herhaalvraag, dan koppelen we het spreekuur aan een cursusplek.",
            "decision": "investigate",
            "decided_by": "projectleider",
            "decided_on": date(2021, 9, 30),
            "evidence": "Niemand hield herhaalvragen bij. Daarom eerst een halfjaar turven.",
        },
    ),
    (
        "LV3",
        {
            "question": "Bereiken we werkzoekenden?",
            "basis": to("L6", "K5", "F6"),
            "rule": "Is minder dan 15 % van de cursisten werkzoekend, dan maken we een wervingsafspraak met UWV.",
            "decision": "adapt",
            "decided_by": "programmamanager",
            "decided_on": date(2021, 10, 15),
            "evidence": "Cursusregistratie tot en met {month 2021-09}: 13 % van de starters is werkzoekend.",
        },
    ),
    (
        "LV4",
        {
            "question": "Groeit het oplichtingsrisico?",
            "basis": to("K8", "F5", "L10", "L11"),
            "rule": "Is bij een belronde meer dan 4 % van de cursisten in de afgelopen zes maanden opgelicht, dan gaat "
            "de veiligheidsles vanaf de eerstvolgende cursus naar week 1.",
            "decision": "adapt",
            "decided_by": "projectleider",
            "decided_on": date(2022, 1, 20),
            "evidence": "Belronde {programme year 2021}: 6 van de 90 cursisten. Geen stijging, wel te veel.",
        },
    ),
    (
        "LV5",
        {
            "question": "Helpen de extra oefenlessen met DigiD?",
            "basis": to("K1", "F2"),
            "rule": "Logt in twee metingen 70 % of meer zelf in, dan krijgt elke groep de extra lessen.",
            "decision": "continue",
            "decided_by": "projectleider",
            "decided_on": date(2022, 3, 31),
            "evidence": "{In season 2022-03}: 72 % van 43 afronders. Over een halfjaar kijken we nog een keer.",
        },
    ),
)

RHYTHMS: Rows = (
    (
        "H1",
        {
            "moment": "Kwartaalsessie ‘wat leren we’",
            "rhythm": "quarterly",
            "month": "3",
            "who": "projectleider, docenten, digicoaches en twee cursisten",
            "input": "Eén grafiek per indicator, drie opmerkingen van cursisten, de lijst met aannames",
            "agenda": "1. Wat zien we?\n2. Wat verrast ons, en wat kan het nog meer verklaren?\n3. Wat doen we anders?\n"
            "4. Wat ging mis en wat leerden we daarvan?",
        },
    ),
    (
        "H2",
        {
            "moment": "Teamoverleg cursussen",
            "rhythm": "monthly",
            "month": "1",
            "who": "cursuscoördinator en docenten",
            "input": "Presentie, afhakers en één verhaal uit de groep",
            "agenda": "Tien minuten, als vast eerste punt.",
        },
    ),
    (
        "H3",
        {
            "moment": "Managementteam",
            "rhythm": "half_yearly",
            "month": "2",
            "who": "directeur, programmamanager en controller",
            "input": "Stand per indicator, impactboekhouding en open besluiten",
            "agenda": "Doorgaan, bijsturen of stoppen; en wat mag het kosten?",
        },
    ),
    (
        "H4",
        {
            "moment": "Gesprek met de gemeente",
            "rhythm": "half_yearly",
            "month": "4",
            "who": "directeur, programmamanager en beleidsambtenaar",
            "input": "Gedeelde indicatoren en één A4",
            "agenda": "Wat betekenen de cijfers voor de begroting van de gemeente?",
        },
    ),
    (
        "H5",
        {
            "moment": "Terugkoppeling aan deelnemers",
            "rhythm": "half_yearly",
            "month": "1",
            "who": "cursuscoördinator en zes meedenkende cursisten",
            "input": "Wat zij eerder zeiden, en wat wij ermee deden",
        },
    ),
)


def _dimension(key: str, now: int, goal: int, evidence: str, next_step: str) -> dict[str, Any]:
    return {"dimension": key, "level_now": now, "level_goal": goal, "evidence": evidence, "next_step": next_step}


CULTURE: Rows = (
    (
        "C-leadership",
        _dimension(
            "leadership",
            3,
            4,
            "De theory of change is vastgesteld in het MT en staat in het jaarplan. De raad van toezicht vraagt ernaar.",
            "Impact als vast punt in de begrotingsronde.",
        ),
    ),
    (
        "C-ownership",
        _dimension(
            "ownership",
            3,
            4,
            "Elke indicator heeft een eigenaar. Is die er niet, dan blijft het werk nog liggen.",
            "Per indicator een tweede man of vrouw.",
        ),
    ),
    (
        "C-skills",
        _dimension(
            "skills",
            2,
            3,
            "Twee mensen kunnen een meting opzetten; docenten vinden cijfers spannend.",
            "Een halve dag training voor docenten en digicoaches.",
        ),
    ),
    (
        "C-data",
        _dimension(
            "data",
            2,
            3,
            "Metingen staan in losse bestanden. Registratie en enquête zijn niet gekoppeld.",
            "Eén bestand met alle metingen, met n en meetmoment.",
        ),
    ),
    (
        "C-learning",
        _dimension(
            "learning",
            3,
            4,
            "De kwartaalsessie is vier keer doorgegaan. Een docent vertelde er open over een groep die leegliep.",
            "Elke sessie opent met iets dat mislukte, de leiding voorop.",
        ),
    ),
    (
        "C-voice",
        _dimension(
            "voice",
            2,
            3,
            "Zes cursisten denken mee over de lessen en de vragenlijst, maar kiezen niet mee welke effecten we meten.",
            "Cursisten kiezen mee welke effecten het zwaarst wegen.",
        ),
    ),
    (
        "C-use",
        _dimension(
            "use",
            2,
            3,
            "De avondgroep kwam er door de cijfers. In de begroting is dat verband nog niet te zien.",
            "Bij elke keuze in de begroting één regel: wat weten we van het effect?",
        ),
    ),
)


def _actor(name: str, attitude: int, influence: int, concern: str, needs: str, **more: Any) -> dict[str, Any]:
    return {
        "actor": name,
        "attitude": attitude,
        "influence": influence,
        "concern": concern,
        "needs": needs,
        **more,
    }


SUPPORTERS: Rows = (
    (
        "Y1",
        _actor(
            "Directeur",
            2,
            5,
            "Blijft er naast het gewone werk tijd voor?",
            "Elk halfjaar een pagina met besluiten, geen rapport",
            ambassador=True,
        ),
    ),
    (
        "Y2",
        _actor(
            "Wethouder sociaal domein",
            1,
            5,
            "Kan ik dit uitleggen aan de raad?",
            "Eén A4 met drie resultaten en een verhaal uit een wijk",
        ),
    ),
    (
        "Y3",
        _actor(
            "Digicoaches (vrijwilligers)",
            1,
            4,
            "Lijsten invullen kost tijd van de cursist",
            "Zien dat er iets met de antwoorden gebeurt",
            ambassador=True,
        ),
    ),
    (
        "Y4",
        _actor(
            "Docent die al lang meedraait",
            -1,
            3,
            "‘Straks word ik afgerekend op de cijfers van mijn groep’",
            "De afspraak dat cijfers per groep binnen het team blijven",
        ),
    ),
    (
        "Y5",
        _actor(
            "Controller",
            0,
            4,
            "Zijn deze cijfers hard genoeg om te boeken?",
            "Per regel de herkomst en hoe zeker het is",
        ),
    ),
    (
        "Y6",
        _actor("Beleidsambtenaar", 1, 3, "Nog een lijst met indicatoren erbij", "Indicatoren die we delen"),
    ),
)

ROWS: dict[str, Rows] = {
    "decision": DECISIONS,
    "rhythm": RHYTHMS,
    "culture": CULTURE,
    "supporter": SUPPORTERS,
}
