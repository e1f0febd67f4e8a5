"""The roadmap of Digitaal Mee (module 5): what was and will be done, by whom, and what each action answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from impactplan.demo.rows import Rows, to


def _action(name: str, period: tuple[date, date], accountable: str, responsible: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "start": period[0],
        "end": period[1],
        "accountable": accountable,
        "responsible": responsible,
        "action_state": "done",
        **more,
    }


ACTIONS: Rows = (
    (
        "R1",
        _action(
            "Theory of change vaststellen in MT", (date(2021, 2, 22), date(2021, 3, 5)), "directeur", "programmamanager"
        )
        | {
            "consulted": "docenten, zes cursisten",
            "informed": "raad van toezicht",
            "milestone": True,
            "answers": to("VW1", "C-leadership", "Y1"),
            "hours": Decimal(16),
        },
    ),
    (
        "R2",
        _action(
            "Eigenaar per indicator benoemen",
            (date(2021, 3, 8), date(2021, 3, 19)),
            "programmamanager",
            "projectleider",
        )
        | {
            "consulted": "cursuscoördinator, beleidsadviseur",
            "informed": "directeur",
            "depends_on": to("R1"),
            "answers": to("VW4", "C-ownership"),
            "hours": Decimal(4),
        },
    ),
    (
        "R3",
        _action(
            "Verwerkersovereenkomst en toestemmingstekst regelen",
            (date(2021, 3, 8), date(2021, 3, 26)),
            "directeur",
            "privacyfunctionaris",
        )
        | {
            "consulted": "projectleider",
            "informed": "docenten",
            "depends_on": to("R1"),
            "answers": to("VW6"),
            "hours": Decimal(12),
            "risk": "De leverancier van de vragenlijst antwoordt te laat.",
        },
    ),
    (
        "R4",
        _action(
            "Docenten instrueren voor de voor- en nameting",
            (date(2021, 3, 29), date(2021, 4, 9)),
            "projectleider",
            "cursuscoördinator",
        )
        | {
            "consulted": "docenten",
            "informed": "digicoaches",
            "depends_on": to("R2", "R3"),
            "answers": to("C-skills", "Y4"),
            "hours": Decimal(10),
            "euros": Decimal(150),
        },
    ),
    (
        "R5",
        _action("Eerste meetronde uitvoeren", (date(2021, 4, 12), date(2021, 6, 18)), "projectleider", "docenten")
        | {
            "informed": "digicoaches, directeur",
            "depends_on": to("R4"),
            "answers": to("C-data", "VW2"),
            "hours": Decimal(18),
        },
    ),
    (
        "R6",
        _action(
            "Gesprek voeren met beleidsambtenaar over gedeelde indicatoren",
            (date(2021, 4, 6), date(2021, 4, 30)),
            "directeur",
            "programmamanager",
        )
        | {
            "consulted": "beleidsadviseur",
            "informed": "wethouder",
            "depends_on": to("R1"),
            "answers": to("Y2", "Y6"),
            "hours": Decimal(6),
        },
    ),
    (
        "R7",
        _action(
            "Kwartaalsessie ‘wat leren we’ starten",
            (date(2021, 6, 21), date(2021, 6, 24)),
            "programmamanager",
            "projectleider",
        )
        | {
            "consulted": "docenten, digicoaches",
            "informed": "directeur",
            "milestone": True,
            "depends_on": to("R5"),
            "answers": to("C-learning", "Y3"),
            "hours": Decimal(8),
            "euros": Decimal(100),
        },
    ),
    (
        "R8",
        _action(
            "Gesprekken met naasten voeren", (date(2021, 10, 1), date(2021, 11, 30)), "projectleider", "beleidsadviseur"
        )
        | {
            "consulted": "cursisten",
            "informed": "docenten",
            "depends_on": to("R3"),
            "answers": to("C-voice", "N3"),
            "hours": Decimal(30),
            "euros": Decimal(240),
        },
    ),
    (
        "R11",
        _action("Avondgroep starten", (date(2021, 9, 6), date(2021, 12, 17)), "cursuscoördinator", "docenten")
        | {
            "informed": "digicoaches",
            "depends_on": to("R7"),
            "answers": to("LV1", "N2"),
            "hours": Decimal(40),
            "euros": Decimal(900),
        },
    ),
    (
        "R12",
        _action(
            "Herhaalvragen turven in het spreekuur",
            (date(2021, 10, 4), date(2022, 7, 29)),
            "projectleider",
            "digicoaches",
        )
        | {
            "informed": "programmamanager",
            "answers": to("LV2"),
            "action_state": "running",
            "hours": Decimal(12),
            "risk": "Op drukke dagen schiet het turven erbij in.",
        },
    ),
    (
        "R9",
        _action(
            "De impactboekhouding {programme year 2021} opmaken",
            (date(2022, 1, 10), date(2022, 2, 11)),
            "controller",
            "beleidsadviseur",
        )
        | {
            "consulted": "projectleider",
            "informed": "MT, raad van toezicht",
            "depends_on": to("R5", "R8"),
            "answers": to("C-use", "Y5"),
            "hours": Decimal(24),
        },
    ),
    (
        "R13",
        _action(
            "Veiligheidsles naar week 1 halen", (date(2022, 1, 24), date(2022, 2, 18)), "cursuscoördinator", "docenten"
        )
        | {
            "consulted": "politie, digicoaches",
            "informed": "raad van toezicht",
            "answers": to("LV4", "N1"),
            "hours": Decimal(16),
        },
    ),
    (
        "R10",
        _action(
            "Eén A4 voor wethouder opleveren",
            (date(2022, 2, 14), date(2022, 7, 1)),
            "directeur",
            "communicatieadviseur",
        )
        | {
            "consulted": "programmamanager, een deelnemer",
            "informed": "gemeenteraad",
            "action_state": "running",
            "milestone": True,
            "depends_on": to("R9"),
            "answers": to("Y2"),
            "hours": Decimal(12),
            "euros": Decimal(200),
        },
    ),
    (
        "R14",
        _action(
            "Wervingsafspraak met UWV maken",
            (date(2021, 11, 1), date(2022, 9, 30)),
            "programmamanager",
            "projectleider",
        )
        | {
            "consulted": "beleidsambtenaar",
            "informed": "directeur",
            "action_state": "running",
            "answers": to("LV3", "VW8"),
            "hours": Decimal(10),
            "risk": "UWV heeft geen vaste contactpersoon.",
        },
    ),
    (
        "R15",
        _action("Zes oefencomputers bijplaatsen", (date(2022, 7, 4), date(2022, 9, 30)), "projectleider", "ICT-beheer")
        | {
            "informed": "docenten",
            "action_state": "planned",
            "answers": to("VW5"),
            "hours": Decimal(8),
            "euros": Decimal(1800),
        },
    ),
    (
        "R16",
        _action(
            "Extra oefenlessen met DigiD voortzetten",
            (date(2022, 3, 28), date(2022, 9, 30)),
            "cursuscoördinator",
            "docenten",
        )
        | {
            "informed": "digicoaches",
            "action_state": "running",
            "answers": to("LV5"),
            "hours": Decimal(20),
        },
    ),
)

ROWS: dict[str, Rows] = {"action": ACTIONS}
