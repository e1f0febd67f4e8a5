"""Module 3 of Digitaal Mee, first half: what was measured, which part is due to the library, what that is worth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from impactplan.demo.rows import Rows, Sheets, to
from impactplan.demo.timeline import YearOf

WAVES = {
    "summer": (date(2021, 6, 18), "{season 2021-05}"),
    "calls": (date(2021, 9, 24), "{season 2021-08}"),
    "year": (date(2021, 12, 17), "cursusjaar {programme year 2021}"),
    "spring": (date(2022, 3, 25), "{season 2022-03}"),
}


def _measured(indicator: str, wave: str, value: str, n: int, note: str = "") -> dict[str, Any]:
    measured_on, name = WAVES[wave]
    return {
        "indicator": to(indicator),
        "measured_on": measured_on,
        "wave": name,
        "value": Decimal(value),
        "n": n,
        "note": note,
    }


FEW = "Zo weinig antwoorden dat we geen percentage naar buiten brengen."

MEASUREMENTS: Rows = (
    ("K1-summer", _measured("K1", "summer", "62", 58)),
    ("K1-year", _measured("K1", "year", "68", 144, "98 van de 144.")),
    ("K1-spring", _measured("K1", "spring", "72", 43, "Na twee extra oefenlessen met DigiD.")),
    ("K2-summer", _measured("K2", "summer", "6.1", 69)),
    ("K2-year", _measured("K2", "year", "6.6", 171)),
    ("K2-spring", _measured("K2", "spring", "6.8", 40, "Veiligheidsles nu in week 1.")),
    ("K3-summer", _measured("K3", "summer", "66", 58)),
    (
        "K3-year",
        _measured("K3", "year", "70", 144, "101 van de 144; omgerekend naar alle 180 afronders zijn dat er 126."),
    ),
    ("K3-spring", _measured("K3", "spring", "70", 43)),
    ("K4-calls", _measured("K4", "calls", "43", 37)),
    ("K4-year", _measured("K4", "year", "46", 90, "41 van de 90; marge ongeveer 8 procentpunt.")),
    ("K4-spring", _measured("K4", "spring", "48", 42)),
    ("K5-year", _measured("K5", "year", "33", 12, FEW)),
    ("K5-spring", _measured("K5", "spring", "36", 11, FEW)),
    (
        "K6-year",
        _measured(
            "K6",
            "year",
            "2.2",
            12,
            "Twaalf gesprekken in {month name 2021-10} en {month name 2021-11}, vooral met kinderen van cursisten.",
        ),
    ),
    ("K6-spring", _measured("K6", "spring", "2.1", 10, "Kort belrondje onder dezelfde naasten.")),
    ("K7-year", _measured("K7", "year", "54", 50)),
    ("K7-spring", _measured("K7", "spring", "57", 35)),
    ("K8-calls", _measured("K8", "calls", "5", 37, "2 van de 37.")),
    ("K8-year", _measured("K8", "year", "7", 90, "6 van de 90.")),
    ("K8-spring", _measured("K8", "spring", "7", 42, "3 van de 42; alle drie vóór de nieuwe veiligheidsles.")),
)


def _contribution(
    outcome: str, gross: tuple[int, str, str], years: tuple[int, str, str], **more: Any
) -> dict[str, Any]:
    return {
        "outcome": to(outcome),
        "gross": Decimal(gross[0]),
        "gross_source": gross[1],
        "gross_certainty": gross[2],
        "duration": years[0],
        "duration_source": years[1],
        "duration_certainty": years[2],
        **more,
    }


def _shares(**figures: tuple[int, str, str]) -> dict[str, Any]:
    """Spread each (percentage, source, certainty) over its three fields."""
    values: dict[str, Any] = {}
    for name, (share, source, certainty) in figures.items():
        values |= {name: Decimal(share), f"{name}_source": source, f"{name}_certainty": certainty}
    return values


def _answers(answered: int, changed: int) -> dict[str, int]:
    """Return of how many it is known, applied to the 180 who finished; 60 of the 240 who began did not."""
    return {"answered": answered, "changed": changed, "applied_to": 180, "dropped_out": 60}


DISPLACED = "Cursusaanbod van de buurthuizen, vergeleken met onze aanmeldingen"

CONTRIBUTIONS: Rows = (
    (
        "E3",
        _contribution(
            "U3",
            (126, "Voor- en nameting {programme year 2021}: 101 van de 144 die antwoordden (70 %)", "mid"),
            (3, "Nabellen van cursisten uit {year 2019} (fictief)", "low"),
        )
        | _answers(144, 101)
        | _shares(
            deadweight=(
                30,
                "Wachtlijst {programme year 2021}: daar ging 21 % vooruit, dat is 30 % van onze 70 % (fictief)",
                "mid",
            ),
            displacement=(5, DISPLACED, "mid"),
            own_share=(60, "Oordeel van cursisten en partners samen, in twee gesprekken", "low"),
            drop_off=(25, "Nabellen van cursisten uit {year 2019} (fictief)", "low"),
        )
        | {
            "own_share_low": Decimal(40),
            "own_share_high": Decimal(70),
            "story": (
                "Cursisten noemen zelf drie oorzaken: de cursus, de oefeninloop en hulp van familie. De eerste twee "
                "zijn van ons. Ook de gemeente gaf in dezelfde tijd meer uitleg over DigiD. Daarom rekenen we ons "
                "**60 %** toe van wat er zonder ons niet was gebeurd, en laten we zien wat 40 of 70 % zou betekenen."
            ),
        },
    ),
    (
        "E1",
        _contribution(
            "U1",
            (41, "Voor- en nameting {programme year 2021}: van 45 naar 68 % van wie antwoordde", "mid"),
            (2, "Inschatting van docenten", "low"),
        )
        | _answers(144, 33)
        | _shares(
            deadweight=(35, "Wachtlijst {programme year 2021} (fictief); de gemeente gaf ook uitleg over DigiD", "mid"),
            displacement=(5, DISPLACED, "mid"),
            own_share=(65, "Oordeel van docenten en cursisten", "low"),
            drop_off=(30, "Wie niet oefent, vergeet het; inschatting van docenten", "low"),
        )
        | {
            "own_share_low": Decimal(50),
            "own_share_high": Decimal(75),
            "story": "Inloggen leren mensen vooral in de les. Thuis oefenen met familie helpt mee.",
        },
    ),
    (
        "E4",
        _contribution(
            "U4",
            (25, "Belronde {programme year 2021}: van 32 naar 46 % van wie antwoordde", "low"),
            (2, "Nog niet gemeten; voorzichtige schatting", "low"),
        )
        | _answers(90, 13)
        | _shares(
            deadweight=(40, "Landelijk regelden ook meer mensen hun zaken online (CBS, fictief)", "mid"),
            displacement=(5, DISPLACED, "mid"),
            own_share=(50, "Oordeel van cursisten; familie hielp vaak mee", "low"),
            drop_off=(25, "Gelijk aan die van ‘durven’, bij gebrek aan beter", "low"),
        )
        | {
            "own_share_low": Decimal(30),
            "own_share_high": Decimal(60),
            "story": "Gedrag verandert zelden door één cursus. Familie, partners en betere websites speelden mee.",
        },
    ),
    (
        "E8",
        _contribution(
            "U8",
            (
                2,
                "Belronde {programme year 2021}: 6 van de 90, tegen 6 % ervoor. Kan toeval zijn; voorzichtig meegeteld",
                "low",
            ),
            (1, "Schade is meestal eenmalig", "low"),
        )
        | _answers(90, 1)
        | _shares(
            deadweight=(50, "Oplichting nam ook landelijk toe (fictief)", "low"),
            own_share=(60, "Wij leerden mensen meer online te doen; voor de schade tellen we onszelf dus mee", "low"),
        )
        | {
            "story": "Een negatief effect hoort ook bij ons. We trekken het niet af van iets anders, maar laten het zien."
        },
    ),
)

VALUATIONS: Rows = (
    (
        "W3",
        {
            "outcome": to("U3"),
            "method": "monetary",
            "words": "‘Ik bel mijn dochter niet meer voor elk wissewasje.’",
            "proxy": "Prijs van een vergelijkbare cursus met persoonlijke begeleiding bij een commerciële aanbieder",
            "unit_price": Decimal(850),
            "unit_price_low": Decimal(600),
            "unit_price_high": Decimal(1000),
            "price_year": YearOf(2021),
            "technique": "unit_cost",
            "price_source": "FICTIEF: bedrag als rekenvoorbeeld, niet te gebruiken in een eigen plan",
        },
    ),
    (
        "W4",
        {
            "outcome": to("U4"),
            "method": "qualitative",
            "words": "Cursisten noemen rust, minder post die blijft liggen en toeslagen die ze eerder misliepen. "
            "Een bedrag noemen we niet: dan tellen we dezelfde winst twee keer.",
        },
    ),
    (
        "W1",
        {
            "outcome": to("U1"),
            "method": "ranking",
            "words": "Zes cursisten legden kaartjes op volgorde: durven (1), zelf regelen (2), inloggen (3), "
            "nepberichten herkennen (4).",
        },
    ),
    (
        "W6",
        {
            "outcome": to("U6"),
            "method": "quantified",
            "words": "Ongeveer twintig minuten per week minder hulp per naaste; nog te onzeker om mee te rekenen.",
        },
    ),
    (
        "W7",
        {
            "outcome": to("U7"),
            "method": "none",
            "reason": "Regie in geld uitdrukken past niet bij wat cursisten erover vertellen. Een verhaal zegt meer.",
        },
    ),
    (
        "W8",
        {
            "outcome": to("U8"),
            "method": "qualitative",
            "words": "De schade liep van € 40 tot € 900, maar mensen noemen vooral schaamte en angst om het te vertellen.",
        },
    ),
)

SHEETS: Sheets = {
    "social_return": {
        "discount_rate": Decimal("2.25"),
        "risks": ("double_counting", "false_precision", "ethics", "comparing"),
        "risk_notes": (
            "- We waarderen alleen ‘durven’ in euro’s, zodat dezelfde winst niet twee keer meetelt.\n"
            "- We noemen nooit één getal, maar ook wat het wordt bij 40 % eigen aandeel of € 600 per persoon.\n"
            "- We vergelijken de verhouding niet met die van andere bibliotheken: hun aannames zijn anders.\n"
            "- Het bedrag is fictief en dient om het rekenen te oefenen."
        ),
    },
}

ROWS: dict[str, Rows] = {
    "measurement": MEASUREMENTS,
    "contribution": CONTRIBUTIONS,
    "valuation": VALUATIONS,
}
