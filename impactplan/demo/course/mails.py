"""The mails that the demo's coordinator wrote to her rounds."""

from __future__ import annotations

from dataclasses import dataclass

from impactplan.demo.course.enrolments import FIRST, G2, SECOND


@dataclass(frozen=True)
class DemoMail:
    round: int
    subject: str
    body: str
    days_ago: float
    group: str = ""
    """Of a mail to one group."""


MAILS = (
    DemoMail(
        FIRST,
        "Terugblik op module 3 en de zeven weken die komen",
        "Dag allemaal,\n\n"
        "Wat fijn dat iedereen er was, ook al moesten we door de treinstoring online.\n\n"
        "Tussen module 3 en 4 zitten zeven weken. Mijn tip: leg je cijfers in die tijd voor aan vijf mensen over wie ze "
        "gaan. Loop je vast? Bel gerust.\n\n"
        "Hartelijke groet,\nEls",
        12.2,
    ),
    DemoMail(
        FIRST,
        "Wie kan er eerder beginnen?",
        "Dag groep 2,\n\n"
        "Kunnen jullie op de eerstvolgende intervisie om 13.30 uur beginnen? Laat het Marit weten.\n\n"
        "Groet,\nEls",
        6.1,
        G2,
    ),
    DemoMail(
        SECOND,
        "Welkom bij ronde 2",
        "Dag allemaal,\n\n"
        "De eerste bijeenkomst zit erop. Bij het webinar zie je je intervisiegroep voor het eerst online. De link staat bij de bijeenkomst.\n\n"
        "De datum van de laatste bijeenkomst weten we nog niet; die kiezen we samen.\n\n"
        "Hartelijke groet,\nEls",
        0.9,
    ),
)
