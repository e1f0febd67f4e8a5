"""The ten meetings of each round, placed so that the demo shows most on the day that it is loaded.

The first round keeps the calendar of the autumn of 2020: Thursdays, with modules that begin 28, 28, 49 and 28 days
after each other. Today lies in the long gap, between the meetings of module 3 and those of module 4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

MODULE_GAPS = (28, 28, 49, 28)
EVEN_GAPS = (28, 28, 28, 28)
WEEK = timedelta(days=7)
TUESDAY, THURSDAY = 1, 3
WORK_GOES_ON = timedelta(days=28)
"""How long authors go on with their plans after the last meeting."""

ON_LOCATION = (time(10), time(15))
ONLINE = (time(13), time(16))
ONLINE_NOTE = "13:00–14:00 uur webinar, 14:00–16:00 uur intervisie in je eigen groep."


@dataclass(frozen=True)
class DemoMeeting:
    number: int
    module: int
    day: date | None
    starts: time
    ends: time
    online: bool = False
    place: str = ""
    link: str = ""
    webinar: str = ""
    guest: str = ""
    note: str = ""
    sequence: int = 0
    """How often it was changed since it was planned."""


@dataclass(frozen=True)
class ModuleMeetings:
    """The place, speaker and notes of a module's two meetings."""

    place: str
    webinar: str
    guest: str
    note: str = ""


FIRST = (
    ModuleMeetings(
        "Bibliotheek Merenrijk, Kadeplein 1, Merenrijk (zaal De Boeg)",
        "Waarom zou je impact meten?",
        "Liesbeth Ankersmit, onderzoeker maatschappelijke impact",
        "Neem een beschrijving van je activiteit of programma mee; één bladzijde is genoeg.",
    ),
    ModuleMeetings(
        "Bibliotheek Heuvelstroom, Molenstraat 8, Heuvelstroom",
        "Van effect naar indicator: zo meet je wat telt",
        "Ravi Soekhai, adviseur monitoring bij een provinciale steunorganisatie",
        "Lees vooraf de theory of change van je intervisiegenoten.",
    ),
    ModuleMeetings(
        "Bibliotheek Rivierdal, Veerweg 20, Rivierdal",
        "Wat zeggen de cijfers, en wat niet?",
        "Marjolein Terpstra, statisticus",
        "Neem de cijfers mee die je al hebt, ook als ze onaf zijn.",
    ),
    ModuleMeetings(
        "Bibliotheek Houtstad, Marktplein 3, Houtstad",
        "Leren in plaats van afrekenen",
        "Oscar de Bruin, directeur van een welzijnsorganisatie",
        "Bereid één besluit voor dat je met je gegevens wilt onderbouwen.",
    ),
    ModuleMeetings(
        "Bibliotheek Merenrijk, Kadeplein 1, Merenrijk (zaal De Boeg)",
        "Het verhaal op één bladzijde",
        "Petra Wijnands, oud-wethouder",
        "We sluiten af met soep en een presentatie per bibliotheek.",
    ),
)
SECOND = (
    ModuleMeetings(
        "Bibliotheek Kustlijn, Havenstraat 12, Kustlijn",
        "Waarom zou je impact meten?",
        "Liesbeth Ankersmit, onderzoeker maatschappelijke impact",
        "Neem een beschrijving van je activiteit of programma mee; één bladzijde is genoeg.",
    ),
    ModuleMeetings(
        "Bibliotheek Westkreek, Sluiskade 5, Westkreek", "Van effect naar indicator", "Ravi Soekhai, adviseur"
    ),
    ModuleMeetings("Bibliotheek De Overtuin, Laan 40, De Overtuin", "Wat zeggen de cijfers, en wat niet?", ""),
    ModuleMeetings("Bibliotheek Twee Bruggen, Brugplein 1, Twee Bruggen", "Leren in plaats van afrekenen", ""),
    ModuleMeetings("Bibliotheek Kustlijn, Havenstraat 12, Kustlijn", "", ""),
)


def last_weekday(day: date, weekday: int) -> date:
    """Return the last such weekday on or before a day."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def plan_meetings(
    first: date, gaps: tuple[int, ...], modules: tuple[ModuleMeetings, ...], link: str
) -> list[DemoMeeting]:
    """Return two meetings for each module: one on location and, a week later, one online."""
    meetings: list[DemoMeeting] = []
    begins = first
    for module, module_meetings in enumerate(modules, 1):
        on_location, online = 2 * module - 1, 2 * module
        meetings += [
            DemoMeeting(
                on_location, module, begins, *ON_LOCATION, place=module_meetings.place, note=module_meetings.note
            ),
            DemoMeeting(
                *(online, module, begins + WEEK, *ONLINE),
                online=True,
                link=f"{link}/{online}",
                webinar=module_meetings.webinar,
                guest=module_meetings.guest,
                note=ONLINE_NOTE,
            ),
        ]
        begins += timedelta(days=gaps[module - 1]) if module <= len(gaps) else timedelta()
    return meetings


def first_round(today: date) -> list[DemoMeeting]:
    """Return the meetings of the round that stands between modules 3 and 4.

    The last one before today was 16 to 22 days ago, the next is in 20 to 26 days. One was held online instead of on
    location, and of one to come the times and the place changed.
    """
    last_of_third = last_weekday(today - timedelta(days=16), THURSDAY)
    begins = last_of_third - WEEK - timedelta(days=sum(MODULE_GAPS[:2]))
    link = "https://bijeenkomst.demo.example/ronde-1"
    meetings = plan_meetings(begins, MODULE_GAPS, FIRST, link)
    third, fourth, fifth = 4, 6, 8  # where the meetings on location of modules 3 to 5 stand in the list
    meetings[third] = replace(
        meetings[third],
        online=True,
        link=f"{link}/5",
        sequence=1,
        note="Door een storing op het spoor online in plaats van in Rivierdal. " + FIRST[2].note,
    )
    meetings[fourth] = replace(
        meetings[fourth],
        starts=time(10, 30),
        ends=time(15, 30),
        sequence=1,
        note="Een halfuur later dan gepland, zodat de trein van elders op tijd is. " + FIRST[3].note,
    )
    meetings[fifth] = replace(meetings[fifth], link=f"{link}/9")  # for whoever cannot come
    return meetings


def second_round(today: date) -> list[DemoMeeting]:
    """Return the meetings of the round that has just begun: module 1, between its first meeting and its webinar.

    The first one was 1 to 7 days ago; of the last one the day is not known yet.
    """
    begins = last_weekday(today - timedelta(days=1), TUESDAY)
    meetings = plan_meetings(begins, EVEN_GAPS, SECOND, "https://bijeenkomst.demo.example/ronde-2")
    meetings[-1] = replace(meetings[-1], day=None, note="De dag kiezen we samen, in module 3.")
    return meetings
