"""The impact ledger of Digitaal Mee (module 4): the first year is closed, with one line
that corrects another; the second is open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from impactplan.demo.digitaal_mee.results import CONTRIBUTIONS, VALUATIONS
from impactplan.demo.digitaal_mee.theory import OUTCOMES
from impactplan.demo.rows import Rows, To, to
from impactplan.demo.timeline import YearOf

COPIED = ("deadweight", "displacement", "own_share", "drop_off", "duration")


def _copied(outcome: str) -> dict[str, Any]:
    """Return what locking copies for good: the corrections, the price and the name, as they were on that day."""
    called = dict(OUTCOMES)[outcome]
    values: dict[str, Any] = {"outcome_name": called["statement"]}
    values |= {"unwanted": True} if called["direction"] == "negative" else {}
    for rows, names in ((CONTRIBUTIONS, COPIED), (VALUATIONS, ("unit_price",))):
        for _name, row in rows:
            if row["outcome"] == To((outcome,)):
                values |= {name: row[name] for name in names if name in row}
    return values


def _line(period: YearOf, outcome: str, indicator: str, **more: Any) -> dict[str, Any]:
    return {"period": period, "outcome": to(outcome), "indicator": to(indicator), **more}


def _locked(outcome: str, booked: date, locked: date) -> dict[str, Any]:
    return {
        "booked_by": "beleidsadviseur",
        "booked_on": booked,
        "locked_on": locked,
        "locked_by": "controller",
        **_copied(outcome),
    }


FIRST_YEAR, SECOND_YEAR = YearOf(2021), YearOf(2022)
YEAR_END = (date(2022, 1, 24), date(2022, 2, 11))
OPEN = {"booked_by": "beleidsadviseur", "booked_on": date(2022, 4, 1)}

LINES: Rows = (
    (
        "2021-U3",
        _line(FIRST_YEAR, "U3", "K3", planned_reach=180, realised_reach=180, gross=Decimal(126), cost=Decimal(68000))
        | _locked("U3", *YEAR_END)
        | {
            "grade": "fair",
            "explanation": "Alle kosten staan één keer, op deze boeking, zodat dezelfde euro niet twee keer meetelt. "
            "Een boekjaar is een cursusjaar: {year 2021} is cursusjaar {programme year 2021}.",
            "decision": "Doorgaan in kleine groepen.",
        },
    ),
    (
        "2021-U1",
        _line(FIRST_YEAR, "U1", "K1", planned_reach=180, realised_reach=186, gross=Decimal(43))
        | _locked("U1", *YEAR_END)
        | {
            "grade": "fair",
            "explanation": "Zes mensen meer dan verwacht; met 68 % nog net onder de streefwaarde van 70 %.",
            "decision": "Twee extra oefenlessen met DigiD.",
        },
    ),
    (
        "2021-U1-counter",
        _line(FIRST_YEAR, "U1", "K1", realised_reach=-6, gross=Decimal(-2), corrects=to("2021-U1"))
        | _locked("U1", date(2022, 3, 3), date(2022, 3, 10))
        | {"explanation": "Zes cursisten volgden beide cursussen en waren dubbel geteld, van wie twee met winst."},
    ),
    (
        "2021-U4",
        _line(FIRST_YEAR, "U4", "K4", planned_reach=180, realised_reach=180, gross=Decimal(25))
        | _locked("U4", *YEAR_END)
        | {
            "grade": "weak",
            "explanation": "46 % in plaats van 50 %: durven is nog geen doen, en drie maanden is kort.",
            "decision": "In de oefeninloop regelt ieder een eerste eigen zaak.",
        },
    ),
    (
        "2021-U8",
        _line(FIRST_YEAR, "U8", "K8", planned_reach=180, realised_reach=180, gross=Decimal(2))
        | _locked("U8", *YEAR_END)
        | {
            "grade": "weak",
            "explanation": "Een negatief effect: 6 van de 90 gebelde cursisten. Te weinig om van een stijging te spreken; "
            "we boeken het voorzichtig, en verrekenen het met niets.",
            "decision": "De veiligheidsles gaat naar week 1.",
        },
    ),
    (
        "2022-U3",
        _line(SECOND_YEAR, "U3", "K3", planned_reach=180, realised_reach=46, gross=Decimal(32), cost=Decimal(17000))
        | OPEN
        | {"grade": "fair", "explanation": "Tot en met {month name 2022-03}; 70 % van de 46 afronders."},
    ),
    (
        "2022-U1",
        _line(SECOND_YEAR, "U1", "K1", planned_reach=180, realised_reach=46, gross=Decimal(12))
        | OPEN
        | {
            "grade": "fair",
            "explanation": "Tot en met {month name 2022-03}: van 45 naar 72 %. De streefwaarde is voor het eerst gehaald; de marge is ruim 13 procentpunt.",
        },
    ),
    (
        "2022-U4",
        _line(SECOND_YEAR, "U4", "K4", planned_reach=180)
        | {"explanation": "Wordt geboekt na het bellen, {in season 2022-09}."},
    ),
    (
        "2022-U8",
        _line(SECOND_YEAR, "U8", "K8", planned_reach=180, realised_reach=46, gross=Decimal(1))
        | OPEN
        | {
            "grade": "weak",
            "explanation": "3 van de 42 gebelde cursisten. Het verschil met de nulmeting is minder dan één persoon; voorzichtig boeken we er één.",
        },
    ),
)

ROWS: dict[str, Rows] = {"ledger_line": LINES}
