"""Module 2 of Digitaal Mee, second half: data at hand, data strategy, feasibility."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from impactplan.demo.rows import Rows, Sheets, to
from impactplan.demo.timeline import QuarterOf, YearOf


def _source(name: str, owner: str, quality: int, evidence: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "owner": owner, "quality": quality, "evidence_class": evidence, **more}


SOURCES: Rows = (
    (
        "B1",
        _source("Cursusregistratie (aanmelding, presentie, afronding)", "cursuscoördinator", 4, "observed")
        | {
            "period": "vanaf {year 2019}",
            "refresh": "na elke les",
            "indicators": to("K1", "K3"),
            "personal_data": True,
        },
    ),
    (
        "B2",
        _source("Registratie van het IDO-spreekuur", "projectleider", 3, "observed")
        | {"period": "vanaf {month 2021-01}", "refresh": "elke week", "indicators": to("K4")},
    ),
    (
        "B3",
        _source("Bibliotheekmonitor, landelijke vragenlijst", "beleidsadviseur", 4, "solicited")
        | {"period": "{year 2021}", "refresh": "elk jaar, alleen een 1-meting", "indicators": to("K7")},
    ),
    (
        "B4",
        _source("CBS en gemeentemonitor: digitale vaardigheid, oplichting", "gemeente Merenrijk", 3, "inferred")
        | {"period": "{year 2018}–{year 2020}", "refresh": "elke twee jaar", "indicators": to("K5", "K8")},
    ),
)


def _collection(
    name: str, indicators: tuple[str, ...], method: str, origin: str, period: tuple[date, date], **more: Any
) -> dict[str, Any]:
    return {
        "name": name,
        "indicators": to(*indicators),
        "method": method,
        "origin": origin,
        "start": period[0],
        "end": period[1],
        "cost": Decimal(0),
        "performed_by": "self",
        "personal_data": "no",
        **more,
    }


def _asked(group: str, population: int, sampling: str, invited: int, response: int) -> dict[str, Any]:
    return {
        "group": to(group),
        "population": population,
        "sampling": sampling,
        "invited": invited,
        "response": Decimal(response),
    }


def _effort(minutes: int, waves: int, hours: int, euros: int) -> dict[str, Any]:
    return {
        "minutes": Decimal(minutes),
        "waves": waves,
        "staff_hours": Decimal(hours),
        "cost": Decimal(euros),
    }


def _privacy(months: int, text: str, **more: Any) -> dict[str, Any]:
    return {
        "personal_data": "yes",
        "lawful_basis": "consent",
        "informed": True,
        "handled_by": "nobody",
        "retention": months,
        "consent_text": text,
        "pseudonymised": True,
        **more,
    }


PROGRAMME = (date(2021, 4, 12), date(2022, 12, 16))

COLLECTIONS: Rows = (
    (
        "D1",
        _collection("Voor- en nameting bij cursisten", ("K1", "K3"), "survey", "primary", PROGRAMME)
        | _asked("S1", 240, "census", 240, 60)
        | _effort(8, 2, 40, 224)
        | _privacy(
            24,
            "Bibliotheek Merenrijk vraagt u twee keer een korte lijst in te vullen en in te loggen op een oefensite. Met "
            "uw antwoorden verbeteren we de cursus, en laten we zonder namen aan de gemeente zien wat hij oplevert. "
            "Alleen het projectteam ziet de lijsten. We bewaren ze 24 maanden; u mag ze inzien of laten wissen. "
            "Meedoen mag, stoppen mag altijd, en de cursus gaat gewoon door.",
            handled_by="processor",
            processor_agreement=True,
        )
        | {
            "performed_by": "teacher",
            "performer_reason": "De docent deelt de lijst in de les uit en ziet of het inloggen op de oefensite lukt; dat "
            "kost weinig en bijna iedereen is er dan.",
            "bias": "Dankbare cursisten zeggen aardige dingen, en een docent die meehelpt stuurt de antwoorden. "
            "Daarom helpt een digicoach van een andere groep.",
        },
    ),
    (
        "D2",
        _collection(
            "Telefonische nameting na 3–6 maanden",
            ("K4", "K5", "K7", "K8"),
            "survey",
            "primary",
            (date(2021, 6, 1), date(2022, 12, 16)),
        )
        | _asked("S1", 240, "random", 180, 50)
        | _effort(6, 1, 60, 0)
        | _privacy(
            12,
            "Mogen we u over een paar maanden bellen met vier vragen? Uw nummer bewaren we hooguit 12 maanden. "
            "U mag altijd nee zeggen.",
        )
        | {
            "performed_by": "student",
            "performer_reason": "Een stagiair belt: die kende de cursisten niet, zodat zij vrijer antwoorden.",
            "bias": "Wie niet opneemt, redt zich misschien minder goed. We bellen op drie verschillende momenten.",
        },
    ),
    (
        "D3",
        _collection("Herkenningsopdracht in de les", ("K2",), "test", "primary", PROGRAMME)
        | _asked("S1", 180, "census", 180, 95)
        | _effort(10, 1, 12, 0)
        | {
            "performed_by": "teacher",
            "performer_reason": "De docent neemt de opdracht af als gewoon onderdeel van de laatste les, zonder namen.",
            "bias": "Wie met de buurman overlegt, scoort hoger. Cursisten zitten daarom even uit elkaar.",
        },
    ),
    (
        "D4",
        _collection("Gesprekken met naasten", ("K6",), "interview", "primary", (date(2021, 10, 1), date(2021, 11, 30)))
        | _asked("S3", 180, "purposive", 16, 75)
        | _effort(30, 1, 30, 240)
        | _privacy(12, "Wij maken een verslag zonder uw naam. Het verslag bewaren we 12 maanden.")
        | {
            "performer_reason": "De beleidsadviseur kan doorvragen en kent de cursisten niet.",
            "bias": "Twaalf gekozen naasten zijn geen afspiegeling van allemaal. We zeggen dus ‘een deel’, geen procenten.",
        },
    ),
    (
        "D5",
        _collection(
            "Vragen turven in het IDO-spreekuur",
            ("K4",),
            "registration",
            "existing",
            (date(2021, 1, 1), date(2022, 12, 31)),
        )
        | {
            "population": 1380,
            "sampling": "census",
            "staff_hours": Decimal(12),
            "performer_reason": "We turven toch al elke vraag, zonder namen; sinds {month 2021-10} ook of die terugkomt.",
            "bias": "Op drukke dagen wordt er minder geturfd.",
        },
    ),
    (
        "D6",
        _collection(
            "Landelijke en gemeentelijke cijfers opzoeken",
            ("K8",),
            "desk_research",
            "secondary",
            (date(2021, 1, 11), date(2021, 2, 12)),
        )
        | {
            "staff_hours": Decimal(8),
            "performer_reason": "De beleidsadviseur werkt hier toch al mee en kent de kanttekeningen.",
            "bias": "Landelijke cijfers gaan over alle volwassenen, niet over onze cursisten.",
        },
    ),
)


def _quarter(year: int, quarter: int, hours: int, euros: int) -> dict[str, Any]:
    return {
        "year": YearOf(year, quarter),
        "quarter": QuarterOf(year, quarter),
        "hours": Decimal(hours),
        "euros": Decimal(euros),
    }


CAPACITIES: Rows = (
    ("2021-1", _quarter(2021, 1, 16, 50)),
    ("2021-2", _quarter(2021, 2, 24, 75)),
    ("2021-3", _quarter(2021, 3, 24, 75)),
    ("2021-4", _quarter(2021, 4, 40, 300)),
    ("2022-1", _quarter(2022, 1, 24, 75)),
    ("2022-2", _quarter(2022, 2, 24, 75)),
    ("2022-3", _quarter(2022, 3, 24, 75)),
    ("2022-4", _quarter(2022, 4, 24, 75)),
)

SHEETS: Sheets = {
    "feasibility": {
        "dropped": (
            "In het {quarter 2021-4} past het niet: de gesprekken met naasten komen boven op het bellen. "
            "Daarom:\n\n"
            "- **Twaalf gesprekken** met naasten in plaats van dertig, en in het tweede jaar alleen een kort belrondje.\n"
            "- **Geen aparte vragenlijst** over regie: één vraag in het gesprek na zes maanden is genoeg.\n"
            "- **Geen uitsplitsing per wijk:** de groepen worden dan kleiner dan tien mensen."
        )
    },
}

ROWS: dict[str, Rows] = {
    "source": SOURCES,
    "collection": COLLECTIONS,
    "capacity": CAPACITIES,
}
